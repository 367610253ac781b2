"""Waste notes, as carriers and offices really write them."""

from datetime import datetime

import pytest

from tests.nasty.conftest import Office, content, lines, workbook

NOTES = """
[dates]
formats = ["%Y-%m-%d"]
[numbers]
decimal = ","
[period]
kind = "day"
column = "Day"
rows_add_up = true
[columns]
supply_point = "Site"
waste_code = "Code"
carrier = "Carrier"
[[values]]
column = "Amount"
stream = "waste"
"""
HEAD = ("Site", "Day", "Code", "Amount", "Carrier")
KG = 'unit = "kg"\n'
DAY = "2025-03-05"


def note(office: Office, *rows: tuple[object, ...], more: str = KG) -> None:
    office.declare(NOTES + more)
    office.send(lines(HEAD, *rows))


def streams(office: Office) -> list[tuple[object, ...]]:
    return office.town.rows("SELECT stream, quantity, unit, quality FROM core.readings ORDER BY row_number")


@pytest.mark.parametrize("cell", [datetime(2021, 1, 20), datetime(2020, 1, 21), datetime(2001, 1, 20)])
def test_a_code_that_excel_turned_into_a_date(office: Office, cell: datetime) -> None:
    """20 01 21 becomes a day, and which digits were which is no longer sure."""
    office.declare(NOTES + KG, "workbook")
    office.send(content(workbook(HEAD, ("H1", datetime(2025, 3, 5), cell, 5, "K"))), "own.xlsx")
    assert office.rejected() == [(2, "waste_code_is_a_date", "Code", f"{cell:%Y-%m-%d}")]
    assert "dátummá alakította a hulladékkódot" in office.told("waste_code_is_a_date")
    assert streams(office) == []


@pytest.mark.parametrize("cell", ["2021.01.20.", "2021. 01. 20.", "2021-01-20"])
def test_a_code_that_became_a_date_as_text(office: Office, cell: str) -> None:
    note(office, ("H1", DAY, cell, 5, "K"))
    assert office.rejected() == [(2, "waste_code_is_a_date", "Code", cell)]


@pytest.mark.parametrize("cell", ["20 01 21*", "20 01 21", "200121", "20.01.21*"])
def test_a_lost_asterisk_is_given_back_by_the_list(office: Office, cell: str) -> None:
    note(office, ("H1", DAY, cell, 5, "K"))
    assert streams(office) == [("waste.200121", 5.0, "kg", "invoiced")]


def test_an_asterisk_that_contradicts_the_list_is_told(office: Office) -> None:
    note(office, ("H1", DAY, "20 01 01*", 5, "K"))
    assert office.rejected() == [(2, "hazard_mark_contradicts_list", "Code", "20 01 01*")]
    assert "20 01 01" in office.told("hazard_mark_contradicts_list")


@pytest.mark.parametrize(
    ("cell", "unit"), [("43 bags", "bags"), ("3 x 1100 l", "x 1100 l"), ("3 × 1100 l", "× 1100 l")]
)
def test_containers_without_a_declared_weight_are_no_weight(office: Office, cell: str, unit: str) -> None:
    note(office, ("H1", DAY, "20 03 01", cell, "K"), more="unit_in_cell = true\n")
    assert office.rejected() == [(2, "unknown_unit", "Amount", unit)]
    assert f"„{unit}”" in office.told("unknown_unit")
    assert streams(office) == []


@pytest.mark.parametrize("cell", ["43 bags", "3 x 1100 l"])
def test_containers_where_a_weight_is_awaited_are_told(office: Office, cell: str) -> None:
    note(office, ("H1", DAY, "20 03 01", cell, "K"))
    assert office.rejected() == [(2, "unreadable_number", "Amount", cell)]


@pytest.mark.parametrize(
    ("cell", "kilograms"),
    [("43 bags", 43 * 5.5), ("3 x 1100 l", 3 * 110.0), ("3 × 1100 l", 330.0), ("12 kg", 12.0)],
)
def test_a_layout_may_declare_what_a_container_weighs(office: Office, cell: str, kilograms: float) -> None:
    """What is reckoned so is calculated, not measured."""
    weights = 'unit_in_cell = true\ncontainers = { bags = 5.5, "1100 l" = 110.0 }\n'
    note(office, ("H1", DAY, "20 03 01", cell, "K"), more=weights)
    quality = "invoiced" if cell.endswith("kg") else "calculated"
    assert streams(office) == [("waste.200301", kilograms, "kg", quality)]


@pytest.mark.parametrize("cell", ["2025.03.05-12.", "2025-03-05 - 2025-03-12", "március eleje", "tegnap"])
def test_a_day_as_a_range_or_in_words(office: Office, cell: str) -> None:
    note(office, ("H1", cell, "20 03 01", 5, "K"))
    assert office.rejected() == [(2, "unreadable_date", "Day", cell)]
    assert f"„{cell}”" in office.told("unreadable_date")


def test_no_carrier_named(office: Office) -> None:
    """The quantity counts, the gap in the record is told."""
    note(
        office,
        ("H1", DAY, "20 03 01", 5, "K"),
        ("H1", DAY, "20 03 01", 6, ""),
        ("H1", DAY, "20 03 01", 7, ""),
    )
    assert [row[1] for row in streams(office)] == [5.0, 6.0, 7.0]
    assert office.findings() == [("missing_carrier", 3)]
    assert "ki vitte el a hulladékot (ilyen sorok száma: 2)" in office.told("missing_carrier")
