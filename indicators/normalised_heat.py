"""Heat of a supply point as it would have been in weather of the reference, beside the actual value.

Annex IV C.1 asks for actual data, so this stands beside figure A and never in its place. Of each supply point and year,
heat per day of its months is regressed on degree days per day by ordinary least squares: the intercept is the base load
that does not follow the weather (hot water, losses). Then

    normalised = base load + (heat - base load) x reference degree days / degree days of the year.

Where the relation does not carry that, the year is refused with the reason: see the limits below.
"""

from datetime import date

import numpy as np
import pandas as pd

from indicators.contracts import NORMALISED_HEAT
from indicators.coverage import as_months
from indicators.declarations import declaration
from indicators.model import City
from indicators.reasons import months_reason
from indicators.records import Weather

HEAT_STREAMS: tuple[str, ...] = tuple(declaration("normalised_heat.toml")["heat_streams"])
"""Streams whose use follows the weather."""

LIMITS = declaration("normalised_heat.toml")["limits"]
LONGEST_READING: int = LIMITS["longest_reading"]
FEWEST_MONTHS: int = LIMITS["fewest_months"]
LEAST_RANGE: float = LIMITS["least_range"]
LEAST_R_SQUARED: float = LIMITS["least_r_squared"]
MOST_STANDARD_ERRORS: float = LIMITS["most_standard_errors"]

POINT = ["supply_point_id", "stream"]
"""What makes a series of heat."""

_YEAR = [*POINT, "year"]


def normalised_heat(heat: pd.DataFrame, degree_days: pd.DataFrame, city: City, as_of: date) -> pd.DataFrame:
    """The table out.normalised_heat: every supply point of heat and every whole calendar year up to `as_of`.

    heat         supply_point_id, stream, site_id, month, quantity (kWh metered), estimated (the part of it that is),
                 whole (nothing of the month is missing), longest (days of the longest reading that reaches into it).
    degree_days  out.degree_days.

    Months with an estimated part, or of a bill over many weeks, which is spread evenly, are in the heat of the year but
    not in the regression.
    """
    weather = city.weather
    rows = months_with_degree_days(heat, degree_days, weather)
    years = _years(rows.loc[rows["year"] < as_of.year + (as_of.month == 12)])
    years = years.merge(_of_years(degree_days, weather), on="year", how="left")
    fits = regressions(rows.loc[rows["usable"]], _YEAR)
    years = years.merge(fits, on=_YEAR, how="left")
    years["months_used"] = years["months_used"].fillna(0).astype("int64")
    years["reference_degree_days"], no_reference = _reference(degree_days, weather)
    years["reason"] = _reasons(years, "no_weather_station: -" if weather is None else no_reference)
    return _shaped(_normalised(years), weather)


def months_with_degree_days(
    heat: pd.DataFrame, degree_days: pd.DataFrame, weather: Weather | None
) -> pd.DataFrame:
    """Heat by supply point and month beside the degree days; a month measured at two sites is added up.

    `usable` says whether a regression may use the month.
    """
    month = as_months(heat["month"])
    frame = heat.assign(year=month.dt.year, month=month.dt.month, days=month.dt.days_in_month)
    frame = frame.loc[frame["stream"].isin(HEAT_STREAMS)]
    groups = frame.sort_values([*POINT, "year", "month", "site_id"]).groupby([*_YEAR, "month"])
    rows = groups.agg(
        site_id=("site_id", "last"),
        days=("days", "first"),
        quantity=("quantity", "sum"),
        estimated=("estimated", "sum"),
        whole=("whole", "all"),
        longest=("longest", "max"),
    ).reset_index()
    rows = rows.astype({"quantity": "float64", "estimated": "float64", "days": "float64"})
    rows = rows.merge(_of_months(degree_days, weather), on=["year", "month"], how="left")
    measured = (rows["estimated"] == 0) & (rows["longest"] <= LONGEST_READING)
    return rows.assign(usable=rows["whole"] & measured & rows["degree_days"].notna())


