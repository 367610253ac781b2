"""Of what a figure is made: from R to A and B, and from A to the rows of the files.

Regulation (EC) No 1221/2009, Articles 18 and 25: the verifier checks that data are reliable, credible and
correct, by spot-checks. So every figure opens into the rows that made it, which add up to it.
"""

import math
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any, Literal

import pandas as pd
from pydantic import Field

from indicators.emissions import Emission, emissions_of
from indicators.factors import SHIPPED, Factor, FactorBook
from indicators.model import MethodChoices, Record
from indicators.registry import terms
from indicators.waste_treatments import treatment_kind

READING_COLUMNS = (
    "delivery_id",
    "file_name",
    "sheet",
    "row_number",
    "site_id",
    "supply_point_id",
    "stream",
    "first_day",
    "last_day",
    "quantity_as_delivered",
    "unit_as_delivered",
    "quantity_in_year",
    "unit",
    "factor_ids",
    "quality",
    "treatment",
    "rule",
)
"""What an explanation needs of each current reading that reaches into the year. `quantity_in_year` is the
part of its canonical quantity that falls into the year, after the allocation share of the site. Of an emission whose
factor changes within the year, a reading has one row for each span of months (`first_month`)."""

REFERENCE_COLUMNS = ("site_id", "value", "unit", "delivery_id", "file_name", "sheet", "row_number")
"""What an explanation needs of each current reference value of the year."""


class Place(Record):
    """A row of a file."""

    delivery_id: str
    file_name: str
    sheet: str
    row_number: int


class Contribution(Record):
    """One row of a file that A is made of; `quantity` is what it adds to A, or takes away.

    `per_unit` is what a unit of it adds: 1 where the quantity itself counts, else by the factors in `factor_ids`;
    None where a factor is missing, and then it adds nothing. `treatment` is what a note states of waste. An estimate is
    no row of a file: it bears its `rule`, `file_name` has the months of readings that it comes from, `came_from` their
    rows.
    """

    delivery_id: str
    file_name: str
    sheet: str
    row_number: int
    site_id: str
    supply_point_id: str
    stream: str
    sign: Literal[1, -1]
    first_day: date
    last_day: date
    quantity_as_delivered: float
    unit_as_delivered: str
    quantity_in_year: float
    unit: str
    factor_ids: str
    quality: str
    treatment: str
    rule: str
    per_unit: float | None
    quantity: float
    came_from: tuple[Place, ...] = ()


class ReferenceRow(Record):
    """One row of a file that B is made of, or A where it is an area; `valid_from` is the day from which it holds."""

    site_id: str
    value: float
    unit: str
    delivery_id: str
    file_name: str
    sheet: str
    row_number: int
    valid_from: date | None = None


class Explanation(Record):
    """A figure of out.core_indicators with everything of which it is made; model_dump_json gives JSON."""

    indicator: str
    breakdown: str
    site_id: str
    year: int
    a: float | None
    a_unit: str
    b_kind: str
    b: float | None
    b_unit: str
    r: float | None
    r_unit: str
    months_covered: int
    status: str
    reason: str
    method_version: str
    value_kind: str
    readings: tuple[Contribution, ...]
    reference_values: tuple[ReferenceRow, ...]
    states: tuple[ReferenceRow, ...] = Field(default=())
    factors: tuple[Factor, ...]

    @property
    def unexplained(self) -> float:
        """A minus the sum of its readings: 0 up to rounding, or something is wrong (an area has no readings)."""
        return (self.a or 0.0) - math.fsum(row.quantity for row in self.readings)


def feeding_terms(
    indicator: str, breakdown: str, streams_present: Iterable[str]
) -> list[tuple[str, Literal[1, -1]]]:
    """The streams of which a row of an indicator is made, each with its sign, out of those that are present.

    An empty breakdown means the indicator itself.
    """
    present = sorted(set(streams_present))
    return [
        (code, term.sign)
        for term in terms(indicator)
        for code in present
        if term.takes(code) and breakdown in ("", term.label(code))
    ]


class Factored(Record):
    """What a unit of each stream emits in the months from `first` to `last`, all days of them."""

    first: date
    last: date
    emissions: Mapping[str, Emission]


def factored_spans(
    indicator: str, first: date, last: date, book: FactorBook = SHIPPED, choices: MethodChoices | None = None
) -> tuple[Factored, ...]:
    """The spans of months within which no factor of an indicator changes; one without factors where it has none."""
    found = [
        entry
        for term in terms(indicator)
        if term.emits
        for entry in emissions_of(term.stream, term.emits, first, last, book, choices)
    ]
    starts = sorted({first, *(entry.first for entry in found)})
    ends = [*(start for start in starts[1:]), None]
    return tuple(
        Factored(
            first=start,
            last=_month_before(end) if end else last,
            emissions={entry.stream: entry for entry in found if entry.first <= start <= entry.last},
        )
        for start, end in zip(starts, ends, strict=True)
    )


