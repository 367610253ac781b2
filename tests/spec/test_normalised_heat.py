"""Heat corrected for weather: by hand, against another implementation, and every reason to refuse.

Formula: base load + (heat - base load) x reference degree days / degree days of the year; the base load is the
intercept of ordinary least squares of heat per day on degree days per day (decision 19).
"""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from indicators.contracts import NORMALISED_HEAT
from indicators.declared_by_city import check_declarations
from indicators.model import City, Office, Organisation, Site, SupplyPoint
from indicators.normalised_heat import normalised_heat
from indicators.reasons import reason_sentences
from indicators.records import Weather

DECEMBER = date(2025, 12, 1)
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
PER_DAY = (18, 16, 12, 6, 2, 0, 0, 0, 1, 7, 12, 16)
"""Kelvin days per day of each month: a year of 31x18 + 28x16 + ... = 2,723."""


def city(**more: object) -> City:
    weather = {"station": "S", "reference_degree_days": 2995.3, "reference_source": "test"} | more
    point = SupplyPoint(
        id="S", site_id="hall", stream="weather.temperature", office_id="office", valid_from=date(2020, 1, 1)
    )
    return City(
        organisation=Organisation(name="T"), offices=(Office(id="office", name="O"),),
        sites=(Site(id="hall", name="H"),), supply_points=(point,), weather=Weather.model_validate(weather),
    )  # fmt: skip


def weather_of(per_day=PER_DAY, year: int = 2025, definition: str = "eurostat") -> pd.DataFrame:
    """out.degree_days of a year; None for a month that is not whole."""
    amounts = [None if value is None else value * days for value, days in zip(per_day, LENGTHS, strict=True)]
    whole = None if None in amounts else sum(amounts)
    rows = [("S", definition, year, month, amount) for month, amount in enumerate([whole, *amounts])]
    columns = ["supply_point_id", "definition", "year", "month", "degree_days"]
    return pd.DataFrame(rows, columns=columns).astype({"degree_days": "float64"})


def heat_of(
    per_month, year: int = 2025, point: str = "H", stream: str = "energy.district_heat"
) -> pd.DataFrame:
    rows = [
        (point, stream, "hall", date(year, month, 1), amount, 0.0, True, 31)
        for month, amount in enumerate(per_month, 1)
    ]
    columns = ["supply_point_id", "stream", "site_id", "month", "quantity", "estimated", "whole", "longest"]
    return pd.DataFrame(rows, columns=columns)


def line(base: float, slope: float, per_day=PER_DAY) -> list[float]:
    return [(base + slope * value) * days for value, days in zip(per_day, LENGTHS, strict=True)]


def test_by_hand() -> None:
    """20 kWh a day and 50 kWh a kelvin day: 365 x 20 + 50 x 2,723 = 7,300 + 136,150 = 143,450 kWh.

    In a year with a tenth more kelvin days, 2,995.3: 7,300 + 149,765 = 157,065 kWh.
    """
    degree_days = weather_of()
    assert degree_days["degree_days"].iloc[0] == 2723
    row = normalised_heat(heat_of(line(20, 50)), degree_days, city(), DECEMBER).iloc[0]
    assert row["heat"] == pytest.approx(143_450, rel=1e-12)
    assert row["normalised_heat"] == pytest.approx(157_065, rel=1e-9)
    assert (row["base_load"], row["slope"]) == (pytest.approx(20), pytest.approx(50))
    assert row["r_squared"] == pytest.approx(1.0)
    assert (row["months_used"], row["status"], row["reason"]) == (12, "normalised", "")
    assert (row["degree_days"], row["reference_degree_days"], row["definition"]) == (2723, 2995.3, "eurostat")


