"""Readings of one table, parsed and judged in DuckDB: every value with its quantity, or with what is wrong with it.

The result is the temporary view `staged` with every value, and the temporary table `faulty` with what is wrong;
nothing public is written here.
"""

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from flows.loading.bundle import Bundle
from flows.loading.containers import calculated_by_container, container_weights
from flows.loading.faults import NOT_BY_ITSELF, Fault, faults
from flows.loading.fields import constant_fields, constant_units, fields, read_values, streams_and_units
from flows.loading.own_multipliers import HAS_OWN, JOIN, register_own_multipliers
from flows.loading.periods import instants, is_on_a_local_clock, period_fields, tell_doubled_hours_apart
from flows.loading.repeated_rows import settle_repeated_rows
from flows.loading.shared_days import give_shared_days_to_the_later
from flows.sources.notation import day, number
from flows.sources.recognise import Recognised
from flows.sources.sheet import normalised
from flows.sources.text_file import literal
from indicators.units import conversion
from indicators.waste_codes import WASTE_CODES
from indicators.waste_treatments import treatment_code

FIELDS = (
    "value_number", "cell", "supply_point_id", "stream", "meter_id", "quality", "issued_on", "invoice",
    "first_day", "last_day", "period_start", "period_end", "quantity_as_delivered", "unit_as_delivered",
    "quantity_per_unit", "unit", "factor_ids", "treatment",
)  # fmt: skip

NO_NUMBER = "CAST(NULL AS DOUBLE)"
SPACED = Fault(
    "",
    " OR ".join(
        f"{text} < '!' OR ends_with({text}, ' ')" for text in ("supply_point_id", "meter_id", "invoice")
    ),
)
"""A text with a space before or behind it, which is not the text without; what is more than a text is read without."""

A_FEW = 10_000
"""Values up to which a question about all of them is asked, so as to spare the work that the answer may spare."""


@dataclass(frozen=True)
class _Judged:
    """Values in `staged_values`: the SQL of which they are, what can be wrong with them, and how their series stand."""

    values: str
    faults: list[Fault]
    alone: bool


def stage_readings(connection: duckdb.DuckDBPyConnection, bundle: Bundle, timezone: str) -> None:
    """Fill `staged` and `faulty` from a table of quantities.

    Columns of `staged`: row_number, FIELDS, quantity, and fault, which is NULL where the value as such is right. Those
    of `faulty`: row_number, value_number, cell, code, column_name, value, detail. `sound` is `staged` without `faulty`.

    What is the same for all values is not stored with each: `staged` is a view over the temporary `staged_values`.
    """
    judged = _judge_values(connection, bundle, timezone, faults(bundle.table))
    _describe_faults(connection, judged.faults, judged.values)
    settle_repeated_rows(connection, bundle, alone=judged.alone)


def stage_faultless_readings(
    connection: duckdb.DuckDBPyConnection, bundle: Bundle, timezone: str, rows: int
) -> bool:
    """The same from a table of so many rows whose cells are still in the file; whether there is nothing to look at.

    Where a row or a value is in any way special nothing may be made of what was staged. So is a power of ten: it may be
    a number that a spreadsheet rounded, which has to be told with its cell.
    """
    judged = _judge_values(connection, bundle, timezone, [*faults(bundle.table), SPACED])
    [(values, faulty)] = connection.execute("SELECT count(*), count(fault) FROM staged_values").fetchall()
    if faulty or values != rows:
        return False
    settle_repeated_rows(connection, bundle, alone=judged.alone)
    return not connection.execute("SELECT EXISTS (FROM faulty)").fetchall()[0][0]