def _month_before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def explanation(
    row: Mapping[Hashable, Any],
    readings: pd.DataFrame,
    reference_values: pd.DataFrame,
    spans: Iterable[Factored] = (),
    states: pd.DataFrame | None = None,
    book: FactorBook = SHIPPED,
) -> Explanation:
    """One row of out.core_indicators explained.

    `readings` (READING_COLUMNS) and `reference_values` (REFERENCE_COLUMNS) are those of the row's site, or of
    all sites for the organisation, in its year; streams that do not feed the row are left out here. With `spans`, each
    row of `readings` has `first_month`, the first month of the span in which its quantity lies. `states` are the annual
    values of which A is made where it is an area.
    Contributions come in the order of supply point, stream, first day, file, sheet and row.
    """
    signs = dict(feeding_terms(row["indicator"], row["breakdown"], readings["stream"].astype("str")))
    by_month: dict[Any, Mapping[str, Emission]] = {span.first: span.emissions for span in spans}
    fed = readings.loc[readings["stream"].isin(signs) & _treated(row["indicator"], readings["treatment"])]
    order = ["supply_point_id", "stream", "first_day", "file_name", "sheet", "row_number"]
    records = fed.sort_values([*order, *({"first_month"} & set(fed.columns))]).to_dict("records")
    emissions = [by_month.get(entry.get("first_month", ""), {}).get(entry["stream"]) for entry in records]
    rows = tuple(
        _contribution({name: entry[name] for name in READING_COLUMNS}, signs[entry["stream"]], emission)
        for entry, emission in zip(records, emissions, strict=True)
    )
    emitted = [value for found in emissions if found for value in found.factors]
    converted = {
        (name, pd.Timestamp(entry["first_day"]).date())
        for entry in records
        for name in str(entry["factor_ids"]).split(",")
        if name
    }
    used = {
        (value.id, value.valid_from): value
        for value in [*(book.converting(name, day) for name, day in converted), *emitted]
    }
    names = set(Explanation.model_fields) - {"readings", "reference_values", "factors", "states"}
    return Explanation(
        **{name: _plain(row[name]) for name in names},
        readings=rows,
        reference_values=_references(reference_values),
        states=_references(states) if states is not None else (),
        factors=tuple(used[key] for key in sorted(used)),
    )


def _treated(indicator: str, stated: pd.Series) -> pd.Series:
    """Whether each reading has a treatment that the indicator takes; all do where it asks for none."""
    wanted = {term.treatment for term in terms(indicator) if term.treatment}
    kinds = {text: treatment_kind(text) for text in stated.unique()}
    return stated.map(kinds).isin(wanted) if wanted else pd.Series(True, index=stated.index)


def _references(rows: pd.DataFrame) -> tuple[ReferenceRow, ...]:
    columns = [*REFERENCE_COLUMNS, *({"valid_from"} & set(rows.columns))]
    ordered = rows[columns].sort_values(["site_id", "file_name", "row_number"])
    found = []
    for entry in ordered.to_dict("records"):
        day = entry.pop("valid_from", None)
        texts = _texts(entry)
        found.append(ReferenceRow(**texts, valid_from=None if pd.isna(day) else pd.Timestamp(day).date()))
    return tuple(found)


def _contribution(
    entry: dict[Hashable, Any], sign: Literal[1, -1], emission: Emission | None
) -> Contribution:
    values = _texts(entry)
    days = {name: pd.Timestamp(values[name]).date() for name in ("first_day", "last_day")}
    per_unit: float | None = 1.0
    if emission is not None:
        per_unit = None if emission.per_unit is None else float(emission.per_unit)
        names = [*filter(None, values["factor_ids"].split(",")), *(found.id for found in emission.factors)]
        values["factor_ids"] = ",".join(dict.fromkeys(names))
    quantity = sign * values["quantity_in_year"] * (per_unit or 0.0)
    return Contribution(**{**values, **days}, sign=sign, per_unit=per_unit, quantity=quantity)


def _texts(entry: dict[Hashable, Any]) -> dict[str, Any]:
    return {str(name): "" if value is None else value for name, value in entry.items()}


def _plain(value: Any) -> Any:
    """An empty number as None."""
    return None if isinstance(value, float) and math.isnan(value) else value
