"""A name that stands once for several rows, as merged cells or in the first row of a group only."""

import tomllib
from pathlib import Path

import pytest

from flows.problems import WrongUse
from flows.sources.format import Format, load_formats
from flows.trying.propose import propose
from tests.conftest import Town
from tests.nasty.conftest import BILL_HEAD, BILLS, FEBRUARY, JANUARY, KWH, MARCH, content, lines, workbook

HEAD = 'id = "own"\ntitle = "Own"\n[file]\nkind = "{kind}"\nname = "own*"\n[table]\n{table}\n'
FILL = 'fill_down = ["Meter"]\n'


def send(town: Town, sent: bytes | str, table: str = FILL, more: str = "", kind: str = "csv") -> list[object]:
    """What became of each row: the supply point of a reading, or the code of what is wrong."""
    town.workspace.formats.mkdir(exist_ok=True)
    text = HEAD.format(kind=kind, table=table) + BILLS + KWH + more
    (town.workspace.formats / "own.toml").write_text(text, encoding="utf-8")
    town.put("office", "own.csv" if kind == "csv" else "own.xlsx", sent)
    town.ingest()
    found = town.rows("""
        SELECT row_number, supply_point_id FROM core.readings
        UNION ALL SELECT row_number, code FROM raw.rejected_rows ORDER BY 1
    """)
    return [said for _, said in found]


def rows(*cells: object) -> str:
    return lines(BILL_HEAD, *cells)


def test_merged_cells_hold_for_all_their_rows(town: Town) -> None:
    book = workbook(
        BILL_HEAD,
        ("E1", *JANUARY, 1),
        (None, *FEBRUARY, 2),
        (None, *MARCH, 4),
        ("E2", *JANUARY, 8),
        (None, *FEBRUARY, 16),
    )
    book.worksheets[0].merge_cells("A2:A4")
    book.worksheets[0].merge_cells("A5:A6")
    assert send(town, content(book), kind="workbook") == ["E1", "E1", "E1", "E2", "E2"]
    assert town.rows("SELECT supply_point_id, sum(quantity) FROM core.readings GROUP BY 1 ORDER BY 1") == [
        ("E1", 7.0),
        ("E2", 24.0),
    ]


def test_without_declaration_an_empty_cell_is_told_with_what_to_do(town: Town) -> None:
    assert send(town, rows(("E1", *JANUARY, 1), ("", *FEBRUARY, 2)), table="") == [
        "E1",
        "missing_supply_point",
    ]
    [(message,)] = town.rows("SELECT message FROM raw.rejected_rows")
    assert "egyesített cellák" in str(message)
    assert "környezetvédelmi megbízott" in str(message)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([("", *JANUARY, 1), ("E1", *FEBRUARY, 2)], ["missing_supply_point", "E1"]),
        ([("E1", *JANUARY, 1), ("", "", "", ""), ("", *FEBRUARY, 2)], ["E1", "missing_supply_point"]),
        (
            [("E1", *JANUARY, 1), ("Összesen", "", "", 1), ("", *FEBRUARY, 2)],
            ["E1", "totals_row", "totals_row"],
        ),
    ],
    ids=["nothing above", "an empty row between", "a total that nobody declared"],
)
def test_nothing_is_taken_from_where_it_may_not_hold(
    town: Town, cells: list[tuple[object, ...]], expected: list[str]
) -> None:
    assert send(town, rows(*cells)) == expected


TOTALS = 'totals = { column = "Meter", labels = ["Sum"] }\n'
LEFT_OUT = 'leave_out = [{ column = "Meter", words = ["Other*"], because = "not ours" }]\n'
TAX = 'leave_out = [{ column = "To", words = ["tax"], because = "tax" }]\n'


@pytest.mark.parametrize(
    ("table", "between", "expected"),
    [
        (TOTALS, ("Sum", "", "", 1), ["E1", "missing_supply_point"]),
        (LEFT_OUT, ("Other house", *MARCH, 1), ["E1", "missing_supply_point"]),
        (TAX, ("", MARCH[0], "tax", 1), ["E1", "E1"]),
    ],
    ids=["declared total", "left out for its name", "left out for something else"],
)
def test_a_row_that_is_no_data_ends_the_group_if_it_bears_a_name(
    town: Town, table: str, between: tuple[object, ...], expected: list[str]
) -> None:
    """The row below another's name would be given to the wrong meter."""
    sent = rows(("E1", *JANUARY, 1), between, ("", *FEBRUARY, 2))
    assert send(town, sent, table=FILL + table) == expected


def test_a_section_ends_the_group(town: Town) -> None:
    sent = rows(("E1", *JANUARY, 1), ("Part two", "", "", ""), ("", *FEBRUARY, 2))
    table = FILL + 'sections = [{ heading = "Part*" }]\n'
    assert send(town, sent, table=table) == ["E1", "missing_supply_point"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('fill_down = ["Used"]\n', '"Used" is a quantity'),
        (FILL + 'leave_out = [{ column = "Meter", words = [""], because = "x" }]\n', "are left out"),
    ],
)
def test_what_cannot_be_filled_down_is_refused(town: Town, table: str, told: str) -> None:
    town.workspace.formats.mkdir(exist_ok=True)
    text = HEAD.format(kind="csv", table=table) + BILLS + KWH
    (town.workspace.formats / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongUse, match=told):
        load_formats(town.workspace)


@pytest.mark.parametrize("heading", ["Meter", "Zähler-Nr.", "Mérési pont", "Telephely"])
def test_a_proposal_sees_groups_and_asks(town: Town, tmp_path: Path, heading: str) -> None:
    """By whatever heading the draft finds the supply point; a table without empty cells proposes nothing."""
    path = tmp_path / "meters.csv"
    head = (heading, *BILL_HEAD[1:])
    group = (("E1", *JANUARY, "1,5"), ("", *FEBRUARY, "2,5"), ("E2", *JANUARY, "4,5"))
    path.write_text(lines(head, *group), encoding="utf-8")
    draft = propose(path, path.name, town.city)
    assert Format.model_validate(tomllib.loads(draft.toml)).table.fill_down == (heading,)
    assert any(f'"{heading}" is empty in some rows' in doubt for doubt in draft.doubts)
    path.write_text(lines(head, group[0], group[2]), encoding="utf-8")
    assert "fill_down" not in propose(path, path.name, town.city).toml
