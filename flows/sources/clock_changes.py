"""Local time to instants: which distance from UTC held when, and what the two clock changes a year do to stamps."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1990, 2060


@dataclass(frozen=True)
class Change:
    """A change of the distance from UTC, with the local clock just before and just after, both without zone."""

    local_before: datetime
    local_after: datetime
    offset_before: timedelta
    offset_after: timedelta

    @property
    def skips(self) -> bool:
        """Spring: local times between before and after do not exist."""
        return self.local_after > self.local_before


@cache
def changes(timezone: str) -> tuple[Change, ...]:
    """The changes of a zone from 1990 to 2060, in order."""
    zone = ZoneInfo(timezone)
    found = []
    instant = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    while instant.year < LAST_YEAR:
        following = instant + timedelta(days=7)
        if _offset(instant, zone) != _offset(following, zone):
            change = _exact_change(instant, following, zone)
            before, after = _offset(change - timedelta(seconds=1), zone), _offset(change, zone)
            plain = change.replace(tzinfo=None)
            found.append(Change(plain + before, plain + after, before, after))
        instant = following
    return tuple(found)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    offset = instant.astimezone(zone).utcoffset()
    return offset if offset is not None else timedelta()


def _exact_change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    before = _offset(low, zone)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return high


def offset_seconds(local: str, occurrence: str, timezone: str) -> str:
    """SQL: seconds that local time is ahead of UTC. NULL for a time that the spring change skips.

    `local` is a TIMESTAMP. In the doubled hour of autumn `occurrence` decides: the first of two equal stamps is
    summer time, the second is winter time; without an occurrence (NULL) the time is ambiguous and the result NULL.
    """
    known = changes(timezone)
    if not known:
        fixed = _offset(datetime(2000, 1, 1, tzinfo=UTC), ZoneInfo(timezone))
        return str(int(fixed.total_seconds()))
    branches = []
    for change in known:
        before, after = (
            int(offset.total_seconds()) for offset in (change.offset_before, change.offset_after)
        )
        first, last = sorted((change.local_before, change.local_after))
        branches.append(f"WHEN {local} < {_timestamp(first)} THEN {before}")
        inside = "NULL" if change.skips else f"CASE {occurrence} WHEN 1 THEN {before} WHEN 2 THEN {after} END"
        branches.append(f"WHEN {local} < {_timestamp(last)} THEN {inside}")
    final = int(known[-1].offset_after.total_seconds())
    return f"CASE {' '.join(branches)} ELSE {final} END"


def is_skipped(local: str, timezone: str) -> str:
    """SQL: whether the spring change skips the local time."""
    return _inside(local, [change for change in changes(timezone) if change.skips])


def is_doubled(local: str, timezone: str) -> str:
    """SQL: whether the autumn change makes the local time happen twice."""
    return _inside(local, [change for change in changes(timezone) if not change.skips])


def repeats(instant: str, timezone: str) -> str:
    """SQL: after how long the clock shows the time of a TIMESTAMPTZ again because autumn sets it back, else NULL."""
    spans = [
        (change.local_after - change.offset_before, change.local_before - change.offset_before)
        for change in changes(timezone)
        if not change.skips
    ]
    branches = " ".join(
        f"WHEN {instant} >= {_instant(first)} AND {instant} < {_instant(last)} "
        f"THEN INTERVAL {int((last - first).total_seconds())} SECOND"
        for first, last in spans
    )
    return f"CASE {branches} END" if branches else "CAST(NULL AS INTERVAL)"


def _inside(local: str, among: list[Change]) -> str:
    if not among:
        return "false"
    spans = (sorted((change.local_before, change.local_after)) for change in among)
    return (
        "("
        + " OR ".join(
            f"({local} >= {_timestamp(first)} AND {local} < {_timestamp(last)})" for first, last in spans
        )
        + ")"
    )


def _timestamp(value: datetime) -> str:
    return f"TIMESTAMP '{value:%Y-%m-%d %H:%M:%S}'"


def _instant(value: datetime) -> str:
    return f"TIMESTAMPTZ '{value:%Y-%m-%d %H:%M:%S}+00'"