def oracle(heat, per_day, reference: float) -> dict[str, float]:
    """The same by numpy's least squares on a design matrix, with the covariance from the inverse of X'X."""
    days = np.array(LENGTHS, dtype=float)
    design = np.column_stack([np.ones(12), np.array(per_day, dtype=float)])
    y = np.array(heat) / days
    (base, slope), *_ = np.linalg.lstsq(design, y, rcond=None)
    residual = y - design @ np.array([base, slope])
    covariance = (residual @ residual) / 10 * np.linalg.inv(design.T @ design)
    total, year = float(np.sum(heat)), float(design[:, 1] @ days)
    kept = max(base, 0.0) * 365
    return {
        "base": base,
        "slope": slope,
        "r_squared": float(np.corrcoef(design[:, 1], y)[0, 1] ** 2),
        "base_error": float(np.sqrt(covariance[0, 0])),
        "normalised": kept + (total - kept) * reference / year,
    }


@pytest.mark.parametrize("seed", range(40))
def test_a_noisy_building_against_another_implementation(seed: int) -> None:
    random = np.random.default_rng(seed)
    per_day = [max(0.0, value + random.normal(0, 0.8)) for value in PER_DAY]
    base, slope = random.uniform(0, 60), random.uniform(5, 80)
    heat = [amount * random.uniform(0.9, 1.1) for amount in line(base, slope, per_day)]
    other = oracle(heat, per_day, 2900.0)
    row = normalised_heat(
        heat_of(heat), weather_of(per_day), city(reference_degree_days=2900.0), DECEMBER
    ).iloc[0]
    assert row["slope"] == pytest.approx(other["slope"], rel=1e-9)
    assert row["base_load"] == pytest.approx(max(other["base"], 0.0), rel=1e-9, abs=1e-9)
    assert row["r_squared"] == pytest.approx(other["r_squared"], rel=1e-9)
    refused = other["r_squared"] < 0.75 or other["base"] < -2 * other["base_error"]
    assert (row["status"] == "refused") == refused
    if not refused:
        assert row["normalised_heat"] == pytest.approx(other["normalised"], rel=1e-9)


def refusal(heat: pd.DataFrame, degree_days: pd.DataFrame, where: City | None = None) -> str:
    row = normalised_heat(heat, degree_days, where or city(), DECEMBER).iloc[0]
    assert row["status"] == "refused"
    assert pd.isna(row["normalised_heat"])
    for language in ("hu", "en", "de"):
        assert reason_sentences(row["reason"], language)
    return str(row["reason"])


def test_every_reason_to_refuse() -> None:
    good, weather = heat_of(line(20, 50)), weather_of()
    gone = good.assign(whole=good["month"] != date(2025, 11, 1))
    assert refusal(gone, weather) == "missing_month: 2025-11"
    assert refusal(good.iloc[:10], weather) == "missing_month: 2025-11, 2025-12"
    hole = [*PER_DAY[:1], None, *PER_DAY[2:]]
    assert refusal(good, weather_of(hole)) == "degree_days_missing: 2025-02"
    assert refusal(good, weather_of(definition="vdi_20_15")).startswith(
        "degree_days_missing: 2025-01, 2025-02"
    )
    guessed = good.assign(estimated=[5.0] * 4 + [0.0] * 8)
    assert refusal(guessed, weather) == "too_few_months: 8"
    assert refusal(good.assign(longest=[92] * 6 + [30] * 6), weather) == "too_few_months: 6"
    level = (6.0, 6.5, 7.0, 7.9) * 3
    assert refusal(heat_of(line(20, 50, level)), weather_of(level)) == "no_variation: 1.9"
    assert refusal(heat_of(line(900, -20)), weather) == "falls_with_the_cold: -"
    assert refusal(heat_of(line(100, 0)), weather) == "falls_with_the_cold: -"
    assert refusal(heat_of([1000.0] * 12), weather) == "weak_relation: 0.05"
    loose = line(20, 50)
    loose[5], loose[6], loose[7] = 20_000.0, 25_000.0, 18_000.0
    assert refusal(heat_of(loose), weather).startswith(("weak_relation: 0.", "falls_with_the_cold"))
    assert refusal(heat_of(line(-60, 50)), weather) == "negative_base: -"
    without = city().model_copy(update={"weather": None})
    assert refusal(good, weather, without) == "no_weather_station: -"
    unfixed = city(reference_degree_days=None, reference_source="")
    assert refusal(good, weather, unfixed) == "no_reference: -"
    two = city(reference_degree_days=None, reference_source="", reference_years=(2024, 2025))
    assert refusal(good, weather, two) == "reference_year_is_not_whole: 2024"


