"""Each whole month of a series beside the others: what rules of plausibility compare with, without doing it again."""

import duckdb

SERIES = "SELECT DISTINCT supply_point_id, stream FROM unsettled"


def compare_months(connection: duckdb.DuckDBPyConnection) -> None:
    """core.compared_months of the series of `unsettled` anew, all their months: a new one bears on each other one.

    The median of the other months is found without comparing each month with each: of the ordered months only the
    middle ones can be it.
    """
    connection.execute(f"""
        DELETE FROM core.compared_months AS m USING ({SERIES}) u
        WHERE u.supply_point_id = m.supply_point_id AND u.stream = m.stream
    """)
    connection.execute(f"""
        INSERT INTO core.compared_months BY NAME
        WITH months AS MATERIALIZED (
            SELECT supply_point_id, stream, month, any_value(unit) AS unit,
                CAST(sum(CAST(quantity_metered AS DECIMAL(28, 9))) AS DOUBLE) AS quantity
            FROM core.monthly_by_supply_point SEMI JOIN ({SERIES}) USING (supply_point_id, stream)
            SEMI JOIN (FROM core.supply_points WHERE cadence = 'monthly') USING (supply_point_id, stream)
            GROUP BY supply_point_id, stream, month, days_in_month
            HAVING days_in_month IN (max(days_covered), sum(days_covered))
        ), ranked AS (
            SELECT *, row_number() OVER (PARTITION BY supply_point_id, stream ORDER BY quantity, month) AS place,
                count(*) OVER (PARTITION BY supply_point_id, stream) AS months
            FROM months
        ), series AS (
            SELECT supply_point_id, stream, months // 2 AS half, count(*) FILTER (quantity = 0) AS zeros,
                CAST(sum(CAST(quantity AS DECIMAL(28, 9))) AS DOUBLE) / any_value(months) AS mean,
                max(quantity) FILTER (place = months // 2) AS low,
                max(quantity) FILTER (place = months // 2 + 1) AS middle,
                max(quantity) FILTER (place = months // 2 + 2) AS high
            FROM ranked GROUP BY supply_point_id, stream, months
        ), runs AS (
            SELECT *, sum(CAST(other AS INTEGER)) OVER series AS run
            FROM (
                SELECT supply_point_id, stream, month, (quantity <> lag(quantity) OVER series
                    OR month <> lag(month) OVER series + INTERVAL 1 MONTH) IS NOT FALSE AS other
                FROM months WINDOW series AS (PARTITION BY supply_point_id, stream ORDER BY month)
            ) WINDOW series AS (PARTITION BY supply_point_id, stream ORDER BY month)
        ), lengths AS (
            SELECT supply_point_id, stream, run, count(*) AS months_alike FROM runs GROUP BY ALL
        ), same_months AS (
            SELECT a.supply_point_id, a.stream, a.month, count(*) AS same_months, max(b.month) AS last_same_month,
                median(b.quantity) AS same_months_usual, min(b.quantity) AS same_months_least,
                max(b.quantity) AS same_months_most
            FROM months a JOIN months b ON b.supply_point_id = a.supply_point_id AND b.stream = a.stream
                AND month(b.month) = month(a.month) AND b.month <> a.month
            GROUP BY a.supply_point_id, a.stream, a.month
        )
        SELECT r.supply_point_id, r.stream, r.month, r.unit, r.quantity, r.months - 1 AS other_months, s.zeros, s.mean,
            CASE WHEN r.months % 2 = 0 THEN CASE WHEN place > half THEN low ELSE middle END
                ELSE (CASE WHEN place > half THEN low ELSE middle END
                    + CASE WHEN place > half + 1 THEN middle ELSE high END) / 2 END AS usual,
            l.run, l.months_alike, coalesce(y.same_months, 0) AS same_months, y.last_same_month, y.same_months_usual,
            y.same_months_least, y.same_months_most
        FROM ranked r JOIN series s USING (supply_point_id, stream)
        JOIN runs USING (supply_point_id, stream, month)
        JOIN lengths l ON l.supply_point_id = runs.supply_point_id AND l.stream = runs.stream AND l.run = runs.run
        LEFT JOIN same_months y USING (supply_point_id, stream, month)
        ORDER BY r.supply_point_id, r.stream, r.month
    """)
