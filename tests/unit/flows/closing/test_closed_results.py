"""What is made of the figures of a closed year stays as published too; a restatement names what would be otherwise.

The town's 2025 is worked out by hand: 12 x 1000 kWh over 500 m2 are 24 kWh/m2. Where heat follows the weather, each
day of gas is 10 kWh and 2 kWh for each kelvin day, so that 2025 in weather of 1825 K d is 365 x 10 + 1825 x 2 = 7300
kWh.
"""

import json
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.conftest import Town, supply_point
from tests.unit.flows.closing.closed_town import (
    closed,
    days,
    delivered,
    delivery_id,
    emas,
    folder,
    year_of_2025,
)
from tests.unit.flows.settling.test_reference_values import head_count
from tests.unit.flows.settling.test_what_counts import HEAD, bill

KELVIN = (18, 16, 12, 8, 4, 0, 0, 0, 4, 8, 12, 16)
"""Kelvin days of each day of a month; over 2025 they are 2966."""
WEATHER = '\n[weather]\nstation = "METEO"\nreference_degree_days = 1825\nreference_source = "test"\n'
TARGET = """
[[targets]]
id = "less"
name = "Kevesebb energia"
indicator = "energy.total"
figure = "a"
base_year = 2025
target_year = 2030
change_percent = -10
measures = ["Ablakcsere"]
office_id = "office"
"""
BENCHMARK = """
[[benchmarks]]
id = "own"
indicator = "energy.per_floor_area"
comparator = "at_most"
value = 25
unit = "kWh/m2"
scope = "offices"
source = "test"
"""


def restated(town: Town, figure: str) -> list[tuple[object, ...]]:
    return town.rows(f"""
        SELECT indicator, breakdown, site_id, published, now, because_of FROM out.restatements
        WHERE figure = '{figure}' AND year = 2025 ORDER BY ALL
    """)


def temperatures(month: int, colder: int = 0) -> str:
    first, kelvin = date(2025, month, 1), KELVIN[month - 1]
    text = f"{18 - kelvin - colder}" if kelvin else "20"
    return "".join(
        f"METEO;{first + timedelta(days=day):%Y.%m.%d.};{text}\r\n"
        for day in range(monthrange(2025, month)[1])
    )


def test_ratios_specific_indicators_and_targets_stay_as_published(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("G1", "energy.natural_gas"), TARGET)
    year_of_2025(town)
    closed(town)
    per_area = "SELECT r FROM out.ratios WHERE indicator = 'energy.total' AND site_id = 'hall' AND b_kind LIKE 'floor%'"
    value = "SELECT value FROM out.specific_indicators WHERE indicator = 'energy.per_floor_area' AND site_id = 'hall'"
    path = "SELECT path, actual FROM out.target_years WHERE target_id = 'less' AND year = 2025"
    assert (town.rows(per_area), town.rows(value), town.rows(path)) == (
        [(24.0,)],
        [(24.0,)],
        [(12_000.0, 12_000.0)],
    )
    assert restated(town, "ratio") == restated(town, "value") == restated(town, "path") == []

    town.put("office", "letszam2.xlsx", head_count(("Városháza", 2025, 10, 400)))
    delivered(town, "pót.csv", HEAD + bill(1300, days(6)))
    late = f"delivery: pót.csv ({delivery_id(town, 'pót.csv')})"
    both = f"{late}; reference_value: floor_area, hall"
    assert (town.rows(per_area), town.rows(value), town.rows(path)) == (
        [(24.0,)],
        [(24.0,)],
        [(12_000.0, 12_000.0)],
    )
    assert ("energy.total", "floor_area", "hall", 24.0, 30.75, both) in restated(town, "ratio")
    assert not [row for row in restated(town, "ratio") if row[1] == "employees"]
    assert ("energy.per_floor_area", "", "hall", 24.0, 30.75, both) in restated(town, "value")
    assert restated(town, "path") == [("less", "", "all", 12_000.0, 12_300.0, late)]
    counted = town.rows(
        "SELECT details::JSON->>'count' FROM out.findings WHERE code = 'closed_results_restated'"
    )
    expected = town.rows(
        "SELECT CAST(count(*) AS VARCHAR) FROM out.restatements WHERE figure NOT IN ('a', 'b', 'r')"
    )
    assert counted == expected

    town.workspace.store.unlink()
    town.ingest()
    town.compute()
    assert (town.rows(per_area), town.rows(value)) == ([(24.0,)], [(24.0,)])


