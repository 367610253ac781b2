"""Supply points, meters, contracts and shares are different things: what stays, what changes, and what is added."""

from collections.abc import Callable
from datetime import date

import pytest

from flows.computing.contributions import contributions
from flows.computing.covered import covered_months
from flows.computing.explain import explain
from flows.problems import WrongUse
from flows.status import office_months
from tests.conftest import TOWN, Town, supply_point
from tests.unit.flows.settling.accounts import Accounts

JANUARY, FEBRUARY, MARCH = "2025-01-01;2025-01-31", "2025-02-01;2025-02-28", "2025-03-01;2025-03-31"
EXCHANGE = '[{ number = "M1", valid_to = 2025-02-14 }, { number = "M2", valid_from = 2025-02-15 }]'
SITES = TOWN + "".join(f'\n[[sites]]\nid = "{name}"\nname = "{name}"\n' for name in ("annex", "library"))
REGISTER_FORMAT = """
id = "readings"
title = "Readings"
[file]
kind = "csv"
name = "readings*"
[dates]
formats = ["%Y-%m-%d"]
[period]
kind = "register"
column = "Read on"
[columns]
supply_point = "Meter"
[[values]]
column = "Value"
stream = "energy.electricity"
unit = "kWh"
"""


def add_to_register(town: Town, text: str) -> None:
    register = town.workspace.city_file
    register.write_text(register.read_text(encoding="utf-8") + text, encoding="utf-8")
    town.ingest()


def points(accounts: Accounts) -> list[tuple[object, ...]]:
    return accounts.town.rows("SELECT supply_point_id, named_as, first_day FROM core.readings ORDER BY 3, 1")


def test_files_may_name_the_meter_and_an_exchange_keeps_the_series(
    make_accounts: Callable[..., Accounts],
) -> None:
    accounts = make_accounts(meters=EXCHANGE)
    accounts.bills(
        "supplier1",
        f"M1;;{JANUARY};310;yes;2025-02-05",
        "M1;;2025-02-01;2025-02-14;140;yes;2025-03-05",
        "M2;;2025-02-15;2025-02-28;70;yes;2025-03-05",
    )
    accounts.bills("supplier2", f"E1;;{JANUARY};300;yes;2025-06-05")
    assert accounts.months() == {"01": 300.0, "02": 210.0}
    assert accounts.rules() == [("supplier1.csv", 2, 1, "correction", "supplier2.csv")]
    assert {point for point, _, _ in points(accounts)} == {"E1"}
    assert accounts.town.rows("SELECT count(*) FROM out.findings WHERE code = 'unknown_supply_point'") == [
        (0,)
    ]


def test_a_meter_that_is_registered_later_brings_its_rows_and_takes_them_away_again(
    accounts: Accounts,
) -> None:
    accounts.bills("supplier1", f"M1;;{JANUARY};310;yes;2025-02-05", f"M1;;{MARCH};93;yes;2025-04-05")
    accounts.town.compute()
    assert accounts.months() == {}
    assert accounts.town.rows(
        "SELECT CAST(details AS JSON)->>'supply_point', period FROM out.findings "
        "WHERE code = 'unknown_supply_point' ORDER BY 2"
    ) == [("M1", "2025-01"), ("M1", "2025-03")]
    before = accounts.town.workspace.city_file.read_text(encoding="utf-8")
    add_to_register(accounts.town, 'meters = [{ number = "M1", valid_to = 2025-02-14 }]\n')
    assert accounts.months() == {"01": 310.0}
    assert points(accounts) == [("E1", "M1", date(2025, 1, 1)), ("M1", None, date(2025, 3, 1))]
    accounts.town.workspace.city_file.write_text(before, encoding="utf-8")
    accounts.town.ingest()
    assert accounts.months() == {}
    assert points(accounts) == [("M1", None, date(2025, 1, 1)), ("M1", None, date(2025, 3, 1))]


def test_another_supplier_keeps_the_series(make_accounts: Callable[..., Accounts]) -> None:
    contracts = (
        '[{ supplier = "Old", number = "A-1", valid_to = 2025-01-31 }, '
        '{ supplier = "New", number = "B-2", valid_from = 2025-02-01 }]'
    )
    accounts = make_accounts(contracts=contracts)
    accounts.bills("supplier1", f"A-1;;{JANUARY};310;yes;2025-02-05")
    accounts.bills("grid1", f"B-2;;{FEBRUARY};280;yes;2025-03-05", f"A-1;;{MARCH};1;yes;2025-04-05")
    assert accounts.months() == {"01": 310.0, "02": 280.0}
    assert points(accounts)[-1] == ("A-1", None, date(2025, 3, 1))


