"""One delivery into the store, in one transaction: its rows as readings or rejected rows, or as a whole rejected."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import duckdb

from flows.archive import Arrival
from flows.loading.annual_values import stage_reference_values
from flows.loading.fields import fields, read_values
from flows.loading.future import reject_future_rows
from flows.loading.registers import reject_falling_values
from flows.loading.rejections import reject_rows
from flows.loading.remarks import remarks
from flows.loading.rows import RowsTaken, has_rows, take_rows
from flows.loading.staging import stage_readings
from flows.loading.totals import compare_totals
from flows.problems import UnreadableFile
from flows.settling.register import FAMILY_MATCH
from flows.sources.format import Format
from flows.sources.reading import recognised_tables
from flows.sources.recognise import Recognised
from flows.sources.sheet import NUMBER_MARK
from flows.sources.text_file import literal
from flows.warehouse import transaction
from indicators.model import City


@dataclass(frozen=True)
class Outcome:
    """What became of a delivery."""

    arrival: Arrival
    status: str
    format_id: str | None = None
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    rows_left_out: int = 0


def load_delivery(
    connection: duckdb.DuckDBPyConnection, arrival: Arrival, city: City, formats: Iterable[Format]
) -> Outcome:
    """Load one delivery; afterwards the store holds all of it or nothing."""
    with tempfile.TemporaryDirectory(prefix="emas-") as scratch, transaction(connection):
        _forget_unread(connection, arrival)
        outcome = _load(connection, arrival, city, formats, Path(scratch))
        connection.execute(
            "INSERT INTO raw.deliveries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                arrival.delivery_id,
                arrival.file_name,
                arrival.office_id,
                outcome.format_id,
                arrival.received_at,
                arrival.sequence,
                arrival.size_bytes,
                outcome.rows_read,
                outcome.rows_accepted,
                outcome.rows_rejected,
                outcome.rows_left_out,
                outcome.status,
            ],
        )
    return outcome


def _forget_unread(connection: duckdb.DuckDBPyConnection, arrival: Arrival) -> None:
    """A delivery that could not be read is tried again at every run: its format may have been declared since."""
    key = [arrival.delivery_id, arrival.office_id, arrival.file_name]
    for table in ("raw.deliveries", "raw.delivery_findings"):
        connection.execute(
            f"DELETE FROM {table} WHERE delivery_id = ? AND office_id = ? AND file_name = ?", key
        )


def _load(
    connection: duckdb.DuckDBPyConnection,
    arrival: Arrival,
    city: City,
    formats: Iterable[Format],
    scratch: Path,
) -> Outcome:
    office = next((office for office in city.offices if office.id == arrival.office_id), None)
    if office is None:
        note(connection, arrival, "unknown_office", office=arrival.office_id)
        return Outcome(arrival, "rejected")
    if other := _same_bytes(connection, arrival):
        note(connection, arrival, "duplicate_delivery", other_file=other)
        return Outcome(arrival, "duplicate")
    allowed = [declared for declared in formats if not office.formats or declared.id in office.formats]
    try:
        tables = recognised_tables(connection, arrival.path, arrival.file_name, allowed, scratch)
    except UnreadableFile as problem:
        note(connection, arrival, problem.code, detail=str(problem))
        return Outcome(arrival, "rejected")
    outcome = Outcome(arrival, "accepted", tables[0].format.id)
    for table in tables:
        if table.sheet.hidden and not table.format.table.hidden:
            if has_rows(connection, table):
                note(connection, arrival, "hidden_sheet", table.sheet.name)
            continue
        outcome = _load_table(connection, outcome, table, city, office.language)
    if outcome.rows_read == 0:
        if outcome.rows_left_out:
            rows = str(outcome.rows_left_out)
            note(connection, arrival, "nothing_to_count", detail=tables[0].format.title, rows=rows)
        else:
            note(connection, arrival, "empty_file", detail=tables[0].format.title)
        return replace(outcome, status="rejected")
    if outcome.rows_rejected:
        return replace(outcome, status="partly_accepted" if outcome.rows_accepted else "rejected")
    return outcome


def _same_bytes(connection: duckdb.DuckDBPyConnection, arrival: Arrival) -> str:
    """The name under which the same bytes were read before; empty if they were not."""
    found = connection.execute(
        "SELECT file_name FROM raw.deliveries WHERE delivery_id = ? AND rows_read > 0 ORDER BY sequence LIMIT 1",
        [arrival.delivery_id],
    ).fetchall()
    return str(found[0][0]) if found else ""


def note(
    connection: duckdb.DuckDBPyConnection,
    arrival: Arrival,
    code: str,
    sheet: str = "",
    row: int | None = None,
    **details: str,
) -> None:
    """A finding about the delivery, or about a row that was nevertheless read."""
    connection.execute(
        "INSERT INTO raw.delivery_findings VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            arrival.delivery_id,
            arrival.office_id,
            arrival.file_name,
            code,
            sheet,
            row,
            json.dumps(details, ensure_ascii=False, sort_keys=True),
        ],
    )


def _load_table(
    connection: duckdb.DuckDBPyConnection, outcome: Outcome, table: Recognised, city: City, language: str
) -> Outcome:
    arrival, declared = outcome.arrival, table.format
    taken = take_rows(connection, table)
    if declared.holds_reference_values:
        stage_reference_values(connection, table, city)
    else:
        stage_readings(connection, table, city.organisation.timezone)
        if declared.period and declared.period.kind == "register":
            reject_falling_values(connection, table)
        reject_future_rows(connection, table, arrival.received_at)
    read = _reject_blank_rows(connection)
    rejected = reject_rows(connection, arrival, table, language)
    found = chain(
        _remarks(connection, table, taken, rejected), remarks(connection, table, city.organisation.timezone)
    )
    for code, row, details in found:
        note(connection, arrival, code, table.sheet.name, row, **details)
    if declared.holds_reference_values:
        _insert_reference_values(connection, arrival, table, rejected)
    else:
        connection.execute("""
            CREATE OR REPLACE TEMP TABLE delivered_series AS
            SELECT supply_point_id, stream, min(first_day) AS first_day,
                coalesce(max(last_day), max(first_day)) AS last_day
            FROM sound GROUP BY supply_point_id, stream
        """)
        if declared.period and declared.period.kind == "register":
            _insert_register_values(connection, arrival, table, rejected)
        else:
            _insert_readings(connection, arrival, table, rejected)
        connection.execute("INSERT INTO core.pending FROM delivered_series")
    return replace(
        outcome,
        rows_read=outcome.rows_read + read,
        rows_accepted=outcome.rows_accepted + read - rejected,
        rows_rejected=outcome.rows_rejected + rejected,
        rows_left_out=outcome.rows_left_out + taken.left_out,
    )


def _remarks(
    connection: duckdb.DuckDBPyConnection, table: Recognised, taken: RowsTaken, rejected: int
) -> Iterator[tuple[str, int, dict[str, str]]]:
    """What a person should know about a table although its rows were read: finding code, row, details."""
    if taken.below:
        yield "rows_below_table", taken.first_below, {"rows": str(taken.below)}
    if table.format.holds_reference_values:
        return
    if table.format.table.totals and not rejected:
        for row, printed, computed in compare_totals(connection, table):
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
    signs = " OR ".join(f"contains(upper(c{position}), 'E+')" for position in sorted(cells))
    if not connection.execute(f"SELECT 1 FROM table_rows WHERE {signs} LIMIT 1").fetchall():
        return
    rounded = connection.execute(f"""
        SELECT row_number, value FROM sound JOIN ({fields(table)}) USING (row_number, value_number, cell)
        WHERE contains(upper(value), 'E+') AND NOT starts_with(value, {literal(NUMBER_MARK)}) ORDER BY row_number
    """).fetchall()
    for row, value in rounded:
        yield "rounded_by_spreadsheet", row, {"value": value}


def _reject_blank_rows(connection: duckdb.DuckDBPyConnection) -> int:
    """Count the data rows. One without a value in any of several value columns is not passed over but rejected."""
    [(read, values)] = connection.execute("""
        SELECT (SELECT count(*) FROM table_rows WHERE NOT is_totals), (SELECT count(*) FROM staged)
    """).fetchall()
    if read != values:
        connection.execute("""
            INSERT INTO faulty
            SELECT row_number, 1, 0, 'missing_value', '', NULL, '' FROM table_rows r
            WHERE NOT is_totals AND NOT EXISTS (FROM staged s WHERE s.row_number = r.row_number)
        """)
    return int(read)


def _accepted(table: Recognised, rejected: int, join: str = "") -> str:
    """SQL: the values of rows without any fault. Values of one column are staged in the order of the file."""
    accepted = f"FROM staged s {join}"
    if rejected:
        accepted += " WHERE NOT EXISTS (FROM rejected r WHERE r.row_number = s.row_number)"
    return accepted if len(read_values(table)) == 1 else f"{accepted} ORDER BY row_number, value_number, cell"


ONE_SITE = f"""
    SELECT r.supply_point_id, r.stream, any_value(p.site_id) AS site_id, any_value(p.valid_from) AS valid_from,
        any_value(p.valid_to) AS valid_to
    FROM delivered_series r JOIN core.supply_points p ON p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH}
    GROUP BY r.supply_point_id, r.stream HAVING count(*) = 1
