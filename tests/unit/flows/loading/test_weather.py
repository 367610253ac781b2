"""Temperatures and degree days as deliveries: below zero, with holes, in the wrong unit; no quantity of a site."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from flows.computing.shown import heat_beside_weather
from tests.conftest import TOWN, Town, supply_point

HEADINGS = "Állomás;Nap;Középhőmérséklet (°C)\r\n"
WEATHER = '\n[weather]\nstation = "METEO"\nreference_degree_days = 1825\nreference_source = "test"\n'


def days(first: date, number: int, text: str) -> str:
    return "".join(f"METEO;{first + timedelta(days=place):%Y.%m.%d.};{text}\r\n" for place in range(number))


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    points = (supply_point("METEO", "weather.temperature"), supply_point("HEAT", "energy.district_heat"))
    return make_town(*points, WEATHER, register=TOWN)


def months(town: Town, definition: str = "eurostat") -> dict[object, object]:
    rows = town.rows(f"SELECT month, degree_days FROM out.degree_days WHERE definition = '{definition}'")
    return dict(rows)


def test_a_year_of_days_becomes_degree_days(town: Town) -> None:
    """31 days at -2.5 °C are 31 x 20.5 = 635.5 Kd; the other 334 at 13 °C are 5 Kd each: 1,670 Kd."""
    text = HEADINGS + days(date(2025, 1, 1), 31, "-2,5") + days(date(2025, 2, 1), 334, "13,0")
    town.put("office", "2025/homerseklet.csv", text, "windows-1250")
    intake = town.ingest()
    assert (intake.rows_read, intake.rows_rejected) == (365, 0)
    town.compute()
    assert months(town)[1] == 635.5
    assert months(town)[0] == 635.5 + 1670
    assert months(town, "vdi_20_15")[1] == 31 * 22.5
    assert town.rows("SELECT count(*) FROM core.monthly") == [(0,)]
    with town.store() as connection:
        seen = heat_beside_weather(connection, town.city, 2025)
    assert {entry.definition: entry.degree_days for entry in seen.degree_days}["eurostat"] == 2305.5
    assert seen.heat == ()


def test_a_missing_day_is_told_and_leaves_month_and_year_without_a_sum(town: Town) -> None:
    text = HEADINGS + days(date(2025, 1, 1), 40, "3") + days(date(2025, 2, 11), 324, "3")
    town.put("office", "homerseklet.csv", text, "windows-1250")
    assert town.ingest().rows_rejected == 0
    town.compute()
    found = months(town)
    assert (found[1], found[2], found[3], found[0]) == (31 * 15.0, None, 31 * 15.0, None)
    missing = town.rows(
        "SELECT period FROM out.findings WHERE code = 'missing_month' AND stream LIKE 'weather%'"
    )
    assert missing == [("2025-02",)]


def test_what_is_no_temperature_is_rejected(town: Town) -> None:
    rows = (
        "METEO;2025.01.01.;-18,4\r\nMETEO;2025.01.02.;-9999\r\nMETEO;2025.01.03.;\r\nMETEO;2025.01.03.;71\r\n"
    )
    town.put("office", "homerseklet.csv", HEADINGS + rows, "windows-1250")
    intake = town.ingest()
    assert (intake.rows_read, intake.rows_rejected) == (4, 3)
    codes = town.rows("SELECT code FROM raw.rejected_rows ORDER BY row_number")
    assert codes == [("above_highest",), ("missing_value",), ("above_highest",)]
    town.put(
        "office", "f.csv", "Állomás;Nap;Középhőmérséklet (°F)\r\nMETEO;2025.01.05.;30\r\n", "windows-1250"
    )
    assert town.ingest().rows_rejected == 1
    assert ("unknown_unit",) in town.rows("SELECT code FROM raw.rejected_rows")


def test_hours_are_averaged_where_they_cover_the_day(make_town: Callable[..., Town]) -> None:
    """12 hours at 0 °C and 12 at 10 °C: a mean of 5 °C, 13 Kd; a day with 23 hours has none."""
    declared = """
