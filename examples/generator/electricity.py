"""Electricity bills of the facility office: one workbook a month, with merged headings and a totals row."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from examples.generator.dates import last_day, month_in_words, months, next_month
from examples.generator.draws import around, draw
from examples.generator.tables import Cell, new_sheet, put_row, scaled, workbook_bytes
from examples.generator.world import ExpectedFinding, Fact, World

OFFICE = "uzemeltetes"
STREAM = "energy.electricity"
SHEET = "Áram"
FIRST_DATA_ROW = 6

_KWH_A_MONTH = {
    "varoshaza": 21_500,
    "hivatal-deak": 9_200,
    "hivatal-lackner": 7_100,
    "telep": 18_300,
    "konyvtar": 8_400,
    "szolgaltatohaz": 12_600,
}
_TREND = {2023: 1000, 2024: 972, 2025: 931, 2026: 905}
_SEASON = (1090, 1060, 1030, 960, 930, 950, 1010, 990, 940, 990, 1050, 1080)

_INTERVAL_DATA = ("telep", 2025)
_COPIED = date(2024, 5, 1)
_CORRECTED = (date(2025, 6, 1), "hivatal-lackner")
_MISREAD_BY = 1_384
_UNKNOWN = (date(2025, 9, 1), "HU000120-11-S00000000000099909999", "Bérelt raktár", 1_263)


@dataclass(frozen=True)
class Bill:
    """One line of the workbook."""

    point_id: str
    place: str
    month: date
    kwh: int
    in_mwh: bool
    estimated: bool
    billed_on: date

    def cells(self) -> tuple[Cell, ...]:
        """The row as it stands in the workbook."""
        quantity: Cell = scaled(self.kwh, 3) if self.in_mwh else self.kwh
        reading = "Becsült" if self.estimated else "Leolvasott"
        last = last_day(self.month)
        return (
            self.point_id,
            self.place,
            self.month,
            last,
            quantity,
            "MWh" if self.in_mwh else "kWh",
            reading,
            self.billed_on,
        )


def deliver(world: World) -> None:
    """All monthly workbooks, the copy sent twice, the correction, the bill of an unregistered meter."""
    for month in months():
        name = _file_name(month)
        bills = [_bill(world, site.id, month) for site in world.register.sites if _has_bill(site.id, month)]
        for row_number, bill in enumerate(bills, start=FIRST_DATA_ROW):
            _tell(world, bill, name, row_number)
        bills = [_as_first_sent(world, bill) for bill in bills]
        if month == _UNKNOWN[0]:
            bills.append(_bill_of_unknown_meter(bills[0].billed_on))
            row_number = FIRST_DATA_ROW + len(bills) - 1
            world.findings.append(
                ExpectedFinding("unknown_supply_point", name, row_number, "", STREAM, f"{month:%Y-%m}")
            )
        content = workbook_of_bills(month_in_words(month), bills)
        world.hand_in(OFFICE, name, content)
        if month == _COPIED:
            copy = name.replace(".xlsx", "_masolat.xlsx")
            world.hand_in(OFFICE, copy, content)
            world.findings.append(ExpectedFinding("duplicate_delivery", copy))
    _deliver_correction(world)


def _file_name(month: date) -> str:
    return f"{month.year}/aram_{month:%Y-%m}.xlsx"


def _has_bill(site_id: str, month: date) -> bool:
    return (site_id, month.year) != _INTERVAL_DATA


def _is_corrected(world: World, bill: Bill) -> bool:
    month, site_id = _CORRECTED
    return bill.month == month and bill.point_id == world.register.point(site_id, STREAM).id


def _bill(world: World, site_id: str, month: date) -> Bill:
    """The bill as it should be."""
    kwh = _KWH_A_MONTH[site_id] * _TREND[month.year] * _SEASON[month.month - 1] // 1_000_000
    key = ("electricity", site_id, month)
    plain = (month, site_id) == _CORRECTED
    after = next_month(month)
    return Bill(
        world.register.point(site_id, STREAM).id,
        world.register.site(site_id).name,
        month,
        around(kwh, 45, *key),
        in_mwh=not plain and draw(1, 18, *key, "unit") == 1,
        estimated=not plain and draw(1, 22, *key, "estimated") == 1,
        billed_on=after.replace(day=draw(6, 11, "electricity", month, "billed")),
    )


def _tell(world: World, bill: Bill, file_name: str, row_number: int) -> None:
    """What counts is the right figure, whether it came at once or by the correction."""
    (site_id,) = (point.site_id for point in world.register.of_stream(STREAM) if point.id == bill.point_id)
    end = next_month(bill.month)
    world.facts.append(Fact(site_id, bill.point_id, STREAM, bill.month, end, Fraction(bill.kwh)))
    if _is_corrected(world, bill):
        period = f"{bill.month:%Y-%m}"
        world.findings.append(
            ExpectedFinding("superseded_correction", file_name, row_number, site_id, STREAM, period)
        )


def _as_first_sent(world: World, bill: Bill) -> Bill:
    if not _is_corrected(world, bill):
        return bill
    return Bill(
        bill.point_id, bill.place, bill.month, bill.kwh + _MISREAD_BY, in_mwh=False, estimated=False,
        billed_on=bill.billed_on,
    )  # fmt: skip


def _bill_of_unknown_meter(billed_on: date) -> Bill:
    month, point_id, place, kwh = _UNKNOWN
    return Bill(point_id, place, month, kwh, in_mwh=False, estimated=False, billed_on=billed_on)


def _deliver_correction(world: World) -> None:
    month, site_id = _CORRECTED
    right = _bill(world, site_id, month)
    bill = Bill(
        right.point_id, right.place, month, right.kwh, in_mwh=False, estimated=False,
        billed_on=date(2025, 8, 14),
    )  # fmt: skip
    name = _file_name(month).replace(".xlsx", "_javitott.xlsx")
    world.hand_in(OFFICE, name, workbook_of_bills(f"{month_in_words(month)} (javított)", [bill]))


def workbook_of_bills(period: str, bills: list[Bill]) -> bytes:
    """The bills as the facility office sends them."""
    workbook, sheet = new_sheet(SHEET)
    put_row(sheet, 1, [f"Villamosenergia-számlák – {period}"], bold=True)
    sheet.merge_cells("A1:H1")
    put_row(sheet, 2, ["Kitalált adatok – példa"])
    groups = ("Mérési pont", None, "Elszámolási időszak", None, "Fogyasztás", None)
    put_row(sheet, 4, [*groups, "Leolvasás módja", "Számla kelte"], bold=True)
    put_row(sheet, 5, ["POD", "Telephely", "Kezdete", "Vége", "Mennyiség", "Egység"], bold=True)
    for merged in ("A4:B4", "C4:D4", "E4:F4", "G4:G5", "H4:H5"):
        sheet.merge_cells(merged)
    for row_number, bill in enumerate(bills, start=FIRST_DATA_ROW):
        put_row(sheet, row_number, bill.cells())
    total = Decimal(sum(bill.kwh for bill in bills))
    put_row(sheet, FIRST_DATA_ROW + len(bills), ["Összesen", None, None, None, total, "kWh"])
    return workbook_bytes(workbook)
