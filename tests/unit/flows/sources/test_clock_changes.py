"""Local time to instants around the two clock changes of a year, against zoneinfo."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pytest

from flows.sources.clock_changes import changes, is_doubled, is_skipped, keeps_days, local_day, offset_seconds

BUDAPEST = "Europe/Budapest"


def at(expression: str, local: datetime, occurrence: int | None = None) -> object:
    query = f"SELECT {expression} FROM (SELECT CAST(? AS TIMESTAMP) AS t, CAST(? AS INTEGER) AS occurrence)"
    return duckdb.execute(query, [local, occurrence]).fetchall()[0][0]


MOROCCO = "Africa/Casablanca"
"""Libraries differ on the clock that it will have in 2061, beyond the years of which we know the changes."""
ZONES = [
    BUDAPEST,
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Etc/GMT-1",
    "America/Sao_Paulo",
    MOROCCO,
    "Europe/Istanbul",
    "Pacific/Apia",
]
"""Among them zones that changed their clocks in some years only, four times in a year, or by a day."""


@pytest.mark.parametrize("timezone", ZONES)
@pytest.mark.parametrize("year", [1990, 2007, 2011, 2024, 2058])
def test_every_hour_of_two_years_has_the_distance_that_zoneinfo_says(timezone: str, year: int) -> None:
    zone = ZoneInfo(timezone)
    instants = [datetime(year, 1, 2, tzinfo=UTC) + timedelta(hours=hour) for hour in range(0, 2 * 8784, 7)]
    locals_ = [instant.astimezone(zone) for instant in instants]
    frame = pd.DataFrame(
        {
            "t": pd.Series([local.replace(tzinfo=None) for local in locals_], dtype="datetime64[us]"),
            "occurrence": [local.fold + 1 for local in locals_],
            "expected": [local.utcoffset().total_seconds() for local in locals_],
        }
    )
    connection = duckdb.connect()
    connection.register("stamps", frame)
    wrong = f"FROM stamps WHERE {offset_seconds('t', 'occurrence', timezone)} IS DISTINCT FROM expected"
    assert len(frame) > 2500
    assert connection.execute(wrong).fetchall() == []


@pytest.mark.parametrize(
    ("local", "skipped", "doubled"),
    [
        (datetime(2025, 3, 30, 1, 45), False, False),
        (datetime(2025, 3, 30, 2, 0), True, False),
        (datetime(2025, 3, 30, 2, 59, 59), True, False),
        (datetime(2025, 3, 30, 3, 0), False, False),
        (datetime(2025, 10, 26, 1, 59), False, False),
        (datetime(2025, 10, 26, 2, 0), False, True),
        (datetime(2025, 10, 26, 2, 45), False, True),
        (datetime(2025, 10, 26, 3, 0), False, False),
    ],
)
def test_the_hours_that_are_missing_or_doubled(local: datetime, skipped: bool, doubled: bool) -> None:
    assert at(is_skipped("t", BUDAPEST), local) is skipped
    assert at(is_doubled("t", BUDAPEST), local) is doubled


def test_of_two_equal_stamps_the_first_is_summer_time() -> None:
    local = datetime(2025, 10, 26, 2, 30)
    seconds = offset_seconds("t", "occurrence", BUDAPEST)
    assert [at(seconds, local, occurrence) for occurrence in (1, 2, None)] == [7200, 3600, None]


def test_a_year_has_two_changes_in_hungary() -> None:
    of_2025 = [change for change in changes(BUDAPEST) if change.local_before.year == 2025]
    assert [(change.local_before, change.skips) for change in of_2025] == [
        (datetime(2025, 3, 30, 2), True),
        (datetime(2025, 10, 26, 3), False),
    ]


@pytest.mark.parametrize("timezone", [zone for zone in ZONES if zone != MOROCCO])
def test_the_local_day_of_every_quarter_hour_around_midnight_and_the_changes(timezone: str) -> None:
    zone = ZoneInfo(timezone)
    days = [
        datetime(year, month, 1, tzinfo=UTC)
        for year in (1955, 1989, 1990, 2025, 2059, 2061)
        for month in (1, 12)
    ]
    days += [datetime(2025, month, 1, tzinfo=UTC) for month in range(1, 13)]
    instants = [day + timedelta(minutes=15 * step) for day in days for step in range(31 * 96)]
    frame = pd.DataFrame(
        {"t": instants, "expected": [instant.astimezone(zone).date() for instant in instants]}
    )
    connection = duckdb.connect()
    connection.register("instants", frame)
    wrong = f"SELECT t FROM instants WHERE {local_day('t', timezone)} <> expected"
    assert connection.execute(wrong).fetchall() == []


@pytest.mark.parametrize(
    ("timezone", "minutes", "expected"),
    [
        (BUDAPEST, 15, True),
        (BUDAPEST, 21 * 60, True),
        (BUDAPEST, 22 * 60, False),
        ("Asia/Kolkata", 24 * 60, True),
        ("America/Nuuk", 15, False),
        *((zone, 60, True) for zone in ZONES),
    ],
)
def test_whether_minutes_of_one_day_by_the_clock_lie_in_one_day(
    timezone: str, minutes: int, expected: bool
) -> None:
    """Clocks jump from 2 to 3 in Budapest, and from 23 to midnight in Nuuk; zoneinfo says what an interval spans."""
    zone, length = ZoneInfo(timezone), timedelta(minutes=minutes)
    whole = True
    for change in changes(timezone):
        for step in range(-288, 288):
            start = change.local_before + timedelta(minutes=5 * step)
            instant = start.replace(tzinfo=zone).astimezone(UTC)
            exists = instant.astimezone(zone).replace(tzinfo=None) == start
            if exists and start + length <= datetime.combine(start, time()) + timedelta(days=1):
                last = (instant + length - timedelta(seconds=1)).astimezone(zone)
                whole = whole and last.date() == start.date()
    assert keeps_days(timezone, minutes) is expected
    assert whole or not expected
