"""Whatever way the same bills come, in whatever files and order, the months are those that a slow oracle says."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import TOWN, passing_town, supply_point

HEAD = (
    "Felhasználási hely;Számla száma;Időszak kezdete;Időszak vége;Mennyiség;Mértékegység;Fűtőérték (MJ/m3);"
    "Leolvasás módja;Számla kelte\n"
)
Bill = tuple[date, date, int, bool, date]
"""First day, last day, kWh, whether it was read, day of issue."""


@st.composite
def bills(draw: st.DrawFn) -> list[Bill]:
    """Bills of 2025 that may overlap or be for the same days; each has a day of issue of its own, so that
    arrival decides nothing."""
    found = []
    for number in range(draw(st.integers(1, 7))):
        first = date(2025, 1, 1) + timedelta(days=draw(st.integers(0, 330)))
        last = first + timedelta(days=draw(st.integers(0, 60)))
        if found and draw(st.booleans()):
            first, last = draw(st.sampled_from(found))[:2]
        issued = date(2026, 1, 1) + timedelta(days=number)
        found.append((first, last, draw(st.integers(0, 100_000)), draw(st.booleans()), issued))
    return draw(st.permutations(found))


def counting(found: list[Bill]) -> list[Bill]:
    """The rule, slowly: the best first, and whatever overlaps one that counts does not count."""
    kept: list[Bill] = []
    for bill in sorted(found, key=lambda bill: (bill[3], bill[4]), reverse=True):
        if all(bill[1] < other[0] or other[1] < bill[0] for other in kept):
            kept.append(bill)
    return kept


def ended_early(found: list[Bill]) -> list[Bill]:
    """A bill that ends on the day on which the next begins ends a day earlier."""
    firsts = sorted({bill[0] for bill in found})
    after = dict(pairwise(firsts))
    return [
        (bill[0], bill[1] - timedelta(days=1), *bill[2:]) if after.get(bill[0]) == bill[1] else bill
        for bill in found
    ]


def ends_on_a_later_begin(found: list[Bill]) -> bool:
    """A bill that ends on the first day of one that is not the next: what a file shows alone is not the whole."""
    return any(
        any(other[0] == bill[1] and any(bill[0] < third[0] < bill[1] for third in found) for other in found)
        for bill in found
    )


def by_month(found: list[Bill]) -> dict[str, Fraction]:
    months: dict[str, Fraction] = defaultdict(Fraction)
    for first, last, kwh, _, _ in found:
        days = (last - first).days + 1
        for day in range(days):
            months[f"{first + timedelta(days=day):%Y-%m}"] += Fraction(kwh, days)
    return months


def line(bill: Bill) -> str:
    first, last, kwh, was_read, issued = bill
    kind = "Leolvasott" if was_read else "Becs"
    return f"G1;1;{first:%Y.%m.%d.};{last:%Y.%m.%d.};{kwh};kWh;;{kind};{issued:%Y.%m.%d.}\n"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    found=bills(), cuts=st.lists(st.integers(0, 6), max_size=3), together=st.booleans(), again=st.booleans()
)
def test_the_months_do_not_depend_on_how_the_bills_come(
    found: list[Bill], cuts: list[int], together: bool, again: bool
) -> None:
    ends = sorted({0, *cuts, len(found)} & set(range(len(found) + 1)))
    files = [found[start:end] for start, end in pairwise(ends)]
    files += [found[:1]] if again else []
    with passing_town(TOWN + supply_point("G1", "energy.natural_gas")) as town:
        for number, rows in enumerate(files):
            town.put("office", f"{number}.csv", HEAD + "".join(map(line, rows)) + f"{';' * 8}\n" * number)
            if not together:
                town.ingest()
        town.ingest()
        assert town.rows("SELECT sum(rows_rejected) FROM raw.deliveries") == [(0,)]
        months = dict(town.rows("SELECT strftime(month, '%Y-%m'), quantity FROM core.monthly"))
        current = town.rows(
            "SELECT first_day, last_day, quantity FROM core.readings WHERE is_current ORDER BY ALL"
        )
    if ends_on_a_later_begin(found):
        return
    kept = counting(ended_early(found))
    assert current == sorted((first, last, float(kwh)) for first, last, kwh, _, _ in kept)
    expected = by_month(kept)
    assert set(months) == set(expected)
    assert all(abs(months[month] - float(quantity)) <= 1e-8 for month, quantity in expected.items())
