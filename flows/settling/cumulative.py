"""Readings from cumulative meters: the difference of two register values of the same meter."""

import duckdb

from flows.corrections.apply import correct_register_values
from flows.readings import STORED_READINGS, add_readings, remove_readings
from flows.sources.text_file import literal


def derive_readings(connection: duckdb.DuckDBPyConnection, timezone: str) -> None:
    """Make the readings of the series in `unsettled` anew from their register values, whole series by whole series.

    A register value of a day states the meter at 00:00 of that day; the reading of two values runs from the first
    day to the day before the second and carries the file and row of the second. Of several values of one meter and
    day the latest delivery's counts. Two meters are never subtracted from each other.
    """
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE ranked AS
        SELECT v.*, d.sequence,
            row_number() OVER (
                PARTITION BY v.supply_point_id, v.stream, v.meter_id, v.read_on ORDER BY d.sequence DESC, v.row_number
            ) AS place
        FROM (
            SELECT * REPLACE (CASE WHEN meter_id = '' AND named_as IN (
                SELECT name FROM core.supply_point_names WHERE kind = 'meter'
            ) THEN named_as ELSE meter_id END AS meter_id) FROM core.register_values
        ) v
        JOIN raw.deliveries d ON d.delivery_id = v.delivery_id AND d.rows_read > 0
        SEMI JOIN unsettled u ON u.supply_point_id = v.supply_point_id AND u.stream = v.stream
    """)
    if not connection.execute("SELECT EXISTS (FROM ranked)").fetchall()[0][0]:
        return
    connection.execute("""
        UPDATE core.register_values AS v SET is_current = (r.place = 1) FROM ranked r
        WHERE v.delivery_id = r.delivery_id AND v.sheet = r.sheet AND v.row_number = r.row_number
            AND v.supply_point_id = r.supply_point_id AND v.stream = r.stream AND v.is_current <> (r.place = 1)
    """)
    correct_register_values(connection)
    derived = f"""
        SELECT place, origin_id FROM {STORED_READINGS}
        SEMI JOIN ranked USING (delivery_id, sheet, row_number, supply_point_id, stream)
    """
    remove_readings(connection, derived)
    zone = literal(timezone)
    differences = f"""
        SELECT delivery_id, sheet, row_number, office_id, supply_point_id, stream,
            CAST(from_day AS TIMESTAMP) AT TIME ZONE {zone} AS period_start,
            CAST(read_on AS TIMESTAMP) AT TIME ZONE {zone} AS period_end,
            from_day AS first_day, read_on - 1 AS last_day,
            CAST(used * CAST(quantity_per_unit AS DECIMAL(18, 9)) AS DOUBLE) AS quantity, unit,
            CAST(used AS DOUBLE) AS quantity_as_delivered, unit_as_delivered, '' AS factor_ids, quality,
            meter_id, named_as, true AS is_current,
            nullif(concat_ws(',', corrected_start, correction_id), '') AS correction_id
        FROM (
            SELECT *, lag(read_on) OVER one_meter AS from_day, lag(correction_id) OVER one_meter AS corrected_start,
                CAST(value AS DECIMAL(20, 6)) - lag(CAST(value AS DECIMAL(20, 6))) OVER one_meter AS used
            FROM ranked WHERE place = 1
            WINDOW one_meter AS (PARTITION BY supply_point_id, stream, meter_id ORDER BY read_on)
        ) WHERE from_day IS NOT NULL
        ORDER BY supply_point_id, stream, read_on
    """
    add_readings(connection, differences)
    connection.execute("""
        INSERT INTO core.superseded BY NAME
        SELECT old.delivery_id, old.supply_point_id, old.stream,
            CAST(date_trunc('month', old.read_on) AS DATE) AS month,
            old.sheet, min(old.row_number) AS row_number, count(*) AS rows, best.delivery_id AS by_delivery_id,
            best.sheet AS by_sheet,
            min(best.row_number) AS by_row_number,
            CASE WHEN old.value = best.value THEN 'same_value' ELSE 'correction' END AS rule
        FROM ranked old JOIN ranked best USING (supply_point_id, stream, meter_id, read_on)
        WHERE old.place > 1 AND best.place = 1
        GROUP BY ALL
    """)
