"""Why a format fits a file, or why it does not: for who wonders what the program made of the file."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import PurePosixPath

from flows.sources.format import Format
from flows.sources.layout import UNIT_SIGN
from flows.sources.reading import OpenFile, fitting_tables
from flows.sources.recognise import fits_name, fits_sender, missing_columns, recognise
from flows.sources.sheet import Sheet, normalised, plain
from indicators.model import Record

CLOSE = 0.75
"""Likeness of two headings, 0 to 1, from which one may be a slip for the other."""


class Candidate(Record):
    """A format beside the file. `missing` are the columns that the file lacks; `fits` says whether it was chosen.

    `is_near` says that the format has something in common with the file, so that its reason is worth reading.
    """

    format_id: str
    title: str
    fits: bool
    reason: str
    is_near: bool
    missing: tuple[str, ...] = ()


def candidates(
    opened: OpenFile, formats: Iterable[Format], allowed: Iterable[str], file_name: str
) -> list[Candidate]:
    """Every format with its reason, the nearest first."""
    chosen = {tables[0].format.id for tables in fitting_tables(opened)}
    may_send = set(allowed)
    judged = []
    for declared in formats:
        not_asked = _why_not_asked(opened, declared, may_send, file_name)
        distance, reason, missing = not_asked or _why(opened, declared, chosen)
        candidate = Candidate(
            format_id=declared.id,
            title=declared.title,
            fits=declared.id in chosen,
            reason=reason,
            is_near=len(missing) < len(declared.required_columns) and distance < OF_ANOTHER_KIND,
            missing=tuple(name.replace(UNIT_SIGN, "…") for name in missing),
        )
        judged.append((distance, candidate))
    return [candidate for _, candidate in sorted(judged, key=lambda pair: (pair[0], pair[1].format_id))]


OF_ANOTHER_KIND = 1000.0

Judgement = tuple[float, str, tuple[str, ...]]
"""How far the format is from the file (0 where it was chosen), why, and the missing columns."""


def _why_not_asked(
    opened: OpenFile, declared: Format, may_send: set[str], file_name: str
) -> Judgement | None:
    """Why the columns of the file were not even compared with those of the format."""
    if declared.file.kind != opened.kind:
        return (
            OF_ANOTHER_KIND,
            f"it is for files of kind {declared.file.kind}, this one is of kind {opened.kind}",
            (),
        )
    if declared.id not in may_send:
        return 900, "city.toml does not list it among the formats of this office", ()
    if not declared.confirmed:
        return 850, "it is a draft: look through it and write confirmed = true", ()
    if not fits_name(declared, file_name):
        name = PurePosixPath(file_name).name
        return 800, f"it is for files named {declared.file.name}, this one is named {name}", ()
    sheets = opened.sheets_for(declared)
    if not fits_sender(declared, sheets):
        senders = ", ".join(sorted({sheet.sender or "nobody who is named" for sheet in sheets}))
        return 700, f"it is for files from {declared.file.sender}, this one is from {senders}", ()
    return None


def _why(opened: OpenFile, declared: Format, chosen: set[str]) -> Judgement:
    sheets = opened.sheets_for(declared)
    if declared.id in chosen:
        return 0, _why_it_fits(declared), ()
    if tables := recognise(declared, sheets):
        return 1, f"it fits too, but a format for files from {tables[0].sheet.sender} goes before it", ()
    missing = missing_columns(declared, sheets)
    if not missing:
        return 2, _what_else_is_missing(declared), ()
    return 10 + 100 * len(missing) / len(declared.required_columns), _lacking(missing, sheets), missing


def _why_it_fits(declared: Format) -> str:
    columns = ", ".join(f'"{name}"'.replace(UNIT_SIGN, "…") for name in declared.required_columns)
    labels = ", ".join(f'"{label}"' for label in declared.labels)
    return f"it has the columns {columns}" + (f", and above them {labels}" if labels else "")


def _what_else_is_missing(declared: Format) -> str:
    if declared.labels:
        return "its columns are there, but not what should stand above them: " + ", ".join(declared.labels)
    return f"its columns are there, but no sheet is named {declared.table.sheet}, or none has a column of quantities"


def _lacking(missing: tuple[str, ...], sheets: list[Sheet]) -> str:
    said = []
    texts = sorted({plain(cell) for sheet in sheets for row in sheet.head for cell in row if cell})
    for name in missing:
        wanted = name.replace(UNIT_SIGN, "").strip(" ()[]")
        close = get_close_matches(wanted, texts, n=1, cutoff=CLOSE)
        near = f' (the file has "{close[0]}")' if close else ""
        said.append(f'"{name.replace(UNIT_SIGN, "…")}"{near}')
    lacks = "it lacks " + ", ".join(said)
    several = [name for name in missing if _several(name, sheets)]
    return lacks + (f"; more than one column is called {', '.join(several)}" if several else "")


def _several(name: str, sheets: list[Sheet]) -> bool:
    """Whether a row holds the heading more than once: then it is not sure which column is meant."""
    wanted = normalised(name)
    rows = [row for sheet in sheets for row in sheet.head]
    return any([normalised(plain(cell)) for cell in row].count(wanted) > 1 for row in rows)
