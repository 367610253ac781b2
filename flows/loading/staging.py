"""Readings of one table, parsed and judged in DuckDB: every value with its quantity, or with what is wrong with it.

The result is the temporary table `staged`; nothing public is written here.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

import duckdb

from flows.loading.fields import by_value, fields, read_values
from flows.sources.clock_changes import is_doubled, is_skipped, offset_seconds
from flows.sources.format import Format
from flows.sources.notation import day, has_offset, month_start, number, stamp, year
from flows.sources.recognise import Recognised, normalised
from flows.sources.text_file import literal
from indicators.units import conversion
from indicators.waste_codes import WASTE_CODES

PRINTED_CODE = "concat_ws(' ', waste_code[1:2], waste_code[3:4], waste_code[5:6])"
"""SQL: an EWC code as the list prints it."""
HIGHEST_DAYS = 400
"""A bill over more days than this is taken for a slip of the pen."""


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
            {multiplier} AS multiplier,
            unit AS unit_text,
            {number("heating_value", declared.numbers, typed=typed_cells)} AS heating_value,
            heating_value AS heating_value_text,
            {waste},
            stream AS unit_stream,
            period_start AS start_text, period_end AS end_text,
            {_period(declared, typed_cells=typed_cells)}
        FROM ({fields(recognised)}) f {listed}
    """


def _waste_digits(cell: str) -> str:
    """The six digits of an EWC code in any spacing; a spreadsheet number has lost its leading zero."""
    digits = f"regexp_replace({cell}, '[^0-9]', '', 'g')"
    return f"CASE WHEN regexp_full_match({cell}, '[0-9]{{5}}') THEN '0' || {digits} ELSE {digits} END"


def _period(declared: Format, *, typed_cells: bool) -> str:
    """first_day, last_day for whole days; local_start or an instant for intervals."""
    period = declared.period
    if period is None:
        raise ValueError("reference values have no period")
    whole_days = "CAST(NULL AS TIMESTAMP) AS local_start, CAST(NULL AS TIMESTAMPTZ) AS instant"
    if period.kind == "bill":
        first = day("period_start", declared.dates, typed=typed_cells)
        last = day("period_end", declared.dates, typed=typed_cells)
        last = last if period.end_inclusive else f"({last}) - 1"
        return f"{first} AS first_day, {last} AS last_day, {whole_days}"
    if period.kind in ("day", "register"):
        only = day("period_start", declared.dates, typed=typed_cells)
        return f"{only} AS first_day, {only} AS last_day, {whole_days}"
    if period.kind == "month":
        first = month_start("period_start", typed=typed_cells)
        return f"{first} AS first_day, last_day({first}) AS last_day, {whole_days}"
    if period.kind == "year":
        named = year("period_start", typed=typed_cells)
        return f"make_date({named}, 1, 1) AS first_day, make_date({named}, 12, 31) AS last_day, {whole_days}"
    when = stamp("period_start", declared.dates, typed=typed_cells)
    if has_offset(declared.dates):
        return (
            "CAST(NULL AS DATE) AS first_day, CAST(NULL AS DATE) AS last_day, "
            f"CAST(NULL AS TIMESTAMP) AS local_start, {when} AS instant"
        )
    return (
        "CAST(NULL AS DATE) AS first_day, CAST(NULL AS DATE) AS last_day, "
        f"{when} AS local_start, CAST(NULL AS TIMESTAMPTZ) AS instant"
    )


