"""Small cities for the tests: supply points, months and reference values written in one line each."""

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from indicators.core_indicators import core_indicators
from indicators.coverage import due_months
from indicators.factors import SHIPPED
from indicators.model import Site, SupplyPoint

DECEMBER = date(2025, 12, 1)


def point(identifier, site, stream, *, first=date(2025, 1, 1), last=None, cadence="monthly", every="month"):
    return SupplyPoint(
        id=identifier,
        site_id=site,
        stream=stream,
        office_id="office",
        valid_from=first,
        valid_to=last,
        cadence=cadence,
        delivered_every=every,
    )


def months(site, stream, quantity, *, year=2025, numbers=range(1, 13), estimated_share=0.0):
    """core.monthly: the same quantity in each of the months."""
    return [(site, stream, date(year, number, 1), float(quantity), estimated_share) for number in numbers]


def monthly_frame(rows: Iterable[tuple]) -> pd.DataFrame:
    columns = ["site_id", "stream", "month", "quantity", "estimated_share"]
    frame = pd.DataFrame(list(rows), columns=columns)
    return frame.astype({"quantity": "float64", "estimated_share": "float64"})


def employees(*values: tuple[str, int, float]) -> pd.DataFrame:
    rows = [("employees", site, year, float(value), "FTE", True) for site, year, value in values]
    columns = ["kind", "site_id", "year", "value", "unit", "is_current"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "float64", "year": "int64"})


def covered(
    points: Sequence[SupplyPoint], as_of: date, missing: Iterable[tuple[str, date]] = ()
) -> pd.DataFrame:
    """Every due month covered, but for the (supply point, month) that are missing."""
    frame = due_months(points, as_of)
    gone = {(identifier, pd.Timestamp(month)) for identifier, month in missing}
    keys = zip(frame["supply_point_id"], frame["month"], strict=True)
    frame["covered"] = [key not in gone for key in keys]
    return frame[["supply_point_id", "stream", "month", "covered"]]


def computed(
    points,
    monthly,
    b,
    *,
    sites=("hall",),
    as_of=DECEMBER,
    missing=(),
    book=SHIPPED,
    choices=None,
    decisions=None,
    by_treatment=None,
):
    """out.core_indicators of a small city; `by_treatment` has treatment beside the columns of `monthly`."""
    if by_treatment is not None:
        columns = ["site_id", "stream", "month", "quantity", "share", "treatment"]
        by_treatment = pd.DataFrame(by_treatment, columns=columns)
        by_treatment["quantity_estimated"] = by_treatment["quantity"] * by_treatment["share"]
    return core_indicators(
        monthly_frame(monthly),
        covered(points, as_of, missing),
        b,
        points,
        [Site(id=site, name=site) for site in sites],
        as_of,
        book,
        choices,
        decisions,
        by_treatment,
    )


def row(
    table: pd.DataFrame, indicator: str, breakdown: str = "", site: str = "hall", year: int = 2025
) -> pd.Series:
    """The one row of an indicator; AssertionError if there is not exactly one."""
    found = table[
        (table["indicator"] == indicator)
        & (table["breakdown"] == breakdown)
        & (table["site_id"] == site)
        & (table["year"] == year)
    ]
    assert len(found) == 1, f"{len(found)} rows of {indicator} {breakdown} {site} {year}"
    return found.iloc[0]
