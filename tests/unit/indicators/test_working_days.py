"""Hungarian working days: holidays by rule, Easter against another computation, swapped days as decreed."""

from datetime import date, timedelta

import pytest

from indicators.working_days import SWAPPED, easter_sunday, is_working_day, public_holidays, working_days


def oudin(year: int) -> date:
    """Easter by another route: the anonymous Gregorian algorithm (Nature, 20 April 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), (i, k) = divmod(b, 4), divmod(c, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    w = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + w - 7 * ((a + 11 * h + 22 * w) // 451) + 114, 31)
    return date(year, month, day + 1)


def test_easter_is_that_of_the_gregorian_tables() -> None:
    assert [easter_sunday(year) for year in (2024, 2025, 2026, 2038, 2285)] == [
        date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2038, 4, 25), date(2285, 3, 22),
    ]  # fmt: skip
    assert [year for year in range(1583, 4000) if easter_sunday(year) != oudin(year)] == []


def test_public_holidays_of_a_year() -> None:
    assert sorted(f"{day:%m-%d}" for day in public_holidays(2025)) == [
        "01-01", "03-15", "04-18", "04-21", "05-01", "06-09", "08-20", "10-23", "11-01", "12-25", "12-26",
    ]  # fmt: skip
    assert date(2016, 3, 25) not in public_holidays(2016)  # Good Friday is one since 2017
    assert date(2017, 4, 14) in public_holidays(2017)


@pytest.mark.parametrize(
    ("year", "weekdays", "holidays_on_weekdays"),
    [(2023, 260, 9), (2024, 262, 11), (2025, 261, 9), (2026, 261, 9), (2027, 261, 8)],
)
def test_a_year_has_its_weekdays_without_the_holidays_on_them(
    year: int, weekdays: int, holidays_on_weekdays: int
) -> None:
    """Counted in printed calendars: eleven holidays, since 2026 twelve, some on a weekend; swaps change no year."""
    assert working_days(year) == weekdays - holidays_on_weekdays
    assert sum(working_days(year, month) for month in range(1, 13)) == working_days(year)


def test_december_2025_by_hand() -> None:
    """23 weekdays; 24 (swapped), 25 and 26 are free, Saturday 13 is worked: 23 - 3 + 1."""
    assert working_days(2025, 12) == 21
    assert is_working_day(date(2025, 12, 13))
    assert not is_working_day(date(2025, 12, 24))
    assert is_working_day(date(2023, 12, 22))


def test_christmas_eve_is_a_public_holiday_since_2026() -> None:
    """Act LXXII of 2026. December 2026: 23 weekdays, Thursday 24 and Friday 25 are free, Saturday 12 is not worked."""
    assert date(2025, 12, 24) not in public_holidays(2025)
    assert {date(year, 12, 24) for year in (2026, 2027)} <= public_holidays(2026) | public_holidays(2027)
    assert not is_working_day(date(2026, 12, 12))
    assert working_days(2026, 12) == 21


def test_a_swap_is_a_saturday_for_a_weekday_that_is_no_holiday() -> None:
    for decree in SWAPPED:
        for swap in decree.days:
            assert swap.worked.weekday() == 5
            assert swap.rest.weekday() < 5
            assert swap.rest not in public_holidays(decree.year)
            assert {swap.worked.year, swap.rest.year} == {decree.year}
            assert abs(swap.worked - swap.rest) <= timedelta(days=31)
