"""Of which rows of which files the quantities of a year are made: what the evidence pages show."""

import calendar
from datetime import date

import duckdb
import pandas as pd

from flows.settling.months import allocated, part_of_days, whole_days
from flows.settling.register import FAMILY_MATCH

ONE_READING_A_ROW = """
    SELECT r.delivery_id FROM core.readings r JOIN raw.deliveries d ON d.delivery_id = r.delivery_id AND d.rows_read > 0
    WHERE r.delivery_id NOT IN (SELECT delivery_id FROM core.register_values)
    GROUP BY r.delivery_id, d.rows_accepted
    HAVING count(*) <= d.rows_accepted AND count(r.correction_id) = 0 AND count(DISTINCT r.sheet) = 1
"""
"""SQL: deliveries of which each accepted row became one reading, so that rows can be counted without telling them
apart. Of years of quarter hours that is most of the work."""


def contributions(connection: duckdb.DuckDBPyConnection, as_of: date) -> pd.DataFrame:
    """Current readings by site, stream, year, supply point, delivery and sheet (CONTRIBUTION_COLUMNS).

    The quantity is the part of the readings that falls into the year, up to the last month that is due, after the
    allocation share of the site.
    """
    end = as_of.replace(day=calendar.monthrange(as_of.year, as_of.month)[1])
    part = (
        f"CASE WHEN whole_days THEN {part_of_days('part_last - first_day + 1')} - "
        f"{part_of_days('part_first - first_day')} ELSE quantity END"
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE one_reading_a_row AS {ONE_READING_A_ROW}")
    return connection.execute(
        f"""
        WITH parts_of_days AS (
            SELECT r.supply_point_id, r.stream, r.delivery_id, r.sheet, r.first_day, r.first_day AS last_day, r.quality,
                CASE WHEN o.delivery_id IS NULL THEN r.row_number END AS row_number,
                CASE WHEN o.delivery_id IS NULL THEN 0 ELSE count(*) END AS rows_of_day,
                min(r.row_number) AS first_row, max(r.row_number) AS last_row, any_value(r.unit) AS unit,
                sum(CAST(r.quantity AS DECIMAL(28, 9))) AS quantity
            FROM core.readings r LEFT JOIN one_reading_a_row o ON o.delivery_id = r.delivery_id
            WHERE r.is_current AND r.site_id IS NOT NULL AND r.first_day <= $end AND r.last_day = r.first_day
                AND NOT starts_with(r.stream, 'weather.')
            GROUP BY r.supply_point_id, r.stream, r.delivery_id, r.sheet, r.first_day, r.quality, o.delivery_id,
                CASE WHEN o.delivery_id IS NULL THEN r.row_number END
        ), years AS (
            SELECT * REPLACE (CAST(quantity AS DECIMAL(28, 9)) AS quantity), false AS whole_days,
                year(first_day) AS year
            FROM parts_of_days
            UNION ALL BY NAME
            SELECT r.supply_point_id, r.stream, r.delivery_id, r.sheet, r.first_day, r.last_day, r.quality,
                r.row_number, 0 AS rows_of_day, r.row_number AS first_row, r.row_number AS last_row, r.unit,
                CAST(r.quantity AS DECIMAL(28, 9)) AS quantity, {whole_days("r")} AS whole_days,
                unnest(range(year(r.first_day), year(least(r.last_day, $end)) + 1)) AS year
            FROM core.readings r
            WHERE r.is_current AND r.site_id IS NOT NULL AND r.first_day <= $end AND r.last_day > r.first_day
                AND NOT starts_with(r.stream, 'weather.')
        ), spans AS (
            SELECT y.*, p.site_id, p.share * coalesce(a.share, 1) AS share,
                greatest(y.first_day, make_date(y.year, 1, 1), p.valid_from, coalesce(a.valid_from, y.first_day))
                    AS part_first,
                least(y.last_day, make_date(y.year, 12, 31), $end, coalesce(p.valid_to, y.last_day),
                    coalesce(a.valid_to, y.last_day)) AS part_last
            FROM years y
            JOIN core.supply_points p ON p.supply_point_id = y.supply_point_id
                AND {FAMILY_MATCH.replace("r.stream", "y.stream")}
                AND p.within = '' AND p.valid_from <= y.last_day AND coalesce(p.valid_to, y.last_day) >= y.first_day
            LEFT JOIN core.allocation_shares a ON a.site_id = p.site_id
                AND a.valid_from <= y.last_day AND coalesce(a.valid_to, y.last_day) >= y.first_day
        )
        SELECT s.site_id, s.stream, s.year, s.supply_point_id, s.delivery_id, d.file_name, s.sheet,
            CAST(count(DISTINCT s.row_number) + sum(s.rows_of_day) AS BIGINT) AS rows,
            min(s.first_row) AS first_row, max(s.last_row) AS last_row,
            min(s.part_first) AS first_day, max(s.part_last) AS last_day,
            CAST(sum({allocated(part)}) AS DOUBLE) AS quantity, any_value(s.unit) AS unit,
            string_agg(DISTINCT s.quality, ',' ORDER BY s.quality) AS qualities
        FROM spans s JOIN raw.deliveries d ON d.delivery_id = s.delivery_id AND d.rows_read > 0
        WHERE s.part_first <= s.part_last
        GROUP BY s.site_id, s.stream, s.year, s.supply_point_id, s.delivery_id, d.file_name, s.sheet
        ORDER BY ALL
        """,
        {"end": end},
    ).df()


def reference_rows(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Where the current annual values stand (REFERENCE_ROW_COLUMNS)."""
    return connection.execute("""
        SELECT v.kind, v.site_id, v.year, v.value, v.unit, v.delivery_id, d.file_name, v.sheet, v.row_number
        FROM core.reference_values v JOIN raw.deliveries d ON d.delivery_id = v.delivery_id AND d.rows_read > 0
        WHERE v.is_current ORDER BY ALL
    """).df()
