"""Bills against interval data of the same days: core.reconciliation, whichever of the two counts."""

import duckdb

from flows.settling.windows import within


def reconcile(connection: duckdb.DuckDBPyConnection, *, both_kinds: bool) -> None:
    """Compare the bills in the windows of `unsettled` with the interval data that cover all their days.

    Temporary tables: `bills_compared` (a bill that counts, or that gave way to interval data) and `interval_days`;
    `both_kinds` says that they were made. A bill that was corrected is compared as corrected. A bill says nothing
    of how its quantity lies within its days, so over months it is split as the interval data are; where these are 0
    throughout, by days.
    """
    connection.execute(f"DELETE FROM core.reconciliation AS r USING unsettled u WHERE {within('r', 'month')}")
    if not both_kinds:
        return
    connection.execute("""
        INSERT INTO core.reconciliation BY NAME
        WITH bills AS (
            SELECT b.claim, any_value(b.supply_point_id) AS supply_point_id, any_value(b.stream) AS stream,
                any_value(b.first_day) AS first_day, any_value(b.last_day) AS last_day,
                coalesce(sum(CAST(r.quantity AS DECIMAL(38, 9))), any_value(b.quantity)) AS quantity,
                any_value(b.unit) AS unit
            FROM bills_compared b LEFT JOIN core.readings r ON r.is_current
                AND r.supply_point_id = b.supply_point_id AND r.stream = b.stream AND r.delivery_id = b.delivery_id
                AND r.sheet = b.sheet AND r.period_start = b.period_start AND r.period_end = b.period_end
            GROUP BY b.claim
        ), days AS (
            SELECT b.supply_point_id, b.stream, b.unit, CAST(date_trunc('month', d.day) AS DATE) AS month,
                b.quantity, b.last_day - b.first_day + 1 AS length, d.quantity AS metered,
                sum(d.quantity) OVER bill AS metered_in_bill, count(*) OVER bill AS days
            FROM bills b JOIN interval_days d ON d.supply_point_id = b.supply_point_id AND d.stream = b.stream
                AND d.day BETWEEN b.first_day AND b.last_day
            WINDOW bill AS (PARTITION BY b.claim)
        ), months AS (
            SELECT supply_point_id, stream, month, CAST(count(*) AS INTEGER) AS days, any_value(unit) AS unit,
                sum(CAST(CASE WHEN metered_in_bill = 0 THEN CAST(quantity AS DOUBLE) / length
                    ELSE CAST(quantity AS DOUBLE) * CAST(metered AS DOUBLE) / CAST(metered_in_bill AS DOUBLE) END
                    AS DECIMAL(38, 9))) AS billed,
                sum(metered) AS metered
            FROM days WHERE days = length GROUP BY supply_point_id, stream, month
        )
        SELECT supply_point_id, stream, month, days, CAST(billed AS DOUBLE) AS quantity_billed,
            CAST(metered AS DOUBLE) AS quantity_metered, CAST(billed - metered AS DOUBLE) AS difference,
            CASE WHEN metered <> 0 THEN CAST(billed - metered AS DOUBLE) / CAST(metered AS DOUBLE) END
                AS difference_share,
            unit
        FROM months ORDER BY ALL
    """)
