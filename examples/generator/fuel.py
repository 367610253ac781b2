"""Fuel cards of the finance office: a file a month, a row a filling; a total that somebody typed below."""

from datetime import date, timedelta
from fractions import Fraction

from examples.generator.dates import days, dotted, months, next_month
from examples.generator.draws import draw
from examples.generator.register import Point
from examples.generator.tables import decimal_comma, delimited, scaled
from examples.generator.world import Fact, World

OFFICE = "gazdasag"
_HEADER = ("Kártyaszám", "Rendszám", "Dátum", "Termék", "Mennyiség", "Egység", "Kút")
_PRODUCT = {"energy.diesel": "Diesel", "energy.petrol": "95-ös benzin"}
_KWH_A_LITRE = {
    "energy.diesel": Fraction("43.0") * Fraction("0.840") / Fraction("3.6"),
    "energy.petrol": Fraction("44.3") * Fraction("0.745") / Fraction("3.6"),
}
"""Net calorific value (Regulation (EU) 2018/2066, Annex VI) times density (assumed), by 3.6 MJ/kWh."""
_STATIONS = ("Sopron, 1. kút", "Sopron, 2. kút", "Győr, 7. kút", "Kapuvár, 3. kút")
_FILLINGS = {2023: (3, 6), 2024: (3, 6), 2025: (2, 6), 2026: (2, 5)}
_OCCASIONAL_SITE = "hivatal-lackner"
_WITH_TOTAL = date(2025, 2, 1)


def deliver(world: World) -> None:
    """Fillings in the order of the days; one card stays unused in some months."""
    cards = [point for stream in _PRODUCT for point in world.register.of_stream(stream)]
    for month in months():
        name = f"{month.year}/uzemanyag_{month:%Y-%m}.csv"
        fillings = sorted(
            ((day, card) for card in cards for day in _filling_days(card, month)),
            key=lambda filling: (filling[0], filling[1].id),
        )
        rows: list[tuple[str, ...]] = [_HEADER]
        total = 0
        for day, card in fillings:
            low, high = (34_00, 68_00) if card.stream == "energy.diesel" else (24_00, 46_00)
            hundredths = draw(low, high, "litres", card.id, day)
            rows.append(_cells(card, day, hundredths))
            total += hundredths
            kwh = Fraction(hundredths, 100) * _KWH_A_LITRE[card.stream]
            world.facts.append(Fact(card.site_id, card.id, card.stream, day, day + timedelta(days=1), kwh))
        if month == _WITH_TOTAL:
            rows.append(("Összesen", "", "", "", decimal_comma(scaled(total, 2)), "l", ""))
            world.expect_rejected(name, "", len(rows), "totals_row")
        world.hand_in(OFFICE, name, delimited(rows, "cp1250"))


def _cells(card: Point, day: date, hundredths: int) -> tuple[str, ...]:
    plate = f"PLD-99{card.id[-1]}"
    station = _STATIONS[draw(0, len(_STATIONS) - 1, "station", card.id, day)]
    quantity = decimal_comma(scaled(hundredths, 2))
    return (card.id, plate, dotted(day), _PRODUCT[card.stream], quantity, "l", station)


def _filling_days(card: Point, month: date) -> list[date]:
    """Days of a month on which a card is used, never one twice."""
    low, high = _FILLINGS[month.year]
    if card.site_id == _OCCASIONAL_SITE:
        low, high = 0, 3
    count = draw(low, high, "fillings", card.id, month)
    workdays = [day for day in days(month, next_month(month)) if day.weekday() < 5]
    workdays.sort(key=lambda day: draw(0, 10**9, "filling day", card.id, day))
    return sorted(workdays[:count])
