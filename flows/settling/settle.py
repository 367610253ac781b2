"""Settle what was loaded: one transaction, after which the months are those of all readings that count."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from flows.corrections.apply import correct_readings, undo_corrections
from flows.settling.comparisons import compare_months
from flows.settling.cumulative import derive_readings
from flows.settling.current import decide_current
from flows.settling.days import gather_days
from flows.settling.evidence import note_contributions, note_reading_months
from flows.settling.months import spread_over_months, sum_by_site
from flows.settling.names import resolve_names
from flows.settling.neighbours import restore_shared_days
from flows.settling.reconciliation import reconcile
from flows.settling.register import assign_sites
from flows.settling.spans import note_spans
from flows.settling.treatments import spread_by_treatment
from flows.settling.windows import close_windows, take_pending, within
from flows.warehouse import transaction, written_once

TOUCHED = f"""
    SELECT DISTINCT m.site_id, m.stream, m.month
    FROM core.monthly_by_supply_point m JOIN unsettled u ON {within("m", "month")}
"""
"""SQL: the months of sites to which the windows of `unsettled` belong."""

WORTH_SHARING = 250_000
"""Readings of a store, two groups of rows in DuckDB, from which on sharing work between threads takes less time than
the sharing itself."""


def settle(connection: duckdb.DuckDBPyConnection, timezone: str) -> int:
    """Settle the pending series; say how many there were.

    A run that was killed after loading finds them pending still, and settles them at the next start.
    """
    unsettled = take_pending(connection)
    with _work_shared_where_it_pays(connection), written_once(connection), transaction(connection):
        if unsettled:
            _settle_series(connection, timezone)
        _decide_reference_values(connection)
    return unsettled


@contextmanager
def _work_shared_where_it_pays(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    [(readings,)] = connection.execute("SELECT count(*) FROM core.quantities").fetchall()
    if readings >= WORTH_SHARING:
        yield
        return
    connection.execute("SET threads = 1")
    try:
        yield
    finally:
        connection.execute("RESET threads")


def has_pending(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether any series waits to be settled."""
    return bool(connection.execute("SELECT EXISTS (FROM core.pending)").fetchall()[0][0])


def _settle_series(connection: duckdb.DuckDBPyConnection, timezone: str) -> None:
    resolve_names(connection)
    undo_corrections(connection)
    close_windows(connection)
    connection.execute(f"DELETE FROM core.superseded AS s USING unsettled u WHERE {within('s', 'month')}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE touched AS {TOUCHED}")
    derive_readings(connection, timezone)
    restore_shared_days(connection)
    note_spans(connection)
    both_kinds = decide_current(connection)
    correct_readings(connection)
    reconcile(connection, both_kinds=both_kinds)
    assign_sites(connection)
    gather_days(connection)
    spread_over_months(connection, timezone)
    spread_by_treatment(connection)
    note_contributions(connection)
    note_reading_months(connection)
    compare_months(connection)
    connection.execute(f"INSERT INTO touched {TOUCHED}")
    sum_by_site(connection)
    connection.execute("DELETE FROM core.pending")


def _decide_reference_values(connection: duckdb.DuckDBPyConnection) -> None:
    """Of several values of one kind, site and year (or first day) the latest delivery's counts."""
    connection.execute("""
        UPDATE core.reference_values AS v SET is_current = (r.place = 1)
        FROM (
            SELECT v.kind, v.site_id, v.year, v.delivery_id, v.sheet, v.row_number, row_number() OVER (
                PARTITION BY v.kind, v.site_id, v.year, v.valid_from
                ORDER BY d.sequence DESC, v.sheet, v.row_number DESC
            ) AS place
            FROM core.reference_values v JOIN raw.deliveries d ON d.delivery_id = v.delivery_id AND d.rows_read > 0
        ) r
        WHERE v.kind = r.kind AND v.site_id = r.site_id AND v.year = r.year AND v.delivery_id = r.delivery_id
            AND v.sheet = r.sheet AND v.row_number = r.row_number AND v.is_current <> (r.place = 1)
    """)
