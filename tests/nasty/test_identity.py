"""Who and what a row is about, as files really say it."""

from collections.abc import Callable

import pytest

from tests.conftest import TOWN, Town, supply_point
from tests.nasty.conftest import BILLS, FEBRUARY, JANUARY, KWH, Office, bills, content, lines, workbook

LONG = "1700052624128"


def counted(town: Town) -> list[tuple[object, ...]]:
    """Supply point, whether the register knows it, quantity."""
    return town.rows(
        "SELECT supply_point_id, site_id IS NOT NULL, quantity FROM core.readings ORDER BY row_number"
    )


@pytest.mark.parametrize("cell", ["1.70005E+12", "1,70005E+12", "39N1"])
def test_a_shortened_number_of_a_supply_point_is_kept_and_told_and_taken_for_no_other(
    make_town: Callable[..., Town], cell: str
) -> None:
    """What a spreadsheet cut off cannot be known again: several points begin with the same digits."""
    office = Office(
        make_town(supply_point(LONG, "energy.electricity"), supply_point("039N1", "energy.electricity"))
    )
    office.declare(BILLS + KWH)
    office.send(bills((cell, *JANUARY, 5)))
    assert counted(office.town) == [(cell, False, 5.0)]
    assert cell in office.told("unknown_supply_point")


def test_a_number_that_a_spreadsheet_stores_whole_is_the_supply_point(make_town: Callable[..., Town]) -> None:
    office = Office(make_town(supply_point(LONG, "energy.electricity")))
    office.declare(BILLS + KWH, "workbook")
    office.send(content(workbook(("Meter", "From", "To", "Used"), (float(LONG), *JANUARY, 5))), "own.xlsx")
    assert counted(office.town) == [(LONG, True, 5.0)]


FUELS = """
[dates]
formats = ["%Y-%m-%d"]
[period]
kind = "day"
column = "Day"
rows_add_up = true
[columns]
supply_point = "Card"
[[values]]
column = "Used"
stream_column = "Fuel"
unit = "l"
[values.streams]
"Diesel" = "energy.diesel"
"Petrol" = "energy.petrol"
"""


def test_diesel_is_not_diesel_2(office: Office) -> None:
    """Whole names are compared: the second fuel is told, not taken for the first."""
    office.declare(FUELS)
    rows = (
        ("C1", "2025-01-05", 40, "Diesel"),
        ("C1", "2025-01-06", 50, "Diesel #2"),
        ("C1", "2025-01-07", 1, "DIESEL"),
    )
    office.send(lines(("Card", "Day", "Used", "Fuel"), *rows))
    assert office.town.rows(
        "SELECT row_number, stream, quantity_as_delivered FROM core.readings ORDER BY 1"
    ) == [
        (2, "energy.diesel", 40.0),
        (4, "energy.diesel", 1.0),
    ]
    assert office.rejected() == [(3, "unknown_stream", "Fuel", "Diesel #2")]
    assert "Diesel #2" in office.told("unknown_stream")


def test_several_meters_in_one_file(office: Office) -> None:
    office.declare(BILLS + KWH)
    office.send(bills(("E1", *JANUARY, 5), ("E2", *JANUARY, 7), ("E1", *FEBRUARY, 11)))
    assert counted(office.town) == [("E1", True, 5.0), ("E2", True, 7.0), ("E1", True, 11.0)]
    assert office.months() == {"2025-01": 12.0, "2025-02": 11.0}


def test_an_unknown_meter_is_kept_and_told_and_in_no_sum(office: Office) -> None:
    office.declare(BILLS + KWH)
    office.send(bills(("E1", *JANUARY, 5), ("X9", *JANUARY, 700)))
    assert counted(office.town) == [("E1", True, 5.0), ("X9", False, 700.0)]
    assert office.months() == {"2025-01": 5.0}
    assert "X9" in office.told("unknown_supply_point")


STAFF = """
[columns]
site = "Site"
year = "Year"
[[values]]
column = "Staff"
reference = "employees"
"""


@pytest.mark.parametrize("spelled", ["Városháza", "VÁROSHÁZA", "hall"])
def test_a_site_by_its_name_in_any_case_or_its_id(office: Office, spelled: str) -> None:
    office.declare(STAFF)
    office.send(lines(("Site", "Year", "Staff"), (spelled, 2025, 12)))
    assert office.town.rows("SELECT site_id, year, value FROM core.reference_values") == [
        ("hall", 2025, 12.0)
    ]


@pytest.mark.parametrize("spelled", ["Varoshaza", "Városháza épülete", "Városháza."])
def test_a_site_spelled_otherwise_is_told_and_not_guessed(office: Office, spelled: str) -> None:
    office.declare(STAFF)
    office.send(lines(("Site", "Year", "Staff"), (spelled, 2025, 12)))
    assert office.town.rows("SELECT site_id FROM core.reference_values") == []
    assert office.rejected() == [(2, "unknown_site", "Site", spelled)]
    assert f"„{spelled}”" in office.told("unknown_site")


def test_two_sites_of_one_name_are_refused_with_the_register(make_town: Callable[..., Town]) -> None:
    twice = TOWN + '\n[[sites]]\nid = "hall"\nname = "Más"\n'
    with pytest.raises(Exception, match="hall"):
        _ = make_town(register=twice).city
