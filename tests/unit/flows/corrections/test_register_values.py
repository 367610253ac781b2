"""Correcting a cumulative meter: the value that was read off is corrected, and both differences follow."""

from pathlib import Path

import pytest

from tests.conftest import TOWN, Town, copy_of, new_town, supply_point
from tests.unit.flows.corrections.entries import WITHDRAWN, correct, entry, fate, months, store

WATER = "Mérőhely;Mérőszám;Leolvasás napja;Mérőállás (m3)\n"
EXPECTED = '{ value = 210, unit = "m3" }'


@pytest.fixture(scope="module")
def made_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    town = new_town(tmp_path_factory.mktemp("made") / "town", TOWN + supply_point("V1", "water.mains"))
    values = (("01", 100), ("02", 210), ("03", 230))
    rows = "".join(f"V1;A;2025.{month}.01.;{value}\n" for month, value in values)
    town.put("office", "1.csv", WATER + rows, "cp1250")
    town.ingest()
    assert months(town) == {"01": 110.0, "02": 20.0}
    return town


@pytest.fixture
def town(made_town: Town, tmp_path: Path) -> Town:
    return copy_of(made_town, tmp_path / "town")


def water(new: str, **more: str) -> str:
    return entry(expected=EXPECTED, new=new, place='office = "office", file = "1.csv", row = 3', **more)


def test_both_differences_follow_the_corrected_value(town: Town) -> None:
    before = store(town)
    correct(town, water('{ value = 120, unit = "m3" }'))
    assert months(town) == {"01": 20.0, "02": 110.0}
    assert town.rows("SELECT row_number, quantity, correction_id FROM core.readings ORDER BY 1") == [
        (3, 20.0, "K1"),
        (4, 110.0, "K1"),
    ]
    assert town.rows("""
        SELECT value, is_current, correction_id FROM core.register_values WHERE row_number = 3 ORDER BY ALL
    """) == [(120.0, True, "K1"), (210.0, False, None)]
    assert fate(town) == [("K1", "", 210.0, 120.0)]
    correct(town)
    assert store(town) == before


def test_a_withdrawn_value_leaves_one_difference_over_both_months(town: Town) -> None:
    correct(town, water(**WITHDRAWN))
    assert months(town) == {"01": pytest.approx(130 * 31 / 59), "02": pytest.approx(130 * 28 / 59)}
    assert fate(town) == [("K1", "", 210.0, None)]


@pytest.mark.parametrize("value", [90, 231])
def test_a_value_with_which_the_meter_would_run_backwards_is_refused(town: Town, value: int) -> None:
    before = store(town)
    correct(town, water(f'{{ value = {value}, unit = "m3" }}'))
    assert [row[:2] for row in fate(town)] == [("K1", "register_falls")]
    assert store(town) == before


def test_the_difference_itself_can_be_corrected_by_its_period(town: Town) -> None:
    place = 'supply_point = "V1", stream = "water.mains", first_day = 2025-01-01, last_day = 2025-01-31'
    correct(
        town, entry(expected='{ value = 110, unit = "m3" }', new='{ value = 15, unit = "m3" }', place=place)
    )
    assert months(town) == {"01": 15.0, "02": 20.0}


def test_a_later_delivery_of_the_same_day_wins_and_both_numbers_are_told(town: Town) -> None:
    correct(town, water('{ value = 120, unit = "m3" }'))
    town.put("office", "2.csv", WATER + "V1;A;2025.02.01.;125\n", "cp1250")
    town.ingest()
    assert months(town) == {"01": 25.0, "02": 105.0}
    assert fate(town) == [("K1", "not_current", 125.0, None)]
