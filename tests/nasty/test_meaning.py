"""Rows that are read without a fault and still would say something wrong."""

from collections.abc import Callable

import pytest

from flows.problems import WrongUse
from tests.conftest import Town, supply_point
from tests.nasty.conftest import BILLS, FEBRUARY, JANUARY, KWH, Office, bills, lines

ENERGY = "SELECT r, status, months_covered FROM out.core_indicators WHERE indicator = 'energy.total' AND breakdown = ''"


def year_of(point: str, months: range, quantity: int) -> list[tuple[object, ...]]:
    lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return [
        (point, f"2025-{month:02}-01", f"2025-{month:02}-{lengths[month - 1]}", quantity) for month in months
    ]


def test_one_of_four_meters_missing_is_no_saving(make_town: Callable[..., Town]) -> None:
    """Three meters of four in December: the year is incomplete and has no ratio, and the missing month is told."""
    office = Office(make_town(*(supply_point(f"M{number}", "energy.electricity") for number in range(1, 5))))
    office.declare(BILLS + KWH)
    rows = [
        row
        for number in range(1, 5)
        for row in year_of(f"M{number}", range(1, 13 if number < 4 else 12), 100)
    ]
    office.send(bills(*rows))
    office.town.compute()
    found = office.town.rows(ENERGY + " AND year = 2025 ORDER BY site_id")
    assert found == [(None, "incomplete", 11), (None, "incomplete", 11)]
    assert office.town.rows(
        "SELECT message LIKE '%M4%', period FROM out.findings WHERE code = 'missing_month'"
    ) == [(True, "2025-12")]


def test_a_month_that_is_entered_as_zero_is_doubted_with_its_row(make_town: Callable[..., Town]) -> None:
    """The year stays complete, as the file says it; but the zero is asked about until a person answers."""
    office = Office(make_town(supply_point("E1", "energy.electricity")))
    office.declare(BILLS + KWH)
    rows = [(*row[:3], 100 + number) for number, row in enumerate(year_of("E1", range(1, 13), 0))]
    rows[4] = (*rows[4][:3], 0)
    office.send(bills(*rows))
    said = office.told("check_zero")
    assert "own.csv, 6. sor" in said
    assert "2025-05" in said
    assert office.town.rows("SELECT rule, status, value, row_number FROM out.plausibility") == [
        ("zero", "open", 0.0, 6)
    ]
    assert office.town.rows("SELECT count(*), sum(days_covered) FROM core.monthly") == [(12, 365)]


def test_a_month_that_is_missing_is_never_zero(make_town: Callable[..., Town]) -> None:
    office = Office(make_town(supply_point("E1", "energy.electricity")))
    office.declare(BILLS + KWH)
    rows = year_of("E1", range(1, 13), 100)
    office.send(bills(*rows[:4], (*rows[4][:3], ""), *rows[5:]))
    assert "2025-05" not in office.months()
    assert office.rejected() == [(6, "missing_value", "Used", None)]
    assert "nem vesz nullának" in office.told("missing_value")
    office.town.compute()
    assert office.town.rows(ENERGY + " AND site_id = 'all' AND year = 2025") == [(None, "incomplete", 11)]


PV = """
[dates]
formats = ["%Y-%m-%d"]
[period]
kind = "bill"
start = "From"
end = "To"
[columns]
supply_point = "Meter"
[[values]]
column = "Used"
stream_column = "What"
unit = "kWh"
[values.streams]
"grid" = "energy.electricity"
"made" = "energy.pv_generation"
"fed in" = "energy.pv_feed_in"
"""


def test_own_use_of_solar_power_counts_and_what_is_fed_in_does_not(make_town: Callable[..., Town]) -> None:
    """A month: 500 from the grid, 300 made, 100 fed in: 700 used, 200 of it own sun, 300 generated. Twelve months."""
    streams = {"E1": "energy.electricity", "P1": "energy.pv_generation", "P2": "energy.pv_feed_in"}
    office = Office(make_town(*(supply_point(point, stream) for point, stream in streams.items())))
    office.declare(PV)
    said = {"E1": ("grid", 500), "P1": ("made", 300), "P2": ("fed in", 100)}
    rows = [(*row, word) for point, (word, kwh) in said.items() for row in year_of(point, range(1, 13), kwh)]
    office.send(lines(("Meter", "From", "To", "Used", "What"), *rows))
    assert office.rejected() == []
    office.town.compute()
    found = office.town.rows("""
        SELECT indicator, a_unit, a FROM out.core_indicators
        WHERE site_id = 'all' AND breakdown = '' AND year = 2025 AND starts_with(indicator, 'energy.') ORDER BY 1
    """)
    assert found == [
        ("energy.renewable_consumption", "kWh", 2400.0),
        ("energy.renewable_generation", "kWh", 3600.0),
        ("energy.total", "kWh", 8400.0),
    ]


