"""Figure B: one value per kind, site and year counts, and a change of it is told."""

import io
from collections.abc import Callable

import openpyxl

from tests.conftest import Town, supply_point


def head_count(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in (("Telephely", "Év", "Létszám (FTE)", "Alapterület (m2)"), *rows):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def current(town: Town) -> list[tuple[object, ...]]:
    return town.rows(
        "SELECT kind, site_id, year, value FROM core.reference_values WHERE is_current ORDER BY ALL"
    )


def test_a_later_head_count_replaces_and_is_told(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("V1", "water.mains"))
    town.put("office", "1.xlsx", head_count(("Városháza", 2025, 10, 500)))
    town.ingest()
    town.put("office", "2.xlsx", head_count(("hall", 2025, 12.5, 500)))
    town.ingest()
    town.compute()
    assert current(town) == [("employees", "hall", 2025, 12.5), ("floor_area", "hall", 2025, 500.0)]
    told = town.rows(
        "SELECT file_name, sheet, row_number, site_id, period, message FROM out.findings "
        "WHERE code = 'superseded_reference_value'"
    )
    assert [row[:5] for row in told] == [("1.xlsx", "Sheet", 2, "hall", "2025")]
    assert "2.xlsx" in str(told[0][5])


def test_two_rows_for_one_site_and_year_in_a_file_are_not_guessed(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("V1", "water.mains"))
    rows = [
        ("Városháza", 2025, 10, None),
        ("Városháza", 2025, 11, None),
        ("Holdbázis", 2025, 1, 1),
        ("Városháza", "tavaly", 1, 1),
        ("Városháza", 2024, None, None),
        ("Városháza", 2023, "sok", 1),
    ]
    town.put("office", "1.xlsx", head_count(*rows))
    town.ingest()
    assert current(town) == [("employees", "hall", 2025, 10.0)]
    assert town.rows("SELECT row_number, code FROM raw.rejected_rows ORDER BY 1") == [
        (3, "duplicate_row"),
        (4, "unknown_site"),
        (5, "unreadable_date"),
        (6, "missing_value"),
        (7, "unreadable_number"),
    ]
