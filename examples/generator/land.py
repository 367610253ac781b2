"""The register of land of the environmental group: a workbook, a row for each state of a site and its first day."""

from datetime import date

from examples.generator.tables import new_sheet, put_row, workbook_bytes
from examples.generator.world import World

OFFICE = "kornyezet"
SHEET = "Terület"
KINDS = ("land.total", "land.sealed", "land.nature_on_site", "land.nature_off_site")
_HEADER = (
    "Telephely",
    "Érvényes ettől",
    "Teljes terület (m2)",
    "Burkolt terület (m2)",
    "Természetközeli a telephelyen (m2)",
    "Természetközeli máshol (m2)",
)
_STATES = (
    ("varoshaza", date(2023, 1, 1), (3_180, 2_940, 60, 0)),
    ("varoshaza", date(2024, 6, 15), (3_180, 2_710, 290, 0)),
    ("hivatal-deak", date(2023, 1, 1), (1_460, 1_310, 0, 0)),
    ("hivatal-lackner", date(2023, 1, 1), (1_220, 1_090, 45, 0)),
    ("telep", date(2023, 1, 1), (18_400, 11_250, 2_300, 6_000)),
    ("telep", date(2025, 4, 1), (18_400, 10_900, 2_650, 7_500)),
    ("konyvtar", date(2023, 1, 1), (2_050, 1_180, 240, 0)),
    ("szolgaltatohaz", date(2023, 1, 1), (910, 780, 0, 0)),
)
"""For the shared building the organisation's own part. The yard was opened in June 2024."""


def deliver(world: World) -> None:
    """One file: the areas hold until the next row of the site."""
    workbook, sheet = new_sheet(SHEET)
    put_row(sheet, 1, ["Területkimutatás (kitalált adatok – példa)"], bold=True)
    put_row(sheet, 2, _HEADER, bold=True)
    for row_number, (site_id, day, areas) in enumerate(_STATES, start=3):
        put_row(sheet, row_number, [world.register.site(site_id).name, day, *areas])
        for kind, area in zip(KINDS, areas, strict=True):
            world.land.setdefault((kind, site_id), []).append((day, area))
    world.hand_in(OFFICE, "foldhasznalat.xlsx", workbook_bytes(workbook))
