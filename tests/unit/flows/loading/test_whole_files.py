"""Files that cannot be read as a whole: told by a finding, tried again, and never half loaded."""

from collections.abc import Callable

import pytest

from flows.intake import load_waiting
from flows.loading import delivery
from flows.sources.format import load_formats
from tests.conftest import Town, supply_point

WATER = "Mérőhely;Mérőszám;Leolvasás napja;Mérőállás (m3)\nV1;M;2025.01.01.;1\nV1;M;2025.02.01.;9\n"


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    return make_town(supply_point("V1", "water.mains"))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", "empty_file"),
        ("blank.csv", b"\r\n\r\n;;;\r\n", "empty_file"),
        ("heading.csv", WATER.splitlines()[0].encode(), "empty_file"),
        ("other.csv", b"a;b\n1;2\n", "no_format"),
        ("picture.xlsx", b"\xff\xd8\xff\xe0 JFIF", "no_table_inside"),
        ("note.pdf", b"%PDF-1.7", "no_table_inside"),
        ("noending", b"a;b", "unreadable_file"),
        ("<script>alert(1)</script>.csv", b"a;b\n", "no_format"),
        ("'; DROP TABLE raw.deliveries; --.csv", WATER.encode(), None),
    ],
)
def test_what_becomes_of_a_strange_file(town: Town, name: str, content: bytes, code: str | None) -> None:
    name = name.replace("/", "_")
    town.put("office", name, content)
    town.put("office", "good.csv", WATER.replace("V1", "V2"))
    town.ingest()
    town.compute()
    [(status, read)] = town.rows("SELECT status, rows_read FROM raw.deliveries WHERE file_name <> 'good.csv'")
    assert (status, read) == (("rejected", 0) if code else ("accepted", 2))
    findings = town.rows(
        "SELECT code, message FROM out.findings WHERE file_name <> 'good.csv' AND severity = 'reject'"
    )
    assert [found for found, _ in findings] == ([code] if code else [])
    assert all(name in str(message) and "{" not in str(message) for _, message in findings)
    assert town.rows("SELECT count(*) FROM core.readings WHERE supply_point_id = 'V2'") == [(1,)]


def test_an_inbox_of_no_office_is_rejected_until_the_office_is_registered(town: Town) -> None:
    town.put("stranger", "w.csv", WATER)
    town.ingest()
    assert town.rows("SELECT status FROM raw.deliveries") == [("rejected",)]
    assert town.rows("SELECT code, office_id FROM raw.delivery_findings") == [("unknown_office", "stranger")]
    register = town.workspace.city_file
    register.write_text(register.read_text() + '\n[[offices]]\nid = "stranger"\nname = "Idegen"\n')
    town.ingest()
    assert town.rows("SELECT status, rows_accepted FROM raw.deliveries") == [("accepted", 2)]
    assert town.rows("SELECT count(*) FROM raw.delivery_findings") == [(0,)]


def test_a_file_without_a_format_is_read_once_its_format_is_declared(town: Town) -> None:
    town.put("office", "p.csv", "Zähler;Monat;kWh\nV1;2025-01;5\n")
    town.ingest()
    assert town.rows("SELECT status FROM raw.deliveries") == [("rejected",)]
    town.workspace.formats.mkdir()
    (town.workspace.formats / "p.toml").write_text(
        'id = "p"\ntitle = "P"\n[file]\nkind = "csv"\n[period]\nkind = "month"\ncolumn = "Monat"\n'
        '[columns]\nsupply_point = "Zähler"\n[[values]]\ncolumn = "kWh"\nunit = "kWh"\nstream = "energy.electricity"\n'
    )
    assert [outcome.status for outcome in town.ingest().outcomes] == ["accepted"]
    assert town.ingest().outcomes == ()


def test_two_formats_that_fit_are_told_and_neither_is_used(town: Town) -> None:
    town.workspace.formats.mkdir()
    source = (load_formats(town.workspace)["hu-water-register"]).model_dump_json()
    assert "hu-water-register" in source
    (town.workspace.formats / "w.toml").write_text(
        'id = "water-again"\ntitle = "W"\n[file]\nkind = "csv"\n[dates]\nformats = ["%Y.%m.%d."]\n'
        '[period]\nkind = "register"\ncolumn = "Leolvasás napja"\n[columns]\nsupply_point = "Mérőhely"\n'
        '[[values]]\ncolumn = "Mérőállás (m3)"\nunit = "m3"\nstream = "water.mains"\n'
    )
    town.put("office", "w.csv", WATER)
    town.ingest()
    assert town.rows("SELECT code FROM raw.delivery_findings") == [("ambiguous_format",)]
    assert town.rows("SELECT count(*) FROM core.register_values") == [(0,)]


def test_the_same_bytes_under_another_name_count_once(town: Town) -> None:
    town.put("office", "a.csv", WATER)
    town.put("office", "b/a again.csv", WATER)
    town.ingest()
    assert town.rows("SELECT file_name, status, rows_read FROM raw.deliveries ORDER BY sequence") == [
        ("a.csv", "accepted", 2),
        ("b/a again.csv", "duplicate", 0),
    ]
    assert town.rows("SELECT sum(quantity) FROM core.monthly") == [(8.0,)]


def test_links_and_temporary_files_are_no_deliveries(town: Town) -> None:
    town.put("office", "~$w.xlsx", "x")
    town.put("office", ".hidden.csv", WATER)
    (town.workspace.inbox / "office" / "link.csv").symlink_to(town.put("elsewhere", "w.csv", WATER))
    town.ingest()
    assert town.rows("SELECT office_id, file_name FROM raw.deliveries") == [("elsewhere", "w.csv")]


@pytest.mark.parametrize("step", ["take_rows", "reject_rows", "store_accepted"])
def test_a_delivery_that_breaks_off_leaves_nothing_and_is_loaded_by_the_next_run(
    town: Town, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    town.put("office", "w.csv", WATER)

    def break_off(*_: object, **__: object) -> None:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(delivery, step, break_off)
        with pytest.raises(MemoryError):
            town.ingest()
    for table in ("raw.deliveries", "core.register_values", "raw.rejected_rows", "core.pending"):
        assert town.rows(f"SELECT count(*) FROM {table}") == [(0,)]
    town.ingest()
    assert town.rows("SELECT sum(quantity) FROM core.monthly") == [(8.0,)]


def test_what_was_loaded_but_not_settled_is_settled_by_the_next_run(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.put("office", "w.csv", WATER)

    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("flows.intake.settle", killed)
        with pytest.raises(KeyboardInterrupt):
            town.ingest()
    assert town.rows("SELECT count(*) FROM core.monthly") == [(0,)]
    with town.store() as connection:
        assert load_waiting(connection, town.workspace, town.city, []).series_settled == 1
    assert town.rows("SELECT sum(quantity) FROM core.monthly") == [(8.0,)]
