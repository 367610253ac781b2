"""A statistical table: a title, section rows that change stream and unit, and sums of its own rows between them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Town
from tests.real.registers import register
from tests.real.truth import Truth, same

FOLDER = "hu-ksh-stadat"
FILE = "kor0068.csv"
GAS, ELECTRICITY = "energy.natural_gas", "energy.electricity"
STREAMS = {
    "Egy háztartási fogyasztóra jutó havi átlagos vezetékesgáz-felhasználás, m3": (GAS, "m3"),
    "Egy háztartási fogyasztóra jutó villamosenergia-felhasználás havi átlaga, kWh": (ELECTRICITY, "kWh"),
}
LEVELS_LEFT_OUT = {
    "régió": "the sum of its counties",
    "nagyrégió": "the sum of its regions",
    "ország": "the sum of all",
}
"""Level and reason. Budapest and Pest are counties that are also regions, and are read once."""

YEARS = range(2000, 2024)
MONTHS, MJ_PER_M3, MJ_PER_KWH = 12, 34.0, 3.6
"""The table gives the average month of a year; the format makes the year of it."""


@pytest.fixture(scope="module")
def truth(real_folder: Callable[[str], Path]) -> Truth:
    return Truth(real_folder(FOLDER))


@pytest.fixture(scope="module")
def hungary(real_folder: Callable[[str], Path], deliver: Callable[..., Town]) -> Town:
    town = register("Hungary", "Europe/Budapest", "2023-12-01", ["counties"], [])
    return deliver(town, [real_folder(FOLDER) / FILE])


def test_every_row_is_a_reading_or_left_out_by_declaration(hungary: Town, truth: Truth) -> None:
    rows = truth.value(file=FILE, scope="file", metric="data_rows")
    [(read, accepted, rejected, left_out, status)] = hungary.rows(
        "SELECT rows_read, rows_accepted, rows_rejected, rows_left_out, status FROM raw.deliveries"
    )
    assert (read + left_out - len(STREAMS), accepted, rejected, status) == (rows, read, 0, "accepted")


def test_every_cell_of_a_county_is_what_the_file_says(hungary: Town, truth: Truth) -> None:
    read = {
        (str(point), str(stream), int(str(year))): (quantity, unit)
        for point, stream, year, quantity, unit in hungary.rows("""
            SELECT supply_point_id, stream, year(first_day), quantity_as_delivered, unit_as_delivered FROM core.readings
        """)
    }
    expected = {}
    for known in truth.of(file=FILE, scope="cell"):
        name, _, level = known.key.removesuffix("]").partition(" [")
        if level not in LEVELS_LEFT_OUT:
            stream, unit = STREAMS[known.commodity]
            expected[name.strip(), stream, int(known.period)] = (known.value, unit)
    assert read == expected
    assert len(read) == 20 * len(STREAMS) * len(YEARS)


def test_the_unit_of_each_section_makes_its_energy(hungary: Town) -> None:
    factors = {GAS: MONTHS * MJ_PER_M3 / MJ_PER_KWH, ELECTRICITY: float(MONTHS)}
    rows = hungary.rows("SELECT stream, quantity, quantity_as_delivered, unit FROM core.readings")
    assert {(str(stream), unit) for stream, _, _, unit in rows} == {(GAS, "kWh"), (ELECTRICITY, "kWh")}
    for stream, quantity, delivered, _ in rows:
        assert quantity == same(float(str(delivered)) * factors[str(stream)])


@pytest.mark.parametrize("level", LEVELS_LEFT_OUT)
def test_no_sum_is_read_beside_its_parts(hungary: Town, truth: Truth, level: str) -> None:
    sums = {
        known.key.partition(" [")[0].strip()
        for known in truth.of(file=FILE, scope="cell")
        if known.key.endswith(f"[{level}]")
    }
    points = {str(point) for (point,) in hungary.rows("SELECT DISTINCT supply_point_id FROM core.readings")}
    assert sums, level
    assert not sums & points, LEVELS_LEFT_OUT[level]
    assert len(points) == 20


def test_hungarian_letters_survive(hungary: Town) -> None:
    assert hungary.rows(
        "SELECT DISTINCT supply_point_id FROM core.readings WHERE supply_point_id LIKE 'Győr%'"
    ) == [("Győr-Moson-Sopron",)]