"""
"""SQL: the series of a delivery that have the same site all the time; others get theirs when they are settled."""


def _insert_readings(
    connection: duckdb.DuckDBPyConnection, arrival: Arrival, table: Recognised, rejected: int
) -> None:
    placed = f"LEFT JOIN ({ONE_SITE}) p ON p.supply_point_id = s.supply_point_id AND p.stream = s.stream"
    current = "true AS is_current"
    if connection.execute("SELECT EXISTS (FROM gave_way)").fetchall()[0][0]:
        placed += " LEFT JOIN gave_way g USING (row_number, value_number, cell)"
        current = "g.gave_way_to IS NULL AS is_current, g.gave_way_to, g.gave_way_by"
    connection.execute(
        f"""
        INSERT INTO core.readings BY NAME
        SELECT ? AS delivery_id, ? AS sheet, row_number, ? AS office_id,
            CASE WHEN p.valid_from <= s.last_day AND coalesce(p.valid_to, s.first_day) >= s.first_day
                THEN p.site_id END AS site_id,
            s.supply_point_id, s.stream, period_start, period_end, first_day, last_day, quantity, unit,
            quantity_as_delivered, unit_as_delivered, factor_ids, quality, meter_id, issued_on, {current},
            s.treatment
        {_accepted(table, rejected, placed)}
        """,
        [arrival.delivery_id, table.sheet.name, arrival.office_id],
    )


def _insert_register_values(
    connection: duckdb.DuckDBPyConnection, arrival: Arrival, table: Recognised, rejected: int
) -> None:
    connection.execute(
        f"""
        INSERT INTO core.register_values BY NAME
        SELECT ? AS delivery_id, ? AS sheet, row_number, ? AS office_id, supply_point_id, stream,
            coalesce(meter_id, '') AS meter_id, first_day AS read_on, quantity_as_delivered AS value,
            unit_as_delivered, quantity_per_unit, unit, quality, true AS is_current
        {_accepted(table, rejected)}
        """,
        [arrival.delivery_id, table.sheet.name, arrival.office_id],
    )


def _insert_reference_values(
    connection: duckdb.DuckDBPyConnection, arrival: Arrival, table: Recognised, rejected: int
) -> None:
    connection.execute(
        f"""
        INSERT INTO core.reference_values BY NAME
        SELECT kind, site_id, year, quantity AS value, unit, ? AS delivery_id, ? AS sheet, row_number,
            true AS is_current, valid_from
        {_accepted(table, rejected)}
        """,
        [arrival.delivery_id, table.sheet.name],
    )
