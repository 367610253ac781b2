"""Which of several readings of the same days counts: the rules of docs/what-counts.md, each in one place.

Nothing is deleted; core.superseded says what gave way to what, and by which rule.

So the bills of a supplier and of a grid operator for one meter are never added: they are two accounts of the same
energy, and share supply point, stream and days.
"""

import duckdb

from flows.readings import STORED_READINGS, change_quantities
from flows.settling.claims import ORDER, find_contested, make_claims, note_precedence
from flows.settling.neighbours import give_shared_days_away
from flows.settling.windows import within

SAME_DAYS = """CASE WHEN old.quantity = best.quantity THEN 'same_value'
    WHEN old.credit AND NOT best.credit THEN 'credit'
    WHEN NOT old.actual AND best.actual THEN 'read_value'
    WHEN old.format_id <> best.format_id THEN 'other_account'
    ELSE 'correction' END"""
"""SQL: the rule by which a claim gave way to a better one of exactly the same days."""

WHOLE_DAYS_OF_INTERVALS = """
    SELECT supply_point_id, stream, first_day AS day, CAST(sum(quantity) AS DECIMAL(38, 9)) AS quantity,
        bool_and(actual) AS actual, min(claim) AS first_claim
    FROM ranked_claims WHERE is_interval AND claim NOT IN (SELECT worse FROM settled_overlaps)
    GROUP BY supply_point_id, stream, first_day
    HAVING sum(epoch(period_end) - epoch(period_start))
        >= epoch(CAST(first_day + 1 AS TIMESTAMPTZ)) - epoch(CAST(first_day AS TIMESTAMPTZ))
"""
"""SQL: the local days on which interval data leave no gap, with their sum."""


def decide_current(connection: duckdb.DuckDBPyConnection) -> bool:
    """Set is_current of the readings in the windows of `unsettled`, and core.superseded with it.

    Whether bills and interval data were held against each other; then `bills_compared` and `interval_days` are theirs.
    """
    waiting = f"""
        SELECT r.place FROM {STORED_READINGS} r JOIN unsettled u ON {within("r")}
        WHERE NOT r.is_current AND r.gave_way_to IS NULL
    """
    change_quantities(connection, "is_current = true", waiting)
    _note_rows_that_gave_way(connection)
    if not find_contested(connection):
        return False
    note_precedence(connection)
    make_claims(connection)
    if give_shared_days_away(connection):
        make_claims(connection)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE given_way AS
        SELECT old.*, best.delivery_id AS by_delivery_id, best.sheet AS by_sheet, best.row_number AS by_row_number,
            {SAME_DAYS} AS rule
        FROM claims old JOIN claims best USING (supply_point_id, stream, period_start, period_end)
        WHERE old.place > 1 AND best.place = 1
    """)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE ranked_claims AS
        SELECT *, row_number() OVER (ORDER BY {ORDER}, period_start, supply_point_id, stream) AS claim
        FROM claims WHERE place = 1
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE settled_overlaps (better BIGINT, worse BIGINT, rule VARCHAR)
    """)
    both_kinds = _both_kinds(connection)
    _resolve_overlaps(connection, "is_interval", "day")
    if both_kinds:
        _prefer_intervals(connection)
    _resolve_overlaps(connection, "NOT is_interval", "month")
    if both_kinds:
        _prefer_bills(connection)
    connection.execute("""
        INSERT INTO given_way
        SELECT worse.* EXCLUDE (claim), best.delivery_id, best.sheet, best.row_number, o.rule
        FROM settled_overlaps o
        JOIN ranked_claims worse ON worse.claim = o.worse JOIN ranked_claims best ON best.claim = o.better
    """)
    _write(connection)
    return both_kinds


def _note_rows_that_gave_way(connection: duckdb.DuckDBPyConnection) -> None:
    """Rows to which another of the same sheet is preferred: decided when the file was loaded."""
    connection.execute(f"""
        INSERT INTO core.superseded BY NAME
        SELECT delivery_id, r.supply_point_id, r.stream, CAST(date_trunc('month', r.first_day) AS DATE) AS month,
            sheet, min(row_number) AS row_number, count(*) AS rows, delivery_id AS by_delivery_id, sheet AS by_sheet,
            gave_way_to AS by_row_number, gave_way_by AS rule
        FROM core.readings r JOIN unsettled u ON {within("r")}
        WHERE gave_way_to IS NOT NULL
        GROUP BY ALL ORDER BY ALL
    """)


