"""Two bills of which one ends on the day on which the other begins, in different files or of different meters.

The day belongs to the later bill; both count whole. Within one file and meter the loader has done the same
(flows/loading/shared_days.py), so that it plays no part in how many files the bills come.
"""

import duckdb

from flows.readings import STORED_READINGS, change_quantities
from flows.settling.windows import within


def restore_shared_days(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the bills in the windows of `unsettled` the last day with which they were delivered."""
    if not connection.execute("SELECT 1 FROM core.shared_days LIMIT 1").fetchall():
        return
    shared = f"""
        SELECT r.place, s.day, s.period_end
        FROM core.shared_days s JOIN unsettled u ON {within("s", "day")}
        JOIN {STORED_READINGS} r ON r.delivery_id = s.delivery_id AND r.sheet = s.sheet
            AND r.row_number = s.row_number AND r.supply_point_id = s.supply_point_id AND r.stream = s.stream
            AND r.last_day = s.day - 1
    """
    change_quantities(connection, "last_day = r.day, period_end = r.period_end", shared)
    connection.execute(f"DELETE FROM core.shared_days s USING unsettled u WHERE {within('s', 'day')}")


def give_shared_days_away(connection: duckdb.DuckDBPyConnection) -> bool:
    """End each bill in `claims` a day earlier where the next bill begins on its last day; whether there was any."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE ending_early AS
        WITH begins AS (
            SELECT supply_point_id, stream, period_start AS first,
                arg_min(delivery_id, (place, sequence)) AS by_delivery_id,
                arg_min(sheet, (place, sequence)) AS by_sheet, arg_min(row_number, (place, sequence)) AS by_row_number
            FROM claims WHERE NOT is_interval GROUP BY ALL
        ), followed AS (
            SELECT supply_point_id, stream, first,
                lead(first) OVER series AS next, lead(by_delivery_id) OVER series AS by_delivery_id,
                lead(by_sheet) OVER series AS by_sheet, lead(by_row_number) OVER series AS by_row_number
            FROM begins WINDOW series AS (PARTITION BY supply_point_id, stream ORDER BY first)
        )
        SELECT c.supply_point_id, c.stream, c.delivery_id, c.sheet, c.period_start, c.period_end, c.last_day,
            f.by_delivery_id, f.by_sheet, f.by_row_number
        FROM claims c JOIN followed f ON f.supply_point_id = c.supply_point_id AND f.stream = c.stream
            AND f.first = c.period_start AND f.next = c.period_end - INTERVAL 1 DAY
        WHERE NOT c.is_interval
    """)
    if not connection.execute("SELECT EXISTS (FROM ending_early)").fetchall()[0][0]:
        return False
    same = """r.supply_point_id = e.supply_point_id AND r.stream = e.stream AND r.delivery_id = e.delivery_id
        AND r.sheet = e.sheet AND r.period_start = e.period_start AND r.period_end = e.period_end"""
    connection.execute(f"""
        INSERT INTO core.shared_days BY NAME
        SELECT r.delivery_id, r.sheet, r.row_number, r.supply_point_id, r.stream, e.last_day AS day, r.period_end,
            e.by_delivery_id, e.by_sheet, e.by_row_number
        FROM core.readings r JOIN ending_early e ON {same} ORDER BY ALL
    """)
    change_quantities(
        connection,
        "last_day = r.last_day - 1, period_end = r.period_end - INTERVAL 1 DAY",
        f"SELECT r.place, r.last_day, r.period_end FROM {STORED_READINGS} r JOIN ending_early e ON {same}",
    )
    return True
