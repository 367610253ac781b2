"""Local time to instants: which distance from UTC held when, and what the two clock changes a year do to stamps."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1990, 2060
NO_INTERVAL = "CAST(NULL AS INTERVAL)"
STRETCH, NEVER = 31_556_952_000_000, 1 << 62
"""Microseconds: a mean year, and more than any instant has."""
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001

Limit = tuple[datetime, str]
"""A moment without zone, and what SQL gives below it."""


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
    limits: list[Limit] = []
    for change in changes(timezone):
        before, after = (
            int(offset.total_seconds()) for offset in (change.offset_before, change.offset_after)
        )
        first, last = sorted((change.local_before, change.local_after))
        inside = "NULL" if change.skips else f"CASE {occurrence} WHEN 1 THEN {before} WHEN 2 THEN {after} END"
        limits += [(first, str(before)), (last, inside)]
    return _below(local, limits, str(_last_offset(timezone)))


def _last_offset(timezone: str) -> int:
    """Seconds that a zone is ahead of UTC after its last change."""
    known = changes(timezone)
    last = known[-1].offset_after if known else _offset(datetime(2000, 1, 1, tzinfo=UTC), ZoneInfo(timezone))
    return int(last.total_seconds())


def local_day(instant: str, timezone: str) -> str:
    """SQL: the DATE of a TIMESTAMPTZ in a zone. Within the known changes it is arithmetic, which is quick."""
    limits = [
        (
            change.local_before - change.offset_before,
            str(int(change.offset_before.total_seconds()) * 1_000_000),
        )
        for change in changes(timezone)
    ]
    ahead = _below(instant, limits, str(_last_offset(timezone) * 1_000_000))
    first, end = (f"TIMESTAMPTZ '{year}-01-02 00:00:00+00'" for year in (FIRST_YEAR, LAST_YEAR))
    years = f"{instant} >= {first} AND {instant} < {end}"
    return (
        f"CAST(CASE WHEN {years} THEN make_timestamp(epoch_us({instant}) + CAST({ahead} AS BIGINT)) "
        f"ELSE {instant} AT TIME ZONE '{timezone}' END AS DATE)"
    )


def _below(value: str, limits: list[Limit], otherwise: str) -> str:
    """SQL: what belongs to the first of the rising limits that is above a value.

    The limits stand in lists by stretches of a year, so that a value is compared with those of its stretch alone.
    DuckDB plans such a text in a sixth of the time that it takes for a comparison with each of a hundred limits.
    """
    if not limits:
        return otherwise
    moments = [(int((limit - EPOCH) / timedelta(microseconds=1)), result) for limit, result in limits]
    first, last = moments[0][0] // STRETCH, moments[-1][0] // STRETCH
    stretches = [
        [entry for entry in moments if entry[0] // STRETCH == stretch] for stretch in range(first, last + 1)
    ]
    most = max(map(len, stretches)) + 1
    rows: list[list[tuple[int, str]]] = []
    for stretch in reversed(stretches):
        rows.insert(0, [*stretch, *[(NEVER, otherwise)] * (most - len(stretch))])
        otherwise = rows[0][0][1]
    place = f"least(greatest(epoch_us({value}) // {STRETCH} - {first - 1}, 1), {len(rows)})"
    *columns, (_, after) = ([*zip(*column, strict=True)] for column in zip(*rows, strict=True))
    branches = " ".join(
        f"WHEN epoch_us({value}) < [{', '.join(map(str, below))}][{place}] THEN {_of_stretch(results, place)}"
        for below, results in columns
    )
    return f"CASE {branches} ELSE {_of_stretch(after, place)} END"


def _of_stretch(results: tuple[str, ...], place: str) -> str:
    """SQL: what belongs to a stretch, which is mostly the same for each."""
    return results[0] if len(set(results)) == 1 else f"[{', '.join(results)}][{place}]"


def keeps_days(timezone: str, minutes: int) -> bool:
    """Whether so many minutes that end on a day by the clock with which they begin do so in spite of any change of it.

    A change at midnight lies at their end.
    """
    return all(
        change.local_before == midnight
        or midnight <= change.local_after <= midnight + timedelta(days=1, minutes=-minutes)
        for change in changes(timezone)
        for midnight in (datetime.combine(change.local_before, time()),)
    )


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
    limits: list[Limit] = []
    for first, last in spans:
        length = f"INTERVAL {int((last - first).total_seconds())} SECOND"
        limits += [(first, NO_INTERVAL), (last, length)]
    return _below(instant, limits, NO_INTERVAL)


def _inside(local: str, among: list[Change]) -> str:
    limits: list[Limit] = []
    for change in among:
        first, last = sorted((change.local_before, change.local_after))
        limits += [(first, "false"), (last, "true")]
    return _below(local, limits, "false")
