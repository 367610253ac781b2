"""emas indicators, targets and weather: as a table for people, as JSON for programs, one sentence for a fault."""

import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.problems import WrongUse
from flows.settings import load_city
from tests.conftest import TOWN, Town, supply_point


def emas(town: Town, *arguments: str) -> str:
    done = CliRunner().invoke(app, [*arguments, "--workspace", str(town.root)], env={"COLUMNS": "240"})
    if done.exception:
        raise done.exception
    assert done.exit_code == 0
    return done.stdout


def test_indicators(example_town: Town) -> None:
    figures = {
        figure["indicator"]: figure
        for figure in json.loads(emas(example_town, "indicators", "2025", "--json"))
    }
    paper = figures["material.paper_sheets"]
    assert (paper["working_days"], paper["unit"], paper["status"]) == (252, "A4/FTE/day", "complete")
    assert paper["value"] == pytest.approx(
        paper["numerator"] / 0.0049896 / paper["denominator"] / 252, rel=1e-9
    )
    assert {entry["benchmark_id"]: entry["verified"] for entry in paper["comparisons"]} == {
        "office-paper": False
    }
    told = emas(example_town, "indicators", "2025", "--site", "varoshaza")
    assert "water.per_employee" in told
    assert "< 6.4" in told
    assert "< 200 (?)" in told
    assert "was not compared with its source" in told


def test_targets(example_town: Town) -> None:
    told = emas(example_town, "targets")
    assert "Ablakcsere a keleti szárnyban" in told
    assert "off_track" in told
    [heat, *others] = json.loads(emas(example_town, "targets", "--json"))
    assert (heat["target_id"], len(others)) == ("heat-2028", 4)
    assert [year["year"] for year in heat["years"]] == [2023, 2024, 2025, 2026, 2027, 2028]
    assert heat["forecast_low"] <= heat["forecast"] <= heat["forecast_high"]


def test_weather(example_town: Town) -> None:
    told = emas(example_town, "weather", "2024")
    assert "2024, METEO-99901, eurostat: 2,519.0 Kd (366 of 366 days)" in told
    assert "HK-99903: Hiányoznak adatok ezekre a hónapokra: 2024-11." in told
    seen = json.loads(emas(example_town, "weather", "--json"))
    assert seen["year"] == 2025
    assert {row["status"] for row in seen["heat"]} == {"normalised"}


TARGET = """
[[targets]]
id = "t"
name = "Less"
indicator = "energy.totl"
figure = "a"
base_year = 2023
target_year = 2027
change_percent = -10
measures = ["Windows"]
office_id = "office"
"""


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        (TARGET, "target 't': No indicator is declared under the code 'energy.totl'"),
        (TARGET.replace("-10", "-10\nvalue = 3"), "a target has either value or change_percent"),
        (TARGET.replace('"office"', '"nobody"'), "names the office 'nobody', which is not declared"),
        ('[weather]\nstation = "V1"\n', "weather: 'V1' is no supply point of a stream"),
        ('[weather]\nstation = "M"\ndefinition = "mine"\n', "weather: definition is one of eurostat"),
    ],
)
def test_a_fault_in_the_register_is_one_sentence(
    make_town: Callable[..., Town], declared: str, says: str
) -> None:
    points = (supply_point("V1", "water.mains"), supply_point("M", "weather.temperature"))
    with pytest.raises(WrongUse) as told:
        load_city(make_town(*points, declared, register=TOWN).workspace)
    assert says in str(told.value)
    assert "city.toml" in str(told.value)
