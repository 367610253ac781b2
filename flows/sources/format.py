"""Formats: declared layouts of files, in TOML.

A format says how a kind of file is recognised and what its columns mean. The formats of the program lie in
flows/formats/, those of one city in formats/ of its workspace; a city's format replaces the program's of the same id.
"""

import tomllib
from difflib import get_close_matches
from functools import cached_property
from importlib import resources
from pathlib import Path

from pydantic import Field, ValidationError, model_validator

from flows.problems import WrongUse
from flows.settings import Workspace
from flows.sources.layout import (
    MACHINE_KINDS,
    SECTION_SIGNS,
    Columns,
    Constants,
    DateNotation,
    FileLayout,
    NumberNotation,
    Period,
    Preamble,
    Quality,
    TableLayout,
    Values,
)
from flows.sources.sheet import normalised
from flows.toml_lines import describe_validation
from indicators.model import Record
from indicators.reference_values import REFERENCE_VALUES
from indicators.streams import FAMILIES, STREAMS

OPEN = "?"
"""Stands in a draft where the file does not say what a person has to."""


class Format(Record):
    """One declared layout. A draft that nobody has confirmed (`confirmed = false`) reads no file."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    version: int = Field(1, ge=1)
    title: str
    confirmed: bool = True
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
        if self.holds_reference_values:
            self._check_reference_values()
        else:
            self._check_quantities()
        self._check_fill_down()
        if self.columns.invoice and (
            self.period is None or self.period.kind not in ("bill", "month", "year")
        ):
            raise ValueError("the column invoice is for bills: a period of kind bill, month or year")
        if self.columns.quality and not self.qualities:
            raise ValueError("the column quality needs qualities, which say what its words mean")
        if self.file.kind in MACHINE_KINDS and self.numbers.decimal != ".":
            raise ValueError(
                f'a file of kind {self.file.kind} writes numbers with a point: numbers.decimal = "."'
            )
        if any(value.stream == "waste" for value in self.values) and not self.columns.waste_code:
            raise ValueError("the stream waste needs the column waste_code")
        if self.columns.treatment and not self.columns.waste_code:
            raise ValueError("the column treatment is for waste and needs the column waste_code")
        return self

    @model_validator(mode="after")
    def _names_what_is_known(self) -> "Format":
        """A draft may still be open; a confirmed format that names an unknown stream would reject every row."""
        if not self.confirmed:
            return self
        if OPEN in (
            self.constants.supply_point,
            *self.required_columns,
            *(value.unit for value in self.values),
        ):
            raise ValueError(f'"{OPEN}" stands where a person has to write what the file does not say')
        for kind, known, used in (
            ("stream", {**STREAMS, **FAMILIES}, self._streams),
            ("annual value", REFERENCE_VALUES, [value.reference for value in self.values]),
        ):
            for name in filter(None, used):
                if name not in known:
                    close = get_close_matches(name, known, n=1)
                    hint = f"; did you mean {close[0]!r}?" if close else "; docs/method.md lists them"
                    raise ValueError(f"no {kind} is called {name!r}{hint}")
        return self

    @property
    def _streams(self) -> list[str]:
        """Every stream that the format names."""
        of_values = [name for value in self.values for name in (value.stream, *value.streams.values())]
        return of_values + [section.stream for section in self.table.sections]

    def _check_fill_down(self) -> None:
        """A quantity that stands once for several rows is not the quantity of each of them."""
        quantities = {name for value in self.values for name in (value.column, value.row_total)}
        for name in self.table.fill_down:
            if name in quantities:
                raise ValueError(
                    f'table.fill_down: "{name}" is a quantity; only what describes a row is filled down'
                )
            if any(rule.column == name and "" in rule.words for rule in self.table.leave_out):
                raise ValueError(
                    f'table.fill_down: rows without "{name}" are left out, so nothing is to be filled'
                )

    def _check_reference_values(self) -> None:
        if not all(value.reference for value in self.values):
            raise ValueError("a format holds either quantities or annual reference values, not both")
        if not self.columns.site or bool(self.columns.year) == bool(self.columns.valid_from):
            raise ValueError("reference values need the columns site and either year or valid_from")

    def _check_quantities(self) -> None:
        if self.period is None:
            raise ValueError("quantities need a period")
        by_section = {
            sign for sign in SECTION_SIGNS for section in self.table.sections if sign in section.heading
        }
        if not (
            self.columns.supply_point
            or self.preamble.supply_point
            or self.constants.supply_point
            or "{supply_point}" in by_section
        ):
            raise ValueError("columns, preamble or constants must say which supply_point it is")
        stream_by_section = any(section.stream for section in self.table.sections)
        for number, value in enumerate(self.values, 1):
            ways = sum(map(bool, (value.stream, value.stream_column, stream_by_section)))
            if ways != 1:
                raise ValueError(
                    f"values.{number}: exactly one of stream, stream_column and reference says what the column "
                    "measures, or else the sections of the table do"
                )
        self._check_period(self.period, by_section)
        if not self.period.rows_add_up:
            self._check_values_are_apart()

    def _check_values_are_apart(self) -> None:
        """Two columns of one stream in a row are the same energy twice, unless the format says that they add up."""
        seen: dict[tuple[str, str], str] = {}
        for number, value in enumerate(self.values, 1):
            key = (value.stream or value.stream_column, value.supply_point_suffix)
            if key in seen and not value.unless:
                raise ValueError(
                    f'values.{number}: the columns "{seen[key]}" and "{value.column}" measure the same. Leave one out; '
                    "or write unless for a column that stands in for another, supply_point_suffix where they are two "
                    "meters, period.rows_add_up = true where they are parts of one sum, such as tariffs"
                )
            seen.setdefault(key, value.column)

    def _check_period(self, period: Period, by_section: set[str]) -> None:
        any_wide = any(value.is_wide for value in self.values)
        if any_wide and not all(value.is_wide and period.fits(value) for value in self.values):
            raise ValueError(
                f"a period of kind {period.kind} takes value columns with "
                f"{' or '.join(period.signs) or 'no sign'}, in all of them or none"
            )
        said = period.column or period.label or self.constants.year or "{period}" in by_section
        whole = any("{year}" in value.column for value in self.values)
        if period.kind != "bill" and not said and not whole:
            raise ValueError(f"a period of kind {period.kind} needs column")

    @property
    def holds_reference_values(self) -> bool:
        """Whether rows are annual values of sites rather than readings."""
        return bool(self.values[0].reference)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels above the table that the file must have."""
        return (*self.preamble.labels, *([self.period.label] if self.period and self.period.label else ()))

    @cached_property
    def written_out(self) -> tuple[str, ...]:
        """Required columns whose name holds no sign for a part that differs, as headings are compared."""
        return tuple(normalised(name) for name in self.required_columns if "{" not in name)

    @cached_property
    def required_columns(self) -> tuple[str, ...]:
        """Columns without which a table is not of this format."""
        names = [*self.columns.named, *(self.period.columns if self.period else ())]
        for value in self.values:
            names += [name for name in (value.stream_column, value.unit_column, value.row_total) if name]
            if not value.optional:
                names.append(value.column)
        if self.table.totals:
            names.append(self.table.totals.column)
        names += [rule.column for rule in (*self.table.leave_out, *self.table.keep_only)]
        names += self.table.fill_down
        return tuple(dict.fromkeys(names))

    @property
    def optional_columns(self) -> tuple[str, ...]:
        """Columns that are read where a table has them."""
        names = [value.column for value in self.values if value.optional and not value.is_wide]
        return tuple(dict.fromkeys([*names, *filter(None, [self.columns.treatment])]))


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
        raise WrongUse(f"{name}: {describe_validation(error, text)}") from error
    return {declared.id: declared}
