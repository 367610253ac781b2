"""Entries of the register that are not applied: a sentence each, for out.findings and for the end of a run."""

import json

import duckdb

from indicators.findings import sentence

REFUSED = """
    SELECT 'correction_' || c.reason AS code, NULL AS office_id, p.site_id, c.stream,
        strftime(c.first_day, '%Y-%m') AS period, c.delivery_id, d.file_name,
        nullif(c.sheet, '') AS sheet, c.row_number,
        json_object('correction', c.correction_id, 'who', c.who,
            'file', coalesce(d.file_name, c.entry->'reading'->>'file', ''),
            'sheet', coalesce(c.sheet, c.entry->'reading'->>'sheet', ''),
            'row', coalesce(CAST(c.row_number AS VARCHAR), c.entry->'reading'->>'row', ''),
            'supply_point', coalesce(c.supply_point_id, c.entry->'reading'->>'supply_point', ''),
            'stream', coalesce(c.stream, c.entry->'reading'->>'stream', ''),
            'period', coalesce(c.first_day || ' – ' || c.last_day,
                (c.entry->'reading'->>'first_day') || ' – ' || (c.entry->'reading'->>'last_day'), ''),
            'expected', json_array(c.expected_value, c.expected_unit),
            'found', CASE WHEN c.found_value IS NOT NULL THEN json_array(c.found_value, c.found_unit) END,
            'new', CASE WHEN c.new_value IS NOT NULL THEN json_array(c.new_value, c.new_unit) END) AS details,
        NULL AS message
    FROM core.corrections c
    LEFT JOIN raw.deliveries d ON d.delivery_id = c.delivery_id AND d.rows_read > 0
    LEFT JOIN (
        SELECT supply_point_id, stream, min(site_id) AS site_id
        FROM core.readings
        SEMI JOIN (FROM core.corrections WHERE status = 'not_applied') USING (supply_point_id, stream)
        WHERE is_current GROUP BY ALL
    ) p ON p.supply_point_id = c.supply_point_id AND p.stream = c.stream
    WHERE c.status = 'not_applied'
"""


def refused_corrections(connection: duckdb.DuckDBPyConnection, language: str) -> tuple[str, ...]:
    """The sentences, in order of the entries' ids."""
    if not connection.execute(
        "SELECT 1 FROM core.corrections WHERE status = 'not_applied' LIMIT 1"
    ).fetchall():
        return ()
    rows = connection.execute(
        f"SELECT code, details FROM ({REFUSED}) ORDER BY details->>'correction'"
    ).fetchall()
    return tuple(sentence(code, language, **json.loads(details)) for code, details in rows)
