"""Key materials that the finance office bought: a workbook every half year, a row a delivery to a store."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from examples.generator.dates import months, weekday_from
from examples.generator.draws import around, draw
from examples.generator.register import Point
from examples.generator.tables import Cell, new_sheet, put_row, workbook_bytes
from examples.generator.world import Fact, World

OFFICE = "gazdasag"
SHEET = "Beszerzések"
FIRST_DATA_ROW = 3
_HEADER = ("Átvétel napja", "Raktár", "Anyag", "Mennyiség", "Egység", "Egység tömege (g/m2 vagy kg)")
_A4_M2 = Fraction("0.210") * Fraction("0.297")
_SHEETS_A_REAM = 500


@dataclass(frozen=True)
class Kind:
    """A material: its word in the file, its unit there, what one unit holds, months, a typical amount."""

    word: str
    unit: str
    per_unit: str
    in_months: tuple[int, ...]
    typical: int


_KINDS = {
    "material.paper": Kind("Irodai papír", "A4 csomag", "80", (2, 5, 9, 11), 120),
    "material.paper_certified": Kind("Papír, újrahasznosított", "A4 csomag", "75", (1, 4, 10), 160),
    "material.toner": Kind("Toner", "db", "1.25", (3, 6, 9, 12), 14),
    "material.road_salt": Kind("Útszóró só", "t", "", (1, 11, 12), 9),
}
_LESS_AND_MORE = {
    2023: {"material.paper": 1150, "material.paper_certified": 700},
    2024: {"material.paper": 1000, "material.paper_certified": 1000},
    2025: {"material.paper": 700, "material.paper_certified": 1200},
    2026: {"material.paper": 520, "material.paper_certified": 1300},
}
_WITHOUT_GRAMMAGE = ("hivatal-deak", "material.paper_certified", date(2024, 10, 1))


@dataclass(frozen=True)
class Purchase:
    """One row: so many units at a store on a day."""

    day: date
    point: Point
    amount: int

    @property
    def kind(self) -> Kind:
        """The material."""
        return _KINDS[self.point.stream]

    @property
    def kilograms(self) -> Fraction:
        """Its mass: paper by area and grammage, pieces by their mass, the rest from tonnes."""
        if self.kind.unit == "A4 csomag":
            return self.amount * _SHEETS_A_REAM * _A4_M2 * Fraction(self.kind.per_unit) / 1000
        return self.amount * Fraction(self.kind.per_unit or 1000)

    @property
    def lacks_grammage(self) -> bool:
        """Whether the office first forgot the grammage."""
        return (self.point.site_id, self.point.stream, self.day.replace(day=1)) == _WITHOUT_GRAMMAGE


def deliver(world: World) -> None:
    """All half years; the row without grammage comes again with it."""
    purchases = _purchases(world)
    if sum(purchase.lacks_grammage for purchase in purchases) != 1:
        raise ValueError("exactly one purchase must lack its grammage")
    halves = sorted({(month.year, (month.month - 1) // 6 + 1) for month in months()})
    for year, half in halves:
        rows = [
            purchase
            for purchase in purchases
            if (purchase.day.year, (purchase.day.month - 1) // 6 + 1) == (year, half)
        ]
        name = f"{year}/beszerzes_{year}-{half}.xlsx"
        world.hand_in(OFFICE, name, _workbook(f"{year}. {half}. félév", rows, mended=False))
        for row_number, purchase in enumerate(rows, start=FIRST_DATA_ROW):
            if purchase.lacks_grammage:
                world.expect_rejected(name, SHEET, row_number, "missing_mass_of_unit")
                again = name.replace(".xlsx", "_potlas.xlsx")
                world.hand_in(
                    OFFICE, again, _workbook(f"{year}. {half}. félév – pótlás", [purchase], mended=True)
                )
            point, end = purchase.point, purchase.day + timedelta(days=1)
            world.facts.append(
                Fact(point.site_id, point.id, point.stream, purchase.day, end, purchase.kilograms)
            )


def _purchases(world: World) -> list[Purchase]:
    found = [
        _planned(point, month)
        for stream, kind in _KINDS.items()
        for point in world.register.of_stream(stream)
        for month in months()
        if month.month in kind.in_months
    ]
    return sorted(found, key=lambda purchase: (purchase.day, purchase.point.id, purchase.point.stream))


def _planned(point: Point, month: date) -> Purchase:
    key = ("purchase", point.id, point.stream, month)
    day = weekday_from(month.replace(day=draw(2, 24, *key, "day")))
    permille = _LESS_AND_MORE[month.year].get(point.stream, 1000)
    amount = around(_KINDS[point.stream].typical, 150, *key) * permille // 1000
    return Purchase(day, point, max(1, amount))


def _workbook(period: str, purchases: list[Purchase], *, mended: bool) -> bytes:
    workbook, sheet = new_sheet(SHEET)
    put_row(sheet, 1, [f"Anyagbeszerzések – {period} (kitalált adatok – példa)"], bold=True)
    put_row(sheet, 2, _HEADER, bold=True)
    for row_number, purchase in enumerate(purchases, start=FIRST_DATA_ROW):
        per_unit: Cell = Decimal(purchase.kind.per_unit) if purchase.kind.per_unit else None
        if purchase.lacks_grammage and not mended:
            per_unit = None
        kind = purchase.kind
        put_row(
            sheet,
            row_number,
            [purchase.day, purchase.point.id, kind.word, purchase.amount, kind.unit, per_unit],
        )
    return workbook_bytes(workbook)
