"""Everything that a person should know, as out.findings: gathered in SQL, worded by the declarations of findings."""

import json
from datetime import date

import duckdb
import pandas as pd

from flows.checking.plausibility import OPEN_CHECKS
from flows.closing.restate import CHANGED_FILES, RESTATED, RESULTS_RESTATED
from flows.computing.covered import open_event_months
from flows.computing.estimates import FINDINGS_OF_ESTIMATES
from flows.corrections.refused import REFUSED
from flows.settling.register import FAMILY_MATCH
from indicators.contracts import FINDINGS
from indicators.findings import sentence, severity
from indicators.model import City
from indicators.omissions import not_reported, statement_year

REJECTED_ROWS = """
    SELECT r.code, d.office_id, CAST(NULL AS VARCHAR) AS site_id, CAST(NULL AS VARCHAR) AS stream,
        CAST(NULL AS VARCHAR) AS period, r.delivery_id, d.file_name, r.sheet, r.row_number,
        json_object('file', d.file_name, 'sheet', r.sheet, 'row', CAST(r.row_number AS VARCHAR),
            'column', r.column_name, 'value', coalesce(r.value, ''), 'detail', r.detail) AS details,
        r.message
    FROM raw.rejected_rows r JOIN raw.deliveries d ON d.delivery_id = r.delivery_id AND d.rows_read > 0
"""

DELIVERIES = """
    SELECT code, office_id, NULL AS site_id, NULL AS stream, NULL AS period, delivery_id, file_name,
        nullif(sheet, '') AS sheet, row_number,
        json_merge_patch(details, json_object('file', file_name, 'sheet', sheet,
            'row', coalesce(CAST(row_number AS VARCHAR), ''))) AS details,
        NULL AS message
    FROM raw.delivery_findings
"""

PASSED_OVER = """
    SELECT code, nullif(office_id, '') AS office_id, NULL AS site_id, NULL AS stream, NULL AS period,
        NULL AS delivery_id, file_name, NULL AS sheet, NULL AS row_number,
        json_object('file', file_name, 'office', office_id, 'detail', detail) AS details, NULL AS message
    FROM raw.passed_over
"""

UNKNOWN_SUPPLY_POINTS = """
    WITH unknown AS (
        SELECT delivery_id, supply_point_id, stream, CAST(date_trunc('month', first_day) AS DATE) AS month,
            min(row_number) AS row_number, arg_min(sheet, (row_number, sheet)) AS sheet
        FROM core.readings WHERE site_id IS NULL AND is_current
        GROUP BY ALL
        UNION ALL
        SELECT delivery_id, supply_point_id, stream, CAST(date_trunc('month', read_on) AS DATE), min(row_number),
            arg_min(sheet, (row_number, sheet))
        FROM core.register_values r
        WHERE is_current AND NOT EXISTS (
            FROM core.readings s WHERE s.supply_point_id = r.supply_point_id AND s.stream = r.stream
        ) AND NOT EXISTS (
            FROM core.supply_points p WHERE p.supply_point_id = r.supply_point_id AND p.stream = r.stream
        )
        GROUP BY ALL
    )
    SELECT 'unknown_supply_point' AS code, d.office_id, NULL AS site_id, u.stream, strftime(u.month, '%Y-%m') AS period,
        u.delivery_id, d.file_name, u.sheet, u.row_number,
        json_object('supply_point', u.supply_point_id, 'file', d.file_name, 'sheet', u.sheet,
            'row', CAST(u.row_number AS VARCHAR), 'stream', u.stream, 'period', strftime(u.month, '%Y-%m')) AS details,
        NULL AS message
    FROM unknown u JOIN raw.deliveries d ON d.delivery_id = u.delivery_id AND d.rows_read > 0
"""

