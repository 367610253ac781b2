"""A workbook of 50,000 rows from archive to months, beside the library that only reads its cells.

Both read the same file in one run on one machine, three times each; what counts is the ratio of their least time on
processors, which other work on the machine hardly changes. The store is there and holds nothing; beside it stands what
the load costs with the making of the store, and what reading alone costs, from the archived file to checked values.
"""

from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest

from tests.benchmark.apart import cost_of, ingest_into_empty_store, ingest_into_new_store, reading_alone
from tests.benchmark.conftest import Told
from tests.conftest import Town, supply_point

ROWS, MOST, MOST_NEW, MOST_READING, ROUNDS = 50_000, 4.5, 4.7, 3.0, 3
"""Rows, and times the reading of cells that a load, one with a new store, and reading alone may take; the aim is 3."""

FORMAT = """
id = "bills"
title = "Bills"
[file]
kind = "workbook"
[dates]
formats = ["%Y-%m-%d"]
[period]
kind = "bill"
start = "Kezdete"
end = "Vége"
[columns]
supply_point = "POD"
[[values]]
column = "Mennyiség"
stream = "energy.electricity"
unit_column = "Egység"
"""


CELLS = """
from python_calamine import CalamineWorkbook

def work():
    CalamineWorkbook.from_path({path!r}).get_sheet_by_index(0).to_python()
"""


def test_a_workbook_of_bills(
    make_town: Callable[..., Town], benchmark: Callable[..., object], told: Told
) -> None:
    town = make_town(supply_point("HU0", "energy.electricity", valid_from="2015-01-01"), held=False)
    town.workspace.formats.mkdir()
    (town.workspace.formats / "bills.toml").write_text(FORMAT, encoding="utf-8")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Adat")
    sheet.append(["POD", "Kezdete", "Vége", "Mennyiség", "Egység", "Megjegyzés"])
    for index in range(ROWS):
        first = date(2015, 1, 1) + timedelta(days=30 * (index // 500))
        sheet.append(
            [f"HU{index % 500}", first, first + timedelta(days=29), index % 997 * 1.25, "kWh", "x  y"]
        )
    path = town.workspace.inbox / "office" / "bills.xlsx"
    book.save(path)
    least = min(cost_of(CELLS.format(path=str(path))).processor for _ in range(ROUNDS))
    alone = min(reading_alone(town.root).processor for _ in range(ROUNDS))
    with_a_new_store = min(ingest_into_new_store(town.root).processor for _ in range(ROUNDS))
    costs = []
    benchmark.pedantic(  # type: ignore[attr-defined]
        lambda: costs.append(ingest_into_empty_store(town.root).processor), rounds=ROUNDS
    )
    assert town.rows("SELECT rows_accepted, rows_rejected FROM raw.deliveries") == [(ROWS, 0)]
    expected = sum(index % 997 * 1.25 for index in range(ROWS))
    assert town.rows("SELECT sum(quantity) FROM core.readings WHERE is_current")[0][0] == pytest.approx(
        expected
    )
    for work, ours, most in (
        ("archive to months in a store that is there", min(costs), MOST),
        ("archive to months with the making of the store", with_a_new_store, MOST_NEW),
        ("archived file to checked values, nothing stored", alone, MOST_READING),
    ):
        told(
            f"XLSX of {ROWS:,} rows, {work}; calamine",
            f"{ours:.2f} s",
            f"{least:.2f} s",
            ours / least,
            most,
            "3",
        )
