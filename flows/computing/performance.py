"""What stands beside the core indicators: specific indicators, benchmarks, targets and weather."""

from datetime import date

import duckdb
import pandas as pd

from flows.computing.weather import weather
from indicators.annual_values import annual_values
from indicators.benchmarks import compared, declared_benchmarks
from indicators.contracts import BENCHMARKS, SPECIFIC_INDICATORS, TARGET_YEARS, TARGETS, Table
from indicators.model import City
from indicators.specific_indicators import declared_specific_indicators, specific_indicators
from indicators.targets import Figures, judged_targets


def performance(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    core_indicators: pd.DataFrame,
    monthly: pd.DataFrame,
    reference_values: pd.DataFrame,
    as_of: date,
) -> dict[Table, pd.DataFrame]:
    """The tables, from out.core_indicators, core.monthly and the current rows of core.reference_values."""
    declared = declared_specific_indicators(city)
    annual = annual_values(reference_values, as_of)
    specific = specific_indicators(declared, core_indicators, annual, city.sites)
    benchmarks = compared(declared_benchmarks(city, declared), specific, city.sites)
    figures = Figures(core_indicators, monthly, specific, declared, as_of)
    targets, target_years = judged_targets(city.targets, figures)
    return {
        SPECIFIC_INDICATORS: specific,
        BENCHMARKS: benchmarks,
        TARGETS: targets,
        TARGET_YEARS: target_years,
        **weather(connection, city, as_of),
    }
