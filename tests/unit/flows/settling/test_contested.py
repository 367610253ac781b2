"""Deliveries are compared row by row only where they must be, and always where they must: against a slow oracle."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations
from typing import NamedTuple

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.settling.claims import find_contested
from flows.settling.spans import note_spans

START = datetime(2025, 1, 1)


class Row(NamedTuple):
    """A reading of the one series, in days from START."""

    delivery: int
    sheet: str
    begin: int
    length: int

    def overlaps(self, other: "Row") -> bool:
        return self.begin < other.begin + other.length and other.begin < self.begin + self.length


ROWS = st.lists(
    st.builds(Row, st.integers(1, 3), st.sampled_from("ab"), st.integers(0, 40), st.integers(1, 9)),
    max_size=8,
    unique=True,
)
"""Unique, because rows of one sheet and one period are one claim."""


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("""
            CREATE SCHEMA core;
            CREATE SCHEMA raw;
            CREATE TABLE core.readings (supply_point_id VARCHAR, stream VARCHAR, delivery_id VARCHAR, sheet VARCHAR,
                site_id VARCHAR, period_start TIMESTAMPTZ, period_end TIMESTAMPTZ, first_day DATE, last_day DATE,
                gave_way_to BIGINT);
            CREATE TABLE raw.deliveries AS
                SELECT CAST(i AS VARCHAR) AS delivery_id, i AS sequence, 'f' AS format_id, 1 AS rows_read
                FROM range(1, 4) t(i);
            CREATE TEMP TABLE unsettled AS
                SELECT 'E1' AS supply_point_id, 's' AS stream, DATE '2025-01-01' AS first_day,
                    DATE '2025-12-31' AS last_day
        """)
        yield connection


def contested(connection: duckdb.DuckDBPyConnection, rows: list[Row]) -> set[int]:
    """The deliveries that are compared."""
    connection.execute("DELETE FROM core.readings")
    for row in rows:
        begin, end = (START + timedelta(days=days) for days in (row.begin, row.begin + row.length))
        connection.execute(
            "INSERT INTO core.readings VALUES ('E1', 's', ?, ?, NULL, ?, ?, ?, ?, NULL)",
            [str(row.delivery), row.sheet, begin, end, begin.date(), (end - timedelta(days=1)).date()],
        )
    note_spans(connection)
    assert find_contested(connection) == bool(connection.execute("FROM contested").fetchall())
    return {
        int(delivery) for (delivery,) in connection.execute("SELECT delivery_id FROM contested").fetchall()
    }


@settings(deadline=None, max_examples=40)
@given(ROWS)
def test_what_overlaps_is_compared(connection: duckdb.DuckDBPyConnection, rows: list[Row]) -> None:
    found = contested(connection, rows)
    overlapping = {
        delivery
        for one, other in combinations(rows, 2)
        if one.overlaps(other)
        for delivery in (one.delivery, other.delivery)
    }
    assert overlapping <= found
    if len({row.delivery for row in rows}) == 1:
        assert found == overlapping


def test_bills_of_unequal_months_in_order_are_not_compared(connection: duckdb.DuckDBPyConnection) -> None:
    assert contested(connection, [Row(1, "a", 0, 31), Row(1, "a", 31, 28), Row(1, "b", 60, 31)]) == set()
    assert contested(connection, [Row(1, "a", 0, 31), Row(1, "b", 30, 28)]) == {1}
