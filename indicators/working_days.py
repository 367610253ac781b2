"""Working days of Hungarian offices: Monday to Friday, without public holidays, with the days that decrees swap.

Decision (EU) 2019/61, chapter 4, counts sheets of paper per employee and working day. Public holidays follow from the
Labour Code (Act I of 2012, section 102) and the date of Easter; swapped days are dated data in working_days.toml.
"""

from datetime import date, timedelta
from functools import lru_cache

from pydantic import Field

from indicators.declarations import declaration
from indicators.records import Record


class _Fixed(Record):
    month: int
    day: int
    since: int | None = None


class _Moving(Record):
    days: int
    since: int


class _Swap(Record):
    worked: date
    rest: date


class Swapped(Record):
    """The days that one decree swaps in its year: a Saturday is worked, a weekday is free."""

    year: int
    source: str
    verified: bool
    days: tuple[_Swap, ...] = Field(min_length=1)


class _Holidays(Record):
    source: str
    verified: bool
    fixed: tuple[_Fixed, ...]
    from_easter: tuple[_Moving, ...]


_DECLARED = declaration("working_days.toml")
_HOLIDAYS = _Holidays.model_validate(_DECLARED["holidays"])
SWAPPED: tuple[Swapped, ...] = tuple(Swapped.model_validate(entry) for entry in _DECLARED["swapped"])
"""The decrees that this version knows, in order of years."""


def easter_sunday(year: int) -> date:
    """Easter Sunday of a Gregorian year.

    The first Sunday after the ecclesiastical full moon on or after 21 March, by the tables of the Gregorian reform:
    `epact` is the age of that moon, `full_moon` its day counted from 21 March.
    """
    century, golden = year // 100, year % 19
    lunar_correction = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - lunar_correction + 15) % 30
    full_moon = epact - (epact == 29 or (epact == 28 and golden > 10))
    moon = date(year, 3, 21) + timedelta(days=full_moon)
    return moon + timedelta(days=7 - (moon.weekday() + 1) % 7)


@lru_cache(maxsize=256)
def public_holidays(year: int) -> frozenset[date]:
    """Public holidays of a year, those at weekends too."""
    easter = easter_sunday(year)
    moving = {easter + timedelta(days=day.days) for day in _HOLIDAYS.from_easter if year >= day.since}
    fixed = {
        date(year, day.month, day.day) for day in _HOLIDAYS.fixed if day.since is None or year >= day.since
    }
    return frozenset(moving | fixed)


def is_working_day(day: date) -> bool:
    """Whether offices work on a day; in a year without a known decree nothing is swapped."""
    for decree in SWAPPED:
        if decree.year == day.year:
            if any(swap.worked == day for swap in decree.days):
                return True
            if any(swap.rest == day for swap in decree.days):
                return False
    return day.weekday() < 5 and day not in public_holidays(day.year)


@lru_cache(maxsize=4096)
def working_days(year: int, month: int | None = None) -> int:
    """Working days of a year, or of one of its months."""
    first = date(year, month or 1, 1)
    end = date(year + 1, 1, 1) if month in (None, 12) else date(year, (month or 1) + 1, 1)
    return sum(is_working_day(first + timedelta(days=number)) for number in range((end - first).days))
