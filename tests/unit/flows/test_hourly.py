"""Mean power by local hour, also on the days on which the clock changes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from flows.computing.hourly import bring_hourly_loads, hourly_loads
from tests.conftest import Town, supply_point

FORMAT = """
id = "quarters"
title = "Quarter hours"
[file]
kind = "csv"
[dates]
formats = ["%Y-%m-%d %H:%M"]
timezone = "UTC"
[period]
kind = "interval"
column = "from"
stamp = "start"
minutes = 15
[columns]
supply_point = "point"

[constants]
quality = "measured"

[[values]]
column = "kWh"
stream = "energy.electricity"
unit = "kWh"
"""


def quarters(first: datetime, count: int) -> str:
    lines = [
        f"E1;{first + timedelta(minutes=15 * place):%Y-%m-%d %H:%M};{1 if place % 4 else 4}"
        for place in range(count)
    ]
    return "\n".join(["point;from;kWh", *lines]) + "\n"


def test_the_doubled_hour_of_autumn_is_no_peak(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("E1", "energy.electricity"))
    town.workspace.formats.mkdir()
    (town.workspace.formats / "quarters.toml").write_text(FORMAT, encoding="utf-8")
    town.put("office", "a.csv", quarters(datetime(2025, 10, 25, 22, tzinfo=UTC), 100))
    town.ingest()
    with town.store() as connection:
        bring_hourly_loads(connection, date(2025, 10, 1))
        loads = hourly_loads(connection, date(2025, 10, 1))
    assert set(loads["day"].dt.date) == {date(2025, 10, 26)}
    assert loads["hour"].tolist() == list(range(24))
    assert set(loads["kilowatts"]) == {4 + 1 + 1 + 1.0}


def test_only_the_last_year_of_a_meter_is_shown(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("E1", "energy.electricity", valid_from="2023-01-01"))
    town.workspace.formats.mkdir()
    (town.workspace.formats / "quarters.toml").write_text(FORMAT, encoding="utf-8")
    town.put("office", "old.csv", quarters(datetime(2024, 3, 1, 6, tzinfo=UTC), 8))
    town.put("office", "new.csv", quarters(datetime(2025, 3, 1, 6, tzinfo=UTC), 4))
    town.put("office", "later.csv", quarters(datetime(2025, 4, 1, 6, tzinfo=UTC), 4))
    town.ingest()
    with town.store() as connection:
        bring_hourly_loads(connection, date(2025, 3, 1))
        loads = hourly_loads(connection, date(2025, 3, 1))
    assert list(zip(loads["day"].dt.date, loads["hour"], strict=True)) == [(date(2025, 3, 1), 7)]
