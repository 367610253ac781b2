"""Names and cells that attack: they stay text, and nothing but text."""

import csv

import pytest

from flows.export import export
from tests.nasty.conftest import BILLS, JANUARY, KWH, Office, bills, content, workbook

NAMES = [
    '=HYPERLINK("http://x.example","kattints")',
    "<script>alert(1)</script>",
    "'; DROP TABLE core.readings; --",
    "../../x",
    "CON.csv",
    "x" * 300,
    "E1\u202e1E",
    "{row} [[x]] {{ 7 * 7 }}",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["csv", "workbook"])
def test_a_hostile_supply_point(office: Office, name: str, kind: str) -> None:
    """It is kept as the text that it is, or its row is rejected as a formula; the store stands."""
    office.declare(BILLS + KWH, kind)
    rows = [(name, *JANUARY, 5), ("E1", *JANUARY, 7)]
    if kind == "csv":
        office.send(bills(('"' + name.replace('"', '""') + '"', *JANUARY, 5), rows[1]))
    else:
        book = workbook(("Meter", "From", "To", "Used"), *rows)
        book.worksheets[0]["A2"].data_type = "s"
        office.send(content(book), "own.xlsx")
    if name.startswith("="):
        assert office.rejected() == [(2, "broken_formula", "Meter", name)]
        assert name in office.told("broken_formula")
    else:
        assert {row[0] for row in office.readings()} == {name, "E1"}
        assert name in office.told("unknown_supply_point")
    assert office.town.rows("SELECT sum(quantity) FROM core.readings WHERE supply_point_id = 'E1'") == [
        (7.0,)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_quantity_is_told_as_it_stands(office: Office, name: str) -> None:
    office.declare(BILLS + KWH)
    office.send(bills(("E1", *JANUARY, '"' + name.replace('"', '""') + '"')))
    code = "broken_formula" if name.startswith("=") else "unreadable_number"
    assert office.rejected() == [(2, code, "Used", name)]
    [(message,)] = office.town.rows("SELECT message FROM raw.rejected_rows")
    assert f"„{name}”" in str(message)


@pytest.mark.parametrize(
    "name",
    [
        "own<script>alert(1)<&.csv",
        "own'; DROP TABLE raw.deliveries; --.csv",
        '=HYPERLINK("x").csv',
        "CON.csv",
        "own\u202evsc.csv",
        "own" + "x" * 240 + ".csv",
        "own{row}[[.csv",
    ],
)
def test_a_hostile_file_name(office: Office, name: str) -> None:
    office.declare(BILLS.replace('name = "own*"', 'name = "*"') + KWH)
    office.send(bills(("E1", *JANUARY, 5)), name)
    assert office.town.rows("SELECT file_name FROM raw.deliveries") == [(name,)]
    office.town.compute()
    messages = office.town.rows(
        "SELECT message FROM out.findings WHERE file_name IS NOT NULL AND file_name <> ''"
    )
    assert all(name in str(message) for (message,) in messages)
    folders = {path.name for path in office.town.root.parent.iterdir()}
    assert folders == {office.town.root.name}


def test_what_is_exported_is_the_text_that_was_sent(office: Office) -> None:
    """The export is data for programs: cells are quoted where they must be, and no row is torn."""
    office.declare(BILLS + KWH)
    named = [name for name in NAMES if not name.startswith("=")]
    office.send(bills(*(('"' + name.replace('"', '""') + '"', *JANUARY, 5) for name in named)))
    office.town.compute()
    target = office.town.root / "out"
    with office.town.store() as connection:
        export(connection, office.town.city, target)
    [file] = [path for path in target.rglob("*.csv") if path.stem == "core_readings"]
    with file.open(encoding="utf-8", newline="") as opened:
        assert {row["supply_point_id"] for row in csv.DictReader(opened)} == set(named)
