"""A bill, the credit that takes it back and the new bill in one export: what counts, and what is not guessed."""

from collections.abc import Callable
from itertools import permutations

import pytest

from flows.history import history
from flows.problems import WrongUse
from flows.sources.format import load_formats
from tests.conftest import Town, supply_point
from tests.unit.flows.settling.accounts import HEAD, Accounts, accounts, make_accounts

__all__ = ["accounts", "make_accounts"]

JANUARY = "2025-01-01;2025-01-31"


def row(kwh: object, issued: str = "", read: str = "yes") -> str:
    return f"E1;;{JANUARY};{kwh};{read};{issued}"


def rejected(accounts: Accounts) -> list[tuple[object, ...]]:
    return accounts.town.rows("SELECT row_number, code, value, detail FROM raw.rejected_rows ORDER BY 1")


OLD, BACK, NEW = row(1000, "2025-02-05"), row(-1000, "2025-03-05"), row(900, "2025-03-05")


@pytest.mark.parametrize("order", list(permutations((OLD, BACK, NEW))))
@pytest.mark.parametrize("dated", [True, False])
def test_bill_credit_and_new_bill_in_one_file(
    accounts: Accounts, order: tuple[str, ...], dated: bool
) -> None:
    """Without days of issue the credit itself says which bill it takes back. All three rows are accepted."""
    sent = order if dated else [line[: line.rindex(";") + 1] for line in order]
    accounts.bills("supplier1", *sent)
    assert accounts.months() == {"01": 900}
    place = {line: 2 + number for number, line in enumerate(order)}
    assert accounts.rules() == sorted(
        [
            ("supplier1.csv", place[OLD], 1, "correction", "supplier1.csv"),
            ("supplier1.csv", place[BACK], 1, "credit", "supplier1.csv"),
        ]
    )
    assert accounts.town.rows("SELECT rows_read, rows_accepted, status FROM raw.deliveries") == [
        (3, 3, "accepted")
    ]
    assert {"superseded_correction", "superseded_credit"} <= accounts.codes()
    with accounts.town.store() as connection:
        told = {entry.row_number: entry for entry in history(connection, "E1")}
    assert {entry.counts_instead.split(",")[-1] for entry in told.values()} - {""} == {f" row {place[NEW]}"}
    assert (told[place[NEW]].state, told[place[OLD]].state) == ("counts", "gave_way")


def test_the_result_is_that_of_the_same_rows_in_three_files(accounts: Accounts) -> None:
    for number, line in enumerate((OLD, BACK, NEW), 1):
        accounts.bills(f"supplier{number}", line)
    assert accounts.months() == {"01": 900}


def test_a_credit_alone_does_not_take_the_bill_away(accounts: Accounts) -> None:
    """As between two files: a credit says nothing of the energy used, and the new bill will take the place of both."""
    accounts.bills("supplier1", OLD, BACK)
    assert accounts.months() == {"01": 1000}
    assert accounts.rules() == [("supplier1.csv", 3, 1, "credit", "supplier1.csv")]
    accounts.bills("supplier2", row(900, "2025-04-01"))
    assert accounts.months() == {"01": 900}


@pytest.mark.parametrize(
    ("lines", "counts", "rule"),
    [
        ((row(1000, "2025-02-05"), row(900, "2025-03-05")), 900, "correction"),
        ((row(900, "2025-03-05"), row(1000, "2025-02-05")), 900, "correction"),
        ((row(1000, "2025-02-05"), row(1000, "2025-03-05")), 1000, "same_value"),
        ((row(1000), row(900, "2025-03-05")), 900, "correction"),
        ((row(1000, "2025-03-05", "no"), row(900, "2025-02-05")), 900, "read_value"),
    ],
)
def test_the_later_day_of_issue_counts_and_a_read_value_before_an_estimate(
    accounts: Accounts, lines: tuple[str, ...], counts: float, rule: str
) -> None:
    accounts.bills("supplier1", *lines)
    assert accounts.months() == {"01": counts}
    assert [found[3] for found in accounts.rules()] == [rule]


