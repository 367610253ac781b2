"""The copy that goes back: every faulty cell marked, every text still text, nothing in it that acts."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from flows.returning import list_sheet, still_open
from flows.sources import beginning
from indicators.findings import FINDINGS, title, why_and_what_to_do
from tests.conftest import TOWN, Town, supply_point
from tests.unit.flows.returning.offices import (
    BILLS,
    FEBRUARY,
    JANUARY,
    MARCH,
    content,
    declare,
    give,
    opened,
    outbox,
    send,
    text,
    workbook,
)

TEXT_OR_NUMBER = {"s", "inlineStr", "n"}
LINK = '=HYPERLINK("http://x.example","kattints")'


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    return make_town(supply_point("E1", "energy.electricity"), supply_point("E2", "energy.electricity"))


def test_a_workbook_comes_back_with_its_faulty_cells_marked(town: Town) -> None:
    declare(town, kind="workbook")
    book = workbook(("E1", *JANUARY, 5), ("E1", FEBRUARY[0], "tegnap", 7), ("E1", *MARCH, "sok"))
    book.worksheets[0].column_dimensions["A"].width = 33
    book.worksheets[0]["A2"].comment = Comment("az irodáé", "Anna")
    [returned] = send(town, "own.xlsx", content(book))
    assert (returned.path, returned.rows_open, returned.is_new) == ("outbox/office/own.xlsx", 2, True)
    file = opened(outbox(town)["office/own.xlsx"])
    assert file.book.sheetnames == ["Javítandó", "Adat"]
    assert file.cells("Adat") == (
        ("Meter", "From", "To", "Used"),
        ("E1", *JANUARY, 5),
        ("E1", FEBRUARY[0], "tegnap", 7),
        ("E1", *MARCH, "sok"),
    )
    assert set(file.comments) == {"Adat!A2", "Adat!C3", "Adat!D4"}
    assert file.comments["Adat!A2"] == "az irodáé"
    assert file.comments["Adat!C3"].startswith(
        "Olvashatatlan dátum: Ez nem olvasható egyértelműen dátumként: „tegnap”"
    )
    assert file.comments["Adat!D4"].endswith("azonos írásmóddal, és küldje el újra a fájlt.")
    assert file.book["Adat"].column_dimensions["A"].width == 33
    assert file.book["Adat"]["C3"].fill.fgColor.rgb == file.book["Adat"]["D4"].fill.fgColor.rgb == "00FFD9B3"
    assert file.book["Adat"]["C4"].fill.fill_type is None
    assert file.listed == [
        ("Adat", 3, "To", "tegnap", "Olvashatatlan dátum", "javítandó"),
        ("Adat", 4, "Used", "sok", "Olvashatatlan szám", "javítandó"),
    ]
    assert file.said[1] == "3 sorból 2 nem számít bele az eredménybe. A fájl ekkor érkezett: 2026-11-05."
    links = [row[1].hyperlink for row in file.page.iter_rows(min_row=6)]
    assert [link.location for link in links if link] == ["'Adat'!C3", "'Adat'!D4"]
    assert file.book.active is file.page
    assert [sheet.sheet_view.tabSelected for sheet in file.book.worksheets] == [True, False]


@pytest.mark.parametrize(
    ("language", "sheet", "first", "what", "to_do"),
    [
        ("hu", "Javítandó", "Javítandó: own.csv", "Olvashatatlan szám", "Írja be a számot"),
        (
            "en",
            "To correct",
            "To be corrected: own.csv",
            "Unreadable number",
            "Enter the number without unit",
        ),
        (
            "de",
            "Zu berichtigen",
            "Zu berichtigen: own.csv",
            "Unlesbare Zahl",
            "Tragen Sie die Zahl ohne Einheit",
        ),
    ],
)
def test_it_speaks_the_language_of_the_office(
    make_town: Callable[..., Town], language: str, sheet: str, first: str, what: str, to_do: str
) -> None:
    register = TOWN.replace('name = "Hivatal"', f'name = "Hivatal"\nlanguage = "{language}"')
    town = make_town(supply_point("E1", "energy.electricity"), register=register)
    declare(town)
    send(town, "own.csv", text(("E1", *JANUARY, "sok")))
    file = opened(outbox(town)["office/own.csv.xlsx"])
    assert (file.page.title, file.said[0]) == (sheet, first)
    [(place, row, column, value, said, why, act, _)] = file.page.iter_rows(min_row=6, values_only=True)
    assert (place, row, column, value, said) == (None, 2, "Used", "sok", what)
    assert "„sok" in str(why) or '"sok"' in str(why)
    assert str(act).startswith(to_do)


def test_cells_of_text_stay_text(town: Town) -> None:
    """A formula, a leading zero, a number as the office wrote it: what a spreadsheet would change stays as it is."""
    declare(town)
    rows = (
        ("0012", *JANUARY, "1,5"),
        (LINK, *FEBRUARY, "5"),
        ("+36 99", *MARCH, "1E5"),
        ("E1", "x", "@SUM(1)", "-5"),
    )
    send(town, "own.csv", text(*rows))
    file = opened(outbox(town)["office/own.csv.xlsx"])
    assert file.cells("own") == (("Meter", "From", "To", "Used"), *rows)
    assert file.types <= TEXT_OR_NUMBER
    assert "n" not in {cell.data_type for row in file.book["own"].iter_rows() for cell in row}
    quoted = {cell.coordinate for row in file.book["own"].iter_rows() for cell in row if cell.quotePrefix}
    assert quoted == {"A3", "A4", "C5", "D5"}
    assert [row[1] for row in file.listed] == [3, 5]
    assert "a másolat csak olvasásra való" in file.said[2]


def sheet_xml(book: bytes, change: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in source.namelist():
            read = source.read(name)
            archive.writestr(name, change(read) if name == part else read)
    return target.getvalue()


def test_nothing_that_acts_is_in_a_copy(town: Town) -> None:
    """Formulas become what they gave, or their text; links, names, checks, macros and protection are gone."""
    declare(town, kind="workbook")
    book = workbook(("E1", *JANUARY, "=SUM(Z1:Z2)"), ("E1", *FEBRUARY, 7), ("E1", *MARCH, 8))
    sheet = book.worksheets[0]
    sheet["F1"].value = "ide"
    sheet["F1"].hyperlink = "http://x.example/"
    sheet.add_data_validation(DataValidation(type="list", formula1='"=cmd"', sqref="G1"))
    sheet.protection.sheet = True
    book.create_sheet("Rejtett").append(["x", LINK])
    book["Rejtett"].sheet_state = "hidden"
    given = sheet_xml(content(book), lambda part: part.replace(b"<v>8</v>", b"<f>4+4</f><v>8</v>"))
    send(town, "own.xlsx", sheet_xml(given, lambda part: part, "xl/vbaProject.bin"))
    returned = outbox(town)["office/own.xlsx"]
    file = opened(returned)
    assert file.types <= TEXT_OR_NUMBER
    assert [row[3] for row in file.cells("Adat")] == ["Used", "=SUM(Z1:Z2)", 7, 8]
    assert file.cells("Rejtett") == (("x", LINK),)
    assert file.book["Rejtett"].sheet_state == "hidden"
    assert file.book["Adat"]["F1"].hyperlink is None
    assert not file.book["Adat"].protection.sheet
    with zipfile.ZipFile(io.BytesIO(returned)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"<f>" not in everything
    assert b"dataValidation" not in everything
    assert b"x.example/" not in everything.replace(b'http://x.example"', b"")
    assert set(file.comments) == {"Adat!D2"}


def test_a_copy_that_was_corrected_and_sent_is_in_order(town: Town) -> None:
    declare(town, kind="workbook")
    send(town, "own.xlsx", content(workbook(("E1", *JANUARY, 5), ("E1", *FEBRUARY, "sok"))))
    copy = openpyxl.load_workbook(io.BytesIO(outbox(town)["office/own.xlsx"]))
    copy["Adat"]["D3"].value = "rengeteg"
    send(town, "own.xlsx", content(copy))
    file = opened(outbox(town)["office/own.xlsx"])
    assert file.book.sheetnames == ["Javítandó", "Adat"]
    assert list(file.comments) == ["Adat!D3"]
    assert file.comments["Adat!D3"].count("Olvashatatlan szám") == 1
    copy["Adat"]["D3"].value = 7
    assert send(town, "own.xlsx", content(copy)) == ()
    assert outbox(town) == {}
    assert town.rows("SELECT quantity FROM core.readings WHERE is_current ORDER BY 1") == [(5.0,), (7.0,)]


def test_a_merged_cell_is_marked_where_it_shows(town: Town) -> None:
    declare(town, kind="workbook")
    book = workbook(("E1", *JANUARY, 5), ("E1", *FEBRUARY, None))
    book.worksheets[0].merge_cells("D2:D3")
    send(town, "own.xlsx", content(book))
    assert set(opened(outbox(town)["office/own.xlsx"]).comments) == {"Adat!D2"}


@pytest.mark.parametrize(
    "hostile",
    [
        b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
    ],
    ids=["merged", "linked"],
)
def test_a_range_over_the_whole_sheet_is_not_opened_for_editing(town: Town, hostile: bytes) -> None:
    """17 billion cells: the copy is made of the cells that are there."""
    declare(town, kind="workbook")
    book = content(workbook(("E1", *JANUARY, "sok")))
    send(
        town,
        "own.xlsx",
        sheet_xml(book, lambda part: part.replace(b"</sheetData>", b"</sheetData>" + hostile)),
    )
    file = opened(outbox(town)["office/own.xlsx"])
    assert file.cells("Adat")[1] == ("E1", *JANUARY, "sok")
    assert set(file.comments) == {"Adat!D2"}


def test_a_long_file_is_cut_with_a_sentence(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "LARGEST_BEGINNING", 100)
    declare(town)
    days = [(f"2025-01-{day:02}", f"2025-01-{day:02}") for day in range(1, 11)]
    delivered = text(("E1", *JANUARY, "sok"), *(("E2", *day, 1) for day in days), ("E1", *MARCH, "sok"))
    send(town, "own.csv", delivered)
    file = opened(outbox(town)["office/own.csv.xlsx"])
    rows = file.cells("own")
    assert rows == tuple(tuple(line.split(";")) for line in delivered[:100].split("\n")[:-1])
    assert file.said[3].startswith("A másolat csak az első")
    assert [row[1] for row in file.listed] == [2, 13]


def test_a_long_list_is_cut_with_a_sentence(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(still_open, "MOST_LISTED", 2)
    monkeypatch.setattr(list_sheet, "MOST_LISTED", 2)
    declare(town)
    [returned] = send(town, "own.csv", text(*(("E1", *JANUARY, word) for word in ("a", "b", "c"))))
    assert returned.rows_open == 3
    file = opened(outbox(town)["office/own.csv.xlsx"])
    assert [row[1] for row in file.listed] == [2, 3]
    assert set(file.comments) == {"own!D2", "own!D3"}
    assert file.said[3] == "A lista az első 2 hibás sort tartalmazza; összesen 3 ilyen sor van."


def test_records_of_a_machine_file_stand_by_their_number(town: Town) -> None:
    machine = (
        BILLS.replace('decimal = ","', 'decimal = "."')
        .replace('"Meter"', '"meter"')
        .replace('"Used"', '"used"')
    )
    declare(town, machine.replace('"From"', '"from"').replace('"To"', '"to"'), "json")
    send(
        town,
        "own.json",
        '[{"meter": "E1", "from": "2025-01-01", "to": "2025-01-31", "used": 5},'
        ' {"meter": "E1", "from": "2025-02-01", "to": "2025-02-30", "used": 7}]',
    )
    file = opened(outbox(town)["office/own.json.xlsx"])
    assert file.cells("own") == (
        ("Tétel", "meter", "from", "to", "used"),
        (1, "E1", *JANUARY, 5),
        (2, "E1", FEBRUARY[0], "2025-02-30", 7),
    )
    assert set(file.comments) == {"own!D3"}
    assert [row[1:3] for row in file.listed] == [(2, "to")]
    assert "számítógép írta" in file.said[3]


def test_a_file_that_is_no_table_comes_back_as_its_sentence(town: Town) -> None:
    declare(town)
    [returned] = send(town, "own kép.jpg.xlsx", b"\xff\xd8\xff\xe0\x00\x10JFIF")
    assert (returned.path, returned.rows_open) == ("outbox/office/own kép.jpg.xlsx", 1)
    file = opened(outbox(town)["office/own kép.jpg.xlsx"])
    assert file.book.sheetnames == ["Javítandó"]
    assert file.listed == [(None, None, None, None, title("no_table_inside", "hu"), "javítandó")]
    assert file.said[1].startswith("A fájl egyetlen sora sem számít bele az eredménybe.")


def test_a_format_that_is_gone_leaves_the_list(town: Town) -> None:
    declare(town)
    town.put("office", "own.csv", text(("E1", *JANUARY, "sok")))
    town.ingest()
    (town.workspace.formats / "own.toml").unlink()
    give(town)
    file = opened(outbox(town)["office/own.csv.xlsx"])
    assert file.book.sheetnames == ["Javítandó"]
    assert [row[1:4] for row in file.listed] == [(2, "Used", "sok")]
    assert "nem olvasható úgy, hogy másolatban visszakapja" in file.said[3]


REJECTING = [
    code
    for code, finding in FINDINGS.items()
    if finding.severity == "reject" and "file" in {*finding.details, *finding.placeholders("hu")}
]
"""What may be said of a file; a missing factor is no office's to mend."""


@pytest.mark.parametrize("language", ["hu", "en", "de"])
@pytest.mark.parametrize("code", REJECTING)
def test_every_rejection_says_why_and_what_to_do(code: str, language: str) -> None:
    given = {
        name: f"<{name}. Érték>" for name in (*FINDINGS[code].details, *FINDINGS[code].placeholders(language))
    }
    why, to_do = why_and_what_to_do(code, language, **given)
    assert why.endswith(".")
    assert to_do.endswith(".")
    assert why[0].isupper()
    assert "{" not in why + to_do
    assert "<file. Érték>" not in why
    if "value" in given:
        assert "<value. Érték>" in why + to_do
