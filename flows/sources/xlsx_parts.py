"""The XML of an XLSX workbook, looked through for what the reader of cells does not tell."""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path, PurePosixPath

from flows.problems import UnreadableFile
from flows.sources.sheet_parts import LARGEST_SHEET, SheetParts, refuse_bomb

BLOCK = 1 << 20
LARGEST_INDEX = 1 << 24
"""Bytes of the list of sheets: far more than any workbook needs."""

FAR_COLUMN = re.compile(rb'r="([A-Za-z]{2,3})[0-9]')
FAR_ROW = re.compile(rb'r="[A-Za-z]{1,3}([0-9]{6,7})"')
ANY_CELL = re.compile(rb'r="([A-Za-z]{1,3})([0-9]{1,7})"')
"""Most sheets are narrow, so that references of two letters or of six digits say enough; only where these allow for a
sheet that is too large is every reference looked at."""

UNUSUAL_SIGNS = ((b"\n",), (b"\t",), (b"'", b"='"), (b" =",), (b"= ",))
"""Signs of attributes that are written in another way than by every known program, though XML allows it. One sign is
found much quicker than two, so that it is looked for first."""

FORMULA_SIGNS = ((b"<f",), (b":", b":f"))

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
    for block in _blocks(archive, entry):
        most_columns = max([most_columns, *map(_column, set(FAR_COLUMN.findall(block)))])
        most_rows = max([most_rows, *map(int, FAR_ROW.findall(block))])
        if b"hidden=" in block:
            parts.hidden_rows += [
                int(number[1]) for row in HIDDEN_ROW.findall(block) if (number := ROW_NUMBER.search(row))
            ]
        if b't="e"' in block:
            for found in ERROR.finditer(block):
                _note_broken(found["cell"], found["error"].decode("utf-8", "replace"), parts, name)
        if _holds_any(block, FORMULA_SIGNS):
            for found in NO_RESULT.finditer(block):
                if not TEXT_RESULT.search(found["cell"]):
                    formula = "=" + unescape((found["formula"] or b"").decode("utf-8", "replace"))
                    _note_broken(found["cell"], formula, parts, name)
    if most_rows * most_columns > LARGEST_SHEET:
        for block in _blocks(archive, entry):
            for letters, row in set(ANY_CELL.findall(block)):
                parts.reach(int(row), _column(letters), name)
    return parts


def _blocks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The sheet in blocks that end with a whole cell or row."""
    carry = b""
    with archive.open(entry) as file:
        while block := file.read(BLOCK):
            block = carry + block
            end = max(
                block.rfind(b"</row>"), block.rfind(b"</c>"), block.rfind(b":row>"), block.rfind(b":c>")
            )
            end = block.find(b">", end) + 1 if end >= 0 else 0
            carry = block[end:]
            yield _usual_quotes(block[:end])
    yield _usual_quotes(carry)


def _usual_quotes(block: bytes) -> bytes:
    if _holds_any(block, UNUSUAL_SIGNS):
        block = re.sub(rb"\s*=\s*'([^'<>]*)'", rb'="\1"', re.sub(rb'\s*=\s*"', b'="', block))
    return block


def _holds_any(block: bytes, signs: Iterable[tuple[bytes, ...]]) -> bool:
    return any(all(sign in block for sign in several) for several in signs)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _note_broken(cell: bytes, text: str, parts: SheetParts, sheet: str) -> None:
    place = ANY_CELL.search(cell)
    if place:
        parts.break_off(int(place[2]), _column(place[1]), text, sheet)
