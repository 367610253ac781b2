"""Water meters of the water office: values on the first of the month, an exchange, a misread dial."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from examples.generator.dates import YEARS, days, dotted, months, next_month
from examples.generator.draws import around, draw
from examples.generator.tables import decimal_comma, delimited, scaled
from examples.generator.world import Fact, World

OFFICE = "vizmu"
STREAM = "water.mains"
_HEADER = ("Mérőhely", "Mérőszám", "Leolvasás napja", "Mérőállás (m3)", "Megjegyzés")

_LITRES_A_DAY = {
    "varoshaza": 5_400,
    "hivatal-deak": 2_300,
    "hivatal-lackner": 1_900,
    "telep": 6_800,
    "konyvtar": 1_500,
    "szolgaltatohaz": 4_700,
}
_DIGITS = {
    "varoshaza": 1,
    "hivatal-deak": 1,
    "hivatal-lackner": 2,
    "telep": 1,
    "konyvtar": 3,
    "szolgaltatohaz": 2,
}
_TREND = {2023: 1000, 2024: 981, 2025: 952, 2026: 938}
_SEASON = (930, 940, 960, 990, 1040, 1110, 1120, 1090, 1020, 980, 930, 890)
_EXCHANGE = ("konyvtar", date(2024, 5, 15), 412)
"""Site, day and litres on the new meter."""
_MISREAD = ("hivatal-deak", date(2025, 8, 1), 143_800)
"""Site, day, and litres below the value of the month before."""
_END_OF_DATA = date(2026, 11, 1)


@dataclass(frozen=True)
class RegisterValue:
    """What stood on a dial at the start of a day, in litres."""

    point_id: str
    meter: str
    day: date
    litres: int
    digits: int
    note: str = ""
    misread: bool = False

    def cells(self) -> tuple[str, ...]:
        """The row as it stands in the file."""
        step = 10 ** (3 - self.digits)
        value: Decimal = scaled(self.litres // step, self.digits)
        return (self.point_id, self.meter, dotted(self.day), decimal_comma(value), self.note)


def deliver(world: World) -> None:
    """One file a year, in the order of the days; the first values of a year close the year before."""
    values = [
        value
        for point in world.register.of_stream(STREAM)
        for value in _values(world, point.id, point.site_id)
    ]
    values.sort(key=lambda value: value.day)
    for year in YEARS:
        name = f"{year}/viz_{year}.csv"
        rows: list[tuple[str, ...]] = [_HEADER]
        for value in values:
            if value.day.year == year:
                rows.append(value.cells())
                if value.misread:
                    world.expect_rejected(name, "", len(rows), "reading_below_previous")
        world.hand_in(OFFICE, name, delimited(rows, "cp1250"))


def _values(world: World, point_id: str, site_id: str) -> list[RegisterValue]:
    """The dial from day to day, and the fact that every right pair of values states."""
    digits = _DIGITS[site_id]
    step = 10 ** (3 - digits)
    meter = f"{draw(10, 99, 'meter', site_id)}-99{draw(1000, 9999, 'meter number', site_id)}"
    litres = draw(800_000, 6_400_000, "dial", site_id) // step * step
    first = months()[0]
    values = [RegisterValue(point_id, meter, first, litres, digits)]
    for end in _reading_days(site_id):
        if (site_id, end) == _MISREAD[:2]:
            wrong = values[-1].litres - _MISREAD[2]
            values.append(RegisterValue(point_id, meter, end, wrong, digits, misread=True))
            continue
        exchanged = (site_id, end) == _EXCHANGE[:2]
        used = _litres(site_id, first, end) // step * step
        litres += used
        values.append(RegisterValue(point_id, meter, end, litres, digits, "mérőcsere" if exchanged else ""))
        world.facts.append(Fact(site_id, point_id, STREAM, first, end, Fraction(used, 1000)))
        if exchanged:
            meter = f"24-99{draw(1000, 9999, 'new meter number', site_id)}"
            litres = _EXCHANGE[2]
            values.append(RegisterValue(point_id, meter, end, litres, digits, "mérőcsere"))
        first = end
    return values


def _reading_days(site_id: str) -> list[date]:
    found = [next_month(month) for month in months()]
    if site_id == _EXCHANGE[0]:
        found.append(_EXCHANGE[1])
    return sorted(found)


def _litres(site_id: str, first: date, end: date) -> int:
    typical = sum(
        _LITRES_A_DAY[site_id] * _TREND[day.year] * _SEASON[day.month - 1] // 1_000_000
        for day in days(first, end)
    )
    return around(typical, 70, "water", site_id, first, end)
