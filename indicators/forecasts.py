"""Forecast of a running year to its end, with a range.

Rule: of each earlier complete year we know what part of its total had come by the same month. What has come of this
year, divided by that part, is what this year comes to if it goes on as that one did. The forecast takes all those years
together (their totals over their sums to date); its range goes from the lowest to the highest single year. It is what
those years would give, not a probability.

A forecast is refused, with a reason, where it would rest on too little: see FEWEST_MONTHS and FEWEST_YEARS.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

FEWEST_MONTHS = 3
"""Before the end of March one cold month decides everything."""

FEWEST_YEARS = 2
"""One earlier year gives no range."""

MOST_YEARS = 5
"""Years further back say little about how this one goes on."""


@dataclass(frozen=True)
class Forecast:
    """Forecast of the year's total with its range, or empty with the reason why there is none."""

    year: int | None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""


def forecast(months: pd.Series, whole_years: set[int], months_covered: int, as_of: date) -> Forecast:
    """The year of `as_of` (first day of the last month that is due) to its end.

    months          amounts by first day of the month (a DatetimeIndex), in the unit of the total.
    whole_years     years of which nothing is missing.
    months_covered  months of the running year in which nothing is missing.
    """
    year, month = as_of.year, as_of.month
    if month == 12:
        return Forecast(None, reason=f"year_is_over: {year}")
    if months_covered < month:
        return Forecast(year, reason=f"months_to_date_are_missing: {month - months_covered}")
    if month < FEWEST_MONTHS:
        return Forecast(year, reason=f"too_early_in_the_year: {month}")
    index = pd.DatetimeIndex(months.index)
    totals = months.groupby(index.year).sum()
    to_date = months[index.month <= month].groupby(index[index.month <= month].year).sum()
    earlier = [
        past
        for past in range(year - MOST_YEARS, year)
        if past in whole_years and past in to_date.index and to_date[past] > 0
    ]
    if len(earlier) < FEWEST_YEARS:
        return Forecast(year, reason=f"too_few_earlier_years: {len(earlier)}")
    so_far = float(to_date.get(year, 0.0))
    single = [so_far * float(totals[past] / to_date[past]) for past in earlier]
    together = so_far * float(totals[earlier].sum() / to_date[earlier].sum())
    return Forecast(year, together, min(single), max(single))
