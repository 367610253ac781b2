"""A correction stands beside what was delivered, and only where the source still says what it expects."""

from collections.abc import Callable

import pytest

from tests.conftest import Town, supply_point
from tests.unit.flows.corrections.entries import (
    WITHDRAWN,
    correct,
    deliver,
    entry,
    fate,
    months,
    store,
)
from tests.unit.flows.settling.test_what_counts import bill

FEBRUARY = "2025.02.01.;2025.02.28."
FILLED = (("01.04", 10), ("01.04", 10), ("02.04", 10), ("02.04", 30))
BY_PERIOD = (
    'supply_point = "G1", stream = "energy.natural_gas", first_day = 2025-01-01, last_day = 2025-01-31'
)


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    return make_town(supply_point("G1", "energy.natural_gas"), supply_point("G2", "energy.natural_gas"))


@pytest.mark.parametrize("place", ['office = "office", file = "1.csv", row = 2', BY_PERIOD])
def test_the_new_number_counts_and_the_delivered_one_stays(town: Town, place: str) -> None:
    deliver(town, _1=bill(1000) + bill(500, FEBRUARY))
    correct(town, entry(place=place))
    assert months(town) == {"01": 900.0, "02": 500.0}
    assert town.rows("""
        SELECT row_number, quantity, quantity_as_delivered, is_current, correction_id FROM core.readings ORDER BY ALL
    """) == [(2, 900.0, 900.0, True, "K1"), (2, 1000.0, 1000.0, False, None), (3, 500.0, 500.0, True, None)]
    assert fate(town) == [("K1", "", 1000.0, 900.0)]


def test_a_withdrawn_reading_does_not_count_and_its_month_is_missing(town: Town) -> None:
    deliver(town, _1=bill(1000) + bill(500, FEBRUARY))
    correct(town, entry(**WITHDRAWN))
    town.compute()
    assert months(town) == {"02": 500.0}
    assert town.rows(
        "SELECT period FROM out.findings WHERE code = 'missing_month' AND details LIKE '%\"G1\"%' LIMIT 1"
    ) == [("2025-01",)]
    assert fate(town) == [("K1", "", 1000.0, None)]


def test_removing_the_entry_restores_everything(town: Town) -> None:
    deliver(town, _1=bill(1000) + bill(500, FEBRUARY), _2=bill(700, point="G2"))
    before = store(town)
    february = 'office = "office", file = "1.csv", row = 3'
    correct(town, entry(), entry("K2", '{ value = 500, unit = "kWh" }', place=february, **WITHDRAWN))
    assert store(town) != before
    assert months(town) == {"01": 1600.0}
    town.workspace.corrections_file.unlink()
    town.ingest()
    assert store(town) == before
    assert fate(town) == []


def test_a_run_with_nothing_new_settles_nothing(town: Town) -> None:
    deliver(town, _1=bill(1000))
    correct(town, entry())
    after = store(town)
    assert town.ingest().series_settled == 0
    assert store(town) == after


def test_the_correction_may_come_before_the_delivery(town: Town) -> None:
    correct(town, entry())
    assert fate(town) == [("K1", "row_missing", None, None)]
    deliver(town, _1=bill(1000))
    assert months(town) == {"01": 900.0}
    assert fate(town) == [("K1", "", 1000.0, 900.0)]


def test_a_later_delivery_that_puts_it_right_wins_and_both_numbers_are_told(town: Town) -> None:
    deliver(town, _1=bill(1000))
    correct(town, entry())
    deliver(town, _2=bill(905))
    assert months(town) == {"01": 905.0}
    assert fate(town) == [("K1", "not_current", 905.0, None)]
    intake = town.ingest()
    [told] = intake.refused_corrections
    assert "„K1”" in told
    assert "905 kWh" in told
    assert "1\u00a0000 kWh" in told
    town.compute()
    assert town.rows("""
        SELECT code, file_name, row_number, site_id, stream, period FROM out.findings WHERE code LIKE 'correction%'
    """) == [("correction_not_current", "1.csv", 2, "hall", "energy.natural_gas", "2025-01")]


@pytest.mark.parametrize("again", [905, 1100])
def test_by_period_a_later_delivery_with_another_number_is_told(town: Town, again: float) -> None:
    deliver(town, _1=bill(1000))
    correct(town, entry(place=BY_PERIOD))
    deliver(town, _2=bill(again))
    assert months(town) == {"01": float(again)}
    assert fate(town) == [("K1", "value_differs", float(again), None)]
    [told] = town.ingest().refused_corrections
    assert f"{again:_} kWh".replace("_", "\u00a0") in told
    assert "2.csv, 2. sor" in told


def test_a_file_of_the_same_name_with_the_same_wrong_number_is_corrected_too(town: Town) -> None:
    deliver(town, _1=bill(1000))
    correct(town, entry())
    deliver(town, _1=bill(1000) + bill(500, FEBRUARY))
    assert months(town) == {"01": 900.0, "02": 500.0}
    assert fate(town) == [("K1", "", 1000.0, 900.0)]


def test_a_file_of_the_same_name_with_the_right_number_is_left_as_it_is(town: Town) -> None:
    deliver(town, _1=bill(1000))
    correct(town, entry())
    deliver(town, _1=bill(905))
    assert months(town) == {"01": 905.0}
    assert fate(town) == [("K1", "value_differs", 905.0, None)]


