"""Bills of the depot for months of its quarter hours: the same meter, so each of these months is stated twice.

Only the quarter hours count, by the choice of the register. One bill is too high, and nobody asked the supplier yet;
another one is, too, and a person accepted it (`acceptances.toml`). A doubt stands at what counts.
"""

from datetime import date
from fractions import Fraction

from examples.generator.dates import month_in_words, months, next_month
from examples.generator.electricity import FIRST_DATA_ROW, OFFICE, STREAM, Bill, workbook_of_bills
from examples.generator.quarter_hours import FILE, SITE, YEAR, first_row_of
from examples.generator.world import ExpectedFinding, World

_FILE = f"{YEAR}/aram_telep_{YEAR}.xlsx"
_TOO_HIGH = {date(YEAR, 2, 1): Fraction(103, 100), date(YEAR, 5, 1): Fraction(106, 100)}
_NOT_ACCEPTED = date(YEAR, 5, 1)
_BILLED_MONTHS = 6


def deliver(world: World) -> None:
    """One workbook with the bills of half a year, made of what the quarter hours of the month add up to."""
    point = world.register.point(SITE, STREAM)
    bills = [_bill(world, point.id, month) for month in months(YEAR)[:_BILLED_MONTHS]]
    period = f"{month_in_words(bills[0].month)} – {month_in_words(bills[-1].month)}"
    world.hand_in(OFFICE, _FILE, workbook_of_bills(period, bills))
    for row_number, bill in enumerate(bills, start=FIRST_DATA_ROW):
        said = ("superseded_intervals_count", _FILE, row_number)
        world.findings.append(ExpectedFinding(*said, SITE, STREAM, f"{bill.month:%Y-%m}"))
    place = ("check_bill_differs", FILE, first_row_of(_NOT_ACCEPTED))
    world.findings.append(ExpectedFinding(*place, SITE, STREAM, f"{_NOT_ACCEPTED:%Y-%m}"))


def _bill(world: World, point_id: str, month: date) -> Bill:
    metered = sum(
        (
            fact.quantity
            for fact in world.facts
            if fact.point_id == point_id and month <= fact.first < next_month(month)
        ),
        Fraction(0),
    )
    return Bill(
        point_id,
        world.register.site(SITE).name,
        month,
        round(metered * _TOO_HIGH.get(month, Fraction(1))),
        in_mwh=False,
        estimated=False,
        billed_on=next_month(month).replace(day=9),
    )
