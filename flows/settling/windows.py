"""Which days of which series are settled: the windows of the temporary table `unsettled`.

A delivery, a correction or a change of the register leaves the days that it touches in core.pending. From these follow
the windows: whole months of one series in which everything lies that can bear on each other by the rules of
docs/what-counts.md. All rules compare claims that share a day, so a window that no reading crosses is settled as if it
were alone; what lies outside keeps what was decided. Every step of settling reads and writes within the windows. Of
which rows the quantities are made is told by year: `unsettled_years`.
"""

import duckdb

EVER = "DATE '0001-01-01', DATE '9999-12-31'"
"""SQL: the window of a whole series."""


def within(row: str, day: str = "first_day") -> str:
    """SQL: whether a row of a series lies in the window `u`; in readings a window holds the whole row or nothing."""
    return (
        f"u.supply_point_id = {row}.supply_point_id AND u.stream = {row}.stream "
        f"AND {row}.{day} BETWEEN u.first_day AND u.last_day"
    )


def take_pending(connection: duckdb.DuckDBPyConnection) -> int:
    """Fill `unsettled` with what is pending; say how many series there are."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE unsettled AS
        SELECT supply_point_id, stream, min(first_day) AS first_day, max(last_day) AS last_day
        FROM core.pending GROUP BY ALL
    """)
    return int(connection.execute("SELECT count(*) FROM unsettled").fetchall()[0][0])


def widen_to_series(connection: duckdb.DuckDBPyConnection, series: str) -> None:
    """Make the window of every series of `unsettled` that the query names the whole series."""
    connection.execute(f"""
        INSERT INTO unsettled
        SELECT DISTINCT supply_point_id, stream, {EVER}
        FROM ({series}) SEMI JOIN unsettled USING (supply_point_id, stream)
    """)


def close_windows(connection: duckdb.DuckDBPyConnection) -> None:
    """Round the windows to whole months and widen them by every reading that crosses their edges, and so on.

    A bill whose last day was given to the next one hangs together with it still (core.shared_days). What lies within
    one day, as quarter hours do, widens nothing. Afterwards a series has one window.
    """
    widen_to_series(connection, "FROM core.register_values")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE unsettled AS
        WITH spans AS (
            SELECT supply_point_id, stream, first_day, last_day, true AS is_window FROM unsettled
            UNION ALL
            SELECT r.supply_point_id, r.stream, r.first_day, r.last_day, false
            FROM core.readings r JOIN unsettled u ON u.supply_point_id = r.supply_point_id AND u.stream = r.stream
            WHERE r.last_day > r.first_day
                AND (r.first_day < u.first_day OR r.last_day > u.last_day)
            UNION ALL
            SELECT supply_point_id, stream, day - 1, day, false
            FROM core.shared_days SEMI JOIN unsettled USING (supply_point_id, stream)
        ), months AS (
            SELECT supply_point_id, stream, CAST(date_trunc('month', first_day) AS DATE) AS first_day,
                last_day(last_day) AS last_day, bool_or(is_window) AS is_window
            FROM spans GROUP BY ALL
        ), islands AS (
            SELECT *, sum(CAST(apart AS INTEGER)) OVER (
                PARTITION BY supply_point_id, stream ORDER BY first_day, last_day
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS island
            FROM (
                SELECT *, coalesce(first_day > max(last_day) OVER (
                    PARTITION BY supply_point_id, stream ORDER BY first_day, last_day
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ), true) AS apart FROM months
            )
        )
        SELECT supply_point_id, stream, min(first_day) AS first_day, max(last_day) AS last_day
        FROM islands SEMI JOIN (FROM islands WHERE is_window) USING (supply_point_id, stream, island)
        GROUP BY supply_point_id, stream
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE unsettled_years AS
        SELECT supply_point_id, stream, CAST(date_trunc('year', first_day) AS DATE) AS first_day,
            make_date(year(last_day), 12, 31) AS last_day
        FROM unsettled
    """)