def _of_months(degree_days: pd.DataFrame, weather: Weather | None) -> pd.DataFrame:
    return _chosen(degree_days, weather).loc[lambda rows: rows["month"] > 0, ["year", "month", "degree_days"]]


def _of_years(degree_days: pd.DataFrame, weather: Weather | None) -> pd.DataFrame:
    chosen = _chosen(degree_days, weather)
    yearly = chosen.loc[chosen["month"] == 0, ["year", "degree_days"]]
    holes = chosen.loc[(chosen["month"] > 0) & chosen["degree_days"].isna()]
    bits = holes.assign(bit=2 ** (holes["month"] - 1)).groupby("year")["bit"].sum()
    return yearly.rename(columns={"degree_days": "degree_days_of_year"}).assign(
        holes=yearly["year"].map(bits).fillna(0).astype("int64")
    )


def _chosen(degree_days: pd.DataFrame, weather: Weather | None) -> pd.DataFrame:
    if weather is None:
        return degree_days.iloc[:0]
    return degree_days.loc[
        (degree_days["supply_point_id"] == weather.station)
        & (degree_days["definition"] == weather.definition)
    ]


def _years(rows: pd.DataFrame) -> pd.DataFrame:
    """Heat of each year with `missing` (bit mask of months)."""
    rows = rows.assign(there=(2 ** (rows["month"] - 1)).where(rows["whole"], 0))
    years = rows.groupby(_YEAR).agg(
        site_id=("site_id", "last"),
        quantity=("quantity", "sum"),
        there=("there", "sum"),
        days=("days", "sum"),
    )
    years = years.reset_index()
    years["missing"] = 0xFFF & ~years["there"].astype("int64")
    years["heat"] = years["quantity"].where(years["missing"] == 0)
    return years.drop(columns=["quantity", "there"])


