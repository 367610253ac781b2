"""What stands beside the core indicators: ratios over every B, specific indicators, benchmarks and targets."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import pandas as pd

from indicators.annual_values import annual_values
from indicators.benchmarks import compared, declared_benchmarks
from indicators.contracts import BENCHMARKS, RATIOS, SPECIFIC_INDICATORS, TARGET_YEARS, TARGETS, Table
from indicators.emissions import CHAINS, emission_table
from indicators.factors import SHIPPED, FactorBook
from indicators.figure_b import ratios, values_of_b
from indicators.frozen import FrozenResults, as_frozen
from indicators.model import City
from indicators.records import SpecificIndicator
from indicators.registry import computed_figures
from indicators.specific_indicators import declared_specific_indicators, specific_indicators
from indicators.targets import Figures, judged_targets, no_emissions


def performance(
    city: City,
    core_indicators: pd.DataFrame,
    monthly: pd.DataFrame,
    reference_values: pd.DataFrame,
    as_of: date,
    book: FactorBook = SHIPPED,
    frozen: FrozenResults = MappingProxyType({}),
) -> dict[Table, pd.DataFrame]:
    """The tables, from out.core_indicators, core.monthly and the current rows of core.reference_values.

    `frozen` are rows of closed years that stay as they were published, also for what is made of them.
    """
    declared = declared_specific_indicators(city)
    annual = annual_values(reference_values, as_of)
    specific = specific_indicators(declared, core_indicators, annual, city.sites)
    specific = as_frozen(SPECIFIC_INDICATORS, specific, frozen)
    of_b = values_of_b(annual, sorted(site.id for site in city.sites))
    benchmarks = compared(declared_benchmarks(city, declared), specific, city.sites)
    benchmarks = as_frozen(BENCHMARKS, benchmarks, frozen)
    emitted = _emissions(city, monthly, declared, as_of, book)
    figures = Figures(core_indicators, monthly, specific, declared, as_of, emitted)
    targets, target_years = judged_targets(city.targets, figures)
    return {
        RATIOS: as_frozen(RATIOS, ratios(core_indicators, of_b), frozen),
        SPECIFIC_INDICATORS: specific,
        BENCHMARKS: benchmarks,
        TARGETS: targets,
        TARGET_YEARS: as_frozen(TARGET_YEARS, target_years, frozen),
    }


def _emissions(
    city: City,
    monthly: pd.DataFrame,
    declared: Mapping[str, SpecificIndicator],
    as_of: date,
    book: FactorBook,
) -> pd.DataFrame:
    """What a unit of each stream emits in each month, as far as a target is about emissions."""
    codes = {target.indicator for target in city.targets}
    codes |= {part.indicator for code in codes & set(declared) for part in declared[code].numerator}
    outputs = {
        term.emits
        for entry in computed_figures()
        if entry.code in codes
        for term in entry.terms
        if term.emits
    }
    streams = [code for code in monthly["stream"].unique() if code in CHAINS]
    if not (outputs and streams):
        return no_emissions()
    first = pd.Timestamp(monthly["month"].min()).date()
    return emission_table(streams, sorted(outputs), first, as_of, book, city.method)
