"""Text files and workbooks as sheets of cells, with the row numbers of the file."""

import os
import sys
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.problems import UnreadableFile
from flows.sources import plain_stretch, plain_text
from flows.sources.plain_text import PlainText, plain_text_file
from flows.sources.sheet import DATE_MARK, NUMBER_MARK, Sheet
from flows.sources.text_file import text_sheet
from flows.sources.workbook import workbook_sheets


def rows(sheet: Sheet, connection: duckdb.DuckDBPyConnection | None = None) -> list[tuple[object, ...]]:
    return (connection or duckdb.connect()).execute(f"{sheet.relation} ORDER BY row_number").fetchall()


def text(tmp_path: Path, content: bytes, encoding: str = "windows-1250") -> list[tuple[object, ...]]:
    path = tmp_path / "in.csv"
    path.write_bytes(content)
    connection = duckdb.connect()
    return rows(text_sheet(connection, plain(path, encoding), ";", tmp_path), connection)


def plain(path: Path, encoding: str = "windows-1250") -> PlainText:
    return plain_text_file(path, path.with_name("plain.txt"), encoding)


HUNGARIAN = "Mérőhely;Őrfű\r\nárvíztűrő;1,5\r\n"


@pytest.mark.parametrize(
    "encoding", ["windows-1250", "iso-8859-2", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"]
)
def test_hungarian_letters_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    content = HUNGARIAN.encode(encoding)
    if encoding == "utf-16-le":
        content = b"\xff\xfe" + content
    declared = encoding if encoding == "iso-8859-2" else "windows-1250"
    assert text(tmp_path, content, declared) == [(1, "Mérőhely", "Őrfű"), (2, "árvíztűrő", "1,5")]


@pytest.mark.parametrize("encoding", ["windows-1250", "iso-8859-2", "latin-1", "cp852", "utf-8"])
def test_plain_text_is_what_the_codec_gives(tmp_path: Path, encoding: str) -> None:
    letters = (
        bytes(range(9, 256)).decode(encoding, errors="ignore") if encoding != "utf-8" else "áű\u00a0\u2028"
    )
    content = f"a;b\r\n\u00e9\r\r\n{letters}\rend" * 3
    path = tmp_path / "in.csv"
    path.write_bytes(content.encode(encoding))
    found = plain(path, encoding).path.read_text(encoding="utf-8")
    expected = content.replace("\r\n", "\n").replace("\r", "\n")
    for line_break in ("\u0085", "\u2028", "\u2029"):
        expected = expected.replace(line_break, "\n")
    kept = [sign for sign in expected if sign in "\t\n\r" or not (ord(sign) < 32 or ord(sign) == 127)]
    assert found == "".join(kept)


def test_bytes_that_the_encoding_does_not_define_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes("é".encode("windows-1250") + b"\x81")
    with pytest.raises(UnreadableFile, match="windows-1250"):
        plain(path)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_end_and_blank_lines_keep_their_number(tmp_path: Path, ending: str) -> None:
    found = text(tmp_path, ending.join(["a;b", "", "", "c;d"]).encode())
    assert [row[0] for row in found if row[1] is not None] == [1, 4]


def test_quoted_cells_may_hold_delimiters_and_line_breaks(tmp_path: Path) -> None:
    found = text(tmp_path, b'a;b\n"x;y";1\n"two\nlines";"he said ""no"""\nlast;2\n')
    assert found == [(1, "a", "b"), (2, "x;y", "1"), (3, "two lines", 'he said "no"'), (5, "last", "2")]


def test_control_characters_cannot_forge_a_type_mark(tmp_path: Path) -> None:
    assert text(tmp_path, b"a;\x02\x035\x00\n") == [(1, "a", "5")]


def test_rows_of_unequal_length_lose_nothing(tmp_path: Path) -> None:
    assert text(tmp_path, b"a;b;c\n1\n1;2;3\n") == [
        (1, "a", "b", "c"),
        (2, "1", None, None),
        (3, "1", "2", "3"),
    ]


@pytest.mark.parametrize(
    ("cell", "ending"),
    [("{}", "\n"), ("{}", "\r\n"), ('"{}"', "\n"), ("{}", ";ragged\n"), ("{}", "\n\n")],
    ids=["even", "windows", "quoted", "ragged", "blank lines between"],
)
def test_the_row_numbers_of_a_large_file_are_its_lines(tmp_path: Path, cell: str, ending: str) -> None:
    lines = 300_000
    path = tmp_path / "large.csv"
    step = ending.count("\n")
    numbers = range(1, lines + 1, step)
    path.write_bytes(
        "".join(
            f"{cell.format(line)};{line % 7}{ending if line % 3 else ending[-step:]}" for line in numbers
        ).encode()
    )
    connection = duckdb.connect()
    connection.execute("BEGIN")
    sheet = text_sheet(connection, plain(path), ";", tmp_path)
    wrong = f"""
        SELECT count(*), count(*) FILTER (WHERE (row_number, row_number % 7) <> (CAST(c1 AS BIGINT), CAST(c2 AS INT)))
        FROM ({sheet.relation}) WHERE c1 IS NOT NULL
    """
    assert connection.execute(wrong).fetchall() == [(len(numbers), 0)]


def test_a_quoted_line_break_far_down_moves_no_row_number(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    before = "".join(f"{line};x\n" for line in range(1, 151))
    path.write_text(before + '151;"two\nlines"\n153;"a ""b"""\n')
    connection = duckdb.connect()
    found = rows(text_sheet(connection, plain(path), ";", tmp_path), connection)
    assert found[149:] == [(150, "150", "x"), (151, "151", "two lines"), (153, "153", 'a "b"')]


def test_a_blank_hundredth_line_of_a_file_with_quoted_cells(tmp_path: Path) -> None:
    found = text(tmp_path, b'"a";1\n' + b"\n" * 120 + b'"b";2\n')
    assert [row for row in found if row[1]] == [(1, "a", "1"), (122, "b", "2")]


def test_a_part_of_a_workbook_that_cannot_be_unpacked(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in range(200):
        book.active.append([f"cell {row}", row * 7919 % 1000])
    path = tmp_path / "in.xlsx"
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    content = bytearray(path.read_bytes())
    content[place : place + 400] = b"\xff" * 400
    path.write_bytes(content)
    with pytest.raises(UnreadableFile):
        workbook_sheets(duckdb.connect(), path)


@pytest.mark.parametrize("below", [0, 200])
def test_spaces_of_every_width_around_a_cell_are_no_part_of_it(tmp_path: Path, below: int) -> None:
    found = text(tmp_path, ("x;y\n" * below + "\u00a0a\u2009;\t1\u00a0234 \n").encode())
    assert found[below:] == [(below + 1, "a", "1\u00a0234")]


def test_a_workbook_keeps_the_types_that_it_states(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Áram"
    sheet.append(["cím", None])
    sheet.append([])
    sheet.append(["szöveg", 12.5, 7, date(2025, 3, 1), datetime(2025, 3, 1, 2, 45), "12,5", True])
    path = tmp_path / "in.xlsx"
    book.save(path)
    connection = duckdb.connect()
    [found] = workbook_sheets(connection, path)
    assert (found.name, found.typed, found.hidden) == ("Áram", True, False)
    assert rows(found, connection)[2] == (
        3,
        "szöveg",
        NUMBER_MARK + "12.5",
        NUMBER_MARK + "7",
        DATE_MARK + "2025-03-01 00:00:00",
        DATE_MARK + "2025-03-01 02:45:00",
        "12,5",
        "true",
    )


def test_hidden_sheets_are_marked_and_empty_ones_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.create_sheet("empty")
    book.create_sheet("hidden").append(["b"])
    book["hidden"].sheet_state = "hidden"
    path = tmp_path / "in.xlsx"
    book.save(path)
    assert [(sheet.name, sheet.hidden) for sheet in workbook_sheets(duckdb.connect(), path)] == [
        ("Sheet", False),
        ("hidden", True),
    ]


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xff\xe0JFIF a picture", b"PK\x03\x04 broken", b"a;b\n1;2\n", b""]
)
def test_what_is_no_workbook_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "picture.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="workbook"):
        workbook_sheets(duckdb.connect(), path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    with pytest.raises(UnreadableFile, match="50,000,000 byte"):
        workbook_sheets(duckdb.connect(), path)


def test_a_sheet_without_any_tag_is_no_sheet(tmp_path: Path) -> None:
    """What has no end is not held in memory until the end of the file."""
    path = tmp_path / "endless.xlsx"
    book = openpyxl.Workbook()
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] += b"x" * 6_000_000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    with pytest.raises(UnreadableFile, match="no XML"):
        workbook_sheets(duckdb.connect(), path)


def test_bytes_that_are_text_in_no_encoding_are_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="not text in utf-8 or ascii"):
        text(tmp_path, b"\xff\x00;1\n", "ascii")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["\r", "\n", "\r\n", "a", "é", "ő", "\x01", '"', ";", " "]), max_size=30))
