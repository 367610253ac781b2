"""The records of an old Excel workbook, looked through for what the reader of cells does not tell ([MS-XLS])."""

import struct
from collections.abc import Iterator
from pathlib import Path
from struct import unpack_from

from flows.problems import UnreadableFile
from flows.sources.compound_file import stream_of
from flows.sources.sheet_parts import SheetParts

STREAMS = ("Workbook", "Book")
"""Excel 97 to 2003, and Excel 5 and 95."""

FORMULA, END, BOUND_SHEET, ERROR_OR_LOGICAL, ROW = 0x0006, 0x000A, 0x0085, 0x0205, 0x0208
START = (0x0809, 0x0409, 0x0209, 0x0009)
FORMULAS = (FORMULA, 0x0206, 0x0406)

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
        UnreadableFile: the file is damaged, or a sheet has more broken formulas than any table.
    """
    content = stream_of(path.read_bytes(), STREAMS)
    try:
        return [_sheet(content, start, number) for number, start in enumerate(_starts(content), 1)]
    except struct.error as error:
        raise UnreadableFile("the workbook is damaged or only half sent (a record is cut)") from error


def _starts(content: bytes) -> list[int]:
    return [
        unpack_from("<I", body)[0]
        for kind, body in _records(content, 0)
        if kind == BOUND_SHEET and len(body) >= 4
    ]


def _sheet(content: bytes, start: int, number: int) -> SheetParts:
    parts, name = SheetParts(), str(number)
    for kind, body in _records(content, start):
        if kind == ERROR_OR_LOGICAL:
            row, column, _, code, is_error = unpack_from("<HHHBB", body)
            if is_error:
                parts.break_off(row + 1, column + 1, ERRORS.get(code, "#ERR!"), name)
        elif kind in FORMULAS:
            row, column, _, result = unpack_from("<HHHQ", body)
            if (result >> 48 << 8) | result & 0xFF == IS_ERROR:
                parts.break_off(row + 1, column + 1, ERRORS.get(result >> 16 & 0xFF, "#ERR!"), name)
        elif kind == ROW:
            row, options = unpack_from("<H10xH", body)
            if options & HIDDEN_ROW:
                parts.hidden_rows.append(row + 1)
    return parts


def _records(content: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records from one beginning to the end that belongs to it; a chart inside a sheet has its own of both."""
    place, depth = start, 0
    while place + 4 <= len(content):
        kind, length = unpack_from("<HH", content, place)
        if kind in START:
            depth += 1
        elif kind == END:
            depth -= 1
        if depth <= 0:
            return
        if depth == 1:
            yield kind, content[place + 4 : place + 4 + length]
        place += 4 + length
