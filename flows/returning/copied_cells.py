"""A delivered file as cells of a new workbook: what is no XLSX, or an XLSX that is not safe to edit.

Every text stays text; numbers and days that a spreadsheet states as such stay what they are.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell

from flows.problems import UnreadableFile
from flows.returning.texts import text
from flows.sources.beginning import beginning_of_text
from flows.sources.file_kind import spreadsheet_container
from flows.sources.format import Format
from flows.sources.kinds import MACHINE_READERS, Source, kind_of
from flows.sources.packed import unpacked
from flows.sources.plain_text import plain_text_file
from flows.sources.sheet import DATE_MARK, NUMBER_MARK, Sheet
from flows.sources.text_file import text_sheet
from flows.sources.workbook import workbook_sheets

MOST_ROWS = 20_000
MOST_COLUMNS = 400
LARGEST_OTHER = 1 << 22
"""What a copy holds: rows and columns of each sheet; bytes of a file that has to be read whole. Beyond them a person
works in a file of their own."""

FORMULA_SIGNS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Shift:
    """By how many rows and columns the copy stands below and right of the file's own cells."""

    rows: int = 0
    columns: int = 0


@dataclass(frozen=True)
class Copy:
    """A workbook with the delivered cells, and what is to be said about it, as names of texts."""

    workbook: Workbook
    names: dict[str, str]
    shift: Shift = Shift()
    remarks: tuple[str, ...] = ()


def copy_cells(path: Path, file_name: str, declared: Format, scratch: Path, language: str) -> Copy | None:
    """The cells of a file as its format reads them; none where the file is too large for a copy.

    `names` of the copy gives the sheet of the copy for the name of each delivered sheet.
    """
    path, inner_name = unpacked(path, file_name, scratch)
    with duckdb.connect() as connection:
        sheets, cut, shift = _sheets(connection, path, inner_name, declared, scratch)
        if not sheets:
            return None
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        names: dict[str, str] = {}
        for sheet in sheets:
            title = _title(sheet.name or Path(inner_name).stem, names)
            names[sheet.name] = title
            page = workbook.create_sheet(title)
            page.sheet_state = "hidden" if sheet.hidden else "visible"
            if shift.rows:
                for position, heading in enumerate((text("record", language), *sheet.head[0]), 1):
                    write_text(page.cell(1, position), heading)
            columns = ", ".join(f"c{index}" for index in range(1, min(sheet.width, MOST_COLUMNS) + 1))
            rows = connection.execute(
                f"SELECT row_number, {columns} FROM ({sheet.relation}) WHERE row_number <= {MOST_ROWS} ORDER BY 1"
            ).fetchall()
            for number, *cells in rows:
                if shift.columns:
                    page.cell(number + shift.rows, 1).value = number
                for position, cell in enumerate(cells, 1 + shift.columns):
                    if cell is not None:
                        _write(page.cell(number + shift.rows, position), cell)
            cut = cut or len(rows) >= MOST_ROWS
    remarks = [name for name, applies in (("records", shift.rows), ("cut", cut)) if applies]
    return Copy(workbook, names, shift, tuple(remarks))


def _sheets(
    connection: duckdb.DuckDBPyConnection, path: Path, file_name: str, declared: Format, scratch: Path
) -> tuple[list[Sheet], bool, Shift]:
    kind, size = declared.file.kind, path.stat().st_size
    if kind == "csv":
        path, cut = beginning_of_text(path, scratch / "beginning")
        plain = plain_text_file(path, scratch / "text", declared.file.encoding)
        return [text_sheet(connection, plain, declared.file.delimiter, scratch)], cut, Shift()
    if size > LARGEST_OTHER:
        return [], True, Shift()
    if kind in MACHINE_READERS:
        if kind_of(path, file_name) != kind:
            raise UnreadableFile(f"the file is of another kind than {kind}")
        source = Source(connection, path, scratch, "records")
        return [MACHINE_READERS[kind](source, declared.file)], False, Shift(1, 1)
    container = spreadsheet_container(path)
    if container is None:
        raise UnreadableFile("the file is no spreadsheet")
    return workbook_sheets(connection, path, container), False, Shift()


def _title(name: str, names: dict[str, str]) -> str:
    """A name that a sheet may bear and that no other sheet of the copy has."""
    kept = "".join("_" if sign in "[]:*?/\\" else sign for sign in ILLEGAL_CHARACTERS_RE.sub("", name))
    kept = kept.strip("' ")[:28] or "1"
    taken = {title.casefold() for title in names.values()}
    title, number = kept, 1
    while title.casefold() in taken:
        number += 1
        title = f"{kept[:25]} {number}"
    return title


def _write(cell: Cell | MergedCell, delivered: str) -> None:
    """A cell by the type that the delivered spreadsheet stated, as text where it stated none."""
    if delivered.startswith(NUMBER_MARK):
        cell.value = float(delivered[1:])
    elif delivered.startswith(DATE_MARK):
        cell.value = datetime.fromisoformat(delivered[1:])
    else:
        write_text(cell, delivered)


def write_text(cell: Cell | MergedCell, content: str) -> None:
    """Text that stays text: no spreadsheet program takes it for a formula, also not after someone edited it."""
    if isinstance(cell, MergedCell):
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", content)
    cell.data_type = "s"
    if content.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True
