"""A load profile in MSCONS, in which one hour stands twice: what is sound is read, what is not is told."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Town
from tests.real.machine_truth import town_of, truth, value
from tests.real.truth import same

POINT = "US0001062600000001000000022345671"
REVERSED, REPEATED = 1888, (1889, 1890, 1891)
"""Exceptions: the file's hour from 16:00 to 17:00 of 20 December stands twice. The last quarter of the first time ends
before it begins; three quarters of the second time repeat the stamps of the first."""


@pytest.fixture(scope="module")
def folder(real_folder: Callable[[str], Path]) -> Path:
    return real_folder("de-mscons-edifact")


@pytest.fixture(scope="module")
def town(folder: Path, deliver: Callable[..., Town]) -> Town:
    return town_of(deliver, {POINT: "s"}, list(folder.glob("*.txt")))


@pytest.fixture(scope="module")
def delivered(folder: Path) -> list[float]:
    """The quantities as they stand in the file, in its order."""
    (path,) = folder.glob("*.txt")
    found = re.findall(r"'QTY\+220:([0-9,]+)'", path.read_text(encoding="latin-1"))
    return [float(text.replace(",", ".")) for text in found]


def test_every_quantity_is_a_row(town: Town, folder: Path, delivered: list[float]) -> None:
    (known,) = truth(folder, scope="location")
    assert f"n={len(delivered)} " in known["note"]
    assert sum(delivered) == same(float(known["value"]))
    assert town.rows("SELECT format_id, rows_read, rows_accepted, rows_rejected FROM raw.deliveries") == [
        ("mscons", len(delivered), len(delivered) - 4, 4)
    ]


def test_the_sum_and_what_is_told_are_the_truth(town: Town, folder: Path, delivered: list[float]) -> None:
    assert town.rows("SELECT row_number, code FROM raw.rejected_rows ORDER BY 1") == [
        (REVERSED, "period_reversed"),
        *((row, "duplicate_row") for row in REPEATED),
    ]
    told = [delivered[row - 1] for row in (REVERSED, *REPEATED)]
    assert told == [0.074, 0, 0, 0]
    ((stored,),) = town.rows("SELECT sum(quantity) FROM core.readings WHERE is_current")
    assert stored == same(value(folder, scope="location") - sum(told))


def test_times_are_an_hour_ahead_of_utc(town: Town) -> None:
    assert town.rows("""
        SELECT strftime(min(period_start) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M'),
            strftime(max(period_end) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M')
        FROM core.readings
    """) == [("2015-11-30T23:00", "2015-12-31T23:00")]
