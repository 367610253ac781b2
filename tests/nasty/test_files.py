"""Files, as offices and utilities really send them."""

import hashlib
import io
import zipfile
from pathlib import Path
from struct import pack

import openpyxl
import pytest

from flows.inbox import inbox_files
from flows.intake import archive_new_files
from tests.conftest import RECEIVED
from tests.nasty.conftest import (
    BILL_HEAD,
    BILLS,
    FEBRUARY,
    JANUARY,
    KWH,
    MARCH,
    Office,
    bills,
    content,
    lines,
    stamped,
    workbook,
)
from tests.nasty.old_excel import Formula, record, xls

ROWS = [("E1", *JANUARY, 5), ("E1", *FEBRUARY, 7)]


def ods(*rows: tuple[str, ...], more: str = "") -> bytes:
    """A spreadsheet as LibreOffice writes it, with the million empty rows below that it also writes."""
    body = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    calc = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    below = (
        '<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{manifest}"><m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content{spaces}{calc}><office:body><office:spreadsheet>"
            f'<table:table table:name="Adat">{body}{more}{below}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return target.getvalue()


def text_cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def number_cell(value: float) -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


ERROR_CELL = (
    '<table:table-cell office:value-type="float" office:value="0" calcext:value-type="error">'
    "<text:p>#REF!</text:p></table:table-cell>"
)
ODS_HEAD = tuple(map(text_cell, BILL_HEAD))


@pytest.mark.parametrize(
    "encoding", ["windows-1250", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_encoding_with_and_without_its_mark(office: Office, encoding: str) -> None:
    """ő and ű must survive: Latin-1 would make õ and û of them."""
    office.declare(BILLS.replace("Used", "Fogyasztás (őrfű)") + KWH)
    rows = lines(("Meter", "From", "To", "Fogyasztás (őrfű)"), ("Űrlap-ő", *JANUARY, 5))
    office.send(rows, encoding=encoding)
    assert [(row[0], row[3]) for row in office.readings()] == [("Űrlap-ő", 5.0)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "mixed"])
def test_every_line_end(office: Office, end: str) -> None:
    office.declare(BILLS + KWH)
    text = bills(*ROWS)
    text = text.replace("\n", "\r\n", 1).replace("\n", "\r", 2) if end == "mixed" else text.replace("\n", end)
    office.send(text.encode())
    assert office.quantities() == [5.0, 7.0]


def test_nul_bytes(office: Office) -> None:
    office.declare(BILLS + KWH)
    office.send(bills(*ROWS).replace(";", "\0;\0", 3).encode())
    assert office.quantities() == [5.0, 7.0]


@pytest.mark.parametrize(
    "sent", [b"", bills().encode(), b"\r\n\r\n;;;\r\n"], ids=["empty", "header only", "blank"]
)
def test_empty_and_header_only(office: Office, sent: bytes) -> None:
    office.declare(BILLS + KWH)
    office.send(sent)
    assert office.status() == [("rejected", 0, 0)]
    assert "nincs egyetlen adatsor sem" in office.told("empty_file")


@pytest.mark.parametrize("name", ["own.xlsx", "own.xls", "own.ods", "own.csv"])
@pytest.mark.parametrize("container", ["xlsx", "xls", "ods"])
def test_a_workbook_is_one_whatever_its_name_says(office: Office, name: str, container: str) -> None:
    office.declare(BILLS + KWH, "workbook")
    row = ("E1", *JANUARY)
    sent = {
        "xlsx": content(workbook(BILL_HEAD, (*row, 5))),
        "xls": xls([BILL_HEAD, (*row, 5)]),
        "ods": ods(ODS_HEAD, (*map(text_cell, row), number_cell(5))),
    }
    office.send(sent[container], name)
    assert office.readings() == [("E1", "2025-01-01 00:00", "2025-02-01 00:00", 5.0)]


def test_delimited_text_named_xls_is_text(office: Office) -> None:
    office.declare(BILLS + KWH)
    office.send(bills(*ROWS), "own.xls")
    assert office.quantities() == [5.0, 7.0]


@pytest.mark.parametrize("name", ["own.xlsx", "own.csv", "own.xls"])
@pytest.mark.parametrize(
    ("sent", "code", "words"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "no_table_inside", "JPEG"),
        (b"%PDF-1.7", "no_table_inside", "PDF"),
        (b"<!DOCTYPE html><html><head><title>Bejelentkez\xc3\xa9s</title>", "web_page", "„Bejelentkezés”"),
        (b"PK\x03\x04 half a workbook", "unreadable_file", "damaged or only half sent"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password_protected",
            "jelszó",
        ),
    ],
    ids=["JPEG", "PDF", "login page", "half a workbook", "password"],
)
def test_what_is_no_table_is_told_as_what_it_is(
    office: Office, name: str, sent: bytes, code: str, words: str
) -> None:
    office.declare(BILLS + KWH)
    office.send(sent, name)
    assert office.status() == [("rejected", 0, 0)]
    assert words in office.told(code)


def test_titles_merged_headings_totals_subtotals_and_notes(office: Office) -> None:
    book = workbook(
        ("Villamos energia 2025",),
        (),
        ("Mérő", "Időszak", None, "Fogyasztás"),
        ("száma", "kezdete", "vége", "kWh"),
        ("E1", *JANUARY, 5),
        ("E1", *FEBRUARY, 7),
        ("Összesen", None, None, 13),
        (),
        ("Megjegyzés: a februári adat becsült",),
    )
    book.worksheets[0].merge_cells("B3:C3")
    text = BILLS.replace('"Meter"', '"Mérő száma"').replace('"From"', '"Időszak kezdete"')
    text = text.replace('"To"', '"Időszak vége"').replace('"Used"', '"Fogyasztás kWh"')
    table = '[table]\nheader_rows = 2\nend = "empty_row"\ntotals = { column = "Mérő száma", labels = ["Összesen"] }\n'
    office.declare(table + text + KWH, "workbook")
    office.send(content(book), "own.xlsx")
    assert office.quantities() == [5.0, 7.0]
    assert office.status() == [("accepted", 2, 2)]
    assert office.findings() == [("rows_below_table", 9), ("totals_mismatch", 7)]
    assert "(13.0) nem egyezik a sorok összegével (12.0)" in office.told("totals_mismatch")


def test_a_total_that_nobody_declared_is_rejected_and_not_added(office: Office) -> None:
    office.declare(BILLS + KWH)
    office.send(bills(*ROWS, ("Összesen", "", "", 12)))
    assert office.quantities() == [5.0, 7.0]
    assert [row[:2] for row in office.rejected()] == [(4, "totals_row")]


def test_a_hidden_sheet_and_hidden_rows_are_told(office: Office) -> None:
    book = workbook(BILL_HEAD, *ROWS)
    book.worksheets[0].row_dimensions[3].hidden = True
    unseen = book.create_sheet("Régi")
    unseen.sheet_state = "hidden"
    for row in (BILL_HEAD, ("E2", *JANUARY, 100)):
        unseen.append(row)
    book.create_sheet("Sablon").append(BILL_HEAD)
    book["Sablon"].sheet_state = "hidden"
    office.declare(BILLS + KWH, "workbook")
    office.send(content(book), "own.xlsx")
    assert office.quantities() == [5.0, 7.0]
    assert office.findings() == [("hidden_rows", 3), ("hidden_sheet", None)]
    assert "„Régi” lap" in office.told("hidden_sheet")
    assert "1 rejtett vagy kiszűrt sor" in office.told("hidden_rows")


@pytest.mark.parametrize("cell", ["=SUM(A1:A2)", "#REF!", "#N/A"])
def test_a_formula_without_a_usable_result_is_no_blank_and_no_zero(office: Office, cell: str) -> None:
    """openpyxl stores formulas without their result, as a program does that never calculated them."""
    office.declare(BILLS + KWH, "workbook")
    office.send(content(workbook(BILL_HEAD, ("E1", *JANUARY, cell), ("E1", *FEBRUARY, 7))), "own.xlsx")
    assert office.quantities() == [7.0]
    assert office.rejected() == [(2, "broken_formula", "Used", cell)]
    assert f"„{cell}”" in office.told("broken_formula")


def test_an_error_that_an_open_document_stores_as_zero(office: Office) -> None:
    office.declare(BILLS + KWH, "workbook")
    office.send(ods(ODS_HEAD, (*map(text_cell, ("E1", *JANUARY)), ERROR_CELL)), "own.ods")
    assert office.quantities() == []
    assert office.rejected() == [(2, "broken_formula", "Used", "#REF!")]


@pytest.mark.parametrize(
    "cell",
    ["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", Formula("#DIV/0!"), Formula("#N/A")],
)
def test_an_error_in_an_old_excel_file_is_no_blank(office: Office, cell: str) -> None:
    """The reader of cells gives these as blank, which would read as a month that nobody filled in."""
    office.declare(BILLS + KWH, "workbook")
    office.send(
        xls([BILL_HEAD, ("E1", *JANUARY, cell), ("E1", *FEBRUARY, 7), ("E1", *MARCH, None)]), "own.xls"
    )
    assert office.quantities() == [7.0]
    assert [row[:2] + row[3:] for row in office.rejected()] == [
        (2, "broken_formula", str(cell)),
        (4, "missing_value", None),
    ]
    assert f"„{cell}”" in office.told("broken_formula")


def test_hidden_rows_of_an_old_excel_file_are_told(office: Office) -> None:
    office.declare(BILLS + KWH, "workbook")
    office.send(xls([BILL_HEAD, *ROWS], hidden_rows=[3]), "own.xls")
    assert office.quantities() == [5.0, 7.0]
    assert office.findings() == [("hidden_rows", 3)]


@pytest.mark.parametrize("cell", ["x", "#REF!"])
def test_a_workbook_of_more_columns_than_any_table_is_refused_at_once(office: Office, cell: str) -> None:
    """A single cell far to the right would make a table of sixteen thousand columns."""
    office.declare(BILLS + KWH, "workbook")
    book = workbook(BILL_HEAD, *ROWS)
    book.worksheets[0].cell(2, 16_000, cell)
    office.send(content(book), "own.xlsx")
    assert office.status() == [("rejected", 0, 0)]
    assert "sokkal nagyobb" in office.told("oversized_file")


def test_columns_in_another_order_are_read_and_under_other_names_told(office: Office) -> None:
    office.declare(BILLS + KWH)
    office.send(lines(("Used", "To", "Note", "Meter", "From"), (5, JANUARY[1], "x", "E1", JANUARY[0])))
    assert office.quantities() == [5.0]
    office.send(lines(("Meter", "From", "To", "Consumption"), ("E1", *FEBRUARY, 7)), "own2.csv")
    assert office.quantities() == [5.0]
    assert "Own (own): Used" in office.told("no_format")


def test_the_same_file_twice_and_under_another_name_counts_once(office: Office) -> None:
    office.declare(BILLS + KWH)
    office.send(bills(*ROWS))
    office.send(bills(*ROWS))
    office.send(bills(*ROWS), "own copy.csv")
    assert [row[0] for row in office.status()] == ["accepted", "duplicate"]
    assert office.months() == {"2025-01": 5.0, "2025-02": 7.0}
    assert "ugyanez a fájl már megérkezett (own.csv)" in office.told("duplicate_delivery")


def test_a_redelivery_with_one_changed_month_replaces_that_month(office: Office) -> None:
    office.declare(BILLS + KWH)
    office.send(bills(*ROWS))
    office.send(bills(ROWS[0], ("E1", *FEBRUARY, 9), ("E1", *MARCH, 4)))
    assert office.months() == {"2025-01": 5.0, "2025-02": 9.0, "2025-03": 4.0}
    assert office.town.rows("SELECT count(*) FROM core.readings") == [(5,)]


def sheet_with(cells: bytes) -> bytes:
    """A workbook whose one sheet holds these cells."""
    book = content(workbook(BILL_HEAD, ROWS[0]))
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"</sheetData>", cells + b"</sheetData>")
            archive.writestr(name, part)
    return target.getvalue()


FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("own.xlsx", sheet_with(b" " * 100_000_000)),
        ("own.xlsx", sheet_with(FAR)),
        ("own.xlsx", sheet_with(FAR.replace(b'"', b"'").replace(b"r=", b"r = "))),
        ("own.xlsx", sheet_with(b'<x a="b"/>' * 300_000 + FAR)),
        ("own.ods", ods(ODS_HEAD, more="<!-- " + "x" * 100_000_000 + " -->")),
        (
            "own.ods",
            ods(
                ODS_HEAD,
                more='<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
                'office:value-type="float" office:value="1" table:number-columns-repeated="1000"/></table:table-row>',
            ),
        ),
        ("own.xls", xls([BILL_HEAD], more=record(0x0203, pack("<HHHd", 65_000, 65_000, 0, 1.0)))),
        ("own.xls", xls([BILL_HEAD], more=record(0x0200, pack("<IIHHH", 0, 2**31, 0, 65_000, 0)))),
    ],
    ids=[
        "XLSX full of spaces",
        "XLSX far corner",
        "XLSX far corner oddly quoted",
        "XLSX far corner behind much else",
        "ODS comment",
        "ODS repeated",
        "XLS far corner",
        "XLS that says it is large",
    ],
)
def test_a_zip_bomb_is_a_rejected_delivery_with_a_sentence(office: Office, name: str, sent: bytes) -> None:
    assert len(sent) < 1_000_000
    office.declare(BILLS + KWH, "workbook")
    office.send(sent, name)
    assert office.status() == [("rejected", 0, 0)]
    assert "sokkal nagyobb, mint amekkorára táblázatnak szüksége van" in office.told("oversized_file")


