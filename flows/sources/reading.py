"""A file as sheets, and the one declared format that it has."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from flows.problems import UnreadableFile
from flows.sources.file_kind import spreadsheet_container
from flows.sources.format import Format
from flows.sources.kinds import MACHINE_READERS, Source, kind_of
from flows.sources.layout import UNIT_SIGN, FileKind
from flows.sources.packed import unpacked
from flows.sources.plain_text import UTF_8, PlainText, plain_text_file
from flows.sources.recognise import Recognised, fits_name, fits_sender, missing_columns, recognise
from flows.sources.sheet import HEAD_ROWS, Sheet
from flows.sources.short_sheet import in_table
from flows.sources.text_file import head_of_text, text_sheet, unstored_body
from flows.sources.workbook import opened_sheets

ONE_WAY = ("", "")
Texts = dict[str, PlainText]
Sheets = dict[tuple[str, str], list[Sheet]]


class NoFormat(UnreadableFile):
    """No declared format fits the file, or several do; `code` is the finding code."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail, code)


@dataclass(frozen=True)
class OpenFile:
    """A file as its bytes say: its kind, and its sheets in every way in which a format of that kind may read them.

    `candidates` are the confirmed formats of that kind whose file name fits; `texts` is empty for what is no text.
    """

    kind: FileKind
    candidates: tuple[Format, ...]
    texts: Texts
    sheets: Sheets

    def sheets_for(self, declared: Format) -> list[Sheet]:
        """The sheets as a format of the file's kind reads them."""
        return self.sheets[_layout(declared)]


def open_file(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    file_name: str,
    formats: Iterable[Format],
    scratch: Path,
) -> OpenFile:
    """The kind and the heads of a file; workbooks and machine formats are read whole.

    Raises:
        UnreadableFile: the bytes are not what the name says, or the file is empty.
    """
    if path.stat().st_size == 0:
        raise NoFormat("empty_file", "the file holds no bytes")
    path, inner_name = unpacked(path, file_name, scratch)
    kind = kind_of(path, inner_name)
    container = spreadsheet_container(path) if kind in ("csv", "workbook") else None
    if kind in ("csv", "workbook"):
        kind = "workbook" if container else "csv"
    candidates = [
        declared
        for declared in formats
        if declared.confirmed and declared.file.kind == kind and fits_name(declared, file_name)
    ]
    texts: Texts = {}
    sheets: Sheets = {}
    if container:
        sheets[ONE_WAY] = opened_sheets(connection, path, container)
    elif kind in MACHINE_READERS:
        sheets = _records(connection, path, candidates, scratch)
    else:
        texts, sheets = _heads_of_text(path, candidates, scratch)
    if sheets and not any(
        any(any(row) for row in sheet.head) for found in sheets.values() for sheet in found
    ):
        raise NoFormat("empty_file", "the file holds no filled cell")
    return OpenFile(kind, tuple(candidates), texts, sheets)


@dataclass(frozen=True)
class Found:
    """The tables of a file, all by one format. Those of a text have no cells yet; `text` is where these are."""

    tables: list[Recognised]
    text: PlainText | None = None

    def unstored(self) -> Recognised | None:
        """The one table of a long text with its cells still in the file; none of any other file."""
        if self.text is None or self.text.lines <= HEAD_ROWS or len(self.tables) != 1:
            return None
        [table] = self.tables
        below = table.header_row
        sheet = unstored_body(self.text, table.sheet, table.format.file.delimiter, below=below)
        return replace(table, sheet=sheet)

    def with_cells(self, connection: duckdb.DuckDBPyConnection, scratch: Path) -> list[Recognised]:
        """The tables with their cells in DuckDB."""
        if self.text is None:
            sheets: dict[str, Sheet] = {}
            for table in self.tables:
                name = f"short_sheet_{len(sheets)}"
                sheets.setdefault(table.sheet.name, in_table(connection, table.sheet, name))
            return [replace(table, sheet=sheets[table.sheet.name]) for table in self.tables]
        sheet = text_sheet(connection, self.text, self.tables[0].format.file.delimiter, scratch)
        return [replace(table, sheet=sheet) for table in self.tables]


def recognised_tables(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    file_name: str,
    formats: Iterable[Format],
    scratch: Path,
) -> Found:
    """Find the tables of a file.

    `path` is where the bytes lie, `file_name` what the office called them: its ending says what kind of file it is
    meant to be, its bytes what it is.

    Raises:
        UnreadableFile: the bytes are not what the name says, or the file is empty.
        NoFormat: no format fits, or several.
    """
    opened = open_file(connection, path, file_name, formats, scratch)
    fitting = fitting_tables(opened)
    if len(fitting) == 1:
        return Found(fitting[0], opened.texts.get(fitting[0][0].format.file.encoding))
    if fitting:
        names = ", ".join(tables[0].format.id for tables in fitting)
        raise NoFormat("ambiguous_format", names)
    raise NoFormat("no_format", _nearest(opened))


def fitting_tables(opened: OpenFile) -> list[list[Recognised]]:
    """The tables by every format that fits; one that names the sender of the file goes before those for all."""
    fitting = [
        tables
        for declared in opened.candidates
        if fits_sender(declared, opened.sheets_for(declared))
        and (tables := recognise(declared, opened.sheets_for(declared)))
    ]
    return [tables for tables in fitting if tables[0].format.file.sender] or fitting


def _layout(declared: Format) -> tuple[str, str]:
    """What decides how the bytes become cells; a workbook reads one way, and so do most machine formats."""
    if declared.file.kind == "json":
        return (declared.file.records, declared.file.encoding)
    if declared.file.kind != "csv":
        return ONE_WAY
    return (declared.file.delimiter, declared.file.encoding)


def _records(
    connection: duckdb.DuckDBPyConnection, path: Path, candidates: list[Format], scratch: Path
) -> Sheets:
    """The one sheet of a machine format, by what decides how it is read."""
    layouts = {_layout(declared): declared.file for declared in candidates}
    return {
        layout: [MACHINE_READERS[file.kind](Source(connection, path, scratch, f"records_{number}"), file)]
        for number, (layout, file) in enumerate(layouts.items())
    }


def _heads_of_text(path: Path, candidates: list[Format], scratch: Path) -> tuple[Texts, Sheets]:
    """The text by declared encoding, which matters only where the bytes are no UTF-8, and its head by layout."""
    texts: Texts = {}
    for encoding in dict.fromkeys(declared.file.encoding for declared in candidates):
        known = next((text for name, text in texts.items() if UTF_8 == text.encoding != name), None)
        texts[encoding] = known or plain_text_file(path, scratch / f"text_{len(texts)}.txt", encoding)
    layouts = dict.fromkeys(_layout(declared) for declared in candidates)
    return texts, {layout: [head_of_text(texts[layout[1]], layout[0])] for layout in layouts}


def _nearest(opened: OpenFile) -> str:
    """The format that lacks the fewest columns, and which these are."""
    if not opened.candidates:
        return ""
    lacking = [
        (missing_columns(declared, opened.sheets_for(declared)), declared) for declared in opened.candidates
    ]
    missing, nearest = min(lacking, key=lambda pair: (len(pair[0]), pair[1].id))
    columns = ", ".join(missing).replace(UNIT_SIGN, "…")
    return f"{nearest.title} ({nearest.id}): {columns}" if columns else f"{nearest.title} ({nearest.id})"
