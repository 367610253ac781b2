"""Compound files, in which old Office programs keep their streams, as far as one stream has to be read ([MS-CFB])."""

import struct
from itertools import islice
from struct import unpack_from

from flows.problems import UnreadableFile

NO_SECTOR = 0xFFFFFFFA
"""Sector numbers from here on say that there is none: the end of a chain, a free sector."""

HEADER = 512
ENTRY = 128
IN_HEADER = 109
"""Entries of the list of FAT sectors that stand in the header itself."""


def stream_of(content: bytes, names: tuple[str, ...]) -> bytes:
    """The first stream that bears one of the names.

    Raises:
        UnreadableFile: there is none, or the file is damaged.
    """
    try:
        return _stream_of(content, names)
    except (struct.error, IndexError) as error:
        raise UnreadableFile("the workbook is damaged or only half sent (its parts are not found)") from error


def _stream_of(content: bytes, names: tuple[str, ...]) -> bytes:
    shift, small_shift = unpack_from("<HH", content, 30)
    if shift not in (9, 12) or small_shift != 6:
        raise UnreadableFile("the workbook is damaged (its sectors are of no known size)")
    size = 1 << shift
    (directory,) = unpack_from("<I", content, 48)
    cutoff, small_table = unpack_from("<II", content, 56)
    table = _table(content, size)
    entries = _chain(content, table, directory, HEADER, size)
    found: dict[str, tuple[int, int]] = {}
    for place in range(0, len(entries) - ENTRY + 1, ENTRY):
        (length,) = unpack_from("<H", entries, place + 64)
        name = entries[place : place + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        first, stored = unpack_from("<II", entries, place + 116)
        found.setdefault("" if entries[place + 66] == 5 else name, (first, stored))
    wanted = [name for name in names if name in found]
    if not wanted:
        raise UnreadableFile("the workbook is damaged (its table of cells is not found)")
    first, stored = found[wanted[0]]
    if stored >= cutoff or "" not in found:
        return _chain(content, table, first, HEADER, size)[:stored]
    small = _chain(content, table, found[""][0], HEADER, size)
    links = _chain(content, table, small_table, HEADER, size)
    small_links = unpack_from(f"<{len(links) // 4}I", links)
    return _chain(small, small_links, first, 0, 1 << small_shift)[:stored]


def _table(content: bytes, size: int) -> tuple[int, ...]:
    """Which sector follows on which."""
    listed = list(unpack_from(f"<{IN_HEADER}I", content, 76))
    (further,) = unpack_from("<I", content, 68)
    seen: set[int] = set()
    while further < NO_SECTOR and further not in seen:
        seen.add(further)
        more = unpack_from(f"<{size // 4}I", content, HEADER + further * size)
        listed += more[:-1]
        further = more[-1]
    most = len(content) // size
    sectors = list(islice((sector for sector in listed if sector < most), most))
    blocks = [content[HEADER + sector * size : HEADER + (sector + 1) * size] for sector in sectors]
    joined = b"".join(block for block in blocks if len(block) == size)
    return unpack_from(f"<{len(joined) // 4}I", joined)


def _chain(content: bytes, table: tuple[int, ...], first: int, start: int, size: int) -> bytes:
    """The sectors of one stream one after the other; a chain that turns back on itself ends there."""
    blocks: list[bytes] = []
    seen: set[int] = set()
    sector = first
    while sector < NO_SECTOR and sector not in seen:
        seen.add(sector)
        blocks.append(content[start + sector * size : start + (sector + 1) * size])
        sector = table[sector]
    return b"".join(blocks)