SUPERSEDED = f"""
    SELECT CASE r.rule WHEN 'overlap' THEN 'overlapping_readings' ELSE 'superseded_' || r.rule END AS code,
        d.office_id, p.site_id, r.stream, strftime(r.month, '%Y-%m') AS period, r.delivery_id, d.file_name,
        nullif(r.sheet, '') AS sheet, r.row_number,
        json_object('supply_point', r.supply_point_id, 'stream', r.stream, 'period', strftime(r.month, '%Y-%m'),
            'file', d.file_name, 'sheet', r.sheet, 'row', CAST(r.row_number AS VARCHAR), 'by_file', b.file_name,
            'by_sheet', r.by_sheet, 'rows', CAST(r.rows AS VARCHAR),
            'by_row', CAST(r.by_row_number AS VARCHAR)) AS details,
        NULL AS message
    FROM core.superseded r
    JOIN raw.deliveries d ON d.delivery_id = r.delivery_id AND d.rows_read > 0
    JOIN raw.deliveries b ON b.delivery_id = r.by_delivery_id AND b.rows_read > 0
    LEFT JOIN core.supply_points p ON p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH}
        AND r.month BETWEEN date_trunc('month', p.valid_from) AND coalesce(p.valid_to, DATE '9999-12-31')
"""

SHARED_DAYS = f"""
    SELECT 'shared_day_of_two_files' AS code, d.office_id, p.site_id, r.stream, strftime(r.day, '%Y-%m') AS period,
        r.delivery_id, d.file_name, nullif(r.sheet, '') AS sheet, r.row_number,
        json_object('supply_point', r.supply_point_id, 'stream', r.stream, 'period', CAST(r.day AS VARCHAR),
            'file', d.file_name, 'sheet', r.sheet, 'row', CAST(r.row_number AS VARCHAR), 'by_file', b.file_name,
            'by_sheet', r.by_sheet, 'by_row', CAST(r.by_row_number AS VARCHAR)) AS details,
        NULL AS message
    FROM core.shared_days r
    JOIN raw.deliveries d ON d.delivery_id = r.delivery_id AND d.rows_read > 0
    JOIN raw.deliveries b ON b.delivery_id = r.by_delivery_id AND b.rows_read > 0
    LEFT JOIN core.supply_points p ON p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH}
        AND r.day BETWEEN p.valid_from AND coalesce(p.valid_to, DATE '9999-12-31')
"""

MISSING_MONTHS = """
    SELECT 'missing_month' AS code, m.office_id, m.site_id, m.stream, strftime(m.month, '%Y-%m') AS period,
        NULL AS delivery_id, NULL AS file_name, NULL AS sheet, NULL AS row_number,
        json_object('site', s.name, 'supply_point', m.supply_point_id, 'stream', m.stream,
            'period', strftime(m.month, '%Y-%m')) AS details,
        NULL AS message
    FROM coverage_facts m JOIN site_facts s USING (site_id)
    WHERE NOT m.covered AND NOT m.open_event
"""

REJECTED_EVENTS = """
    SELECT 'rejected_event' AS code, e.office_id, e.site_id, e.stream, strftime(e.month, '%Y-%m') AS period,
        NULL AS delivery_id, NULL AS file_name, NULL AS sheet, NULL AS row_number,
        json_object('site', s.name, 'supply_point', e.supply_point_id, 'stream', e.stream,
            'period', strftime(e.month, '%Y-%m')) AS details,
        NULL AS message
    FROM open_event_facts e JOIN site_facts s USING (site_id)
"""

MISSING_REFERENCE_VALUES = """
    SELECT DISTINCT 'missing_reference_value' AS code, NULL AS office_id, i.site_id, NULL AS stream,
        CAST(i.year AS VARCHAR) AS period, NULL AS delivery_id, NULL AS file_name, NULL AS sheet, NULL AS row_number,
        json_object('kind', i.b_kind, 'site', s.name, 'period', CAST(i.year AS VARCHAR)) AS details, NULL AS message
    FROM indicator_facts i JOIN site_facts s USING (site_id)
    WHERE coalesce(i.b, 0) = 0
"""

SERIES_BEYOND_VALIDITY = f"""
    CREATE OR REPLACE TEMP TABLE series_beyond_validity AS
    SELECT supply_point_id, stream FROM (
        SELECT supply_point_id, stream, min(first_day) AS first_day, max(last_day) AS last_day
        FROM core.reading_months GROUP BY supply_point_id, stream
    ) r WHERE NOT EXISTS (
        FROM core.supply_points p WHERE p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH}
            AND p.valid_from <= r.first_day AND coalesce(p.valid_to, r.last_day) >= r.last_day
    )
"""
"""SQL: the series of which a reading may lie outside the validity of its supply point; most have none."""

