"""The published pages: written where they changed, so that a file share copies only what is new."""

import json
from collections.abc import Mapping
from pathlib import Path

LISTING = "published.json"
"""Names of the files of the last publication: what is no longer published is taken away again, nothing else is."""


def write_pages(folder: Path, pages: Mapping[str, bytes]) -> list[str]:
    """Write pages into a folder; each appears whole or not at all. Returns the names that changed or went."""
    folder.mkdir(parents=True, exist_ok=True)
    listing = folder / LISTING
    before = set(json.loads(listing.read_text(encoding="utf-8"))) if listing.is_file() else set()
    written = dict(pages)
    written[LISTING] = (json.dumps(sorted(pages), ensure_ascii=False, indent=1) + "\n").encode()
    changed = [name for name, content in written.items() if _write(folder / name, content)]
    for name in sorted(before - set(pages)):
        path = folder / name
        if path.resolve().is_relative_to(folder.resolve()) and path.is_file():
            path.unlink()
            changed.append(name)
    return sorted(set(changed) - {LISTING})


def _write(path: Path, content: bytes) -> bool:
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(content)
    partial.replace(path)
    return True
