"""Which declared format a file has, and where its table and columns stand."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import PurePosixPath

from flows.sources.format import Format
from flows.sources.headings import Headings, WideColumn
from flows.sources.layout import VALUE_SIGN
from flows.sources.sheet import Sheet, normalised, plain


@dataclass(frozen=True)
class Recognised:
    """A table in which a format was found.

    `columns` gives the position (from 1) of each declared column, `headings` the heading as it stands in the file,
    `units` the unit that a heading holds, `wide` the columns for which one declared column stands, `preamble` the
    value beside each declared label. The table ends before the row `next_row`, if there is one.
    """

    format: Format
    sheet: Sheet
    header_row: int
    columns: dict[str, int]
    headings: dict[str, str]
    units: dict[str, str]
    preamble: dict[str, str]
    wide: dict[str, tuple[WideColumn, ...]] = field(default_factory=dict)
    next_row: int | None = None

    def position(self, heading: str) -> int | None:
        """The position of the column with this heading; none if no column that is read has it."""
        named = {self.headings[name]: position for name, position in self.columns.items()}
        named |= {column.heading: column.position for columns in self.wide.values() for column in columns}
        return named.get(heading)


def fits_name(declared: Format, file_name: str) -> bool:
    """Whether the name of the file is one that the format takes."""
    return fnmatchcase(PurePosixPath(file_name).name.casefold(), declared.file.name.casefold())


def fits_sender(declared: Format, sheets: Iterable[Sheet]) -> bool:
    """Whether the file comes from whom the format is for."""
    pattern = declared.file.sender.casefold()
    return not pattern or any(fnmatchcase(sheet.sender.casefold(), pattern) for sheet in sheets)


def recognise(declared: Format, sheets: Iterable[Sheet]) -> list[Recognised]:
    """Every table of this format, sheet by sheet."""
    pattern = declared.table.sheet.casefold()
    candidates = (sheet for sheet in sheets if not sheet.name or fnmatchcase(sheet.name.casefold(), pattern))
    return [found for sheet in candidates for found in _find_tables(declared, sheet)]


def missing_columns(declared: Format, sheets: Iterable[Sheet]) -> tuple[str, ...]:
    """The fewest required columns that any place in the file lacks: what to tell who wonders why it did not fit."""
    fewest = declared.required_columns
    for sheet in sheets:
        for last in range(declared.table.header_rows, len(sheet.head) + 1):
            headings = Headings(sheet, last, declared.table.header_rows)
            missing = tuple(name for name in declared.required_columns if not headings.has(name))
            fewest = min(fewest, missing, key=len)
    return fewest


def _find_tables(declared: Format, sheet: Sheet) -> list[Recognised]:
    found: list[Recognised] = []
    if not _may_head(declared, sheet.all_words):
        return found
    last = declared.table.header_rows
    while last <= len(sheet.head):
        table = _table_below(declared, sheet, last)
        if table is not None:
            found.append(table)
            if not declared.table.several:
                break
            last += declared.table.header_rows
        else:
            last += 1
    ends = [following.header_row - declared.table.header_rows + 1 for following in found[1:]]
    return [replace(table, next_row=end) for table, end in zip(found, ends, strict=False)] + found[-1:]


def _table_below(declared: Format, sheet: Sheet, last: int) -> Recognised | None:
    """The table whose last heading row is the row `last` of the head, counted from 1."""
    if not _may_head(declared, *sheet.words[last - declared.table.header_rows : last]):
        return None
    headings = Headings(sheet, last, declared.table.header_rows)
    wide = {value.column: headings.find_wide(value.column) for value in declared.values if value.is_wide}
    found = headings.find_all(name for name in declared.required_columns if name not in wide)
    if found is None or not all(wide.get(name, True) for name in declared.required_columns):
        return None
    optional = {name: headings.find(name) for name in declared.optional_columns}
    present = found | {name: match for name, match in optional.items() if match is not None}
    if not any(value.column in present or wide.get(value.column) for value in declared.values):
        return None
    preamble = _preamble(declared, sheet.head[: last - declared.table.header_rows])
    if preamble is None:
        return None
    units = {name: match.unit for name, match in present.items()}
    units |= {name: columns[0].unit for name, columns in wide.items() if columns}
    return Recognised(
        format=declared,
        sheet=sheet,
        header_row=sheet.first_row + last - 1,
        columns={name: match.position for name, match in present.items()},
        headings={name: match.heading for name, match in present.items()},
        units={name: unit for name, unit in units.items() if unit},
        preamble=preamble,
        wide={name: columns for name, columns in wide.items() if columns},
    )


def _may_head(declared: Format, *rows: frozenset[str]) -> bool:
    """Whether every required name that is written out is a cell of these rows, or the first of several joined cells.

    Most files, and most rows of the others, are told by this alone.
    """
    words = frozenset[str]().union(*rows)
    several = declared.table.header_rows > 1
    return all(
        name in words or (several and any(name.startswith(f"{word} ") for word in words))
        for name in declared.written_out
    )


def _preamble(declared: Format, rows: tuple[tuple[str, ...], ...]) -> dict[str, str] | None:
    """The value of every label, that nearest above the table first."""
    values = {}
    for label in declared.labels:
        value = next(_values_beside(label, reversed(rows)), None)
        if value is None:
            return None
        values[label] = value
    return values


def _values_beside(label: str, rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    wanted = normalised(label).rstrip(":")
    around = [re.escape(part) for part in wanted.split(VALUE_SIGN)]
    pattern = re.compile("(?P<value>.+)".join(around)) if len(around) > 1 else None
    for row in rows:
        cells = [plain(cell) for cell in row if cell]
        if pattern:
            yield from (found["value"] for cell in cells if (found := pattern.fullmatch(normalised(cell))))
            continue
        for cell, neighbour in pairwise(cells):
            if normalised(cell).rstrip(":") == wanted:
                yield neighbour
        for cell in cells:
            name, colon, value = cell.partition(":")
            if colon and value.strip() and normalised(name) == wanted:
                yield value.strip()