OUTSIDE_VALIDITY = f"""
    SELECT 'reading_outside_validity' AS code, d.office_id, r.site_id, r.stream,
        strftime(r.first_day, '%Y-%m') AS period, r.delivery_id, d.file_name, nullif(r.sheet, '') AS sheet,
        r.row_number,
        json_object('supply_point', r.supply_point_id, 'stream', r.stream, 'file', d.file_name, 'sheet', r.sheet,
            'row', CAST(r.row_number AS VARCHAR), 'period', r.first_day || ' – ' || r.last_day) AS details,
        NULL AS message
    FROM core.readings r JOIN raw.deliveries d ON d.delivery_id = r.delivery_id AND d.rows_read > 0
    JOIN (SELECT DISTINCT supply_point_id, stream, valid_from, valid_to FROM core.supply_points) p
        ON p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH} AND p.valid_from <= r.last_day
        AND coalesce(p.valid_to, r.last_day) >= r.first_day
    WHERE r.is_current AND r.site_id IS NOT NULL
        AND (r.supply_point_id, r.stream) IN (SELECT (supply_point_id, stream) FROM series_beyond_validity)
    GROUP BY ALL
    HAVING sum(least(r.last_day, coalesce(p.valid_to, r.last_day)) - greatest(r.first_day, p.valid_from) + 1)
        < r.last_day - r.first_day + 1
"""

SUPERSEDED_REFERENCE_VALUES = """
    SELECT 'superseded_reference_value' AS code, d.office_id, nullif(v.site_id, 'all') AS site_id, NULL AS stream,
        CAST(v.year AS VARCHAR) AS period, v.delivery_id, d.file_name, nullif(v.sheet, '') AS sheet, v.row_number,
        json_object('kind', v.kind, 'site', coalesce(s.name, v.site_id), 'period', CAST(v.year AS VARCHAR),
            'file', d.file_name, 'sheet', v.sheet, 'row', CAST(v.row_number AS VARCHAR), 'by_file', b.file_name,
            'by_sheet', c.sheet, 'by_row', CAST(c.row_number AS VARCHAR)) AS details,
        NULL AS message
    FROM core.reference_values v
    JOIN core.reference_values c ON c.kind = v.kind AND c.site_id = v.site_id AND c.year = v.year AND c.is_current
        AND c.valid_from IS NOT DISTINCT FROM v.valid_from
    JOIN raw.deliveries d ON d.delivery_id = v.delivery_id AND d.rows_read > 0
    JOIN raw.deliveries b ON b.delivery_id = c.delivery_id AND b.rows_read > 0
    LEFT JOIN site_facts s ON s.site_id = v.site_id
    WHERE NOT v.is_current AND v.value <> c.value
"""

FACTORS = """
    SELECT code, NULL AS office_id, NULL AS site_id, min(stream) AS stream, CAST(year AS VARCHAR) AS period,
        NULL AS delivery_id, NULL AS file_name, NULL AS sheet, NULL AS row_number,
        json_object('factor', factor_id, 'factor_id', factor_id, 'period', CAST(year AS VARCHAR),
            'stream', min(stream)) AS details,
        NULL AS message
    FROM (
        SELECT *, CASE WHEN value IS NULL THEN 'missing_factor' WHEN fallback THEN 'fallback_factor' END AS code
        FROM factor_facts WHERE NOT memo
    ) WHERE code IS NOT NULL GROUP BY code, year, factor_id
"""
"""A factor that is missing or only stands in, once for each year, however many figures use it."""

