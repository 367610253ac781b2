"""Cumulative meters: a register only rises, so a value below the one before is a misreading or another meter."""

import duckdb

from flows.loading.fields import by_value, read_values
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
                FROM staged s WHERE s.code IS NULL AND s.supply_point_id = r.supply_point_id
                    AND s.stream = r.stream AND coalesce(s.meter_id, '') = r.meter_id AND s.first_day = r.read_on
            ) AND (supply_point_id, stream) IN (SELECT (supply_point_id, stream) FROM staged)
        ), everything AS (
            SELECT supply_point_id, stream, coalesce(meter_id, '') AS meter_id, first_day AS read_on, quantity,
                row_number
            FROM staged WHERE code IS NULL
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
            UPDATE staged SET code = '{code}', value = value_text, column_name = {by_value(headings)},
                detail = replace(CAST(h.{bound} / quantity_per_unit AS VARCHAR), '.', '{decimal}')
            FROM register_history h
            WHERE staged.code IS NULL AND staged.row_number = h.row_number
                AND staged.supply_point_id = h.supply_point_id AND staged.stream = h.stream AND {condition}
        """)
    connection.execute("DROP TABLE register_history")
