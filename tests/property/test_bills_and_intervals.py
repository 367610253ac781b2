"""Bills and hourly values of one meter in any order and any files: days and sums are those of a slow oracle."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.conftest import TOWN, passing_town, supply_point
from tests.property.test_order_of_arrival import Bill, by_month, counting, ended_early, ends_on_a_later_begin
from tests.unit.flows.settling.accounts import Accounts

START = date(2025, 1, 20)
Hours = dict[date, int]
"""kWh of each hour of a day."""


@st.composite
def bills(draw: st.DrawFn) -> list[Bill]:
    """Bills of about a month; each has a day of issue of its own, so that arrival decides nothing."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        first = START + timedelta(days=draw(st.integers(0, 14)))
        last = first + timedelta(days=draw(st.integers(1, 9)))
        issued = date(2025, 6, 1) + timedelta(days=number)
        found.append((first, last, draw(st.integers(0, 5_000)), draw(st.booleans()), issued))
    return draw(st.permutations(found))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    days = draw(st.sets(st.integers(0, 22), max_size=20))
    return {START + timedelta(days=day): draw(st.integers(0, 9)) for day in sorted(days)}


def days_of(bill: Bill) -> list[date]:
    return [bill[0] + timedelta(days=day) for day in range((bill[1] - bill[0]).days + 1)]


def what_counts(found: list[Bill], metered: Hours, *, intervals_first: bool) -> tuple[list[Bill], Hours]:
    """The rules, slowly: a bill whose days are all metered gives way where it should; the rest comes before hours."""
    ended = ended_early(found)
    same_days = {
        bill[:2]: max((other for other in ended if other[:2] == bill[:2]), key=lambda b: b[3:])
        for bill in ended
    }
    left = [
        bill
        for bill in same_days.values()
        if not (all(day in metered for day in days_of(bill)) and (intervals_first or not bill[3]))
    ]
    kept = counting(left)
    billed = {day for bill in kept for day in days_of(bill)}
    return kept, {day: each for day, each in metered.items() if day not in billed}


def deliver(
    accounts: Accounts, found: list[Bill], metered: Hours, cuts: list[int], *, hours_first: bool
) -> None:
    days = list(metered)
    pieces = [days[start : start + 7] for start in range(0, len(days), 7)]

    def send_hours() -> None:
        for number, piece in enumerate(pieces):
            rows = [f"E1;{day} {hour:02}:00;{metered[day]}" for day in piece for hour in range(24)]
            accounts.send(f"hours{number}", "Meter;When;Used\n" + "\n".join(rows) + "\n")

    if hours_first:
        send_hours()
    for start, end in zip([0, *cuts], [*cuts, len(found)], strict=True):
        rows = [
            f"E1;;{first};{last};{kwh};{'yes' if read else 'no'};{issued}"
            for first, last, kwh, read, issued in found[start:end]
        ]
        accounts.bills(f"supplier{start}", *rows)
        accounts.bills(f"supplier{start}again", *rows)
    if not hours_first:
        send_hours()


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    found=bills(),
    metered=hours(),
    cut=st.integers(0, 4),
    hours_first=st.booleans(),
    intervals_first=st.booleans(),
)
def test_what_counts_does_not_depend_on_order_or_files_and_no_day_counts_twice(
    found: list[Bill], metered: Hours, cut: int, hours_first: bool, intervals_first: bool
) -> None:
    assume(not ends_on_a_later_begin(found))
    cuts = [cut] if 0 < cut < len(found) else []
    parts = [found[start:end] for start, end in zip([0, *cuts], [*cuts, len(found)], strict=True)]
    assume(all(len({bill[:2] for bill in part}) == len(part) for part in parts))
    point = supply_point("E1", "energy.electricity", counts='"intervals"' if intervals_first else '"bills"')
    with passing_town(TOWN + point) as town:
        accounts = Accounts(town)
        deliver(accounts, found, metered, cuts, hours_first=hours_first)
        months = dict(accounts.town.rows("SELECT strftime(month, '%Y-%m'), quantity FROM core.monthly"))
        current = accounts.town.rows("""
            SELECT first_day, last_day, quantity FROM core.readings
            WHERE is_current AND period_end - period_start > INTERVAL 1 HOUR ORDER BY ALL
        """)
        hourly = accounts.town.rows("""
            SELECT first_day, sum(quantity), count(*) FROM core.readings
            WHERE is_current AND period_end - period_start = INTERVAL 1 HOUR GROUP BY ALL ORDER BY ALL
        """)
        stated = accounts.town.rows("SELECT sum(rows_accepted) FROM raw.deliveries")
        kept_rows = accounts.town.rows("SELECT count(*) FROM core.readings")
    bills_that_count, hours_that_count = what_counts(found, metered, intervals_first=intervals_first)
    assert current == sorted((bill[0], bill[1], float(bill[2])) for bill in bills_that_count)
    assert hourly == [(day, 24.0 * each, 24) for day, each in hours_that_count.items()]
    expected: dict[str, Fraction] = defaultdict(Fraction, by_month(bills_that_count))
    for day, each in hours_that_count.items():
        expected[f"{day:%Y-%m}"] += 24 * each
    assert set(months) == set(expected)
    assert all(
        abs(float(str(months[month])) - float(quantity)) <= 1e-8 for month, quantity in expected.items()
    )
    assert stated == kept_rows