def test_the_order_of_deliveries_and_corrections_plays_no_part(make_town: Callable[..., Town]) -> None:
    def run(name: str, *steps: str) -> list[object]:
        town = make_town(supply_point("G1", "energy.natural_gas"), name=name)
        for step in steps:
            if step == "correct":
                february = BY_PERIOD.replace("-01-31", "-02-28").replace("-01-01", "-02-01")
                second = entry(
                    "K2", '{ value = 500, unit = "kWh" }', '{ value = 0.4, unit = "MWh" }', february
                )
                correct(town, entry(), second)
            else:
                deliver(town, **{step: {"_1": bill(1000), "_2": bill(500, FEBRUARY)}[step]})
        return [months(town), fate(town)]

    expected = [{"01": 900.0, "02": 400.0}, [("K1", "", 1000.0, 900.0), ("K2", "", 500.0, 400.0)]]
    assert run("a", "correct", "_1", "_2") == expected
    assert run("b", "_2", "correct", "_1") == expected
    assert run("c", "_2", "_1", "correct") == expected


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_corrections_of_one_row_follow_each_other_by_what_they_expect(
    town: Town, order: tuple[int, int]
) -> None:
    entries = [
        entry("K1"),
        entry("K2", '{ value = 900, unit = "kWh" }', '{ value = 950, unit = "kWh" }', place=BY_PERIOD),
    ]
    deliver(town, _1=bill(1000))
    correct(town, *(entries[index] for index in order))
    assert months(town) == {"01": 950.0}
    assert town.rows("SELECT quantity, correction_id FROM core.readings WHERE is_current") == [
        (950.0, "K1,K2")
    ]
    assert fate(town) == [("K1", "", 1000.0, 900.0), ("K2", "", 900.0, 950.0)]


def test_two_corrections_that_expect_the_same_number_are_both_refused(town: Town) -> None:
    deliver(town, _1=bill(1000))
    correct(town, entry(), entry("K2", new='{ value = 950, unit = "kWh" }'))
    assert months(town) == {"01": 1000.0}
    assert fate(town) == [("K1", "contradiction", 1000.0, None), ("K2", "contradiction", 1000.0, None)]


def test_a_wrong_expectation_and_a_row_that_is_not_there_are_told(town: Town) -> None:
    deliver(town, _1=bill(1000))
    wrong = entry("K1", '{ value = 1001, unit = "kWh" }')
    nowhere = entry("K2", place='office = "office", file = "1.csv", row = 9')
    correct(town, wrong, nowhere)
    assert months(town) == {"01": 1000.0}
    assert fate(town) == [("K1", "value_differs", 1000.0, None), ("K2", "row_missing", None, None)]


def test_an_entry_that_fits_several_readings_is_refused_unless_one_is_the_expected(
    make_town: Callable[..., Town],
) -> None:
    town = make_town(supply_point("F1", "energy.diesel", cadence='"irregular"'))
    head = "Kártyaszám;Rendszám;Dátum;Termék;Mennyiség;Egység;Kút\n"
    rows = [f"F1;A;2025.{day}.;Diesel;{litres};l;x\n" for day, litres in FILLED]
    town.put("office", "1.csv", head + "".join(rows), "cp1250")
    correct(town, *(
        entry(name, f'{{ value = {expected}, unit = "l" }}', '{ value = 5, unit = "l" }',
              f'supply_point = "F1", stream = "energy.diesel", first_day = {day}, last_day = {day}')
        for name, expected, day in (("K1", 10, "2025-01-04"), ("K2", 30, "2025-02-04"))
    ))  # fmt: skip
    assert [row[:2] for row in fate(town)] == [("K1", "several_readings"), ("K2", "")]
    kwh_per_litre = 0.840 * 43.0 / 3.6
    assert months(town) == {"01": pytest.approx(20 * kwh_per_litre), "02": pytest.approx(15 * kwh_per_litre)}


def test_a_correction_of_an_estimate_can_make_it_measured(town: Town) -> None:
    deliver(town, _1=bill(1000, read="Becs"))
    correct(town, entry())
    assert town.rows("SELECT quantity, estimated_share FROM core.monthly") == [(900.0, 1.0)]
    correct(town, entry(quality='"measured"'))
    assert town.rows("SELECT quantity, estimated_share FROM core.monthly") == [(900.0, 0.0)]


def test_an_actual_bill_after_a_corrected_estimate_counts(town: Town) -> None:
    deliver(town, _1=bill(1000, read="Becs"))
    correct(town, entry())
    deliver(town, _2=bill(940))
    assert months(town) == {"01": 940.0}
    assert fate(town) == [("K1", "not_current", 940.0, None)]


def test_the_heating_value_of_the_row_holds_for_the_new_number(town: Town) -> None:
    deliver(town, _1="G1;1;2025.01.01.;2025.01.31.;100;m3;34,2;Leolvasott;\n")
    correct(town, entry(expected='{ value = 100, unit = "m3" }', new='{ value = 110, unit = "m³" }'))
    assert months(town) == {"01": pytest.approx(110 * 34.2 / 3.6, rel=1e-12)}


def test_a_unit_that_needs_what_the_row_does_not_say_is_refused(town: Town) -> None:
    deliver(town, _1=bill(1000))
    correct(town, entry(new='{ value = 100, unit = "m3" }'))
    assert months(town) == {"01": 1000.0}
    assert fate(town) == [("K1", "unit", 1000.0, None)]


def test_a_month_that_was_entered_as_zero(town: Town) -> None:
    deliver(town, _1=bill(0))
    correct(town, entry(expected='{ value = 0, unit = "kWh" }', new='{ value = 0.8, unit = "MWh" }'))
    assert months(town) == {"01": 800.0}
