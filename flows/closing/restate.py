"""Closed years inside an evaluation: their figures stay as published, what would differ goes to out.restatements."""

import duckdb
import pandas as pd

from flows.closing.changes import changes
from flows.computing.replace import replace_rows
from indicators.closing import as_published, differences, restatements
from indicators.contracts import RESTATEMENTS
from indicators.factors import FactorBook
from indicators.model import City

RESTATED = """
    SELECT 'closed_year_restated' AS code, NULL AS office_id, r.site_id, NULL AS stream,
        CAST(r.year AS VARCHAR) AS period, NULL AS delivery_id, NULL AS file_name, NULL AS sheet, NULL AS row_number,
        json_object('indicator', r.indicator, 'site', coalesce(s.name, r.site_id),
            'period', CAST(r.year AS VARCHAR), 'figure', upper(r.figure),
            'published', coalesce(trim(format('{:.10g}', r.published)) || ' ' || r.unit, '–'),
            'now', coalesce(trim(format('{:.10g}', r.now)) || ' ' || r.unit, '–'), 'because', r.because_of) AS details,
        NULL AS message
    FROM (
        FROM out.restatements
        QUALIFY row_number() OVER (PARTITION BY year, indicator, site_id ORDER BY breakdown, figure) = 1
    ) r LEFT JOIN site_facts s USING (site_id)
"""
"""One finding for each indicator and site; the table has every figure of every breakdown."""

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
    used: pd.DataFrame,
    book: FactorBook,
) -> tuple[pd.DataFrame, bool]:
    """The figures with closed years as published, and whether out.restatements changed. Inside a transaction.

    `used` says which factors the figures are made with (indicators.factor_use), `book` holds them.
    """
    published = connection.execute("FROM closed.core_indicators").df()
    if published.empty:
        return figures, replace_rows(
            connection, RESTATEMENTS, pd.DataFrame(columns=RESTATEMENTS.column_names)
        )
    found = differences(figures, published)
    years = sorted({int(year) for year in found["year"]})
    made_of = [changes(connection, city, year, used, book) for year in years]
    streams = [
        stream
        for (stream,) in connection.execute(
            "SELECT stream FROM core.monthly UNION SELECT stream FROM closed.monthly"
        ).fetchall()
    ]
    table = restatements(found, pd.concat(made_of), streams) if years else found
    changed = replace_rows(connection, RESTATEMENTS, table.reindex(columns=list(RESTATEMENTS.column_names)))
    return as_published(figures, published), changed
