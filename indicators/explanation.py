"""Of what a figure is made: from R to A and B, and from A to the rows of the files.

Regulation (EC) No 1221/2009, Articles 18 and 25: the verifier checks that data are reliable, credible and
correct, by spot-checks. So every figure opens into the rows that made it, which add up to it.
"""

import math
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any, Literal

import pandas as pd

from indicators.factors import FACTORS, Factor
from indicators.model import Record
from indicators.registry import terms

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
)
"""What an explanation needs of each current reading that reaches into the year. `quantity_in_year` is the
part of its canonical quantity that falls into the year, after the allocation share of the site."""

REFERENCE_COLUMNS = ("site_id", "value", "unit", "delivery_id", "file_name", "sheet", "row_number")
"""What an explanation needs of each current reference value of the year."""


class Contribution(Record):
    """One row of a file that A is made of; `quantity` is what it adds to A, or takes away."""

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
    quantity: float


class ReferenceRow(Record):
    """One row of a file that B is made of."""

    site_id: str
    value: float
    unit: str
    delivery_id: str
    file_name: str
    sheet: str
    row_number: int


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
    readings: tuple[Contribution, ...]
    reference_values: tuple[ReferenceRow, ...]
    factors: tuple[Factor, ...]

    @property
    def unexplained(self) -> float:
        """A minus the sum of its readings: 0 up to rounding, or something is wrong."""
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


def explanation(
    row: Mapping[Hashable, Any], readings: pd.DataFrame, reference_values: pd.DataFrame
) -> Explanation:
    """One row of out.core_indicators explained.

    `readings` (READING_COLUMNS) and `reference_values` (REFERENCE_COLUMNS) are those of the row's site, or of
    all sites for the organisation, in its year; streams that do not feed the row are left out here.
    Contributions come in the order of supply point, stream, first day, file, sheet and row.
    """
    signs = dict(feeding_terms(row["indicator"], row["breakdown"], readings["stream"].astype("str")))
    fed = readings.loc[readings["stream"].isin(signs), list(READING_COLUMNS)]
    order = ["supply_point_id", "stream", "first_day", "file_name", "sheet", "row_number"]
    rows = tuple(
        _contribution(entry, signs[entry["stream"]]) for entry in fed.sort_values(order).to_dict("records")
    )
    references = reference_values[list(REFERENCE_COLUMNS)].sort_values(["site_id", "file_name", "row_number"])
    used = {name for entry in rows for name in entry.factor_ids.split(",") if name}
    names = set(Explanation.model_fields) - {"readings", "reference_values", "factors"}
    return Explanation(
        **{name: _plain(row[name]) for name in names},
        readings=rows,
        reference_values=tuple(ReferenceRow(**_texts(entry)) for entry in references.to_dict("records")),
        factors=tuple(value for name in sorted(used) for value in FACTORS.get(name, ())),
    )


def _contribution(entry: dict[Hashable, Any], sign: Literal[1, -1]) -> Contribution:
    values = _texts(entry)
    days = {name: pd.Timestamp(values[name]).date() for name in ("first_day", "last_day")}
    return Contribution(**{**values, **days}, sign=sign, quantity=sign * values["quantity_in_year"])


def _texts(entry: dict[Hashable, Any]) -> dict[str, Any]:
    return {str(name): "" if value is None else value for name, value in entry.items()}


def _plain(value: Any) -> Any:
    """An empty number as None."""
    return None if isinstance(value, float) and math.isnan(value) else value
