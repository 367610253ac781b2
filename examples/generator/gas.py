"""Gas bills of the finance office: periods across the months, one place billed in MJ, the other in m3."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from examples.generator.dates import days, dotted, months, next_month
from examples.generator.draws import around, draw
from examples.generator.tables import decimal_comma, delimited, scaled
from examples.generator.world import Fact, World

OFFICE = "gazdasag"
STREAM = "energy.natural_gas"
_HEADER = (
    "Felhasználási hely",
    "Számla száma",
    "Időszak kezdete",
    "Időszak vége",
    "Mennyiség",
    "Mértékegység",
    "Fűtőérték (MJ/m3)",
    "Leolvasás módja",
    "Számla kelte",
)
_TREND = {2023: 1000, 2024: 965, 2025: 948, 2026: 902}
_SEASON = (1000, 900, 650, 350, 120, 40, 30, 30, 100, 400, 700, 950)
_END_OF_DATA = date(2026, 11, 1)


@dataclass(frozen=True)
class Place:
    """A place of use: first day of its billing period in a month, and its use on a January day."""

    site_id: str
    day: int
    january_day: int
    in_cubic_metres: bool


_PLACES = (
    Place("hivatal-deak", 12, 7_200, in_cubic_metres=False),
    Place("telep", 20, 148, in_cubic_metres=True),
)


@dataclass(frozen=True)
class Bill:
    """One bill over days [first, end): tenths of MJ, or m3 with hundredths of MJ per m3."""

    place: Place
    first: date
    end: date
    amount: int
    heating_value: int

    @property
    def kwh(self) -> Fraction:
        """1 kWh = 3.6 MJ; cubic metres by the lower heating value on the bill."""
        if self.place.in_cubic_metres:
            return self.amount * Fraction(self.heating_value, 100) / Fraction(36, 10)
        return Fraction(self.amount, 10) / Fraction(36, 10)

    def cells(self, point_id: str, number: int) -> tuple[str, ...]:
        """The row as it stands in the file."""
        last = self.end - timedelta(days=1)
        cubic = self.place.in_cubic_metres
        amount = decimal_comma(scaled(self.amount, 0 if cubic else 1), thousands=" ")
        how = draw(1, 14, "gas", self.place.site_id, self.first, "reading")
        return (
            point_id,
            f"GZ-{last.year}-{number:06d}",
            dotted(self.first),
            dotted(last),
            amount,
            "m3" if cubic else "MJ",
            decimal_comma(scaled(self.heating_value, 2)) if cubic else "",
            {1: "Becs", 2: "Dikt"}.get(how, "Leolvasott"),
            dotted(last + timedelta(days=draw(4, 9, "gas", self.place.site_id, self.first, "billed"))),
        )


def deliver(world: World) -> None:
    """One file a month with the bills whose last day lies in it."""
    bills = [bill for place in _PLACES for bill in _bills(place)]
    number = 990_100
    for month in months():
        rows: list[tuple[str, ...]] = [_HEADER]
        for bill in bills:
            if (bill.end - timedelta(days=1)).replace(day=1) != month:
                continue
            number += 1
            point = world.register.point(bill.place.site_id, STREAM)
            rows.append(bill.cells(point.id, number))
            world.facts.append(Fact(bill.place.site_id, point.id, STREAM, bill.first, bill.end, bill.kwh))
        world.hand_in(OFFICE, f"{month.year}/gaz_{month:%Y-%m}.csv", delimited(rows, "utf-8"))


def _bills(place: Place) -> list[Bill]:
    ends = [month.replace(day=place.day) for month in months()] + [_END_OF_DATA]
    bills = []
    first = months()[0]
    for end in ends:
        permille = sum(_SEASON[day.month - 1] * _TREND[day.year] for day in days(first, end))
        scale = 1 if place.in_cubic_metres else 10
        amount = around(place.january_day * permille * scale // 1_000_000, 35, "gas", place.site_id, first)
        value = draw(3388, 3431, "heating value", next_month(first))
        bills.append(Bill(place, first, end, amount, value))
        first = end
    return bills
