"""Totals that the layout has: a row's figure against the rows above, a column's against the values of its row."""

import duckdb

from flows.loading.bundle import Bundle
from flows.loading.fields import read_values
from flows.loading.own_multipliers import HAS_OWN
from flows.sources.notation import number, plain_text
from flows.sources.recognise import Recognised

RELATIVE_TOLERANCE = 1e-6
ABSOLUTE_TOLERANCE = 0.01
"""A printed total is the sum of figures that were rounded for printing; 0.01 of its unit is such a rounding."""


def compare_totals(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> list[tuple[int, str, str]]:
    """Totals rows that differ from the sum of the rows: row number, printed figure, computed figure in its unit.

    Only a table with one value column is compared, and only where the totals row names the unit or all rows share it.
    A file of which any row is rejected has no sum.
    """
    recognised = bundle.table
    values = read_values(recognised)
    if len(values) != 1:
        return []
    value = values[0]
    cell = f"c{recognised.columns[value.column]}"
    unit = "CAST(NULL AS VARCHAR)"
    if value.unit_column:
        unit = f"c{recognised.columns[value.unit_column]}"
        unit = plain_text(unit) if recognised.sheet.typed else unit
    printed = number(cell, recognised.format.numbers, typed=recognised.sheet.typed)
    grouped = f"GROUP BY {bundle.place()}" if bundle.apart else ""
    rows = connection.execute(f"""
        WITH sums AS (
            SELECT {bundle.place()} AS file, sum(CAST(quantity AS DECIMAL(38, 9))) AS canonical,
                any_value(stream) AS stream,
                count(DISTINCT stream) AS streams, any_value(unit_as_delivered) AS unit,
                count(DISTINCT quantity_per_unit) AS factors, any_value(quantity_per_unit) AS per_unit
            FROM sound {grouped}
        ), totals AS (
            SELECT row_number, {bundle.place()} AS file, {printed} AS printed, {unit} AS unit
            FROM table_rows WHERE is_totals
        )
        SELECT t.row_number, t.printed,
            CAST(s.canonical AS DOUBLE) / CASE WHEN {HAS_OWN} THEN s.per_unit
                ELSE coalesce(c.multiplier * {value.multiplier!r}, s.per_unit) END AS computed
        FROM totals t JOIN sums s ON s.file = t.file
        LEFT JOIN conversion c ON c.written_unit = t.unit AND c.stream = s.stream AND NOT c.needs_heating_value
        WHERE t.file NOT IN (SELECT {bundle.place()} FROM rejected)
            AND t.printed IS NOT NULL AND s.streams = 1
            AND (c.multiplier IS NOT NULL AND NOT {HAS_OWN} OR s.factors = 1)
        ORDER BY t.row_number
    """).fetchall()
    return [
        (row, repr(printed), repr(round(computed, 6)))
        for row, printed, computed in rows
        if abs(printed - computed) > max(ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE * abs(computed))
    ]


def compare_row_totals(
    connection: duckdb.DuckDBPyConnection, recognised: Recognised
) -> list[tuple[int, str, str, str]]:
    """Rows whose values do not add up to their total: row number, heading of the total, printed, computed figure."""
    found: list[tuple[int, str, str, str]] = []
    for index, value in enumerate(read_values(recognised), 1):
        if not value.row_total:
            continue
        printed = number(
            f"c{recognised.columns[value.row_total]}", recognised.format.numbers, typed=recognised.sheet.typed
        )
        rows = connection.execute(f"""
            SELECT row_number, printed, computed
            FROM (
                SELECT row_number, CAST(sum(CAST(quantity_as_delivered AS DECIMAL(38, 9))) AS DOUBLE) AS computed
                FROM staged WHERE value_number = {index} AND row_number NOT IN (SELECT row_number FROM rejected)
                GROUP BY row_number
            ) JOIN (SELECT row_number, {printed} AS printed FROM table_rows) USING (row_number)
            WHERE abs(printed - computed) > greatest({ABSOLUTE_TOLERANCE}, {RELATIVE_TOLERANCE} * abs(computed))
            ORDER BY row_number
        """).fetchall()
        heading = recognised.headings[value.row_total]
        found += [(row, heading, repr(told), repr(round(computed, 6))) for row, told, computed in rows]
    return found
