"""Staff in full-time equivalents and floor area: one workbook a year of the personnel office."""

from decimal import Decimal
from fractions import Fraction

from examples.generator.dates import YEARS
from examples.generator.tables import new_sheet, put_row, scaled, workbook_bytes
from examples.generator.world import World

OFFICE = "humanpolitika"
SHEET = "Létszám"

_TENTHS_OF_FTE = {
    "varoshaza": (1425, 1410, 1432, 1428),
    "hivatal-deak": (680, 672, 665, 671),
    "hivatal-lackner": (540, 545, 538, 530),
    "telep": (965, 958, 972, 960),
    "konyvtar": (312, 310, 305, 308),
    "szolgaltatohaz": (240, 244, 238, 241),
}
"""2023 to 2026; for the shared building the organisation's own part."""
_FLOOR_AREA = {
    "varoshaza": 5_240,
    "hivatal-deak": 2_610,
    "hivatal-lackner": 2_085,
    "telep": 3_470,
    "konyvtar": 1_930,
    "szolgaltatohaz": 1_120,
}


def deliver(world: World) -> None:
    """One row a site."""
    for place, year in enumerate(YEARS):
        workbook, sheet = new_sheet(SHEET)
        put_row(sheet, 1, [f"Létszám és alapterület – {year} (kitalált adatok – példa)"], bold=True)
        put_row(sheet, 2, ["Telephely", "Év", "Létszám (FTE)", "Alapterület (m2)"], bold=True)
        for row_number, site in enumerate(world.register.sites, start=3):
            employees: Decimal = scaled(_TENTHS_OF_FTE[site.id][place], 1)
            put_row(sheet, row_number, [site.name, year, employees, _FLOOR_AREA[site.id]])
            world.staff[site.id, year] = Fraction(employees)
        world.hand_in(OFFICE, f"letszam_{year}.xlsx", workbook_bytes(workbook))
