"""What is there of what is due: the store's facts about coverage, for the rules in indicators/coverage.py."""

from datetime import date

import duckdb
import pandas as pd

from flows.settling.register import FAMILY_MATCH
from indicators.coverage import coverage, due_months, with_states
from indicators.model import City

REJECTED_ROWS = """
    SELECT r.* REPLACE (coalesce((
        SELECT arg_min(n.supply_point_id, n.valid_from) FROM core.supply_point_names n
        WHERE n.name = r.supply_point_id AND n.name <> '' AND (r.first_day IS NULL OR (
            n.valid_from <= r.last_day AND coalesce(n.valid_to, DATE '9999-12-31') >= r.first_day))
        ), r.supply_point_id) AS supply_point_id)
    FROM raw.rejected_rows r
"""
"""Rejected rows with the supply point where they name the number of a meter or contract of the register."""

OPEN_EVENTS = f"""
    SELECT DISTINCT p.supply_point_id, p.stream, p.site_id, p.office_id,
        CAST(unnest(generate_series(
            date_trunc('month', coalesce(r.first_day, span.first, p.valid_from)),
            coalesce(r.first_day, span.last, ?), INTERVAL 1 MONTH)) AS DATE) AS month
    FROM ({REJECTED_ROWS}) r
    JOIN raw.deliveries d ON d.delivery_id = r.delivery_id AND d.rows_read > 0
    LEFT JOIN (
        SELECT delivery_id, min(first_day) AS first, max(last_day) AS last
        FROM core.readings SEMI JOIN raw.rejected_rows USING (delivery_id) GROUP BY delivery_id
    ) span ON span.delivery_id = r.delivery_id
    JOIN core.supply_points p ON p.cadence = 'irregular' AND p.office_id = d.office_id
        AND (p.supply_point_id = r.supply_point_id OR r.supply_point_id IS NULL)
        AND (r.stream IS NULL OR {FAMILY_MATCH})
    WHERE r.code NOT IN ('totals_row', 'duplicate_row') AND NOT EXISTS (
        FROM core.readings a JOIN raw.deliveries later ON later.delivery_id = a.delivery_id AND later.rows_read > 0
        WHERE a.is_current AND a.supply_point_id = p.supply_point_id AND (
            (a.first_day = r.first_day AND a.delivery_id <> r.delivery_id)
            OR (r.first_day IS NULL AND later.sequence > d.sequence
                AND a.first_day BETWEEN coalesce(span.first, a.first_day) AND coalesce(span.last, a.first_day))
        )
    )
"""
"""A rejected row of an irregular stream leaves its month open until another delivery brings an accepted row of the
same supply point and day. Where the row does not even say which supply point or day it is of, it may be of any of
the office's, on any day of the delivery."""


def covered_months(connection: duckdb.DuckDBPyConnection, city: City, as_of: date) -> pd.DataFrame:
    """The due months of every supply point with `covered`, and `state`: delivered, estimated, missing, rejected."""
    covered_days = connection.execute("""
        SELECT supply_point_id, site_id, stream, month, CAST(sum(days_covered) AS BIGINT) AS days
        FROM core.monthly_by_supply_point GROUP BY ALL
    """).df()
    open_events = open_event_months(connection, as_of)
    delivered = connection.execute(f"""
        SELECT DISTINCT r.office_id, r.stream, CAST(date_trunc('month', r.first_day) AS DATE) AS month
        FROM core.readings r JOIN core.supply_points p
            ON p.supply_point_id = r.supply_point_id AND p.cadence = 'irregular' AND {FAMILY_MATCH}
    """).df()
    covered = coverage(due_months(city.counting_points, as_of), covered_days, open_events, delivered)
    return with_states(covered, *_estimated_and_rejected(connection))


def open_event_months(connection: duckdb.DuckDBPyConnection, as_of: date) -> pd.DataFrame:
    """The months of irregular supply points in which a row was rejected and has not come back corrected."""
    return connection.execute(
        f"SELECT * FROM ({OPEN_EVENTS}) WHERE month <= ? ORDER BY ALL", [as_of, as_of]
    ).df()


def _estimated_and_rejected(connection: duckdb.DuckDBPyConnection) -> tuple[pd.DataFrame, pd.DataFrame]:
    """supply_point_id, stream, month of what is estimated, and of what was rejected (stream NULL: of any)."""
    estimated = connection.execute(f"""
        SELECT DISTINCT p.supply_point_id, p.stream, r.month
        FROM core.monthly_by_supply_point r
        JOIN core.supply_points p ON p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH}
        WHERE r.quantity_estimated > 0
    """).df()
    rejected = connection.execute(f"""
        SELECT DISTINCT supply_point_id, stream,
            CAST(unnest(generate_series(date_trunc('month', first_day), last_day, INTERVAL 1 MONTH)) AS DATE) AS month
        FROM ({REJECTED_ROWS}) WHERE first_day IS NOT NULL AND last_day - first_day BETWEEN 0 AND 400
    """).df()
    return estimated, rejected
