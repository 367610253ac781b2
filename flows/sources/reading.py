"""A file as sheets, and the one declared format that it has."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from flows.problems import UnreadableFile
from flows.sources.format import Format
from flows.sources.layout import UNIT_SIGN
from flows.sources.recognise import Recognised, fits_name, missing_columns, recognise
from flows.sources.sheet import Sheet
from flows.sources.text_file import text_sheet
from flows.sources.workbook import workbook_sheets

KINDS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "workbook", ".xlsm": "workbook"}


class NoFormat(UnreadableFile):
    """No declared format fits the file, or several do; `code` is the finding code."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def recognised_tables(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    file_name: str,
    formats: Iterable[Format],
    scratch: Path,
) -> list[Recognised]:
    """The tables of a file, all by one format.

    `path` is where the bytes lie, `file_name` what the office called them: its ending says what kind of file it is.

    Raises:
        UnreadableFile: the bytes are not what the name says, or the file is empty.
        NoFormat: no format fits, or several.
    """
    if path.stat().st_size == 0:
        raise NoFormat("empty_file", "the file holds no bytes")
    ending = Path(file_name).suffix.lower()
    kind = KINDS.get(ending)
    if kind is None:
        raise UnreadableFile(
            f"files with the ending {ending or '(none)'} are not read; known are {', '.join(KINDS)}"
        )
    candidates = [
        declared for declared in formats if declared.file.kind == kind and fits_name(declared, file_name)
    ]
    sheets = _sheets_by_layout(connection, path, kind, candidates, scratch)
    if sheets and not any(
        any(any(row) for row in sheet.head) for found in sheets.values() for sheet in found
    ):
        raise NoFormat("empty_file", "the file holds no filled cell")
    fitting = [
        tables for declared in candidates if (tables := recognise(declared, sheets[_layout(declared)]))
    ]
    if len(fitting) == 1:
        return _reread(path, fitting[0], scratch) if len(sheets) > 1 else fitting[0]
    if fitting:
        names = ", ".join(tables[0].format.id for tables in fitting)
        raise NoFormat("ambiguous_format", names)
    raise NoFormat("no_format", _nearest(candidates, sheets))


def _layout(declared: Format) -> tuple[str, str]:
    """What decides how the bytes become cells; a workbook reads one way."""
    if declared.file.kind == "workbook":
        return ("", "")
    return (declared.file.delimiter, declared.file.encoding)


def _sheets_by_layout(
    connection: duckdb.DuckDBPyConnection, path: Path, kind: str, candidates: list[Format], scratch: Path
) -> Mapping[tuple[str, str], list[Sheet]]:
    if kind == "workbook":
        return {("", ""): workbook_sheets(connection, path)}
    layouts = dict.fromkeys(_layout(declared) for declared in candidates)
    return {layout: [text_sheet(path, scratch, *layout)] for layout in layouts}


def _reread(path: Path, tables: list[Recognised], scratch: Path) -> list[Recognised]:
    """The tables once more: reading by another layout has taken the place of the text on disk."""
    declared = tables[0].format
    return recognise(declared, [text_sheet(path, scratch, *_layout(declared))])


def _nearest(candidates: list[Format], sheets: Mapping[tuple[str, str], list[Sheet]]) -> str:
    """The format that lacks the fewest columns, and which these are."""
    if not candidates:
        return ""
    lacking = [(missing_columns(declared, sheets[_layout(declared)]), declared) for declared in candidates]
    missing, nearest = min(lacking, key=lambda pair: (len(pair[0]), pair[1].id))
    columns = ", ".join(missing).replace(UNIT_SIGN, "…")
    return f"{nearest.title} ({nearest.id}): {columns}" if columns else f"{nearest.title} ({nearest.id})"
