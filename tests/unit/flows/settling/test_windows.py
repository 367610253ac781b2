"""A delivery settles the months that it touches and those that hang together with them, and no other."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.conftest import supply_point
from tests.unit.flows.settling.accounts import Accounts
from tests.unit.flows.settling.test_identity import REGISTER_FORMAT

MARK = -1.0
"""Written into every month by hand: where it stands still, nothing was settled anew."""


def months_settled_by(accounts: Accounts, send: Callable[[], None]) -> list[str]:
    """The months of E1 that a delivery settles anew."""
    with accounts.town.store() as connection:
        connection.execute(f"UPDATE core.monthly_by_supply_point SET quantity = {MARK}")
    send()
    rows = accounts.town.rows(f"""
        SELECT strftime(month, '%m') FROM core.monthly_by_supply_point
        WHERE supply_point_id = 'E1' AND quantity <> {MARK} ORDER BY month
    """)
    return [str(month) for (month,) in rows]


@pytest.fixture
def year(make_accounts: Callable[..., Accounts]) -> Accounts:
    """Bills of whole months from January to June, and hours of August and September."""
    accounts = make_accounts()
    ends = (31, 28, 31, 30, 31, 30)
    rows = [
        f"E1;;2025-{month:02}-01;2025-{month:02}-{end};300;yes;2025-07-01"
        for month, end in enumerate(ends, 1)
    ]
    accounts.bills("supplier", *rows)
    accounts.hours("hours", date(2025, 8, 25), 14, 1)
    return accounts


def test_a_new_month_leaves_the_others(year: Accounts) -> None:
    july = "E1;;2025-07-01;2025-07-31;310;yes;2025-08-01"
    assert months_settled_by(year, lambda: year.bills("supplier7", july)) == ["07"]


def test_hours_of_one_day_settle_their_month_alone(year: Accounts) -> None:
    assert months_settled_by(year, lambda: year.hours("hours2", date(2025, 9, 20), 1, 1)) == ["09"]


def test_a_bill_that_reaches_into_others_settles_all_that_it_reaches_and_what_these_reach(
    year: Accounts,
) -> None:
    year.bills("supplier-long", "E1;;2025-04-10;2025-05-09;500;no;2025-07-01")
    corrected = "E1;;2025-05-01;2025-05-31;290;yes;2025-09-01"
    assert months_settled_by(year, lambda: year.bills("supplier5", corrected)) == ["04", "05"]


def test_a_bill_whose_last_day_went_to_the_next_is_settled_with_it(
    make_accounts: Callable[..., Accounts],
) -> None:
    accounts = make_accounts()
    accounts.bills("supplier1", "E1;;2025-01-01;2025-02-01;320;yes;2025-02-05")
    accounts.bills("supplier2", "E1;;2025-02-01;2025-02-28;280;yes;2025-03-05")
    accounts.bills("supplier3", "E1;;2025-04-01;2025-04-30;300;yes;2025-05-05")
    assert accounts.town.rows("SELECT day FROM core.shared_days") == [(date(2025, 2, 1),)]
    corrected = "E1;;2025-02-02;2025-02-28;270;yes;2025-06-05"
    assert months_settled_by(accounts, lambda: accounts.bills("supplier4", corrected)) == ["01", "02"]


def test_cumulative_values_settle_their_whole_series(make_accounts: Callable[..., Accounts]) -> None:
    accounts = make_accounts(supply_point("E1", "energy.electricity"))
    (accounts.town.workspace.formats / "readings.toml").write_text(REGISTER_FORMAT, encoding="utf-8")
    head = "Meter;Read on;Value\n"
    accounts.send("readings1", f"{head}E1;2025-01-01;0\nE1;2025-02-01;310\nE1;2025-03-01;590\n")
    later = f"{head}E1;2025-04-01;900\n"
    assert months_settled_by(accounts, lambda: accounts.send("readings2", later)) == ["01", "02", "03"]
