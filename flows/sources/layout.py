"""The parts of a format: what a declaration can say about file, table, rows, numbers, days and columns."""

import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from indicators.model import Record

Quality = Literal["measured", "invoiced", "dictated", "estimated", "calculated"]

FileKind = Literal["csv", "workbook", "json", "green_button", "invoice", "nav_invoice", "mscons", "nem12"]
"""What can be read.

For people: delimited text (`csv`); XLSX, XLS and ODS (`workbook`). Their columns bear the headings of the file.

For machines, each record one row, each field one column that bears the name of the field (FIELDS of the module):
`green_button`, ESPI interval data (green_button.py); `invoice`, EN 16931 invoices in UBL or CII (invoice.py);
`nav_invoice`, invoice data of the Hungarian tax office (nav_invoice.py); `mscons`, EDIFACT metered quantities
(mscons.py); `nem12`, Australian interval files (nem12.py); `json`, an array of objects, whose fields are the keys
(json_records.py). Rows are counted as records from 1. All but `json` write numbers with a decimal point, days as
2025-12-31 and moments as 2025-12-31T23:45:00+01:00. What an invoice or a feed says only in some files (a property of an
item, a further datum) is a column of its own, without which a format that names it does not fit.
"""

MACHINE_KINDS: tuple[FileKind, ...] = ("green_button", "invoice", "nav_invoice", "mscons", "nem12")
"""The kinds whose standard says how numbers are written and, mostly, who sends the file."""

UNIT_SIGN = "{unit}"
VALUE_SIGN = "{value}"
PERIOD_SIGNS = ("{time}", "{day}", "{month}", "{year}")
"""A column name that holds one of these stands for many columns, one for each time of day, day, month or year."""

SECTION_SIGNS = ("{supply_point}", UNIT_SIGN, "{period}")


KNOWN_SENTINELS = (
    16777.215, 16777215.0, 2147483.647, 2147483647.0, 4294967.295, 4294967295.0, 99999999.0, 999999999.0, 9999999999.0,
    1e12,
)  # fmt: skip
"""What loggers write in place of a value: the largest numbers of 24, 31 and 32 bits, also in thousandths; displays full
of nines; 10^12. A format whose meters really count so far declares its own."""


class FileLayout(Record):
    """What kind of file it is. `name` is a pattern (`*` and `?`) that the file name must fit.

    `sender` is a pattern for who made the file, as a machine format itself says: the seller of an invoice, the sender
    of an interchange. A format that names the sender goes before one that is for all. `records` is where in a JSON
    file the array of records lies, such as `data.readings`.
    """

    kind: FileKind
    name: str = "*"
    sender: str = ""
    records: str = ""
    encoding: str = "windows-1250"
    delimiter: str = Field(";", min_length=1, max_length=1)

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str) -> str:
        try:
            "".encode(value)
        except LookupError as error:
            raise ValueError(f"no encoding is called {value!r}") from error
        return value

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "FileLayout":
        if self.sender and self.kind not in MACHINE_KINDS:
            raise ValueError(f"a file of kind {self.kind} does not say who sent it: leave sender out")
        if self.records and self.kind != "json":
            raise ValueError("records is for files of kind json")
        return self


class Totals(Record):
    """Totals rows of the layout: neither read nor rejected, but their sum is compared with the rows above."""

    column: str
    labels: tuple[str, ...]


class LeaveOut(Record):
    """Rows that are no data of their own: sums of other rows, sub-meters, taxes on the same kilowatt hours.

    A row is left out where the cell of the column is one of the words, no matter the case; `*` in a word stands for
    any text, and the word "" for an empty cell. `because` is what an officer reads about it.
    """

    column: str
    words: tuple[str, ...] = Field(min_length=1)
    because: str


class Section(Record):
    """A row inside the table that says something about the rows below it, until the next row of its kind.

    `heading` is the text of its first filled cell; the signs {supply_point}, {unit} and {period} take a part of the
    text, `*` stands for any text.
    """

    heading: str
    stream: str = ""


