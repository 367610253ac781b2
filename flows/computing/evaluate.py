"""The figures: indicators and findings from the settled store, and back into it."""

from dataclasses import dataclass
from datetime import date

import duckdb

from flows.closing.restate import settle_closed_years
from flows.computing.contributions import contributions, reference_rows
from flows.computing.covered import covered_months
from flows.computing.findings import gather_findings
from flows.computing.replace import replace_rows
from flows.warehouse import transaction
from indicators.contracts import CORE_INDICATORS, DELIVERIES, FINDINGS, MONTHLY, REJECTED_ROWS
from indicators.core_indicators import core_indicators
from indicators.model import City, Results


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation came to, in numbers for the run's report."""

    indicators: int
    incomplete: int
    findings: int
    changed: bool


def evaluate(connection: duckdb.DuckDBPyConnection, city: City, as_of: date) -> Evaluation:
    """Compute out.core_indicators and out.findings anew and write them where they changed, in one transaction."""
    coverage = covered_months(connection, city, as_of)
    figures = core_indicators(
        monthly=connection.execute("FROM core.monthly").df(),
        coverage=coverage,
        reference_values=connection.execute("FROM core.reference_values WHERE is_current").df(),
        supply_points=city.supply_points,
        sites=city.sites,
        as_of=as_of,
    )
    with transaction(connection):
        figures, changed = settle_closed_years(connection, city, figures)
        findings = gather_findings(connection, city, as_of, coverage, figures)
        changed |= replace_rows(connection, CORE_INDICATORS, figures)
        changed |= replace_rows(connection, FINDINGS, findings)
    return Evaluation(
        indicators=len(figures),
        incomplete=int((figures["status"] == "incomplete").sum()),
        findings=len(findings),
        changed=changed,
    )


def results(connection: duckdb.DuckDBPyConnection, city: City, as_of: date) -> Results:
    """Everything that the dashboards show, in a fixed order."""
    frames = {
        table: connection.execute(f"FROM {table.qualified_name} ORDER BY {', '.join(table.key)}").df()
        for table in (CORE_INDICATORS, MONTHLY, FINDINGS, REJECTED_ROWS)
    }
    return Results(
        city=city,
        as_of=as_of,
        core_indicators=frames[CORE_INDICATORS],
        monthly=frames[MONTHLY],
        findings=frames[FINDINGS],
        deliveries=connection.execute(f"FROM {DELIVERIES.qualified_name} ORDER BY sequence").df(),
        rejected_rows=frames[REJECTED_ROWS],
        coverage=covered_months(connection, city, as_of),
        contributions=contributions(connection, as_of),
        reference_rows=reference_rows(connection),
    )
