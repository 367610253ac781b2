"""Months of heat that depart from what degree days let expect of the same supply point.

Each month is compared with a line through other months: heat per day on degree days per day of those among the twelve
months before and the twelve after it, without the month itself, so that a wrong figure cannot pull the line towards
itself. Where a yearly regression would be refused for so few months or so weak a relation, nothing is expected and
nothing is doubted.
"""

from datetime import date

import numpy as np
import pandas as pd

from indicators.model import City
from indicators.normalised_heat import POINT, carries, months_with_degree_days, regressions

MONTHS_AROUND = 12
COLUMNS = {
    "supply_point_id": "str",
    "stream": "str",
    "month": "datetime64[us]",
    "quantity": "float64",
    "expected": "float64",
    "expected_error": "float64",
    "mean_month": "float64",
}


def heat_departures(heat: pd.DataFrame, degree_days: pd.DataFrame, city: City, as_of: date) -> pd.DataFrame:
    """What is expected of each month that can be compared, beside what it has (COLUMNS).

    heat         columns of `normalised_heat`; kWh.
    degree_days  out.degree_days.
    as_of        first day of the last month that is looked at.

    month is its first day; expected is never below zero; expected_error is the standard error of a single month that is
    predicted by the line; mean_month is the mean of the months that made it. All in kWh.
    """
    if city.weather is None:
        return no_departures()
    rows = months_with_degree_days(heat, degree_days, city.weather)
    rows["place"] = 12 * rows["year"] + rows["month"]
    rows = rows.loc[rows["usable"] & (rows["place"] <= 12 * as_of.year + as_of.month)]
    pairs = rows[[*POINT, "place"]].merge(
        rows[[*POINT, "place", "quantity", "degree_days", "days"]], on=POINT, suffixes=("", "_of_other")
    )
    distance = (pairs["place"] - pairs["place_of_other"]).abs()
    pairs = pairs.loc[(distance > 0) & (distance <= MONTHS_AROUND)]
    key = [*POINT, "place"]
    means = pairs.groupby(key)["quantity"].mean().rename("mean_month").reset_index()
    fits = regressions(pairs, key)
    seen = rows.merge(fits.loc[carries(fits)], on=key).merge(means, on=key)
    per_day = seen["degree_days"] / seen["days"]
    spread = 1.0 + 1.0 / seen["months_used"] + (per_day - seen["mean_x"]) ** 2 / seen["sum_xx"]
    seen["expected"] = ((seen["intercept"] + seen["slope"] * per_day) * seen["days"]).clip(lower=0.0)
    seen["expected_error"] = seen["residual_error"] * np.sqrt(spread) * seen["days"]
    seen["month"] = pd.to_datetime(seen[["year", "month"]].assign(day=1))
    return seen[list(COLUMNS)].astype(COLUMNS).sort_values([*POINT, "month"], ignore_index=True)


def no_departures() -> pd.DataFrame:
    """What there is where nothing can be compared."""
    return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
