"""What the offices sent: the files in inbox/<office>/ that the store has not seen."""

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


@dataclass(frozen=True)
class InboxFile:
    """A file in the inbox of an office. `name` is its path inside that inbox, with / between folders."""

    office_id: str
    name: str
    path: Path


def inbox_files(workspace: Workspace) -> list[InboxFile]:
    """Every file that offices put into their inbox, in order of office and name; links are not followed."""
    files = []
    for office in sorted(
        path for path in workspace.inbox.glob("*") if path.is_dir() and not path.is_symlink()
    ):
        for path in sorted(office.rglob("*")):
            relative = path.relative_to(office)
            if path.is_symlink() or not path.is_file() or any(map(_is_temporary, relative.parts)):
                continue
            files.append(InboxFile(office.name, relative.as_posix(), path))
    return files


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
            files.append(InboxFile(relative.parts[0], Path(*relative.parts[1:]).as_posix(), path))
        elif office_id:
            files.append(InboxFile(office_id, path.name, path))
        else:
            raise WrongUse(f"say which office sent {path.name}: --office with one of {', '.join(offices)}")
    for file in files:
        if file.office_id not in offices:
            raise WrongUse(f"no office is called {file.office_id!r}; the offices are {', '.join(offices)}")
    return files


def new_arrivals(
    known: Iterable[Arrival], files: Iterable[InboxFile], received_at: datetime
) -> list[Arrival]:
    """The files whose bytes are not known under their name from their office, in their order."""
    before = list(known)
    seen = {(arrival.delivery_id, arrival.office_id, arrival.file_name) for arrival in before}
    last = max((arrival.sequence for arrival in before), default=0)
    arrivals: list[Arrival] = []
    for file in files:
        delivery_id = sha256_of(file.path)
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
                size_bytes=file.path.stat().st_size,
                path=file.path,
            )
        )
    return arrivals
