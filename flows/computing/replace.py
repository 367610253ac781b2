"""A table of results brought to what was computed, and left alone where that is the same."""

import duckdb
import pandas as pd

from indicators.contracts import Table


def replace_rows(connection: duckdb.DuckDBPyConnection, table: Table, frame: pd.DataFrame) -> bool:
    """Make the table hold exactly the rows of the frame; say whether anything differed."""
    columns = ", ".join(f"CAST({column.name} AS {column.type}) AS {column.name}" for column in table.columns)
    connection.register("computed", frame)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE computed_rows AS SELECT {columns} FROM computed")
    name = table.qualified_name
    differs = connection.execute(f"""
        SELECT EXISTS (FROM computed_rows EXCEPT ALL FROM {name}) OR EXISTS (FROM {name} EXCEPT ALL FROM computed_rows)
    """).fetchall()[0][0]
    if differs:
        connection.execute(f"DELETE FROM {name}")
        connection.execute(f"INSERT INTO {name} SELECT * FROM computed_rows ORDER BY {', '.join(table.key)}")
    connection.execute("DROP TABLE computed_rows")
    return bool(differs)
