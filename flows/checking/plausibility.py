"""The rules over the settled store: what each found, and whether a person accepted it."""

import duckdb
import pandas as pd

from flows.checking.rules import RULES
from flows.checking.statements import OFF_BY_MAGNITUDES, STATEMENTS
from flows.settling.register import FAMILY_MATCH
from flows.sources.text_file import literal
from indicators.contracts import PLAUSIBILITY

SAME = 1e-9
"""Two values are the same up to this part of them, as for corrections."""

ABOUT_DAYS = ("missing_month", "gap", "overlap", "first_bill", "last_bill", "unregistered_meter")
"""Rules about when there are values; the others are about quantities, which temperatures and degree days are not."""


def check_plausibility(
    connection: duckdb.DuckDBPyConnection, coverage: pd.DataFrame, departures: pd.DataFrame
) -> pd.DataFrame:
    """What the rules find, in the columns of out.plausibility.

    `coverage` is that of the due months, `departures` what the weather lets expect of months of heat
    (indicators/heat_departures.py).

    What is about a month bears the row of a file that counts in it, where there is one. The temporary
    table `plausibility_facts` holds the same.
    """
    connection.register("coverage_facts", coverage)
    connection.register("heat_departures", departures)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE off_by_magnitudes AS {OFF_BY_MAGNITUDES}")
    found = " UNION ALL BY NAME ".join(
        f"SELECT {literal(rule)} AS rule, {literal(RULES[rule].finding)} AS finding, "
        f"{literal(RULES[rule].owner)} AS owner, * FROM ({statement})"
        for rule, statement in STATEMENTS.items()
    )
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE checked AS
        SELECT rule, finding, owner, supply_point_id, stream, CAST(first_day AS DATE) AS first_day,
            CAST(last_day AS DATE) AS last_day, CAST(value AS DOUBLE) AS value, expected, unit, delivery_id, sheet,
            row_number
        FROM ({found}) WHERE NOT starts_with(stream, 'weather.') OR rule IN {ABOUT_DAYS}
    """)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE plausibility_facts AS
        WITH rows_of_months AS (
            SELECT c.rule, c.supply_point_id, c.stream, c.first_day,
                min((r.first_day, r.row_number, r.delivery_id, r.sheet)) AS evidence
            FROM checked c JOIN core.reading_months r ON r.supply_point_id = c.supply_point_id AND r.stream = c.stream
                AND r.month BETWEEN date_trunc('month', c.first_day) AND c.last_day
                AND r.first_day <= c.last_day AND r.last_day >= c.first_day
            WHERE c.delivery_id IS NULL AND c.rule <> 'missing_month' GROUP BY ALL
        ), placed AS (
            SELECT c.* EXCLUDE (delivery_id, sheet, row_number),
                coalesce(c.delivery_id, struct_extract(e.evidence, 3)) AS delivery_id,
                coalesce(c.sheet, struct_extract(e.evidence, 4)) AS sheet,
                coalesce(c.row_number, struct_extract(e.evidence, 2)) AS row_number
            FROM checked c LEFT JOIN rows_of_months e USING (rule, supply_point_id, stream, first_day)
        ), registered AS (
            SELECT r.rule, r.supply_point_id, r.stream, r.first_day,
                min((p.site_id, p.office_id)) AS place
            FROM placed r JOIN core.supply_points p ON p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH}
                AND p.valid_from <= r.last_day AND coalesce(p.valid_to, DATE '9999-12-31') >= r.first_day
            GROUP BY ALL
        ), accepted AS (
            SELECT p.rule, p.supply_point_id, p.stream, p.first_day, p.value, min(a.acceptance_id) AS acceptance_id
            FROM placed p JOIN core.acceptances a ON a.rule = p.rule AND a.supply_point_id = p.supply_point_id
                AND a.stream IN ('', p.stream) AND a.first_day <= p.first_day AND a.last_day >= p.last_day
                AND (a.value IS NULL OR abs(a.value - p.value) <= {SAME} * greatest(1, abs(p.value)))
            GROUP BY ALL
        )
        SELECT p.rule, p.finding, CASE WHEN a.acceptance_id IS NULL THEN 'open' ELSE 'accepted' END AS status, p.owner,
            struct_extract(g.place, 2) AS office_id, struct_extract(g.place, 1) AS site_id,
            p.supply_point_id, p.stream, p.first_day, p.last_day, p.value, p.expected, p.unit, p.delivery_id,
            d.file_name, p.sheet, p.row_number, a.acceptance_id,
            json_object('supply_point', p.supply_point_id, 'stream', p.stream,
                'period', CASE WHEN day(p.first_day) = 1 AND p.last_day = last_day(p.first_day)
                    THEN strftime(p.first_day, '%Y-%m') ELSE p.first_day || ' – ' || p.last_day END,
                'value', round(p.value, 1),
                'expected', coalesce(to_json(try_cast(p.expected AS DOUBLE)), to_json(p.expected)),
                'unit', p.unit, 'file', coalesce(d.file_name, ''), 'sheet', coalesce(p.sheet, ''),
                'row', coalesce(CAST(p.row_number AS VARCHAR), '')) AS details
        FROM placed p
        LEFT JOIN registered g USING (rule, supply_point_id, stream, first_day)
        LEFT JOIN accepted a ON a.rule = p.rule AND a.supply_point_id = p.supply_point_id AND a.stream = p.stream
            AND a.first_day = p.first_day AND a.value IS NOT DISTINCT FROM p.value
        LEFT JOIN raw.deliveries d ON d.delivery_id = p.delivery_id AND d.rows_read > 0
        ORDER BY ALL
    """)
    return connection.execute(f"SELECT {', '.join(PLAUSIBILITY.column_names)} FROM plausibility_facts").df()


OPEN_CHECKS = """
    SELECT finding AS code, CASE WHEN owner = 'office' THEN office_id END AS office_id, site_id, stream,
        strftime(first_day, '%Y-%m') AS period, delivery_id, file_name, nullif(sheet, '') AS sheet, row_number,
        details, NULL AS message
    FROM plausibility_facts WHERE status = 'open' AND starts_with(finding, 'check_')
"""
"""SQL: what the rules found and nobody accepted, for out.findings."""