def test_a_sheet_that_declares_far_more_than_it_holds(office: Office) -> None:
    book = workbook(BILL_HEAD, *ROWS)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content(book))) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name).replace(b'ref="A1:D3"', b'ref="A1:XFD1048576"'))
    office.declare(BILLS + KWH, "workbook")
    office.send(target.getvalue(), "own.xlsx")
    assert office.quantities() == [5.0, 7.0]


def test_a_file_that_is_still_being_written(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What changed between its hash and its copy waits; half a file that was read is replaced by the whole one."""
    office.declare(BILLS + KWH)
    whole = bills(*ROWS)
    path = office.town.put("office", "own.csv", whole[:-8])
    grown = []

    def hash_while_it_grows(file: Path) -> str:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        if file == path and not grown:
            grown.append(file.write_text(whole, encoding="utf-8"))
        return digest

    with monkeypatch.context() as writing:
        writing.setattr("flows.inbox.sha256_of", hash_while_it_grows)
        assert archive_new_files(office.town.workspace, inbox_files(office.town.workspace), RECEIVED) == []
    assert grown
    office.town.ingest()
    assert office.months() == {"2025-01": 5.0, "2025-02": 7.0}


def test_half_a_file_that_was_read_is_replaced_by_the_whole_one(office: Office) -> None:
    office.declare(BILLS + KWH)
    whole = bills(("E1", *JANUARY, 50), ("E1", *FEBRUARY, 70))
    office.send(whole[: whole.index("50") + 1])
    assert office.months() == {"2025-01": 5.0}
    office.send(whole)
    assert office.months() == {"2025-01": 50.0, "2025-02": 70.0}


def test_spreadsheet_stamps_fall_on_the_minute(office: Office) -> None:
    """A stamp is a fraction of a day; none may fall a moment before its quarter hour."""
    office.declare(stamped("start", 15), "workbook")
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["When", "Used"])
    for quarter in range(96):
        sheet.append([45_809 + quarter / 96, 1])
        sheet.cell(quarter + 2, 1).number_format = "yyyy-mm-dd hh:mm"
    office.send(content(book), "own.xlsx")
    assert office.town.rows("""
        SELECT count(*), count(*) FILTER (epoch_us(period_start) % 900000000 <> 0) FROM core.readings
    """) == [(96, 0)]
