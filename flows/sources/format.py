"""Formats: declared layouts of files, in TOML.

A format says how a kind of file is recognised and what its columns mean. The formats of the program lie in
flows/formats/, those of one city in formats/ of its workspace; a city's format replaces the program's of the same id.
"""

import tomllib
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from flows.problems import WrongUse
from flows.settings import Workspace, describe_validation
from indicators.model import Record

Quality = Literal["measured", "invoiced", "dictated", "estimated", "calculated"]


class FileLayout(Record):
    """What kind of file it is. `name` is a pattern (`*` and `?`) that the file name must fit."""

    kind: Literal["csv", "xlsx"]
    name: str = "*"
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


class Totals(Record):
    """Totals rows of the layout: neither read nor rejected, but their sum is compared with the rows above."""

    column: str
    labels: tuple[str, ...]


class TableLayout(Record):
    """Where the table stands. A heading of several rows is matched by any of its cells, or by all of them joined."""

    sheet: str = "*"
    header_rows: int = Field(default=1, ge=1, le=8)
    totals: Totals | None = None


class NumberNotation(Record):
    """How numbers are written. `thousands` may stand between groups of three digits."""

    decimal: Literal[",", "."] = ","
    thousands: Literal["", " ", ".", ",", "'"] = ""

    @model_validator(mode="after")
    def _signs_differ(self) -> "NumberNotation":
        if self.decimal == self.thousands:
            raise ValueError("decimal and thousands cannot be the same sign")
        return self


class DateNotation(Record):
    """How dates are written, in strptime's signs; the first that fits counts."""

    formats: tuple[str, ...] = ("%Y-%m-%d",)


class Period(Record):
    """How a row says when.

    bill: first and last day in two columns. day, month, year: one column. interval: a time stamp and a fixed
    length. register: the day on which a cumulative meter was read.
    """

    kind: Literal["bill", "day", "month", "year", "interval", "register"]
    column: str = ""
    start: str = ""
    end: str = ""
    end_inclusive: bool = True
    stamp: Literal["start", "end"] = "start"
    minutes: int = Field(0, ge=0, le=1440)
    rows_add_up: bool = False

    @model_validator(mode="after")
    def _has_its_columns(self) -> "Period":
        if self.kind == "bill":
            if not (self.start and self.end):
                raise ValueError("a bill needs the columns start and end")
        elif not self.column:
            raise ValueError(f"a period of kind {self.kind} needs column")
        if self.kind == "interval" and not self.minutes:
            raise ValueError("an interval needs its length in minutes")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the period needs."""
        return (self.start, self.end) if self.kind == "bill" else (self.column,)


class Columns(Record):
    """Columns by what they mean; each by the name that its heading bears."""

    supply_point: str = ""
    site: str = ""
    meter: str = ""
    quality: str = ""
    issued_on: str = ""
    heating_value: str = ""
    waste_code: str = ""
    year: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """The columns that the file must have."""
        return tuple(name for name in self.model_dump().values() if name)


class Preamble(Record):
    """Labels above the table whose neighbouring cell holds a value for all rows."""

    supply_point: str = ""
    unit: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that the file must have."""
        return tuple(label for label in self.model_dump().values() if label)


class Constants(Record):
    """Values that the file does not hold because they are always the same."""

    supply_point: str = ""
    quality: Quality = "invoiced"


class Values(Record):
    """One column of quantities: of which stream, or which annual value, and in which unit.

    `{unit}` in the column's name takes the unit from the heading. `unless` leaves the column out where the file has
    that other column.
    """

    column: str
    stream: str = ""
    stream_column: str = ""
    streams: dict[str, str] = Field(default_factory=dict)
    reference: str = ""
    unit: str = ""
    unit_column: str = ""
    multiplier: float = Field(1.0, gt=0)
    supply_point_suffix: str = ""
    optional: bool = False
    unless: str = ""
    negative: Literal["reject", "accept"] = "reject"

    @model_validator(mode="after")
    def _says_what_it_measures(self) -> "Values":
        if sum(map(bool, (self.stream, self.stream_column, self.reference))) != 1:
            raise ValueError(
                "exactly one of stream, stream_column and reference says what the column measures"
            )
        if self.stream_column and not self.streams:
            raise ValueError("stream_column needs streams, which say what its words mean")
        if self.unit and self.unit_column:
            raise ValueError("unit and unit_column exclude each other")
        return self


class Format(Record):
    """One declared layout."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    version: int = Field(1, ge=1)
    title: str
    file: FileLayout
    table: TableLayout = Field(default_factory=TableLayout)
    numbers: NumberNotation = NumberNotation()
    dates: DateNotation = DateNotation()
    period: Period | None = None
    columns: Columns = Columns()
    preamble: Preamble = Preamble()
    constants: Constants = Constants()
    qualities: dict[str, Quality] = Field(default_factory=dict)
    values: tuple[Values, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_complete(self) -> "Format":
        references = [value for value in self.values if value.reference]
        if references and len(references) < len(self.values):
            raise ValueError("a format holds either quantities or annual reference values, not both")
        if references and not (self.columns.site and self.columns.year):
            raise ValueError("reference values need the columns site and year")
        if not references and self.period is None:
            raise ValueError("quantities need a period")
        if not references and not (
            self.columns.supply_point or self.preamble.supply_point or self.constants.supply_point
        ):
            raise ValueError("columns, preamble or constants must say which supply_point it is")
        if self.columns.quality and not self.qualities:
            raise ValueError("the column quality needs qualities, which say what its words mean")
        if any(value.stream == "waste" for value in self.values) and not self.columns.waste_code:
            raise ValueError("the stream waste needs the column waste_code")
        return self

    @property
    def holds_reference_values(self) -> bool:
        """Whether rows are annual values of sites rather than readings."""
        return bool(self.values[0].reference)

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Columns without which a table is not of this format."""
        names = [*self.columns.named, *(self.period.columns if self.period else ())]
        for value in self.values:
            names += [name for name in (value.stream_column, value.unit_column) if name]
            if not value.optional:
                names.append(value.column)
        if self.table.totals:
            names.append(self.table.totals.column)
        return tuple(dict.fromkeys(names))


def load_formats(workspace: Workspace) -> dict[str, Format]:
    """Every format that this workspace knows, by id, in order of id.

    Raises:
        WrongUse: a declaration is faulty; the text names file and key.
    """
    formats: dict[str, Format] = {}
    packaged = resources.files("flows") / "formats"
    for entry in sorted(packaged.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            formats |= _load(entry.name, entry.read_text(encoding="utf-8"))
    own: dict[str, Format] = {}
    for path in sorted(workspace.formats.glob("*.toml")):
        loaded = _load(str(path), _read(path))
        if twice := set(own) & set(loaded):
            raise WrongUse(f"{path}: the format {twice.pop()!r} is declared twice")
        own |= loaded
    return dict(sorted((formats | own).items()))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{path} cannot be read: {error}") from error


def _load(name: str, text: str) -> dict[str, Format]:
    try:
        declared = Format.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(f"{name} is not valid TOML: {error}") from error
    except ValidationError as error:
        raise WrongUse(f"{name}: {describe_validation(error)}") from error
    return {declared.id: declared}
