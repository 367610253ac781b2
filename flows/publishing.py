"""The published pages: written where they changed, so that a file share copies only what is new."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

LISTING = "published.json"
"""Names of the files of the last publication: what is no longer published is taken away again, nothing else is."""


@dataclass(frozen=True)
class Written:
    """Which files there are, and which of them were not the same before."""

    names: tuple[str, ...]
    changed: tuple[str, ...]


def write_pages(folder: Path, pages: Mapping[str, bytes]) -> list[str]:
    """Write pages into a folder; each appears whole or not at all. Returns the names that changed or went."""
    return settle_pages(folder, [write_files(folder, pages.items())])


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> Written:
    """Write files of the publication one by one, as they come; each appears whole or not at all."""
    names, changed = [], []
    for name, content in files:
        names.append(name)
        if _write(folder / name, content):
            changed.append(name)
    return Written(tuple(names), tuple(changed))


def settle_pages(folder: Path, written: Iterable[Written]) -> list[str]:
    """Take away what is no longer published, and note what is. Returns the names that changed or went."""
    parts = list(written)
    names = {name for part in parts for name in part.names}
    changed = {name for part in parts for name in part.changed}
    listing = folder / LISTING
    before = set(json.loads(listing.read_text(encoding="utf-8"))) if listing.is_file() else set()
    _write(listing, (json.dumps(sorted(names), ensure_ascii=False, indent=1) + "\n").encode())
    for name in before - names:
        path = folder / name
        if path.resolve().is_relative_to(folder.resolve()) and path.is_file():
            path.unlink()
            changed.add(name)
    return sorted(changed)


def _write(path: Path, content: bytes) -> bool:
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(content)
    partial.replace(path)
    return True