def _staged(recognised: Recognised, timezone: str) -> str:
    declared = recognised.format
    period = declared.period
    if period is None:
        raise ValueError("reference values have no period")
    zone = literal(timezone)
    if period.kind == "interval":
        source = _instants(declared, timezone)
    else:
        source = f"""
            SELECT *, CAST(first_day AS TIMESTAMP) AT TIME ZONE {zone} AS period_start,
                CAST(last_day + 1 AS TIMESTAMP) AT TIME ZONE {zone} AS period_end, NULL AS time_fault
            FROM typed
        """
    faults = _faults(recognised)
    code = " ".join(f"WHEN {condition} THEN {literal(name)}" for name, condition, _, _, _ in faults)
    column = " ".join(f"WHEN {condition} THEN {heading}" for _, condition, heading, _, _ in faults)
    value = " ".join(f"WHEN {condition} THEN {cell}" for _, condition, _, cell, _ in faults)
    detail = " ".join(f"WHEN {condition} THEN {text}" for _, condition, _, _, text in faults if text != "''")
    return f"""
        SELECT row_number, value_number, supply_point_id, stream, meter_id, quality, issued_on,
            first_day, last_day, period_start, period_end, quantity_as_delivered, unit_as_delivered,
            value_text, quantity_per_unit, quantity_as_delivered * quantity_per_unit AS quantity, unit, factor_ids,
            CASE {code} END AS code, CASE {column} END AS column_name, CASE {value} END AS value,
            CASE {detail} ELSE '' END AS detail
        FROM (
            SELECT s.*, s.number AS quantity_as_delivered, s.unit_text AS unit_as_delivered,
                c.multiplier * s.multiplier * CASE WHEN c.needs_heating_value THEN s.heating_value ELSE 1 END
                    AS quantity_per_unit,
                c.canonical_unit AS unit, c.factor_ids AS factor_ids, c.needs_heating_value AS needs_heating_value
            FROM ({source}) s
            LEFT JOIN conversion c ON c.stream = s.unit_stream AND c.written_unit = s.unit_text
        )
        WHERE NOT (may_be_blank AND value_text IS NULL)
    """


def _instants(declared: Format, timezone: str) -> str:
    """Interval stamps as instants. Of two equal stamps in the doubled hour the first is summer time."""
    period = declared.period
    if period is None or not period.minutes:
        raise ValueError("an interval has a length")
    length = f"INTERVAL {period.minutes} MINUTE"
    zone = literal(timezone)
    back = f"- {length}" if period.stamp == "end" else ""
    if has_offset(declared.dates):
        started = f"(instant {back})"
        fault = "NULL"
        source = "SELECT * EXCLUDE (first_day, last_day) FROM typed"
    else:
        offset = offset_seconds("local_start", "occurrence", timezone)
        started = f"(make_timestamptz(epoch_us(local_start) - 1000000 * CAST({offset} AS BIGINT)) {back})"
        fault = (
            f"CASE WHEN {is_skipped('local_start', timezone)} THEN 'nonexistent_time' "
            "WHEN times > 2 THEN 'duplicate_row' "
            f"WHEN times = 1 THEN 'ambiguous_time' END"
        )
        source = f"""
            SELECT * EXCLUDE (first_day, last_day), NULL AS occurrence, NULL AS times FROM typed
            WHERE NOT coalesce({is_doubled("local_start", timezone)}, false)
            UNION ALL
            SELECT * EXCLUDE (first_day, last_day),
                row_number() OVER (PARTITION BY value_number, supply_point_id, stream, local_start ORDER BY row_number),
                count(*) OVER (PARTITION BY value_number, supply_point_id, stream, local_start)
            FROM typed WHERE {is_doubled("local_start", timezone)}
        """
    local = f"(period_start AT TIME ZONE {zone})"
    return f"""
        SELECT *, CAST({local} AS DATE) AS first_day,
            CAST((period_start + {length} - INTERVAL 1 SECOND) AT TIME ZONE {zone} AS DATE) AS last_day,
            period_start + {length} AS period_end
        FROM (SELECT *, {started} AS period_start, {fault} AS time_fault FROM ({source}))
    """


Fault = tuple[str, str, str, str, str]
"""Finding code, then SQL: condition, heading of the column at fault, cell, detail."""


