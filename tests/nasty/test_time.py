"""Time, as offices and utilities really write it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.nasty.conftest import (
    BILLS,
    FEBRUARY,
    JANUARY,
    KWH,
    MARCH,
    Office,
    bills,
    content,
    lines,
    stamped,
    workbook,
)

BUDAPEST = ZoneInfo("Europe/Budapest")


def day_of_quarter_hours(day: date, *, offset: bool = False) -> list[tuple[str, int]]:
    """Every quarter hour of a local day in its order, made by counting in UTC."""
    start = datetime(day.year, day.month, day.day, tzinfo=BUDAPEST).astimezone(UTC)
    following = day + timedelta(days=1)
    end = datetime(following.year, following.month, following.day, tzinfo=BUDAPEST).astimezone(UTC)
    rows = []
    while start < end:
        local = start.astimezone(BUDAPEST)
        rows.append((local.strftime("%Y-%m-%d %H:%M%z" if offset else "%Y-%m-%d %H:%M"), 1))
        start += timedelta(minutes=15)
    return rows


@pytest.mark.parametrize("offset", [False, True], ids=["without offset", "with offset"])
@pytest.mark.parametrize(("day", "values"), [("2025-03-30", 92), ("2025-10-26", 100), ("2025-06-01", 96)])
def test_quarter_hour_days_of_92_and_100_values(office: Office, day: str, values: int, offset: bool) -> None:
    rows = day_of_quarter_hours(date.fromisoformat(day), offset=offset)
    assert len(rows) == values
    office.declare(stamped("start", 15, ["%Y-%m-%d %H:%M%z" if offset else "%Y-%m-%d %H:%M"]))
    office.send(lines(("When", "Used"), *rows))
    assert office.rejected() == []
    assert office.town.rows("""
        SELECT count(DISTINCT period_start), sum(quantity), epoch(max(period_end)) - epoch(min(period_start))
        FROM core.readings WHERE is_current
    """) == [(values, values, values * 900)]
    assert office.town.rows("SELECT days_covered FROM core.monthly_by_supply_point") == [(1,)]


def test_one_stamp_of_the_doubled_hour_alone_is_rejected_with_its_row(office: Office) -> None:
    office.declare(stamped("start", 60))
    office.send(
        lines(("When", "Used"), ("2025-10-26 01:00", 1), ("2025-10-26 02:00", 1), ("2025-10-26 03:00", 1))
    )
    assert office.rejected() == [(3, "ambiguous_time", "When", "2025-10-26 02:00")]
    assert "3. sor" in office.told("ambiguous_time")
    assert office.quantities() == [1.0, 1.0]


def test_a_row_at_the_non_existent_half_past_two(office: Office) -> None:
    office.declare(stamped("start", 30))
    office.send(
        lines(("When", "Used"), ("2025-03-30 01:30", 1), ("2025-03-30 02:30", 5), ("2025-03-30 03:00", 1))
    )
    assert office.rejected() == [(3, "nonexistent_time", "When", "2025-03-30 02:30")]
    assert "ilyen időpont nem volt: „2025-03-30 02:30”" in office.told("nonexistent_time")
    assert office.quantities() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("stamp", "stamps"),
    [
        ("start", ["2025-06-01 00:00", "2025-06-01 12:00"]),
        ("end", ["2025-06-01 12:00", "2025-06-01 24:00"]),
        ("end", ["2025-06-01 12:00", "2025-06-02 00:00"]),
    ],
    ids=["start-stamped", "24:00", "00:00 of the next day"],
)
def test_end_stamped_and_start_stamped_intervals(office: Office, stamp: str, stamps: list[str]) -> None:
    office.declare(stamped(stamp, 720))
    office.send(lines(("When", "Used"), *((when, 2) for when in stamps)))
    assert [row[1:] for row in office.readings()] == [
        ("2025-06-01 00:00", "2025-06-01 12:00", 2.0),
        ("2025-06-01 12:00", "2025-06-02 00:00", 2.0),
    ]
    assert office.findings() == []


@pytest.mark.parametrize(("declared", "first"), [("start", 15), ("end", 0)])
def test_a_source_that_changes_its_stamps_is_told(office: Office, declared: str, first: int) -> None:
    begin = datetime(2025, 6, 1) + timedelta(minutes=first)
    rows = [((begin + timedelta(minutes=15 * index)).strftime("%Y-%m-%d %H:%M"), 1) for index in range(96)]
    office.declare(stamped(declared, 15))
    office.send(lines(("When", "Used"), *rows))
    assert office.findings() == [("shifted_stamps", 2)]
    assert "egyetlen mérési közzel eltolva éjféltől" in office.told("shifted_stamps")


def test_stamps_that_agree_with_the_layout_are_not_told(office: Office) -> None:
    rows = [
        ((datetime(2025, 6, 1) + timedelta(minutes=15 * index)).strftime("%Y-%m-%d %H:%M"), 1)
        for index in range(96)
    ]
    office.declare(stamped("start", 15))
    office.send(lines(("When", "Used"), *rows))
    assert office.findings() == []


DAYS = """
[dates]
formats = {formats}
[period]
kind = "{kind}"
column = "When"
[constants]
supply_point = "E1"
[[values]]
column = "Used"
stream = "energy.electricity"
unit = "kWh"
"""


@pytest.mark.parametrize(
    ("kind", "formats", "cell", "first", "end"),
    [
        ("month", "[]", "2024. január", "2024-01-01", "2024-02-01"),
        ("month", "[]", "2024-01", "2024-01-01", "2024-02-01"),
        ("day", '["%Y.%m.%d."]', "2024.01.31.", "2024-01-31", "2024-02-01"),
        ("day", '["%y/%m/%d"]', "24/1/31", "2024-01-31", "2024-02-01"),
        ("day", '["%Y-%m-%d", "excel"]', "45322", "2024-01-31", "2024-02-01"),
    ],
)
def test_days_and_months_as_they_are_written(
    office: Office, kind: str, formats: str, cell: str, first: str, end: str
) -> None:
    office.declare(DAYS.format(kind=kind, formats=formats))
    office.send(lines(("When", "Used"), (cell, 3)))
    assert office.readings() == [("E1", f"{first} 00:00", f"{end} 00:00", 3.0)]


@pytest.mark.parametrize("epoch", [datetime(1899, 12, 30), datetime(1904, 1, 1)], ids=["1900", "1904"])
def test_spreadsheet_dates_of_both_calendars(office: Office, epoch: datetime) -> None:
    book = workbook(("When", "Used"))
    book.epoch = epoch
    book.worksheets[0].append([datetime(2024, 1, 31), 3])
    office.declare(DAYS.format(kind="day", formats='["%Y-%m-%d"]'), "workbook")
    office.send(content(book), "own.xlsx")
    assert office.readings() == [("E1", "2024-01-31 00:00", "2024-02-01 00:00", 3.0)]


def test_a_date_of_the_year_1900_is_no_date(office: Office) -> None:
    office.declare(DAYS.format(kind="day", formats='["%Y-%m-%d"]'), "workbook")
    office.send(content(workbook(("When", "Used"), (datetime(1900, 1, 5), 3))), "own.xlsx")
    assert [row[:3] for row in office.rejected()] == [(2, "unreadable_date", "When")]
    assert "1900-01-05" in office.told("unreadable_date")


def test_a_date_in_the_future_is_rejected(office: Office) -> None:
    office.declare(BILLS + KWH)
    office.send(bills(("E1", *JANUARY, 5), ("E1", "2052-02-01", "2052-02-28", 7)))
    assert office.rejected() == [(3, "future_date", "From", "2052-02-01")]
    assert "a fájl beérkezése után kezdődik (2026-11-05)" in office.told("future_date")
    assert office.quantities() == [5.0]


def test_bills_whose_inclusive_ends_overlap_by_a_day(office: Office) -> None:
    """Both bills count in full; the shared day is the later one's."""
    office.declare(BILLS + KWH)
    office.send(bills(("E1", "2025-01-01", "2025-02-01", 31), ("E1", "2025-02-01", "2025-03-01", 28)))
    assert [row[1:] for row in office.readings()] == [
        ("2025-01-01 00:00", "2025-02-01 00:00", 31.0),
        ("2025-02-01 00:00", "2025-03-02 00:00", 28.0),
    ]
    assert office.findings() == [("shared_day", 2)]
    assert "a közös nap a későbbi számláé" in office.told("shared_day")


