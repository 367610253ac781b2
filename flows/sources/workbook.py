"""Spreadsheets (XLSX, XLS and ODS) as sheets of text cells that keep the type which the workbook states."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from math import isfinite
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from flows.problems import UnreadableFile
from flows.sources.file_kind import Container
from flows.sources.ods_parts import ods_parts
from flows.sources.panics import Panicked, panics_raised
from flows.sources.sheet import DATE_MARK, HEAD_ROWS, NUMBER_MARK, Sheet
from flows.sources.sheet_parts import SheetParts
from flows.sources.short_sheet import in_table
from flows.sources.text_file import MOST_COLUMNS
from flows.sources.xls_parts import xls_parts
from flows.sources.xlsx_parts import xlsx_parts

Cell = int | float | str | bool | time | date | datetime | timedelta

CHUNK = 20_000
"""Rows that stand in memory as Python objects at a time, fewer where they are wide."""
CELLS_OF_CHUNK = 1_000_000


def workbook_sheets(
    connection: duckdb.DuckDBPyConnection, path: Path, container: Container = "xlsx"
) -> list[Sheet]:
    """The sheets of a workbook with all their cells, in its own order, hidden ones marked, empty ones left out.

    Raises:
        UnreadableFile: as `opened_sheets`.
    """
    sheets = opened_sheets(connection, path, container)
    return [in_table(connection, sheet, f"short_sheet_{number}") for number, sheet in enumerate(sheets)]


def opened_sheets(
    connection: duckdb.DuckDBPyConnection, path: Path, container: Container = "xlsx"
) -> list[Sheet]:
    """The sheets of a workbook; the cells of one that its head holds whole are there alone.

    Raises:
        UnreadableFile: the file is no such workbook, is protected by a password, or is larger than is read.
    """
    parts = xls_parts(path) if container == "xls" else {"xlsx": xlsx_parts, "ods": ods_parts}[container](path)
    try:
        with panics_raised():
            return list(_sheets(connection, path, parts))
    except PasswordError as error:
        raise UnreadableFile("", "password_protected") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise UnreadableFile(f"the file is not a readable workbook ({error})") from error
    except Panicked as error:
        raise UnreadableFile("the file is not a readable workbook (it is damaged inside)") from error


def _sheets(
    connection: duckdb.DuckDBPyConnection, path: Path, parts: dict[str, SheetParts] | list[SheetParts]
) -> Iterable[Sheet]:
    with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as workbook:
        if isinstance(parts, list):
            if len(parts) != len(workbook.sheet_names):
                raise UnreadableFile("the workbook is damaged (its list of sheets)")
            parts = dict(zip(workbook.sheet_names, parts, strict=True))
        for number, meta in enumerate(workbook.sheets_metadata):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            cells = workbook.get_sheet_by_name(meta.name)
            if cells.height and cells.width:
                hidden = meta.visible != SheetVisibleEnum.Visible
                own = parts.get(meta.name, SheetParts())
                yield _sheet(connection, f"workbook_sheet_{number}", cells, hidden, own)


def _sheet(
    connection: duckdb.DuckDBPyConnection, table: str, cells: CalamineSheet, hidden: bool, parts: SheetParts
) -> Sheet:
    rest = iter(cells.iter_rows())
    head = list(islice(rest, HEAD_ROWS))
    width = max([len(head[0]), *(column for _, column, _ in parts.broken)])
    if width > MOST_COLUMNS:
        raise UnreadableFile(f"{cells.name}: {cells.height:,} x {width:,}", "oversized_file")
    if len(head) < HEAD_ROWS and all(row <= len(head) for row, _, _ in parts.broken):
        return _short_sheet(cells.name, head, width, hidden, parts)
    columns = ", ".join(f"c{index} VARCHAR" for index in range(1, width + 1))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} (row_number BIGINT, {columns})")
    rows, first = chain(head, rest), 1
    while chunk := list(islice(rows, max(1, min(CHUNK, CELLS_OF_CHUNK // width)))):
        _store(connection, table, chunk, first)
        first += len(chunk)
    _show_broken(connection, table, parts.broken, first)
    shown = connection.execute(
        f"SELECT * EXCLUDE row_number FROM {table} WHERE row_number <= {HEAD_ROWS} ORDER BY row_number"
    ).fetchall()
    return Sheet(
        cells.name,
        f"SELECT * FROM {table}",
        width,
        tuple(tuple(cell or "" for cell in row) for row in shown),
        typed=True,
        hidden=hidden,
        hidden_rows=tuple(parts.hidden_rows),
    )


def _short_sheet(name: str, rows: list[list[Cell]], width: int, hidden: bool, parts: SheetParts) -> Sheet:
    """A sheet that is all head."""
    texts = [[cell_text(cell) or "" for cell in row] + [""] * (width - len(row)) for row in rows]
    for row, column, text in parts.broken:
        texts[row - 1][column - 1] = cell_text(text) or ""
    return Sheet(
        name,
        "",
        width,
        tuple(map(tuple, texts)),
        typed=True,
        is_whole=True,
        hidden=hidden,
        hidden_rows=tuple(parts.hidden_rows),
    )


def _store(connection: duckdb.DuckDBPyConnection, table: str, rows: list[list[Cell]], first: int) -> None:
    """Rows into the table, column by column: numbers as numbers, which DuckDB writes, each other cell as its text."""
    frame: dict[str, pd.Series | np.ndarray | range] = {"row_number": range(first, first + len(rows))}
    width, cells = len(rows[0]), list(chain.from_iterable(rows))
    columns = []
    for index in range(1, width + 1):
        typed = _by_type(cells[index - 1 :: width])
        frame |= {f"{kind}{index}": values for kind, values in typed.items()}
        given = ", ".join(_text_of(kind, f"{kind}{index}") for kind in typed)
        columns.append(f"coalesce({given}) AS c{index}")
    connection.register("cells", pd.DataFrame(frame))
    connection.execute(f"INSERT INTO {table} BY NAME SELECT row_number, {', '.join(columns)} FROM cells")
    connection.unregister("cells")


def _text_of(kind: str, cell: str) -> str:
    """SQL: the text of a cell of one type; the same as `cell_text`."""
    if kind == "number":
        whole = f"{cell} = trunc({cell}) AND abs({cell}) < 1e15"
        digits = (
            f"CASE WHEN {whole} THEN CAST(CAST({cell} AS BIGINT) AS VARCHAR) ELSE CAST({cell} AS VARCHAR) END"
        )
        return f"CASE WHEN isfinite({cell}) THEN chr({ord(NUMBER_MARK)}) || {digits} END"
    return cell


def _by_type(cells: list[Cell]) -> dict[str, pd.Series | np.ndarray]:
    """The cells of one column, numbers apart, each as long as the column. A text, day or time is written once only."""
    kinds = set(map(type, cells))
    if bool in kinds:  # True equals 1
        return {"text": pd.Series(list(map(cell_text, cells)), dtype="str")}
    found: dict[str, pd.Series | np.ndarray] = {}
    if numbers := kinds & {int, float}:
        found["number"] = np.array(_only(cells, kinds, numbers), dtype="float64")
    if kinds - numbers:
        texts = {cell: cell_text(cell) for cell in set(cells) if type(cell) not in numbers}
        found["text"] = pd.Series(list(map(texts.get, cells)), dtype="str")
    return found


def _only(cells: list[Cell], kinds: set[type], wanted: set[type]) -> list[Cell | None]:
    """The cells of the wanted types, None in place of the others."""
    return list(cells) if kinds == wanted else [cell if type(cell) in wanted else None for cell in cells]


def cell_text(cell: Cell) -> str | None:
    """A cell as text, behind a mark where the workbook itself states that it is a number or a date."""
    if isinstance(cell, str):
        text = " ".join(cell.split())
        return text.lstrip(NUMBER_MARK + DATE_MARK) or None
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float):
        return NUMBER_MARK + _digits(cell) if isfinite(cell) else None
    if isinstance(cell, datetime):
        return DATE_MARK + cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return DATE_MARK + f"{cell.isoformat()} 00:00:00"
    return str(cell)


def _digits(number: float) -> str:
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e15 else repr(float(number))


def _show_broken(
    connection: duckdb.DuckDBPyConnection, table: str, broken: list[tuple[int, int, str]], end: int
) -> None:
    """Put into each cell whose formula gives nothing readable what stands there: the error, or the formula."""
    if not broken:
        return
    shown = [(row, column, cell_text(text)) for row, column, text in broken]
    frame = pd.DataFrame(shown, columns=["row_number", "position", "text"]).astype({"text": "str"})
    connection.register("broken", frame)
    connection.execute(f"""
        INSERT INTO {table} BY NAME SELECT DISTINCT row_number FROM broken
        WHERE row_number >= {end} AND row_number NOT IN (SELECT row_number FROM {table})
    """)
    for position in sorted(set(frame["position"])):
        connection.execute(f"""
            UPDATE {table} AS t SET c{position} = b.text FROM broken b
            WHERE b.row_number = t.row_number AND b.position = {position}
        """)
    connection.unregister("broken")
