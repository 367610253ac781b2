"""What stands for a year at this moment: the same queries when a year is closed and when it is compared."""

import hashlib
import json
from datetime import date

import duckdb
import pandas as pd

from indicators.closing import definition
from indicators.declarations import declaration_names, declaration_text
from indicators.factors import FACTORS
from indicators.model import City
from indicators.registry import INDICATORS

DECLARATIONS = (
    "core_indicators.toml",
    "reference_values.toml",
    "streams.toml",
    "units.toml",
    "waste_codes.toml",
    "reasons.toml",
)
REGISTER = "register"

MONTHLY = """
    SELECT site_id, stream, month, quantity, unit, days_covered, days_in_month, estimated_share
    FROM core.monthly WHERE year(month) = $year ORDER BY site_id, stream, month
"""
READINGS = """
    SELECT CAST($year AS INTEGER) AS year, r.supply_point_id, r.site_id, r.stream,
        CAST(date_trunc('month', r.first_day) AS DATE) AS month, r.delivery_id, d.file_name, r.sheet, r.quality,
        r.factor_ids, coalesce(r.correction_id, '') AS correction_id, count(*) AS rows,
        min(r.row_number) AS first_row, max(r.row_number) AS last_row, min(r.first_day) AS first_day,
        max(r.last_day) AS last_day, CAST(sum(CAST(r.quantity AS DECIMAL(28, 9))) AS DOUBLE) AS quantity,
        any_value(r.unit) AS unit,
        sha256(string_agg(concat_ws(' ', r.row_number, epoch_us(r.period_start), r.first_day, r.last_day, r.quantity),
            chr(10) ORDER BY r.row_number, r.period_start, r.quantity)) AS rows_sha256
    FROM core.readings r JOIN raw.deliveries d ON d.delivery_id = r.delivery_id AND d.rows_read > 0
    WHERE r.is_current AND r.first_day <= make_date($year, 12, 31) AND r.last_day >= make_date($year, 1, 1)
    GROUP BY r.supply_point_id, r.site_id, r.stream, date_trunc('month', r.first_day), r.delivery_id, d.file_name,
        r.sheet, r.quality, r.factor_ids, coalesce(r.correction_id, '')
    ORDER BY r.supply_point_id, r.stream, month, r.delivery_id, r.sheet, r.quality, r.factor_ids, correction_id
"""
REFERENCE_VALUES = """
    SELECT kind, site_id, year, value, unit, delivery_id, sheet, row_number
    FROM core.reference_values WHERE is_current AND year = $year ORDER BY kind, site_id
"""
FIGURES = """
    FROM out.core_indicators WHERE year = $year ORDER BY indicator, breakdown, site_id
"""


def factors(connection: duckdb.DuckDBPyConnection, year: int) -> pd.DataFrame:
    """The values of factors in force on any day of the year, and whether a reading was converted by them."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    used = {
        name
        for (name,) in connection.execute(
            """
            SELECT DISTINCT unnest(string_split(factor_ids, ',')) FROM core.readings
            WHERE is_current AND first_day <= ? AND last_day >= ?
            """,
            [last, first],
        ).fetchall()
    }
    rows = [
        (
            year,
            identifier,
            value.valid_from,
            str(value.value),
            value.unit,
            identifier in used,
            value.model_dump_json(),
        )
        for identifier, values in FACTORS.items()
        for value in values
        if value.valid_from <= last and (value.valid_to is None or value.valid_to >= first)
    ]
    columns = ["year", "factor_id", "valid_from", "value", "unit", "used", "entry"]
    return pd.DataFrame(rows, columns=columns)


def definitions(city: City) -> dict[str, str]:
    """The definitions of now by name: declaration files, each indicator, and the register of the city."""
    found = {name: declaration_text(name) for name in (*DECLARATIONS, *declaration_names("factors"))}
    found |= {code: definition(entry) for code, entry in INDICATORS.items()}
    register = city.model_dump(mode="json", include={"sites", "supply_points"})
    found[REGISTER] = json.dumps(register, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return found


def sha256_text(text: str) -> str:
    """The hash of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()
