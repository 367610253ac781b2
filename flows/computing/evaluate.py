"""The figures: indicators and findings from the settled store, and back into it."""

from dataclasses import dataclass
from datetime import date

import duckdb

from flows.checking.plausibility import check_plausibility
from flows.closing.published import (
    published_contributions,
    published_months,
    published_reference_rows,
    published_values,
)
from flows.closing.restate import settle_closed_years
from flows.computing.beside import accepted_doubts, own_factors, reconciled_months
from flows.computing.contributions import contributions, reference_rows
from flows.computing.covered import covered_months
from flows.computing.findings import gather_findings
from flows.computing.hourly import hourly_loads
from flows.computing.performance import performance
from flows.computing.replace import replace_rows
from flows.computing.weather import heat_by_month
from flows.warehouse import transaction
from indicators.annual_values import annual_values
from indicators.contracts import (
    BENCHMARKS,
    CORE_INDICATORS,
    DEGREE_DAYS,
    DELIVERIES,
    FACTOR_USE,
    FINDINGS,
    MONTHLY,
    NORMALISED_HEAT,
    PLAUSIBILITY,
    RATIOS,
    REJECTED_ROWS,
    SPECIFIC_INDICATORS,
    TARGET_YEARS,
    TARGETS,
)
from indicators.core_indicators import core_indicators
from indicators.factor_use import factor_use
from indicators.factors import SHIPPED, FactorBook
from indicators.figure_b import ratios, values_of_b
from indicators.model import City, Results

SHOWN = (
    CORE_INDICATORS,
    MONTHLY,
    FINDINGS,
    REJECTED_ROWS,
    SPECIFIC_INDICATORS,
    BENCHMARKS,
    TARGETS,
    TARGET_YEARS,
    DEGREE_DAYS,
    NORMALISED_HEAT,
)
"""Tables that the dashboards show as they are stored."""


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation came to, in numbers for the run's report."""

    indicators: int
    incomplete: int
    findings: int
    changed: bool


def evaluate(
    connection: duckdb.DuckDBPyConnection, city: City, as_of: date, book: FactorBook = SHIPPED
) -> Evaluation:
    """Compute the tables of results anew and write them where they changed, in one transaction.

    `book` are the factors of the city.
    """
    coverage = covered_months(connection, city, as_of)
    monthly = connection.execute("FROM core.monthly").df()
    reference_values = connection.execute("FROM core.reference_values WHERE is_current").df()
    figures = core_indicators(
        monthly=monthly,
        coverage=coverage,
        reference_values=reference_values,
        supply_points=city.counting_points,
        sites=city.sites,
        as_of=as_of,
        book=book,
        choices=city.method,
        decisions=city.decisions,
    )
    used = factor_use(monthly, as_of, book, city.method)
    doubts = check_plausibility(connection, coverage)
    with transaction(connection):
        figures, changed = settle_closed_years(connection, city, figures, used, book)
        findings = gather_findings(connection, city, as_of, coverage, figures, used)
        tables = {CORE_INDICATORS: figures, PLAUSIBILITY: doubts, FINDINGS: findings}
        of_b = values_of_b(annual_values(reference_values, as_of), sorted(site.id for site in city.sites))
        tables |= {FACTOR_USE: used, RATIOS: ratios(figures, of_b)}
        months, values = published_months(connection, monthly), published_values(connection, reference_values)
        tables |= performance(connection, city, figures, months, values, as_of, book)
        for table, frame in tables.items():
            changed |= replace_rows(connection, table, frame)
    return Evaluation(
        indicators=len(figures),
        incomplete=int((figures["status"] == "incomplete").sum()),
        findings=len(findings),
        changed=changed,
    )


def standing_evaluation(connection: duckdb.DuckDBPyConnection) -> Evaluation:
    """What the last evaluation came to, when nothing has changed since."""
    [(figures, incomplete, findings)] = connection.execute(f"""
        SELECT count(*), count(*) FILTER (status = 'incomplete'), (SELECT count(*) FROM {FINDINGS.qualified_name})
        FROM {CORE_INDICATORS.qualified_name}
    """).fetchall()
    return Evaluation(figures, incomplete, findings, changed=False)


def results(
    connection: duckdb.DuckDBPyConnection, city: City, as_of: date, book: FactorBook = SHIPPED
) -> Results:
    """Everything that the dashboards show, in a fixed order; of closed years what was published.

    `book` are the factors of the city.
    """
    frames = {
        table: connection.execute(f"FROM {table.qualified_name} ORDER BY {', '.join(table.key)}").df()
        for table in SHOWN
    }
    return Results(
        city=city,
        as_of=as_of,
        core_indicators=frames[CORE_INDICATORS],
        monthly=published_months(connection, frames[MONTHLY]),
        findings=frames[FINDINGS],
        deliveries=connection.execute(f"FROM {DELIVERIES.qualified_name} ORDER BY sequence").df(),
        rejected_rows=frames[REJECTED_ROWS],
        coverage=covered_months(connection, city, as_of),
        contributions=published_contributions(connection, contributions(connection, as_of)),
        reference_rows=published_reference_rows(connection, reference_rows(connection)),
        reconciliation=reconciled_months(connection),
        accepted_doubts=accepted_doubts(connection),
        own_factors=own_factors(book),
        hourly=hourly_loads(connection, as_of),
        heat_months=heat_by_month(connection),
        specific_indicators=frames[SPECIFIC_INDICATORS],
        benchmarks=frames[BENCHMARKS],
        targets=frames[TARGETS],
        target_years=frames[TARGET_YEARS],
        degree_days=frames[DEGREE_DAYS],
        normalised_heat=frames[NORMALISED_HEAT],
    )
