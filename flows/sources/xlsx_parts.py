"""The XML of an XLSX workbook, looked through for what the reader of cells does not tell."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path, PurePosixPath

from flows.problems import UnreadableFile
from flows.sources.sheet_parts import LARGEST_SHEET, SheetParts, refuse_bomb
from flows.sources.sheet_signs import Signs, signs

BLOCK = 1 << 17
LONGEST_CELL, LONGEST_TAG = 1 << 20, 1 << 22
"""Bytes after which a block ends with any tag, because what is so long is no cell; what has no tag at all is no XML."""
LARGEST_INDEX = 1 << 24
"""Bytes of the list of sheets: far more than any workbook needs."""

FAR_COLUMN = re.compile(rb'r="([A-Za-z]{2,3})[0-9]')
FAR_ROW = re.compile(rb'r="[A-Za-z]{1,3}([0-9]{6,7})"')
ANY_CELL = re.compile(rb'r="([A-Za-z]{1,3})([0-9]{1,7})"')
"""Most sheets are narrow, so that references of two letters or of six digits say enough; only where these allow for a
sheet that is too large is every reference looked at."""

HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\shidden="(?:1|true)"[^>]*>')
ROW_NUMBER = re.compile(rb'\sr="([0-9]+)"')
FORMULA = rb"<(?:\w+:)?f\b[^>]*(?:/>|>(?P<formula>[^<]*)</(?:\w+:)?f>)"
NO_RESULT = re.compile(
    rb"<(?:\w+:)?c\b(?P<cell>[^>]*)>\s*" + FORMULA + rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?"
    rb"\s*</(?:\w+:)?c>"
)
ERROR = re.compile(
    rb'<(?:\w+:)?c\b(?P<cell>[^>]*\bt="e"[^>/]*)>(?:(?!<(?:\w+:)?c\b).)*?<(?:\w+:)?v>(?P<error>[^<]*)<',
    re.DOTALL,
)
TEXT_RESULT = re.compile(rb'\bt="(?:str|s|inlineStr)"')


def xlsx_parts(path: Path) -> dict[str, SheetParts]:
    """Every worksheet by its name.

    Raises:
        UnreadableFile: the archive is broken or a bomb, or a sheet is too large.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bomb(sum(entry.file_size for entry in archive.infolist()), path.stat().st_size)
            members = {entry.filename.replace("\\", "/").lower(): entry for entry in archive.infolist()}
            return {
                name: _sheet(archive, members[part], name)
                for name, part in _sheets(archive, members).items()
                if part in members
            }
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise UnreadableFile(f"the workbook is damaged or only half sent ({error})") from error


def _sheets(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """The part of the archive in which each sheet stands."""
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in _entries(archive, members, "xl/_rels/workbook.xml.rels", b"Relationship")
    }
    found = {}
    for sheet in _entries(archive, members, "xl/workbook.xml", b"sheet"):
        target = targets.get(sheet.get("id", ""), "")
        place = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
        found[sheet.get("name", "")] = place.lower()
    return found


def _entries(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str, tag: bytes
) -> Iterator[dict[str, str]]:
    """The attributes, without their prefix, of every element of one name."""
    entry = members.get(name)
    if entry is None or entry.file_size > LARGEST_INDEX:
        raise UnreadableFile(f"the workbook has no readable {name}")
    content = _usual_quotes(archive.read(entry))
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableFile(f"the workbook declares entities in {name}")
    for element in re.findall(rb"<(?:\w+:)?" + tag + rb"\s([^>]*)>", content):
        yield {
            attribute.decode(): unescape(text.decode("utf-8", "replace"))
            for attribute, text in re.findall(rb'(?:\w+:)?(\w+)="([^"]*)"', element)
        }


def _sheet(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> SheetParts:
    parts = SheetParts()
    most_rows, most_columns = 99_999, 26
    for block, said in _blocks(archive, entry):
        if said.far_column:
            most_columns = max([most_columns, *map(_column, set(FAR_COLUMN.findall(block)))])
        if said.far_row:
            most_rows = max([most_rows, *map(int, FAR_ROW.findall(block))])
        if said.hidden:
            parts.hidden_rows += [
                int(number[1]) for row in HIDDEN_ROW.findall(block) if (number := ROW_NUMBER.search(row))
            ]
        _note_all_broken(block, said, parts, name)
    if most_rows * most_columns > LARGEST_SHEET:
        for block, _ in _blocks(archive, entry):
            for letters, row in set(ANY_CELL.findall(block)):
                parts.reach(int(row), _column(letters), name)
    return parts


def _note_all_broken(block: bytes, said: Signs, parts: SheetParts, sheet: str) -> None:
    if said.error:
        for found in ERROR.finditer(block):
            _note_broken(found["cell"], found["error"].decode("utf-8", "replace"), parts, sheet)
    if said.formula:
        for found in NO_RESULT.finditer(block):
            if not TEXT_RESULT.search(found["cell"]):
                formula = "=" + unescape((found["formula"] or b"").decode("utf-8", "replace"))
                _note_broken(found["cell"], formula, parts, sheet)


def _blocks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[tuple[bytes, Signs]]:
    """The sheet in blocks that end with a whole cell or row, each with what it may hold."""
    carry = b""
    with archive.open(entry) as file:
        while block := file.read(BLOCK):
            known, block = len(carry), carry + block
            end = _end(block, known)
            carry = block[end:]
            if len(carry) > LONGEST_TAG:
                raise UnreadableFile("the workbook is damaged (a sheet is no XML)")
            yield _in_usual_writing(block[:end])
    yield _in_usual_writing(carry)


def _end(block: bytes, known: int) -> int:
    """Where a block ends: with a whole row, or cell, or tag of what is too long for both. It begins with `known`."""
    start = max(0, known - len(b"</row>"))
    end = block.rfind(b"</row>", start)
    if end < 0:
        end = max(block.rfind(sign, start) for sign in (b"</c>", b":row>", b":c>"))
    if end >= 0:
        return block.find(b">", end) + 1
    return block.rfind(b">") + 1 if len(block) > LONGEST_CELL else 0


def _in_usual_writing(block: bytes) -> tuple[bytes, Signs]:
    """The block with attributes as every known program writes them, though XML allows for more, and its signs."""
    said = signs(block)
    if not (said.spaced or b"\n" in block or b"\t" in block or (b"'" in block and b"='" in block)):
        return block, said
    usual = _usual_quotes(block)
    return usual, signs(usual)


def _usual_quotes(block: bytes) -> bytes:
    return re.sub(rb"\s*=\s*'([^'<>]*)'", rb'="\1"', re.sub(rb'\s*=\s*"', b'="', block))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _note_broken(cell: bytes, text: str, parts: SheetParts, sheet: str) -> None:
    place = ANY_CELL.search(cell)
    if place:
        parts.break_off(int(place[2]), _column(place[1]), text, sheet)
