"""The rules of the core indicators, each with its article and numbers worked by hand.

Articles are those of Regulation (EC) No 1221/2009, Annex IV, as replaced by Regulation (EU) 2018/2026.
"""

from datetime import date

import pandas as pd
import pytest

from indicators.registry import INDICATORS
from tests.spec.city_years import computed, employees, months, point, row


def test_total_energy_is_the_sum_of_all_carriers_with_own_solar_energy() -> None:
    """Annex IV C.2, energy: total direct energy consumption, carriers reported separately.

    Monthly kWh: electricity 1000, gas 2000, heat 500, diesel 100, petrol 50, solar 300 made and 120 fed in.
    A = 12 x (1000 + 2000 + 500 + 100 + 50 + 300 - 120) = 12 x 3830 = 45 960 kWh; B = 40; R = 1149 kWh/FTE.
    """
    carriers = {
        "energy.electricity": 1000,
        "energy.natural_gas": 2000,
        "energy.district_heat": 500,
        "energy.diesel": 100,
        "energy.petrol": 50,
        "energy.pv_generation": 300,
        "energy.pv_feed_in": 120,
    }
    points = [point(stream, "hall", stream) for stream in carriers]
    monthly = [entry for stream, kwh in carriers.items() for entry in months("hall", stream, kwh)]
    table = computed(points, monthly, employees(("hall", 2025, 40)))
    total = row(table, "energy.total")
    assert (total["a"], total["b"], total["r"]) == (45_960, 40, 1149)
    assert (total["a_unit"], total["b_unit"], total["r_unit"]) == ("kWh", "FTE", "kWh/FTE")
    assert (total["status"], total["reason"], total["months_covered"]) == ("complete", "", 12)
    assert row(table, "energy.total", "energy.natural_gas")["a"] == 24_000
    assert row(table, "energy.total", "energy.pv_own_use")["a"] == 12 * 180
    assert set(table.loc[table["indicator"] == "energy.total", "breakdown"]) == {
        "",
        "energy.electricity",
        "energy.natural_gas",
        "energy.district_heat",
        "energy.diesel",
        "energy.petrol",
        "energy.pv_own_use",
    }


def test_renewable_consumption_is_generation_less_feed_in() -> None:
    """Annex IV C.2, energy: total renewable energy consumption, an amount of energy and not a share.

    300 kWh made and 120 kWh fed in each month: A = 12 x 180 = 2160 kWh; B = 40; R = 54 kWh/FTE.
    """
    points = [point("pv", "hall", "energy.pv_generation"), point("out", "hall", "energy.pv_feed_in")]
    monthly = months("hall", "energy.pv_generation", 300) + months("hall", "energy.pv_feed_in", 120)
    table = computed(points, monthly, employees(("hall", 2025, 40)))
    for breakdown in ("", "energy.pv_own_use"):
        found = row(table, "energy.renewable_consumption", breakdown)
        assert (found["a"], found["r"]) == (2160, 54)


def test_renewable_generation_counts_what_is_fed_in() -> None:
    """Annex IV C.2, energy: total renewable energy generation. A = 12 x 300 = 3600 kWh; R = 90 kWh/FTE."""
    points = [point("pv", "hall", "energy.pv_generation"), point("out", "hall", "energy.pv_feed_in")]
    monthly = months("hall", "energy.pv_generation", 300) + months("hall", "energy.pv_feed_in", 120)
    table = computed(points, monthly, employees(("hall", 2025, 40)))
    for breakdown in ("", "energy.pv_generation"):
        found = row(table, "energy.renewable_generation", breakdown)
        assert (found["a"], found["r"]) == (3600, 90)


def test_water_use() -> None:
    """Annex IV C.2, water: total annual water use. 21 m3 a month: A = 252 m3; B = 40; R = 6.3 m3/FTE."""
    table = computed(
        [point("w", "hall", "water.mains")],
        months("hall", "water.mains", 21),
        employees(("hall", 2025, 40)),
    )
    for breakdown in ("", "water.mains"):
        found = row(table, "water.total", breakdown)
        assert (found["a"], found["a_unit"], found["r_unit"]) == (252, "m3", "m3/FTE")
        assert found["r"] == pytest.approx(6.3)


def test_waste_is_broken_down_by_type() -> None:
    """Annex IV C.2, waste: total annual generation of waste, broken down by type.

    Paper 100 kg in March and 60 kg in June, tubes 4 kg in June: A = 164 kg; B = 40; R = 4.1 kg/FTE.
    """
    waste = point("bin", "hall", "waste", cadence="irregular")
    monthly = [
        *months("hall", "waste.200101", 100, numbers=[3]),
        *months("hall", "waste.200101", 60, numbers=[6]),
        *months("hall", "waste.200121", 4, numbers=[6]),
    ]
    table = computed([waste], monthly, employees(("hall", 2025, 40)))
    total = row(table, "waste.total")
    assert (total["a"], total["status"]) == (164, "complete")
    assert total["r"] == pytest.approx(4.1)
    assert row(table, "waste.total", "waste.200101")["a"] == 160
    assert row(table, "waste.total", "waste.200121")["a"] == 4


