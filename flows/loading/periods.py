"""The period of a row in SQL: whole local days, or an interval between two instants."""

from flows.sources.clock_changes import is_doubled, is_skipped, offset_seconds
from flows.sources.notation import day, has_offset, month_start, stamp, year
from flows.sources.recognise import Recognised
from flows.sources.text_file import literal


def period_fields(recognised: Recognised) -> str:
    """SQL over the fields: first_day, last_day for whole days; local_start, or instant, for intervals."""
    declared, typed_cells = recognised.format, recognised.sheet.typed
    period = declared.period
    if period is None:
        raise ValueError("reference values have no period")
    if period.kind == "interval":
        return _stamps(recognised)
    if recognised.wide:
        first, last = _days_by_heading(recognised)
    elif period.kind == "bill":
        first = day("period_start", declared.dates, typed=typed_cells)
        last = day("period_end", declared.dates, typed=typed_cells)
        last = last if period.end_inclusive else f"({last}) - 1"
    elif period.kind in ("day", "register"):
        first = last = day("period_start", declared.dates, typed=typed_cells)
    elif period.kind == "month":
        first = month_start("period_start", typed=typed_cells)
        last = f"last_day({first})"
    else:
        named = year("period_start", typed=typed_cells)
        first, last = f"make_date({named}, 1, 1)", f"make_date({named}, 12, 31)"
    return (
        f"{first} AS first_day, {last} AS last_day, "
        "CAST(NULL AS TIMESTAMP) AS local_start, CAST(NULL AS TIMESTAMPTZ) AS instant"
    )


def _days_by_heading(recognised: Recognised) -> tuple[str, str]:
    """First and last day where the headings of the value columns name the day, the month or the year."""
    declared, typed_cells = recognised.format, recognised.sheet.typed
    kind = declared.period.kind if declared.period else ""
    if kind == "year":
        return "make_date(piece, 1, 1)", "make_date(piece, 12, 31)"
    if kind == "month":
        named = f"coalesce(piece_year, {year('period_start', typed=typed_cells)})"
        first = f"make_date({named}, piece, 1)"
        return first, f"last_day({first})"
    first = month_start("period_start", typed=typed_cells)
    only = f"CASE WHEN piece <= day(last_day({first})) THEN {first} + (piece - 1) END"
    return only, only


def _stamps(recognised: Recognised) -> str:
    declared, typed_cells = recognised.format, recognised.sheet.typed
    days = "CAST(NULL AS DATE) AS first_day, CAST(NULL AS DATE) AS last_day, "
    if recognised.wide:
        local = (
            f"CAST({day('period_start', declared.dates, typed=typed_cells)} AS TIMESTAMP) + to_minutes(piece)"
        )
        return f"{days}{local} AS local_start, CAST(NULL AS TIMESTAMPTZ) AS instant"
    when = stamp("period_start", declared.dates, typed=typed_cells)
    if not has_offset(declared.dates):
        return f"{days}{when} AS local_start, CAST(NULL AS TIMESTAMPTZ) AS instant"
    until = ""
    if declared.period and declared.period.end:
        until = f", {stamp('period_end', declared.dates, typed=typed_cells)} AS end_instant"
    return f"{days}CAST(NULL AS TIMESTAMP) AS local_start, {when} AS instant{until}"


def instants(recognised: Recognised, timezone: str) -> str:
    """SQL over `typed`: interval stamps as instants, period_start and period_end, and what is wrong with a stamp.

    Stamps stand on the clock that the format names, else on the city's; local days are always the city's. Of two
    equal stamps in the doubled hour the first is summer time.
    """
    declared = recognised.format
    period = declared.period
    if period is None:
        raise ValueError("an interval has a period")
    clock = declared.dates.timezone or timezone
    if period.end:
        source, length, started, fault = "FROM typed", "end_instant - instant", "instant", "NULL"
        source = "SELECT * EXCLUDE (first_day, last_day) FROM typed"
    else:
        length = f"INTERVAL {period.minutes} MINUTE"
        back = f" - {length}" if period.stamp == "end" and not recognised.wide else ""
        if has_offset(declared.dates):
            source = "SELECT * EXCLUDE (first_day, last_day) FROM typed"
            started, fault = f"instant{back}", "NULL"
        else:
            source = _on_a_local_clock(recognised, clock)
            length = f"stretch * {length}"
            offset = offset_seconds("local_start", "occurrence", clock)
            started = (
                f"make_timestamptz(epoch_us(local_start) - 1000000 * CAST({offset} AS BIGINT)){back} "
                "+ (stretch - 1) * (local_start - date_trunc('hour', local_start))"
            )
            fault = (
                f"CASE WHEN {is_skipped('local_start', clock)} THEN 'nonexistent_time' "
                "WHEN times > 2 THEN 'duplicate_row' WHEN times = 1 THEN 'ambiguous_time' END"
            )
    zone = literal(timezone)
    return f"""
        SELECT *, CAST((period_start AT TIME ZONE {zone}) AS DATE) AS first_day,
            CAST((period_end - INTERVAL 1 SECOND) AT TIME ZONE {zone} AS DATE) AS last_day
        FROM (
            SELECT *, period_start + ({length}) AS period_end
            FROM (SELECT *, {started} AS period_start, {fault} AS time_fault FROM ({source}))
        )
    """


def _on_a_local_clock(recognised: Recognised, clock: str) -> str:
    """The rows of `typed`, those of the doubled hour with their occurrence.

    Where a table has a column for each time of day, an empty or zero cell in the hour that spring skips is layout.
    Where it holds both passes of the doubled hour in one column, the reading is stretched over both (`stretch` 2).
    """
    rows = "SELECT * EXCLUDE (first_day, last_day)"
    doubled = is_doubled("local_start", clock)
    filler = (
        f" AND NOT (coalesce(number, 0) = 0 AND {is_skipped('local_start', clock)})"
        if recognised.wide
        else ""
    )
    plain = f"{rows}, NULL AS occurrence, NULL AS times, 1 AS stretch FROM typed WHERE NOT coalesce({doubled}, false)"
    if recognised.format.period and recognised.format.period.doubled_hour == "both":
        twice = f"{rows}, 1 AS occurrence, 2 AS times, 2 AS stretch FROM typed WHERE {doubled}"
    else:
        same = "PARTITION BY value_number, supply_point_id, stream, local_start"
        twice = f"""
            {rows}, row_number() OVER ({same} ORDER BY row_number), count(*) OVER ({same}), 1 FROM typed
            WHERE {doubled}
        """
    return f"{plain}{filler} UNION ALL {twice}"
