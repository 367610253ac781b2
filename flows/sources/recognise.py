"""Which declared format a file has, and where its table and columns stand."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath

from flows.sources.format import Format
from flows.sources.sheet import Sheet, plain

UNIT_SIGN = "{unit}"


@dataclass(frozen=True)
class Recognised:
    """A sheet in which a format was found.

    `columns` gives the position (from 1) of each declared column, `headings` the heading as it stands in the file,
    `units` the unit that a heading holds, `preamble` the value beside each declared label.
    """

    format: Format
    sheet: Sheet
    header_row: int
    columns: dict[str, int]
    headings: dict[str, str]
    units: dict[str, str]
    preamble: dict[str, str]


def fits_name(declared: Format, file_name: str) -> bool:
    """Whether the name of the file is one that the format takes."""
    return fnmatchcase(PurePosixPath(file_name).name.casefold(), declared.file.name.casefold())


def recognise(declared: Format, sheets: Iterable[Sheet]) -> list[Recognised]:
    """Every sheet that holds a table of this format."""
    pattern = declared.table.sheet.casefold()
    candidates = (sheet for sheet in sheets if not sheet.name or fnmatchcase(sheet.name.casefold(), pattern))
    return [found for sheet in candidates if (found := _find_table(declared, sheet)) is not None]


def missing_columns(declared: Format, sheets: Iterable[Sheet]) -> tuple[str, ...]:
    """The fewest required columns that any place in the file lacks: what to tell who wonders why it did not fit."""
    fewest = declared.required_columns
    for sheet in sheets:
        for last in range(declared.table.header_rows, len(sheet.head) + 1):
            headings = _Headings(sheet, last, declared.table.header_rows)
            missing = tuple(name for name in declared.required_columns if headings.find(name) is None)
            fewest = min(fewest, missing, key=len)
    return fewest


def _find_table(declared: Format, sheet: Sheet) -> Recognised | None:
    for last in range(declared.table.header_rows, len(sheet.head) + 1):
        headings = _Headings(sheet, last, declared.table.header_rows)
        found = headings.find_all(declared.required_columns)
        if found is None:
            continue
        optional = {value.column: headings.find(value.column) for value in declared.values if value.optional}
        present = found | {name: match for name, match in optional.items() if match is not None}
        if not any(value.column in present for value in declared.values):
            continue
        preamble = _preamble(declared, sheet.head[: last - declared.table.header_rows])
        if preamble is None:
            return None
        return Recognised(
            format=declared,
            sheet=sheet,
            header_row=last,
            columns={name: match.position for name, match in present.items()},
            headings={name: match.heading for name, match in present.items()},
            units={name: match.unit for name, match in present.items() if match.unit},
            preamble=preamble,
        )
    return None


def _preamble(declared: Format, rows: tuple[tuple[str, ...], ...]) -> dict[str, str] | None:
    values = {}
    for label in declared.preamble.labels:
        value = next(_values_beside(label, rows), None)
        if value is None:
            return None
        values[label] = value
    return values


def _values_beside(label: str, rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    wanted = normalised(label).rstrip(":")
    for row in rows:
        cells = [plain(cell) for cell in row if cell]
        for cell, neighbour in pairwise(cells):
            if normalised(cell).rstrip(":") == wanted:
                yield neighbour
        for cell in cells:
            name, colon, value = cell.partition(":")
            if colon and value.strip() and normalised(name) == wanted:
                yield value.strip()


@lru_cache(maxsize=1 << 14)
def normalised(text: str) -> str:
    """A heading as it is compared: one space between words, no matter the case."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True)
class _Match:
    position: int
    heading: str
    unit: str


class _Headings:
    """The headings of a table whose last heading row is `last` (from 1)."""

    def __init__(self, sheet: Sheet, last: int, rows: int) -> None:
        stack = [[plain(cell) for cell in row] for row in sheet.head[last - rows : last]]
        width = max((len(row) for row in stack), default=0)
        padded = [row + [""] * (width - len(row)) for row in stack]
        self._own = [[row[index] for row in padded] for index in range(width)]
        filled = [_filled(row) for row in padded[:-1]] + padded[-1:]
        self._joined = [" ".join(row[index] for row in filled if row[index]) for index in range(width)]
        if rows == 1:
            self._joined = [cells[0] for cells in self._own]

    def find_all(self, names: Iterable[str]) -> "dict[str, _Match] | None":
        """The columns that bear the names; none at all if one is missing."""
        found: dict[str, _Match] = {}
        for name in names:
            match = self.find(name)
            if match is None:
                return None
            found[name] = match
        return found

    def find(self, name: str) -> _Match | None:
        """The one column that bears the name; none if no column or several do."""
        for headings in (
            [(index, heading) for index, heading in enumerate(self._joined)],
            [(index, cell) for index, cells in enumerate(self._own) for cell in cells],
        ):
            matches = [
                match for index, heading in headings if heading and (match := _matched(name, index, heading))
            ]
            if len({match.position for match in matches}) == 1:
                return matches[0]
        return None


def _filled(row: list[str]) -> list[str]:
    """A row of merged group headings: an empty cell belongs to the group on its left."""
    filled, last = [], ""
    for cell in row:
        last = cell or last
        filled.append(last)
    return filled


def _matched(name: str, index: int, heading: str) -> _Match | None:
    if UNIT_SIGN not in name:
        return _Match(index + 1, heading, "") if normalised(heading) == normalised(name) else None
    before, _, after = name.partition(UNIT_SIGN)
    pattern = re.escape(" ".join(before.split()).casefold()) + r"\s*(?P<unit>[^\s()\[\]][^()\[\]]*?)\s*"
    found = re.fullmatch(pattern + re.escape(normalised(after)), " ".join(heading.split()), re.IGNORECASE)
    return _Match(index + 1, heading, found["unit"]) if found else None