def _judge_values(
    connection: duckdb.DuckDBPyConnection, bundle: Bundle, timezone: str, found: list[Fault]
) -> _Judged:
    recognised = bundle.table
    declared = recognised.format
    if declared.columns.waste_code:
        _register_waste_codes(connection)
        _register_treatments(connection, recognised)
    _register_conversions(connection, recognised)
    typed = _typed(recognised)
    same = _same_for_all(connection, recognised)
    values = _values(recognised, typed, timezone, same)
    fault = " ".join(
        f"WHEN {fault.condition} THEN {index}"
        for index, fault in enumerate(found)
        if fault.condition != NOT_BY_ITSELF
    )
    numbered = () if recognised.sheet.unnumbered else ("row_number",)
    stored = ", ".join((*numbered, *(name for name in FIELDS if name not in same)))
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_values AS
        SELECT {stored}, CAST(CASE {fault} END AS UTINYINT) AS fault FROM ({values})
    """)
    if not numbered:
        same["row_number"] = _row_number(connection, recognised)
    constants = "".join(f", {expression} AS {name}" for name, expression in same.items())
    connection.execute(f"""
        CREATE OR REPLACE TEMP VIEW staged AS
        SELECT *, quantity_as_delivered * quantity_per_unit AS quantity
        FROM (SELECT rowid AS place, *{constants} FROM staged_values)
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE faulty (row_number BIGINT, value_number INTEGER, cell INTEGER, code VARCHAR,
            column_name VARCHAR, value VARCHAR, detail VARCHAR)
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP VIEW sound AS
        SELECT * FROM staged s WHERE s.fault IS NULL AND NOT EXISTS (
            FROM faulty f WHERE f.row_number = s.row_number AND f.value_number = s.value_number AND f.cell = s.cell
        )
    """)
    codes = [fault.code for fault in found]
    if is_on_a_local_clock(recognised):
        single, repeated = codes.index("ambiguous_time"), codes.index("duplicate_row")
        tell_doubled_hours_apart(connection, bundle, timezone, alone=single, repeated=repeated)
    alone = _each_series_stands_once(connection, bundle)
    give_shared_days_to_the_later(connection, bundle, timezone, alone=alone)
    return _Judged(values, found, alone)


def _each_series_stands_once(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> bool:
    """Whether no two of a few values are of one series, as in a month's bills: then none meets or repeats another."""
    [(values,)] = connection.execute("SELECT count(*) FROM staged_values").fetchall()
    if values > A_FEW:
        return False
    series = f"SELECT count(*) = count(DISTINCT (supply_point_id, stream{bundle.apart})) FROM staged"
    return bool(connection.execute(series).fetchall()[0][0])


def _same_for_all(connection: duckdb.DuckDBPyConnection, recognised: Recognised) -> dict[str, str]:
    """Fields of `staged` that are the same for all values of the table, in SQL."""
    declared = recognised.format
    present, columns = read_values(recognised), declared.columns
    same = {
        name: f"CAST(NULL AS {kind})"
        for name, column, kind in (
            ("meter_id", columns.meter, "VARCHAR"),
            ("treatment", columns.waste_code, "VARCHAR"),
            ("issued_on", columns.issued_on, "DATE"),
            ("invoice", columns.invoice, "VARCHAR"),
        )
        if not column
    }
    if len(present) == 1:
        same["value_number"] = "1"
        if not recognised.wide:
            same["cell"] = str(recognised.columns[present[0].column])
    if not columns.quality and not any(value.containers for value in present):
        same["quality"] = literal(declared.constants.quality)
    names = {"supply_point": "supply_point_id"}
    if not columns.waste_code:
        names |= {"stream": "stream", "unit": "unit_as_delivered"}
    same |= {names[name]: sql for name, sql in constant_fields(recognised).items() if name in names}
    if columns.waste_code or columns.multiplier or any(value.multiplier != 1 for value in present):
        return same
    return same | _same_conversion(connection, recognised)


