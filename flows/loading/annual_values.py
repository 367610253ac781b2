"""Annual values of sites (employees, floor area) of one table, parsed and judged: the temporary view `staged`."""

import duckdb
import pandas as pd

from flows.loading.fields import fields, read_values
from flows.sources.notation import day, number, year
from flows.sources.recognise import Recognised
from flows.sources.text_file import literal
from indicators.model import ORGANISATION, City
from indicators.reference_values import REFERENCE_VALUES


def stage_reference_values(connection: duckdb.DuckDBPyConnection, recognised: Recognised, city: City) -> None:
    """Fill `staged` and `faulty` from a recognised table of annual values.

    Columns of `staged`: row_number, value_number, cell, kind, site_id, year, quantity, unit, and valid_from, the day
    from which a value holds, where the format has such a column.
    A site is named by its id or its name; the organisation by its name or `all`.
    """
    names = {site.name: site.id for site in city.sites} | {site.id: site.id for site in city.sites}
    names |= {city.organisation.name: ORGANISATION, ORGANISATION: ORGANISATION}
    site_names = pd.DataFrame({"name": list(names), "site_id": list(names.values())}, dtype="str")
    connection.register("declared_names", site_names)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE site_names AS SELECT lower(name) AS name, site_id FROM declared_names"
    )
    connection.unregister("declared_names")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE annual_values AS {_judged(recognised)}")
    connection.execute("CREATE OR REPLACE TEMP VIEW staged AS FROM annual_values")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE faulty AS
        SELECT row_number, value_number, cell, code, column_name, value, '' AS detail
        FROM annual_values WHERE code IS NOT NULL
    """)
    connection.execute("""
        INSERT INTO faulty
        SELECT row_number, value_number, cell, 'duplicate_row', '', NULL, CAST(twice.first_row AS VARCHAR)
        FROM annual_values v JOIN (
            SELECT kind, site_id, year, valid_from, min(row_number) AS first_row FROM annual_values
            WHERE code IS NULL GROUP BY ALL HAVING count(*) > 1
        ) twice ON twice.kind = v.kind AND twice.site_id = v.site_id AND twice.year = v.year
            AND twice.valid_from IS NOT DISTINCT FROM v.valid_from
        WHERE code IS NULL AND row_number > twice.first_row
    """)


def _judged(recognised: Recognised) -> str:
    declared, typed = recognised.format, recognised.sheet.typed
    values = read_values(recognised)
    kinds = " ".join(f"WHEN {index} THEN {literal(value.reference)}" for index, value in enumerate(values, 1))
    units = " ".join(
        f"WHEN {index} THEN {literal(REFERENCE_VALUES[value.reference].unit)}"
        for index, value in enumerate(values, 1)
    )
    headings = " ".join(
        f"WHEN {index} THEN {literal(recognised.headings[value.column])}"
        for index, value in enumerate(values, 1)
    )
    columns = declared.columns
    site, years = (recognised.headings[name] for name in (columns.site, columns.year or columns.valid_from))
    first_day = (
        day("f.valid_from", declared.dates, typed=typed) if columns.valid_from else "CAST(NULL AS DATE)"
    )
    whole = f"year({first_day})" if columns.valid_from else year("f.year", typed=typed)
    value = "ltrim(value_text, chr(2) || chr(3))"
    faults = (
        ("totals_row", "looks_like_totals", "''", "NULL"),
        ("unknown_site", "site_id IS NULL", literal(site), "site_text"),
        ("unreadable_date", "year IS NULL", literal(years), "year_text"),
        ("missing_value", "value_text IS NULL", "heading", "NULL"),
        ("unreadable_number", "quantity IS NULL OR NOT isfinite(quantity)", "heading", value),
        ("negative_value", "quantity < 0", "heading", value),
    )
    code = " ".join(f"WHEN {condition} THEN {literal(name)}" for name, condition, _, _ in faults)
    column = " ".join(f"WHEN {condition} THEN {heading}" for _, condition, heading, _ in faults)
    cell = " ".join(f"WHEN {condition} THEN {text}" for _, condition, _, text in faults)
    return f"""
        SELECT row_number, value_number, cell, kind, site_id, year, quantity, unit, valid_from,
            CASE {code} END AS code, CASE {column} END AS column_name, CASE {cell} END AS value
        FROM (
            SELECT row_number, value_number, cell, may_be_blank, looks_like_totals, s.site_id, f.site AS site_text,
                CASE value_number {kinds} END AS kind, CASE value_number {units} END AS unit,
                CASE value_number {headings} END AS heading,
                {first_day} AS valid_from, CAST({whole} AS INTEGER) AS year,
                ltrim(coalesce(f.year, f.valid_from), chr(2) || chr(3)) AS year_text,
                {number("value", declared.numbers, typed=typed)} AS quantity, value AS value_text
            FROM ({fields(recognised)}) f LEFT JOIN site_names s ON s.name = lower(f.site)
        )
        WHERE NOT (may_be_blank AND value_text IS NULL)
    """
