"""The day on which one bill ends and the next begins: it belongs to the later bill and counts once."""

import duckdb

from flows.loading.bundle import Bundle
from flows.sources.text_file import literal

SERIES = "supply_point_id, stream, meter_id, value_number"


def give_shared_days_to_the_later(
    connection: duckdb.DuckDBPyConnection, bundle: Bundle, timezone: str, *, alone: bool
) -> None:
    """Let bills of one table that share a day meet instead of overlap; `shared_days` holds the rows to tell about.

    Where the format leaves it to the bills (end_inclusive = "neighbours"), a series in which bills share their days
    and none ends on the day before the next has ends that do not count, also that of its last bill; a series of a
    single bill goes with the table. That is how the file is written, and nothing to tell. Where each bill stands
    `alone` in its series, there is nothing to do.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE shared_days (row_number BIGINT)")
    recognised = bundle.table
    period = recognised.format.period
    if alone or period is None or period.kind != "bill" or recognised.wide or period.end_inclusive is False:
        return
    if not _any_meet(connection, bundle):
        return
    series, file = SERIES + bundle.apart, f"PARTITION BY {bundle.place()}" if bundle.apart else ""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE bill_ends AS
        SELECT *, max(shared) OVER series AS any_shared, max(adjoining) OVER series AS any_adjoining,
            max(shared) OVER ({file}) AND NOT max(adjoining) OVER ({file}) AS all_shared
        FROM (
            SELECT place, row_number, {SERIES}, coalesce(last_day = next_day AND last_day > first_day, false) AS shared,
                coalesce(last_day + 1 = next_day, false) AS adjoining
            FROM (
                SELECT *, min(first_day) OVER (PARTITION BY {series} ORDER BY first_day
                    RANGE BETWEEN INTERVAL 1 DAY FOLLOWING AND UNBOUNDED FOLLOWING) AS next_day
                FROM staged WHERE fault IS NULL
            )
        )
        WINDOW series AS (PARTITION BY {series})
    """)
    ends_do_not_count = "shared"
    if period.end_inclusive == "neighbours":
        ends_do_not_count = "shared OR (NOT adjoining AND CASE WHEN any_shared OR any_adjoining "
        ends_do_not_count += "THEN any_shared AND NOT any_adjoining ELSE all_shared END)"
    else:
        connection.execute("INSERT INTO shared_days SELECT row_number FROM bill_ends WHERE shared")
    connection.execute(f"""
        UPDATE staged_values AS s SET last_day = s.last_day - 1,
            period_end = CAST(s.last_day AS TIMESTAMP) AT TIME ZONE {literal(timezone)}
        FROM bill_ends b WHERE b.place = s.rowid AND s.last_day > s.first_day AND ({ends_do_not_count})
    """)


def _any_meet(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> bool:
    """Whether any bill of more than a day ends on the day on which another of its series begins.

    In most files no bill at all begins on a day on which another ends, and days are compared quicker than series.
    """
    [(days,)] = connection.execute("""
        SELECT EXISTS (
            SELECT last_day FROM staged WHERE fault IS NULL AND last_day > first_day
            INTERSECT SELECT first_day FROM staged WHERE fault IS NULL
        )
    """).fetchall()
    if not days:
        return False
    found = connection.execute(f"""
        SELECT 1 FROM staged a JOIN staged b ON b.supply_point_id = a.supply_point_id AND b.stream = a.stream
            AND b.meter_id IS NOT DISTINCT FROM a.meter_id AND b.value_number = a.value_number
            AND b.first_day = a.last_day AND {bundle.place("b.row_number")} = {bundle.place("a.row_number")}
        WHERE a.fault IS NULL AND b.fault IS NULL AND a.last_day > a.first_day LIMIT 1
    """).fetchall()
    return bool(found)
