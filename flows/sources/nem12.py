"""NEM12: interval data of the Australian electricity market (AEMO, Meter Data File Format).

A 200 record names meter, unit and length of the interval; each 300 record below it holds one day of values; 400
records say the quality of parts of a day whose quality varies. Days are in the market's time, UTC+10 all the year.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import duckdb

from flows.problems import UnreadableMachineFile
from flows.sources.records import Record, record_sheet
from flows.sources.sheet import Sheet

FIELDS = (
    "metering_point", "suffix", "register", "meter", "start", "end", "quantity", "unit", "quality", "method", "reason",
)  # fmt: skip

MARKET_TIME = timezone(timedelta(hours=10))
MINUTES_OF_A_DAY = 1440
LENGTHS = (5, 15, 30)
VARIES, NO_DATA = "V", "N"
"""Quality flags: it differs within the day, and there is none. What stands where there is none is no value, not even
if it is 0."""


@dataclass(frozen=True)
class _Stream:
    """A 200 record."""

    fields: dict[str, str]
    minutes: int

    @property
    def intervals(self) -> int:
        return MINUTES_OF_A_DAY // self.minutes


@dataclass
class _Day:
    """A 300 record, with the quality of each interval."""

    stream: _Stream
    start: datetime
    values: list[str]
    qualities: list[tuple[str, str]]


def nem12_sheet(connection: duckdb.DuckDBPyConnection, path: Path, scratch: Path, table: str) -> Sheet:
    """One record for each interval: `quality` is the flag alone (A, S, F, E), `method` the whole code (such as S14)."""
    sender = _header(path)[3:4]
    sheet = record_sheet(connection, _records(path), FIELDS, scratch, table)
    return sheet.sent_by(sender[0].strip() if sender else "")


def _rows(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file)
    except UnicodeDecodeError as error:
        raise UnreadableMachineFile("it is not text in UTF-8") from error
    except csv.Error as error:
        raise UnreadableMachineFile(str(error)) from error


def _header(path: Path) -> list[str]:
    return next(_rows(path), [])


def _records(path: Path) -> Iterator[Record]:
    stream: _Stream | None = None
    day: _Day | None = None
    ended = False
    for number, row in enumerate(_rows(path), 1):
        kind = row[0].strip() if row else ""
        if not kind:
            continue
        if day is not None and kind != "400":
            yield from _intervals(day)
            day = None
        match kind:
            case "200":
                stream = _stream(row, number)
            case "300":
                day = _day(stream, row, number)
            case "400":
                _vary(day, row, number)
            case "900":
                ended = True
            case "100" | "500":
                pass
            case _:
                raise UnreadableMachineFile(f"line {number} is a record of the unknown kind {kind[:20]!r}")
    if not ended:
        raise UnreadableMachineFile("it is cut off: its last record (900) is missing")


def _stream(row: list[str], number: int) -> _Stream:
    cells = [cell.strip() for cell in row] + [""] * 10
    minutes = int(cells[8]) if cells[8].isdecimal() else 0
    if minutes not in LENGTHS:
        raise UnreadableMachineFile(
            f"line {number}: an interval of {cells[8][:20]!r} minutes is none of 5, 15 and 30"
        )
    fields = {
        "metering_point": cells[1],
        "register": cells[3],
        "suffix": cells[4],
        "meter": cells[6],
        "unit": cells[7],
    }
    return _Stream(fields, minutes)


def _day(stream: _Stream | None, row: list[str], number: int) -> _Day:
    if stream is None:
        raise UnreadableMachineFile(f"line {number}: a day of values stands before any meter (record 200)")
    cells = [cell.strip() for cell in row]
    behind = 2 + stream.intervals
    if len(cells) <= behind or not cells[behind][:1].isalpha():
        raise UnreadableMachineFile(
            f"line {number} does not hold {stream.intervals} values of {stream.minutes} minutes and their quality"
        )
    try:
        start = datetime.strptime(cells[1], "%Y%m%d").replace(tzinfo=MARKET_TIME)
    except ValueError as error:
        raise UnreadableMachineFile(f"line {number}: {cells[1][:20]!r} is no day") from error
    reason = " ".join(filter(None, cells[behind + 1 : behind + 3]))
    return _Day(stream, start, cells[2:behind], [(cells[behind], reason)] * stream.intervals)


def _vary(day: _Day | None, row: list[str], number: int) -> None:
    """Set the quality of the intervals, counted from 1, that a 400 record names."""
    cells = [cell.strip() for cell in row] + [""] * 6
    if day is None or not (cells[1].isdecimal() and cells[2].isdecimal()):
        raise UnreadableMachineFile(
            f"line {number}: a quality without the day or the intervals that it is of"
        )
    first, last = int(cells[1]), int(cells[2])
    if not 1 <= first <= last <= day.stream.intervals:
        raise UnreadableMachineFile(f"line {number}: the intervals {first} to {last} are not of one day")
    reason = " ".join(filter(None, cells[4:6]))
    day.qualities[first - 1 : last] = [(cells[3], reason)] * (last - first + 1)


def _intervals(day: _Day) -> Iterator[Record]:
    length = timedelta(minutes=day.stream.minutes)
    for place, (value, (method, reason)) in enumerate(zip(day.values, day.qualities, strict=True)):
        start = day.start + place * length
        flag = method[:1]
        yield day.stream.fields | {
            "start": start.isoformat(),
            "end": (start + length).isoformat(),
            "quantity": "" if flag == NO_DATA else value,
            "quality": flag,
            "method": method,
            "reason": reason,
        }
