"""Current readings of waste spread over months by treatment: the same quantities as in the months, told apart by note.

Days, shares and rounding are those of flows/settling/months.py, so that the treatments of a month add up to it.
"""

import duckdb

from flows.settling.days import whole_days
from flows.settling.months import METERED_PART, allocated, shared_months
from flows.settling.windows import within
from indicators.streams import WASTE_PREFIX

WASTE = f"starts_with(stream, '{WASTE_PREFIX}')"


def spread_by_treatment(connection: duckdb.DuckDBPyConnection) -> None:
    """Compute the treatments of waste in the windows of `unsettled` anew: core.monthly_by_treatment."""
    [(any_waste,)] = connection.execute(f"SELECT EXISTS (FROM unsettled WHERE {WASTE})").fetchall()
    if not any_waste:
        return
    connection.execute(
        f"DELETE FROM core.monthly_by_treatment AS m USING unsettled u WHERE {within('m', 'month')}"
    )
    connection.execute(f"""
        INSERT INTO core.monthly_by_treatment BY NAME
        WITH notes AS (
            SELECT r.supply_point_id, r.stream, s.site_id, s.share AS part, s.within, r.unit, r.first_day,
                CASE WHEN {
        whole_days("r")
    } THEN r.last_day ELSE r.first_day END AS last_day, s.valid_from, s.valid_to,
                coalesce(r.treatment, '') AS treatment, CAST(r.quantity AS DECIMAL(28, 9)) AS quantity,
                r.quality = 'estimated' AS estimated
            FROM (
                SELECT r.* FROM core.readings r JOIN unsettled u ON {within("r")}
                WHERE starts_with(r.stream, '{WASTE_PREFIX}') AND r.is_current
            ) r JOIN site_of s ON s.supply_point_id = r.supply_point_id AND s.stream = r.stream
                AND s.valid_from <= r.last_day AND s.valid_to >= r.first_day
        ), {shared_months("notes")}, parts AS (
            SELECT supply_point_id, site_id, stream, month, treatment, within, unit, estimated, share,
                {METERED_PART} AS metered
            FROM shared WHERE part_first <= part_last
        )
        SELECT supply_point_id, site_id, stream, month, treatment, CAST(sum(metered) AS DOUBLE) AS quantity_metered,
            CAST(sum({allocated("metered")}) AS DOUBLE) AS quantity,
            CAST(coalesce(sum({
        allocated("metered")
    }) FILTER (WHERE estimated), 0) AS DOUBLE) AS quantity_estimated,
            any_value(unit) AS unit, count(*) AS readings, any_value(within) AS within
        FROM parts GROUP BY supply_point_id, site_id, stream, month, treatment ORDER BY ALL
    """)