def _faults(recognised: Recognised) -> Iterable[Fault]:
    """What can be wrong with a row, in the order in which it is told: the first that applies counts."""
    declared = recognised.format
    period = declared.period
    if period is None:
        raise ValueError("reference values have no period")
    headings = recognised.headings
    values = read_values(recognised)
    value_heading = by_value([headings[value.column] for value in values])
    unit_heading = by_value([headings[value.unit_column or value.column] for value in values])
    stream_heading = by_value([headings[value.stream_column or value.column] for value in values])
    start_heading = literal(headings[period.columns[0]])
    end_heading = literal(headings[period.columns[-1]])
    columns = declared.columns
    point, waste, heating, quality, issued = (
        literal(headings.get(name, ""))
        for name in (
            columns.supply_point,
            columns.waste_code,
            columns.heating_value,
            columns.quality,
            columns.issued_on,
        )
    )
    missing_stamp = (
        "local_start IS NULL AND instant IS NULL" if period.kind == "interval" else "first_day IS NULL"
    )
    known_units = "'kWh, MWh, MJ, GJ, m3, l, kg, t'"
    faults: list[Fault] = [
        ("totals_row", "looks_like_totals", "''", "NULL", "''"),
        ("missing_supply_point", "supply_point_id IS NULL", point, "NULL", "''"),
        ("missing_date", "start_text IS NULL", start_heading, "NULL", "''"),
        (
            "unreadable_date",
            missing_stamp,
            start_heading,
            "start_text",
            literal(_notation_of_dates(declared)),
        ),
    ]
    if period.kind == "bill":
        faults += [
            ("missing_date", "end_text IS NULL", end_heading, "NULL", "''"),
            (
                "unreadable_date",
                "last_day IS NULL",
                end_heading,
                "end_text",
                literal(_notation_of_dates(declared)),
            ),
            (
                "period_reversed",
                f"last_day < first_day OR last_day - first_day > {HIGHEST_DAYS}",
                end_heading,
                "end_text",
                "CAST(first_day AS VARCHAR)",
            ),
        ]
    if period.kind == "interval":
        faults += [
            (code, f"time_fault = '{code}'", start_heading, "start_text", "''")
            for code in ("nonexistent_time", "duplicate_row", "ambiguous_time")
        ]
    if declared.columns.waste_code:
        faults += [
            ("unknown_waste_code", "waste_code IS NULL", waste, "waste_text", "''"),
            ("hazard_mark_contradicts_list", "starred AND NOT hazardous", waste, "waste_text", PRINTED_CODE),
        ]
    faults += [
        ("unknown_stream", "stream IS NULL", stream_heading, "stream_text", "''"),
        ("missing_value", "value_text IS NULL", value_heading, "NULL", "''"),
        (
            "unreadable_number",
            "number IS NULL OR NOT isfinite(number)",
            value_heading,
            "value_text",
            literal(_notation_of_numbers(declared)),
        ),
        ("unknown_unit", "unit IS NULL", unit_heading, "unit_text", known_units),
        (
            "missing_heating_value",
            "needs_heating_value AND NOT coalesce(heating_value > 0, false)",
            heating,
            "heating_value_text",
            "''",
        ),
        (
            "unknown_quality",
            "quality IS NULL",
            quality,
            "quality_text",
            literal(", ".join(declared.qualities)),
        ),
        (
            "unreadable_date",
            "issued_text IS NOT NULL AND issued_on IS NULL",
            issued,
            "issued_text",
            literal(_notation_of_dates(declared)),
        ),
    ]
    if not_negative := [str(index) for index, value in enumerate(values, 1) if value.negative == "reject"]:
        condition = f"number < 0 AND value_number IN ({', '.join(not_negative)})"
        faults.append(("negative_value", condition, value_heading, "value_text", "''"))
    return [
        (
            code,
            condition,
            heading,
            f"ltrim({cell}, chr(2) || chr(3))" if cell != "NULL" else "CAST(NULL AS VARCHAR)",
            detail,
        )
        for code, condition, heading, cell, detail in faults
    ]


def _notation_of_dates(declared: Format) -> str:
    """The same moment in every way in which the format writes it."""
    if declared.period and declared.period.kind in ("month", "year"):
        return "2025-12 / 2025. december" if declared.period.kind == "month" else "2025"
    moment = datetime(2025, 12, 31, 23, 45, tzinfo=UTC)
    return " / ".join(moment.strftime(pattern) for pattern in declared.dates.formats)


def _notation_of_numbers(declared: Format) -> str:
    thousands = {" ": "1 234", ".": "1.234", ",": "1,234", "'": "1'234"}.get(
        declared.numbers.thousands, "1234"
    )
    return f"{thousands}{declared.numbers.decimal}5"


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
