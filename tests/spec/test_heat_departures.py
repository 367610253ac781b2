"""A month of heat beside what other months and the degree days let expect: by hand, and by another implementation."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from indicators.heat_departures import heat_departures
from tests.spec.test_normalised_heat import LENGTHS, PER_DAY, city, heat_of, line, weather_of

NOISE = (1.02, 0.98, 1.01, 0.99, 1.03, 0.97, 1.0, 1.02, 0.98, 1.01, 0.99, 1.0)
AS_OF = date(2025, 12, 1)


def year(number: int, **changed: float) -> pd.DataFrame:
    """100 kWh a day and 50 for each kelvin day, with a little noise; `m3=0` changes March."""
    quantities = [amount * noise for amount, noise in zip(line(100, 50), NOISE, strict=True)]
    for month, quantity in changed.items():
        quantities[int(month.removeprefix("m")) - 1] = quantity
    return heat_of(quantities, number)


def seen(
    *years: pd.DataFrame, as_of: date = AS_OF, **more: object
) -> dict[tuple[int, int], tuple[float, float]]:
    heat = pd.concat(years)
    numbers = sorted({month.year for month in heat["month"]})
    degree_days = pd.concat([weather_of(year=number) for number in numbers])
    found = heat_departures(heat, degree_days, city(**more), as_of)
    return {
        (row.month.year, row.month.month): (row.expected, row.expected_error) for row in found.itertuples()
    }


def test_what_is_expected_agrees_with_another_least_squares() -> None:
    """numpy's lstsq on the 11 other months of one year; the error of a prediction by the matrix formula."""
    heat = year(2025, m3=9000.0)
    found = seen(heat)
    x, y = np.array(PER_DAY, dtype=float), heat["quantity"].to_numpy() / np.array(LENGTHS)
    for month in range(12):
        others = [other for other in range(12) if other != month]
        design = np.column_stack([np.ones(11), x[others]])
        line_of, residual, _, _ = np.linalg.lstsq(design, y[others], rcond=None)
        here = np.array([1.0, x[month]])
        variance = residual[0] / 9 * (1 + here @ np.linalg.inv(design.T @ design) @ here)
        if (2025, month + 1) in found:
            expected, error = found[2025, month + 1]
            assert expected == pytest.approx(max(0.0, here @ line_of) * LENGTHS[month])
            assert error == pytest.approx(np.sqrt(variance) * LENGTHS[month])
    assert (2025, 3) in found


def test_a_wrong_month_does_not_pull_its_own_line() -> None:
    """March: 100 x 31 + 50 x 12 x 31 = 21,700 kWh, expected from the other months within 3 %, whatever March says."""
    for wrong in (0.0, 9_000.0, 90_000.0):
        expected, error = seen(year(2024), year(2025, m3=wrong))[2025, 3]
        assert expected == pytest.approx(21_700, rel=0.03)
        assert error < 0.05 * expected


def test_only_twelve_months_before_and_after_are_looked_at() -> None:
    """A building that used five times as much until 2023 is no reason to doubt 2025; of 2024 the line is too weak."""
    old = year(2023).assign(quantity=lambda rows: rows["quantity"] * 5)
    found = seen(old, year(2024), year(2025))
    assert found[2025, 1][0] == pytest.approx(seen(year(2024), year(2025))[2025, 1][0])


@pytest.mark.parametrize(
    "heat",
    [
        year(2025).iloc[:9],
        year(2025).assign(estimated=1.0),
        year(2025).assign(longest=60),
        year(2025).assign(whole=False),
        heat_of([1000.0] * 12),
        heat_of([1000, 9000, 200, 8000, 100, 9000, 50, 7000, 3000, 20, 8000, 10]),
        heat_of(line(1000, -50)),
        year(2025).assign(stream="energy.electricity"),
    ],
    ids=["few months", "estimated", "long bills", "gaps", "flat", "loose", "falls with the cold", "no heat"],
)
def test_where_the_relation_is_refused_nothing_is_expected(heat: pd.DataFrame) -> None:
    assert seen(heat) == {}


def test_without_a_station_nothing_is_expected() -> None:
    bare = city().model_copy(update={"weather": None})
    assert heat_departures(year(2025), weather_of(), bare, AS_OF).empty


def test_months_after_the_last_that_is_due_are_not_looked_at() -> None:
    assert max(seen(year(2024), year(2025), as_of=date(2025, 6, 1))) == (2025, 6)
