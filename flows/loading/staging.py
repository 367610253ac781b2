"""Readings of one table, parsed and judged in DuckDB: every value with its quantity, or with what is wrong with it.

The result is the temporary table `staged`; nothing public is written here.
"""

import duckdb

from flows.loading.faults import faults
from flows.loading.fields import fields, read_values
from flows.loading.periods import instants, period_fields
from flows.sources.headings import normalised
from flows.sources.notation import day, number
from flows.sources.recognise import Recognised
from flows.sources.text_file import literal
from indicators.units import conversion
from indicators.waste_codes import WASTE_CODES


def stage_readings(connection: duckdb.DuckDBPyConnection, recognised: Recognised, timezone: str) -> None:
    """Fill `staged` from a recognised table of quantities.

    Columns: row_number, value_number, supply_point_id, stream, meter_id, quality, issued_on, local_start (TIMESTAMP),
    first_day, last_day, period_start, period_end, quantity_as_delivered, unit_as_delivered, quantity_per_unit,
    value_text, quantity, unit, factor_ids, code, column_name, value, detail. `code` is NULL where nothing is wrong.
    """
    declared = recognised.format
    if declared.columns.waste_code:
        _register_waste_codes(connection)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE typed AS {_typed(recognised)}")
    _register_conversions(connection)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE staged AS {_staged(recognised, timezone)}")
    connection.execute("DROP TABLE typed")
    if not (declared.period and declared.period.rows_add_up):
        reject_repeated_rows(connection)


def _register_waste_codes(connection: duckdb.DuckDBPyConnection) -> None:
    codes = ", ".join(
        f"({literal(code)}, {str(entry.hazardous).lower()})" for code, entry in WASTE_CODES.items()
    )
    connection.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS list_of_waste AS FROM (VALUES {codes}) AS t(code, hazardous)"
    )


