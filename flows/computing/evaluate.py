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
from flows.computing.estimates import (
    counted_coverage,
    counted_months,
    standing_estimates,
)
from flows.computing.findings import gather_findings
from flows.computing.hourly import bring_hourly_loads, hourly_loads
from flows.computing.inputs import figures_of, gather_inputs
from flows.computing.performance import performance
from flows.computing.replace import replace_rows
from flows.computing.weather import heat_by_month, published_weather, weather
from flows.warehouse import transaction
from indicators.contracts import (
    BENCHMARKS,
    CORE_INDICATORS,
    DEGREE_DAYS,
    DELIVERIES,
    ESTIMATES,
    FACTOR_USE,
    FINDINGS,
    NORMALISED_HEAT,
    PLAUSIBILITY,
    REJECTED_ROWS,
    SPECIFIC_INDICATORS,
    TARGET_YEARS,
    TARGETS,
)
from indicators.factor_use import factor_use
from indicators.factors import SHIPPED, FactorBook
from indicators.heat_departures import heat_departures
from indicators.model import City, Results

SHOWN = (
    CORE_INDICATORS,
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
    inputs = gather_inputs(connection, city, as_of)
    monthly, reference_values = inputs.monthly, inputs.reference_values
    figures = figures_of(inputs, city, as_of, book)
    used = factor_use(monthly, as_of, book, city.method)
    heat = heat_by_month(connection)
    of_weather = weather(connection, heat, city, as_of)
    departures = heat_departures(heat, of_weather[DEGREE_DAYS], city, as_of)
    doubts = check_plausibility(connection, inputs.coverage, departures)
    with transaction(connection):
        bring_hourly_loads(connection, as_of)
        results_of_now = performance(city, figures, monthly, reference_values, as_of, book) | of_weather
        shown, frozen, changed = settle_closed_years(connection, city, figures, results_of_now, used, book)
        findings = gather_findings(connection, city, as_of, inputs.coverage, shown, used, inputs.estimates)
        tables = {
            CORE_INDICATORS: shown,
            PLAUSIBILITY: doubts,
            FINDINGS: findings,
            ESTIMATES: inputs.estimates,
        }
        tables |= {FACTOR_USE: used}
        if shown is figures:
            tables |= results_of_now
        else:
            months = published_months(connection, monthly)
            values = published_values(connection, reference_values)
            tables |= performance(city, shown, months, values, as_of, book, frozen)
            tables |= published_weather(heat, of_weather, city, as_of, frozen)
        for table, frame in tables.items():
            changed |= replace_rows(connection, table, frame)
    return Evaluation(
        indicators=len(shown),
        incomplete=int((shown["status"] == "incomplete").sum()),
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
        monthly=published_months(connection, counted_months(connection)),
        findings=frames[FINDINGS],
        deliveries=connection.execute(f"FROM {DELIVERIES.qualified_name} ORDER BY sequence").df(),
        rejected_rows=frames[REJECTED_ROWS],
        coverage=counted_coverage(connection, covered_months(connection, city, as_of)),
        estimates=standing_estimates(connection),
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
