"""A year of quarter hours of the service depot, as a meter operator exports them, with both clock changes."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from examples.generator.dates import dotted
from examples.generator.draws import draw
from examples.generator.electricity import OFFICE, STREAM
from examples.generator.tables import decimal_comma, delimited, scaled
from examples.generator.world import Fact, World

SITE = "telep"
YEAR = 2025
FILE = f"{YEAR}/negyedoras_telep_{YEAR}.csv"
_BUDAPEST = ZoneInfo("Europe/Budapest")
_QUARTER = timedelta(minutes=15)
_BEFORE_GAP = datetime(2025, 3, 30, 1, 45)  # noqa: DTZ001 - a label on the wall clock
_NONEXISTENT = ("2025.03.30. 02:30", "9,999")

# Watt hours a quarter hour, by hour of the day: the cold store runs at night, the workshop by day.
_COLD_STORE = 4_100
_WORKSHOP = (0,) * 6 + (1900, 4200, 5600, 5900, 5900, 5700, 5200, 5500, 5400, 4300, 2100, 800) + (0,) * 6
_SEASON = (940, 930, 950, 980, 1040, 1120, 1180, 1170, 1050, 980, 940, 930)


def deliver(world: World) -> None:
    """The export, with one row at an hour that the clocks left out."""
    point = world.register.point(SITE, STREAM)
    rows = [
        ("Mérési pont", point.id),
        ("Megnevezés", "Városüzemeltetési telep, főmérő (hűtőház és műhely)"),
        ("Mértékegység", "kWh"),
        ("",),
        ("Időpont", "Hatásos energia (kWh)"),
    ]
    moment = datetime(YEAR, 1, 1, tzinfo=_BUDAPEST).astimezone(UTC)
    end = datetime(YEAR + 1, 1, 1, tzinfo=_BUDAPEST).astimezone(UTC)
    while moment < end:
        local = moment.astimezone(_BUDAPEST)
        watt_hours = _consumption(local)
        day = local.date()
        rows.append((f"{dotted(day)} {local:%H:%M}", decimal_comma(scaled(watt_hours, 3))))
        world.facts.append(
            Fact(SITE, point.id, STREAM, day, day + timedelta(days=1), Fraction(watt_hours, 1000))
        )
        if local.replace(tzinfo=None) == _BEFORE_GAP:
            rows.append(_NONEXISTENT)
            world.expect_rejected(FILE, "", len(rows), "nonexistent_time")
        moment += _QUARTER
    world.hand_in(OFFICE, FILE, delimited(rows, "cp1250"))


def first_row_of(month: date) -> int:
    """The row of the first quarter hour of a month after March: below five rows of headings and the planted one."""
    begin, first = (
        datetime(day.year, day.month, 1, tzinfo=_BUDAPEST).astimezone(UTC)
        for day in (date(YEAR, 1, 1), month)
    )
    return 5 + (first - begin) // _QUARTER + 1 + 1


def _consumption(local: datetime) -> int:
    workshop = _WORKSHOP[local.hour] if local.weekday() < 5 else _WORKSHOP[local.hour] // 8
    typical = (_COLD_STORE + workshop) * _SEASON[local.month - 1] // 1000
    return typical * draw(930, 1070, "quarter hour", local.isoformat()) // 1000
