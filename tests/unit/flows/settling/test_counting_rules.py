"""The rules of docs/what-counts.md, each with an example that was worked by hand."""

from collections.abc import Callable
from datetime import date
from itertools import permutations

import pytest

from flows.computing.contributions import contributions
from flows.computing.explain import explain
from tests.conftest import supply_point
from tests.unit.flows.settling.accounts import Accounts

JANUARY, FEBRUARY = "2025-01-01;2025-01-31", "2025-02-01;2025-02-28"


def test_an_estimate_gives_way_to_the_read_value_of_the_same_days(accounts: Accounts) -> None:
    accounts.bills("supplier1", f"E1;;{JANUARY};900;yes;2025-02-05")
    accounts.bills("supplier2", f"E1;;{JANUARY};1000;no;2025-03-05", f"E1;;{FEBRUARY};700;no;2025-03-05")
    assert accounts.months() == {"01": 900.0, "02": 700.0}
    assert accounts.rules() == [("supplier2.csv", 2, 1, "read_value", "supplier1.csv")]
    assert accounts.codes() == {"superseded_read_value"}


def test_an_estimate_of_other_days_gives_way_to_a_read_value_too(accounts: Accounts) -> None:
    accounts.bills("supplier1", "E1;;2025-01-01;2025-02-28;1500;yes;2025-03-05")
    accounts.bills("supplier2", f"E1;;{FEBRUARY};700;no;2025-04-05")
    assert accounts.rules() == [("supplier2.csv", 2, 1, "read_value", "supplier1.csv")]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_supplier_and_grid_the_preferred_counts_whatever_comes_first(
    make_accounts: Callable[..., Accounts], order: tuple[int, ...]
) -> None:
    accounts = make_accounts(formats_first='["grid-bills"]')
    sent = [
        ("supplier1", f"E1;;{JANUARY};1000;yes;2025-02-05"),
        ("supplier2", f"E1;;{JANUARY};990;yes;2025-03-05"),
        ("grid1", f"E1;;{JANUARY};1001;yes;2025-01-31"),
    ]
    for index in order:
        accounts.bills(*sent[index])
    assert accounts.months() == {"01": 1001.0}
    assert accounts.rules() == [
        ("supplier1.csv", 2, 1, "other_account", "grid1.csv"),
        ("supplier2.csv", 2, 1, "other_account", "grid1.csv"),
    ]
    assert accounts.codes() == {"superseded_other_account"}


def test_without_a_preference_the_later_issued_of_supplier_and_grid_counts(accounts: Accounts) -> None:
    accounts.bills("grid1", f"E1;;{JANUARY};1001;yes;2025-02-09")
    accounts.bills("supplier1", f"E1;;{JANUARY};1000;yes;2025-02-05")
    assert accounts.months() == {"01": 1001.0}
    assert accounts.rules() == [("supplier1.csv", 2, 1, "other_account", "grid1.csv")]
    register = accounts.town.workspace.city_file
    register.write_text(register.read_text() + 'formats_first = ["supplier-bills"]\n')
    accounts.town.ingest()
    assert accounts.months() == {"01": 1000.0}


def test_a_credit_does_not_count_and_the_new_bill_takes_the_place_of_both(accounts: Accounts) -> None:
    accounts.bills("supplier1", f"E1;;{JANUARY};1000;yes;2025-02-05")
    accounts.bills("supplier2", f"E1;;{JANUARY};-1000;yes;2025-03-01")
    assert accounts.months() == {"01": 1000.0}
    assert accounts.rules() == [("supplier2.csv", 2, 1, "credit", "supplier1.csv")]
    accounts.bills("supplier3", f"E1;;{JANUARY};900;yes;2025-03-01")
    assert accounts.months() == {"01": 900.0}
    assert accounts.codes() == {"superseded_credit", "superseded_correction"}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_the_day_that_two_bills_share_belongs_to_the_later(
    accounts: Accounts, order: tuple[int, ...]
) -> None:
    """31 January is on two bills: 30 days of the first, 29 of the second; the third follows without sharing."""
    sent = [
        "E1;;2025-01-01;2025-01-31;300;yes;2025-02-05",
        "E1;;2025-01-31;2025-02-28;290;yes;2025-03-05",
        "E1;;2025-03-01;2025-03-31;31;yes;2025-04-05",
    ]
    for index in order:
        accounts.bills(f"supplier{index}", sent[index])
    assert accounts.months() == {"01": 310.0, "02": 280.0, "03": 31.0}
    assert accounts.rules() == []
    assert accounts.town.rows("SELECT DISTINCT days_covered = days_in_month FROM core.monthly") == [(True,)]
    assert accounts.codes() == {"shared_day_of_two_files"}
    accounts.bills("supplier9", "E1;;2025-01-01;2025-01-31;330;yes;2025-06-01")
    assert accounts.months() == {"01": 340.0, "02": 280.0, "03": 31.0}


