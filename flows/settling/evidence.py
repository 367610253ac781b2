"""Of which rows of which files the months are made: what evidence, findings and doubts need, without the readings."""

import duckdb

from flows.settling.months import allocated, part_of_days
from flows.settling.register import FAMILY_MATCH
from flows.settling.windows import within


def note_contributions(connection: duckdb.DuckDBPyConnection) -> None:
    """core.contributions of the years in `unsettled_years` anew, from `counted_days` and `counted_spans`.

    A row that reaches into several months of a year, be it a bill or a row with a cell for each month, is counted in
    the first of them, so that the rows of a year, up to any month, can be added.
    """
    connection.execute(
        f"DELETE FROM core.contributions AS c USING unsettled_years u WHERE {within('c', 'month')}"
    )
    part = (
        f"CASE WHEN whole_days THEN {part_of_days('part_last - first_day + 1')} - "
        f"{part_of_days('part_first - first_day')} ELSE quantity END"
    )
    connection.execute(f"""
        INSERT INTO core.contributions BY NAME
        WITH parts AS (
            SELECT supply_point_id, stream, delivery_id, sheet, row_number, quality, first_day, first_day AS last_day,
                unit, quantity, readings, first_row, last_row, false AS whole_days
            FROM counted_days
            UNION ALL BY NAME
            SELECT *, 1 AS readings, row_number AS first_row, row_number AS last_row, true AS whole_days
            FROM counted_spans
        ), months AS (
            SELECT p.*, CAST(unnest(generate_series(date_trunc('month', greatest(p.first_day, u.first_day)),
                least(p.last_day, u.last_day), INTERVAL 1 MONTH)) AS DATE) AS month
            FROM parts p JOIN unsettled_years u USING (supply_point_id, stream)
            WHERE NOT starts_with(p.stream, 'weather.')
        ), sites AS (
            SELECT r.*, p.site_id, p.share * coalesce(a.share, 1) AS share,
                greatest(r.first_day, r.month, p.valid_from, coalesce(a.valid_from, r.month)) AS part_first,
                least(r.last_day, last_day(r.month), coalesce(p.valid_to, r.last_day), coalesce(a.valid_to, r.last_day))
                    AS part_last
            FROM months r
            JOIN core.supply_points p ON p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH}
                AND p.within = '' AND p.valid_from <= r.last_day AND coalesce(p.valid_to, r.last_day) >= r.first_day
            LEFT JOIN core.allocation_shares a ON a.site_id = p.site_id
                AND a.valid_from <= r.last_day AND coalesce(a.valid_to, r.last_day) >= r.first_day
        ), counted AS (
            SELECT *, {part} AS part, CASE WHEN row_number IS NULL THEN readings
                WHEN row_number() OVER (
                    PARTITION BY site_id, stream, supply_point_id, delivery_id, sheet, row_number, year(month)
                    ORDER BY month, part_first, first_day, share
                ) = 1 THEN 1 ELSE 0 END AS rows
            FROM sites WHERE part_first <= part_last
        )
        SELECT site_id, stream, month, supply_point_id, delivery_id, sheet, CAST(sum(rows) AS BIGINT) AS rows,
            min(first_row) AS first_row, max(last_row) AS last_row, min(part_first) AS first_day,
            max(part_last) AS last_day, CAST(sum({allocated("part")}) AS DOUBLE) AS quantity, any_value(unit) AS unit,
            array_to_string(list_sort(list_distinct(list(quality))), ',') AS qualities
        FROM counted GROUP BY site_id, stream, month, supply_point_id, delivery_id, sheet ORDER BY ALL
    """)


def note_reading_months(connection: duckdb.DuckDBPyConnection) -> None:
    """core.reading_months of the windows of `unsettled` anew, from `counted_days` and `counted_spans`.

    The hours that were shown of these days are taken away: they are made anew when they are shown again.
    """
    connection.execute(f"DELETE FROM out.hourly_loads AS h USING unsettled u WHERE {within('h', 'day')}")
    connection.execute(f"DELETE FROM core.reading_months AS m USING unsettled u WHERE {within('m', 'month')}")
    connection.execute(f"""
        INSERT INTO core.reading_months BY NAME
        WITH parts AS (
            SELECT supply_point_id, stream, first_day, first_day AS last_day, first_row AS row_number, delivery_id,
                sheet, CASE WHEN unit = 'kWh' AND seconds <= 3600 * readings THEN first_day END AS load_day
            FROM counted_days
            UNION ALL
            SELECT supply_point_id, stream, first_day, last_day, row_number, delivery_id, sheet, NULL
            FROM counted_spans
        ), months AS (
            SELECT r.*, CAST(unnest(generate_series(date_trunc('month', r.first_day), r.last_day, INTERVAL 1 MONTH))
                AS DATE) AS month
            FROM parts r JOIN unsettled u ON {within("r")}
        ), firsts AS (
            SELECT supply_point_id, stream, month, min((first_day, row_number, delivery_id, sheet)) AS first,
                max(last_day) AS last_day, max(load_day) AS last_load_day,
                CAST(max(last_day - first_day + 1) AS INTEGER) AS longest
            FROM months GROUP BY supply_point_id, stream, month
        )
        SELECT supply_point_id, stream, month, struct_extract(first, 1) AS first_day, last_day, longest, last_load_day,
            struct_extract(first, 3) AS delivery_id, struct_extract(first, 4) AS sheet,
            struct_extract(first, 2) AS row_number
        FROM firsts ORDER BY ALL
    """)
