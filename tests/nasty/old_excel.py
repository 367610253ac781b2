"""Old Excel workbooks (BIFF8 in a compound file) made by hand: no library that writes them is kept up any more."""

from collections.abc import Sequence
from struct import pack

SECTOR = 512
END_OF_CHAIN, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
CODES = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#NUM!": 0x24,
    "#N/A": 0x2A,
}

Row = Sequence[str | float | None]


class Formula(str):
    """The error that a formula gives; a plain text of the same letters is an error that was typed in."""

    __slots__ = ()


def xls(*sheets: Sequence[Row], hidden_rows: Sequence[int] = (), more: bytes = b"") -> bytes:
    """A workbook of these sheets; `hidden_rows` are rows of the first one from 1, `more` further records of it."""
    names = [f"Lap{number}" for number in range(1, len(sheets) + 1)]
    bodies = [
        _sheet(rows, hidden_rows if number == 0 else (), more if number == 0 else b"")
        for number, rows in enumerate(sheets)
    ]
    place = len(_globals(names, [0] * len(names)))
    starts = []
    for body in bodies:
        starts.append(place)
        place += len(body)
    return _compound(_globals(names, starts) + b"".join(bodies))


def record(kind: int, body: bytes = b"") -> bytes:
    """A record as it stands in the stream."""
    return pack("<HH", kind, len(body)) + body


def _beginning(kind: int) -> bytes:
    return record(0x0809, pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _globals(names: Sequence[str], starts: Sequence[int]) -> bytes:
    sheets = b"".join(
        record(0x0085, pack("<IHBB", start, 0, len(name), 0) + name.encode("latin-1"))
        for name, start in zip(names, starts, strict=True)
    )
    return _beginning(0x0005) + record(0x0042, pack("<H", 1200)) + sheets + record(0x000A)


def _sheet(rows: Sequence[Row], hidden: Sequence[int], more: bytes) -> bytes:
    body = _beginning(0x0010) + more
    for number in hidden:
        body += record(0x0208, pack("<HHHHHHI", number - 1, 0, 4, 255, 0, 0, 0x0120))
    for number, row in enumerate(rows):
        body += b"".join(_cell(number, column, cell) for column, cell in enumerate(row) if cell is not None)
    return body + record(0x000A)


def _cell(row: int, column: int, cell: str | float) -> bytes:
    place = pack("<HHH", row, column, 0)
    if isinstance(cell, Formula):
        result = pack("<BBBHBH", 2, 0, CODES[cell], 0, 0, 0xFFFF)
        return record(0x0006, place + result + pack("<HIH", 0, 0, 3) + b"\x1e\x01\x00")
    if isinstance(cell, str) and cell in CODES:
        return record(0x0205, place + pack("<BB", CODES[cell], 1))
    if isinstance(cell, str):
        return record(0x0204, place + pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
    return record(0x0203, place + pack("<d", cell))


def _compound(stream: bytes) -> bytes:
    """The stream `Workbook` alone in a compound file; it is filled up so that it needs no sectors of 64 bytes."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    )
    header += pack("<IIIIIIIII", 1, 1, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0, 0)
    header += pack("<108I", *[FREE] * 108)
    chain = [FAT, END_OF_CHAIN, *range(3, sectors + 2), END_OF_CHAIN]
    table = pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    directory = _entry("Root Entry", 5, END_OF_CHAIN, 0, child=1) + _entry("Workbook", 2, 2, len(stream))
    return header + table + (directory + bytes(256)) + stream


def _entry(name: str, kind: int, first: int, size: int, child: int = FREE) -> bytes:
    letters = name.encode("utf-16-le").ljust(64, b"\0")
    links = pack("<HBBIII", 2 * len(name) + 2, kind, 1, FREE, FREE, child)
    return letters + links + bytes(36) + pack("<IQ", first, size)
