"""Everything that was ever delivered about a supply point: what counts, what does not, and why."""

from datetime import date, datetime
from typing import Literal

import duckdb

from flows.problems import WrongUse
from flows.settling.days import WHOLE_DAY
from indicators.findings import place, title
from indicators.model import Language, Record

State = Literal[
    "counts", "in_no_sum", "no_site", "gave_way", "corrected", "withdrawn", "rejected", "duplicate"
]

OF_THE_POINT = """(r.supply_point_id = $point OR r.named_as = $point OR r.supply_point_id IN (
    SELECT supply_point_id FROM core.supply_point_names WHERE name = $point
)) AND ($stream = '' OR r.stream = $stream)"""

SAME_DAYS = "('same_value', 'correction', 'read_value', 'other_account', 'credit')"
BY = """
    FROM r JOIN core.superseded s ON s.delivery_id = r.delivery_id AND s.sheet = r.sheet
        AND s.supply_point_id = r.supply_point_id AND s.stream = r.stream AND s.month = date_trunc('month', r.first_day)
    JOIN r b ON b.delivery_id = s.by_delivery_id AND b.sheet = s.by_sheet AND b.supply_point_id = r.supply_point_id
        AND b.stream = r.stream AND b.gave_way_to IS NULL AND r.gave_way_to IS NULL
"""

READINGS = f"""
    WITH r AS (
        SELECT r.*, r.period_end - r.period_start < {WHOLE_DAY} AND NOT $every AS grouped FROM core.readings r
        WHERE {OF_THE_POINT}
    ), better AS (
        SELECT delivery_id, sheet, row_number, stream, period_start, min(best) AS best FROM (
            SELECT r.delivery_id, r.sheet, r.row_number, r.stream, r.period_start, {{
                'row': b.row_number, 'sheet': b.sheet, 'delivery': b.delivery_id, 'rule': s.rule}} AS best
            {BY} AND b.period_start = r.period_start AND b.period_end = r.period_end
            WHERE NOT r.is_current AND s.rule IN {SAME_DAYS}
            UNION ALL
            SELECT r.delivery_id, r.sheet, r.row_number, r.stream, r.period_start, {{
                'row': b.row_number, 'sheet': b.sheet, 'delivery': b.delivery_id, 'rule': s.rule}} AS best
            {BY} AND b.period_start < r.period_end AND r.period_start < b.period_end
            WHERE NOT r.is_current AND s.rule NOT IN {SAME_DAYS}
            UNION ALL
            SELECT delivery_id, sheet, row_number, stream, period_start, {{
                'row': gave_way_to, 'sheet': sheet, 'delivery': delivery_id, 'rule': gave_way_by}} AS best
            FROM r WHERE gave_way_to IS NOT NULL
        ) GROUP BY ALL
    ), judged AS (
        SELECT r.*, better.best, c.correction_id AS corrected_by, CASE
            WHEN NOT r.is_current AND c.correction_id IS NOT NULL AND c.new_value IS NULL THEN 'withdrawn'
            WHEN NOT r.is_current AND c.correction_id IS NOT NULL THEN 'corrected'
            WHEN NOT r.is_current THEN 'gave_way'
            WHEN r.site_id IS NULL THEN 'no_site'
            WHEN EXISTS (FROM core.supply_points p WHERE p.supply_point_id = r.supply_point_id AND p.within <> '')
                THEN 'in_no_sum'
            ELSE 'counts' END AS state
        FROM r
        LEFT JOIN better USING (delivery_id, sheet, row_number, stream, period_start)
        LEFT JOIN core.corrections c ON c.status = 'applied' AND r.correction_id IS NULL
            AND c.delivery_id = r.delivery_id AND c.sheet = r.sheet AND c.row_number = r.row_number
            AND c.supply_point_id = r.supply_point_id AND c.stream = r.stream AND c.first_day = r.first_day
    )
    SELECT delivery_id, sheet, min(row_number) AS row_number, max(row_number) AS last_row, count(*) AS rows,
        supply_point_id, stream, named_as, 'reading' AS kind, min(first_day) AS first_day, max(last_day) AS last_day,
        CAST(sum(CAST(quantity AS DECIMAL(28, 9))) AS DOUBLE) AS quantity, unit, quality, issued_on, state,
        coalesce(best.rule, '') AS rule, best.delivery AS by_delivery_id, best.sheet AS by_sheet,
        min(best.row) AS by_row_number, coalesce(correction_id, corrected_by, '') AS correction_id, '' AS message
    FROM judged
    GROUP BY delivery_id, sheet, CASE WHEN grouped THEN 0 ELSE row_number END,
        CASE WHEN grouped THEN NULL ELSE period_start END,
        date_trunc('month', first_day), supply_point_id, stream, named_as, unit, quality, issued_on, state, best.rule,
        best.delivery, best.sheet, correction_id, corrected_by
"""