def test_register_values_of_two_meters_are_one_series_and_never_subtracted(
    make_accounts: Callable[..., Accounts],
) -> None:
    """Old meter 1000 to 1100 in January and to its end on 15 February 1150; new meter from 0 to 60 on 1 March."""
    accounts = make_accounts(meters=EXCHANGE)
    (accounts.town.workspace.formats / "readings.toml").write_text(REGISTER_FORMAT, encoding="utf-8")
    rows = [
        ("M1", "2025-01-01", 1000),
        ("M1", "2025-02-01", 1100),
        ("M1", "2025-02-15", 1150),
        ("M2", "2025-02-15", 0),
        ("M2", "2025-03-01", 60),
    ]
    accounts.send(
        "readings1", "Meter;Read on;Value\n" + "".join(f"{point};{on};{value}\n" for point, on, value in rows)
    )
    assert accounts.months() == {"01": 100.0, "02": 110.0}
    assert accounts.town.rows("""
        SELECT supply_point_id, named_as, quantity FROM core.readings WHERE is_current ORDER BY first_day
    """) == [("E1", "M1", 100.0), ("E1", "M1", 50.0), ("E1", "M2", 60.0)]


def test_a_supply_point_of_several_sites_is_shared_and_the_sum_is_the_part_of_the_organisation(
    make_town: Callable[..., Town],
) -> None:
    """60 % hall, 30 % annex until 15 January and library from the 16th; the tenth that is left is a stranger's."""
    town = make_town(
        supply_point("E1", "energy.electricity", share=0.6),
        supply_point("E1", "energy.electricity", "annex", share=0.3, valid_to="2025-01-15"),
        supply_point("E1", "energy.electricity", "library", share=0.3, valid_from="2025-01-16"),
        register=SITES,
    )
    accounts = Accounts(town)
    accounts.bills("supplier1", f"E1;;{JANUARY};1000;yes;2025-02-05", f"E1;;{FEBRUARY};100;yes;2025-03-05")
    assert town.rows(
        "SELECT site_id, strftime(month, '%m'), round(quantity, 6), days_covered FROM core.monthly ORDER BY ALL"
    ) == [
        ("annex", "01", pytest.approx(300 * 15 / 31), 31),
        ("hall", "01", 600.0, 31),
        ("hall", "02", 60.0, 28),
        ("library", "01", pytest.approx(300 * 16 / 31), 31),
        ("library", "02", 30.0, 28),
    ]
    town.compute()
    assert town.rows(
        "SELECT DISTINCT a, a_unit FROM out.core_indicators WHERE indicator = 'energy.total' AND site_id = 'all'"
    ) == [(pytest.approx(990.0), "kWh")]
    with town.store() as connection:
        for site, expected in (("all", 990.0), ("hall", 660.0), ("annex", 300 * 15 / 31)):
            explained = explain(connection, town.city, town.as_of, "energy.total", 2025, site, "")
            assert sum(row.quantity for row in explained.readings) == pytest.approx(expected), site
        parts = contributions(connection, town.as_of)
    assert dict(parts.groupby("site_id")["quantity"].sum()) == pytest.approx(
        {"hall": 660.0, "annex": 300 * 15 / 31, "library": 300 * 16 / 31 + 30}
    )
    missing = town.rows("SELECT DISTINCT site_id, period FROM out.findings WHERE code = 'missing_month'")
    assert sorted(missing)[:3] == [("hall", f"2025-{month:02}") for month in (3, 4, 5)]
    assert len(missing) == 20
    assert town.rows("SELECT code FROM out.findings WHERE code = 'reading_outside_validity'") == []


@pytest.mark.parametrize(
    ("register", "told"),
    [
        (
            supply_point("E1", "energy.electricity", share=0.6)
            + supply_point("E1", "energy.electricity", "annex", share=0.5),
            "declared twice for energy.electricity on the same days",
        ),
        (
            supply_point("E1", "energy.electricity", share=0.4)
            + supply_point("E1", "energy.electricity", share=0.4, valid_from="2025-06-01"),
            "declared twice",
        ),
        (supply_point("E1", "energy.electricity", within='"E2"'), "is said to be within 'E2'"),
        (
            supply_point("E1", "energy.electricity", meters='[{ number = "M1" }]')
            + supply_point("E2", "energy.electricity", meters='[{ number = "M1", valid_from = 2025-03-01 }]'),
            "the meter 'M1' is declared for 'E1' and 'E2' on the same days",
        ),
        (
            supply_point("E1", "energy.electricity", meters='[{ number = "E2" }]')
            + supply_point("E2", "energy.electricity"),
            "'E2' of supply point 'E1' is also declared as a supply point",
        ),
    ],
)
def test_a_register_that_contradicts_itself_is_refused(
    make_town: Callable[..., Town], register: str, told: str
) -> None:
    with pytest.raises(WrongUse, match=told):
        make_town(register, register=SITES).ingest()


def test_a_rejected_row_that_names_a_meter_leaves_its_month_rejected_and_not_missing(
    make_accounts: Callable[..., Accounts],
) -> None:
    """January came, the quantity of February cannot be read, of March there is nothing."""
    accounts = make_accounts(meters=EXCHANGE)
    accounts.bills(
        "supplier1",
        f"M1;;{JANUARY};310;yes;2025-02-05",
        "M2;;2025-02-15;2025-02-28;sok;yes;2025-03-05",
    )
    with accounts.town.store() as connection:
        covered = covered_months(connection, accounts.town.city, date(2025, 3, 1))
        offices = office_months(connection, accounts.town.city, date(2025, 3, 1), 2025)
    assert list(covered["state"]) == ["delivered", "rejected", "missing"]
    assert [(month.delivered, month.rejected, month.missing) for month in offices] == [
        (1, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
    ]
