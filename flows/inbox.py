"""What the offices sent: the files in inbox/<office>/ that the store has not seen."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.archive import Arrival, sha256_of
from flows.problems import WrongUse
from flows.settings import Workspace
from indicators.model import City

TEMPORARY_NAMES = ("~$", ".", "Thumbs.db", "desktop.ini")
"""Beginnings of names that office programs and file shares leave behind; no office sends them."""

CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class InboxFile:
    """A file in the inbox of an office. `name` is its path inside that inbox, with / between folders."""

    office_id: str
    name: str
    path: Path


@dataclass(frozen=True)
class PassedOver:
    """What lies in the inbox and could not be taken in; `code` is the finding that tells it, `detail` its detail.

    `office_id` is empty for what lies in no office's folder.
    """

    office_id: str
    name: str
    code: str
    detail: str = ""


@dataclass(frozen=True)
class Inbox:
    """The files that offices put into their inbox, in order of office and name, and what is none of them."""

    files: tuple[InboxFile, ...]
    passed_over: tuple[PassedOver, ...]


def look_into(workspace: Workspace) -> Inbox:
    """Everything in the inbox. Links are told and not followed: they may lead anywhere."""
    files: list[InboxFile] = []
    passed: list[PassedOver] = []
    for entry in sorted(workspace.inbox.glob("*")):
        name = readable_name(entry.name)
        if entry.is_symlink():
            passed.append(PassedOver("", name, "link_in_inbox"))
        elif not entry.is_dir():
            if not _is_temporary(entry.name):
                passed.append(PassedOver("", name, "outside_office_folder"))
        else:
            _look_into_office(entry, files, passed)
    return Inbox(tuple(files), tuple(passed))


def inbox_files(workspace: Workspace) -> list[InboxFile]:
    """Every file that offices put into their inbox, in order of office and name."""
    return list(look_into(workspace).files)


def _look_into_office(office: Path, files: list[InboxFile], passed: list[PassedOver]) -> None:
    unreadable: list[OSError] = []
    found = [
        Path(folder, name)
        for folder, folders, names in os.walk(office, onerror=unreadable.append)
        for name in (*names, *(each for each in folders if Path(folder, each).is_symlink()))
    ]
    for path in sorted(found):
        relative = path.relative_to(office)
        name = "/".join(map(readable_name, relative.parts))
        if any(map(_is_temporary, relative.parts)):
            continue
        if path.is_symlink():
            passed.append(PassedOver(office.name, name, "link_in_inbox"))
        elif path.is_file():
            files.append(InboxFile(office.name, name, path))
    for error in unreadable:
        folder = Path(str(error.filename)).relative_to(office)
        name = "/".join(map(readable_name, folder.parts)) or "."
        passed.append(PassedOver(office.name, name, "unreadable_in_inbox", str(error.strerror or error)))


def readable_name(name: str) -> str:
    """A name as text of one line. One that is not UTF-8 was written by an old Windows program, in its encoding."""
    try:
        name.encode()
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("windows-1250", "replace")
    return CONTROL_CHARACTERS.sub(" ", name)


def _is_temporary(name: str) -> bool:
    return name.startswith(TEMPORARY_NAMES)


def named_files(workspace: Workspace, paths: Iterable[Path], office_id: str, city: City) -> list[InboxFile]:
    """Files that were named on the command line, each as a delivery of its office.

    A file inside inbox/<office>/ belongs to that office; for any other the office must be said.

    Raises:
        WrongUse: a file does not exist, or it is not clear whose it is.
    """
    offices = [office.id for office in city.offices]
    files = []
    for path in (path.expanduser().resolve() for path in paths):
        if not path.is_file():
            raise WrongUse(f"there is no file {path}")
        if path.is_relative_to(workspace.inbox) and len(path.relative_to(workspace.inbox).parts) > 1:
            relative = path.relative_to(workspace.inbox)
            name = "/".join(map(readable_name, relative.parts[1:]))
            files.append(InboxFile(relative.parts[0], name, path))
        elif office_id:
            files.append(InboxFile(office_id, readable_name(path.name), path))
        else:
            raise WrongUse(f"say which office sent {path.name}: --office with one of {', '.join(offices)}")
    for file in files:
        if file.office_id not in offices:
            raise WrongUse(f"no office is called {file.office_id!r}; the offices are {', '.join(offices)}")
    return files


def new_arrivals(
    known: Iterable[Arrival], files: Iterable[InboxFile], received_at: datetime
) -> tuple[list[Arrival], list[PassedOver]]:
    """The files whose bytes are not known under their name from their office, in their order; and the unreadable."""
    before = list(known)
    seen = {(arrival.delivery_id, arrival.office_id, arrival.file_name) for arrival in before}
    last = max((arrival.sequence for arrival in before), default=0)
    arrivals: list[Arrival] = []
    passed: list[PassedOver] = []
    for file in files:
        try:
            delivery_id, size = sha256_of(file.path), file.path.stat().st_size
        except OSError as error:
            passed.append(unreadable(file.office_id, file.name, error))
            continue
        if (delivery_id, file.office_id, file.name) in seen:
            continue
        seen.add((delivery_id, file.office_id, file.name))
        arrivals.append(
            Arrival(
                delivery_id=delivery_id,
                office_id=file.office_id,
                file_name=file.name,
                received_at=received_at,
                sequence=last + len(arrivals) + 1,
                size_bytes=size,
                path=file.path,
            )
        )
    return arrivals, passed


def unreadable(office_id: str, name: str, error: OSError) -> PassedOver:
    """A file that cannot be opened, or that was there a moment ago."""
    code = "still_written" if isinstance(error, FileNotFoundError) else "unreadable_in_inbox"
    return PassedOver(office_id, name, code, str(error.strerror or error))
