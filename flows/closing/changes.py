"""What is otherwise now than when a year was closed: corrections, deliveries, figures B, factors, definitions."""

import json

import duckdb
import pandas as pd

from flows.closing import stand
from indicators.closing import CHANGE_COLUMNS
from indicators.factors import FactorBook
from indicators.frozen import CITY_PARTS
from indicators.model import City
from indicators.registry import METHOD_VERSION, computed_figures

CLOSED = "closed."
"""Before the names of the tables in which the inputs of closed years are."""

READINGS = f"""
    WITH now AS MATERIALIZED ({stand.PLACES}),
    before AS MATERIALIZED (
        SELECT year, supply_point_id, site_id, stream, month, delivery_id, file_name, sheet, correction_id, first_row,
            last_row
        FROM {{before}}readings WHERE year = $year
    ),
    came AS (
        FROM now n ANTI JOIN before b ON b.supply_point_id = n.supply_point_id AND b.stream = n.stream
            AND b.month = n.month AND b.delivery_id = n.delivery_id AND b.sheet = n.sheet
            AND b.correction_id = n.correction_id
    ),
    went AS (
        FROM before b ANTI JOIN now n ON b.supply_point_id = n.supply_point_id AND b.stream = n.stream
            AND b.month = n.month AND b.delivery_id = n.delivery_id AND b.sheet = n.sheet
            AND b.correction_id = n.correction_id
    ),
    withdrawn AS (
        SELECT w.*, k.correction_id AS withdrawn_by FROM went w
        LEFT JOIN core.corrections k ON k.status = 'applied' AND k.delivery_id = w.delivery_id AND k.sheet = w.sheet
            AND k.supply_point_id = w.supply_point_id AND k.stream = w.stream
            AND k.row_number BETWEEN w.first_row AND w.last_row
        WHERE w.correction_id = ''
    )
    SELECT DISTINCT 'correction' AS cause, unnest(string_split(correction_id, ',')) AS what, site_id, stream
    FROM (FROM came UNION ALL FROM went) WHERE correction_id <> ''
    UNION
    SELECT 'correction', withdrawn_by, site_id, stream FROM withdrawn WHERE withdrawn_by IS NOT NULL
    UNION
    SELECT 'delivery', file_name || ' (' || left(delivery_id, 12) || ')', site_id, stream
    FROM came c WHERE correction_id = '' AND NOT EXISTS (
        FROM before b WHERE b.supply_point_id = c.supply_point_id AND b.stream = c.stream
            AND b.month = c.month AND b.delivery_id = c.delivery_id
    )
    UNION
    SELECT 'delivery', file_name || ' (' || left(delivery_id, 12) || ')', site_id, stream
    FROM withdrawn w WHERE withdrawn_by IS NULL AND NOT EXISTS (
        FROM came c WHERE c.supply_point_id = w.supply_point_id AND c.stream = w.stream
    )
"""
"""A correction that came or went is named itself; a delivery where it brings rows that were not there, or where its
rows no longer count and nothing took their place."""

REFERENCE_VALUES = """
    SELECT 'reference_value' AS cause, coalesce(n.kind, b.kind) || ', ' || coalesce(n.site_id, b.site_id) AS what,
        coalesce(n.site_id, b.site_id) AS site_id
    FROM values_of_now n
    FULL JOIN (FROM {before}reference_values WHERE year = $year) b ON b.kind = n.kind AND b.site_id = n.site_id
    WHERE n.value IS DISTINCT FROM b.value
"""

_VALUES = """
    SELECT factor_id, stream, indicator, string_agg(value || ' ' || unit, ' / ' ORDER BY valid_from) AS shown,
        string_agg(greatest(CAST(valid_from AS DATE), make_date($year, 1, 1)) || ' ' || value || ' ' || unit, '/'
            ORDER BY valid_from) AS compared
"""
FACTORS = f"""
    SELECT 'factor' AS cause, coalesce(n.factor_id, b.factor_id) || ' ' || coalesce(b.shown, '–') || ' -> '
            || coalesce(n.shown, '–') AS what,
        coalesce(n.stream, b.stream) AS stream, coalesce(n.indicator, b.indicator) AS indicator
    FROM ({_VALUES} FROM factors_of_now GROUP BY ALL) n
    FULL JOIN ({_VALUES} FROM {{before}}factors WHERE year = $year GROUP BY ALL) b
        ON b.factor_id = n.factor_id AND b.stream = n.stream AND b.indicator = n.indicator
    WHERE n.compared IS DISTINCT FROM b.compared
"""


def changes(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    year: int,
    used: pd.DataFrame,
    book: FactorBook,
    before: str = CLOSED,
) -> pd.DataFrame:
    """CHANGE_COLUMNS: every input of a year that is otherwise now.

    `before` stands before the names of the tables in which the inputs are as they were.
    """
    connection.register("factors_of_now", stand.factors(connection, year, used, book))
    connection.register("values_of_now", stand.reference_values(connection, year))
    gathered = connection.execute(
        " UNION ALL BY NAME ".join(f"({query})" for query in (READINGS, REFERENCE_VALUES, FACTORS)).format(
            before=before
        )
        + " ORDER BY ALL",
        {"year": year},
    ).df()
    connection.unregister("factors_of_now")
    gathered["what"] = gathered["what"].str.replace(";", ",")
    found = pd.concat([gathered, _definitions(connection, city, year, before)], ignore_index=True)
    return found.assign(year=year).reindex(columns=list(CHANGE_COLUMNS))


def _definitions(connection: duckdb.DuckDBPyConnection, city: City, year: int, before: str) -> pd.DataFrame:
    texts = connection.execute(f"SELECT name, text FROM {before}definitions WHERE year = ?", [year])
    was_defined = dict(texts.fetchall())
    years = connection.execute(f"SELECT method_version FROM {before}years WHERE year = ?", [year])
    [(version,)] = years.fetchall()
    now = stand.definitions(city)
    codes = [entry.code for entry in computed_figures()]
    rows = [("definition", code, code) for code in codes if was_defined.get(code) != now[code]]
    if version != METHOD_VERSION:
        rows.append(("definition", f"method {version} -> {METHOD_VERSION}", ""))
    was, chosen = (json.loads(texts.get(stand.CHOICES, "{}")) for texts in (was_defined, now))
    rows += [
        ("definition", f"city.toml [{part}]", part if part in CITY_PARTS else "")
        for part in sorted({*was, *chosen})
        if was.get(part) != chosen.get(part) and not (part in CITY_PARTS and part not in was)
    ]
    if was_defined.get(stand.REGISTER) != now[stand.REGISTER]:
        rows.append(("register", "", ""))
    return pd.DataFrame(rows, columns=["cause", "what", "indicator"], dtype="str")
