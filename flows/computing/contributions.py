"""Of which rows of which files the quantities of a year are made: what the evidence pages show."""

import calendar
from datetime import date

import duckdb
import pandas as pd

from flows.settling.months import WHOLE_DAY, allocated, part_of_days
from flows.settling.register import FAMILY_MATCH


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
    return connection.execute(
        f"""
        WITH years AS (
            SELECT r.* EXCLUDE (site_id, quantity), CAST(r.quantity AS DECIMAL(28, 9)) AS quantity,
                r.period_end - r.period_start >= {WHOLE_DAY} AS whole_days,
                unnest(range(year(r.first_day), year(least(r.last_day, $end)) + 1)) AS year
            FROM core.readings r WHERE r.is_current AND r.site_id IS NOT NULL AND r.first_day <= $end
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
            count(DISTINCT s.row_number) AS rows, min(s.row_number) AS first_row, max(s.row_number) AS last_row,
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
