"""Specific indicators of the example city, recomputed from its truth, and as `emas indicators` shows them."""

import csv

import numpy as np
import pytest

from flows.computing.explain import explain
from flows.computing.shown import heat_beside_weather, specific_figures, standing_targets
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
    recycled = float(truth("waste.recycling", 2025)["a"])
    share = figures["waste.recycling_share"]
    assert share.value == pytest.approx(100 * recycled / float(waste["a"]), rel=1e-9)
    mixed = figures["waste.mixed_per_employee"]
    assert mixed.value == pytest.approx(
        float(truth("waste.total", 2025, breakdown="waste.200301")["r"]), rel=1e-9
    )
    assert [part.breakdown for part in mixed.numerator_parts] == ["waste.200301"]
    [beside] = figures["water.per_employee"].comparisons
    assert (beside.benchmark, beside.verified, beside.comparison) == (6.4, True, "not_comparable")
    assert beside.reason == "not_an_office: telep, konyvtar"


def test_the_recycling_share_is_refused_where_notes_do_not_state_the_treatment(example_town: Town) -> None:
    with example_town.store() as connection:
        figures = specific_figures(connection, example_town.city, 2024, "hivatal-deak")
    [share] = [figure for figure in figures if figure.indicator == "waste.recycling_share"]
    unknown = truth("waste.treatment_not_stated", 2024, "hivatal-deak")["a"]
    assert (share.value, share.reason) == (None, f"only_without: waste.treatment_not_stated {unknown} kg")
    assert float(unknown) > 0


def test_an_office_beside_its_benchmark_and_a_year_with_a_hole(example_town: Town) -> None:
    with example_town.store() as connection:
        office = specific_figures(connection, example_town.city, 2025, "varoshaza")
        library = specific_figures(connection, example_town.city, 2024, "konyvtar")
        with pytest.raises(WrongUse, match="no site is called 'nowhere'"):
            specific_figures(connection, example_town.city, 2025, "nowhere")
        with pytest.raises(WrongUse, match=r"specific indicator, of water\.total and employees"):
            explain(connection, example_town.city, example_town.as_of, "water.per_employee", 2025, "all", "")
        with pytest.raises(WrongUse, match="no specific indicators of 1999"):
            specific_figures(connection, example_town.city, 1999, "all")
    [water] = [figure for figure in office if figure.indicator == "water.per_employee"]
    assert water.value == pytest.approx(float(truth("water.total", 2025, "varoshaza")["r"]), rel=1e-9)
    assert [entry.comparison for entry in water.comparisons] == ["worse" if water.value >= 6.4 else "better"]
    [heat] = [figure for figure in library if figure.indicator == "energy.heat_per_floor_area"]
    assert (heat.value, heat.status, heat.reason) == (None, "incomplete", "missing_month: 2024-11")
    assert "2024-11" in heat.why


def test_targets_of_the_example_by_its_truth(example_town: Town) -> None:
    """heat-2028: 12 % less heat of the town hall in five years, so 2.4 % of the base a year."""
    with example_town.store() as connection:
        targets = {target.target_id: target for target in standing_targets(connection, example_town.city)}
    assert list(targets) == ["heat-2028", "energy-2030", "water-2027", "waste-2026", "ghg-2030"]
    heat = targets["heat-2028"]
    base, last = (
        float(truth("energy.total", year, "varoshaza", "energy.district_heat")["a"]) for year in (2023, 2025)
    )
    assert heat.base_value == pytest.approx(base, rel=1e-9)
    assert (heat.last_year, heat.last_value) == (2025, pytest.approx(last, rel=1e-9))
    assert heat.path_value == pytest.approx(base * (1 - 2 * 0.024), rel=1e-9)
    assert heat.status == ("on_track" if last <= base * (1 - 2 * 0.024) else "off_track")
    assert heat.measures[0] == "Ablakcsere a keleti szárnyban"
    by_october = {
        year: to_october("varoshaza", "energy.district_heat", year) for year in (2023, 2024, 2025, 2026)
    }
    totals = {
        year: float(truth("energy.total", year, "varoshaza", "energy.district_heat")["a"])
        for year in (2023, 2024, 2025)
    }
    single = [by_october[2026] * totals[year] / by_october[year] for year in totals]
    assert heat.forecast_low == pytest.approx(min(single), rel=1e-9)
    assert heat.forecast_high == pytest.approx(max(single), rel=1e-9)
    together = sum(totals.values()) / sum(by_october[year] for year in totals)
    assert heat.forecast == pytest.approx(by_october[2026] * together, rel=1e-9)


def test_degree_days_are_those_of_the_truth(example_town: Town) -> None:
    with (EXAMPLE / "truth" / "degree_days.csv").open(encoding="utf-8") as file:
        expected = {
            (row["supply_point_id"], row["definition"], int(row["year"]), int(row["month"])): float(
                row["degree_days"]
            )
            for row in csv.DictReader(file)
        }
    found = {
        (station, definition, year, month): value
        for station, definition, year, month, value in example_town.rows(
            "SELECT supply_point_id, definition, year, month, degree_days FROM out.degree_days "
            "WHERE status = 'complete'"
        )
    }
    assert found.keys() == expected.keys()
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_heat_of_the_town_hall_corrected_for_weather_by_its_truth(example_town: Town) -> None:
    """Least squares of the 12 months of 2025 by numpy, and the mean of 2023 to 2025 as reference."""
    with (EXAMPLE / "truth" / "degree_days.csv").open(encoding="utf-8") as file:
        degree_days = {
            (int(row["year"]), int(row["month"])): float(row["degree_days"])
            for row in csv.DictReader(file)
            if row["definition"] == "eurostat"
        }
    with (EXAMPLE / "truth" / "monthly.csv").open(encoding="utf-8") as file:
        heat = np.array(
            [
                float(row["quantity"])
                for row in csv.DictReader(file)
                if (row["site_id"], row["stream"]) == ("varoshaza", "energy.district_heat")
                and row["month"].startswith("2025")
            ]
        )
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    x = np.array([degree_days[2025, month] for month in range(1, 13)]) / days
    slope, base = np.polyfit(x, heat / days, 1)
    kept = max(base, 0.0) * 365
    reference = (degree_days[2023, 0] + degree_days[2024, 0] + degree_days[2025, 0]) / 3
    with example_town.store() as connection:
        seen = heat_beside_weather(connection, example_town.city, 2025)
        mild = heat_beside_weather(connection, example_town.city, 2024)
    row = next(entry for entry in seen.heat if entry.supply_point_id == "HK-99901")
    assert (row.slope, row.base_load) == (
        pytest.approx(slope, rel=1e-6),
        pytest.approx(max(base, 0.0), rel=1e-6),
    )
    assert row.heat == pytest.approx(heat.sum(), rel=1e-9)
    corrected = kept + (heat.sum() - kept) * reference / degree_days[2025, 0]
    assert row.normalised_heat == pytest.approx(corrected, rel=1e-6)
    assert corrected < heat.sum()  # 2025 was colder than the mean of the three years
    library = next(entry for entry in mild.heat if entry.supply_point_id == "HK-99903")
    assert (library.normalised_heat, library.reason) == (None, "missing_month: 2024-11")


def to_october(site: str, stream: str, year: int) -> float:
    with (EXAMPLE / "truth" / "monthly.csv").open(encoding="utf-8") as file:
        return sum(
            float(row["quantity"])
            for row in csv.DictReader(file)
            if (row["site_id"], row["stream"]) == (site, stream)
            and f"{year}-01-01" <= row["month"] <= f"{year}-10-01"
        )