REGISTER_VALUES = f"""
    SELECT r.delivery_id, r.sheet, r.row_number, r.row_number AS last_row, 1 AS rows, r.supply_point_id, r.stream,
        r.named_as, 'register value' AS kind, r.read_on AS first_day, r.read_on AS last_day, r.value AS quantity,
        r.unit_as_delivered AS unit, r.quality, CAST(NULL AS DATE) AS issued_on,
        CASE WHEN r.is_current THEN 'counts' WHEN b.row_number IS NULL THEN 'corrected' ELSE 'gave_way' END AS state,
        CASE WHEN r.is_current OR b.row_number IS NULL THEN '' WHEN b.value = r.value THEN 'same_value'
            ELSE 'correction' END AS rule,
        b.delivery_id AS by_delivery_id, b.sheet AS by_sheet, b.row_number AS by_row_number,
        coalesce(r.correction_id, '') AS correction_id, '' AS message
    FROM core.register_values r
    LEFT JOIN core.register_values b ON NOT r.is_current AND b.is_current AND b.supply_point_id = r.supply_point_id
        AND b.stream = r.stream AND b.meter_id = r.meter_id AND b.read_on = r.read_on
        AND (b.delivery_id, b.sheet, b.row_number) <> (r.delivery_id, r.sheet, r.row_number)
    WHERE {OF_THE_POINT}
"""

REJECTED_ROWS = """
    SELECT r.delivery_id, r.sheet, r.row_number, r.row_number AS last_row, 1 AS rows, r.supply_point_id,
        coalesce(r.stream, '') AS stream, CAST(NULL AS VARCHAR) AS named_as, 'reading' AS kind, r.first_day, r.last_day,
        CAST(NULL AS DOUBLE) AS quantity, '' AS unit, '' AS quality, CAST(NULL AS DATE) AS issued_on,
        'rejected' AS state, r.code AS rule, CAST(NULL AS VARCHAR) AS by_delivery_id,
        CAST(NULL AS VARCHAR) AS by_sheet, CAST(NULL AS BIGINT) AS by_row_number, '' AS correction_id, r.message
    FROM raw.rejected_rows r
    WHERE (r.supply_point_id = $point OR r.supply_point_id IN (
        SELECT name FROM core.supply_point_names WHERE supply_point_id = $point
    )) AND ($stream = '' OR coalesce(r.stream, $stream) = $stream)
"""

HISTORY = f"""
    WITH told AS (({READINGS}) UNION ALL BY NAME ({REGISTER_VALUES}) UNION ALL BY NAME ({REJECTED_ROWS})),
    again AS (
        SELECT DISTINCT d.delivery_id, d.file_name, d.office_id, d.received_at, d.sequence, t.supply_point_id
        FROM raw.deliveries d JOIN told t USING (delivery_id) WHERE d.status = 'duplicate'
    )
    SELECT d.file_name, d.office_id, d.received_at, d.sequence, t.*, b.file_name AS by_file
    FROM told t JOIN raw.deliveries d ON d.delivery_id = t.delivery_id AND d.rows_read > 0
    LEFT JOIN raw.deliveries b ON b.delivery_id = t.by_delivery_id AND b.rows_read > 0
    UNION ALL BY NAME
    SELECT a.file_name, a.office_id, a.received_at, a.sequence, a.delivery_id, '' AS sheet, a.supply_point_id,
        '' AS stream, 'file' AS kind, '' AS unit, '' AS quality, 'duplicate' AS state,
        'duplicate_delivery' AS rule, '' AS correction_id, '' AS message, d.file_name AS by_file
    FROM again a JOIN raw.deliveries d ON d.delivery_id = a.delivery_id AND d.rows_read > 0
    ORDER BY first_day NULLS LAST, last_day, sequence, sheet, row_number, kind
"""


class HistoryEntry(Record):
    """A delivered row, or the interval data of a sheet in a month that share their fate.

    `quantity` is in the canonical `unit`, of a register value as delivered. `reason` says in words why it does not
    count, `counts_instead` where that stands which does.
    """

    file_name: str
    sheet: str
    row_number: int | None
    last_row: int | None
    rows: int | None
    delivery_id: str
    office_id: str
    received_at: datetime
    supply_point_id: str
    named_as: str | None
    stream: str
    kind: str
    first_day: date | None
    last_day: date | None
    quantity: float | None
    unit: str
    quality: str
    issued_on: date | None
    state: State
    rule: str
    reason: str
    counts_instead: str
    correction_id: str


def history(
    connection: duckdb.DuckDBPyConnection,
    supply_point: str,
    stream: str = "",
    language: Language = "en",
    *,
    every_row: bool = False,
) -> list[HistoryEntry]:
    """Every row about a supply point (or a number of a meter or contract of it) in order of the days.

    Raises:
        WrongUse: no delivery names the supply point, or not with this stream.
    """
    found = connection.execute(HISTORY, {"point": supply_point, "stream": stream, "every": every_row})
    names = [column[0] for column in found.description or ()]
    entries = [_entry(dict(zip(names, row, strict=True)), language) for row in found.fetchall()]
    if not entries:
        of = f" with the stream {stream!r}" if stream else ""
        raise WrongUse(f"no delivery names a supply point, meter or contract {supply_point!r}{of}")
    return entries


def _entry(row: dict[str, object], language: Language) -> HistoryEntry:
    state, rule = str(row["state"]), str(row["rule"])
    code = rule
    if state == "gave_way" and rule:
        code = "overlapping_readings" if rule == "overlap" else f"superseded_{rule}"
    if state == "no_site":
        code = "unknown_supply_point"
    reason = str(row["message"] or "") or (title(code, language) if code else "")
    instead = place(language, row["by_file"], row["by_sheet"], row["by_row_number"]) if row["by_file"] else ""
    known = {name: row[name] for name in HistoryEntry.model_fields if name in row}
    return HistoryEntry.model_validate({**known, "reason": reason, "counts_instead": instead})