def _same_conversion(connection: duckdb.DuckDBPyConnection, recognised: Recognised) -> dict[str, str]:
    """What makes every value of the table canonical, in SQL; nothing where that depends on the value or its day."""
    units = constant_units(recognised)
    found = connection.execute("FROM conversion").fetchall()
    kinds = {tuple(conversion[2:]) for conversion in found}
    [(has_own,)] = connection.execute(f"SELECT {HAS_OWN}").fetchall()
    if has_own or len(found) != len(units) or len(kinds) != 1:
        return {}
    [(unit, multiplier, needs_heating_value, factor_ids)] = kinds
    if needs_heating_value:
        return {}
    return {"unit": literal(unit), "quantity_per_unit": repr(multiplier), "factor_ids": literal(factor_ids)}


def _row_number(connection: duckdb.DuckDBPyConnection, recognised: Recognised) -> str:
    """SQL: the row of a staged value, where all are staged in the order of the file."""
    [(first,)] = connection.execute("SELECT coalesce(min(rowid), 0) FROM staged_values").fetchall()
    return f"rowid - {first - recognised.header_row - 1}"


def _describe_faults(connection: duckdb.DuckDBPyConnection, found: list[Fault], values: str) -> None:
    """Fill `faulty` with the texts of what is wrong: the faulty values alone are read once more."""
    if not connection.execute("SELECT 1 FROM staged_values WHERE fault IS NOT NULL LIMIT 1").fetchall():
        return
    described = ", ".join(
        "CASE fault " + " ".join(f"WHEN {index} THEN {text}" for index, text in enumerate(texts)) + " END"
        for texts in (
            [literal(fault.code) for fault in found],
            [fault.heading for fault in found],
            [fault.shown_cell for fault in found],
            [fault.detail or "''" for fault in found],
        )
    )
    connection.execute(f"""
        INSERT INTO faulty SELECT row_number, value_number, cell, {described}
        FROM ({values}) JOIN (
            SELECT row_number, value_number, cell, fault FROM staged WHERE fault IS NOT NULL
        ) USING (row_number, value_number, cell)
    """)


def _register_waste_codes(connection: duckdb.DuckDBPyConnection) -> None:
    codes = ", ".join(
        f"({literal(code)}, {str(entry.hazardous).lower()})" for code, entry in WASTE_CODES.items()
    )
    connection.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS list_of_waste AS FROM (VALUES {codes}) AS t(code, hazardous)"
    )


def _register_treatments(connection: duckdb.DuckDBPyConnection, recognised: Recognised) -> None:
    """The treatments that the file writes, each as the list writes it; a text that the list lacks stays as it is."""
    written = connection.execute(
        f"SELECT DISTINCT treatment FROM ({fields(recognised)}) WHERE treatment IS NOT NULL"
    ).fetchall()
    connection.execute("CREATE OR REPLACE TEMP TABLE treatments (written VARCHAR, stated VARCHAR)")
    if written:
        known = [(text, treatment_code(text) or text) for (text,) in sorted(written)]
        connection.executemany("INSERT INTO treatments VALUES (?, ?)", known)


