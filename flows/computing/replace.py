"""A table of results brought to what was computed: only what differs is written."""

import duckdb
import pandas as pd

from indicators.contracts import Table


def replace_rows(connection: duckdb.DuckDBPyConnection, table: Table, frame: pd.DataFrame) -> bool:
    """Make the table hold exactly the rows of the frame; say whether anything differed.

    Rows are told apart by the key of the table; where it has none that the store keeps, the whole table is compared and
    written.
    """
    columns = ", ".join(f"CAST({column.name} AS {column.type}) AS {column.name}" for column in table.columns)
    connection.register("computed", frame)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE computed_rows AS SELECT {columns} FROM computed")
    connection.unregister("computed")
    differs = _replace_by_key(connection, table) if table.indexed else _replace_whole(connection, table)
    connection.execute("DROP TABLE computed_rows")
    return differs


def _replace_by_key(connection: duckdb.DuckDBPyConnection, table: Table) -> bool:
    name, key = table.qualified_name, ", ".join(table.key)
    others = [column for column in table.column_names if column not in table.key]
    differing = " OR ".join(f"c.{column} IS DISTINCT FROM t.{column}" for column in others) or "false"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE differing_rows AS
        SELECT {key}, c.rowid IS NOT NULL AS computed, t.rowid IS NOT NULL AS stored
        FROM computed_rows c FULL JOIN {name} t USING ({key})
        WHERE c.rowid IS NULL OR t.rowid IS NULL OR {differing}
    """)
    connection.execute(
        f"DELETE FROM {name} WHERE ({key}) IN (SELECT ({key}) FROM differing_rows WHERE stored)"
    )
    connection.execute(f"""
        INSERT INTO {name} FROM computed_rows SEMI JOIN (FROM differing_rows WHERE computed) USING ({key})
        ORDER BY {key}
    """)
    [(differs,)] = connection.execute("SELECT EXISTS (FROM differing_rows)").fetchall()
    connection.execute("DROP TABLE differing_rows")
    return bool(differs)


def _replace_whole(connection: duckdb.DuckDBPyConnection, table: Table) -> bool:
    name = table.qualified_name
    [(differs,)] = connection.execute(f"""
        SELECT EXISTS (FROM computed_rows EXCEPT ALL FROM {name}) OR EXISTS (FROM {name} EXCEPT ALL FROM computed_rows)
    """).fetchall()
    if differs:
        connection.execute(f"DELETE FROM {name}")
        connection.execute(f"INSERT INTO {name} FROM computed_rows ORDER BY {', '.join(table.key)}")
    return bool(differs)
