"""Readings as they lie in the store. Everybody reads core.readings; whoever changes readings does it by this module.

What the readings of one sheet have in common lies once in core.reading_origins, their numbers and days in
core.quantities. A reading of which a common part changes gets another origin.
"""

from collections.abc import Sequence

import duckdb

from indicators.contracts import QUANTITIES, READING_ORIGINS, READINGS

IN_COMMON = READING_ORIGINS.column_names[1:]
OF_EACH = QUANTITIES.column_names[1:]
MAY_BE_EMPTY = {column.name for column in READINGS.columns if column.nullable}
LAST_ORIGIN = "(SELECT coalesce(max(origin_id), 0) FROM core.reading_origins)"
"""SQL: the number of the last origin, after which new ones are numbered."""

STORED_READINGS = f"""(
    SELECT q.rowid AS place, origin_id, {", ".join(READINGS.column_names)}
    FROM core.quantities q JOIN core.reading_origins o USING (origin_id)
)"""
"""SQL: core.readings with what names a reading to this module: its `place`, and its origin_id."""


def same(one: str, other: str, column: str) -> str:
    """SQL: whether two values of a column are equal; both may be empty where it may be."""
    return f"{one} {'IS NOT DISTINCT FROM' if column in MAY_BE_EMPTY else '='} {other}"


def add_readings(
    connection: duckdb.DuckDBPyConnection, readings: str, parameters: Sequence[object] = ()
) -> None:
    """Store the readings of a query, of few rows, which names each column of core.readings that is not empty."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE added_readings AS {readings}", parameters)
    named = [column[0] for column in connection.execute("FROM added_readings LIMIT 0").description or ()]
    common = ", ".join(name for name in IN_COMMON if name in named)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE added_readings AS
        SELECT {LAST_ORIGIN} + dense_rank() OVER (ORDER BY {common}) AS origin_id, * FROM added_readings
    """)
    connection.execute(f"""
        INSERT INTO core.reading_origins BY NAME
        SELECT DISTINCT origin_id, {common} FROM added_readings ORDER BY origin_id
    """)
    each = ", ".join(name for name in OF_EACH if name in named)
    connection.execute(f"INSERT INTO core.quantities BY NAME SELECT origin_id, {each} FROM added_readings")


def change_quantities(
    connection: duckdb.DuckDBPyConnection, changes: str, readings: str, parameters: Sequence[object] = ()
) -> None:
    """Change numbers or days: `changes` as after SET, of a query `r` with the places and what is set from it."""
    connection.execute(
        f"UPDATE core.quantities AS q SET {changes} FROM ({readings}) r WHERE q.rowid = r.place", parameters
    )


def change_origins(connection: duckdb.DuckDBPyConnection, changes: str, origins: str) -> None:
    """Change what readings have in common, where it changes for all of them: `changes` as after SET."""
    connection.execute(f"UPDATE core.reading_origins SET {changes} WHERE {origins}")


def give_other_origins(connection: duckdb.DuckDBPyConnection, columns: Sequence[str], readings: str) -> None:
    """Change some of the common columns of readings: a query names place, origin_id and what stands in each column.

    It names a place once only, for the readings of an origin are counted. Where all of them change alike, the origin
    itself does, which costs nothing; the others get a copy.
    """
    changed = ", ".join(columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE moved_readings AS {readings}")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE other_origins AS
        SELECT m.* EXCLUDE (readings), CASE WHEN m.readings = a.readings THEN origin_id
            ELSE {LAST_ORIGIN} + row_number() OVER (ORDER BY origin_id, {changed}) END AS other_id
        FROM (SELECT origin_id, {changed}, count(*) AS readings FROM moved_readings GROUP BY ALL) m
        JOIN (
            SELECT origin_id, count(*) AS readings FROM core.quantities
            WHERE origin_id IN (SELECT origin_id FROM moved_readings) GROUP BY origin_id
        ) a USING (origin_id)
    """)
    connection.execute(f"""
        UPDATE core.reading_origins AS o SET {", ".join(f"{name} = n.{name}" for name in columns)}
        FROM other_origins n WHERE o.origin_id = n.other_id
    """)
    connection.execute("DELETE FROM other_origins WHERE other_id = origin_id")
    if not connection.execute("SELECT EXISTS (FROM other_origins)").fetchall()[0][0]:
        return
    replaced = "".join(f", n.{name} AS {name}" for name in columns)
    connection.execute(f"""
        INSERT INTO core.reading_origins
        SELECT o.* REPLACE (n.other_id AS origin_id{replaced})
        FROM core.reading_origins o JOIN other_origins n ON n.origin_id = o.origin_id ORDER BY n.other_id
    """)
    equal = " AND ".join(same(f"n.{name}", f"r.{name}", name) for name in ("origin_id", *columns))
    connection.execute(f"""
        UPDATE core.quantities AS q SET origin_id = n.other_id
        FROM moved_readings r JOIN other_origins n ON {equal} WHERE q.rowid = r.place
    """)
    _remove_unused_origins(connection, "other_origins")


def remove_readings(connection: duckdb.DuckDBPyConnection, readings: str) -> None:
    """Remove the readings that a query names by place and origin_id."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE removed_readings AS {readings}")
    if not connection.execute("SELECT EXISTS (FROM removed_readings)").fetchall()[0][0]:
        return
    connection.execute("DELETE FROM core.quantities WHERE rowid IN (SELECT place FROM removed_readings)")
    _remove_unused_origins(connection, "removed_readings")


def _remove_unused_origins(connection: duckdb.DuckDBPyConnection, suspects: str) -> None:
    """Of the origins in a table, those of which no reading is left."""
    connection.execute(f"""
        DELETE FROM core.reading_origins WHERE origin_id IN (
            SELECT origin_id FROM {suspects} EXCEPT
            SELECT origin_id FROM core.quantities WHERE origin_id IN (SELECT origin_id FROM {suspects})
        )
    """)