def test_old_and_new_meter_share_the_day_of_the_exchange(accounts: Accounts) -> None:
    accounts.bills(
        "supplier1",
        "E1;M1;2025-01-01;2025-01-11;100;yes;2025-02-05",
        "E1;M2;2025-01-11;2025-01-31;210;yes;2025-02-05",
    )
    assert accounts.months() == {"01": 310.0}
    assert accounts.town.rows("SELECT last_day FROM core.readings ORDER BY 1") == [
        (date(2025, 1, 10),),
        (date(2025, 1, 31),),
    ]


@pytest.mark.parametrize("bill_first", [True, False])
def test_a_bill_counts_and_hourly_values_fill_the_days_without_one(
    accounts: Accounts, bill_first: bool
) -> None:
    """Hours of 10 days, 24 kWh a day; a bill of the first four days says 100 kWh instead of 96."""
    for kind in ("bill", "hours") if bill_first else ("hours", "bill"):
        if kind == "bill":
            accounts.bills("supplier1", "E1;;2025-02-01;2025-02-04;100;yes;2025-03-05")
        else:
            accounts.hours("hours1", date(2025, 2, 1), 10, 1)
    assert accounts.months() == {"02": 100.0 + 6 * 24}
    assert accounts.rules() == [("hours1.csv", 2, 96, "bill_counts", "supplier1.csv")]
    assert accounts.codes() == {"superseded_bill_counts"}


def test_where_interval_data_come_first_they_count_for_every_bill_that_they_cover(
    make_accounts: Callable[..., Accounts],
) -> None:
    """The second bill has a day without hourly values: it is not cut, and counts whole."""
    accounts = make_accounts(counts='"intervals"')
    accounts.bills(
        "supplier1",
        "E1;;2025-02-01;2025-02-04;100;yes;2025-03-05",
        "E1;;2025-02-05;2025-02-11;170;yes;2025-03-05",
    )
    accounts.hours("hours1", date(2025, 2, 1), 10, 1)
    assert accounts.months() == {"02": 96.0 + 170.0}
    assert accounts.rules() == [
        ("hours1.csv", 98, 144, "bill_counts", "supplier1.csv"),
        ("supplier1.csv", 2, 1, "intervals_count", "hours1.csv"),
    ]
    assert accounts.codes() == {"superseded_bill_counts", "superseded_intervals_count"}


def test_an_estimated_bill_gives_way_to_whole_interval_data(accounts: Accounts) -> None:
    accounts.bills("supplier1", "E1;;2025-02-01;2025-02-04;100;no;2025-03-05")
    accounts.hours("hours1", date(2025, 2, 1), 4, 1)
    assert accounts.months() == {"02": 96.0}
    assert accounts.rules() == [("supplier1.csv", 2, 1, "intervals_count", "hours1.csv")]


def test_a_corrected_export_replaces_hour_by_hour(accounts: Accounts) -> None:
    accounts.hours("hours1", date(2025, 2, 1), 4, 1)
    accounts.hours("hours2", date(2025, 2, 3), 3, 2)
    assert accounts.months() == {"02": 2 * 24 + 3 * 48}
    assert accounts.rules() == [("hours1.csv", 50, 48, "correction", "hours2.csv")]


def test_a_sub_meter_is_kept_and_shown_but_in_no_sum(make_accounts: Callable[..., Accounts]) -> None:
    accounts = make_accounts(
        supply_point("E1", "energy.electricity"), supply_point("E2", "energy.electricity", within='"E1"')
    )
    accounts.bills("supplier1", f"E1;;{JANUARY};1000;yes;2025-02-05", f"E2;;{JANUARY};300;yes;2025-02-05")
    assert accounts.months() == {"01": 1000.0}
    assert accounts.town.rows(
        "SELECT supply_point_id, quantity, within FROM core.monthly_by_supply_point ORDER BY 1"
    ) == [("E1", 1000.0, ""), ("E2", 300.0, "E1")]
    accounts.codes()
    assert accounts.town.rows("""
        SELECT DISTINCT CAST(details AS JSON)->>'supply_point' FROM out.findings WHERE code = 'missing_month'
    """) == [("E1",)]
    with accounts.town.store() as connection:
        explained = explain(
            connection, accounts.town.city, accounts.town.as_of, "energy.total", 2025, "hall", ""
        )
        assert [(row.supply_point_id, row.quantity) for row in explained.readings] == [("E1", 1000.0)]
        assert set(contributions(connection, accounts.town.as_of)["supply_point_id"]) == {"E1"}