def test_estimated_months_are_in_the_heat_but_not_in_the_regression() -> None:
    heat = line(20, 50)
    heat[0] *= 2
    frame = heat_of(heat).assign(estimated=[heat[0]] + [0.0] * 11)
    row = normalised_heat(frame, weather_of(), city(), DECEMBER).iloc[0]
    assert (row["months_used"], row["base_load"], row["slope"]) == (11, pytest.approx(20), pytest.approx(50))
    assert row["heat"] == pytest.approx(143_450 + heat[0] / 2)


def test_a_base_a_little_below_zero_counts_as_zero() -> None:
    """All heat follows the weather then, so a tenth more kelvin days are a tenth more heat."""
    lowered = line(-0.5, 50)
    lowered = [amount + (8 if place % 2 else -8) * 30 for place, amount in enumerate(lowered)]
    other = oracle(lowered, PER_DAY, 2995.3)
    assert -2 * other["base_error"] < other["base"] < 0
    row = normalised_heat(heat_of(lowered), weather_of(), city(), DECEMBER).iloc[0]
    assert (row["status"], row["base_load"]) == ("normalised", 0.0)
    assert row["normalised_heat"] == pytest.approx(sum(lowered) * 1.1, rel=1e-9)


def test_the_reference_may_be_the_mean_of_fixed_years() -> None:
    """2,723 and twice as much: the mean is 4,084.5, so 7,300 + 136,150 x 1.5."""
    weather = pd.concat([weather_of(), weather_of([2 * value for value in PER_DAY], 2024)])
    where = city(reference_degree_days=None, reference_source="", reference_years=(2024, 2025))
    row = normalised_heat(heat_of(line(20, 50)), weather, where, DECEMBER).iloc[0]
    assert row["reference_degree_days"] == 4084.5
    assert row["normalised_heat"] == pytest.approx(7_300 + 136_150 * 1.5, rel=1e-9)


def test_shapes_points_apart_and_a_running_year() -> None:
    frames = [
        heat_of(line(20, 50)),
        heat_of(line(5, 10), point="G", stream="energy.natural_gas"),
        heat_of(line(1, 1), stream="water.mains", point="W"),
        heat_of(line(20, 50), year=2026),
    ]
    heat = pd.concat(frames)
    table = normalised_heat(heat, weather_of(), city(), DECEMBER)
    assert tuple(table.columns) == NORMALISED_HEAT.column_names
    assert table[["supply_point_id", "year"]].to_numpy().tolist() == [["G", 2025], ["H", 2025]]
    assert table["slope"].tolist() == pytest.approx([10, 50])
    shuffled = normalised_heat(heat.sample(frac=1, random_state=2), weather_of(), city(), DECEMBER)
    pd.testing.assert_frame_equal(table, shuffled)
    assert normalised_heat(heat.iloc[:0], weather_of(), city(), DECEMBER).empty
    assert normalised_heat(heat, weather_of().iloc[:0], city(), DECEMBER)["status"].unique().tolist() == [
        "refused"
    ]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"station": "H"}, "is no supply point of a stream weather"),
        ({"definition": "own"}, "definition is one of eurostat, vdi_20_15"),
        ({"reference_years": (2024,)}, "either reference_years or reference_degree_days"),
        ({"reference_source": ""}, "need a reference_source"),
    ],
)
def test_weather_that_does_not_fit_is_refused(more: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        check_declarations(city(**more))
