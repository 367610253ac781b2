"""Photovoltaic plants: generation and feed-in by month, one row for two streams."""

from datetime import date
from fractions import Fraction

from examples.generator.dates import YEARS, months, next_month
from examples.generator.draws import around, draw
from examples.generator.tables import decimal_comma, delimited, scaled
from examples.generator.world import Fact, World

OFFICE = "uzemeltetes"
GENERATION = "energy.pv_generation"
FEED_IN = "energy.pv_feed_in"

_KILOWATT_PEAK = {"varoshaza": 62, "telep": 44}
_YIELD = (28, 50, 95, 125, 140, 145, 150, 132, 100, 66, 32, 22)
_FED_IN_PERCENT = {"varoshaza": 11, "telep": 19}


def deliver(world: World) -> None:
    """One file a year; feed-in never exceeds generation."""
    for year in YEARS:
        rows = [("Inverter", "Hónap", "Termelés (kWh)", "Hálózatra betáplált (kWh)")]
        for month in months(year):
            for point in world.register.of_stream(GENERATION):
                tenths, fed_in = _tenths_of_kwh(point.site_id, month)
                cells = (decimal_comma(scaled(tenths, 1)), decimal_comma(scaled(fed_in, 1)))
                rows.append((point.id, f"{month:%Y-%m}", *cells))
                for stream, amount in ((GENERATION, tenths), (FEED_IN, fed_in)):
                    world.facts.append(
                        Fact(point.site_id, point.id, stream, month, next_month(month), Fraction(amount, 10))
                    )
        world.hand_in(OFFICE, f"{year}/napelem_{year}.csv", delimited(rows, "utf-8-sig"))


def _tenths_of_kwh(site_id: str, month: date) -> tuple[int, int]:
    typical = _KILOWATT_PEAK[site_id] * _YIELD[month.month - 1] * 10
    tenths = around(typical, 80, "solar", site_id, month)
    percent = _FED_IN_PERCENT[site_id] + _YIELD[month.month - 1] // 15
    return tenths, tenths * percent * draw(850, 1150, "fed in", site_id, month) // 100_000
