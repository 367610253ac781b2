"""The history of a supply point tells of every delivered row what became of it."""

from datetime import date

import pytest

from flows.history import HistoryEntry, history
from flows.problems import WrongUse
from tests.unit.flows.settling.accounts import Accounts, accounts, make_accounts

__all__ = ["accounts", "make_accounts"]

JANUARY, FEBRUARY = "2025-01-01;2025-01-31", "2025-02-01;2025-02-28"


def told(
    accounts: Accounts, point: str = "E1", stream: str = "", *, every_row: bool = False
) -> list[HistoryEntry]:
    with accounts.town.store() as connection:
        return history(connection, point, stream, every_row=every_row)


def test_every_row_is_told_with_what_became_of_it(accounts: Accounts) -> None:
    accounts.bills("supplier1", f"E1;;{JANUARY};900;yes;2025-02-05", f"E1;;{FEBRUARY};abc;yes;2025-02-05")
    accounts.bills("supplier2", f"E1;;{JANUARY};1000;no;2025-03-05", f"E1;;{FEBRUARY};700;no;2025-03-05")
    accounts.hours("hours1", date(2025, 2, 27), 4, 2)
    accounts.bills("supplier9", f"E1;;{JANUARY};900;yes;2025-02-05", f"E1;;{FEBRUARY};abc;yes;2025-02-05")
    found = [
        (entry.file_name, entry.row_number, entry.rows, entry.quantity, entry.state, entry.counts_instead)
        for entry in told(accounts)
    ]
    assert found == [
        ("supplier1.csv", 2, 1, 900.0, "counts", ""),
        ("supplier2.csv", 2, 1, 1000.0, "gave_way", "supplier1.csv, row 2"),
        ("supplier1.csv", 3, 1, None, "rejected", ""),
        ("supplier2.csv", 3, 1, 700.0, "counts", ""),
        ("hours1.csv", 2, 48, 96.0, "gave_way", "supplier2.csv, row 3"),
        ("hours1.csv", 50, 48, 96.0, "counts", ""),
        ("supplier9.csv", None, None, None, "duplicate", "supplier1.csv"),
    ]
    assert [entry.rule for entry in told(accounts)] == [
        "", "read_value", "unreadable_number", "", "bill_counts", "", "duplicate_delivery",
    ]  # fmt: skip
    rejected = next(entry for entry in told(accounts) if entry.state == "rejected")
    assert "abc" in rejected.reason
    assert len(told(accounts, every_row=True)) == 5 + 96


def test_a_correction_and_a_withdrawal_are_told(accounts: Accounts) -> None:
    accounts.bills("supplier1", f"E1;;{JANUARY};900;yes;2025-02-05", f"E1;;{FEBRUARY};700;yes;2025-02-05")
    entry = """
        [[corrections]]
        id = "{id}"
        who = "A"
        decided_on = 2025-05-01
        why = "B"
        evidence = "C"
        reading = {{ office = "office", file = "supplier1.csv", row = {row} }}
        expected = {{ value = {old}, unit = "kWh" }}
        {new}
    """
    accounts.town.workspace.corrections_file.write_text(
        entry.format(id="c1", row=2, old=900, new='new = { value = 990, unit = "kWh" }')
        + entry.format(id="c2", row=3, old=700, new="withdrawn = true"),
        encoding="utf-8",
    )
    accounts.town.ingest()
    found = [(row.row_number, row.quantity, row.state, row.correction_id) for row in told(accounts)]
    assert sorted(found) == [
        (2, 900.0, "corrected", "c1"),
        (2, 990.0, "counts", "c1"),
        (3, 700.0, "withdrawn", "c2"),
    ]


def test_what_nobody_delivered_is_wrong_use(accounts: Accounts) -> None:
    accounts.bills("supplier1", f"E7;;{JANUARY};900;yes;2025-02-05")
    assert [(row.state, row.rule) for row in told(accounts, "E7")] == [("no_site", "")]
    with pytest.raises(WrongUse, match=r"no delivery names a supply point, meter or contract 'E8'"):
        told(accounts, "E8")
    with pytest.raises(WrongUse, match=r"with the stream 'water.mains'"):
        told(accounts, "E7", stream="water.mains")
