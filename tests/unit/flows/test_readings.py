"""Readings in two tables: what is written to them comes out of core.readings, and no origin stays without readings."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import duckdb
import pytest

from flows.readings import (
    STORED_READINGS,
    add_readings,
    change_origins,
    change_quantities,
    give_other_origins,
    remove_readings,
)
from flows.warehouse import migrate, migrations, transaction
from indicators.contracts import READINGS

NARROW = "0021_narrow_readings.sql"
ROWS = """
    SELECT 'd1' AS delivery_id, '' AS sheet, row_number, 'office' AS office_id, supply_point_id,
        'energy.electricity' AS stream, first_day + TIME '00:00' AS period_start,
        first_day + TIME '00:00' + INTERVAL 1 DAY AS period_end, first_day, first_day AS last_day, quantity,
        'kWh' AS unit, quantity AS quantity_as_delivered, 'kWh' AS unit_as_delivered, '' AS factor_ids,
        'measured' AS quality, meter_id, true AS is_current
    FROM (VALUES (2, 'E1', 'M1', DATE '2025-01-01', 1.5), (3, 'E1', 'M1', DATE '2025-01-02', 2.5),
        (4, 'E1', NULL, DATE '2025-01-03', 3.5), (5, 'E2', 'M1', DATE '2025-01-01', 4.5))
        AS t(row_number, supply_point_id, meter_id, first_day, quantity)
