"""What became of each delivery, as the store keeps it: its counts, and what a person should know about it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import duckdb

from flows.archive import Arrival

NO_DETAILS: Mapping[str, str] = MappingProxyType({})


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


@dataclass
class Known:
    """What the store holds: of bytes that were read their first name, and the deliveries that could not be read."""

    read: dict[str, tuple[int, str]]
    unread: set[tuple[str, str, str]]

    def add(self, outcome: Outcome) -> None:
        """Note a delivery that was loaded meanwhile."""
        arrival = outcome.arrival
        if outcome.rows_read:
            named = (arrival.sequence, arrival.file_name)
            self.read[arrival.delivery_id] = min(self.read.get(arrival.delivery_id, named), named)


def known_deliveries(connection: duckdb.DuckDBPyConnection) -> Known:
    """What the store holds now."""
    known = Known({}, set())
    stored = connection.execute("""
        SELECT delivery_id, office_id, file_name, rows_read FROM raw.deliveries ORDER BY sequence DESC
    """).fetchall()
    for sequence, (delivery_id, office_id, file_name, rows_read) in enumerate(stored):
        if rows_read:
            known.read[delivery_id] = (-sequence, file_name)
        else:
            known.unread.add((delivery_id, office_id, file_name))
    return known


def record(connection: duckdb.DuckDBPyConnection, outcomes: list[Outcome], known: Known) -> list[Outcome]:
    """Write outcomes to raw.deliveries, and add them to what is known; gives them back."""
    rows = [
        (
            outcome.arrival.delivery_id,
            outcome.arrival.file_name,
            outcome.arrival.office_id,
            outcome.format_id,
            outcome.arrival.received_at,
            outcome.arrival.sequence,
            outcome.arrival.size_bytes,
            outcome.rows_read,
            outcome.rows_accepted,
            outcome.rows_rejected,
            outcome.rows_left_out,
            outcome.status,
        )
        for outcome in outcomes
    ]
    columns = list(map(list, zip(*rows, strict=True)))
    each = ", ".join(["unnest(?)"] * len(columns))
    connection.execute(f"INSERT INTO raw.deliveries SELECT {each}", columns)
    for outcome in outcomes:
        known.add(outcome)
    return outcomes


def forget_unread(connection: duckdb.DuckDBPyConnection, arrival: Arrival, known: Known) -> None:
    """A delivery that could not be read is tried again at every run: its format may have been declared since."""
    key = (arrival.delivery_id, arrival.office_id, arrival.file_name)
    if key not in known.unread:
        return
    for table in ("raw.deliveries", "raw.delivery_findings"):
        connection.execute(
            f"DELETE FROM {table} WHERE delivery_id = ? AND office_id = ? AND file_name = ?", list(key)
        )


def note(
    connection: duckdb.DuckDBPyConnection,
    arrival: Arrival,
    code: str,
    sheet: str = "",
    row: int | None = None,
    details: Mapping[str, str] = NO_DETAILS,
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
            json.dumps(dict(details), ensure_ascii=False, sort_keys=True),
        ],
    )
