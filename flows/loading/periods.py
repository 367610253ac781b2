"""The period of a row in SQL: whole local days, or an interval between two instants."""

import duckdb

from flows.loading.bundle import Bundle
from flows.sources.clock_changes import is_doubled, is_skipped, keeps_days, local_day, offset_seconds, repeats
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
        last = f"({last}) - 1" if period.end_inclusive is False else last
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


def is_on_a_local_clock(recognised: Recognised) -> bool:
    """Whether interval stamps are local time without their distance from UTC, so that one hour a year is doubled."""
    declared = recognised.format
    return bool(
        declared.period
        and declared.period.kind == "interval"
        and not declared.period.end
        and not has_offset(declared.dates)
    )


def instants(recognised: Recognised, timezone: str, typed: str) -> str:
    """SQL: the rows of the query `typed` with period_start, period_end, and what is wrong with an interval's stamp.

    Stamps stand on the clock that the format names, else on the city's; local days are always the city's. A stamp in
    the hour that autumn doubles is taken for summer time until `tell_doubled_hours_apart` has looked at all of them.
    """
    declared = recognised.format
    period = declared.period
    if period is None:
        raise ValueError("an interval has a period")
    clock = declared.dates.timezone or timezone
    source = f"SELECT * EXCLUDE (first_day, last_day) FROM ({typed})"
    back = f" - INTERVAL {period.minutes} MINUTE" if period.stamp == "end" and not recognised.wide else ""
    started, length, fault = f"instant{back}", f"INTERVAL {period.minutes} MINUTE", "NULL"
    if period.end:
        started, length = "instant", "end_instant - instant"
    elif is_on_a_local_clock(recognised):
        fault = "CASE WHEN period_start IS NULL AND local_start IS NOT NULL THEN 'nonexistent_time' END"
        offset = offset_seconds("local_start", "1", clock)
        started = f"make_timestamptz(epoch_us(local_start) - 1000000 * CAST({offset} AS BIGINT)){back}"
        if recognised.wide:
            skipped = is_skipped("local_start", clock)
            source += f" WHERE NOT coalesce(coalesce(number, 0) = 0 AND {skipped}, false)"
        if period.doubled_hour == "both":
            stretch = f"CASE WHEN {is_doubled('local_start', clock)} THEN 2 ELSE 1 END"
            length = f"{stretch} * {length}"
            started += f" + ({stretch} - 1) * (local_start - date_trunc('hour', local_start))"
    first_day = local_day("period_start", timezone)
    last_day = local_day("(period_end - INTERVAL 1 SECOND)", timezone)
    if is_on_a_local_clock(recognised) and clock == timezone and not (back or period.doubled_hour):
        first_day = "CASE WHEN period_start IS NOT NULL THEN CAST(local_start AS DATE) END"
        if keeps_days(timezone, period.minutes):
            same = f"local_start + {length} <= CAST(CAST(local_start AS DATE) + 1 AS TIMESTAMP)"
            last_day = f"CASE WHEN {same} THEN {first_day} ELSE {last_day} END"
    return f"""
        SELECT *, {first_day} AS first_day, {last_day} AS last_day
        FROM (
            SELECT *, period_start + ({length}) AS period_end, {fault} AS time_fault
            FROM (SELECT *, {started} AS period_start FROM ({source}))
        )
    """


def tell_doubled_hours_apart(
    connection: duckdb.DuckDBPyConnection, bundle: Bundle, timezone: str, *, alone: int, repeated: int
) -> None:
    """Of two equal stamps in the doubled hour the second, in the order of the file, is winter time.

    One stamp `alone` could be either, and of three `repeated` ones none is sure: they get the faults of these numbers
    in `staged_values`. Where one cell holds both passes of the hour there is nothing to tell apart.
    """
    recognised = bundle.table
    period = recognised.format.period
    if period is None or not is_on_a_local_clock(recognised) or period.doubled_hour:
        return
    stamped = "period_start"
    if period.stamp == "end" and not recognised.wide:
        stamped += f" + INTERVAL {period.minutes} MINUTE"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE doubled_stamps AS
        SELECT place, period_start, period_end, later, count(*) OVER same AS times,
            row_number() OVER (same ORDER BY row_number) AS occurrence
        FROM (SELECT *, {repeats(stamped, recognised.format.dates.timezone or timezone)} AS later FROM staged)
        WHERE later IS NOT NULL
        WINDOW same AS (PARTITION BY value_number, supply_point_id, stream, period_start{bundle.apart})
    """)
    zone = literal(timezone)
    connection.execute(f"""
        UPDATE staged_values AS s SET period_start = d.period_start + later, period_end = d.period_end + later,
            first_day = CAST((d.period_start + later) AT TIME ZONE {zone} AS DATE),
            last_day = CAST((d.period_end + later - INTERVAL 1 SECOND) AT TIME ZONE {zone} AS DATE)
        FROM doubled_stamps d WHERE s.rowid = d.place AND times = 2 AND occurrence = 2
    """)
    connection.execute(f"""
        UPDATE staged_values AS s SET fault = least(s.fault, CASE times WHEN 1 THEN {alone} ELSE {repeated} END)
        FROM doubled_stamps d WHERE s.rowid = d.place AND times <> 2
    """)