"""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        migrate(connection)
        add_readings(connection, ROWS)
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, columns: str) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT {columns} FROM core.readings ORDER BY row_number").fetchall()


def origins(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """How many origins there are, and how many of them have readings."""
    [found] = connection.execute("""
        SELECT count(*), count(*) FILTER (origin_id IN (SELECT origin_id FROM core.quantities))
        FROM core.reading_origins
    """).fetchall()
    return found


def test_what_was_added_is_read(connection: duckdb.DuckDBPyConnection) -> None:
    assert rows(connection, "row_number, supply_point_id, meter_id, quantity, site_id, gave_way_to") == [
        (2, "E1", "M1", 1.5, None, None),
        (3, "E1", "M1", 2.5, None, None),
        (4, "E1", None, 3.5, None, None),
        (5, "E2", "M1", 4.5, None, None),
    ]
    assert origins(connection) == (3, 3)


def test_more_readings_get_origins_of_their_own(connection: duckdb.DuckDBPyConnection) -> None:
    add_readings(
        connection, f"SELECT * REPLACE ('d2' AS delivery_id, ? AS unit_as_delivered) FROM ({ROWS})", ["MWh"]
    )
    assert connection.execute("""
        SELECT delivery_id, unit_as_delivered, count(*), sum(quantity) FROM core.readings GROUP BY ALL ORDER BY ALL
    """).fetchall() == [("d1", "kWh", 4, 12.0), ("d2", "MWh", 4, 12.0)]
    assert origins(connection) == (6, 6)


def test_some_readings_of_an_origin_get_another(connection: duckdb.DuckDBPyConnection) -> None:
    moved = f"""
        SELECT place, origin_id, CASE WHEN row_number = 3 THEN 'hall' END AS site_id, 'E9' AS supply_point_id
        FROM {STORED_READINGS} WHERE row_number <= 3
    """
    give_other_origins(connection, ["site_id", "supply_point_id"], moved)
    assert rows(connection, "row_number, supply_point_id, meter_id, site_id, quantity") == [
        (2, "E9", "M1", None, 1.5),
        (3, "E9", "M1", "hall", 2.5),
        (4, "E1", None, None, 3.5),
        (5, "E2", "M1", None, 4.5),
    ]
    assert origins(connection) == (4, 4)


def test_readings_change_in_the_transaction_that_adds_them(connection: duckdb.DuckDBPyConnection) -> None:
    with transaction(connection):
        add_readings(connection, f"SELECT * REPLACE (row_number + 10 AS row_number) FROM ({ROWS})")
        some = f"SELECT place, origin_id, 'hall' AS site_id FROM {STORED_READINGS} WHERE row_number IN (3, 13, 14)"
        give_other_origins(connection, ["site_id"], some)
        change_quantities(
            connection,
            "is_current = false",
            f"SELECT place FROM {STORED_READINGS} WHERE row_number IN (5, 15)",
        )
        remove_readings(
            connection, f"SELECT place, origin_id FROM {STORED_READINGS} WHERE row_number IN (2, 12)"
        )
    assert rows(connection, "row_number, supply_point_id, site_id, is_current") == [
        (3, "E1", "hall", True),
        (4, "E1", None, True),
        (5, "E2", None, False),
        (13, "E1", "hall", True),
        (14, "E1", "hall", True),
        (15, "E2", None, False),
    ]
    assert origins(connection) == (6, 6)


def test_days_and_common_parts_change(connection: duckdb.DuckDBPyConnection) -> None:
    change_quantities(
        connection,
        "last_day = r.last_day + 1, period_end = r.period_end + INTERVAL 1 DAY",
        f"SELECT place, last_day, period_end FROM {STORED_READINGS} WHERE row_number = ?",
        [4],
    )
    change_origins(connection, "named_as = supply_point_id, supply_point_id = 'E3'", "supply_point_id = 'E2'")
    assert rows(connection, "supply_point_id, named_as, last_day - first_day") == [
        ("E1", None, 0),
        ("E1", None, 0),
        ("E1", None, 1),
        ("E3", "E2", 0),
    ]


def test_an_origin_without_readings_is_removed(connection: duckdb.DuckDBPyConnection) -> None:
    remove_readings(connection, f"SELECT place, origin_id FROM {STORED_READINGS} WHERE row_number IN (3, 4)")
    assert rows(connection, "row_number") == [(2,), (5,)]
    assert origins(connection) == (2, 2)
    remove_readings(connection, f"SELECT place, origin_id FROM {STORED_READINGS}")
    assert origins(connection) == (0, 0)


@pytest.mark.parametrize(
    "column", ["site_id", "meter_id", "issued_on", "correction_id", "named_as", "treatment"]
)
def test_an_empty_value_is_told_apart(connection: duckdb.DuckDBPyConnection, column: str) -> None:
    value = "DATE '2025-02-03'" if column == "issued_on" else "'x'"
    for text in (value, "NULL"):
        moved = f"SELECT place, origin_id, {text} AS {column} FROM {STORED_READINGS} WHERE row_number = 2"
        give_other_origins(connection, [column], moved)
        assert rows(connection, f"{column} IS NULL")[0] == (text == "NULL",)
        assert (
            origins(connection) == (4, 4)
            if text == value
            else origins(connection)[0] == origins(connection)[1]
        )


OLD_ROWS: list[dict[str, object]] = [
    {},
    {"row_number": 3, "first_day": date(2025, 1, 2), "last_day": date(2025, 1, 2), "is_current": False},
    {"site_id": "hall", "meter_id": "M1"},
    {"site_id": "hall", "meter_id": "M1", "row_number": 9},
    {
        "supply_point_id": "W1",
        "stream": "waste.200101",
        "treatment": "R3",
        "issued_on": date(2025, 1, 5),
        "unit": "kg",
    },
    {
        "supply_point_id": "W1",
        "stream": "waste.200101",
        "treatment": "R3",
        "issued_on": date(2025, 1, 6),
        "unit": "kg",
    },
    {"row_number": 4, "is_current": False, "gave_way_to": 5, "gave_way_by": "credit"},
    {
        "delivery_id": "d2",
        "sheet": "Sheet1",
        "named_as": "M7",
        "correction_id": "K1,K2",
        "quality": "estimated",
    },
    {
        "delivery_id": "d2",
        "factor_ids": "density.diesel",
        "unit_as_delivered": "l",
        "quantity_as_delivered": 0.1,
    },
]
"""Readings of several kinds: what differs from the first."""


def test_the_readings_of_an_older_store_come_along() -> None:
    plain: dict[str, object] = dict.fromkeys(READINGS.column_names) | {
        "delivery_id": "d1",
        "sheet": "",
        "row_number": 2,
        "office_id": "office",
        "supply_point_id": "E1",
        "stream": "energy.electricity",
        "period_start": datetime(2024, 12, 31, 23, tzinfo=UTC),
        "period_end": datetime(2025, 1, 1, 23, tzinfo=UTC),
        "first_day": date(2025, 1, 1),
        "last_day": date(2025, 1, 1),
        "quantity": 1.25,
        "unit": "kWh",
        "quantity_as_delivered": 1.25,
        "unit_as_delivered": "kWh",
        "factor_ids": "",
        "quality": "measured",
        "is_current": True,
    }
    with duckdb.connect() as connection:
        for name, step in migrations().items():
            if name < NARROW:
                connection.execute(step)
                connection.execute("INSERT INTO raw.migrations VALUES (?, '')", [name])
        marks = ", ".join("?" for _ in READINGS.columns)
        connection.executemany(
            f"INSERT INTO core.readings VALUES ({marks})", [list((plain | row).values()) for row in OLD_ROWS]
        )
        shape = connection.execute("SELECT column_name, column_type FROM (DESCRIBE core.readings)").fetchall()
        before = connection.execute("FROM core.readings ORDER BY ALL").fetchall()
        migrate(connection)
        assert connection.execute("FROM core.readings ORDER BY ALL").fetchall() == before
        assert (
            connection.execute("SELECT column_name, column_type FROM (DESCRIBE core.readings)").fetchall()
            == shape
        )
        assert origins(connection) == (7, 7)
        assert len(before) == len(OLD_ROWS)
