"""Originals are kept byte by byte, and the archive remembers who sent them."""

import errno
import os
from collections.abc import Callable

import pytest

from flows.archive import arrivals, original, sha256_of
from flows.inbox import inbox_files
from flows.intake import archive_new_files
from flows.problems import Problem
from tests.conftest import RECEIVED, Town, supply_point


def test_every_arrival_is_remembered_once_in_order(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("V1", "water.mains"))
    first = town.put("office", "b.csv", "őű;1\n", "windows-1250")
    town.put("office", "2025/a.csv", "őű;1\n", "windows-1250")
    archive = town.workspace.archive
    assert len(archive_new_files(town.workspace, inbox_files(town.workspace), RECEIVED)) == 2
    assert archive_new_files(town.workspace, inbox_files(town.workspace), RECEIVED) == []
    known = list(arrivals(archive))
    assert [(entry.sequence, entry.office_id, entry.file_name) for entry in known] == [
        (1, "office", "2025/a.csv"),
        (2, "office", "b.csv"),
    ]
    assert {entry.received_at for entry in known} == {RECEIVED}
    assert original(archive, sha256_of(first)).read_bytes() == first.read_bytes()


def test_a_file_that_left_the_inbox_after_it_was_archived_is_still_loaded(
    make_town: Callable[..., Town],
) -> None:
    town = make_town(supply_point("V1", "water.mains"))
    path = town.put(
        "office",
        "w.csv",
        "Mérőhely;Mérőszám;Leolvasás napja;Mérőállás (m3)\nV1;M;2025.01.01.;1\nV1;M;2025.02.01.;9\n",
    )
    archive_new_files(town.workspace, inbox_files(town.workspace), RECEIVED)
    path.unlink()
    assert [outcome.status for outcome in town.ingest().outcomes] == ["accepted"]
    assert town.rows("SELECT sum(quantity) FROM core.monthly") == [(8.0,)]


def test_what_arrives_later_gets_a_later_number(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("V1", "water.mains"))
    town.put("office", "z.csv", "a")
    town.ingest()
    town.put("office", "a.csv", "b")
    town.ingest()
    assert town.rows("SELECT file_name, sequence FROM raw.deliveries ORDER BY sequence") == [
        ("z.csv", 1),
        ("a.csv", 2),
    ]


def test_an_original_is_safe_on_the_disk_before_its_note_comes_into_force(
    make_town: Callable[..., Town], monkeypatch: pytest.MonkeyPatch
) -> None:
    town = make_town(supply_point("E1", "energy.electricity"))
    content = b"a;b\n" * 25_000
    town.put("office", "a.csv", content)
    made_safe: list[tuple[int, bool]] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        notes = list((town.workspace.archive / "arrivals").glob("*.json"))
        made_safe.append((os.fstat(descriptor).st_size, bool(notes)))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    [arrival] = archive_new_files(town.workspace, inbox_files(town.workspace), RECEIVED)
    assert made_safe[0] == (len(content), False)
    assert len(made_safe) == 2
    assert arrival.path.read_bytes() == content


def test_an_original_that_the_disk_refuses_is_not_kept(
    make_town: Callable[..., Town], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    town = make_town(supply_point("E1", "energy.electricity"))
    town.put("office", "a.csv", b"a;b\n")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(Problem, match="No space left"):
            archive_new_files(town.workspace, inbox_files(town.workspace), RECEIVED)
    assert [path for path in town.workspace.archive.rglob("*") if path.is_file()] == []
    [arrival] = archive_new_files(town.workspace, inbox_files(town.workspace), RECEIVED)
    assert arrival.path.read_bytes() == b"a;b\n"
