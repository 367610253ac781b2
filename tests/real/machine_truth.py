"""What the tests of machine formats share: truth.csv as it stands, a town of some meters, lines of an invoice."""

import csv
from collections.abc import Callable
from pathlib import Path

import duckdb

from flows.sources.sheet import Sheet
from tests.conftest import Town
from tests.real.registers import register

ELECTRICITY = "energy.electricity"
SheetReader = Callable[[duckdb.DuckDBPyConnection, Path, Path, str], Sheet]


def truth(folder: Path, **fields: str) -> list[dict[str, str]]:
    """The lines of truth.csv with these fields; that there are any is part of the test."""
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        found = [
            row for row in csv.DictReader(file) if all(row[name] == text for name, text in fields.items())
        ]
    assert found, f"truth.csv says nothing of {fields}"
    return found


def value(folder: Path, **fields: str) -> float:
    """The value of the one line with these fields."""
    (found,) = truth(folder, **fields)
    return float(found["value"])


def town_of(deliver: Callable[..., Town], points: dict[str, str], files: list[Path], **more: Path) -> Town:
    """A town with these electricity meters, each at its site, to which the files were delivered."""
    meters = [(point, ELECTRICITY, site, "2011-01-01") for point, site in points.items()]
    place = register("Place", "Europe/Berlin", "2025-12-01", dict.fromkeys(points.values()), meters)
    return deliver(place, files, **more)


def lines(reader: SheetReader, path: Path, scratch: Path) -> dict[str, tuple[str, float | None, str]]:
    """The lines of an invoice by their number: item, quantity, unit."""
    connection = duckdb.connect()
    sheet = reader(connection, path, scratch, "lines")
    places = [sheet.head[0].index(name) + 1 for name in ("line", "item", "quantity", "unit")]
    rows = connection.execute(f"FROM ({sheet.relation})").fetchall()
    cells = [[row[place] or "" for place in places] for row in rows]
    return {line: (item, float(quantity) if quantity else None, unit) for line, item, quantity, unit in cells}
