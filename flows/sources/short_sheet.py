"""Sheets that are whole in their heads, as a table of DuckDB."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

import duckdb
import pandas as pd

from flows.sources.sheet import Sheet


def in_table(connection: duckdb.DuckDBPyConnection, sheet: Sheet, table: str) -> Sheet:
    """A sheet with its cells in DuckDB: those of a head that is the whole sheet go into the temporary table."""
    if sheet.relation or not sheet.is_whole:
        return sheet
    numbers = range(1, len(sheet.head) + 1)
    return replace(sheet, relation=store_rows(connection, table, numbers, sheet.head, sheet.width))


def store_rows(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    numbers: Iterable[int],
    rows: Sequence[tuple[str, ...]],
    width: int,
) -> str:
    """Rows of text cells, blank ones empty, into a temporary table; SQL that gives them as a sheet does."""
    columns = zip_longest(*rows, [""] * width, fillvalue="")
    frame = {"row_number": pd.Series(list(numbers), dtype="int64")} | {
        f"c{index}": pd.Series([cell or None for cell in column[: len(rows)]], dtype="str")
        for index, column in enumerate(columns, 1)
    }
    connection.register("cells", pd.DataFrame(frame))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS FROM cells")
    connection.unregister("cells")
    return f"SELECT * FROM {table}"