def test_benchmarks_stay_as_published(make_town: Callable[..., Town]) -> None:
    """24 kWh/m2 were better than 25; beside 20 they would be worse."""
    town = make_town(supply_point("G1", "energy.natural_gas"), BENCHMARK)
    year_of_2025(town)
    closed(town)
    found = "SELECT benchmark, comparison FROM out.benchmarks WHERE benchmark_id = 'own' AND site_id = 'hall'"
    assert town.rows(found) == [(25.0, "better")]

    city = town.workspace.city_file
    city.write_text(city.read_text(encoding="utf-8").replace("value = 25", "value = 20"), encoding="utf-8")
    town.compute()
    assert town.rows(found) == [(25.0, "better")]
    told = ("energy.per_floor_area", "own", "hall", 25.0, 20.0, "definition: city.toml [benchmarks]")
    assert told in restated(town, "benchmark")
    assert restated(town, "value") == []

    city.write_text(
        city.read_text(encoding="utf-8").replace(BENCHMARK.replace("25", "20"), ""), encoding="utf-8"
    )
    town.compute()
    assert town.rows(found) == []


def test_degree_days_and_corrected_heat_stay_as_published(make_town: Callable[..., Town]) -> None:
    points = (supply_point("G1", "energy.natural_gas"), supply_point("METEO", "weather.temperature"))
    town = make_town(*points, WEATHER)
    months = range(1, 13)
    gas = (bill(monthrange(2025, month)[1] * (10 + 2 * KELVIN[month - 1]), days(month)) for month in months)
    head = "Állomás;Nap;Középhőmérséklet (°C)\r\n"
    town.put("office", "gaz.csv", HEAD + "".join(gas))
    town.put("office", "meteo.csv", head + "".join(map(temperatures, months)), "windows-1250")
    delivered(town, "letszam.xlsx", head_count(("Városháza", 2025, 10, 500)))
    heat = "SELECT heat, degree_days, normalised_heat FROM out.normalised_heat WHERE year = 2025"
    year = (
        "SELECT degree_days FROM out.degree_days WHERE year = 2025 AND month = 0 AND definition = 'eurostat'"
    )
    published = [pytest.approx((3650 + 2 * 2966, 2966, 7300))]
    assert town.rows(heat) == published
    closed(town)
    kept = json.loads((folder(town) / "results.json").read_text(encoding="utf-8"))
    assert [row["normalised_heat"] for row in kept["normalised_heat"]] == [pytest.approx(7300)]

    city = town.workspace.city_file
    city.write_text(city.read_text(encoding="utf-8").replace("days = 1825", "days = 2000"), encoding="utf-8")
    town.compute()
    assert town.rows(heat) == published
    [row] = restated(town, "normalised_heat")
    assert row[:3] == ("energy.natural_gas", "G1", "hall")
    assert row[3:5] == pytest.approx((7300, 3650 + 2 * 2000))
    assert row[5] == "definition: city.toml [weather]"
    assert restated(town, "degree_days") == []
    assert town.rows("SELECT count(*) FROM out.restatements WHERE figure IN ('a', 'b', 'r')") == [(0,)]

    town.put("office", "meteo2.csv", head + temperatures(1, colder=1), "windows-1250")
    town.ingest()
    town.compute()
    colder = f"delivery: meteo2.csv ({delivery_id(town, 'meteo2.csv')})"
    assert town.rows(year) == [(2966.0,)]
    assert town.rows(heat) == published
    assert ("eurostat", "METEO", "all", 2966.0, 2997.0, colder) in restated(town, "degree_days")
    assert restated(town, "normalised_heat")[0][5] == f"{colder}; definition: city.toml [weather]"
    said = " ".join(emas(town, "diff", 2025).stdout.split())
    assert "G1 hall corrected heat 7,300.000 kWh" in said
    assert "2,997.000 K d" in said