@pytest.mark.parametrize("issued", ["", "2025-02-05"])
def test_two_figures_for_the_same_days_are_not_guessed(accounts: Accounts, issued: str) -> None:
    """Both sentences name both rows; no figure counts, and the month is missing rather than wrong."""
    february = f"E1;;2025-02-01;2025-02-28;500;yes;{issued}"
    accounts.bills("supplier1", row(1000, issued), row("900,5", issued), february)
    assert accounts.months() == {"02": 500}
    assert rejected(accounts) == [
        (2, "conflicting_rows", "1000 kWh", "3"),
        (3, "conflicting_rows", "900.5 kWh", "2"),
    ]
    [first, second] = accounts.town.rows("SELECT message FROM raw.rejected_rows ORDER BY row_number")
    assert "2. sor" in str(first[0])
    assert "(3. sor)" in str(first[0])
    assert "(2. sor)" in str(second[0])


def test_what_is_older_than_a_contradiction_does_not_count_in_its_place(accounts: Accounts) -> None:
    accounts.bills("supplier1", row(1000, "2025-02-05"), row(900, "2025-03-05"), row(800, "2025-03-05"))
    assert accounts.months() == {}
    assert [found[:2] + found[3:] for found in rejected(accounts)] == [
        (2, "conflicting_rows", "3"),
        (3, "conflicting_rows", "2"),
        (4, "conflicting_rows", "2"),
    ]


def test_the_same_figure_twice_is_a_repetition(accounts: Accounts) -> None:
    accounts.bills("supplier1", OLD, OLD, BACK, BACK)
    assert accounts.months() == {"01": 1000}
    assert rejected(accounts) == [(3, "duplicate_row", None, "2")]


def test_two_meters_of_one_supply_point_are_no_contradiction(accounts: Accounts) -> None:
    accounts.bills("supplier1", f"E1;A;{JANUARY};600;yes;", f"E1;B;{JANUARY};400;yes;")
    assert accounts.months() == {"01": 1000}


TARIFFS = """
id = "tariffs"
title = "Tariffs"
[file]
kind = "csv"
name = "tariff*"
[period]
kind = "bill"
start = "From"
end = "To"
rows_add_up = true
[columns]
supply_point = "Meter"
issued_on = "Issued"
invoice = "Invoice"
[[values]]
column = "Used"
stream = "energy.electricity"
unit = "kWh"
negative = "accept"
"""


def test_tariffs_of_one_bill_add_up_and_another_bill_is_another_statement(
    make_town: Callable[..., Town],
) -> None:
    """Day and night of bill A, 1000, are taken back by B; bill C says 600 and 300."""
    accounts = Accounts(make_town(supply_point("E1", "energy.electricity")))
    (accounts.town.workspace.formats / "tariffs.toml").write_text(TARIFFS, encoding="utf-8")
    lines = [("A", 700), ("A", 300), ("B", -700), ("B", -300), ("C", 600), ("C", 300)]
    accounts.send(
        "tariffs",
        "Meter;From;To;Used;Issued;Invoice\n"
        + "".join(f"E1;{JANUARY};{kwh};;{invoice}\n" for invoice, kwh in lines),
    )
    assert rejected(accounts) == []
    assert accounts.months() == {"01": 900}
    assert accounts.rules() == [
        ("tariffs.csv", 2, 2, "correction", "tariffs.csv"),
        ("tariffs.csv", 4, 2, "credit", "tariffs.csv"),
    ]


def test_an_invoice_is_for_bills(make_town: Callable[..., Town]) -> None:
    accounts = Accounts(make_town(supply_point("E1", "energy.electricity")))
    text = TARIFFS.replace('kind = "bill"\nstart = "From"\nend = "To"', 'kind = "day"\ncolumn = "From"')
    (accounts.town.workspace.formats / "tariffs.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongUse, match="the column invoice is for bills"):
        load_formats(accounts.town.workspace)


def test_a_faulty_row_is_no_better_one(accounts: Accounts) -> None:
    accounts.send("supplier1", HEAD + OLD + "\n" + row("900,1,2", "2025-03-05") + "\n")
    assert accounts.months() == {"01": 1000}
