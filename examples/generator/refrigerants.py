"""The logbook of refrigerants: a workbook a year, a row for each time that a machine was topped up."""

from datetime import date, timedelta
from fractions import Fraction

from examples.generator.dates import YEARS, weekday_from
from examples.generator.draws import draw
from examples.generator.tables import Cell, new_sheet, put_row, scaled, workbook_bytes
from examples.generator.world import Fact, World

OFFICE = "uzemeltetes"
SHEET = "Hűtőközeg"
_HEADER = ("Beavatkozás napja", "Berendezés", "Hűtőközeg", "Utántöltött mennyiség (kg)", "Szerelő")
_WORDS = {"refrigerant.r410a": "R410A", "refrigerant.r32": "R32", "refrigerant.r404a": "R404A"}
_TOPPED_UP: dict[str, dict[int, tuple[int, ...]]] = {
    "refrigerant.r404a": {2023: (4, 8), 2024: (5,), 2025: (3, 9), 2026: (6,)},
    "refrigerant.r410a": {2023: (6,), 2025: (7,)},
    "refrigerant.r32": {2024: (7,)},
}
"""Years and months by refrigerant. In the other years nothing was lost, which is a true zero."""


def deliver(world: World) -> None:
    """Every year has at least one row, so that the others count as zero."""
    for year in YEARS:
        rows = sorted(
            (
                weekday_from(date(year, month, draw(3, 22, "refrigerant", point.id, year, month))),
                point,
                draw(60, 340, "topped up", point.id, year, month),
            )
            for stream, by_year in _TOPPED_UP.items()
            for point in world.register.of_stream(stream)
            for month in by_year.get(year, ())
        )
        workbook, sheet = new_sheet(SHEET)
        put_row(sheet, 1, [f"Hűtőközeg-napló – {year} (kitalált adatok – példa)"], bold=True)
        put_row(sheet, 2, _HEADER, bold=True)
        for row_number, (day, point, hundredths) in enumerate(rows, start=3):
            cells: tuple[Cell, ...] = (
                day,
                point.id,
                _WORDS[point.stream],
                scaled(hundredths, 2),
                "Kitalált Hűtő Kft.",
            )
            put_row(sheet, row_number, cells)
            kilograms = Fraction(hundredths, 100)
            world.facts.append(
                Fact(point.site_id, point.id, point.stream, day, day + timedelta(days=1), kilograms)
            )
        world.hand_in(OFFICE, f"{year}/hutokozeg_{year}.xlsx", workbook_bytes(workbook))