def _write(connection: duckdb.DuckDBPyConnection) -> None:
    worse = f"""
        SELECT DISTINCT r.place FROM {STORED_READINGS} r JOIN given_way g ON r.supply_point_id = g.supply_point_id
            AND r.stream = g.stream AND r.delivery_id = g.delivery_id AND r.sheet = g.sheet
            AND r.period_start = g.period_start AND r.period_end = g.period_end
    """
    change_quantities(connection, "is_current = false", worse)
    connection.execute("""
        INSERT INTO core.superseded BY NAME
        SELECT delivery_id, supply_point_id, stream, CAST(date_trunc('month', first_day) AS DATE) AS month,
            sheet, min(row_number) AS row_number, CAST(sum(rows) AS BIGINT) AS rows, by_delivery_id, by_sheet,
            min(by_row_number) AS by_row_number, rule
        FROM given_way GROUP BY ALL ORDER BY ALL
    """)


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def _both_kinds(connection: duckdb.DuckDBPyConnection) -> bool:
    kinds = connection.execute("SELECT count(DISTINCT is_interval) FROM ranked_claims").fetchall()
    return bool(kinds[0][0] == 2)


def _prefer_intervals(connection: duckdb.DuckDBPyConnection) -> None:
    """A bill gives way to interval data that cover each of its days, where these come first or the bill is estimated.

    A bill is never cut: with one day of interval data missing, the bill counts whole.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE interval_days AS {WHOLE_DAYS_OF_INTERVALS}")
    connection.execute("""
        INSERT INTO settled_overlaps
        SELECT min(d.first_claim), b.claim, 'intervals_count'
        FROM ranked_claims b JOIN interval_days d ON d.supply_point_id = b.supply_point_id AND d.stream = b.stream
            AND d.day BETWEEN b.first_day AND b.last_day
        WHERE NOT b.is_interval
        GROUP BY b.claim, b.counts, b.actual, b.credit, b.first_day, b.last_day
        HAVING count(*) = b.last_day - b.first_day + 1
            AND (b.counts = 'intervals' OR b.credit OR (NOT b.actual AND bool_and(d.actual)))
    """)


def _prefer_bills(connection: duckdb.DuckDBPyConnection) -> None:
    """Interval data of the days of a bill that counts give way to it; on other days they count."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE bills_compared AS
        SELECT * FROM ranked_claims WHERE NOT is_interval AND NOT credit AND claim NOT IN (
            SELECT worse FROM settled_overlaps WHERE rule <> 'intervals_count'
        )
    """)
    connection.execute("""
        INSERT INTO settled_overlaps
        SELECT min(b.claim), i.claim, 'bill_counts'
        FROM ranked_claims i JOIN ranked_claims b ON b.supply_point_id = i.supply_point_id AND b.stream = i.stream
            AND b.period_start < i.period_end AND i.period_start < b.period_end
        WHERE i.is_interval AND NOT b.is_interval AND i.claim NOT IN (SELECT worse FROM settled_overlaps)
            AND b.claim NOT IN (SELECT worse FROM settled_overlaps)
        GROUP BY i.claim
    """)


def _resolve_overlaps(connection: duckdb.DuckDBPyConnection, kind: str, bucket: str) -> None:
    """Among the claims of one kind and different periods: best first, what overlaps a claim that counts gives way.

    Only claims that hang together by overlaps are compared, and of these only those of one day or month.
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE overlapping AS
        WITH series AS (
            SELECT *, coalesce(period_start >= max(period_end) OVER (
                    PARTITION BY supply_point_id, stream ORDER BY period_start, claim
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ), true) AS apart
            FROM ranked_claims WHERE {kind} AND claim NOT IN (SELECT worse FROM settled_overlaps)
        ), islands AS (
            SELECT *, sum(CAST(apart AS INTEGER)) OVER (
                PARTITION BY supply_point_id, stream ORDER BY period_start, claim
            ) AS island FROM series
        ), touched AS (
            SELECT *, unnest(generate_series(
                date_trunc('{bucket}', period_start), period_end - INTERVAL 1 SECOND, INTERVAL 1 {bucket})) AS bucket
            FROM (FROM islands QUALIFY count(*) OVER (PARTITION BY supply_point_id, stream, island) > 1)
        )
        SELECT DISTINCT a.claim AS better, b.claim AS worse
        FROM touched a JOIN touched b USING (supply_point_id, stream, island, bucket)
        WHERE a.claim < b.claim AND a.period_start < b.period_end AND b.period_start < a.period_end
    """)
    while _count(connection, "overlapping"):
        connection.execute("""
            CREATE OR REPLACE TEMP TABLE winners AS
            SELECT DISTINCT better FROM overlapping WHERE better NOT IN (SELECT worse FROM overlapping)
        """)
        connection.execute("""
            INSERT INTO settled_overlaps
            SELECT o.better, o.worse, CASE WHEN best.actual AND NOT old.actual THEN 'read_value' ELSE 'overlap' END
            FROM (
                SELECT min(better) AS better, worse FROM overlapping
                WHERE better IN (SELECT better FROM winners) GROUP BY worse
            ) o JOIN ranked_claims best ON best.claim = o.better JOIN ranked_claims old ON old.claim = o.worse
        """)
        connection.execute("""
            DELETE FROM overlapping
            WHERE better IN (SELECT better FROM winners UNION SELECT worse FROM settled_overlaps)
                OR worse IN (SELECT worse FROM settled_overlaps)
        """)
