"""The months of the example, and days as Hungarian offices write them."""

from collections.abc import Iterator
from datetime import date, timedelta

YEARS = (2023, 2024, 2025, 2026)
LAST_MONTH = date(2026, 10, 1)
MONTH_NAMES = (
    "január",
    "február",
    "március",
    "április",
    "május",
    "június",
    "július",
    "augusztus",
    "szeptember",
    "október",
    "november",
    "december",
)


def months(year: int | None = None) -> list[date]:
    """First days of all months of the example, or of those of one year."""
    wanted = YEARS if year is None else (year,)
    return [date(y, m, 1) for y in wanted for m in range(1, 13) if date(y, m, 1) <= LAST_MONTH]


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def last_day(month: date) -> date:
    return next_month(month) - timedelta(days=1)


def days(first: date, end: date) -> Iterator[date]:
    """Every day from the first up to, not including, the end."""
    while first < end:
        yield first
        first += timedelta(days=1)


def weekday_from(day: date) -> date:
    """The day itself, or the Monday after it when it falls on a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def dotted(day: date) -> str:
    """The day with dots, like 2025.03.12."""
    return f"{day:%Y.%m.%d}."


def month_in_words(month: date) -> str:
    """The month in words, like 2025. március."""
    return f"{month.year}. {MONTH_NAMES[month.month - 1]}"
