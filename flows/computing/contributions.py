"""Of which rows of which files the quantities of a year are made: what the evidence pages show."""

from datetime import date

import duckdb
import pandas as pd


def contributions(connection: duckdb.DuckDBPyConnection, as_of: date) -> pd.DataFrame:
    """Current readings by site, stream, year, supply point, delivery and sheet (CONTRIBUTION_COLUMNS).

    The quantity is the part of the readings that falls into the year, up to the last month that is due, after the
    allocation share of the site.
    """
    return connection.execute(
        """
        SELECT c.site_id, c.stream, year(c.month) AS year, c.supply_point_id, c.delivery_id, d.file_name, c.sheet,
            CAST(sum(c.rows) AS BIGINT) AS rows, min(c.first_row) AS first_row, max(c.last_row) AS last_row,
            min(c.first_day) AS first_day, max(c.last_day) AS last_day,
            CAST(sum(CAST(c.quantity AS DECIMAL(28, 9))) AS DOUBLE) AS quantity, any_value(c.unit) AS unit,
            array_to_string(list_sort(list_distinct(flatten(list(string_split(c.qualities, ','))))), ',') AS qualities
        FROM core.contributions c JOIN raw.deliveries d ON d.delivery_id = c.delivery_id AND d.rows_read > 0
        WHERE c.month <= $as_of
        GROUP BY ALL ORDER BY ALL
        """,
        {"as_of": as_of},
    ).df()


def reference_rows(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Where the current annual values stand (REFERENCE_ROW_COLUMNS)."""
    return connection.execute("""
        SELECT v.kind, v.site_id, v.year, v.value, v.unit, v.delivery_id, d.file_name, v.sheet, v.row_number
        FROM core.reference_values v JOIN raw.deliveries d ON d.delivery_id = v.delivery_id AND d.rows_read > 0
        WHERE v.is_current ORDER BY ALL
    """).df()
