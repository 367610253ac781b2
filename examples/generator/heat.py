"""District heat: one workbook a year, months in words, gigajoules, a totals row; a month that nobody sent."""

from datetime import date
from fractions import Fraction

from examples.generator.dates import YEARS, month_in_words, months, next_month
from examples.generator.draws import around
from examples.generator.tables import new_sheet, put_row, scaled, workbook_bytes
from examples.generator.world import ExpectedFinding, Fact, World

OFFICE = "uzemeltetes"
STREAM = "energy.district_heat"
SHEET = "Távhő"

_JANUARY = {"varoshaza": 26_400, "hivatal-lackner": 16_800, "konyvtar": 11_900, "szolgaltatohaz": 23_700}
"""Hundredths of GJ in January 2023."""
_HOT_WATER = {"varoshaza": 0, "hivatal-lackner": 540, "konyvtar": 0, "szolgaltatohaz": 1_260}
_TREND = {2023: 1000, 2024: 958, 2025: 941, 2026: 893}
_SEASON = (1000, 880, 640, 330, 90, 0, 0, 0, 80, 390, 690, 940)
_NOT_SENT = ("konyvtar", date(2024, 11, 1))


def deliver(world: World) -> None:
    """Four workbooks; in 2024 November of the library is not among the rows."""
    for year in YEARS:
        workbook, sheet = new_sheet(SHEET)
        put_row(sheet, 1, [f"Távhőfogyasztás – {year} (kitalált adatok – példa)"], bold=True)
        put_row(sheet, 3, ["Hőközpont", "Telephely", "Hónap", "Hőmennyiség (GJ)"], bold=True)
        row_number = 4
        total = 0
        for month in months(year):
            for point in world.register.of_stream(STREAM):
                if (point.site_id, month) == _NOT_SENT:
                    world.findings.append(
                        ExpectedFinding(
                            "missing_month", site_id=point.site_id, stream=STREAM, period=f"{month:%Y-%m}"
                        )
                    )
                    continue
                heat = _hundredths_of_gigajoule(point.site_id, month)
                place = world.register.site(point.site_id).name
                put_row(sheet, row_number, [point.id, place, month_in_words(month), scaled(heat, 2)])
                kwh = Fraction(heat, 100) * 1000 / Fraction(36, 10)
                world.facts.append(Fact(point.site_id, point.id, STREAM, month, next_month(month), kwh))
                total += heat
                row_number += 1
        put_row(sheet, row_number, ["Összesen", None, None, scaled(total, 2)])
        world.hand_in(OFFICE, f"{year}/tavho_{year}.xlsx", workbook_bytes(workbook))


def _hundredths_of_gigajoule(site_id: str, month: date) -> int:
    """Heating by the season; hot water all year, or a true zero in summer."""
    heating = _JANUARY[site_id] * _TREND[month.year] * _SEASON[month.month - 1] // 1_000_000
    return around(heating, 60, "heat", site_id, month) + around(
        _HOT_WATER[site_id], 60, "hot water", site_id, month
    )
