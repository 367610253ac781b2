"""Deliveries that are loaded together: what a short file costs is mostly what statements cost, not what its rows do.

In a bundle of several, `row_number` holds the place of the delivery in the bundle above the row of its file, so that it
still names one row. A delivery that is loaded by itself is a bundle of one: its row numbers are those of the file.
"""

from dataclasses import dataclass, replace

import duckdb

from flows.archive import Arrival
from flows.sources.recognise import Recognised
from flows.sources.sheet import Sheet
from flows.sources.short_sheet import store_rows

ROW_BITS = 32
ROW_MASK = (1 << ROW_BITS) - 1
CELLS = "bundled_cells"


@dataclass(frozen=True)
class Bundle:
    """Arrivals with one table each, all of one layout, and these tables as one."""

    arrivals: tuple[Arrival, ...]
    table: Recognised

    def place(self, row_number: str = "row_number") -> str:
        """SQL: the place in the bundle, from 0, of the delivery to which a row belongs."""
        return f"({row_number} >> {ROW_BITS})" if len(self.arrivals) > 1 else "0"

    def row(self, row_number: str = "row_number") -> str:
        """SQL: a row as a person counts it in its file."""
        return f"({row_number} & {ROW_MASK})" if len(self.arrivals) > 1 else row_number

    @property
    def apart(self) -> str:
        """SQL: what must be equal besides where rows of one file are compared; nothing if there is only one file."""
        return f", {self.place()}" if len(self.arrivals) > 1 else ""

    def of_each(self, values: list[str]) -> tuple[str, list[str] | str]:
        """SQL with a parameter, and the parameter: what is given for each delivery, for the delivery of a row."""
        return ("?", values[0]) if len(self.arrivals) == 1 else (f"(?)[{self.place()} + 1]", values)

    def told(self, row_number: int) -> tuple[Arrival, int]:
        """The delivery to which a row belongs, and the row as a person counts it in its file."""
        return self.arrivals[self.place_of(row_number)], row_number & ROW_MASK

    def place_of(self, row_number: int) -> int:
        """The place in the bundle, from 0, of the delivery to which a row belongs."""
        return row_number >> ROW_BITS

    def counts(self, connection: duckdb.DuckDBPyConnection, rows: str) -> list[tuple[int, int]]:
        """How many rows there are of each delivery that has any, each with the row_number of the first."""
        grouped = f"GROUP BY {self.place()} ORDER BY min(row_number)" if self.apart else "HAVING count(*) > 0"
        return connection.execute(f"SELECT count(*), min(row_number) {rows} {grouped}").fetchall()

    def by_delivery(self, connection: duckdb.DuckDBPyConnection, rows: str) -> list[int]:
        """How many rows there are of each delivery, in their order."""
        found = {self.place_of(first): count for count, first in self.counts(connection, rows)}
        return [found.get(place, 0) for place in range(len(self.arrivals))]


def layout(table: Recognised) -> tuple[object, ...]:
    """What is equal for tables that can be loaded as one."""
    return (
        table.format.id,
        table.sheet.name,
        table.sheet.typed,
        *(
            tuple(part.items())
            for part in (table.columns, table.headings, table.units, table.preamble, table.wide)
        ),
    )


def can_be_bundled(tables: list[Recognised]) -> bool:
    """Whether a file is short and its rows are judged by nothing but each other.

    A cumulative meter is judged by the deliveries before; where sections, empty rows or the cell above say something,
    the place of a row in its file matters.
    """
    if len(tables) != 1:
        return False
    [table] = tables
    declared, sheet = table.format, table.sheet
    return (
        sheet.is_whole
        and not (sheet.hidden or sheet.hidden_rows)
        and table.next_row is None
        and not (declared.table.sections or declared.table.fill_down or declared.table.end == "empty_row")
        and not declared.holds_reference_values
        and not (declared.period and declared.period.kind == "register")
    )


def bundle(connection: duckdb.DuckDBPyConnection, parts: list[tuple[Arrival, Recognised]]) -> Bundle:
    """Tables of one layout, whole in the heads of their sheets, as one table."""
    first = parts[0][1]
    numbers: list[int] = []
    rows: list[tuple[str, ...]] = []
    for place, (_, table) in enumerate(parts):
        body = table.sheet.head[table.header_row :]
        numbers.extend((place << ROW_BITS) + table.header_row + row for row in range(1, len(body) + 1))
        rows.extend(body)
    width = max(table.sheet.width for _, table in parts)
    relation = store_rows(connection, CELLS, numbers, rows, width)
    sheet = Sheet(first.sheet.name, relation, width, (), typed=first.sheet.typed)
    return Bundle(tuple(arrival for arrival, _ in parts), replace(first, sheet=sheet, header_row=0))