def regressions(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Ordinary least squares of heat per day on degree days per day, one for each group of months.

    intercept in kWh per day, slope in kWh per kelvin day, r_squared, intercept_error (standard error of the
    intercept), months_used, range (between the warmest and the coldest month, kelvin days per day); residual_error in
    kWh per day, mean_x and sum_xx of the degree days per day, of which the error of a prediction is made.
    """
    x, y = rows["degree_days"] / rows["days"], rows["quantity"] / rows["days"]
    data = rows[key].assign(x=x, y=y)
    groups = data.groupby(key)
    data["dx"] = data["x"] - groups["x"].transform("mean")
    data["dy"] = data["y"] - groups["y"].transform("mean")
    data = data.assign(xx=data["dx"] ** 2, xy=data["dx"] * data["dy"], yy=data["dy"] ** 2)
    fits = data.groupby(key).agg(
        months_used=("x", "size"),
        mean_x=("x", "mean"),
        mean_y=("y", "mean"),
        lowest=("x", "min"),
        highest=("x", "max"),
        xx=("xx", "sum"),
        xy=("xy", "sum"),
        yy=("yy", "sum"),
    )
    fits = fits.reset_index()
    varies = fits["xx"].where(fits["xx"] > 0)
    fits["slope"] = fits["xy"] / varies
    fits["intercept"] = fits["mean_y"] - fits["slope"] * fits["mean_x"]
    residual = (fits["yy"] - fits["slope"] * fits["xy"]).clip(lower=0.0)
    fits["r_squared"] = 1.0 - residual / fits["yy"].where(fits["yy"] > 0)
    freedom = (fits["months_used"] - 2).where(fits["months_used"] > 2)
    spread = 1.0 / fits["months_used"] + fits["mean_x"] ** 2 / varies
    fits["residual_error"] = np.sqrt(residual / freedom)
    fits["intercept_error"] = fits["residual_error"] * np.sqrt(spread)
    fits["range"] = fits["highest"] - fits["lowest"]
    fits = fits.rename(columns={"xx": "sum_xx"})
    kept = (
        "months_used",
        "slope",
        "intercept",
        "r_squared",
        "intercept_error",
        "range",
        "residual_error",
        "mean_x",
        "sum_xx",
    )
    return fits[[*key, *kept]]


def carries(fits: pd.DataFrame) -> pd.Series:
    """Whether a regression says anything: enough months that differ, a strong relation, a base load not below zero."""
    return (
        (fits["months_used"] >= FEWEST_MONTHS)
        & (fits["range"] >= LEAST_RANGE)
        & (fits["slope"] > 0)
        & (fits["r_squared"] >= LEAST_R_SQUARED)
        & ~(fits["intercept"] < -MOST_STANDARD_ERRORS * fits["intercept_error"])
    )


def _reference(degree_days: pd.DataFrame, weather: Weather | None) -> tuple[float, str]:
    """Reference degree days, and why there are none."""
    if weather is None:
        return float("nan"), ""
    if weather.reference_degree_days is not None:
        return weather.reference_degree_days, ""
    if not weather.reference_years:
        return float("nan"), "no_reference: -"
    yearly = _of_years(degree_days, weather).set_index("year")["degree_days_of_year"]
    found = yearly.reindex(list(weather.reference_years))
    if found.isna().any():
        lacking = ", ".join(str(year) for year in found.index[found.isna()])
        return float("nan"), f"reference_year_is_not_whole: {lacking}"
    return float(found.mean()), ""


def _reasons(years: pd.DataFrame, no_reference: str) -> list[str]:
    """The first reason that applies to each year, empty where its heat can be normalised."""
    lowest = -MOST_STANDARD_ERRORS * years["intercept_error"]
    holes = years["holes"].fillna(0xFFF).astype("int64")
    missing = [
        months_reason("missing_month", year, mask)
        for year, mask in zip(years["year"].tolist(), years["missing"].tolist(), strict=True)
    ]
    weatherless = [
        months_reason("degree_days_missing", year, mask)
        for year, mask in zip(years["year"].tolist(), holes.tolist(), strict=True)
    ]
    used = "too_few_months: " + years["months_used"].astype("str")
    flat = "no_variation: " + years["range"].round(1).astype("str")
    loose = "weak_relation: " + years["r_squared"].round(2).astype("str")
    found = np.select(
        [
            years["missing"] > 0,
            pd.Series(bool(no_reference), index=years.index),
            years["degree_days_of_year"].isna(),
            years["months_used"] < FEWEST_MONTHS,
            ~(years["range"] >= LEAST_RANGE),
            ~(years["slope"] > 0),
            ~(years["r_squared"] >= LEAST_R_SQUARED),
            years["intercept"] < lowest,
        ],
        [
            pd.Series(missing, index=years.index, dtype="object"),
            no_reference,
            pd.Series(weatherless, index=years.index, dtype="object"),
            used.astype("object"),
            flat.astype("object"),
            "falls_with_the_cold: -",
            loose.astype("object"),
            "negative_base: -",
        ],
        "",
    )
    return [str(reason) for reason in found]


def _normalised(years: pd.DataFrame) -> pd.DataFrame:
    refused = years["reason"] != ""
    base = years["intercept"].clip(lower=0.0)
    of_weather = years["heat"] - base * years["days"]
    scaled = of_weather * years["reference_degree_days"] / years["degree_days_of_year"]
    return years.assign(
        base_load=base.where(years["intercept"].notna()),
        degree_days=years["degree_days_of_year"],
        normalised_heat=(base * years["days"] + scaled).mask(refused),
        status=np.where(refused, "refused", "normalised"),
    )


def _shaped(years: pd.DataFrame, weather: Weather | None) -> pd.DataFrame:
    years = years.assign(definition=weather.definition if weather else "")
    types = {"VARCHAR": "str", "DOUBLE": "float64"}
    kinds = {column.name: types.get(column.type, "int64") for column in NORMALISED_HEAT.columns}
    table = years[list(NORMALISED_HEAT.column_names)].astype(kinds)
    return table.sort_values(list(NORMALISED_HEAT.key), ignore_index=True)