class TableLayout(Record):
    """Where the table stands. A heading of several rows is matched by any of its cells, or by all of them joined.

    `end` says whether an empty row ends the table; what stands below it is told, not read. `several` looks for the
    heading again below a table: a sheet may hold one table under the other. `hidden` reads hidden sheets too.
    `keep_only` are the only rows that are data, such as the lines of a bill whose unit is one of energy: a row that
    fits no word of one of them is left out.

    `fill_down` are columns in which an empty cell means the cell above it: merged cells, or a name that is written in
    the first row of a group only. An empty row ends the group, and so does a total, a section, or a row that is left
    out for what stands in this very column.
    """

    sheet: str = "*"
    header_rows: int = Field(default=1, ge=1, le=8)
    end: Literal["sheet", "empty_row"] = "sheet"
    several: bool = False
    hidden: bool = False
    fill_down: tuple[str, ...] = ()
    totals: Totals | None = None
    leave_out: tuple[LeaveOut, ...] = ()
    keep_only: tuple[LeaveOut, ...] = ()
    sections: tuple[Section, ...] = ()


class NumberNotation(Record):
    """How numbers are written. `thousands` may stand between groups of three digits.

    `nothing` are the words that stand for an empty cell, such as `-`, `..` or `Not Available`. `sentinels` are numbers
    with which meters say that they have no value: none of them is a quantity.
    """

    decimal: Literal[",", "."] = ","
    thousands: Literal["", " ", ".", ",", "'"] = ""
    nothing: tuple[str, ...] = ()
    sentinels: tuple[float, ...] = KNOWN_SENTINELS

    @model_validator(mode="after")
    def _signs_differ(self) -> "NumberNotation":
        if self.decimal == self.thousands:
            raise ValueError("decimal and thousands cannot be the same sign")
        return self


class DateNotation(Record):
    """How dates are written, in strptime's signs; the first that fits counts. `excel` is a day as a serial number.

    `timezone` is the clock by which stamps are written where it is not the city's own: a name such as UTC or
    Europe/Vienna, or a fixed distance such as +01:00 for a clock that knows no summer time.
    """

    formats: tuple[str, ...] = ("%Y-%m-%d",)
    timezone: str = ""

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        fixed = re.fullmatch(r"([+-])(0\d|1[0-4]):00", value)
        if fixed:
            hours = int(fixed[2])
            return f"Etc/GMT{'-' if fixed[1] == '+' else '+'}{hours}" if hours else "UTC"
        try:
            if value:
                ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(
                f"no time zone is called {value!r}; write such as UTC, +01:00 or Europe/Vienna"
            ) from error
        return value


