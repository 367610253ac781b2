"""The load of a year hour by hour, of supply points that deliver quarter-hours or hours."""

from datetime import date

import duckdb
import pandas as pd

DAYS = 365
"""Days up to the last one that a supply point delivered hours of: a whole year, whatever month it is."""


def hourly_loads(connection: duckdb.DuckDBPyConnection, as_of: date) -> pd.DataFrame:
    """Mean power in kW by supply point, stream, site, local day and hour (HOURLY_COLUMNS), up to the last due month.

    The power is the energy of the readings that begin in the hour, divided by the time that they cover, so that the
    doubled hour of the autumn change is no peak. Only readings of an hour or less in kWh have hours.
    """
    return connection.execute(
        """
        WITH intervals AS (
            SELECT supply_point_id, stream, site_id, first_day, period_start, period_end, quantity
            FROM core.readings
            WHERE is_current AND site_id IS NOT NULL AND unit = 'kWh'
                AND period_end - period_start <= INTERVAL 1 HOUR
                AND first_day < CAST(date_trunc('month', $as_of) AS DATE) + INTERVAL 1 MONTH
        ), last AS (
            SELECT supply_point_id, stream, max(first_day) - $days AS before FROM intervals GROUP BY ALL
        )
        SELECT supply_point_id, stream, site_id, first_day AS day, CAST(hour(period_start) AS INTEGER) AS hour,
            sum(quantity) / sum((epoch(period_end) - epoch(period_start)) / 3600) AS kilowatts
        FROM intervals JOIN last USING (supply_point_id, stream)
        WHERE first_day > before
        GROUP BY ALL
        ORDER BY ALL
        """,
        {"as_of": as_of, "days": DAYS},
    ).df()
