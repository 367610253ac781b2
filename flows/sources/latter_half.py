"""The latter half of a large text as plain text, by a process of its own: two processors do it in half the time."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from flows.sources.plain_text import write_stretch


def main(path: str, target: str, encoding: str, start: str, end: str) -> None:
    """Write the stretch, and say on standard output what is in it."""
    written = write_stretch(Path(path), Path(target), encoding, int(start), int(end))
    json.dump(asdict(written), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