class Period(Record):
    """How a row says when.

    bill: first and last day in two columns. day, month, year: one column, or the label `label` above the table.
    interval: a time stamp and a fixed length, or a second stamp in the column `end`. register: the day on which a
    cumulative meter was read. Where the headings of value columns say a part ({time}, {day}, {month}), the column or
    the label says the rest: the day, the month, the year.

    `end_inclusive` says whether the last day of a bill belongs to it. "neighbours" leaves that to the bills: where
    they end on the day on which the next one of the meter begins, it does not.

    `doubled_hour` is for tables with a column for each time of day: "both" says that the columns of the hour that
    autumn doubles hold what was used in both.
    """

    kind: Literal["bill", "day", "month", "year", "interval", "register"]
    column: str = ""
    label: str = ""
    start: str = ""
    end: str = ""
    end_inclusive: bool | Literal["neighbours"] = True
    stamp: Literal["start", "end"] = "start"
    minutes: int = Field(0, ge=0, le=1440)
    rows_add_up: bool = False
    doubled_hour: Literal["", "both"] = ""

    @model_validator(mode="after")
    def _has_its_columns(self) -> "Period":
        if self.kind == "bill" and not (self.start and self.end):
            raise ValueError("a bill needs the columns start and end")
        if self.kind == "interval" and bool(self.minutes) == bool(self.end):
            raise ValueError("an interval needs either its length in minutes or the column of its end")
        if self.label and (self.column or self.kind in ("bill", "register")):
            raise ValueError("label is for a day, month or year that stands above the table and in no column")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the period needs, first the one that begins it."""
        names = (self.start, self.end) if self.kind == "bill" else (self.column, self.end)
        return tuple(name for name in names if name)

    @property
    def signs(self) -> tuple[str, ...]:
        """The signs by which the headings of value columns may say the period, or the part of it that is missing."""
        return {"interval": ("{time}",), "day": ("{day}",), "month": ("{month}",), "year": ("{year}",)}.get(
            self.kind, ()
        )

    def fits(self, value: "Values") -> bool:
        """Whether the headings of the value columns say what this kind of period needs."""
        signs = {sign for sign in PERIOD_SIGNS if sign in value.column}
        return signs == set(self.signs) or (self.kind == "month" and signs == {"{month}", "{year}"})


class Columns(Record):
    """Columns by what they mean; each by the name that its heading bears.

    `invoice` is the number of the bill: where rows add up, those of one bill do, and another bill for the same days is
    another statement of the same energy.

    `changes_invoice` holds, where the row takes back or changes an earlier bill, the number of that bill: such a row
    is told and not counted, because only a person knows what of the earlier bill still holds.

    `per_unit` is what one sheet or piece holds: the grammage of paper in g/m2, the mass of a piece in kg. `valid_from`
    is the day from which the values of a site hold, in place of `year`. `treatment` is what becomes of waste (R3, D5);
    a file may lack the column, and then states no treatment.
    """

    supply_point: str = ""
    site: str = ""
    meter: str = ""
    quality: str = ""
    issued_on: str = ""
    heating_value: str = ""
    per_unit: str = ""
    multiplier: str = ""
    waste_code: str = ""
    treatment: str = ""
    carrier: str = ""
    year: str = ""
    valid_from: str = ""
    invoice: str = ""
    changes_invoice: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """The columns that the file must have."""
        return tuple(name for name in self.model_dump(exclude={"treatment"}).values() if name)


class Preamble(Record):
    """Labels above the table whose neighbouring cell holds a value for all rows.

    A label with the sign {value} is a whole cell of which a part is the value, such as "Fogyasztás {value} hónapban".
    """

    supply_point: str = ""
    unit: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that the file must have."""
        return tuple(label for label in self.model_dump().values() if label)


class Constants(Record):
    """Values that the file does not hold because they are always the same. `heating_value` is in MJ/m3."""

    supply_point: str = ""
    quality: Quality = "invoiced"
    heating_value: float | None = Field(default=None, gt=0)
    year: int | None = Field(default=None, ge=1950, le=2149)


class Values(Record):
    """One column of quantities: of which stream, or which annual value, and in which unit.

    `{unit}` in the column's name takes the unit from the heading; {time}, {day}, {month} or {year} makes it many
    columns. `unless` leaves the column out where the file has that other column. `unit_in_cell` takes the unit that
    stands behind the number; `units` names it per supply point. In the words of `streams`, `*` stands for any text;
    the first that fits counts. `highest` is the greatest quantity of one row, as delivered, that can be true: what is
    above it is a meter's sign for a fault, or a slip, and is told. `row_total` is a column that must hold the sum of
    the many columns of its row. `containers` are kilograms by name of a container ("1100 l", "bags"), for notes that
    count these; what is reckoned so is calculated, not measured.
    """

    column: str
    stream: str = ""
    stream_column: str = ""
    streams: dict[str, str] = Field(default_factory=dict)
    reference: str = ""
    unit: str = ""
    unit_column: str = ""
    unit_in_cell: bool = False
    units: dict[str, str] = Field(default_factory=dict)
    containers: dict[str, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    multiplier: float = Field(1.0, gt=0)
    supply_point_suffix: str = ""
    optional: bool = False
    unless: str = ""
    row_total: str = ""
    negative: Literal["reject", "accept"] = "reject"
    highest: float | None = Field(default=None, gt=0)

    @property
    def is_wide(self) -> bool:
        """Whether the column stands for many, one for each time of day, day, month or year."""
        return any(sign in self.column for sign in PERIOD_SIGNS)

    @model_validator(mode="after")
    def _says_its_unit_once(self) -> "Values":
        if sum(map(bool, (self.unit, self.unit_column, self.unit_in_cell, self.units))) > 1:
            raise ValueError("unit, unit_column, unit_in_cell and units exclude each other")
        if self.row_total and not self.is_wide:
            raise ValueError("row_total is for a column with a sign such as {time}, which stands for many")
        if self.stream_column and not self.streams:
            raise ValueError("stream_column needs streams, which say what its words mean")
        return self
