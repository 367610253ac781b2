"""Columns for times, days, months and years, each on a file made by hand and with the readings that it must give."""

import pytest

from tests.conftest import Town
from tests.unit.flows.loading.declared import DAYS, HEAD, POINT, read, rejected

HALF_HOURS = (
    HEAD
    + DAYS
    + POINT
    + """
[period]
kind = "interval"
column = "Day"
minutes = 30
stamp = "{stamp}"
{more}
[[values]]
column = "[{{time}}]"
stream = "energy.electricity"
unit = "kWh"
"""
)


def half_hours(first_minute: int) -> list[str]:
    return [
        f"[{minute // 60:02}:{minute % 60:02}]" for minute in range(first_minute, first_minute + 1440, 30)
    ]


@pytest.mark.parametrize(
    ("stamp", "headings"),
    [
        ("start", half_hours(0)),
        ("end", half_hours(30)),
        ("end", [*half_hours(30)[:-1], "[00:00]"]),
    ],
)
def test_one_column_for_each_half_hour(town: Town, stamp: str, headings: list[str]) -> None:
    cells = [str(number) for number in range(1, 49)]
    cells[20] = ""
    found = read(
        town,
        HALF_HOURS.format(stamp=stamp, more=""),
        ";".join(["Meter", "Day", "Total", *headings])
        + "\n"
        + ";".join(["E1", "2025-06-03", "1155", *cells]),
    )
    assert len(found) == 47
    assert found[0] == ("E1", "2025-06-03 00:00", 1.0)
    assert found[-1] == ("E1", "2025-06-03 23:30", 48.0)
    assert sum(quantity for _, _, quantity in found) == 48 * 49 / 2 - 21
    assert town.rows("SELECT rows_read, rows_accepted FROM raw.deliveries") == [(1, 1)]
    assert town.rows("SELECT days_covered FROM core.monthly_by_supply_point") == [(0,)]


def test_a_wide_row_with_an_unreadable_cell_is_rejected_whole_and_names_the_cell(town: Town) -> None:
    head = ";".join(["Meter", "Day", *half_hours(0)])
    cells = ["1"] * 47 + ["x"]
    found = read(
        town, HALF_HOURS.format(stamp="start", more=""), head + "\n" + ";".join(["E1", "2025-06-03", *cells])
    )
    assert found == []
    assert rejected(town) == [(2, "unreadable_number", "[23:30]", "x")]


def test_the_hour_that_spring_skips_may_be_filled_with_zeros_in_a_wide_table(town: Town) -> None:
    head = ";".join(["Meter", "Day", *half_hours(0)])
    cells = ["0" if 4 <= index < 6 else "1" for index in range(48)]
    found = read(
        town, HALF_HOURS.format(stamp="start", more=""), head + "\n" + ";".join(["E1", "2025-03-30", *cells])
    )
    assert rejected(town) == []
    assert len(found) == 46
    assert town.rows("SELECT days_covered FROM core.monthly_by_supply_point") == [(1,)]


def test_a_number_in_the_hour_that_spring_skips_is_an_error(town: Town) -> None:
    head = ";".join(["Meter", "Day", *half_hours(0)])
    cells = ["1"] * 48
    assert (
        read(
            town,
            HALF_HOURS.format(stamp="start", more=""),
            head + "\n" + ";".join(["E1", "2025-03-30", *cells]),
        )
        == []
    )
    assert [row[:2] for row in rejected(town)] == [(2, "nonexistent_time")]


def test_the_doubled_hour_of_a_wide_table_must_be_declared(town: Town) -> None:
    head = ";".join(["Meter", "Day", *half_hours(0)])
    cells = ["1"] * 48
    content = head + "\n" + ";".join(["E1", "2025-10-26", *cells])
    assert read(town, HALF_HOURS.format(stamp="start", more=""), content) == []
    assert [row[:2] for row in rejected(town)] == [(2, "ambiguous_time")]


def test_the_columns_of_the_doubled_hour_can_hold_both_passes(town: Town) -> None:
    head = ";".join(["Meter", "Day", *half_hours(0)])
    cells = ["2" if 4 <= index < 6 else "1" for index in range(48)]
    found = read(
        town,
        HALF_HOURS.format(stamp="start", more='doubled_hour = "both"'),
        head + "\n" + ";".join(["E1", "2025-10-26", *cells]),
    )
    assert sum(quantity for _, _, quantity in found) == 50
    assert town.rows("""
        SELECT epoch(max(period_end)) - epoch(min(period_start)), sum(epoch(period_end) - epoch(period_start))
        FROM core.readings
    """) == [(25 * 3600, 25 * 3600)]
    assert town.rows("SELECT days_covered FROM core.monthly_by_supply_point") == [(1,)]


def test_one_column_for_each_month_with_the_year_in_a_column(town: Town) -> None:
    text = (
        HEAD
        + POINT
        + """
[period]
kind = "month"
column = "Year"
[[values]]
column = "{month} ({unit})"
stream = "energy.electricity"
"""
    )
    found = read(
        town,
        text,
        "Meter;Year;január (kWh);február (kWh);Márc. (kWh);Összesen (kWh)\nE1;2025;1;2;3;6\nE2;2024;;5;;5",
    )
    assert found == [
        ("E1", "2025-01-01 00:00", 1.0),
        ("E1", "2025-02-01 00:00", 2.0),
        ("E1", "2025-03-01 00:00", 3.0),
        ("E2", "2024-02-01 00:00", 5.0),
    ]


def test_months_and_years_in_the_headings(town: Town) -> None:
    text = (
        HEAD
        + POINT
        + """
[period]
kind = "month"
[[values]]
column = "{year} {month}"
stream = "energy.electricity"
unit = "MWh"
"""
    )
    found = read(town, text, "Meter;2024. december;2025. január\nE1;1,5;0,25")
    assert found == [("E1", "2024-12-01 00:00", 1500.0), ("E1", "2025-01-01 00:00", 250.0)]


def test_one_column_for_each_day_of_the_month_that_a_label_names(town: Town) -> None:
    text = (
        HEAD
        + POINT
        + """
[period]
kind = "day"
label = "Hónap"
[[values]]
column = "{day}"
stream = "water.mains"
unit = "m3"
"""
    )
    days = [str(number) for number in range(1, 32)]
    cells = ["1"] * 28 + ["", "", ""]
    content = "Hónap:;2025. február\n" + ";".join(["Meter", *days]) + "\n" + ";".join(["W1", *cells])
    found = read(town, text, content)
    assert len(found) == 28
    assert (found[0], found[-1]) == (("W1", "2025-02-01 00:00", 1.0), ("W1", "2025-02-28 00:00", 1.0))


def test_a_day_that_the_month_does_not_have_is_an_error(town: Town) -> None:
    text = HEAD + POINT + '[period]\nkind = "day"\ncolumn = "Month"\n[[values]]\ncolumn = "{day}"\n'
    text += 'stream = "water.mains"\nunit = "m3"\n'
    assert read(town, text, "Meter;Month;28;29\nW1;2025-02;1;1") == []
    assert [row[:2] for row in rejected(town)] == [(2, "unreadable_date")]
