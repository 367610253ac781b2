"""What a declaration says about sections, sums, several tables and hidden sheets, each on a file made by hand."""

from pathlib import Path

from openpyxl import Workbook

from tests.conftest import Town
from tests.unit.flows.loading.declared import (
    BILL_HEAD,
    BILLS,
    DAYS,
    FEBRUARY,
    HEAD,
    JANUARY,
    declare,
    read,
    rejected,
)

SECTIONS = (
    HEAD
    + """
[constants]
heating_value = 36.0
[period]
kind = "year"
[columns]
supply_point = "Name"
[[table.sections]]
heading = "* gázfelhasználás, {unit}"
stream = "energy.natural_gas"
[[table.sections]]
heading = "* villamosenergia-felhasználás, {unit}"
stream = "energy.electricity"
[[table.leave_out]]
column = "Level"
words = ["régió", "ország*"]
because = "sums of the rows above"
[[values]]
column = "{year}"
"""
)


def test_sections_change_stream_and_unit_and_sums_are_left_out(town: Town) -> None:
    content = (
        "Fogyasztás;;;\nName;Level;2023;2024\nÉves gázfelhasználás, m3;;;\nG1;vármegye;10;20,5\nDunántúl;régió;10;20\n"
        "Éves villamosenergia-felhasználás,  kWh;;;\nE1;vármegye;1;2\nOrszág;ország összesen;1;2\n"
    )
    assert read(town, SECTIONS, content) == [
        ("E1", "2023-01-01 00:00", 1.0),
        ("E1", "2024-01-01 00:00", 2.0),
        ("G1", "2023-01-01 00:00", 100.0),
        ("G1", "2024-01-01 00:00", 205.0),
    ]
    assert town.rows("SELECT rows_read, rows_accepted, rows_rejected, rows_left_out FROM raw.deliveries") == [
        (2, 2, 0, 4)
    ]


def test_a_row_above_every_section_is_no_stream_of_its_own(town: Town) -> None:
    read(
        town,
        SECTIONS,
        "Name;Level;2023\nE1;vármegye;1\nÉves villamosenergia-felhasználás, kWh;;\nE2;vármegye;2\n",
    )
    assert [row[:2] for row in rejected(town)] == [(2, "unknown_stream")]


def test_a_unit_does_not_reach_into_the_next_section(town: Town) -> None:
    text = SECTIONS.replace("* villamosenergia-felhasználás, {unit}", "Áram")
    read(town, text, "Name;Level;2023\nÉves gázfelhasználás, MWh;;\nG1;vármegye;1\nÁram;;\nE2;vármegye;2\n")
    assert [row[:2] for row in rejected(town)] == [(5, "unknown_unit")]


def test_a_section_names_the_supply_point(town: Town) -> None:
    text = (
        HEAD
        + DAYS
        + """
[period]
kind = "bill"
start = "From"
end = "To"
[[table.sections]]
heading = "Meter: {supply_point} (*)"
[[values]]
column = "Used"
stream = "energy.electricity"
unit = "kWh"
"""
    )
    content = (
        "From;To;Used\nMeter: E1 (hall);;\n2025-01-01;2025-01-31;1\n2025-02-01;2025-02-28;2\n"
        "Meter: E2 (school);;\n2025-01-01;2025-01-31;3\n"
    )
    assert read(town, text, content) == [
        ("E1", "2025-01-01 00:00", 1.0),
        ("E1", "2025-02-01 00:00", 2.0),
        ("E2", "2025-01-01 00:00", 3.0),
    ]


def test_an_empty_row_can_end_the_table_and_what_stands_below_is_told(town: Town) -> None:
    text = BILLS.replace("[period]", '[table]\nend = "empty_row"\n[period]', 1) + 'unit = "kWh"\n'
    assert read(
        town, text, BILL_HEAD + f"E1;{JANUARY};1\n;;;\nMegjegyzés: becslés nélkül;;;\nE2;{JANUARY};5\n"
    ) == [("E1", "2025-01-01 00:00", 1.0)]
    assert town.rows("SELECT code, row_number, details FROM raw.delivery_findings") == [
        ("rows_below_table", 4, '{"rows": "2"}')
    ]


def test_several_tables_stand_in_one_sheet(town: Town) -> None:
    text = BILLS.replace(
        "[period]", '[table]\nend = "empty_row"\nseveral = true\n[preamble]\nunit = "Egység"\n[period]', 1
    )
    content = (
        f"Egység;kWh\n{BILL_HEAD}E1;{JANUARY};1\n\nEgység;MWh\n{BILL_HEAD}E2;{JANUARY};1\nE2;{FEBRUARY};2\n"
    )
    assert read(town, text, content) == [
        ("E1", "2025-01-01 00:00", 1.0),
        ("E2", "2025-01-01 00:00", 1000.0),
        ("E2", "2025-02-01 00:00", 2000.0),
    ]
    assert town.rows("SELECT sheet, row_number FROM core.readings ORDER BY row_number") == [
        ("", 3),
        ("", 7),
        ("", 8),
    ]


def test_a_hidden_sheet_is_read_only_where_the_format_says_so(town: Town, tmp_path: Path) -> None:
    book = Workbook()
    for name, state in (("Seen", "visible"), ("Unseen", "hidden")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet.append(["Meter", "From", "To", "Used"])
        sheet.append(["E1" if name == "Seen" else "E2", "2025-01-01", "2025-01-31", 1])
    book.remove(book.worksheets[0])
    book.save(tmp_path / "own.xlsx")
    text = BILLS.replace('kind = "csv"', 'kind = "workbook"') + 'unit = "kWh"\n'
    declare(town, text)
    town.put("office", "own.xlsx", (tmp_path / "own.xlsx").read_bytes())
    town.ingest()
    assert town.rows("SELECT supply_point_id FROM core.readings") == [("E1",)]
    assert town.rows("SELECT code, sheet FROM raw.delivery_findings") == [("hidden_sheet", "Unseen")]
