"""From a figure to the rows: what is listed adds up to A and stands in the files."""

import math
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from flows.computing.explain import explain
from flows.own_factors import load_factors
from flows.problems import WrongUse
from indicators.explanation import Explanation
from tests.conftest import EXAMPLE, Town


def explained(town: Town, indicator: str, year: int, site: str = "all", breakdown: str = "") -> Explanation:
    with town.store() as connection:
        book = load_factors(town.workspace)
        return explain(connection, town.city, town.as_of, indicator, year, site, breakdown, book)


def test_the_readings_of_every_figure_add_up_to_it(example_town: Town) -> None:
    figures = example_town.rows("""
        SELECT indicator, year, site_id, breakdown, a FROM out.core_indicators
        WHERE indicator NOT LIKE 'land.%' AND ((year = 2024 AND indicator NOT LIKE 'emissions.%'
                AND (indicator IN ('waste.total', 'waste.hazardous') OR indicator NOT LIKE 'waste.%'
                    OR (site_id IN ('all', 'hivatal-deak') AND a > 0)))
            OR (year = 2026 AND breakdown = '' AND site_id = 'all' AND a IS NOT NULL)
            OR (year = 2024 AND indicator IN ('emissions.ghg', 'emissions.nox') AND site_id IN ('all', 'telep')))
    """)
    assert len(figures) > 150
    book, city, as_of = load_factors(example_town.workspace), example_town.city, example_town.as_of
    with example_town.store() as connection:
        for indicator, year, site, breakdown, a in figures:
            found = explain(connection, city, as_of, indicator, year, site, breakdown, book)
            assert found.a == a
            total = math.fsum(reading.quantity for reading in found.readings)
            assert math.isclose(total, a, rel_tol=1e-9, abs_tol=1e-6), (indicator, year, site, breakdown)


def test_an_emission_opens_into_rows_times_the_factors_of_their_months(example_town: Town) -> None:
    """In 2024 the supplier changed in July: 187.5, then 96.0 g CO2e/kWh (examples/sopron/factors/energia.toml)."""
    found = explained(example_town, "emissions.ghg", 2024, "varoshaza", "energy.electricity")
    by_factor = {
        per_unit: {entry.first_day.month for entry in found.readings if entry.per_unit == per_unit}
        for per_unit in {entry.per_unit for entry in found.readings}
    }
    assert by_factor == {0.0001875: set(range(1, 7)), 0.000096: set(range(7, 13))}
    assert [(entry.id, str(entry.value), entry.own) for entry in found.factors] == [
        ("electricity.market", "187.5", True),
        ("electricity.market", "96.0", True),
    ]
    assert found.unexplained == pytest.approx(0, abs=1e-9)


def test_an_area_opens_into_the_states_of_the_register(example_town: Town) -> None:
    """The yard of the town hall: 2940 m2 sealed to 14 June 2024 (166 days), then 2710 m2 (200 of 366 days)."""
    found = explained(example_town, "land.sealed", 2024, "varoshaza")
    assert [(row.value, str(row.valid_from)) for row in found.states] == [
        (2940.0, "2023-01-01"),
        (2710.0, "2024-06-15"),
    ]
    assert found.a == pytest.approx((166 * 2940 + 200 * 2710) / 366)
    assert found.readings == ()


def test_each_reading_stands_at_its_place_in_the_workbook(example_town: Town) -> None:
    found = explained(example_town, "energy.total", 2025, "varoshaza", "energy.electricity")
    assert len(found.readings) == 12
    for reading in found.readings:
        path = EXAMPLE / "inbox" / "uzemeltetes" / reading.file_name
        rows = (
            CalamineWorkbook.from_path(path).get_sheet_by_name(reading.sheet).to_python(skip_empty_area=False)
        )
        row = rows[reading.row_number - 1]
        assert row[0] == reading.supply_point_id
        assert row[4] == pytest.approx(reading.quantity_as_delivered)


def test_b_comes_from_the_rows_of_the_head_count(example_town: Town) -> None:
    found = explained(example_town, "water.total", 2025)
    assert found.b == math.fsum(row.value for row in found.reference_values)
    assert len(found.reference_values) == 6
    assert {Path(row.file_name).name for row in found.reference_values} == {"letszam_2025.xlsx"}


@pytest.mark.parametrize(
    ("indicator", "year", "site", "says"),
    [
        ("energy.totl", 2025, "all", "no indicator is called 'energy.totl'"),
        ("energy.total", 1999, "all", "no figure for 1999; there are 2023"),
        ("energy.total", 2025, "moon", "no site is called 'moon'"),
        ("energy.renewable_generation", 2025, "konyvtar", "no figure for konyvtar"),
    ],
)
def test_a_figure_that_is_not_there_is_told_with_what_is(
    example_town: Town, indicator: str, year: int, site: str, says: str
) -> None:
    with pytest.raises(WrongUse, match=says):
        explained(example_town, indicator, year, site)
