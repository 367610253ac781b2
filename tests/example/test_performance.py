"""Specific indicators of the example city, recomputed from its truth, and as `emas indicators` shows them."""

import csv

import pytest

from flows.computing.shown import specific_figures
from flows.problems import WrongUse
from tests.conftest import EXAMPLE, Town

FLOOR_AREA = 16_455
"""5,240 + 2,610 + 2,085 + 3,470 + 1,930 + 1,120 m2, as the personnel office delivers them."""


def truth(indicator: str, year: int, site: str = "all", breakdown: str = "") -> dict[str, str]:
    with (EXAMPLE / "truth" / "indicators.csv").open(encoding="utf-8") as file:
        [row] = [
            row
            for row in csv.DictReader(file)
            if (row["indicator"], row["breakdown"], row["site_id"], row["year"])
            == (indicator, breakdown, site, str(year))
        ]
    return row


def test_the_organisation_as_the_command_shows_it(example_town: Town) -> None:
    with example_town.store() as connection:
        figures = {
            figure.indicator: figure
            for figure in specific_figures(connection, example_town.city, 2025, "all")
        }
    energy, water, waste = (truth(f"{area}.total", 2025) for area in ("energy", "water", "waste"))
    assert figures["energy.per_floor_area"].value == pytest.approx(float(energy["a"]) / FLOOR_AREA, rel=1e-9)
    assert figures["energy.per_employee"].value == pytest.approx(float(energy["r"]), rel=1e-9)
    assert figures["water.per_employee"].value == pytest.approx(float(water["r"]), rel=1e-9)
    assert figures["waste.per_employee"].value == pytest.approx(float(waste["r"]), rel=1e-9)
    [beside] = figures["water.per_employee"].comparisons
    assert (beside.benchmark, beside.verified, beside.comparison) == (6.4, True, "not_comparable")
    assert beside.reason == "not_an_office: telep, konyvtar"


def test_an_office_beside_its_benchmark_and_a_year_with_a_hole(example_town: Town) -> None:
    with example_town.store() as connection:
        office = specific_figures(connection, example_town.city, 2025, "varoshaza")
        library = specific_figures(connection, example_town.city, 2024, "konyvtar")
        with pytest.raises(WrongUse, match="no site is called 'nowhere'"):
            specific_figures(connection, example_town.city, 2025, "nowhere")
        with pytest.raises(WrongUse, match="no specific indicators of 1999"):
            specific_figures(connection, example_town.city, 1999, "all")
    [water] = [figure for figure in office if figure.indicator == "water.per_employee"]
    assert water.value == pytest.approx(float(truth("water.total", 2025, "varoshaza")["r"]), rel=1e-9)
    assert [entry.comparison for entry in water.comparisons] == ["worse" if water.value >= 6.4 else "better"]
    [heat] = [figure for figure in library if figure.indicator == "energy.heat_per_floor_area"]
    assert (heat.value, heat.status, heat.reason) == (None, "incomplete", "missing_month: 2024-11")
    assert "2024-11" in heat.why
