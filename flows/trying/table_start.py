"""Where the table of an unknown file begins, and what stands in its columns."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from flows.sources.headings import Headings
from flows.sources.layout import PERIOD_SIGNS
from flows.sources.month_names import month_names
from flows.sources.sheet import DATE_MARK, NUMBER_MARK, Sheet, normalised, plain
from flows.trying.notations import dated, is_number
from flows.trying.words import declared_words, likeness
from indicators.units import unit_name

Row = tuple[str, ...]

MOST_HEADINGS = 40
"""Rows from the top in which a heading is looked for."""
ROWS_BELOW = 12
"""Rows below a heading that show whether data begin there."""
MOST_HEADING_ROWS = 4
BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]\s*")


@dataclass(frozen=True)
class Column:
    """A column of the table: its position from 1, the name by which a format calls it, and its filled cells."""

    position: int
    name: str
    heading: str
    cells: tuple[str, ...]

    @property
    def unit_in_heading(self) -> str:
        """The last unit that stands in brackets in the heading."""
        found = [inside.strip() for inside in BRACKETS.findall(self.heading)]
        return next((inside for inside in reversed(found) if unit_name(inside)), "")

    @property
    def bare(self) -> str:
        """The heading without what stands in brackets, if anything is left then."""
        return BRACKETS.sub(" ", self.heading).strip() or self.heading

    @property
    def numbers(self) -> int:
        """How many cells are numbers."""
        return sum(map(is_number, self.cells))

    @property
    def is_numeric(self) -> bool:
        """Whether most filled cells are numbers."""
        return bool(self.cells) and 2 * self.numbers >= len(self.cells)


@dataclass(frozen=True)
class Start:
    """Where a table begins: the last row of its heading (from 1) and how many rows the heading has."""

    sheet: Sheet
    header_row: int
    header_rows: int
    columns: tuple[Column, ...]
    above: tuple[Row, ...]
    rows: tuple[Row, ...] = field(repr=False)


def table_start(sheet: Sheet, rows: list[Row]) -> Start | None:
    """The likeliest heading of a sheet, whose first rows are `rows`; none if nothing looks like a table."""
    scored = [(_score(rows, index), -index) for index in range(min(len(rows), MOST_HEADINGS))]
    best, index = max(scored, default=(0.0, 0))
    if best <= 0:
        return None
    header = -index
    height = _height(rows, header)
    headings = Headings(sheet, header + 1, height)
    below = tuple(rows[header + 1 :])
    columns = []
    for position, name, heading in _names(headings, rows[header]):
        cells = tuple(row[position - 1] for row in below if position <= len(row) and row[position - 1])
        columns.append(Column(position, name, heading, cells))
    return Start(sheet, header + 1, height, tuple(columns), tuple(rows[: header + 1 - height]), below)


def _score(rows: list[Row], index: int) -> float:
    """How much a row looks like a heading with data below."""
    row = rows[index]
    filled = [position for position, cell in enumerate(row) if cell]
    below = [other for other in rows[index + 1 : index + 1 + ROWS_BELOW] if any(other)]
    if len(filled) < 2 or not below:
        return 0
    said = [normalised(plain(row[position])) for position in filled]
    score = 0.0
    for position in filled:
        cell = row[position]
        under = [other[position] for other in below if position < len(other) and other[position]]
        data = sum(_is_data(other) for other in under) / len(below)
        if _is_data(cell) and not says_a_period(plain(cell)):
            score -= 2
        elif data:
            score += data * (1 + _known(cell))
        elif under:
            score += 0.3 * _known(cell)
    repeated = sum(count - 1 for count in Counter(said).values())
    return score - repeated


def _is_data(cell: str) -> bool:
    return cell.startswith((NUMBER_MARK, DATE_MARK)) or is_number(cell) or dated([cell]) is not None


def _known(cell: str) -> float:
    """Whether a heading is one of the words by which columns are called."""
    said = BRACKETS.sub("", plain(cell))
    groups = (declared_words()["roles"], declared_words()["references"])
    return 1.0 if any(likeness(said, words) for group in groups for words in group.values()) else 0.0


def says_a_period(heading: str) -> str:
    """The sign for which a heading stands, such as {time} or {year}; empty if it is the name of one column."""
    text = normalised(heading).strip("[]() ").rstrip(".")
    if re.fullmatch(r"([01]?\d|2[0-4])[:.][0-5]\d(:00)?", text):
        return "{time}"
    if re.fullmatch(r"(19[5-9]|20\d|21[0-4])\d", text):
        return "{year}"
    if text in month_names():
        return "{month}"
    if re.fullmatch(r"0?[1-9]|[12]\d|3[01]", text):
        return "{day}"
    return ""


def wide_name(headings: Iterable[str]) -> tuple[str, str]:
    """The declared name for headings that each say a part of the period, such as `[{time}]`, and its sign."""
    signs: Counter[tuple[str, str]] = Counter()
    for heading in headings:
        if sign := says_a_period(heading):
            core = heading.strip().strip("[]()").strip()
            signs[heading.strip().replace(core, sign), sign] += 1
    if not signs:
        return "", ""
    (name, sign), count = signs.most_common(1)[0]
    enough = {"{time}": 24, "{day}": 28, "{month}": 6, "{year}": 3}[sign]
    return (name, sign) if count >= enough and any(known in name for known in PERIOD_SIGNS) else ("", "")


def _height(rows: list[Row], header: int) -> int:
    """How many rows the heading has: more than one where the row above names columns or groups of them."""
    height = 1
    while height < MOST_HEADING_ROWS and header - height >= 0:
        above, top = rows[header - height], rows[header - height + 1]
        filled = [position for position, cell in enumerate(above) if cell]
        names = [normalised(plain(cell)) for cell in top if cell]
        lacking = [position for position in filled if position >= len(top) or not top[position]]
        ambiguous = len(set(names)) < len(names)
        if len(filled) < 2 or any(_is_data(above[position]) for position in filled):
            break
        if not (lacking or ambiguous) or any(above[position].endswith(":") for position in filled):
            break
        height += 1
    return height


def _names(headings: Headings, last: Row) -> Iterable[tuple[int, str, str]]:
    """Position, declared name and heading of each column: the shortest name by which the format finds it again."""
    for position, joined, own in headings.each():
        bottom = plain(last[position - 1]) if position <= len(last) else ""
        for name in (bottom, joined, *own):
            match = headings.find(name) if name else None
            if match and match.position == position:
                yield position, name, name
                break
        else:
            if joined:
                yield position, "", joined
