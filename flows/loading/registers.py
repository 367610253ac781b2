"""Cumulative meters: a register only rises, so a value below the one before is a misreading or another meter."""

import duckdb

from flows.loading.fields import by_value, fields, read_values
from flows.sources.recognise import Recognised


def reject_falling_values(connection: duckdb.DuckDBPyConnection, recognised: Recognised) -> None:
    """Judge the values in `staged` against each other and against the values that the store has of the same meter.

    Values of days that this delivery names again do not count against it: it may be the correction.
    """
    decimal = recognised.format.numbers.decimal
    headings = [recognised.headings[value.column] for value in read_values(recognised)]
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE register_history AS
        WITH stored AS (
            SELECT supply_point_id, stream, meter_id, read_on, value * quantity_per_unit AS quantity
            FROM core.register_values r
            WHERE is_current AND NOT EXISTS (
                FROM sound s WHERE s.supply_point_id = r.supply_point_id
                    AND s.stream = r.stream AND coalesce(s.meter_id, '') = r.meter_id AND s.first_day = r.read_on
            ) AND (supply_point_id, stream) IN (SELECT (supply_point_id, stream) FROM staged)
        ), everything AS (
            SELECT supply_point_id, stream, coalesce(meter_id, '') AS meter_id, first_day AS read_on, quantity,
                row_number
            FROM sound
            UNION ALL
            SELECT supply_point_id, stream, meter_id, read_on, quantity, NULL FROM stored
        )
        SELECT *,
            max(quantity) OVER (earlier ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS highest_before,
            min(CASE WHEN row_number IS NULL THEN quantity END)
                OVER (earlier ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS lowest_stored_after
        FROM everything
        WINDOW earlier AS (PARTITION BY supply_point_id, stream, meter_id ORDER BY read_on, row_number)
    """)
    for code, bound, condition in (
        ("reading_below_previous", "highest_before", "h.quantity < h.highest_before"),
        ("reading_above_next", "lowest_stored_after", "h.quantity > h.lowest_stored_after"),
    ):
        connection.execute(f"""
            INSERT INTO faulty
            SELECT row_number, value_number, cell, '{code}', {by_value(headings)}, f.value,
                replace(CAST(h.{bound} / s.quantity_per_unit AS VARCHAR), '.', '{decimal}')
            FROM sound s JOIN ({fields(recognised)}) f USING (row_number, value_number, cell)
            JOIN register_history h ON h.row_number = s.row_number
                AND h.supply_point_id = s.supply_point_id AND h.stream = s.stream
            WHERE {condition}
        """)
    connection.execute("DROP TABLE register_history")
