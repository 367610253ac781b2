"""Current readings as months and evidence need them: parts of days summed by day, whole days one by one."""

import duckdb

from flows.settling.windows import within

WHOLE_DAY = "INTERVAL 22 HOUR"
SHORTEST_DAY = 22 * 3600 * 1_000_000
"""The same in microseconds. A reading shorter than this is a part of a day and belongs to the local day on which it
begins; the shortest whole day, that of the spring change, has 23 hours."""

BY_DAY = """
    SELECT r.supply_point_id, r.stream, r.delivery_id, r.sheet, {row} AS row_number, r.quality, r.first_day,
        any_value(r.unit) AS unit, CAST(sum(CAST(r.quantity AS DECIMAL(28, 9))) AS DECIMAL(28, 9)) AS quantity,
        count(*) AS readings, sum(epoch_us(r.period_end) - epoch_us(r.period_start)) / 1e6 AS seconds,
        min(r.row_number) AS first_row, max(r.row_number) AS last_row
    FROM core.readings r JOIN unsettled_years u ON {within}
    {only} WHERE r.is_current AND NOT {whole_days}
    GROUP BY ALL
"""
SEVERAL_READINGS_A_ROW = """
    SELECT r.delivery_id FROM core.readings r
    SEMI JOIN (SELECT delivery_id FROM counted_days) USING (delivery_id)
    JOIN raw.deliveries d ON d.delivery_id = r.delivery_id AND d.rows_read > 0
    GROUP BY r.delivery_id, d.rows_accepted
    HAVING count(*) > d.rows_accepted OR count(r.correction_id) > 0 OR min(r.sheet) <> max(r.sheet)
"""
"""SQL: deliveries of which an accepted row may have become more than one reading. Of all others rows can be counted
without telling them apart, which of years of quarter hours is most of the work."""

SEVERAL_IN_ONE_SERIES = """
    WITH numbered AS (
        SELECT origin_id, delivery_id,
            dense_rank() OVER (ORDER BY delivery_id, sheet, supply_point_id, stream) AS series
        FROM core.reading_origins SEMI JOIN several_readings_a_row USING (delivery_id)
    )
    SELECT any_value(delivery_id) FROM core.quantities JOIN numbered USING (origin_id)
    GROUP BY series HAVING count(*) > count(DISTINCT row_number)
"""
"""SQL: of these the deliveries in which a row became several readings of one series. Rows are counted series by series:
one with heat in one column and electricity in another is one row of each."""


def whole_days(row: str) -> str:
    """SQL: whether a reading stands for whole days; compared as microseconds, which is quicker than intervals."""
    return f"(epoch_us({row}.period_end) - epoch_us({row}.period_start) >= {SHORTEST_DAY})"


def gather_days(connection: duckdb.DuckDBPyConnection) -> None:
    """The current readings in `unsettled_years`: temporary tables `counted_days` and `counted_spans`.

    counted_days   sums of the parts of a day by series, delivery, sheet, quality and day; by row where a row of the
                   file may have become several readings, else with an empty row_number
    counted_spans  readings of whole days that reach into the years, one by one
    """
    days = BY_DAY.format(within=within("r"), whole_days=whole_days("r"), row="{row}", only="{only}")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE counted_days AS {days.format(row='CAST(NULL AS BIGINT)', only='')}"
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE several_readings_a_row AS {SEVERAL_READINGS_A_ROW}")
    if _any_several(connection):
        connection.execute(
            f"DELETE FROM several_readings_a_row WHERE delivery_id NOT IN ({SEVERAL_IN_ONE_SERIES})"
        )
    if _any_several(connection):
        only = "SEMI JOIN several_readings_a_row USING (delivery_id)"
        connection.execute(
            "DELETE FROM counted_days d USING several_readings_a_row s WHERE s.delivery_id = d.delivery_id"
        )
        connection.execute(f"INSERT INTO counted_days {days.format(row='r.row_number', only=only)}")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE counted_spans AS
        SELECT r.supply_point_id, r.stream, r.delivery_id, r.sheet, r.row_number, r.quality, r.first_day, r.last_day,
            r.unit, CAST(r.quantity AS DECIMAL(28, 9)) AS quantity
        FROM core.readings r JOIN unsettled_years u ON u.supply_point_id = r.supply_point_id AND u.stream = r.stream
            AND r.first_day <= u.last_day AND r.last_day >= u.first_day
        WHERE r.is_current AND {whole_days("r")}
    """)


def _any_several(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(connection.execute("SELECT EXISTS (FROM several_readings_a_row)").fetchall()[0][0])
