"""One delivery into the store, in one transaction: its rows as readings or rejected rows, or as a whole rejected."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import duckdb

from flows.archive import Arrival
from flows.loading.accepted import store_accepted
from flows.loading.annual_values import stage_reference_values
from flows.loading.bundle import Bundle
from flows.loading.fields import fields, has_no_value, read_values
from flows.loading.future import any_future, reject_future_rows
from flows.loading.outcomes import Known, Outcome, forget_unread, known_deliveries, note, record
from flows.loading.registers import reject_falling_values
from flows.loading.rejections import reject_nothing, reject_rows
from flows.loading.remarks import Remark, remarks
from flows.loading.rows import RowsTaken, all_rows_are_data, has_rows, take_all_rows, take_rows
from flows.loading.staging import stage_faultless_readings, stage_readings
from flows.loading.totals import compare_totals
from flows.problems import UnreadableFile
from flows.sources.format import Format
from flows.sources.reading import Found, recognised_tables
from flows.sources.recognise import Recognised
from flows.sources.sheet import NUMBER_MARK
from flows.sources.text_file import literal
from flows.warehouse import transaction
from indicators.model import City


@dataclass(frozen=True)
class Refusal:
    """Why a whole file is not read: what becomes of it, and the finding that tells it."""

    status: str
    code: str
    details: Mapping[str, str]


def load_delivery(
    connection: duckdb.DuckDBPyConnection,
    arrival: Arrival,
    city: City,
    formats: Iterable[Format],
    known: Known | None = None,
) -> Outcome:
    """Load one delivery; afterwards the store holds all of it or nothing."""
    known = known or known_deliveries(connection)
    with tempfile.TemporaryDirectory(prefix="emas-") as folder, transaction(connection):
        scratch = Path(folder)
        found = look_at(connection, arrival, city, formats, scratch, known)
        if isinstance(found, Refusal):
            return refuse(connection, arrival, found, known)
        return load_found(connection, arrival, found, scratch, city, known)


def look_at(
    connection: duckdb.DuckDBPyConnection,
    arrival: Arrival,
    city: City,
    formats: Iterable[Format],
    scratch: Path,
    known: Known,
) -> Found | Refusal:
    """The tables of a delivery, or why there are none. Nothing public is written."""
    office = next((office for office in city.offices if office.id == arrival.office_id), None)
    if office is None:
        return Refusal("rejected", "unknown_office", {"office": arrival.office_id})
    if other := known.read.get(arrival.delivery_id):
        return Refusal("duplicate", "duplicate_delivery", {"other_file": other[1]})
    allowed = [declared for declared in formats if not office.formats or declared.id in office.formats]
    try:
        return recognised_tables(connection, arrival.path, arrival.file_name, allowed, scratch)
    except UnreadableFile as problem:
        return Refusal("rejected", problem.code, {"detail": str(problem)})


def refuse(
    connection: duckdb.DuckDBPyConnection, arrival: Arrival, refusal: Refusal, known: Known
) -> Outcome:
    """Note a file that is not read."""
    forget_unread(connection, arrival, known)
    note(connection, arrival, refusal.code, details=refusal.details)
    [outcome] = record(connection, [Outcome(arrival, refusal.status)], known)
    return outcome


def load_found(
    connection: duckdb.DuckDBPyConnection,
    arrival: Arrival,
    found: Found,
    scratch: Path,
    city: City,
    known: Known,
) -> Outcome:
    """Load the tables of one delivery."""
    forget_unread(connection, arrival, known)
    outcome = _load_faultless(connection, arrival, found, city)
    if outcome is None:
        tables = found.with_cells(connection, scratch)
        outcome = _judged(connection, _load_tables(connection, arrival, tables, city), tables[0].format.title)
    [outcome] = record(connection, [outcome], known)
    return outcome


def _load_faultless(
    connection: duckdb.DuckDBPyConnection, arrival: Arrival, found: Found, city: City
) -> Outcome | None:
    """Load a long text in one pass through the file, if nothing in it has to be looked at cell by cell.

    Such are most exports of meters. Of any other file nothing is loaded.
    """
    table, lines = found.unstored(), found.text.lines if found.text else 0
    if table is None or not all_rows_are_data(table):
        return None
    timezone, bundle = city.organisation.timezone, Bundle((arrival,), table)
    take_all_rows(connection, table)
    rows = lines - table.header_row
    if not rows or not stage_faultless_readings(connection, bundle, timezone, rows):
        return None
    if any_future(connection, bundle):
        return None
    reject_nothing(connection)
    for code, row, details in remarks(connection, bundle, timezone):
        note(connection, arrival, code, table.sheet.name, row, details)
    store_accepted(connection, bundle, any_rejected=False)
    return Outcome(arrival, "accepted", table.format.id, rows, rows)


def _load_tables(
    connection: duckdb.DuckDBPyConnection, arrival: Arrival, tables: list[Recognised], city: City
) -> Outcome:
    """Load the tables of one delivery."""
    outcome = Outcome(arrival, "accepted", tables[0].format.id)
    for table in tables:
        if table.sheet.hidden and not table.format.table.hidden:
            if has_rows(connection, table):
                note(connection, arrival, "hidden_sheet", table.sheet.name)
            continue
        [counted] = _load_table(connection, Bundle((arrival,), table), city)
        outcome = replace(
            outcome,
            rows_read=outcome.rows_read + counted.rows_read,
            rows_accepted=outcome.rows_accepted + counted.rows_accepted,
            rows_rejected=outcome.rows_rejected + counted.rows_rejected,
            rows_left_out=outcome.rows_left_out + counted.rows_left_out,
        )
    return outcome


def load_bundle(
    connection: duckdb.DuckDBPyConnection, bundle: Bundle, city: City, known: Known
) -> list[Outcome]:
    """Load the deliveries of a bundle, each with an outcome of its own."""
    for arrival in bundle.arrivals:
        forget_unread(connection, arrival, known)
    title = bundle.table.format.title
    outcomes = [_judged(connection, outcome, title) for outcome in _load_table(connection, bundle, city)]
    return record(connection, outcomes, known)


def _judged(connection: duckdb.DuckDBPyConnection, outcome: Outcome, title: str) -> Outcome:
    if outcome.rows_read == 0:
        if outcome.rows_left_out:
            rows = str(outcome.rows_left_out)
            note(connection, outcome.arrival, "nothing_to_count", details={"detail": title, "rows": rows})
        else:
            note(connection, outcome.arrival, "empty_file", details={"detail": title})
        return replace(outcome, status="rejected")
    if outcome.rows_rejected:
        return replace(outcome, status="partly_accepted" if outcome.rows_accepted else "rejected")
    return outcome


def _load_table(connection: duckdb.DuckDBPyConnection, bundle: Bundle, city: City) -> list[Outcome]:
    """Load the table of a bundle; the outcomes count its rows."""
    table, timezone = bundle.table, city.organisation.timezone
    declared = table.format
    office_id = bundle.arrivals[0].office_id
    language = next(office.language for office in city.offices if office.id == office_id)
    taken = take_rows(connection, bundle)
    if declared.holds_reference_values:
        stage_reference_values(connection, table, city)
    else:
        stage_readings(connection, bundle, timezone)
        if declared.period and declared.period.kind == "register":
            reject_falling_values(connection, table)
        reject_future_rows(connection, bundle)
    read = _reject_blank_rows(connection, bundle)
    rejected = reject_rows(connection, bundle, language)
    found = chain(_remarks(connection, bundle, taken), remarks(connection, bundle, timezone))
    for code, number, details in found:
        arrival, row = bundle.told(number)
        note(connection, arrival, code, table.sheet.name, row, details)
    store_accepted(connection, bundle, any_rejected=any(rejected))
    return [
        Outcome(arrival, "accepted", declared.id, rows, rows - faulty, faulty, left_out)
        for arrival, rows, faulty, left_out in zip(
            bundle.arrivals, read, rejected, taken.left_out, strict=True
        )
    ]


def _remarks(connection: duckdb.DuckDBPyConnection, bundle: Bundle, taken: RowsTaken) -> Iterator[Remark]:
    """What a person should know about a table although its rows were read."""
    table = bundle.table
    if taken.below:
        yield "rows_below_table", taken.first_below, {"rows": str(taken.below)}
    if table.format.holds_reference_values:
        return
    if table.format.table.totals:
        for row, printed, computed in compare_totals(connection, bundle):
            yield "totals_mismatch", row, {"printed": printed, "computed": computed}
    cells = {
        position
        for value in read_values(table)
        for position in (
            [table.columns[value.column]]
            if value.column in table.columns
            else [column.position for column in table.wide[value.column]]
        )
    }
    signs = " OR ".join(
        f"contains(c{position}, '{sign}')" for position in sorted(cells) for sign in ("E+", "e+")
    )
    if not connection.execute(f"SELECT 1 FROM table_rows WHERE {signs} LIMIT 1").fetchall():
        return
    rounded = connection.execute(f"""
        SELECT row_number, value FROM sound JOIN ({fields(table)}) USING (row_number, value_number, cell)
        WHERE contains(upper(value), 'E+') AND NOT starts_with(value, {literal(NUMBER_MARK)}) ORDER BY row_number
    """).fetchall()
    for row, value in rounded:
        yield "rounded_by_spreadsheet", row, {"value": value}


def _reject_blank_rows(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> list[int]:
    """Count the data rows. One without a value in any of several value columns is not passed over but rejected."""
    read = bundle.by_delivery(connection, "FROM table_rows WHERE NOT is_totals")
    [(values,)] = connection.execute("SELECT count(*) FROM staged").fetchall()
    if sum(read) != values:
        table, blank = bundle.table, "NOT EXISTS (FROM staged s WHERE s.row_number = r.row_number)"
        if not (table.wide or table.format.holds_reference_values):
            blank = has_no_value(table)
        connection.execute(f"""
            INSERT INTO faulty
            SELECT row_number, 1, 0, 'missing_value', '', NULL, '' FROM table_rows r WHERE NOT is_totals AND {blank}
        """)
    return read
