"""Sums by cell and missing factors by cell, against the same done one by one with Python's own numbers and sets."""

import math
import random
from datetime import date

import numpy as np
import pytest

from indicators.figure_a import runs, summed, united
from tests.spec.city_years import computed, employees, months, point, row


def test_sums_are_those_of_fsum_in_any_order() -> None:
    draw = random.Random(4)
    keys = [draw.randrange(40) for _ in range(600)]
    numbers = [draw.choice([0.0, 0.0, 0.1, 1e16, -1e16, draw.uniform(-1e3, 1e3)]) for _ in keys]
    order, starts = runs(np.array(keys))
    found = dict(
        zip(np.array(keys)[order][starts].tolist(), summed(np.array(numbers)[order], starts), strict=True)
    )
    for key in set(keys):
        assert found[key] == math.fsum(n for k, n in zip(keys, numbers, strict=True) if k == key)


@pytest.mark.parametrize("factors", [5, 200])
def test_missing_factors_are_united_and_named_once(factors: int) -> None:
    """With more factors than a number of the machine has bits, too."""
    draw = random.Random(factors)
    names = [f"factor.{number:03}" for number in range(factors)]
    lists = ("", *(",".join(sorted(draw.sample(names, 3))) for _ in range(60)))
    cells = [draw.randrange(10) for _ in range(40)]
    gaps = [draw.randrange(1, len(lists)) for _ in cells]
    place, texts = united(np.array(cells), np.array(gaps), lists, 11)
    for cell in range(11):
        expected = {
            name for c, gap in zip(cells, gaps, strict=True) if c == cell for name in lists[gap].split(",")
        }
        assert texts[place[cell]] == ",".join(sorted(expected))


def test_a_meter_that_moves_within_a_year_is_known_at_both_sites() -> None:
    """Nothing used at the second site is a known zero there, not a missing value."""
    points = [
        point("e", "hall", "energy.electricity", last=date(2025, 6, 30)),
        point("e", "depot", "energy.electricity", first=date(2025, 7, 1)),
    ]
    table = computed(
        points,
        months("hall", "energy.electricity", 100, numbers=range(1, 7)),
        employees(),
        sites=("hall", "depot"),
    )
    assert row(table, "energy.total", site="hall")["a"] == 600
    assert row(table, "energy.total", site="depot")["a"] == 0
