"""Which of several readings of the same days counts.

Rows of one sheet of one delivery with the same supply point, stream and period belong together (a bill of two
tariffs, the notes of a day). Between sheets and deliveries exactly one counts: a read value before an estimated one,
then the later day of issue, then the later arrival. Where periods only overlap, the same order decides, and a reading
that overlaps one that counts does not count. Nothing is deleted; core.superseded says what gave way to what.

So the bills of a supplier and of a grid operator for one meter are never added: they are two accounts of the same
energy, and share supply point, stream and days. The one issued later counts, whichever arrived first.
"""

import duckdb

ORDER = "actual DESC, issued_on DESC NULLS LAST, sequence DESC, sheet"


def decide_current(connection: duckdb.DuckDBPyConnection) -> None:
    """Set is_current of the readings of the series in `unsettled`, and core.superseded with it."""
    connection.execute("""
        UPDATE core.readings SET is_current = true
        WHERE NOT is_current AND (supply_point_id, stream) IN (SELECT (supply_point_id, stream) FROM unsettled)
    """)
    _find_contested(connection)
    if not _count(connection, "contested"):
        return
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE claims AS
        SELECT *, row_number() OVER (PARTITION BY supply_point_id, stream, period_start, period_end ORDER BY {ORDER})
            AS place
        FROM (
            SELECT r.supply_point_id, r.stream, r.delivery_id, r.sheet, r.period_start, r.period_end,
                min(r.first_day) AS first_day, sum(CAST(r.quantity AS DECIMAL(38, 9))) AS quantity,
                bool_and(r.quality <> 'estimated') AS actual, max(r.issued_on) AS issued_on,
                min(r.row_number) AS row_number, count(*) AS rows, any_value(c.sequence) AS sequence
            FROM core.readings r JOIN contested c USING (supply_point_id, stream, delivery_id)
            GROUP BY r.supply_point_id, r.stream, r.delivery_id, r.sheet, r.period_start, r.period_end
        )
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE given_way AS
        SELECT old.*, best.delivery_id AS by_delivery_id, best.sheet AS by_sheet, best.row_number AS by_row_number,
            CASE WHEN old.quantity = best.quantity THEN 'same_value' ELSE 'correction' END AS rule
        FROM claims old JOIN claims best USING (supply_point_id, stream, period_start, period_end)
        WHERE old.place > 1 AND best.place = 1
    """)
    _resolve_overlaps(connection)
    connection.execute("""
        UPDATE core.readings AS r SET is_current = false FROM given_way g
        WHERE r.supply_point_id = g.supply_point_id AND r.stream = g.stream AND r.delivery_id = g.delivery_id
            AND r.sheet = g.sheet AND r.period_start = g.period_start AND r.period_end = g.period_end
    """)
    connection.execute("""
        INSERT INTO core.superseded BY NAME
        SELECT delivery_id, supply_point_id, stream, CAST(date_trunc('month', first_day) AS DATE) AS month,
            sheet, min(row_number) AS row_number, CAST(sum(rows) AS BIGINT) AS rows, by_delivery_id, by_sheet,
            min(by_row_number) AS by_row_number, rule
        FROM given_way GROUP BY ALL ORDER BY ALL
    """)


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def _find_contested(connection: duckdb.DuckDBPyConnection) -> None:
    """Deliveries of a series whose spans touch another delivery's, or whose own rows might overlap.

    Only these need to be compared row by row. Rows of one sheet that are all of one length and on one grid cannot
    overlap: a year of quarter hours that nobody else delivered need not be compared.
    """
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE contested AS
        WITH spans AS (
            SELECT supply_point_id, stream, delivery_id, min(period_start) AS first, max(period_end) AS last,
                min(sheet) <> max(sheet) OR min(epoch_us(period_end) - epoch_us(period_start))
                        <> max(epoch_us(period_end) - epoch_us(period_start))
                    OR min(epoch_us(period_start) % (epoch_us(period_end) - epoch_us(period_start)))
                        <> max(epoch_us(period_start) % (epoch_us(period_end) - epoch_us(period_start)))
                    AS tangled
            FROM core.readings
            WHERE (supply_point_id, stream) IN (SELECT (supply_point_id, stream) FROM unsettled)
            GROUP BY ALL
        ), islands AS (
            SELECT *, sum(CAST(apart AS INTEGER)) OVER (
                    PARTITION BY supply_point_id, stream ORDER BY first, last, delivery_id
                ) AS island
            FROM (
                SELECT *, coalesce(first >= max(last) OVER (
                    PARTITION BY supply_point_id, stream ORDER BY first, last, delivery_id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ), true) AS apart FROM spans
            )
        )
        SELECT i.supply_point_id, i.stream, i.delivery_id, d.sequence
        FROM islands i JOIN raw.deliveries d ON d.delivery_id = i.delivery_id AND d.rows_read > 0
        QUALIFY count(*) OVER (PARTITION BY i.supply_point_id, i.stream, island) > 1 OR tangled
    """)


def _resolve_overlaps(connection: duckdb.DuckDBPyConnection) -> None:
    """Among the claims of different periods: best first, whatever overlaps a claim that counts gives way."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE overlapping AS
        WITH ranked_claims AS (
            SELECT *, row_number() OVER (ORDER BY {ORDER}, period_start) AS claim
            FROM claims WHERE place = 1
        ), touched AS (
            SELECT *, unnest(generate_series(
                date_trunc('month', period_start), period_end - INTERVAL 1 SECOND, INTERVAL 1 MONTH)) AS bucket
            FROM ranked_claims
        )
        SELECT DISTINCT a.claim AS better, b.claim AS worse
        FROM touched a JOIN touched b USING (supply_point_id, stream, bucket)
        WHERE a.claim < b.claim AND a.period_start < b.period_end AND b.period_start < a.period_end
    """)
    if not _count(connection, "overlapping"):
        return
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE ranked_claims AS
        SELECT *, row_number() OVER (ORDER BY {ORDER}, period_start) AS claim FROM claims WHERE place = 1
    """)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE settled_overlaps AS SELECT better, worse FROM overlapping LIMIT 0"
    )
    while _count(connection, "overlapping"):
        connection.execute("""
            CREATE OR REPLACE TEMP TABLE winners AS
            SELECT DISTINCT better FROM overlapping WHERE better NOT IN (SELECT worse FROM overlapping)
        """)
        connection.execute("""
            INSERT INTO settled_overlaps
            SELECT min(better), worse FROM overlapping WHERE better IN (SELECT better FROM winners) GROUP BY worse
        """)
        connection.execute("""
            DELETE FROM overlapping
            WHERE better IN (SELECT better FROM winners UNION SELECT worse FROM settled_overlaps)
                OR worse IN (SELECT worse FROM settled_overlaps)
        """)
    connection.execute("""
        INSERT INTO given_way
        SELECT worse.* EXCLUDE (claim), best.delivery_id, best.sheet, best.row_number, 'overlap'
        FROM settled_overlaps o
        JOIN ranked_claims worse ON worse.claim = o.worse JOIN ranked_claims best ON best.claim = o.better
    """)
