"""The load of a year hour by hour, of supply points that deliver quarter-hours or hours."""

from datetime import date

import duckdb
import pandas as pd

DAYS = 365
"""Days up to the last one that a supply point delivered hours of: a whole year, whatever month it is."""

SHOWN_MONTHS = f"""
    SELECT supply_point_id, stream, month, before
    FROM core.reading_months JOIN (
        SELECT supply_point_id, stream, max(last_load_day) - {DAYS} AS before
        FROM core.reading_months WHERE month <= $as_of GROUP BY ALL
    ) USING (supply_point_id, stream)
    WHERE month <= $as_of AND last_load_day > before
"""
"""SQL: the months of a series of which hours are shown; of the first of them the days after `before`."""


def bring_hourly_loads(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Bring out.hourly_loads to what is shown up to the last due month. Inside a transaction.

    A month is there whole or not at all: settling takes the months away that it touches, and what is missing is made
    anew. The power is the energy of the readings that begin in the hour, divided by the time that they cover, so that
    the doubled hour of the autumn change is no peak. Only readings of an hour or less in kWh have hours.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE shown_months AS {SHOWN_MONTHS}", {"as_of": as_of})
    connection.execute("""
        DELETE FROM out.hourly_loads AS h WHERE NOT EXISTS (
            FROM shown_months s WHERE s.supply_point_id = h.supply_point_id AND s.stream = h.stream
                AND s.month = date_trunc('month', h.day)
        )
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE missing_months AS
        SELECT supply_point_id, stream, month, last_day(month) AS month_end FROM shown_months ANTI JOIN (
            SELECT DISTINCT supply_point_id, stream, CAST(date_trunc('month', day) AS DATE) AS month
            FROM out.hourly_loads
        ) USING (supply_point_id, stream, month)
    """)
    connection.execute("""
        INSERT INTO out.hourly_loads BY NAME
        SELECT r.supply_point_id, r.stream, r.site_id, r.first_day AS day,
            CAST(hour(r.period_start) AS INTEGER) AS hour,
            CAST(sum(CAST(r.quantity AS DECIMAL(28, 9))) AS DOUBLE)
                / (sum(epoch_us(r.period_end) - epoch_us(r.period_start)) / 3.6e9) AS kilowatts
        FROM core.readings r JOIN missing_months m
            ON m.supply_point_id = r.supply_point_id AND m.stream = r.stream
            AND r.first_day BETWEEN m.month AND m.month_end
        WHERE r.is_current AND r.site_id IS NOT NULL AND r.unit = 'kWh'
            AND epoch_us(r.period_end) - epoch_us(r.period_start) <= 3600000000
        GROUP BY ALL ORDER BY ALL
    """)


def hourly_loads(connection: duckdb.DuckDBPyConnection, as_of: date) -> pd.DataFrame:
    """Mean power in kW by supply point, stream, site, local day and hour (HOURLY_COLUMNS), up to the last due month."""
    return connection.execute(
        f"""
        SELECT h.* FROM out.hourly_loads h JOIN (
            SELECT supply_point_id, stream, any_value(before) AS before FROM ({SHOWN_MONTHS}) GROUP BY ALL
        ) USING (supply_point_id, stream) WHERE day > before ORDER BY ALL
        """,
        {"as_of": as_of},
    ).df()
