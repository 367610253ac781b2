"""What the figures are made of, from the settled store, and the figures themselves as they come out now."""

from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from flows.computing.covered import covered_months
from flows.computing.estimates import missing_months_estimated
from indicators.core_indicators import core_indicators
from indicators.estimates import covered_by_estimates, with_estimates
from indicators.factors import FactorBook
from indicators.model import City


@dataclass(frozen=True)
class Inputs:
    """Due months and months with the estimates that count, the estimates, waste by treatment, annual values."""

    coverage: pd.DataFrame
    estimates: pd.DataFrame
    monthly: pd.DataFrame
    by_treatment: pd.DataFrame
    reference_values: pd.DataFrame


def gather_inputs(connection: duckdb.DuckDBPyConnection, city: City, as_of: date) -> Inputs:
    """The inputs up to the last month that is due; estimates are reckoned anew."""
    coverage = covered_months(connection, city, as_of)
    estimates = missing_months_estimated(connection, city, coverage)
    return Inputs(
        coverage=covered_by_estimates(coverage, estimates),
        estimates=estimates,
        monthly=with_estimates(connection.execute("FROM core.monthly").df(), estimates),
        by_treatment=connection.execute("FROM core.monthly_by_treatment WHERE within = ''").df(),
        reference_values=connection.execute("FROM core.reference_values WHERE is_current").df(),
    )


def figures_of(inputs: Inputs, city: City, as_of: date, book: FactorBook) -> pd.DataFrame:
    """out.core_indicators as it comes out now, closed years too."""
    return core_indicators(
        monthly=inputs.monthly,
        coverage=inputs.coverage,
        reference_values=inputs.reference_values,
        supply_points=city.counting_points,
        sites=city.sites,
        as_of=as_of,
        book=book,
        choices=city.method,
        decisions=city.decisions,
        by_treatment=inputs.by_treatment,
    )
