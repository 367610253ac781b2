"""The records of an old Excel workbook, looked through for what the reader of cells does not tell ([MS-XLS])."""

import struct
from collections.abc import Iterator
from pathlib import Path
from struct import unpack_from

from flows.problems import UnreadableFile
from flows.sources.compound_file import stream_of
from flows.sources.sheet_parts import LARGEST_SHEET, SheetParts

STREAMS = ("Workbook", "Book")
"""Excel 97 to 2003, and Excel 5 and 95."""

BEGINS, ENDS = (0x0809, 0x0409, 0x0209, 0x0009), 0x000A
BOUND_SHEET, DIMENSIONS, ROW, ERROR_OR_LOGICAL, MANY_NUMBERS = 0x0085, 0x0200, 0x0208, 0x0205, 0x00BD
FORMULAS = (0x0006, 0x0206, 0x0406)
CELLS = (
    *FORMULAS, ERROR_OR_LOGICAL, MANY_NUMBERS, 0x00D6, 0x00FD, 0x0002, 0x0003, 0x0004, 0x0005, 0x007E, 0x0203, 0x0204,
    0x027E,
)  # fmt: skip
"""Records of cells: each begins with its row and its column."""

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
IS_ERROR = 0xFFFF02
"""A formula's result of eight bytes is an error where the last two are FF FF and the first is 2; else it is a number,
a text, a logical value or nothing."""

HIDDEN_ROW = 0x0020


def xls_parts(path: Path) -> list[SheetParts]:
    """Every sheet in the order of the workbook, sheets that hold no cells too.

    Raises:
        UnreadableFile: the file is damaged, reaches further than any sheet can, or has more broken formulas than any
            table.
    """
    content = stream_of(path.read_bytes(), STREAMS)
    try:
        return _sheets(content)
    except struct.error as error:
        raise UnreadableFile("the workbook is damaged or only half sent (a record is cut)") from error


def _sheets(content: bytes) -> list[SheetParts]:
    """All records once, in their order: first the list of sheets, then each of them."""
    sheets: list[SheetParts] = []
    starts: dict[int, SheetParts] = {}
    begun: set[int] = set()
    current, depth = SheetParts(), 0
    last_row = last_column = 0
    for place, kind, body in _records(content):
        if place in starts:
            begun.add(place)
            current, depth = starts[place], 0
        if kind in BEGINS:
            depth += 1
        elif kind == ENDS:
            depth -= 1
        elif kind == BOUND_SHEET:
            sheets.append(starts.setdefault(unpack_from("<I", body)[0], SheetParts()))
        elif kind in CELLS or kind == DIMENSIONS:
            row, column = _reach(kind, body)
            last_row, last_column = max(last_row, row), max(last_column, column)
            if last_row * last_column > LARGEST_SHEET:
                raise UnreadableFile(f"{last_row:,} x {last_column:,}", "oversized_file")
        if depth == 1:
            _note(current, kind, body)
    if begun != set(starts):
        raise UnreadableFile("the workbook is damaged (a sheet does not stand where the list of sheets says)")
    return sheets


def _records(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    place = 0
    while place + 4 <= len(content):
        kind, length = unpack_from("<HH", content, place)
        yield place, kind, content[place + 4 : place + 4 + length]
        place += 4 + length


def _reach(kind: int, body: bytes) -> tuple[int, int]:
    """The row and column, from 1, up to which a record reaches. The reader of cells makes room for all of it."""
    if kind == DIMENSIONS:
        wide = len(body) >= 14
        _, row, _, column = unpack_from("<IIHH" if wide else "<HHHH", body)
        return row, column
    row, column = unpack_from("<HH", body)
    if kind == MANY_NUMBERS:
        (column,) = unpack_from("<H", body, len(body) - 2)
    return row + 1, column + 1


def _note(sheet: SheetParts, kind: int, body: bytes) -> None:
    if kind == ERROR_OR_LOGICAL:
        row, column, _, code, is_error = unpack_from("<HHHBB", body)
        if is_error:
            sheet.break_off(row + 1, column + 1, ERRORS.get(code, "#ERR!"), "")
    elif kind in FORMULAS:
        row, column, _, result = unpack_from("<HHHQ", body)
        if (result >> 48 << 8) | result & 0xFF == IS_ERROR:
            sheet.break_off(row + 1, column + 1, ERRORS.get(result >> 16 & 0xFF, "#ERR!"), "")
    elif kind == ROW:
        row, options = unpack_from("<H10xH", body)
        if options & HIDDEN_ROW:
            sheet.hidden_rows.append(row + 1)