def _register_conversions(connection: duckdb.DuckDBPyConnection, recognised: Recognised) -> None:
    """The units that the file writes, each with what makes it canonical; a unit that does not fit has no row."""
    written: Collection[tuple[str | None, str | None]] = constant_units(recognised)
    if not written:
        found = f"SELECT DISTINCT stream, unit FROM ({streams_and_units(recognised)}) WHERE unit IS NOT NULL"
        written = connection.execute(found).fetchall()
    known = [
        (
            stream,
            written,
            convert.canonical_unit,
            float(convert.multiplier),
            convert.needs_heating_value,
            ",".join(convert.factor_ids),
        )
        for stream, written in sorted(written, key=str)
        if stream and written and (convert := conversion(stream, written))
    ]
    known += container_weights(recognised, written)
    register_own_multipliers(connection, written)
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
    columns = declared.columns
    issued_on, row_multiplier, heating_value = "CAST(NULL AS DATE)", NO_NUMBER, NO_NUMBER
    if columns.issued_on:
        issued_on = day("issued_on", declared.dates, typed=typed_cells)
    if columns.multiplier:
        row_multiplier = number("multiplier_text", declared.numbers, typed=typed_cells)
    if declared.constants.heating_value and not columns.heating_value:
        heating_value = repr(declared.constants.heating_value)
    elif columns.heating_value or columns.per_unit:
        heating_value = number("heating_value", declared.numbers, typed=typed_cells)
    exponents = not recognised.sheet.unnumbered
    quantity = number("value", declared.numbers, typed=typed_cells, exponents=exponents)
    multipliers = [value.multiplier for value in read_values(recognised)]
    multiplier = "1"
    if set(multipliers) != {1.0}:
        cases = " ".join(f"WHEN {index} THEN {factor!r}" for index, factor in enumerate(multipliers, 1))
        multiplier = f"CASE value_number {cases} END"
    qualities = " ".join(
        f"WHEN {literal(normalised(word))} THEN {literal(quality)}"
        for word, quality in declared.qualities.items()
    )
    waste, listed = "stream, CAST(NULL AS VARCHAR) AS treatment", ""
    if columns.waste_code:
        listed = f"""LEFT JOIN list_of_waste w ON w.code = {_waste_digits("f.waste_code")}
            LEFT JOIN treatments k ON k.written = f.treatment"""
        waste = (
            "f.waste_code AS waste_text, w.code AS waste_code, w.hazardous, "
            "starts_with(reverse(f.waste_code), '*') AS starred, 'waste.' || w.code AS stream, k.stated AS treatment"
        )
    quality = "CAST(NULL AS VARCHAR)"
    if qualities:
        quality = f"CASE quality {qualities} ELSE CASE lower(quality) {qualities} END END"
    return f"""
        SELECT f.row_number, value_number, cell, may_be_blank, looks_like_totals,
            supply_point AS supply_point_id, stream_text, meter AS meter_id, quality AS quality_text,
            {calculated_by_container(recognised)}
            CASE WHEN quality IS NULL THEN {literal(declared.constants.quality)} ELSE {quality} END END AS quality,
            issued_on AS issued_text, invoice, changes_invoice,
            {issued_on} AS issued_on,
            value AS value_text, {quantity} AS number,
            {multiplier} AS multiplier, multiplier_text,
            {row_multiplier} AS row_multiplier,
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


def _values(recognised: Recognised, typed: str, timezone: str, same: dict[str, str]) -> str:
    """Every value with its period as instants and its quantity in the canonical unit, beside all its texts."""
    period = recognised.format.period
    if period is None:
        raise ValueError("reference values have no period")
    zone = literal(timezone)
    if period.kind == "interval":
        source = instants(recognised, timezone, typed)
    else:
        source = f"""
            SELECT *, CAST(first_day AS TIMESTAMP) AT TIME ZONE {zone} AS period_start,
                CAST(last_day + 1 AS TIMESTAMP) AT TIME ZONE {zone} AS period_end, NULL AS time_fault
            FROM ({typed})
        """
    if "unit" in same:
        conversion = f"{same['quantity_per_unit']} AS quantity_per_unit, {same['unit']} AS unit, "
        conversion += f"{same['factor_ids']} AS factor_ids, false AS needs_heating_value FROM ({source}) s"
    else:
        conversion = f"""
            coalesce(o.multiplier, c.multiplier) * s.multiplier * coalesce(s.row_multiplier, 1)
                * CASE WHEN c.needs_heating_value THEN s.heating_value ELSE 1 END AS quantity_per_unit,
            c.canonical_unit AS unit, c.factor_ids AS factor_ids, c.needs_heating_value AS needs_heating_value
            FROM ({source}) s
            LEFT JOIN conversion c ON c.stream = s.unit_stream AND c.written_unit = s.unit_text
            {JOIN}
        """
    return f"""
        SELECT s.*, s.number AS quantity_as_delivered, s.unit_text AS unit_as_delivered, {conversion}
        WHERE NOT (may_be_blank AND value_text IS NULL)
    """
