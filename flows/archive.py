"""Originals, kept by the SHA-256 of their bytes, with a note of who sent them under which name and when.

The archive alone is enough to build the store again.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

BLOCK = 1 << 20
AT_A_TIME = 8
NOTED = ("delivery_id", "office_id", "file_name", "sequence", "size_bytes")


@dataclass(frozen=True)
class Arrival:
    """One file as one office sent it under one name. `path` is where its bytes can be read."""

    delivery_id: str
    office_id: str
    file_name: str
    received_at: datetime
    sequence: int
    size_bytes: int
    path: Path


def sha256_of(path: Path) -> str:
    """The hash of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def original(archive: Path, delivery_id: str) -> Path:
    """Where the bytes of a delivery lie."""
    return archive / delivery_id[:2] / delivery_id


def keep(archive: Path, found: Iterable[Arrival]) -> Iterator[tuple[Arrival, bool | OSError]]:
    """Copy originals into the archive, once each, and note their arrivals; a crash leaves nothing half written.

    Each comes back with a yes, or with the error for which it was not kept. A file that changed between its hash and
    its copy is still being written: it is left for the next run, and the answer is no. Several are written at a time,
    because the disk makes each wait until it is safe; their notes come into force in the order of arrival, each once
    its original is safe.
    """
    with ThreadPoolExecutor(AT_A_TIME) as writers:
        for arrival, note in writers.map(lambda arrival: (arrival, _written(archive, arrival)), found):
            if not isinstance(note, Path):
                yield arrival, note or False
                continue
            try:
                note.replace(note.with_suffix(".json"))
            except OSError as error:
                yield arrival, error
            else:
                yield arrival, True


def _written(archive: Path, arrival: Arrival) -> Path | OSError | None:
    """Write the original, and a note that is not yet in force."""
    try:
        return _note(archive, arrival) if _copied(archive, arrival) else None
    except OSError as error:
        return error


def _copied(archive: Path, arrival: Arrival) -> bool:
    target = original(archive, arrival.delivery_id)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.{arrival.sequence}.part")
        try:
            shutil.copyfile(arrival.path, partial)
            with partial.open("rb") as copied, ThreadPoolExecutor(1) as disk:
                safe = disk.submit(os.fsync, copied.fileno())
                unchanged = sha256_of(partial) == arrival.delivery_id
                safe.result()
            if not unchanged:
                return False
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return True


def _note(archive: Path, arrival: Arrival) -> Path:
    note = {name: getattr(arrival, name) for name in NOTED} | {"received_at": arrival.received_at.isoformat()}
    partial = archive / "arrivals" / f"{arrival.sequence:09d}.part"
    partial.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("w", encoding="utf-8") as file:
        json.dump(note, file, ensure_ascii=False, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    return partial


def arrivals(archive: Path) -> Iterator[Arrival]:
    """Every arrival that the archive knows, in order."""
    for note_file in sorted((archive / "arrivals").glob("*.json")):
        note = json.loads(note_file.read_text(encoding="utf-8"))
        note["received_at"] = datetime.fromisoformat(note["received_at"])
        yield Arrival(**note, path=original(archive, note["delivery_id"]))
