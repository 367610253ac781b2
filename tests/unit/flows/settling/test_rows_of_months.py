"""How many rows of a file a month is made of, where one row says several things."""

from collections.abc import Callable

import pytest

from tests.conftest import Town, supply_point

FORMAT = """
id = "hourly"
title = "Hourly values"
[file]
kind = "csv"
[dates]
formats = ["%Y-%m-%d %H:%M"]
[period]
kind = "interval"
column = "When"
stamp = "start"
minutes = 60
rows_add_up = true
[columns]
supply_point = "Meter"
[constants]
quality = "measured"
[[values]]
column = "First"
stream = "energy.electricity"
unit = "kWh"
[[values]]
column = "Second"
stream = "{second}"
unit = "kWh"
"""
HOURS = "".join(f"E1;2025-01-07 {hour:02}:00;1;2\n" for hour in range(10))


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("energy.electricity", [("energy.electricity", 10, 2, 11, 30.0)]),
        (
            "energy.district_heat",
            [("energy.district_heat", 10, 2, 11, 20.0), ("energy.electricity", 10, 2, 11, 10.0)],
        ),
    ],
)
def test_a_row_counts_once_for_each_series_of_which_it_says_something(
    make_town: Callable[..., Town], second: str, expected: list[tuple[object, ...]]
) -> None:
    town = make_town(supply_point("E1", "energy.electricity"), supply_point("E1", "energy.district_heat"))
    town.workspace.formats.mkdir()
    (town.workspace.formats / "hourly.toml").write_text(FORMAT.format(second=second), encoding="utf-8")
    town.put("office", "hours.csv", f"Meter;When;First;Second\n{HOURS}")
    town.ingest()
    assert (
        town.rows(
            "SELECT stream, rows, first_row, last_row, quantity FROM core.contributions ORDER BY stream"
        )
        == expected
    )
