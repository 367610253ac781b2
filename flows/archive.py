"""Originals, kept by the SHA-256 of their bytes, with a note of who sent them under which name and when.

The archive alone is enough to build the store again.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

BLOCK = 1 << 20


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


def keep(archive: Path, arrival: Arrival) -> bool:
    """Copy the original into the archive, once, and note its arrival; a crash leaves nothing half written.

    A file that changed between its hash and its copy is still being written: it is left for the next run, and the
    answer is no.
    """
    target = original(archive, arrival.delivery_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        partial = target.with_name(target.name + ".part")
        try:
            shutil.copyfile(arrival.path, partial)
            if sha256_of(partial) != arrival.delivery_id:
                return False
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    note = asdict(arrival) | {"received_at": arrival.received_at.isoformat()}
    del note["path"]
    note_file = archive / "arrivals" / f"{arrival.sequence:09d}.json"
    note_file.parent.mkdir(parents=True, exist_ok=True)
    partial = note_file.with_suffix(".part")
    with partial.open("w", encoding="utf-8") as file:
        json.dump(note, file, ensure_ascii=False, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(note_file)
    return True


def arrivals(archive: Path) -> Iterator[Arrival]:
    """Every arrival that the archive knows, in order."""
    for note_file in sorted((archive / "arrivals").glob("*.json")):
        note = json.loads(note_file.read_text(encoding="utf-8"))
        note["received_at"] = datetime.fromisoformat(note["received_at"])
        yield Arrival(**note, path=original(archive, note["delivery_id"]))