LEFT_OUT = """
    SELECT DISTINCT 'omitted_without_reason' AS code, NULL AS office_id, NULL AS site_id, NULL AS stream,
        CAST(i.year AS VARCHAR) AS period, NULL AS delivery_id, NULL AS file_name, NULL AS sheet, NULL AS row_number,
        json_object('indicator', i.indicator, 'period', CAST(i.year AS VARCHAR)) AS details, NULL AS message
    FROM indicator_facts i WHERE i.site_id = 'all' AND i.breakdown = '' AND i.reason IN ('omitted', 'not_applicable')
    UNION ALL
    SELECT 'indicator_not_reported', NULL, NULL, NULL, CAST(year AS VARCHAR), NULL, NULL, NULL, NULL,
        json_object('indicator', indicator, 'period', CAST(year AS VARCHAR)), NULL
    FROM unreported_facts
    UNION ALL
    SELECT 'figure_b_changed', NULL, NULL, NULL, CAST(decided_on AS VARCHAR), NULL, NULL, NULL, NULL,
        json_object('kind', kind, 'period', CAST(decided_on AS VARCHAR), 'since', since, 'reason', reason), NULL
    FROM figure_b_facts
"""
"""Annex IV C.2: what is neither reported nor left out with a reason, and every change of figure B with its reason."""

SOURCES = (
    REJECTED_ROWS,
    DELIVERIES,
    PASSED_OVER,
    UNKNOWN_SUPPLY_POINTS,
    SUPERSEDED,
    SHARED_DAYS,
    MISSING_MONTHS,
    FINDINGS_OF_ESTIMATES,
    REJECTED_EVENTS,
    MISSING_REFERENCE_VALUES,
    SUPERSEDED_REFERENCE_VALUES,
    OUTSIDE_VALIDITY,
    REFUSED,
    OPEN_CHECKS,
    RESTATED,
    RESULTS_RESTATED,
    CHANGED_FILES,
    FACTORS,
    LEFT_OUT,
)


def gather_findings(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    as_of: date,
    coverage: pd.DataFrame,
    core_indicators: pd.DataFrame,
    factors: pd.DataFrame,
    estimates: pd.DataFrame,
) -> pd.DataFrame:
    """All findings of the store, in the columns of out.findings, worded in the organisation's first language."""
    sites = pd.DataFrame(
        {"site_id": [site.id for site in city.sites], "name": [site.name for site in city.sites]}
    )
    for name, frame in (
        ("coverage_facts", coverage),
        ("estimate_facts", estimates),
        ("indicator_facts", core_indicators),
        ("site_facts", sites),
        ("factor_facts", factors),
        ("unreported_facts", _unreported(core_indicators, as_of)),
        ("figure_b_facts", _changes_of_b(city)),
        ("open_event_facts", open_event_months(connection, as_of)),
    ):
        connection.register(name, frame)
    connection.execute(SERIES_BEYOND_VALIDITY)
    gathered = connection.execute(
        " UNION ALL BY NAME ".join(f"({source})" for source in SOURCES) + " ORDER BY ALL"
    ).df()
    language = city.organisation.languages[0]
    office_languages = {office.id: office.language for office in city.offices}
    gathered["severity"] = gathered["code"].map({code: severity(code) for code in gathered["code"].unique()})
    unworded = gathered["message"].isna() | (gathered["office_id"].map(office_languages) != language)
    gathered.loc[unworded, "message"] = [
        sentence(code, language, **json.loads(details))
        for code, details in gathered.loc[unworded, ["code", "details"]].itertuples(index=False)
    ]
    return gathered[list(FINDINGS.column_names)]


def _unreported(core_indicators: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """indicator, year: what nobody reports or leaves out in the last year that is wholly due."""
    year = statement_year(as_of)
    codes = not_reported(core_indicators, year) if (core_indicators["year"] == year).any() else ()
    return pd.DataFrame({"indicator": list(codes), "year": [year] * len(codes)}).astype(
        {"indicator": "str", "year": "int64"}
    )


def _changes_of_b(city: City) -> pd.DataFrame:
    """kind, decided_on, since, reason of every dated definition of figure B."""
    rows = [
        (entry.kind, entry.decided_on.isoformat(), str(entry.recalculated_from or ""), entry.reason)
        for entry in city.figure_b
        if entry.decided_on
    ]
    return pd.DataFrame(rows, columns=["kind", "decided_on", "since", "reason"]).astype("str")
