"""The XML of an OpenDocument spreadsheet, looked through for what the reader of cells does not tell."""

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from xml.parsers import expat

from flows.problems import UnreadableFile
from flows.sources.sheet_parts import SheetParts, refuse_bomb

BLOCK = 1 << 20
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
VALUES = tuple(
    f"{OFFICE}{name}" for name in ("value-type", "value", "string-value", "date-value", "boolean-value")
)


def ods_parts(path: Path) -> dict[str, SheetParts]:
    """Every sheet by its name.

    Raises:
        UnreadableFile: the archive is broken or a bomb, or a sheet is too large.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bomb(sum(entry.file_size for entry in archive.infolist()), path.stat().st_size)
            content = _Content()
            with archive.open("content.xml") as file:
                while block := file.read(BLOCK):
                    content.parser.Parse(block, False)
            content.parser.Parse(b"", True)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        KeyError,
    ) as error:
        raise UnreadableFile(f"the workbook is damaged or only half sent ({error})") from error
    except expat.ExpatError as error:
        raise UnreadableFile(f"the workbook has no readable content.xml ({error})") from error
    return content.sheets


class _Content:
    """Follows the cells of content.xml. A cell and a row may stand for many equal ones."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetParts] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._refuse_entity
        self._sheet, self._name = SheetParts(), ""
        self._row = self._rows = self._column = self._columns = self._filled = 0
        self._broken: tuple[int, list[str]] | None = None

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == f"{TABLE}table":
            self._name = attributes.get(f"{TABLE}name", "")
            self._sheet = self.sheets.setdefault(self._name, SheetParts())
            self._row = self._rows = 0
        elif tag == f"{TABLE}table-row":
            self._row += self._rows
            self._rows = _repeated(attributes.get(f"{TABLE}number-rows-repeated"))
            self._column = self._columns = self._filled = 0
            if attributes.get(f"{TABLE}visibility") in ("collapse", "filter"):
                self._sheet.hidden_rows.append(self._row + 1)
        elif tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            self._column += self._columns
            self._columns = _repeated(attributes.get(f"{TABLE}number-columns-repeated"))
            if any(name in attributes for name in VALUES):
                self._fill()
            if attributes.get(f"{CALC}value-type") == "error":
                self._broken = (self._column + 1, [])
        elif tag == f"{TEXT}p":
            self._fill()

    def _end(self, tag: str) -> None:
        if tag == f"{TABLE}table-cell" and self._broken:
            column, texts = self._broken
            self._sheet.break_off(self._row + 1, column, "".join(texts) or "#ERR!", self._name)
            self._broken = None

    def _text(self, text: str) -> None:
        if self._broken:
            self._broken[1].append(text[:100])

    def _fill(self) -> None:
        self._sheet.reach(self._row + self._rows, self._column + self._columns, self._name)

    def _refuse_entity(self, *_: object) -> None:
        raise UnreadableFile("the workbook declares entities in content.xml")


def _repeated(text: str | None) -> int:
    return max(int(text), 1) if text and text.isdecimal() and len(text) < 12 else 1
