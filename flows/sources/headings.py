"""The headings of a table: which column bears a declared name, and which columns stand for times, days or months."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from flows.sources.layout import PERIOD_SIGNS, UNIT_SIGN
from flows.sources.month_names import month_names
from flows.sources.sheet import Sheet, normalised, plain

MINUTES_OF_A_DAY = 1440


@dataclass(frozen=True)
class Match:
    """A column that bears a declared name: its position from 1, its heading, and the unit that the heading holds."""

    position: int
    heading: str
    unit: str = ""


@dataclass(frozen=True)
class WideColumn:
    """One of the columns for which a declared column stands.

    `number` is minutes since midnight, a day of the month, a month or a year, as the sign says; `year` is given where
    the heading names it beside the month.
    """

    position: int
    heading: str
    unit: str
    number: int
    year: int | None = None


class Headings:
    """The headings of a table whose last heading row is the row `last` of the sheet's head, counted from 1."""

    def __init__(self, sheet: Sheet, last: int, rows: int) -> None:
        stack = [[plain(cell) for cell in row] for row in sheet.head[last - rows : last]]
        width = max((len(row) for row in stack), default=0)
        padded = [row + [""] * (width - len(row)) for row in stack]
        self._own = [[row[index] for row in padded] for index in range(width)]
        filled = [_filled(row) for row in padded[:-1]] + padded[-1:]
        self._joined = [" ".join(row[index] for row in filled if row[index]) for index in range(width)]
        if rows == 1:
            self._joined = [cells[0] for cells in self._own]

    def find_all(self, names: Iterable[str]) -> dict[str, Match] | None:
        """The columns that bear the names; none at all if one is missing."""
        found: dict[str, Match] = {}
        for name in names:
            match = self.find(name)
            if match is None:
                return None
            found[name] = match
        return found

    def find(self, name: str) -> Match | None:
        """The one column that bears the name; none if no column or several do."""
        for headings in self._in_both_ways():
            matches = [
                match for index, heading in headings if heading and (match := _matched(name, index, heading))
            ]
            if len({match.position for match in matches}) == 1:
                return matches[0]
        return None

    def find_wide(self, name: str) -> tuple[WideColumn, ...]:
        """The columns for which a name with {time}, {day}, {month} or {year} stands; none if two say the same."""
        pattern = _pattern(name)
        for headings in self._in_both_ways():
            columns = [
                column
                for index, heading in headings
                if heading and (column := _wide(pattern, index, heading))
            ]
            said = {(column.year, column.number) for column in columns}
            if columns and len(said) == len({column.position for column in columns}) == len(columns):
                return tuple(columns)
        return ()

    def has(self, name: str) -> bool:
        """Whether the table has what the declared name stands for."""
        if any(sign in name for sign in PERIOD_SIGNS):
            return bool(self.find_wide(name))
        return self.find(name) is not None

    def each(self) -> Iterator[tuple[int, str, list[str]]]:
        """Every column: its position from 1, all its heading cells joined, and each of them."""
        for index, joined in enumerate(self._joined):
            yield index + 1, joined, self._own[index]

    def _in_both_ways(self) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
        """Every column with all its heading cells joined, then every column with each of them."""
        return (
            list(enumerate(self._joined)),
            [(index, cell) for index, cells in enumerate(self._own) for cell in cells],
        )


def _filled(row: list[str]) -> list[str]:
    """A row of merged group headings: an empty cell belongs to the group on its left."""
    filled, last = [], ""
    for cell in row:
        last = cell or last
        filled.append(last)
    return filled


def _matched(name: str, index: int, heading: str) -> Match | None:
    if UNIT_SIGN not in name:
        return Match(index + 1, heading) if normalised(heading) == normalised(name) else None
    found = _pattern(name).fullmatch(" ".join(heading.split()))
    return Match(index + 1, heading, found["unit"]) if found else None


PARTS = {
    UNIT_SIGN: r"\s*(?P<unit>[^\s()\[\]][^()\[\]]*?)\s*",
    "{time}": r"(?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?::00)?",
    "{day}": r"(?P<day>0?[1-9]|[12]\d|3[01])\.?",
    "{month}": r"(?P<month>[^\W\d_]+|0?[1-9]|1[0-2])\.?",
    "{year}": r"(?P<year>(?:19[5-9]|20\d|21[0-4])\d)\.?",
}


@lru_cache(maxsize=1 << 10)
def _pattern(name: str) -> re.Pattern[str]:
    """The expression that a heading fits; the spaces of the name may be more or fewer around a sign."""
    pieces = re.split("(" + "|".join(map(re.escape, PARTS)) + ")", " ".join(name.split()))
    return re.compile("".join(PARTS.get(piece) or re.escape(piece) for piece in pieces), re.IGNORECASE)


def _wide(pattern: re.Pattern[str], index: int, heading: str) -> WideColumn | None:
    found = pattern.fullmatch(" ".join(heading.split()))
    if found is None:
        return None
    said = found.groupdict()
    number = _number(said)
    if number is None:
        return None
    year = int(said["year"]) if said.get("year") and said.get("month") else None
    return WideColumn(index + 1, heading, said.get("unit") or "", number, year)


def _number(said: dict[str, str | None]) -> int | None:
    if hour := said.get("hour"):
        minutes = int(hour) * 60 + int(said["minute"] or 0)
        return minutes if minutes <= MINUTES_OF_A_DAY else None
    if month := said.get("month"):
        return int(month) if month.isdigit() else month_names().get(month.casefold())
    return int(said.get("day") or said.get("year") or 0) or None
