"""Missing months that the city lets be estimated: reckoned at each evaluation, beside the readings of the store."""

from datetime import date

import duckdb
import pandas as pd

from indicators.contracts import ESTIMATES
from indicators.estimates import covered_by_estimates, estimated_months, with_estimates
from indicators.model import City

FINDINGS_OF_ESTIMATES = """
    SELECT CASE e.status WHEN 'estimated' THEN 'estimated_month' ELSE 'estimate_refused' END AS code, c.office_id,
        e.site_id, e.stream, strftime(e.month, '%Y-%m') AS period, NULL AS delivery_id, NULL AS file_name,
        NULL AS sheet, NULL AS row_number,
        json_object('site', s.name, 'supply_point', e.supply_point_id, 'stream', e.stream,
            'period', strftime(e.month, '%Y-%m'), 'rule', e.rule, 'from', e.from_months, 'who', e.who,
            'reason', e.reason, 'refusal', e.refusal) AS details,
        NULL AS message
    FROM estimate_facts e JOIN site_facts s USING (site_id)
    JOIN coverage_facts c USING (supply_point_id, site_id, stream, month)
"""
"""SQL: one finding for each month that is estimated, or that the chosen rule cannot estimate."""


def missing_months_estimated(
    connection: duckdb.DuckDBPyConnection, city: City, coverage: pd.DataFrame
) -> pd.DataFrame:
    """out.estimates as it comes out now, from the due months and what was measured."""
    if not city.estimates:
        return estimated_months(city, coverage, coverage)
    measured = connection.execute("FROM core.monthly_by_supply_point").df()
    return estimated_months(city, coverage, measured)


def standing_estimates(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """out.estimates as it was last computed."""
    return connection.execute(f"FROM {ESTIMATES.qualified_name} ORDER BY {', '.join(ESTIMATES.key)}").df()


def counted_months(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """core.monthly with the estimates that count in the figures."""
    monthly = connection.execute("FROM core.monthly ORDER BY ALL").df()
    return with_estimates(monthly, standing_estimates(connection))


def counted_coverage(connection: duckdb.DuckDBPyConnection, coverage: pd.DataFrame) -> pd.DataFrame:
    """The due months, those that are estimated in the figures as such."""
    return covered_by_estimates(coverage, standing_estimates(connection))


def estimates_as_readings(
    connection: duckdb.DuckDBPyConnection, sites: list[str], first: date, last: date
) -> pd.DataFrame:
    """The estimates of the months `first` to `last` beside the readings of a figure (READING_COLUMNS).

    They have no row. In the place of the file stand the months of readings from which they come.
    """
    return connection.execute(
        """
        SELECT '' AS delivery_id, from_months AS file_name, '' AS sheet, 0 AS row_number, site_id, supply_point_id,
            stream, month AS first_day, last_day(month) AS last_day, quantity_metered AS quantity_as_delivered,
            unit AS unit_as_delivered, unit, '' AS factor_ids, 'estimated' AS quality, '' AS treatment, rule,
            quantity AS quantity_in_year
        FROM out.estimates
        WHERE status = 'estimated' AND site_id IN (SELECT unnest($sites)) AND month BETWEEN $first AND $last
        """,
        {"sites": sites, "first": first, "last": last},
    ).df()
