"""The planted rows of the example come back to their offices, each marked; those that were mended do not."""

import csv
from collections import defaultdict

import openpyxl

from flows.returning.outbox import give_back
from flows.sources.format import load_formats
from tests.conftest import EXAMPLE, Town

MENDED = {("2024/hulladek_2024-Q2.xlsx", "Átadások", 30), ("2024/beszerzes_2024-2.xlsx", "Beszerzések", 8)}
"""Rows that a later file brings again as they should be (examples/README.md: ..._potlas.xlsx)."""


def test_the_planted_rows_come_back_and_nothing_else(example_town: Town) -> None:
    with (EXAMPLE / "truth" / "rejected_rows.csv").open(encoding="utf-8", newline="") as file:
        planted = [(row["file_name"], row["sheet"], int(row["row_number"])) for row in csv.DictReader(file)]
    assert set(planted) >= MENDED
    expected = defaultdict(set)
    for name, sheet, row in planted:
        if (name, sheet, row) not in MENDED:
            expected[name].add((sheet, row))
    with example_town.store() as connection:
        formats = load_formats(example_town.workspace)
        returned = give_back(connection, example_town.workspace, example_town.city, formats)
    assert {file.file_name: file.rows_open for file in returned} == {
        name: len(rows) for name, rows in expected.items()
    }
    for file in returned:
        book = openpyxl.load_workbook(example_town.root / file.path)
        commented = {
            (sheet.title if file.file_name.endswith("xlsx") else "", cell.row)
            for sheet in book.worksheets[1:]
            for row in sheet.iter_rows()
            for cell in row
            if cell.comment
        }
        assert commented == expected[file.file_name]
