"""What a person should know about a table whose rows were nevertheless read."""

from collections.abc import Iterator

import duckdb

from flows.loading.bundle import Bundle
from flows.loading.totals import compare_row_totals
from flows.sources.text_file import literal
from indicators.waste_treatments import NOT_STATED, treatment_kind

Remark = tuple[str, int, dict[str, str]]
"""Finding code, row, details."""

NOT_REJECTED = "row_number NOT IN (SELECT row_number FROM rejected)"
A_FEW_TEXTS = 5
"""Of many different texts of a column so many are told."""
LONGEST_MONTHLY_BILL = 45
"""Days: a bill over more of them stands for several months where the meter's other bills do not."""


def remarks(connection: duckdb.DuckDBPyConnection, bundle: Bundle, timezone: str) -> Iterator[Remark]:
    """Everything of this module that applies, each once for the table of a file but where the row matters."""
    table = bundle.table
    yield from _hidden_rows(connection, bundle)
    if table.format.holds_reference_values:
        return
    for row, column, printed, computed in compare_row_totals(connection, table):
        yield "row_total_mismatch", row, {"column": column, "printed": printed, "computed": computed}
    period = table.format.period
    if period and period.kind == "bill":
        yield from _counted(connection, bundle, "shared_day", f"FROM shared_days WHERE {NOT_REJECTED}")
    if table.format.columns.carrier:
        cell = f"c{table.columns[table.format.columns.carrier]}"
        without = f"FROM table_rows WHERE NOT is_totals AND {cell} IS NULL AND {NOT_REJECTED}"
        for code, row, details in _counted(connection, bundle, "missing_carrier", without):
            yield code, row, details | {"column": table.headings[table.format.columns.carrier]}
    if table.format.columns.treatment:
        yield from _treatments(connection, bundle)
    if period and period.kind == "bill":
        yield from _spanning_bills(connection, bundle)
    if period and period.kind == "interval" and period.minutes and not table.wide:
        yield from _shifted_stamps(connection, bundle, timezone)


def _counted(connection: duckdb.DuckDBPyConnection, bundle: Bundle, code: str, rows: str) -> Iterator[Remark]:
    for count, first in bundle.counts(connection, rows):
        yield code, first, {"rows": str(count)}


def _treatments(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> Iterator[Remark]:
    """Notes that do not say what becomes of the waste, or not in a code of the list."""
    rows = f"FROM sound WHERE {NOT_REJECTED}"
    yield from _counted(connection, bundle, "missing_treatment", f"{rows} AND treatment IS NULL")
    stated = connection.execute(
        f"SELECT DISTINCT {bundle.place()}, treatment {rows} AND treatment IS NOT NULL"
    ).fetchall()
    unclear = sorted((place, text) for place, text in stated if treatment_kind(text) == NOT_STATED)
    if unclear:
        listed = ", ".join(literal(text) for text in sorted({text for _, text in unclear}))
        column = bundle.table.headings[bundle.table.format.columns.treatment]
        for code, row, details in _counted(
            connection, bundle, "unknown_treatment", f"{rows} AND treatment IN ({listed})"
        ):
            of_file = [text for place, text in unclear if place == bundle.place_of(row)]
            shown = ", ".join(f"„{text}”" for text in of_file[:A_FEW_TEXTS])
            yield code, row, details | {"column": column, "value": shown}


def _hidden_rows(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> Iterator[Remark]:
    table = bundle.table
    hidden = [row for row in table.sheet.hidden_rows if table.header_row < row < (table.next_row or row + 1)]
    if hidden:
        listed = ", ".join(map(str, hidden))
        rows = f"FROM table_rows WHERE NOT is_totals AND list_contains([{listed}], row_number)"
        yield from _counted(connection, bundle, "hidden_rows", rows)


def _spanning_bills(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> Iterator[Remark]:
    """Bills over several months of a meter that otherwise has monthly ones: spread over their days, and told."""
    longest = "SELECT max(last_day - first_day) FROM staged WHERE fault IS NULL"
    if (connection.execute(longest).fetchall()[0][0] or 0) < LONGEST_MONTHLY_BILL:
        return
    rows = f"""
        FROM (
            SELECT row_number, last_day - first_day AS days,
                min(last_day - first_day) OVER (PARTITION BY supply_point_id, stream{bundle.apart}) AS least
            FROM staged WHERE fault IS NULL
        ) WHERE days >= {LONGEST_MONTHLY_BILL} AND least < {LONGEST_MONTHLY_BILL} AND {NOT_REJECTED}
    """
    yield from _counted(connection, bundle, "spanning_bill", rows)


def _shifted_stamps(connection: duckdb.DuckDBPyConnection, bundle: Bundle, timezone: str) -> Iterator[Remark]:
    """Whole days that begin and end one interval off midnight: the stamps are the other end of the intervals."""
    table = bundle.table
    period = table.format.period
    minutes = period.minutes if period else 0
    zone = literal(table.format.dates.timezone or timezone)
    off = minutes if period and period.stamp == "start" else 24 * 60 - minutes
    if not 0 < minutes < 24 * 60:
        return
    grouped = f"GROUP BY {bundle.place()} ORDER BY min(row_number)" if bundle.apart else ""
    spans = connection.execute(f"""
        SELECT min(row_number), min(period_start) AT TIME ZONE {zone}, max(period_end) AT TIME ZONE {zone}, count(*)
        FROM staged WHERE fault IS NULL {grouped}
    """).fetchall()
    for first_row, begins, ends, values in spans:
        if values > 1 and all(60 * moment.hour + moment.minute == off for moment in (begins, ends)):
            yield (
                "shifted_stamps",
                first_row,
                {"first": f"{begins:%Y-%m-%d %H:%M}", "last": f"{ends:%Y-%m-%d %H:%M}"},
            )
