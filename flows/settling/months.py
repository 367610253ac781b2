"""Current readings spread over months, per supply point and per site.

A period is spread in proportion to local days. Each day belongs to the site that the register names for it; a day
on which the supply point is not in use belongs to none (finding reading_outside_validity). The parts of a reading
always add up to the reading, because each is the difference of two cumulative sums that are rounded to 1e-9. Sums are
exact decimals, so no figure depends on the order of deliveries.
"""

import duckdb

from flows.settling.windows import within
from flows.sources.text_file import literal


def spread_over_months(connection: duckdb.DuckDBPyConnection, timezone: str) -> None:
    """Compute the months in the windows of `unsettled` anew: core.monthly_by_supply_point."""
    zone = literal(timezone)
    connection.execute(
        f"DELETE FROM core.monthly_by_supply_point AS m USING unsettled u WHERE {within('m', 'month')}"
    )
    connection.execute(f"""
        INSERT INTO core.monthly_by_supply_point BY NAME
        WITH parts_of_days AS (
            SELECT d.supply_point_id, d.stream, d.first_day, d.quality = 'estimated' AS estimated,
                any_value(d.unit) AS unit, CAST(sum(d.quantity) AS DECIMAL(28, 9)) AS quantity,
                CAST(sum(d.readings) AS BIGINT) AS readings, sum(d.seconds) AS seconds
            FROM counted_days d JOIN unsettled u ON {within("d")} GROUP BY ALL
        ), by_day AS (
            SELECT p.supply_point_id, p.stream, s.site_id, s.share AS part, s.within, p.unit, p.first_day,
                p.first_day AS last_day, p.quantity, p.estimated, p.readings, p.seconds
            FROM parts_of_days p JOIN site_of s ON s.supply_point_id = p.supply_point_id AND s.stream = p.stream
                AND p.first_day BETWEEN s.valid_from AND s.valid_to
        ), covered_by_parts AS (
            SELECT supply_point_id, stream, site_id, CAST(date_trunc('month', first_day) AS DATE) AS month,
                count(*) AS days
            FROM (
                SELECT supply_point_id, stream, site_id, first_day FROM by_day
                GROUP BY supply_point_id, stream, site_id, first_day
                HAVING sum(seconds) >= epoch(CAST(first_day + 1 AS TIMESTAMP) AT TIME ZONE {zone})
                    - epoch(CAST(first_day AS TIMESTAMP) AT TIME ZONE {zone})
            ) GROUP BY ALL
        ), spans AS (
            SELECT r.supply_point_id, r.stream, s.site_id, s.share AS part, s.within, r.unit, r.first_day, r.last_day,
                s.valid_from, s.valid_to, r.quantity, r.quality = 'estimated' AS estimated, 1 AS readings,
                true AS whole_days
            FROM counted_spans r JOIN unsettled u ON {within("r")}
            JOIN site_of s ON s.supply_point_id = r.supply_point_id AND s.stream = r.stream
                AND s.valid_from <= r.last_day AND s.valid_to >= r.first_day
            UNION ALL
            SELECT supply_point_id, stream, site_id, part, within, unit, first_day, last_day, first_day, last_day,
                quantity, estimated, readings, false
            FROM by_day
        ), {shared_months("spans")}, parts AS (
            SELECT supply_point_id, stream, site_id, within, unit, month, estimated, whole_days, share, readings,
                part_last - part_first + 1 AS days,
                {METERED_PART} AS metered
            FROM shared WHERE part_first <= part_last
        )
        SELECT p.supply_point_id, p.site_id, p.stream, p.month,
            CAST(sum(metered) AS DOUBLE) AS quantity_metered,
            CAST(sum({allocated("metered")}) AS DOUBLE) AS quantity,
            CAST(coalesce(sum({
        allocated("metered")
    }) FILTER (WHERE estimated), 0) AS DOUBLE) AS quantity_estimated,
            any_value(p.unit) AS unit,
            CAST(least(
                coalesce(sum(p.days) FILTER (WHERE whole_days), 0) + coalesce(any_value(c.days), 0),
                day(last_day(p.month))
            ) AS INTEGER) AS days_covered,
            CAST(day(last_day(p.month)) AS INTEGER) AS days_in_month,
            CAST(sum(readings) AS BIGINT) AS readings, any_value(p.within) AS within
        FROM parts p LEFT JOIN covered_by_parts c USING (supply_point_id, stream, site_id, month)
        GROUP BY p.supply_point_id, p.site_id, p.stream, p.month
        ORDER BY ALL
    """)


