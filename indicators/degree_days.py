"""Heating degree days from daily mean temperatures, or as they are delivered.

Eurostat (nrg_chdd): on days with a mean of at most 15 °C, 18 °C less the mean, else nothing; other definitions are
declared beside it. A month of which a day is not known has no sum, and neither has its year: a sum with a hole would be
too low and make a building look worse than it is.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd
from pydantic import Field

from indicators.contracts import DEGREE_DAYS
from indicators.coverage import as_months
from indicators.declarations import declaration
from indicators.records import Language, Record

TEMPERATURE = "weather.temperature"
"""Stream of daily mean outdoor temperatures, in degrees Celsius."""

WEATHER_PREFIX = "weather."


class Definition(Record):
    """One way to count heating degree days: base - Tm on days with Tm within the limit."""

    code: str
    base: float
    limit: float = Field(description="highest daily mean that counts")
    inclusive: bool
    stream: str
    source: str
    verified: bool
    names: Mapping[Language, str]


_DECLARED = declaration("degree_days.toml")

DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {code: Definition(code=code, **entry) for code, entry in _DECLARED["definition"].items()}
)
"""Every definition, by its code."""

DEFAULT_DEFINITION: str = _DECLARED["default"]


def heating_degree_days(temperature: pd.Series, definition: Definition) -> pd.Series:
    """Kelvin days of each daily mean in degrees Celsius; empty where the mean is."""
    counts = temperature <= definition.limit if definition.inclusive else temperature < definition.limit
    kelvin_days: pd.Series = definition.base - temperature
    return kelvin_days.where(counts, 0.0).mask(temperature.isna())


def degree_days(temperatures: pd.DataFrame, delivered: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The table out.degree_days: by station and definition, every month and year up to `as_of`.

    temperatures  supply_point_id, day, temperature: one row for each day whose mean is known.
    delivered     supply_point_id, stream, month, degree_days, days_covered: what a weather service counted itself,
                  where its periods do not reach across months.

    Where a station has both, the temperatures count.
    """
    known = [
        _by_month(temperatures, definition).assign(definition=code, origin="temperatures")
        for code, definition in DEFINITIONS.items()
    ]
    codes = {definition.stream: code for code, definition in DEFINITIONS.items()}
    sent = delivered.loc[delivered["stream"].isin(codes)]
    known.append(
        pd.DataFrame(
            {
                "supply_point_id": sent["supply_point_id"].astype("str"),
                "month": as_months(sent["month"]),
                "degree_days": sent["degree_days"].astype("float64"),
                "days_covered": sent["days_covered"].astype("int64"),
                "definition": sent["stream"].map(codes),
                "origin": "delivered",
            }
        )
    )
    months = pd.concat(known, ignore_index=True)
    months = months.loc[months["month"] <= pd.Timestamp(as_of)]
    months = months.drop_duplicates(["supply_point_id", "definition", "month"])
    months = _without_gaps(months, as_of)
    return _shaped(pd.concat([_monthly(months), _yearly(months)], ignore_index=True))


def _by_month(temperatures: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    days = pd.DataFrame(
        {
            "supply_point_id": temperatures["supply_point_id"].astype("str"),
            "month": as_months(temperatures["day"]),
            "degree_days": heating_degree_days(temperatures["temperature"].astype("float64"), definition),
        }
    ).sort_values(["supply_point_id", "month", "degree_days"], kind="stable")
    groups = days.groupby(["supply_point_id", "month"])["degree_days"]
    sums = pd.DataFrame({"degree_days": groups.sum(), "days_covered": groups.count()})
    return sums.reset_index()


def _without_gaps(months: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Every month from the January before a station's first to the last due one, those without anything too."""
    keys = ["supply_point_id", "definition"]
    if months.empty:
        return months
    spans = months.groupby(keys)["month"].min().rename("first").reset_index()
    origins = months.groupby(keys)["origin"].first().reset_index()
    first = pd.Timestamp(int(months["month"].dt.year.min()), 1, 1)
    grid = spans.merge(
        pd.DataFrame({"month": as_months(pd.Series(pd.date_range(first, as_of, freq="MS")))}), how="cross"
    )
    grid = grid.loc[grid["month"].dt.year >= grid["first"].dt.year].merge(origins, on=keys)
    kept = ["month", *keys, "origin"]
    found: pd.DataFrame = grid[kept].merge(months.drop(columns="origin"), on=[*keys, "month"], how="left")
    found["days_covered"] = found["days_covered"].fillna(0).astype("int64")
    return found


def _monthly(months: pd.DataFrame) -> pd.DataFrame:
    month = pd.to_datetime(months["month"])
    return months.assign(
        year=month.dt.year, month=month.dt.month, days_in_period=month.dt.days_in_month.astype("int64")
    )


def _yearly(months: pd.DataFrame) -> pd.DataFrame:
    """Sums of the months that are there; a year counts only the days of its calendar."""
    year = pd.to_datetime(months["month"]).dt.year
    keys = ["supply_point_id", "definition", "origin", "year"]
    sums = months.assign(year=year).groupby(keys)[["degree_days", "days_covered"]].sum().reset_index()
    leap = (sums["year"] % 4 == 0) & ((sums["year"] % 100 != 0) | (sums["year"] % 400 == 0))
    return sums.assign(month=0, days_in_period=365 + leap.astype("int64"))


def _shaped(rows: pd.DataFrame) -> pd.DataFrame:
    whole = rows["days_covered"] == rows["days_in_period"]
    rows = rows.assign(
        degree_days=rows["degree_days"].astype("float64").where(whole),
        status=np.where(whole, "complete", "incomplete"),
    )
    types = {"VARCHAR": "str", "DOUBLE": "float64"}
    kinds = {column.name: types.get(column.type, "int64") for column in DEGREE_DAYS.columns}
    table = rows[list(DEGREE_DAYS.column_names)].astype(kinds)
    order = table["definition"].map({code: place for place, code in enumerate(DEFINITIONS)})
    table = table.assign(order=order).sort_values(
        ["supply_point_id", "order", "year", "month"], ignore_index=True
    )
    return table.drop(columns="order")
