"""Degree days and heat corrected for weather, from the settled store."""

from collections.abc import Mapping
from datetime import date

import duckdb
import pandas as pd

from indicators.contracts import DEGREE_DAYS, NORMALISED_HEAT, Table
from indicators.degree_days import TEMPERATURE, WEATHER_PREFIX, degree_days
from indicators.frozen import FrozenResults, as_frozen
from indicators.model import City
from indicators.normalised_heat import HEAT_STREAMS, normalised_heat

TEMPERATURES = """
    SELECT supply_point_id, first_day AS day,
        sum(quantity * (epoch(period_end) - epoch(period_start))) / sum(epoch(period_end) - epoch(period_start))
            AS temperature
    FROM core.readings
    WHERE is_current AND stream = $stream AND first_day = last_day
    GROUP BY supply_point_id, first_day
    HAVING sum(epoch(period_end) - epoch(period_start))
        >= epoch(CAST(first_day + 1 AS TIMESTAMPTZ)) - epoch(CAST(first_day AS TIMESTAMPTZ))
    ORDER BY ALL
"""
"""Daily means: of readings shorter than a day the mean over their length, where they cover the whole day."""

DELIVERED = """
    SELECT supply_point_id, stream, CAST(date_trunc('month', first_day) AS DATE) AS month,
        CAST(sum(CAST(quantity AS DECIMAL(28, 9))) AS DOUBLE) AS degree_days,
        least(sum(last_day - first_day + 1), any_value(day(last_day(first_day)))) AS days_covered
    FROM core.readings
    WHERE is_current AND starts_with(stream, $prefix) AND stream <> $stream
        AND date_trunc('month', first_day) = date_trunc('month', last_day)
    GROUP BY ALL ORDER BY ALL
"""

HEAT = """
    WITH months AS (
        SELECT supply_point_id, stream, month, arg_max(site_id, (days_covered, site_id)) AS site_id,
            sum(quantity_metered) AS quantity, sum(quantity_estimated) AS estimated,
            sum(days_covered) >= any_value(days_in_month) AS whole
        FROM core.monthly_by_supply_point WHERE stream IN (SELECT unnest($streams)) GROUP BY ALL
    )
    SELECT m.*, CASE WHEN l.longest > 31 THEN l.longest ELSE 0 END AS longest
    FROM months m LEFT JOIN core.reading_months l USING (supply_point_id, stream, month)
    ORDER BY ALL
"""
"""Months of heat, with the days of the longest reading over more than a month that reaches into each."""


def weather(
    connection: duckdb.DuckDBPyConnection,
    heat: pd.DataFrame,
    city: City,
    as_of: date,
) -> dict[Table, pd.DataFrame]:
    """The tables out.degree_days and out.normalised_heat; `heat` is that of heat_by_month."""
    counted = degree_days(
        connection.execute(TEMPERATURES, {"stream": TEMPERATURE}).df(),
        connection.execute(DELIVERED, {"prefix": WEATHER_PREFIX, "stream": TEMPERATURE}).df(),
        as_of,
    )
    return {
        DEGREE_DAYS: counted,
        NORMALISED_HEAT: normalised_heat(heat, counted, city, as_of),
    }


def published_weather(
    heat: pd.DataFrame,
    of_now: Mapping[Table, pd.DataFrame],
    city: City,
    as_of: date,
    frozen: FrozenResults,
) -> dict[Table, pd.DataFrame]:
    """The same tables with the `frozen` rows of closed years, also in what is made of them."""
    counted = as_frozen(DEGREE_DAYS, of_now[DEGREE_DAYS], frozen)
    corrected = normalised_heat(heat, counted, city, as_of)
    return {DEGREE_DAYS: counted, NORMALISED_HEAT: as_frozen(NORMALISED_HEAT, corrected, frozen)}


def heat_by_month(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Heat of every meter by month (HEAT_MONTH_COLUMNS)."""
    return connection.execute(HEAT, {"streams": list(HEAT_STREAMS)}).df()