def part_of_days(days: str) -> str:
    """SQL: the part of `quantity` (DECIMAL) on the first `days` days of a period from first_day to last_day."""
    length = "(last_day - first_day + 1)"
    return (
        f"CASE WHEN {days} = {length} THEN quantity "
        f"ELSE CAST(CAST(quantity AS DOUBLE) * ({days}) / {length} AS DECIMAL(28, 9)) END"
    )


def allocated(metered: str, share: str = "share") -> str:
    """SQL: the share of a metered quantity that is the organisation's, or the site's."""
    return f"CASE WHEN {share} = 1 THEN {metered} ELSE CAST(CAST({metered} AS DOUBLE) * {share} AS DECIMAL(28, 9)) END"


METERED_PART = allocated(
    f"({part_of_days('part_last - first_day + 1')} - {part_of_days('part_first - first_day')})", "part"
)
"""SQL: what was metered from part_first to part_last of a row of `shared` (shared_months)."""


def shared_months(periods: str) -> str:
    """SQL: the tables `months` and `shared` of a WITH, each period cut at months, validity and allocation shares."""
    return f"""months AS (
            SELECT *, CAST(unnest(generate_series(date_trunc('month', first_day), last_day, INTERVAL 1 MONTH)) AS DATE)
                AS month
            FROM {periods}
        ), shared AS (
            SELECT m.*, coalesce(a.share, 1) AS share,
                greatest(m.first_day, m.month, m.valid_from, coalesce(a.valid_from, m.month)) AS part_first,
                least(m.last_day, last_day(m.month), m.valid_to, coalesce(a.valid_to, m.last_day)) AS part_last
            FROM months m LEFT JOIN core.allocation_shares a ON a.site_id = m.site_id
                AND a.valid_from <= m.last_day AND coalesce(a.valid_to, m.last_day) >= m.first_day
        )"""


def sum_by_site(connection: duckdb.DuckDBPyConnection) -> None:
    """Compute core.monthly anew for the sites, streams and months in `touched`.

    What is measured within another supply point is in that one's quantity already and is not added. Weather is no
    quantity of a site.
    """
    connection.execute("""
        DELETE FROM core.monthly AS m USING touched t
        WHERE t.site_id = m.site_id AND t.stream = m.stream AND t.month = m.month
    """)
    connection.execute("""
        INSERT INTO core.monthly BY NAME
        WITH sums AS (
            SELECT site_id, stream, month, any_value(unit) AS unit, any_value(days_in_month) AS days_in_month,
                sum(CAST(quantity AS DECIMAL(28, 9))) AS quantity,
                sum(CAST(quantity_metered AS DECIMAL(28, 9))) AS quantity_metered,
                sum(CAST(quantity_estimated AS DECIMAL(28, 9))) AS estimated
            FROM core.monthly_by_supply_point SEMI JOIN touched USING (site_id, stream, month)
            WHERE within = '' AND NOT starts_with(stream, 'weather.')
            GROUP BY site_id, stream, month
        ), due AS (
            SELECT s.site_id, s.stream, s.month, min(coalesce(m.days_covered, 0) + (s.days_in_month - valid_days))
                AS days_covered
            FROM (
                SELECT s.site_id, s.stream, s.month, s.days_in_month, p.supply_point_id,
                    least(coalesce(p.valid_to, last_day(s.month)), last_day(s.month))
                        - greatest(p.valid_from, s.month) + 1 AS valid_days
                FROM sums s JOIN core.supply_points p ON p.site_id = s.site_id AND p.stream = s.stream
                    AND p.cadence = 'monthly' AND p.within = '' AND p.valid_from <= last_day(s.month)
                    AND coalesce(p.valid_to, s.month) >= s.month
            ) s LEFT JOIN core.monthly_by_supply_point m USING (site_id, stream, month, supply_point_id)
            GROUP BY ALL
        )
        SELECT site_id, stream, month, CAST(quantity AS DOUBLE) AS quantity, unit,
            CAST(least(coalesce(d.days_covered, days_in_month), days_in_month) AS INTEGER) AS days_covered,
            days_in_month,
            CASE WHEN quantity = 0 THEN 0
                ELSE greatest(0, least(1, CAST(estimated AS DOUBLE) / CAST(quantity AS DOUBLE))) END AS estimated_share,
            CAST(quantity_metered AS DOUBLE) AS quantity_metered
        FROM sums LEFT JOIN due d USING (site_id, stream, month)
        ORDER BY ALL
    """)