def _register_conversions(connection: duckdb.DuckDBPyConnection) -> None:
    """The units that the file writes, each with what makes it canonical; a unit that does not fit has no row."""
    found = connection.execute(
        "SELECT DISTINCT unit_stream, unit_text FROM typed WHERE unit_text IS NOT NULL"
    ).fetchall()
    known = [
        (
            stream,
            written,
            convert.canonical_unit,
            float(convert.multiplier),
            convert.needs_heating_value,
            ",".join(convert.factor_ids),
        )
        for stream, written in sorted(found, key=str)
        if stream and (convert := conversion(stream, written))
    ]
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE conversion (stream VARCHAR, written_unit VARCHAR, canonical_unit VARCHAR,
            multiplier DOUBLE, needs_heating_value BOOLEAN, factor_ids VARCHAR)
    """)
    if known:
        connection.executemany("INSERT INTO conversion VALUES (?, ?, ?, ?, ?, ?)", known)


def _typed(recognised: Recognised) -> str:
    """Every field in its type, still beside its text."""
    declared, typed_cells = recognised.format, recognised.sheet.typed
    wide = ", piece, piece_year, heading" if recognised.wide else ""
    heating_value = number("heating_value", declared.numbers, typed=typed_cells)
    if declared.constants.heating_value and not declared.columns.heating_value:
        heating_value = repr(declared.constants.heating_value)
    multipliers = [value.multiplier for value in read_values(recognised)]
    multiplier = "1"
    if set(multipliers) != {1.0}:
        cases = " ".join(f"WHEN {index} THEN {factor!r}" for index, factor in enumerate(multipliers, 1))
        multiplier = f"CASE value_number {cases} END"
    qualities = " ".join(
        f"WHEN {literal(normalised(word))} THEN {literal(quality)}"
        for word, quality in declared.qualities.items()
    )
    waste, listed = "stream", ""
    if declared.columns.waste_code:
        listed = f"LEFT JOIN list_of_waste w ON w.code = {_waste_digits('f.waste_code')}"
        waste = (
            "f.waste_code AS waste_text, w.code AS waste_code, w.hazardous, "
            "starts_with(reverse(f.waste_code), '*') AS starred, 'waste.' || w.code AS stream"
        )
    quality = f"CASE lower(quality) {qualities} END" if qualities else "CAST(NULL AS VARCHAR)"
    return f"""
        SELECT f.row_number, value_number, may_be_blank, looks_like_totals,
            supply_point AS supply_point_id, stream_text, meter AS meter_id, quality AS quality_text,
            CASE WHEN quality IS NULL THEN {literal(declared.constants.quality)} ELSE {quality} END AS quality,
            issued_on AS issued_text,
            {day("issued_on", declared.dates, typed=typed_cells)} AS issued_on,
            value AS value_text, {number("value", declared.numbers, typed=typed_cells)} AS number,
            {multiplier} AS multiplier, multiplier_text,
            {number("multiplier_text", declared.numbers, typed=typed_cells)} AS row_multiplier,
            unit AS unit_text,
            {heating_value} AS heating_value,
            heating_value AS heating_value_text,
            {waste},
            stream AS unit_stream,
            period_start AS start_text, period_end AS end_text,
            {period_fields(recognised)}{wide}
        FROM ({fields(recognised)}) f {listed}
    """


def _waste_digits(cell: str) -> str:
    """The six digits of an EWC code in any spacing; a spreadsheet number has lost its leading zero."""
    digits = f"regexp_replace({cell}, '[^0-9]', '', 'g')"
    return f"CASE WHEN regexp_full_match({cell}, '[0-9]{{5}}') THEN '0' || {digits} ELSE {digits} END"


def _staged(recognised: Recognised, timezone: str) -> str:
    declared = recognised.format
    period = declared.period
    if period is None:
        raise ValueError("reference values have no period")
    zone = literal(timezone)
    if period.kind == "interval":
        source = instants(recognised, timezone)
    else:
        source = f"""
            SELECT *, CAST(first_day AS TIMESTAMP) AT TIME ZONE {zone} AS period_start,
                CAST(last_day + 1 AS TIMESTAMP) AT TIME ZONE {zone} AS period_end, NULL AS time_fault
            FROM typed
        """
    found = faults(recognised)
    code = " ".join(f"WHEN {fault.condition} THEN {literal(fault.code)}" for fault in found)
    column = " ".join(f"WHEN {fault.condition} THEN {fault.heading}" for fault in found)
    value = " ".join(f"WHEN {fault.condition} THEN {fault.shown_cell}" for fault in found)
    detail = " ".join(f"WHEN {fault.condition} THEN {fault.detail or repr('')}" for fault in found)
    return f"""
        SELECT row_number, value_number, supply_point_id, stream, meter_id, quality, issued_on,
            first_day, last_day, period_start, period_end, quantity_as_delivered, unit_as_delivered,
            value_text, quantity_per_unit, quantity_as_delivered * quantity_per_unit AS quantity, unit, factor_ids,
            CASE {code} END AS code, CASE {column} END AS column_name, CASE {value} END AS value,
            CASE {detail} ELSE '' END AS detail
        FROM (
            SELECT s.*, s.number AS quantity_as_delivered, s.unit_text AS unit_as_delivered,
                c.multiplier * s.multiplier * coalesce(s.row_multiplier, 1)
                    * CASE WHEN c.needs_heating_value THEN s.heating_value ELSE 1 END AS quantity_per_unit,
                c.canonical_unit AS unit, c.factor_ids AS factor_ids, c.needs_heating_value AS needs_heating_value
            FROM ({source}) s
            LEFT JOIN conversion c ON c.stream = s.unit_stream AND c.written_unit = s.unit_text
        )
        WHERE NOT (may_be_blank AND value_text IS NULL)
    """


def reject_repeated_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """A second row for the same supply point, stream and period in one file is not added to the first."""
    connection.execute("""
        UPDATE staged SET code = 'duplicate_row', column_name = '', detail = CAST(twice.first_row AS VARCHAR)
        FROM (
            SELECT supply_point_id, stream, meter_id, period_start, period_end, min(row_number) AS first_row
            FROM staged WHERE code IS NULL
            GROUP BY ALL HAVING count(*) > 1
        ) twice
        WHERE staged.code IS NULL AND staged.supply_point_id = twice.supply_point_id
            AND staged.stream = twice.stream AND staged.period_start = twice.period_start
            AND staged.meter_id IS NOT DISTINCT FROM twice.meter_id
            AND staged.period_end = twice.period_end AND staged.row_number > twice.first_row
    """)