def test_blocks_of_any_length_give_the_text_and_count_its_lines(tmp_path: Path, signs: list[str]) -> None:
    text = "".join(signs)
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode("windows-1250"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_stretch, "BLOCK", 7)
        written = plain_text_file(path, tmp_path / "plain.txt", "windows-1250")
    expected = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x01", "")
    assert written.path.read_bytes().decode() == expected
    assert written.lines == len(expected.removesuffix("\n").split("\n")) if expected else written.lines == 0


LARGE = {
    "lines": "Mérő;kWh\r\n" * 40,
    "one line": "a" * 200,
    "no break at the end": "x;1\n" * 30 + "x;2",
    "break in the middle": "x" * 100 + "\r\n" + "y" * 100,
    "quoted late": "x;1\n" * 30 + '"y";2\n',
    "rare space late": "x;1\n" * 30 + "y\u00a0;2\n",
    "not ASCII late": "x;1\n" * 30 + "őszi;2\n",
    "empty lines": "\n" * 64,
}


@pytest.mark.parametrize("interpreter", [sys.executable, "/bin/false"])
@pytest.mark.parametrize("content", LARGE.values(), ids=LARGE)
def test_a_large_text_is_written_by_two_processes_as_by_one(
    tmp_path: Path, content: str, interpreter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(content.encode("windows-1250"))
    alone = plain_text_file(path, tmp_path / "alone.txt", "windows-1250")
    monkeypatch.setattr(plain_text, "WORTH_SHARING", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(sys, "executable", interpreter)
    shared = plain_text_file(path, tmp_path / "shared.txt", "windows-1250")
    assert shared.path.read_bytes() == alone.path.read_bytes()
    assert replace(shared, path=alone.path) == alone
    assert sorted(file.name for file in tmp_path.iterdir()) == ["alone.txt", "export.csv", "shared.txt"]


def test_bytes_of_no_encoding_are_found_in_either_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_text, "WORTH_SHARING", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    path = tmp_path / "export.csv"
    for content in (b"\x81;1\n" + b"x;1\n" * 30, b"x;1\n" * 30 + b"\x81;1\n"):
        path.write_bytes(content)
        with pytest.raises(UnreadableFile, match="not text in utf-8 or windows-1250"):
            plain_text_file(path, tmp_path / "plain.txt", "windows-1250")
