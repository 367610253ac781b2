"""What each rule looks for, in SQL over core.compared_months, the readings, the register and what was computed before.

Every statement gives supply_point_id, stream, first_day, last_day, value, expected (a text or NULL), unit,
delivery_id, sheet and row_number, the last three NULL where the rule is about a month: there the row is looked up.
"""

from flows.checking.rules import RULES
from flows.settling.register import FAMILY_MATCH

NO_ROW = (
    "CAST(NULL AS VARCHAR) AS delivery_id, CAST(NULL AS VARCHAR) AS sheet, CAST(NULL AS BIGINT) AS row_number"
)
MONTH = "month AS first_day, last_day(month) AS last_day"

POWER_OF_TEN = 1e-6
"""kWh and MWh, kg and t, differ by a power of ten: such a change is written in the row and nothing to doubt."""

_thousand = RULES["thousand"]
_jump = RULES["jump"]
_zero = RULES["zero"]

OFF_BY_MAGNITUDES = f"""
    SELECT supply_point_id, stream, month, quantity, unit, usual FROM core.compared_months
    WHERE other_months >= {_thousand.other_months} AND usual > 0 AND quantity > 0
        AND (quantity >= {_thousand.factor} * usual OR quantity * {_thousand.factor} <= usual)
"""

STATEMENTS = {
    "missing_month": f"""
        SELECT supply_point_id, stream, {MONTH}, 0 AS value, NULL AS expected, '' AS unit, {NO_ROW}
        FROM coverage_facts WHERE NOT covered AND NOT open_event AND (cadence = 'irregular' OR days_covered = 0)
    """,
    "gap": f"""
        SELECT supply_point_id, stream, {MONTH}, days_covered AS value, CAST(days_due AS VARCHAR) AS expected,
            'd' AS unit, {NO_ROW}
        FROM coverage_facts WHERE NOT covered AND cadence = 'monthly' AND days_covered > 0
    """,
    "overlap": """
        SELECT supply_point_id, stream, month AS first_day, last_day(month) AS last_day, rows AS value,
            NULL AS expected, '' AS unit, delivery_id, sheet, row_number
        FROM core.superseded WHERE rule = 'overlap'
    """,
    "negative": """
        SELECT supply_point_id, stream, min(first_day) AS first_day, max(last_day) AS last_day, min(quantity) AS value,
            NULL AS expected, any_value(unit) AS unit, delivery_id, sheet, min(row_number) AS row_number
        FROM core.readings WHERE is_current AND quantity < 0
        GROUP BY supply_point_id, stream, delivery_id, sheet, date_trunc('month', first_day)
    """,
    "repeated_value": f"""
        SELECT supply_point_id, stream, min(month) AS first_day, last_day(max(month)) AS last_day,
            any_value(quantity) AS value, NULL AS expected, any_value(unit) AS unit, {NO_ROW}
        FROM core.compared_months WHERE quantity <> 0 AND months_alike >= {RULES["repeated_value"].times}
        GROUP BY supply_point_id, stream, run
    """,
    "zero": f"""
        SELECT supply_point_id, stream, {MONTH}, 0 AS value, format('{{:.12g}}', round(usual, 1)) AS expected, unit,
            {NO_ROW}
        FROM core.compared_months WHERE quantity = 0 AND other_months >= {_zero.other_months} AND zeros = 1
    """,
    "jump": f"""
        SELECT supply_point_id, stream, {MONTH}, quantity AS value,
            format('{{:.12g}}', round(same_months_usual, 1)) AS expected, unit, {NO_ROW}
        FROM core.compared_months
        WHERE quantity <> 0 AND (same_months > 1 OR last_same_month < month)
            AND (quantity >= {_jump.factor} * same_months_most OR quantity * {_jump.factor} <= same_months_least)
            AND abs(quantity - same_months_usual) >= {_jump.least_share} * mean
            AND (supply_point_id, stream, month) NOT IN (SELECT (supply_point_id, stream, month) FROM off_by_magnitudes)
    """,
    "degree_days": f"""
        SELECT supply_point_id, stream, {MONTH}, quantity AS value,
            format('{{:.12g}}', round(expected, 1)) AS expected, 'kWh' AS unit, {NO_ROW}
        FROM (SELECT * REPLACE (CAST(month AS DATE) AS month) FROM heat_departures)
        WHERE abs(quantity - expected) > {RULES["degree_days"].factor} * expected_error
            AND abs(quantity - expected) >= {RULES["degree_days"].tolerance} * expected
            AND abs(quantity - expected) >= {RULES["degree_days"].least_share} * mean_month
            AND (supply_point_id, stream, month) NOT IN (SELECT (supply_point_id, stream, month) FROM off_by_magnitudes)
    """,
    "thousand": f"""
        SELECT supply_point_id, stream, {MONTH}, quantity AS value,
            format('{{:.12g}}', round(usual, 1)) AS expected, unit, {NO_ROW}
        FROM off_by_magnitudes
    """,
    "unit_change": f"""
        WITH bills AS MATERIALIZED (
            FROM core.readings WHERE is_current AND last_day > first_day
        ), told AS (
            SELECT r.supply_point_id, r.stream, r.delivery_id, r.sheet, lower(r.unit_as_delivered) AS same,
                min(r.unit_as_delivered) AS unit, min(r.first_day) AS first_day, max(r.last_day) AS last_day,
                min(r.row_number) AS row_number, max(r.quantity / nullif(r.quantity_as_delivered, 0)) AS each
            FROM bills r WHERE (r.supply_point_id, r.stream) IN (
                SELECT (supply_point_id, stream) FROM core.supply_points WHERE cadence = 'monthly'
            )
            GROUP BY ALL HAVING each > 0
        )
        SELECT a.supply_point_id, a.stream, a.first_day, a.last_day, NULL AS value,
            arg_max(b.unit, (b.first_day, b.unit)) AS expected, a.unit, a.delivery_id, a.sheet, a.row_number
        FROM told a JOIN told b ON b.supply_point_id = a.supply_point_id AND b.stream = a.stream
            AND b.first_day < a.first_day
        GROUP BY a.supply_point_id, a.stream, a.first_day, a.last_day, a.unit, a.delivery_id, a.sheet, a.row_number
        HAVING bool_and(b.same <> a.same
            AND abs(log10(a.each / b.each) - round(log10(a.each / b.each))) > {POWER_OF_TEN})
    """,
    "first_bill": f"""
        WITH begun AS (
            SELECT supply_point_id, stream, min(valid_from) AS valid_from FROM core.supply_points
            WHERE cadence = 'monthly' GROUP BY ALL
        )
        SELECT b.supply_point_id, b.stream, b.valid_from AS first_day, min(r.first_day) - 1 AS last_day,
            NULL AS value, CAST(min(r.first_day) AS VARCHAR) AS expected, '' AS unit, {NO_ROW}
        FROM begun b JOIN core.reading_months r ON r.supply_point_id = b.supply_point_id AND r.stream = b.stream
        GROUP BY ALL HAVING min(r.first_day) > b.valid_from
    """,
    "last_bill": f"""
        WITH ended AS (
            SELECT supply_point_id, stream, max(valid_to) AS valid_to FROM core.supply_points
            WHERE cadence = 'monthly' GROUP BY ALL HAVING bool_and(valid_to IS NOT NULL)
        )
        SELECT e.supply_point_id, e.stream, max(r.last_day) + 1 AS first_day, e.valid_to AS last_day,
            NULL AS value, CAST(max(r.last_day) AS VARCHAR) AS expected, '' AS unit, {NO_ROW}
        FROM ended e JOIN core.reading_months r ON r.supply_point_id = e.supply_point_id AND r.stream = e.stream
        WHERE e.valid_to <= (SELECT max(last_day(month)) FROM coverage_facts)
        GROUP BY ALL HAVING max(r.last_day) < e.valid_to
    """,
    "unregistered_meter": f"""
        SELECT r.supply_point_id, r.stream, min(r.first_day) AS first_day, max(r.last_day) AS last_day, NULL AS value,
            r.meter_id AS expected, '' AS unit, r.delivery_id, r.sheet, min(r.row_number) AS row_number
        FROM core.readings r
        WHERE r.is_current AND r.meter_id <> '' AND r.supply_point_id IN (
            SELECT supply_point_id FROM core.supply_point_names WHERE kind = 'meter'
        ) AND EXISTS (FROM core.supply_points p WHERE p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH})
            AND NOT EXISTS (
                FROM core.supply_point_names n WHERE n.supply_point_id = r.supply_point_id AND n.kind = 'meter'
                    AND n.name = r.meter_id AND n.valid_from <= r.last_day
                    AND coalesce(n.valid_to, DATE '9999-12-31') >= r.first_day
            )
        GROUP BY r.supply_point_id, r.stream, r.meter_id, r.delivery_id, r.sheet
    """,
    "sub_meters": f"""
        WITH within AS (
            SELECT DISTINCT supply_point_id, stream, within FROM core.supply_points WHERE within <> ''
        )
        SELECT a.supply_point_id, a.stream, a.month AS first_day, last_day(a.month) AS last_day,
            sum(b.quantity) AS value, format('{{:.12g}}', round(any_value(a.quantity), 1)) AS expected,
            any_value(a.unit) AS unit, {NO_ROW}
        FROM core.compared_months a JOIN within w ON w.within = a.supply_point_id AND w.stream = a.stream
        JOIN core.compared_months b ON b.supply_point_id = w.supply_point_id AND b.stream = a.stream
            AND b.month = a.month
        GROUP BY a.supply_point_id, a.stream, a.month
        HAVING sum(b.quantity) > any_value(a.quantity) * (1 + {RULES["sub_meters"].tolerance})
    """,
    "bill_differs": f"""
        SELECT supply_point_id, stream, {MONTH}, quantity_billed AS value,
            format('{{:.12g}}', round(quantity_metered, 1)) AS expected, unit, {NO_ROW}
        FROM core.reconciliation
        WHERE abs(difference) > {RULES["bill_differs"].least}
            AND abs(difference) > {RULES["bill_differs"].tolerance} * abs(quantity_metered)
    """,
}
"""Rule id to statement."""
