"""Readings of one table, parsed and judged in DuckDB: every value with its quantity, or with what is wrong with it.

The result is the temporary view `staged` with every value, and the temporary table `faulty` with what is wrong;
nothing public is written here.
"""

from dataclasses import dataclass

import duckdb

from flows.loading.bundle import Bundle
from flows.loading.faults import NOT_BY_ITSELF, Fault, faults
from flows.loading.fields import constant_fields, constant_units, read_values
from flows.loading.own_multipliers import HAS_OWN
from flows.loading.periods import is_on_a_local_clock, tell_doubled_hours_apart
from flows.loading.repeated_rows import settle_repeated_rows
from flows.loading.shared_days import give_shared_days_to_the_later
from flows.loading.typed_values import typed_values
from flows.loading.words import register_words
from flows.sources.recognise import Recognised
from flows.sources.text_file import literal

FIELDS = (
    "value_number", "cell", "supply_point_id", "stream", "meter_id", "quality", "issued_on", "invoice",
    "first_day", "last_day", "period_start", "period_end", "quantity_as_delivered", "unit_as_delivered",
    "quantity_per_unit", "unit", "factor_ids", "treatment",
)  # fmt: skip

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
    register_words(connection, bundle.table)
    same = _same_for_all(connection, bundle.table)
    judged = _judge_values(connection, bundle, timezone, faults(bundle.table), same)
    _describe_faults(connection, judged.faults, judged.values)
    settle_repeated_rows(connection, bundle, alone=judged.alone)


def stage_faultless_readings(
    connection: duckdb.DuckDBPyConnection, bundle: Bundle, timezone: str, rows: int
) -> bool:
    """The same from a table of so many rows whose cells are still in the file; whether there is nothing to look at.

    Where a row or a value is in any way special nothing may be made of what was staged. So is a power of ten: it may be
    a number that a spreadsheet rounded, which has to be told with its cell. Where units differ they are joined, which
    does not keep the order of rows, and with it their numbers.
    """
    register_words(connection, bundle.table)
    same = _same_for_all(connection, bundle.table)
    if "unit" not in same:
        return False
    judged = _judge_values(connection, bundle, timezone, [*faults(bundle.table), SPACED], same)
    [(values, faulty)] = connection.execute("SELECT count(*), count(fault) FROM staged_values").fetchall()
    if faulty or values != rows:
        return False
    settle_repeated_rows(connection, bundle, alone=judged.alone)
    return not connection.execute("SELECT EXISTS (FROM faulty)").fetchall()[0][0]


def _judge_values(
    connection: duckdb.DuckDBPyConnection,
    bundle: Bundle,
    timezone: str,
    found: list[Fault],
    same: dict[str, str],
) -> _Judged:
    recognised = bundle.table
    values = typed_values(recognised, timezone, same)
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
    given = same if numbered else same | {"row_number": _row_number(connection, recognised)}
    constants = "".join(f", {expression} AS {name}" for name, expression in given.items())
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
