"""Spreadsheets (XLSX) as sheets of text cells that keep the type which the workbook states."""

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from flows.problems import UnreadableFile
from flows.sources.sheet import DATE_MARK, HEAD_ROWS, NUMBER_MARK, Sheet

LARGEST_UNPACKED = 1 << 30
LARGEST_RATIO = 200
"""An XLSX is a zip archive: one that unpacks to more than 1 GiB, or to more than 200 times its own size, is refused."""

Cell = int | float | str | bool | time | date | datetime | timedelta


def workbook_sheets(connection: duckdb.DuckDBPyConnection, path: Path) -> list[Sheet]:
    """The sheets of a workbook in its own order, hidden ones marked, empty ones left out.

    Raises:
        UnreadableFile: the file is no workbook, is protected by a password, or is a zip bomb.
    """
    _refuse_bomb(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        sheets = []
        for number, meta in enumerate(workbook.sheets_metadata):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            rows = workbook.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
            if rows and rows[0]:
                hidden = meta.visible != SheetVisibleEnum.Visible
                sheets.append(_sheet(connection, f"workbook_sheet_{number}", meta.name, hidden, rows))
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(f"the file is not a readable workbook ({error})") from error
    return sheets


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableFile("the file is not an XLSX workbook, whatever its name says") from error
    if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * max(path.stat().st_size, 1):
        raise UnreadableFile(
            f"the workbook would unpack to {unpacked:,} bytes, far more than a workbook needs"
        )


def _sheet(
    connection: duckdb.DuckDBPyConnection, table: str, name: str, hidden: bool, rows: list[list[Cell]]
) -> Sheet:
    width = max(len(row) for row in rows)
    columns = {
        f"c{index + 1}": pd.Series([cell_text(row[index]) for row in rows], dtype="str")
        for index in range(width)
    }
    frame = pd.DataFrame({"row_number": range(1, len(rows) + 1), **columns})
    connection.register("cells", frame)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM cells")
    connection.unregister("cells")
    head = tuple(tuple(cell_text(cell) or "" for cell in row) for row in rows[:HEAD_ROWS])
    return Sheet(name, f"SELECT * FROM {table}", width, head, typed=True, hidden=hidden)


def cell_text(cell: Cell) -> str | None:
    """A cell as text, behind a mark where the workbook itself states that it is a number or a date."""
    if isinstance(cell, str):
        text = " ".join(cell.split())
        return text.lstrip(NUMBER_MARK + DATE_MARK) or None
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float):
        return NUMBER_MARK + (str(int(cell)) if float(cell).is_integer() and abs(cell) < 1e15 else repr(cell))
    if isinstance(cell, datetime):
        return DATE_MARK + cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return DATE_MARK + f"{cell.isoformat()} 00:00:00"
    return str(cell)
