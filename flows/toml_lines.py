"""Where in the text of a TOML file a key stands, so that a fault can be told with its line."""

import re
from collections import Counter
from collections.abc import Iterator

from pydantic import ValidationError

HEADER = re.compile(r"\s*(?P<brackets>\[\[?)\s*(?P<path>[^\]]+?)\s*\]\]?\s*(#.*)?$")
KEY = re.compile(r"""\s*(?P<key>[\w-]+|"[^"]*"|'[^']*')\s*=""")

Place = tuple[str | int, ...]
"""A way through tables and lists, as pydantic names it: keys, and positions from 0."""


def describe_validation(error: ValidationError, text: str) -> str:
    """Every fault of a declaration with its line and the key at which it stands."""
    faults = []
    for fault in error.errors(include_url=False):
        place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in fault["loc"])
        line = line_of(text, tuple(fault["loc"]))
        where = ", ".join(filter(None, (f"line {line}" if line else "", place)))
        message = fault["msg"].removeprefix("Value error, ")
        faults.append(f"{where}: {message}" if where else message)
    return "; ".join(faults)


def line_of(text: str, place: Place) -> int | None:
    """The line of a place, or of the nearest place around it that has a line of its own; None for the whole file."""
    lines: dict[Place, int] = {}
    for found, line in _places(text):
        lines.setdefault(found, line)
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return None


def _places(text: str) -> Iterator[tuple[Place, int]]:
    table: Place = ()
    seen: Counter[Place] = Counter()
    latest: dict[Place, Place] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := HEADER.match(line):
            path: Place = ()
            names = [name.strip().strip("\"'") for name in header["path"].split(".")]
            for index, name in enumerate(names):
                path = (*path, name)
                if header["brackets"] == "[[" and index == len(names) - 1:
                    yield path, number
                    latest[path] = (*path, seen[path])
                    seen[path] += 1
                path = latest.get(path, path)
            table = path
            yield table, number
        elif key := KEY.match(line):
            yield (*table, key["key"].strip("\"'")), number
