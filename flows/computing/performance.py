"""What stands beside the core indicators: specific indicators and benchmarks."""

import pandas as pd

from indicators.benchmarks import compared, declared_benchmarks
from indicators.contracts import BENCHMARKS, SPECIFIC_INDICATORS, Table
from indicators.model import City
from indicators.specific_indicators import declared_specific_indicators, specific_indicators


def performance(
    city: City, core_indicators: pd.DataFrame, reference_values: pd.DataFrame
) -> dict[Table, pd.DataFrame]:
    """The tables, from out.core_indicators and the current rows of core.reference_values."""
    declared = declared_specific_indicators(city)
    specific = specific_indicators(declared, core_indicators, reference_values, city.sites)
    benchmarks = compared(declared_benchmarks(city, declared), specific, city.sites)
    return {SPECIFIC_INDICATORS: specific, BENCHMARKS: benchmarks}
