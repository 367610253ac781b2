"""JSON records, files that came packed, and by what each kind of file is known."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import duckdb
import pytest

from flows.problems import UnreadableFile, UnreadableMachineFile
from flows.sources.json_records import json_sheet
from flows.sources.kinds import kind_of
from flows.sources.packed import unpacked
from flows.sources.records import record_sheet
from flows.sources.sheet import NUMBER_MARK
from tests.unit.flows.sources.machine_files import feed, nav, nem12, records, ubl


def read(
    tmp_path: Path, content: str | bytes, place: str = "", encoding: str = "utf-8"
) -> list[dict[str, str]]:
    return records(
        lambda connection, path, scratch, table: json_sheet(
            connection, path, scratch, table, place, encoding
        ),
        tmp_path,
        content,
    )


def test_numbers_stay_numbers_and_texts_texts(tmp_path: Path) -> None:
    content = [
        {"a": 1.5, "b": {"c": "1,5", "d": {"e": -3}}, "n": None, "t": True},
        {"é.x": "q", "b": {"c": " "}},
    ]
    assert read(tmp_path, json.dumps(content)) == [
        {"a": f"{NUMBER_MARK}1.5", "b.c": "1,5", "b.d.e": f"{NUMBER_MARK}-3", "t": "true"},
        {"é.x": "q"},
    ]


def test_an_array_inside(tmp_path: Path) -> None:
    content = json.dumps({"meta": {"n": 2}, "data": {"rows/all": [{"a": "x"}, {"a": "y"}]}})
    assert read(tmp_path, content, "data.rows/all") == [{"a": "x"}, {"a": "y"}]
    for place in ("data", "meta.n", "nowhere"):
        with pytest.raises(UnreadableMachineFile, match="no array at"):
            read(tmp_path, content, place)


def test_a_text_cannot_forge_a_number(tmp_path: Path) -> None:
    assert read(tmp_path, r'[{"a": "\u0002 5", "b": "x\ny"}]') == [{"a": "5", "b": "x y"}]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1250"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    content = '[{"név": "árvíztűrő"}]'.encode(encoding)
    assert read(tmp_path, content, encoding="windows-1250") == [{"név": "árvíztűrő"}]


@pytest.mark.parametrize(
    "content",
    [
        '[{"a":1},',
        '[{"a":1}',
        '[{"a":1},{"a":',
        '{"a":1}',
        "[1,2]",
        "null",
        '[{"a":1} {"a":2}]',
        '{"a":1}\n{"a":2}',
        '[{"a":1}]x',
        "[" * 200_000 + "]" * 200_000,
        '[{"a":' + "[" * 200_000 + "]" * 200_000 + "}]",
        '[{"a":' + '{"a":' * 30 + "1" + "}" * 31 + "]",
        json.dumps([{f"k{number}": 1 for number in range(1001)}]),
    ],
)
def test_what_is_broken_or_beyond_bounds_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableMachineFile):
        read(tmp_path, content)


def test_a_hostile_file_does_not_spoil_the_store(tmp_path: Path) -> None:
    """DuckDB gives up a whole database over JSON that lies too deep; the store is another database."""
    path = tmp_path / "in.json"
    path.write_text('[{"a":' + "[" * 200_000 + "]" * 200_000 + "}]", encoding="utf-8")
    connection = duckdb.connect()
    connection.execute("BEGIN")
    with pytest.raises(UnreadableMachineFile, match="too deep"):
        json_sheet(connection, path, tmp_path, "t", "", "utf-8")
    assert connection.execute("SELECT 1").fetchall() == [(1,)]


def test_records_are_counted_from_one_within_a_transaction(tmp_path: Path) -> None:
    connection = duckdb.connect()
    connection.execute("BEGIN")
    found = [{"a": "1"}, {"b": "2\x01\n3"}, {"a": "x" * (1 << 17)}]
    sheet = record_sheet(connection, found, ("a",), tmp_path, "t")
    assert sheet.head == (("a", "b"),)
    rows = connection.execute(f"FROM ({sheet.relation})").fetchall()
    assert rows == [(1, "1", None), (2, None, "2 3"), (3, "x" * (1 << 16), None)]


def test_a_file_without_records_still_has_its_fields(tmp_path: Path) -> None:
    connection = duckdb.connect()
    sheet = record_sheet(connection, [], ("a", "b"), tmp_path, "t")
    assert (sheet.head, connection.execute(f"FROM ({sheet.relation})").fetchall()) == ((("a", "b"),), [])


def test_too_many_fields_are_refused(tmp_path: Path) -> None:
    many = [{f"k{number}": "x"} for number in range(1001)]
    with pytest.raises(UnreadableMachineFile, match="1000"):
        record_sheet(duckdb.connect(), many, (), tmp_path, "t")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.xml", ubl(), "invoice"),
        ("invoice", ubl(credit=True), "invoice"),
        ("a.txt", "\ufeff" + nav(), "nav_invoice"),
        ("a.xml", nav(version="2.0"), "nav_invoice"),
        ("a.xml", feed(), "green_button"),
        ("a.txt", "UNA:+.? 'UNB+", "mscons"),
        ("a.edi", "UNB+UNOC:3", "mscons"),
        ("a.csv", nem12(), "nem12"),
        ("a.csv", "a;b\n", "csv"),
        ("a.csv", "<!DOCTYPE html><html>", "csv"),
        ("a.json", "[]", "json"),
        ("a.xlsx", "PK", "workbook"),
    ],
)
def test_a_kind_is_known_by_how_it_begins_else_by_its_ending(
    tmp_path: Path, name: str, content: str, kind: str
) -> None:
    path = tmp_path / "archived"
    path.write_text(content, encoding="utf-8")
    assert kind_of(path, name) == kind


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", "%PDF", "PDF"),
        ("a.doc", "x", r"\.doc"),
        ("noname", "x", r"\(none\)"),
        ("a.xml", "<html xmlns='urn:x'><body/></html>", "not known"),
        ("a.xml", "<!DOCTYPE html><html>", "DOCTYPE"),
        ("a.xml", "<", "is none"),
        ("a.xml", "no xml", r"\.xml"),
    ],
)
def test_what_is_of_no_kind_is_refused(tmp_path: Path, name: str, content: str, sentence: str) -> None:
    path = tmp_path / "archived"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=sentence):
        kind_of(path, name)


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unpack(tmp_path: Path, name: str, content: bytes) -> tuple[bytes, str]:
    path = tmp_path / "archived"
    path.write_bytes(content)
    (tmp_path / "scratch").mkdir()
    found, inner = unpacked(path, name, tmp_path / "scratch")
    return found.read_bytes(), inner


def test_one_packed_file_is_read_as_itself(tmp_path: Path) -> None:
    path = tmp_path / "sub"
    for number, (name, content, inner) in enumerate(
        [
            ("a.csv", b"x", "a.csv"),
            ("a.xml.gz", gzip.compress(b"x"), "a.xml"),
            ("a.zip", zipped(**{"b.xml": b"x"}), "b.xml"),
        ]
    ):
        (path / str(number)).mkdir(parents=True)
        assert unpack(path / str(number), name, content) == (b"x", inner)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.gz", gzip.compress(bytes(1 << 28)), "far more"),
        ("a.zip", zipped(bomb=bytes(1 << 28)), "far more"),
        ("a.zip", zipped(a=b"1", b=b"2"), "2 files"),
        ("a.zip", zipped(), "0 files"),
        ("a.gz", b"no gzip", "cannot be unpacked"),
        ("a.gz", gzip.compress(b"x" * 1000)[:-9], "cannot be unpacked"),
        ("a.zip", b"no zip", "cannot be unpacked"),
    ],
    ids=["gz bomb", "zip bomb", "two", "none", "no gzip", "cut off", "no zip"],
)
def test_a_hostile_archive_is_refused(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=sentence):
        unpack(tmp_path, name, content)