@pytest.mark.parametrize(
    ("rows", "ends"),
    [
        ([("2025-01-01", "2025-02-01"), ("2025-02-01", "2025-03-01")], ["2025-02-01", "2025-03-01"]),
        ([("2025-01-01", "2025-01-31"), ("2025-02-01", "2025-02-28")], ["2025-02-01", "2025-03-01"]),
    ],
    ids=["the last day belongs to the next", "the last day belongs to the bill"],
)
def test_the_bills_themselves_say_whether_their_last_day_counts(
    office: Office, rows: list[tuple[str, str]], ends: list[str]
) -> None:
    office.declare(BILLS.replace('end = "To"', 'end = "To"\nend_inclusive = "neighbours"') + KWH)
    office.send(bills(*(("E1", *days, 5) for days in rows)))
    assert [row[2] for row in office.readings()] == [f"{day} 00:00" for day in ends]
    assert office.findings() == []


def test_a_bill_over_two_years_is_spread_by_days(office: Office) -> None:
    office.declare(BILLS + KWH)
    office.send(bills(("E1", "2024-12-22", "2025-01-10", 200)))
    assert office.months() == {"2024-12": 100.0, "2025-01": 100.0}


def test_two_bills_in_june_and_none_in_april(office: Office) -> None:
    """The bill that spans April and May covers both by days, is told, and the sum is that of the bills."""
    office.declare(BILLS + KWH)
    rows = [MARCH, ("2025-04-01", "2025-05-31"), ("2025-06-01", "2025-06-30")]
    office.send(
        bills(*(("E1", *days, quantity) for days, quantity in zip(rows, (310, 610, 300), strict=True)))
    )
    assert office.months() == {"2025-03": 310.0, "2025-04": 300.0, "2025-05": 310.0, "2025-06": 300.0}
    assert office.findings() == [("spanning_bill", 3)]
    assert "a mennyiséget a napok arányában osztottuk szét" in office.told("spanning_bill")


def test_a_bill_over_more_than_a_year_is_a_slip(office: Office) -> None:
    office.declare(BILLS + KWH)
    office.send(bills(("E1", "2023-01-01", "2025-01-31", 5), ("E1", *FEBRUARY, 6)))
    assert office.rejected() == [(2, "period_reversed", "To", "2025-01-31")]
    assert office.quantities() == [6.0]
