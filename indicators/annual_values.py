"""Annual values from what was delivered: a value of a year, or values that hold from a day on.

Figure B (Regulation (EC) No 1221/2009, Annex IV C.2(d)) and the areas of land use are annual. Where an office
delivers a state with the day from which it holds, the value of the year is its mean over the days of the year. Before
its first state nothing is known of a site, so a year that begins before it has no value: who was not there yet
delivers a 0 that holds from 1 January.
"""

import calendar
from datetime import date

import pandas as pd

ANNUAL_COLUMNS = ("kind", "site_id", "year", "value")
_KEY = ["kind", "site_id", "year"]


def annual_values(reference_values: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """One value for each kind, site and year (ANNUAL_COLUMNS), up to the year of `as_of`, the last due month.

    reference_values  core.reference_values; rows that are not current do not count. A row with `valid_from` is a
                      state, one without is the value of its year and goes before states.

    Of the year of `as_of`, the mean is over the days up to the end of that month. ValueError if a kind has two
    current values of a site and year, or two states from the same day.
    """
    current = reference_values
    if "is_current" in current.columns:
        current = current.loc[current["is_current"].astype("bool")]
    dated = (
        current["valid_from"].notna()
        if "valid_from" in current.columns
        else pd.Series(False, index=current.index)
    )
    named = current.loc[~dated, list(ANNUAL_COLUMNS)].drop_duplicates()
    _refuse_twice(named, _KEY, "two current values")
    averaged = _averaged(current.loc[dated], as_of) if dated.any() else named.iloc[:0]
    both = pd.concat([named, averaged], ignore_index=True).drop_duplicates(_KEY)
    types = {"kind": "str", "site_id": "str", "year": "int64", "value": "float64"}
    return both.astype(types).sort_values(_KEY, ignore_index=True)


def _refuse_twice(frame: pd.DataFrame, key: list[str], what: str) -> None:
    twice = frame.loc[frame.duplicated(key)]
    if not twice.empty:
        kind, site_id, when = twice[key].iloc[0]
        raise ValueError(f"the reference value {kind!r} of {site_id!r} in {when} has {what}")


def _averaged(states: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The mean of each kind and site over the days of every year that is known from its first day on."""
    states = states[["kind", "site_id", "valid_from", "value"]].drop_duplicates()
    states = states.assign(valid_from=pd.to_datetime(states["valid_from"]).astype("datetime64[s]"))
    _refuse_twice(states, ["kind", "site_id", "valid_from"], "two states")
    states = states.sort_values(["kind", "site_id", "valid_from"], ignore_index=True)
    last_day = pd.Timestamp(as_of.replace(day=calendar.monthrange(as_of.year, as_of.month)[1]))
    after = states.groupby(["kind", "site_id"], sort=False)["valid_from"].shift(-1)
    states["valid_to"] = (after - pd.Timedelta(days=1)).fillna(last_day)
    years = pd.DataFrame({"year": range(states["valid_from"].dt.year.min(), as_of.year + 1)})
    crossed = states.merge(years, how="cross")
    begin = pd.to_datetime(crossed["year"].astype("str") + "-01-01")
    end = pd.to_datetime(crossed["year"].astype("str") + "-12-31")
    end = end.where(end < last_day, last_day)
    first = crossed["valid_from"].where(crossed["valid_from"] > begin, begin)
    last = crossed["valid_to"].where(crossed["valid_to"] < end, end)
    crossed["days"] = ((last - first).dt.days + 1).clip(lower=0)
    crossed["days_of_year"] = (end - begin).dt.days + 1
    crossed["weighted"] = crossed["value"] * crossed["days"]
    sums = crossed.groupby(_KEY, sort=True).agg(
        weighted=("weighted", "sum"), days=("days", "sum"), days_of_year=("days_of_year", "first")
    )
    whole = sums.loc[sums["days"] == sums["days_of_year"]]
    return (whole["weighted"] / whole["days"]).rename("value").reset_index()
