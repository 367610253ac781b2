"""Sums that were counted from the real files without this program: truth.csv beside each of them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

AGREEMENT = 1e-9
"""Greatest relative difference between two sums of the same doubles in another order."""


@dataclass(frozen=True)
class Known:
    """One line of truth.csv. `file` is the bare name; `note` holds how many cells were counted (n=...)."""

    file: str
    scope: str
    key: str
    commodity: str
    period: str
    metric: str
    value: float
    unit: str
    note: str

    @property
    def cells(self) -> int:
        """How many filled cells the value is the sum of."""
        return int(self.note.split()[0].removeprefix("n="))


class Truth:
    """All lines of one truth.csv."""

    def __init__(self, folder: Path) -> None:
        self._known = tuple(_read(folder / "truth.csv"))

    def of(self, **fields: str) -> tuple[Known, ...]:
        """The lines with these fields; that there are any is part of the test."""
        found = tuple(
            known
            for known in self._known
            if all(getattr(known, name) == text for name, text in fields.items())
        )
        assert found, f"truth.csv says nothing of {fields}"
        return found

    def value(self, **fields: str) -> float:
        """The value of the one line with these fields."""
        (known,) = self.of(**fields)
        return known.value


def _read(path: Path) -> Iterator[Known]:
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            fields = line | {"file": PurePosixPath(line["file"]).name}
            yield Known(**{**fields, "value": float(line["value"])})


def same(expected: float) -> Any:
    """Equal but for the order of addition."""
    return pytest.approx(expected, rel=AGREEMENT, abs=0)
