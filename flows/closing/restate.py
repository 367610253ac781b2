"""Closed years inside an evaluation: their figures stay as published, what would differ goes to out.restatements."""

from collections.abc import Mapping

import duckdb
import pandas as pd

from flows.closing.changes import changes
from flows.computing.replace import replace_rows
from indicators.benchmarks import declared_benchmarks
from indicators.closing import as_published, differences, restatements
from indicators.contracts import BENCHMARKS, RESTATEMENTS, TARGET_YEARS, Table
from indicators.factors import FactorBook
from indicators.frozen import FrozenResults, differences_of_results, frozen_results, restated_results
from indicators.model import City
from indicators.specific_indicators import declared_specific_indicators

RESTATED = """
    SELECT 'closed_year_restated' AS code, NULL AS office_id, r.site_id, NULL AS stream,
        CAST(r.year AS VARCHAR) AS period, NULL AS delivery_id, NULL AS file_name, NULL AS sheet, NULL AS row_number,
        json_object('indicator', r.indicator, 'site', coalesce(s.name, r.site_id),
            'period', CAST(r.year AS VARCHAR), 'figure', upper(r.figure),
            'published', coalesce(trim(format('{:.10g}', r.published)) || ' ' || r.unit, '–'),
            'now', coalesce(trim(format('{:.10g}', r.now)) || ' ' || r.unit, '–'), 'because', r.because_of) AS details,
        NULL AS message
    FROM (
        FROM out.restatements WHERE figure IN ('a', 'b', 'r')
        QUALIFY row_number() OVER (PARTITION BY year, indicator, site_id ORDER BY breakdown, figure) = 1
    ) r LEFT JOIN site_facts s USING (site_id)
"""
"""One finding for each indicator and site; the table has every figure of every breakdown."""

RESULTS_RESTATED = """
    SELECT 'closed_results_restated' AS code, NULL AS office_id, NULL AS site_id, NULL AS stream,
        CAST(year AS VARCHAR) AS period, NULL AS delivery_id, NULL AS file_name, NULL AS sheet, NULL AS row_number,
        json_object('period', CAST(year AS VARCHAR), 'count', CAST(count(*) AS VARCHAR)) AS details, NULL AS message
    FROM out.restatements WHERE figure NOT IN ('a', 'b', 'r') GROUP BY year
"""
"""What is made of the figures: one finding for each year."""

CHANGED_FILES = """
    SELECT 'closed_file_changed' AS code, NULL AS office_id, NULL AS site_id, NULL AS stream,
        CAST(year AS VARCHAR) AS period, NULL AS delivery_id, NULL AS file_name, NULL AS sheet, NULL AS row_number,
        json_object('file', 'statements/closed/' || year || '/' || file_name, 'period', CAST(year AS VARCHAR))
            AS details,
        NULL AS message
    FROM closed.files WHERE state <> 'intact'
"""


def settle_closed_years(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    figures: pd.DataFrame,
    results: Mapping[Table, pd.DataFrame],
    used: pd.DataFrame,
    book: FactorBook,
) -> tuple[pd.DataFrame, FrozenResults, bool]:
    """The figures with closed years as published, the results beside them that stay, and whether restatements changed.

    Inside a transaction. `results` are the tables beside the core indicators as they come out now; `used` says which
    factors the figures are made with (indicators.factor_use), `book` holds them. Without a closed year the figures are
    the very same frame.
    """
    published = connection.execute("FROM closed.core_indicators").df()
    if published.empty:
        nothing = pd.DataFrame(columns=RESTATEMENTS.column_names)
        return figures, {}, replace_rows(connection, RESTATEMENTS, nothing)
    frozen = _frozen(connection, city)
    found = differences(figures, published)
    beside = differences_of_results(results, frozen, published)
    years = sorted({int(year) for year in (*found["year"], *beside["year"])})
    made_of = [changes(connection, city, year, used, book) for year in years]
    streams = [
        stream
        for (stream,) in connection.execute(
            "SELECT stream FROM core.monthly UNION SELECT stream FROM closed.monthly"
        ).fetchall()
    ]
    if years:
        because = pd.concat(made_of)
        parts = [
            restatements(found, because, streams),
            restated_results(beside, because, streams, city),
        ]
        table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    else:
        table = found.reindex(columns=list(RESTATEMENTS.column_names))
    return as_published(figures, published), frozen, replace_rows(connection, RESTATEMENTS, table)


def _frozen(connection: duckdb.DuckDBPyConnection, city: City) -> dict[Table, pd.DataFrame]:
    """The published results; of targets and benchmarks those that the city still has."""
    frozen = frozen_results(connection.execute("FROM closed.results").df())
    if TARGET_YEARS in frozen:
        targets = {target.id for target in city.targets}
        rows = frozen[TARGET_YEARS]
        frozen[TARGET_YEARS] = rows.loc[rows["target_id"].isin(targets)]
    if BENCHMARKS in frozen:
        benchmarks = declared_benchmarks(city, declared_specific_indicators(city))
        rows = frozen[BENCHMARKS]
        frozen[BENCHMARKS] = rows.loc[rows["benchmark_id"].isin(list(benchmarks))]
    return {table: rows for table, rows in frozen.items() if len(rows)}