id = "hours"
title = "Hours"
[file]
kind = "csv"
delimiter = ";"
[dates]
formats = ["%Y-%m-%d %H:%M"]
[period]
kind = "interval"
column = "from"
minutes = 60
[columns]
supply_point = "station"
[constants]
quality = "measured"
[[values]]
column = "T"
unit = "°C"
stream = "weather.temperature"
negative = "accept"
"""
    town = make_town(supply_point("METEO", "weather.temperature"))
    (town.root / "formats").mkdir()
    (town.root / "formats" / "hours.toml").write_text(declared, encoding="utf-8")
    lines = ["station;from;T"]
    for day in range(1, 32):
        hours = range(24) if day != 20 else range(23)
        lines += [f"METEO;2025-01-{day:02d} {hour:02d}:00;{0 if hour < 12 else 10}" for hour in hours]
    town.put("office", "hours.csv", "\n".join(lines) + "\n")
    assert town.ingest().rows_rejected == 0
    town.compute()
    [(covered, amount)] = town.rows(
        "SELECT days_covered, degree_days FROM out.degree_days WHERE definition = 'eurostat' AND month = 1"
    )
    assert (covered, amount) == (30, None)
    town.put("office", "late.csv", "station;from;T\nMETEO;2025-01-20 23:00;10\n")
    town.ingest()
    town.compute()
    assert months(town)[1] == pytest.approx(31 * 13.0)


def test_monthly_degree_days_of_a_weather_service(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("METEO", "weather.degree_days_eurostat"))
    rows = "".join(f"METEO;2025-{month:02d};{100 + month},5\r\n" for month in range(1, 13))
    text = "Állomás;Hónap;Fűtési napfok, Eurostat 15/18 (Kd)\r\n" + rows
    town.put("office", "napfok.csv", text, "windows-1250")
    assert town.ingest().rows_rejected == 0
    town.compute()
    assert months(town)[3] == 103.5
    assert months(town)[0] == 12 * 100.5 + 78
    assert town.rows("SELECT DISTINCT origin FROM out.degree_days") == [("delivered",)]


BILLS = """
id = "bills"
title = "Bills"
[file]
kind = "csv"
delimiter = ";"
[period]
kind = "bill"
start = "from"
end = "to"
[columns]
supply_point = "point"
[constants]
quality = "invoiced"
[[values]]
column = "heat"
unit = "kWh"
stream = "energy.district_heat"
"""


def ends(months_each: int) -> list[tuple[date, date]]:
    starts = [date(2025, month, 1) for month in range(1, 13, months_each)]
    following = [*starts[1:], date(2026, 1, 1)]
    return [(first, end - timedelta(days=1)) for first, end in zip(starts, following, strict=True)]


@pytest.mark.parametrize(
    ("months_each", "used", "reason"), [(1, 12, ""), (3, 0, "too_few_months: 0"), (2, 0, "too_few_months: 0")]
)
def test_a_bill_over_many_weeks_says_nothing_of_its_months(
    town: Town, months_each: int, used: int, reason: str
) -> None:
    """Heat of 10 kWh a day and 4 kWh a kelvin day, billed by month, by quarter and by two months."""
    (town.root / "formats").mkdir()
    (town.root / "formats" / "bills.toml").write_text(BILLS, encoding="utf-8")
    temperatures = {
        date(2025, 1, 1) + timedelta(days=place): place % 3 + 2 * abs(6 - (place // 31)) - 2
        for place in range(365)
    }
    rows = "".join(f"METEO;{day:%Y.%m.%d.};{12 - value},0\r\n" for day, value in temperatures.items())
    town.put("office", "homerseklet.csv", HEADINGS + rows, "windows-1250")
    lines = ["point;from;to;heat"]
    for first, last in ends(months_each):
        spanned = [day for day in temperatures if first <= day <= last]
        kelvin_days = sum(
            18 - (12 - temperatures[day]) if 12 - temperatures[day] <= 15 else 0 for day in spanned
        )
        lines.append(f"HEAT;{first};{last};{10 * len(spanned) + 4 * kelvin_days}")
    town.put("office", "bills.csv", "\n".join(lines) + "\n")
    assert town.ingest().rows_rejected == 0
    town.compute()
    [row] = town.rows(
        "SELECT months_used, reason, base_load, slope, normalised_heat FROM out.normalised_heat"
    )
    assert row[:2] == (used, reason)
    if not reason:
        assert row[2:4] == (pytest.approx(10, rel=1e-6), pytest.approx(4, rel=1e-6))
        [(year,)] = town.rows(
            "SELECT degree_days FROM out.degree_days WHERE definition = 'eurostat' AND month = 0"
        )
        assert row[4] == pytest.approx(3650 + 4 * year * 1825 / year, rel=1e-6)