def test_hazardous_waste_follows_the_list_of_waste() -> None:
    """Annex IV C.2, waste: hazardous waste; Decision 2000/532/EC: 20 01 21* is hazardous, 20 01 01 is not.

    Paper 100 kg, tubes 4 kg: A = 4 kg; B = 40; R = 0.1 kg/FTE.
    """
    waste = point("bin", "hall", "waste", cadence="irregular")
    monthly = months("hall", "waste.200101", 100, numbers=[3]) + months(
        "hall", "waste.200121", 4, numbers=[6]
    )
    table = computed([waste], monthly, employees(("hall", 2025, 40)))
    hazardous = row(table, "waste.hazardous")
    assert (hazardous["a"], hazardous["r"]) == (4, 0.1)
    assert set(table.loc[table["indicator"] == "waste.hazardous", "breakdown"]) == {"", "waste.200121"}


def test_no_hazardous_waste_in_a_complete_year_is_a_zero() -> None:
    """Annex IV C.2, waste: zero is a value and not a gap. 12 months covered without a note: A = 0, R = 0."""
    waste = point("bin", "hall", "waste", cadence="irregular")
    table = computed([waste], months("hall", "waste.200101", 5, numbers=[1]), employees(("hall", 2025, 40)))
    hazardous = row(table, "waste.hazardous")
    assert (hazardous["a"], hazardous["r"], hazardous["status"]) == (0, 0, "complete")
    assert hazardous["estimated_share"] == 0


def test_waste_that_occurred_once_stays_in_the_breakdown_of_every_year() -> None:
    """Annex IV C.1(c): year-on-year comparison. Tubes only in 2024: the row of 2025 is A = 0, not absent."""
    waste = point("bin", "hall", "waste", first=date(2024, 1, 1), cadence="irregular")
    monthly = [
        *months("hall", "waste.200121", 4, year=2024, numbers=[6]),
        *months("hall", "waste.200101", 9, numbers=[6]),
    ]
    table = computed([waste], monthly, employees(("hall", 2024, 40), ("hall", 2025, 40)))
    assert row(table, "waste.total", "waste.200121", year=2024)["a"] == 4
    assert row(table, "waste.total", "waste.200121", year=2025)["a"] == 0


def test_a_missing_month_makes_the_year_incomplete_and_not_small() -> None:
    """Annex IV C.1: actual data. Eleven months of 100 kWh: A = 1100 kWh so far, no R, May is missing."""
    monthly = months("hall", "energy.electricity", 100, numbers=[1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12])
    table = computed(
        [point("e", "hall", "energy.electricity")],
        monthly,
        employees(("hall", 2025, 40)),
        missing=[("e", date(2025, 5, 1))],
    )
    found = row(table, "energy.total")
    assert (found["a"], found["status"], found["months_covered"]) == (1100, "incomplete", 11)
    assert pd.isna(found["r"])
    assert found["reason"] == "missing_month: 2025-05"


def test_one_missing_meter_of_two_is_no_saving() -> None:
    """Annex IV C.1(b): unambiguous. Two meters of 100 kWh, one silent in May: the month does not count."""
    points = [point("e1", "hall", "energy.electricity"), point("e2", "hall", "energy.electricity")]
    monthly = months("hall", "energy.electricity", 200, numbers=range(1, 13))
    table = computed(points, monthly, employees(("hall", 2025, 40)), missing=[("e2", date(2025, 5, 1))])
    assert row(table, "energy.total")["months_covered"] == 11
    assert row(table, "energy.total", "energy.electricity")["status"] == "incomplete"


def test_a_running_year_is_incomplete_without_anything_missing() -> None:
    """Annex IV C.2: A is annual. Ten months due and covered: 10 of 12, no R, two months not due yet."""
    table = computed(
        [point("e", "hall", "energy.electricity")],
        months("hall", "energy.electricity", 100, numbers=range(1, 11)),
        employees(("hall", 2025, 40)),
        as_of=date(2025, 10, 1),
    )
    found = row(table, "energy.total")
    assert (found["a"], found["months_covered"], found["status"]) == (1000, 10, "incomplete")
    assert found["reason"] == "not_yet_due: 2025-11, 2025-12"


def test_months_before_a_supply_point_begins_have_nothing_to_cover() -> None:
    """Annex IV C.1: a building taken over on 1 July 2025, 100 kWh a month: A = 600, complete, R = 15."""
    table = computed(
        [point("e", "hall", "energy.electricity", first=date(2025, 7, 1))],
        months("hall", "energy.electricity", 100, numbers=range(7, 13)),
        employees(("hall", 2025, 40)),
    )
    found = row(table, "energy.total")
    assert (found["a"], found["r"], found["months_covered"]) == (600, 15, 12)


@pytest.mark.parametrize("b", [employees(), employees(("hall", 2025, 0))])
def test_no_ratio_without_figure_b(b) -> None:
    """Annex IV C.2(d): R = A/B needs B. Missing or 0: R is empty and the row incomplete, A stays 1200 kWh."""
    table = computed(
        [point("e", "hall", "energy.electricity")],
        months("hall", "energy.electricity", 100),
        b,
    )
    found = row(table, "energy.total")
    assert (found["a"], found["status"], found["months_covered"]) == (1200, "incomplete", 12)
    assert pd.isna(found["r"])
    assert found["reason"] == "missing_reference_value: employees"


