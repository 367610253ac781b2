"""Daily mean temperatures of an invented station, cold where the heat of the example is high."""

from datetime import date
from fractions import Fraction

from examples.generator.dates import YEARS, days, dotted, months, next_month
from examples.generator.draws import draw
from examples.generator.tables import decimal_comma, delimited, scaled
from examples.generator.world import World

OFFICE = "kornyezet"
STREAM = "weather.temperature"

_JANUARY = 5_580
"""Degree days of an average January in tenths: 31 days at 0 °C."""
_SEASON = (1000, 880, 640, 330, 90, 0, 0, 0, 80, 390, 690, 940)
"""That of the heat (heat.py), so that heat follows the weather."""
_YEAR = {2023: 1000, 2024: 880, 2025: 1050, 2026: 950}
"""2024 was mild and 2025 cold: what is saved and what the weather gave come apart."""
_FROM_18 = 60
"""On a day of heating it is on average at least so many tenths below 18 °C; warmer months heat on fewer days."""

_DEFINITIONS = {
    "eurostat": (180, 150, True),
    "vdi_20_15": (200, 150, False),
    "hu_20_12": (200, 120, True),
    "base_15_5": (155, 155, True),
}
"""Base and limit in tenths of a degree, and whether a day of exactly the limit counts."""


def deliver(world: World) -> None:
    """A file a year: station, day, mean."""
    (point,) = world.register.of_stream(STREAM)
    for year in YEARS:
        rows = [["Állomás", "Nap", "Középhőmérséklet (°C)"]]
        for month in months(year):
            for day, tenths in _temperatures(month):
                world.temperatures[day] = tenths
                rows.append([point.id, dotted(day), decimal_comma(scaled(tenths, 1))])
        world.hand_in(OFFICE, f"{year}/homerseklet_{year}.csv", delimited(rows, "windows-1250"))


def _temperatures(month: date) -> list[tuple[date, int]]:
    """Days of heating share the month's degree days, three degrees up and down; the others are warm."""
    all_days = list(days(month, next_month(month)))
    wanted = _JANUARY * _SEASON[month.month - 1] * _YEAR[month.year] // 1_000_000
    heated = min(len(all_days), wanted // _FROM_18)
    first = len(all_days) - heated if month.month > 7 else 0
    found = []
    for number, day in enumerate(all_days):
        if first <= number < first + heated:
            tenths = min(150, 180 - wanted // heated + draw(-30, 30, "temperature", day))
        else:
            tenths = draw(160, 240, "temperature", day)
        found.append((day, tenths))
    return found


def degree_days(world: World) -> list[tuple[str, str, int, int, Fraction]]:
    """Station, definition, year, month (0 for the year) and kelvin days, day by day; a running year has no sum."""
    (point,) = world.register.of_stream(STREAM)
    found = []
    for definition, (base, limit, inclusive) in _DEFINITIONS.items():
        for year in YEARS:
            sums = {month: Fraction(0) for month in months(year)}
            for day, tenths in world.temperatures.items():
                if day.year == year and (tenths < limit or (inclusive and tenths == limit)):
                    sums[day.replace(day=1)] += Fraction(base - tenths, 10)
            found += [(point.id, definition, year, month.month, value) for month, value in sums.items()]
            if len(sums) == 12:
                found.append((point.id, definition, year, 0, sum(sums.values(), Fraction(0))))
    return found
