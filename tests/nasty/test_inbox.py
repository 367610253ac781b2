"""What lies in an inbox beside sound files: nothing of it holds up the others, and each is told in a sentence."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from flows.inbox import look_into
from flows.intake import Archived, note_passed_over, take_in
from flows.problems import Problem
from flows.returning.outbox import give_back
from flows.sources.format import load_formats
from tests.conftest import RECEIVED
from tests.nasty.conftest import BILLS, JANUARY, KWH, Office, bills

SOUND = bills(("E1", *JANUARY, 5))


@pytest.fixture
def sound(office: Office) -> Office:
    """An office with one sound file that has not been taken in yet."""
    office.declare(BILLS + KWH)
    office.town.put("office", "own.csv", SOUND)
    return office


def taken(office: Office) -> Archived:
    """What the ingest of the command does with the inbox."""
    workspace = office.town.workspace
    archived = take_in(workspace, look_into(workspace), RECEIVED)
    with office.town.store() as connection:
        note_passed_over(connection, archived.passed_over)
    office.town.ingest()
    return archived


def told(office: Office) -> list[tuple[object, ...]]:
    office.town.compute()
    return office.town.rows("""
        SELECT f.code, f.office_id, f.file_name, f.message FROM out.findings f
        WHERE f.code IN (SELECT code FROM raw.passed_over) ORDER BY f.file_name
    """)


def test_links_and_files_of_no_office_are_told_and_not_followed(sound: Office, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(bills(("E2", *JANUARY, 700)), encoding="utf-8")
    inbox = sound.town.workspace.inbox
    (inbox / "office" / "link.csv").symlink_to(secret)
    (inbox / "office" / "folder").symlink_to(tmp_path)
    (inbox / "elsewhere").symlink_to(tmp_path)
    (inbox / "stray.csv").write_text(SOUND, encoding="utf-8")
    (inbox / "office" / "~$own.xlsx").write_text("x", encoding="utf-8")
    taken(sound)
    assert sound.quantities() == [5.0]
    assert [row[:3] for row in told(sound)] == [
        ("link_in_inbox", None, "elsewhere"),
        ("link_in_inbox", "office", "folder"),
        ("link_in_inbox", "office", "link.csv"),
        ("outside_office_folder", None, "stray.csv"),
    ]
    assert "inbox/<iroda>/" in str(told(sound)[-1][-1])
    (inbox / "stray.csv").unlink()
    taken(sound)
    assert len(told(sound)) == 3


def test_a_folder_named_like_a_file_is_a_folder(sound: Office) -> None:
    sound.town.put("office", "own2.csv/own3.csv", bills(("E2", *JANUARY, 7)))
    (sound.town.workspace.inbox / "office" / "own4.csv").mkdir()
    taken(sound)
    assert sound.quantities() == [5.0, 7.0]
    assert told(sound) == []


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "unreadable_in_inbox"),
        (OSError(errno.EIO, "Input/output error"), "unreadable_in_inbox"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "still_written"),
    ],
)
def test_a_file_that_cannot_be_read_holds_up_no_other(
    sound: Office, monkeypatch: pytest.MonkeyPatch, error: OSError, code: str
) -> None:
    path = sound.town.put("office", "own-locked.csv", bills(("E2", *JANUARY, 7)))
    opened = Path.open

    def refuse(self: Path, *arguments: object, **more: object) -> object:
        if self == path:
            raise error
        return opened(self, *arguments, **more)

    with monkeypatch.context() as locked:
        locked.setattr(Path, "open", refuse)
        taken(sound)
    assert sound.quantities() == [5.0]
    [(found, office, name, message)] = told(sound)
    assert (found, office, name) == (code, "office", "own-locked.csv")
    assert "a következő futás beolvassa" in str(message)
    taken(sound)
    assert sorted(map(str, sound.quantities())) == ["5.0", "7.0"]
    assert told(sound) == []


def test_a_file_that_changes_while_it_is_copied_is_told_and_comes_with_the_next_run(
    sound: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sound.town.workspace.inbox / "office" / "own.csv"
    copy = shutil.copyfile

    def grow_first(source: Path, target: Path) -> object:
        path.write_text(SOUND + "E2;2025-01-01;2025-01-31;7\n", encoding="utf-8")
        return copy(source, target)

    with monkeypatch.context() as writing:
        writing.setattr("flows.archive.shutil.copyfile", grow_first)
        workspace = sound.town.workspace
        archived = take_in(workspace, look_into(workspace), RECEIVED)
    assert [(entry.name, entry.code) for entry in archived.passed_over] == [("own.csv", "still_written")]
    assert [path for path in workspace.archive.rglob("*") if path.is_file()] == []
    taken(sound)
    assert sound.quantities() == [5.0, 7.0]


def test_an_archive_without_room_is_told_and_loses_nothing(
    sound: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Path, target: Path) -> None:
        Path(target).write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    workspace = sound.town.workspace
    with monkeypatch.context() as disk:
        disk.setattr("flows.archive.shutil.copyfile", full)
        with pytest.raises(Problem, match=r"cannot be written \(No space left on device\). Nothing is lost"):
            take_in(workspace, look_into(workspace), RECEIVED)
    assert [path for path in workspace.archive.rglob("*") if path.is_file()] == []
    taken(sound)
    assert sound.quantities() == [5.0]


def test_an_outbox_that_cannot_be_written_is_told_and_written_later(sound: Office) -> None:
    """A file stands where the folder should be: it cannot be made, whoever runs the program."""
    sound.town.put("office", "own.csv", bills(("E1", *JANUARY, "x")))
    sound.town.ingest()
    workspace = sound.town.workspace
    workspace.outbox.write_text("", encoding="utf-8")
    formats = load_formats(workspace)
    with sound.town.store() as connection:
        assert [file.is_blocked for file in give_back(connection, workspace, sound.town.city, formats)] == [
            True
        ]
        workspace.outbox.unlink()
        assert [file.is_blocked for file in give_back(connection, workspace, sound.town.city, formats)] == [
            False
        ]
    assert (workspace.outbox / "office" / "own.csv.xlsx").is_file()


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"own\nx.csv", "own x.csv"),
        (b"own\x1b[2J.csv", "own [2J.csv"),
        ("own 🧾💡.csv".encode(), "own 🧾💡.csv"),
        (("own" + "💡" * 61 + ".csv").encode(), "own" + "💡" * 61 + ".csv"),
        (("own" + "ő" * 120 + ".csv").encode(), "own" + "ő" * 120 + ".csv"),
        ("own számla ő.csv".encode("windows-1250"), "own számla ő.csv"),
    ],
    ids=["newline", "escape", "emoji", "long emoji", "long", "an old Windows name"],
)
def test_any_name_of_a_file_is_taken_told_and_comes_back(sound: Office, raw: bytes, name: str) -> None:
    (sound.town.workspace.inbox / "office" / "own.csv").unlink()
    path = os.path.join(os.fsencode(sound.town.workspace.inbox), b"office", raw)  # noqa: PTH118  bytes are meant
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(bills(("E1", *JANUARY, 5), ("E2", *JANUARY, "x")).encode())
    taken(sound)
    assert sound.town.rows("SELECT file_name, rows_accepted FROM raw.deliveries") == [(name, 1)]
    assert name in sound.told("unreadable_number")
    workspace = sound.town.workspace
    with sound.town.store() as connection:
        [back] = give_back(connection, workspace, sound.town.city, load_formats(workspace))
    assert not back.is_blocked
    assert (workspace.root / back.path).is_file()