def test_the_organisation_is_the_sum_of_its_sites() -> None:
    """Annex IV D: one statement, each site apart. (1200 + 600) kWh / (40 + 20) FTE: R = 30."""
    points = [point("e1", "hall", "energy.electricity"), point("e2", "depot", "energy.electricity")]
    monthly = months("hall", "energy.electricity", 100) + months("depot", "energy.electricity", 50)
    b = employees(("hall", 2025, 40), ("depot", 2025, 20))
    table = computed(points, monthly, b, sites=("hall", "depot"))
    found = row(table, "energy.total", site="all")
    assert (found["a"], found["b"], found["r"]) == (1800, 60, 30)
    assert row(table, "energy.total", site="depot")["r"] == 30


def test_figure_b_of_the_organisation_needs_every_site() -> None:
    """Annex IV C.2(d): a part of the staff does not represent the whole. One site missing: B is empty."""
    points = [point("e1", "hall", "energy.electricity")]
    table = computed(
        points,
        months("hall", "energy.electricity", 100),
        employees(("hall", 2025, 40)),
        sites=("hall", "museum"),
    )
    assert row(table, "energy.total")["status"] == "complete"
    whole = row(table, "energy.total", site="all")
    assert (whole["a"], whole["status"]) == (1200, "incomplete")
    assert pd.isna(whole["b"])


def test_a_month_counts_for_the_organisation_when_it_counts_at_every_site() -> None:
    """Annex IV D. Hall misses May, depot misses May and June: the organisation has 12 - 2 = 10 months."""
    points = [point("e1", "hall", "energy.electricity"), point("e2", "depot", "energy.electricity")]
    monthly = months("hall", "energy.electricity", 1) + months("depot", "energy.electricity", 1)
    missing = [("e1", date(2025, 5, 1)), ("e2", date(2025, 5, 1)), ("e2", date(2025, 6, 1))]
    b = employees(("hall", 2025, 1), ("depot", 2025, 1))
    table = computed(points, monthly, b, sites=("hall", "depot"), missing=missing)
    assert row(table, "energy.total", site="hall")["months_covered"] == 11
    assert row(table, "energy.total", site="depot")["months_covered"] == 10
    assert row(table, "energy.total", site="all")["months_covered"] == 10


def test_an_open_waste_month_anywhere_leaves_every_waste_of_the_organisation_open() -> None:
    """Annex IV C.1: what the open note holds is not known, so it may be any waste, even a new one."""
    points = [
        point("b1", "hall", "waste", cadence="irregular"),
        point("b2", "depot", "waste", cadence="irregular"),
    ]
    monthly = months("hall", "waste.200121", 4, numbers=[6]) + months("depot", "waste.200101", 9, numbers=[6])
    b = employees(("hall", 2025, 1), ("depot", 2025, 1))
    missing = [("b2", date(2025, 6, 1))]
    table = computed(points, monthly, b, sites=("hall", "depot"), missing=missing)
    assert row(table, "waste.total", "waste.200121", site="hall")["months_covered"] == 12
    assert row(table, "waste.total", "waste.200121", site="all")["months_covered"] == 11
    assert row(table, "waste.hazardous", site="depot")["months_covered"] == 11


def test_the_estimated_part_of_a_is_told() -> None:
    """Annex IV C.1: actual data, estimates visible. 300 of 1200 kWh estimated: share 0.25."""
    monthly = [
        *months("hall", "energy.electricity", 100, numbers=range(1, 10)),
        *months("hall", "energy.electricity", 100, numbers=range(10, 13), estimated_share=1.0),
    ]
    table = computed([point("e", "hall", "energy.electricity")], monthly, employees(("hall", 2025, 40)))
    assert row(table, "energy.total")["estimated_share"] == 0.25


def test_nothing_known_is_empty_and_not_zero() -> None:
    """Annex IV C.1: actual data. The gas meter never reported in 2025: its A is empty."""
    points = [point("e", "hall", "energy.electricity"), point("g", "hall", "energy.natural_gas")]
    missing = [("g", date(2025, number, 1)) for number in range(1, 13)]
    table = computed(
        points, months("hall", "energy.electricity", 100), employees(("hall", 2025, 40)), missing=missing
    )
    gas = row(table, "energy.total", "energy.natural_gas")
    assert pd.isna(gas["a"])
    assert pd.isna(gas["estimated_share"])
    assert gas["months_covered"] == 0
    assert row(table, "energy.total")["a"] == 1200


def test_every_indicator_of_the_annex_is_declared_with_its_article() -> None:
    """Annex IV C.2: thirteen indicators in six areas, air emission as its three substances."""
    assert len(INDICATORS) == 15
    assert all(entry.article.startswith("Annex IV C.2, ") for entry in INDICATORS.values())
    assert all(entry.computed for entry in INDICATORS.values())