def test_a_year_whose_factor_is_not_published_yet_has_no_emissions_of_an_older_one(
    make_town: Callable[..., Town],
) -> None:
    """Purchased electricity of 2024 has a factor; that of 2025 has none yet and is told, not reckoned with 2024's."""
    office = Office(make_town(supply_point("E1", "energy.electricity", valid_from="2024-01-01")))
    office.declare(BILLS + KWH)
    earlier = [
        (point, start.replace("2025", "2024"), end.replace("2025", "2024").replace("02-28", "02-29"), kwh)
        for point, start, end, kwh in year_of("E1", range(1, 13), 1000)
    ]
    office.send(bills(*earlier, *year_of("E1", range(1, 13), 1000)))
    office.town.compute()
    found = office.town.rows("""
        SELECT year, a IS NULL, status, reason FROM out.core_indicators
        WHERE indicator = 'emissions.ghg' AND breakdown = '' AND site_id = 'all' ORDER BY year
    """)
    assert [row[:3] for row in found] == [(2024, False, "incomplete"), (2025, True, "incomplete")]
    assert "missing_factor: electricity.location" in str(found[1][3])
    assert "más év tényezőjét a program nem veszi át" in office.told("missing_factor")


GAS = """
[dates]
formats = ["%Y-%m-%d"]
[period]
kind = "bill"
start = "From"
end = "To"
[columns]
supply_point = "Meter"
heating_value = "MJ/m3"
[[values]]
column = "Used"
stream = "energy.natural_gas"
unit_column = "Unit"
"""
GAS_HEAD = ("Meter", "From", "To", "Used", "Unit", "MJ/m3")


def test_a_unit_that_changes_from_cubic_metres_to_kilowatt_hours(make_town: Callable[..., Town]) -> None:
    """100 m3 at 36 MJ/m3 are 3,600 MJ or 1,000 kWh: the same as the bill of the next month says."""
    office = Office(make_town(supply_point("G1", "energy.natural_gas")))
    office.declare(GAS)
    office.send(lines(GAS_HEAD, ("G1", *JANUARY, 100, "m3", 36), ("G1", *FEBRUARY, 1000, "kWh", "")))
    assert office.months() == {"2025-01": 1000.0, "2025-02": 1000.0}


def test_cubic_metres_without_a_heating_value_are_told(make_town: Callable[..., Town]) -> None:
    office = Office(make_town(supply_point("G1", "energy.natural_gas")))
    office.declare(GAS)
    office.send(lines(GAS_HEAD, ("G1", *JANUARY, 100, "m3", "")))
    assert office.quantities() == []
    assert [row[:2] for row in office.rejected()] == [(2, "missing_heating_value")]


def test_gas_on_the_upper_heating_value_is_not_taken_for_the_lower(make_town: Callable[..., Town]) -> None:
    """1,000 kWh on the upper heating value are 900 on the lower one by the ratio of 0.90; the delivered unit stays."""
    office = Office(make_town(supply_point("G1", "energy.natural_gas")))
    office.declare(GAS)
    office.send(lines(GAS_HEAD, ("G1", *JANUARY, 1000, "kWh (Hs)", ""), ("G1", *FEBRUARY, 1000, "kWh", "")))
    assert office.months() == {"2025-01": 900.0, "2025-02": 1000.0}
    assert office.town.rows(
        "SELECT unit_as_delivered, factor_ids FROM core.readings ORDER BY row_number"
    ) == [
        ("kWh (Hs)", "natural_gas.net_per_gross"),
        ("kWh", ""),
    ]


BOTH = BILLS.replace('column = "Used"', 'column = "Used (kWh)"') + KWH
KBTU = '[[values]]\ncolumn = "Used (kBtu)"\nstream = "energy.electricity"\nunit = "kBtu"\n'


@pytest.mark.parametrize("declared", ["only one", "unless"])
def test_the_same_energy_in_two_columns_counts_once(office: Office, declared: str) -> None:
    """The layout says which column is read; `unless` takes the other one where the first is not there."""
    more = KBTU + 'unless = "Used (kWh)"\noptional = true\n' if declared == "unless" else ""
    office.declare(BOTH + more)
    head = ("Meter", "From", "To", "Used (kWh)", "Used (kBtu)")
    office.send(lines(head, ("E1", *JANUARY, 100, 341)))
    assert office.months() == {"2025-01": 100.0}


def test_a_layout_that_reads_both_is_refused(office: Office) -> None:
    office.declare(BOTH + KBTU)
    with pytest.raises(WrongUse, match=r'"Used \(kWh\)" and "Used \(kBtu\)" measure the same'):
        office.send(lines(("Meter", "From", "To", "Used (kWh)", "Used (kBtu)"), ("E1", *JANUARY, 100, 341)))


def test_two_tariffs_of_a_row_add_up_where_the_layout_says_so(office: Office) -> None:
    night = '[[values]]\ncolumn = "Night"\nstream = "energy.electricity"\nunit = "kWh"\n'
    office.declare(BILLS.replace('end = "To"', 'end = "To"\nrows_add_up = true') + KWH + night)
    office.send(lines(("Meter", "From", "To", "Used", "Night"), ("E1", *JANUARY, 100, 30)))
    assert office.months() == {"2025-01": 130.0}
