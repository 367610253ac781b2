"""Heat of real schools corrected for weather, beside a plain computation from the hours of the same files.

The plain one reads the hours with the csv module, counts degree days day by day (Eurostat: 18 °C less the mean on days
of at most 15 °C) and solves the normal equations of least squares for each year.
"""

import csv
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators.degree_days import degree_days
from indicators.model import City, Office, Organisation, Site, SupplyPoint
from indicators.normalised_heat import normalised_heat
from indicators.records import Weather

HEAT_COLUMN = {"8091": "HtDH", "8093": "HtTot", "8124": "HtDH", "8125": "HtDH"}
WHOLE_YEARS = {"8091": {2021, 2022}}
"""The other buildings have no calendar year without a missing hour of heat or temperature."""
REFERENCE = 3500.0
LAST = date(2025, 12, 1)
Hours = dict[str, dict[date, list[tuple[float | None, float | None]]]]


@pytest.fixture(scope="module")
def hours(real_folder: Callable[[str], Path]) -> Hours:
    """Heat in kWh and temperature of every hour, by building and day."""
    found: Hours = {}
    for building, column in HEAT_COLUMN.items():
        path = real_folder("no-oslo-hourly") / f"export_{building}.txt"
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        start = next(place for place, line in enumerate(lines) if line.startswith("TimeStamp;"))
        days: dict[date, list[tuple[float | None, float | None]]] = defaultdict(list)
        for row in csv.DictReader(lines[start:], delimiter=";"):
            heat, outside = row[column], row["Tout"]
            days[date.fromisoformat(row["TimeStamp"][:10])].append(
                (float(heat) / 1000 if heat else None, float(outside) if outside else None)
            )
        found[building] = days
    return found


def frames(
    days: dict[date, list[tuple[float | None, float | None]]], building: str
) -> tuple[pd.DataFrame, ...]:
    """What the store would hand over: daily means of whole days, and heat by month with whether it is whole."""
    rows = pd.DataFrame(
        [(day, heat, outside) for day, entries in days.items() for heat, outside in entries],
        columns=["day", "heat", "temperature"],
    )
    by_day = rows.groupby("day").agg(
        temperature=("temperature", "mean"),
        readings=("temperature", "count"),
        heat=("heat", "sum"),
        heated=("heat", "count"),
    )
    by_day = by_day.reset_index()
    means = by_day.loc[by_day["readings"] == 24, ["day", "temperature"]].assign(supply_point_id="T")
    month = pd.to_datetime(by_day["day"]).dt.to_period("M")
    by_month = by_day.assign(month=month, whole=by_day["heated"] == 24).groupby("month")
    heat = by_month.agg(quantity=("heat", "sum"), days=("whole", "sum")).reset_index()
    heat["whole"] = heat["days"] == heat["month"].dt.days_in_month
    heat["month"] = heat["month"].dt.to_timestamp()
    return means, heat.assign(
        supply_point_id=building, stream="energy.district_heat", site_id="school", estimated=0.0, longest=1
    ).drop(columns="days")


def plain(days: dict[date, list[tuple[float | None, float | None]]], year: int) -> dict[str, float] | None:
    """Intercept, slope, R², actual and corrected heat of a year; None if an hour of it is missing."""
    kelvin_days, heat, lengths = np.zeros(12), np.zeros(12), np.zeros(12)
    for day in (day for day in days if day.year == year):
        entries = days[day]
        if len(entries) != 24 or any(None in entry for entry in entries):
            return None
        mean = sum(outside for _, outside in entries) / 24
        kelvin_days[day.month - 1] += 18 - mean if mean <= 15 else 0
        heat[day.month - 1] += sum(amount for amount, _ in entries)
        lengths[day.month - 1] += 1
    if lengths.sum() < 365:
        return None
    x, y = kelvin_days / lengths, heat / lengths
    normal = np.array([[12, x.sum()], [x.sum(), (x * x).sum()]])
    base, slope = np.linalg.solve(normal, np.array([y.sum(), (x * y).sum()]))
    left = y - base - slope * x
    kept = max(base, 0.0) * lengths.sum()
    return {
        "heat": heat.sum(),
        "degree_days": kelvin_days.sum(),
        "base_load": max(base, 0.0),
        "slope": slope,
        "r_squared": 1 - (left @ left) / ((y - y.mean()) @ (y - y.mean())),
        "normalised_heat": kept + (heat.sum() - kept) * REFERENCE / kelvin_days.sum(),
    }


def city() -> City:
    station = SupplyPoint(
        id="T",
        site_id="school",
        stream="weather.temperature",
        office_id="office",
        valid_from=date(2010, 1, 1),
    )
    return City(
        organisation=Organisation(name="Oslo"),
        offices=(Office(id="office", name="Office"),),
        sites=(Site(id="school", name="School"),),
        supply_points=(station,),
        weather=Weather(station="T", reference_degree_days=REFERENCE, reference_source="test"),
    )


@pytest.mark.parametrize("building", HEAT_COLUMN)
def test_every_whole_year_of_a_school(hours: Hours, building: str) -> None:
    means, heat = frames(hours[building], building)
    nothing = pd.DataFrame(columns=["supply_point_id", "stream", "month", "degree_days", "days_covered"])
    table = normalised_heat(heat, degree_days(means, nothing, LAST), city(), LAST)
    years = {year: plain(hours[building], year) for year in sorted({day.year for day in hours[building]})}
    whole = {year: found for year, found in years.items() if found}
    for row in table.to_dict("records"):
        expected = whole.get(row["year"])
        if expected is None:
            assert row["reason"].startswith(("missing_month", "degree_days_missing")), row
            continue
        for name in ("heat", "degree_days", "base_load", "slope", "r_squared"):
            assert row[name] == pytest.approx(expected[name], rel=1e-7, abs=1e-6), (
                building,
                row["year"],
                name,
            )
        assert row["normalised_heat"] == pytest.approx(expected["normalised_heat"], rel=1e-7)
    assert set(whole) == WHOLE_YEARS.get(building, set())
    assert set(table.loc[table["status"] == "normalised", "year"]) == set(whole)
