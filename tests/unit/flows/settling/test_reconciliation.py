"""Bills against interval data, by hand: 24 kWh a day are metered."""

from collections.abc import Callable
from datetime import date

import pytest

from flows.computing.beside import reconciled_months
from indicators.model import RECONCILED_COLUMNS
from tests.unit.flows.settling.accounts import Accounts


def compared(accounts: Accounts) -> list[tuple[object, ...]]:
    return accounts.town.rows("""
        SELECT strftime(month, '%m'), days, round(quantity_billed, 6), round(quantity_metered, 6),
            round(difference, 6), round(difference_share, 6), unit FROM core.reconciliation ORDER BY 1
    """)


@pytest.mark.parametrize("counts", ["bills", "intervals"])
def test_a_bill_over_two_months_is_compared_in_each(
    make_accounts: Callable[..., Accounts], counts: str
) -> None:
    """Four days in January at 24 kWh, four in February at 48: 288 metered, 360 billed, a quarter more in each."""
    accounts = make_accounts(counts=f'"{counts}"')
    accounts.bills("supplier1", "E1;;2025-01-28;2025-02-04;360;yes;2025-03-05")
    accounts.hours("hours1", date(2025, 1, 28), 4, 1)
    accounts.hours("hours2", date(2025, 2, 1), 5, 2)
    assert compared(accounts) == [
        ("01", 4, 120.0, 96.0, 24.0, 0.25, "kWh"),
        ("02", 4, 240.0, 192.0, 48.0, 0.25, "kWh"),
    ]
    total = 360.0 + 48 if counts == "bills" else 288.0 + 48
    assert sum(float(str(value)) for value in accounts.months().values()) == pytest.approx(total)


def test_pages_get_the_site_and_the_tolerance_of_the_rule(accounts: Accounts) -> None:
    accounts.bills("supplier1", "E1;;2025-02-01;2025-02-04;100;yes;2025-03-05")
    accounts.hours("hours1", date(2025, 2, 1), 4, 1)
    with accounts.town.store() as connection:
        frame = reconciled_months(connection)
    assert list(frame.columns) == list(RECONCILED_COLUMNS)
    [row] = frame.to_dict("records")
    assert (row["site_id"], row["supply_point_id"], row["difference"]) == ("hall", "E1", 4.0)
    assert (row["tolerance"], row["least"]) == (0.02, 10.0)


def test_a_bill_with_a_day_without_interval_data_is_not_compared(accounts: Accounts) -> None:
    accounts.bills(
        "supplier1",
        "E1;;2025-02-01;2025-02-04;100;yes;2025-03-05",
        "E1;;2025-02-05;2025-02-11;170;yes;2025-03-05",
    )
    accounts.hours("hours1", date(2025, 2, 1), 10, 1)
    assert compared(accounts) == [("02", 4, 100.0, 96.0, 4.0, round(4 / 96, 6), "kWh")]
    accounts.hours("hours2", date(2025, 2, 11), 1, 1)
    assert compared(accounts) == [("02", 11, 270.0, 264.0, 6.0, round(6 / 264, 6), "kWh")]


def test_a_bill_that_another_replaced_is_not_compared_and_a_corrected_one_as_corrected(
    accounts: Accounts,
) -> None:
    accounts.hours("hours1", date(2025, 2, 1), 4, 1)
    accounts.bills("supplier1", "E1;;2025-02-01;2025-02-04;100;yes;2025-03-05")
    accounts.bills("supplier2", "E1;;2025-02-01;2025-02-04;97;yes;2025-04-05")
    assert [row[2] for row in compared(accounts)] == [97.0]
    accounts.town.workspace.corrections_file.write_text(
        """
        [[corrections]]
        id = "c1"
        who = "A"
        decided_on = 2025-05-01
        why = "B"
        evidence = "C"
        reading = { office = "office", file = "supplier2.csv", row = 2 }
        expected = { value = 97, unit = "kWh" }
        new = { value = 96, unit = "kWh" }
        """,
        encoding="utf-8",
    )
    accounts.town.ingest()
    assert compared(accounts) == [("02", 4, 96.0, 96.0, 0.0, 0.0, "kWh")]
