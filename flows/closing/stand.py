"""What stands for a year at this moment: the same queries when a year is closed and when it is compared."""

import hashlib
import json
from datetime import date

import duckdb
import pandas as pd

from indicators.annual_values import annual_values
from indicators.closing import definition
from indicators.contracts import CLOSED_FACTORS
from indicators.declarations import declaration_names, declaration_text
from indicators.factors import FactorBook
from indicators.frozen import CITY_PARTS
from indicators.model import City
from indicators.registry import computed_figures

DECLARATIONS = (
    "core_indicators.toml",
    "reference_values.toml",
    "streams.toml",
    "units.toml",
    "waste_codes.toml",
    "waste_treatments.toml",
    "estimates.toml",
    "emissions.toml",
    "specific_indicators.toml",
    "degree_days.toml",
    "normalised_heat.toml",
)
CHOICES = "choices"
CHOSEN = {"method", "figure_b", "omitted", "not_applicable", *CITY_PARTS}
"""The parts of city.toml in which a city decides about its method."""
REGISTER = "register"

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
PLACES = """
    SELECT CAST($year AS INTEGER) AS year, r.supply_point_id, r.site_id, r.stream,
        CAST(date_trunc('month', r.first_day) AS DATE) AS month, r.delivery_id, d.file_name, r.sheet,
        coalesce(r.correction_id, '') AS correction_id, min(r.row_number) AS first_row, max(r.row_number) AS last_row
    FROM core.readings r JOIN raw.deliveries d ON d.delivery_id = r.delivery_id AND d.rows_read > 0
    WHERE r.is_current AND r.first_day <= make_date($year, 12, 31) AND r.last_day >= make_date($year, 1, 1)
    GROUP BY ALL
    ORDER BY ALL
"""
"""Where the readings of a year stand: enough to say which came and which went."""
FIGURES = """
    FROM out.core_indicators WHERE year = $year ORDER BY indicator, breakdown, site_id
"""


def reference_values(connection: duckdb.DuckDBPyConnection, year: int) -> pd.DataFrame:
    """The annual values of a year that is over, with the deliveries that hold them."""
    current = connection.execute("FROM core.reference_values WHERE is_current").df()
    values = annual_values(current, date(year, 12, 1))
    values = values.loc[values["year"] == year]
    until = current.loc[current["year"] <= year]
    held = until.groupby(["kind", "site_id"])["delivery_id"].agg(lambda ids: ",".join(sorted(set(ids))))
    return values.merge(held.rename("delivery_ids").reset_index(), on=["kind", "site_id"], how="left")


def factors(
    connection: duckdb.DuckDBPyConnection, year: int, used: pd.DataFrame, book: FactorBook
) -> pd.DataFrame:
    """The values of factors that the year's figures (`used`: indicators.factor_use) and conversions were made with."""
    rows = used.loc[(used["year"] == year) & used["value"].notna()].assign(year=year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    converted = connection.execute(
        """
        SELECT DISTINCT stream, unnest(string_split(factor_ids, ',')) AS factor_id FROM core.readings
        WHERE is_current AND factor_ids <> '' AND first_day <= ? AND last_day >= ? ORDER BY ALL
        """,
        [last, first],
    ).fetchall()
    entries = [
        (
            year,
            "",
            stream,
            value.id,
            value.valid_from,
            str(value.value),
            value.unit,
            value.source,
            value.verified,
        )
        for stream, identifier in converted
        for value in book.in_year(identifier, year)
    ]
    columns = list(CLOSED_FACTORS.column_names)
    table = pd.concat([rows[columns], pd.DataFrame(entries, columns=columns)], ignore_index=True)
    return table.drop_duplicates(list(CLOSED_FACTORS.key), ignore_index=True)


def definitions(city: City) -> dict[str, str]:
    """The definitions of now by name: declaration files, each indicator, what the city chose, and its register."""
    found = {name: declaration_text(name) for name in (*DECLARATIONS, *declaration_names("factors"))}
    found |= {entry.code: definition(entry) for entry in computed_figures()}
    chosen = CHOSEN | ({"estimates"} if city.estimates else set())
    found[CHOICES] = _canonical(city.model_dump(mode="json", include=chosen))
    found[REGISTER] = _canonical(city.model_dump(mode="json", include={"sites", "supply_points"}))
    return found


def _canonical(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_text(text: str) -> str:
    """The hash of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()
