"""Densities and heating values of the city's own: deliveries that they concern are read again from the archive.

A quantity is converted when its file is loaded, by the factor of its first day. When factors/*.toml says otherwise than
at the last run, the deliveries in which such a factor stands are forgotten, and waiting arrivals are loaded as ever.
"""

import duckdb
import pandas as pd

from flows.readings import STORED_READINGS, remove_readings
from flows.settling.windows import EVER
from flows.warehouse import transaction
from indicators.contracts import OWN_FACTORS
from indicators.factors import SHIPPED, Factor, FactorBook
from indicators.streams import STREAMS
from indicators.units import conversion_factor_ids

TABLES_OF_A_DELIVERY = (
    "raw.rejected_rows",
    "raw.delivery_findings",
    "core.register_values",
    "core.superseded",
    "core.shared_days",
)
"""Tables in which a row belongs to the delivery that brought it, besides readings; annual values know no factor."""


def register_own_conversions(connection: duckdb.DuckDBPyConnection, book: FactorBook) -> int:
    """Bring core.own_factors to what the city declares; say how many deliveries have to be read again."""
    own = [value for identifier in sorted(conversion_factor_ids()) for value in book.own.get(identifier, ())]
    rows = [
        (
            entry.id,
            entry.valid_from,
            entry.valid_to,
            str(entry.value),
            entry.unit,
            entry.source,
            entry.verified,
            entry.model_dump_json(),
        )
        for entry in own
    ]
    connection.register("declared", pd.DataFrame(rows, columns=list(OWN_FACTORS.column_names)))
    casts = ", ".join(
        f"CAST({column.name} AS {column.type}) AS {column.name}" for column in OWN_FACTORS.columns
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE declared_factors AS SELECT {casts} FROM declared")
    connection.unregister("declared")
    changed = [
        identifier
        for (identifier,) in connection.execute("""
            SELECT DISTINCT factor_id FROM (
                (FROM declared_factors EXCEPT FROM core.own_factors)
                UNION ALL (FROM core.own_factors EXCEPT FROM declared_factors)
            ) ORDER BY 1
        """).fetchall()
    ]
    if not changed:
        return 0
    with transaction(connection):
        forgotten = _forget_deliveries(connection, changed)
        connection.execute("DELETE FROM core.own_factors")
        connection.execute("INSERT INTO core.own_factors FROM declared_factors")
    return forgotten


def own_conversion_book(connection: duckdb.DuckDBPyConnection) -> FactorBook:
    """The factors by which the store converts: those shipped with the city's own in their place."""
    entries = connection.execute(
        "SELECT entry FROM core.own_factors ORDER BY factor_id, valid_from"
    ).fetchall()
    return FactorBook(Factor.model_validate_json(entry) for (entry,) in entries) if entries else SHIPPED


def _forget_deliveries(connection: duckdb.DuckDBPyConnection, changed: list[str]) -> int:
    """Take the deliveries out of the store in which one of the factors stands; their series become pending."""
    streams = [
        code
        for code, stream in STREAMS.items()
        if {stream.density, stream.net_calorific_value, stream.net_per_gross} & set(changed)
    ]
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE forgotten AS
        SELECT DISTINCT delivery_id FROM core.readings
        WHERE factor_ids <> '' AND list_has_any(string_split(factor_ids, ','), $changed)
        UNION SELECT DISTINCT delivery_id FROM core.register_values WHERE list_contains($streams, stream)
        """,
        {"changed": changed, "streams": streams},
    )
    for table in ("core.readings", "core.register_values"):
        connection.execute(f"""
            INSERT INTO core.pending
            SELECT DISTINCT supply_point_id, stream, {EVER} FROM {table} SEMI JOIN forgotten USING (delivery_id)
        """)
    remove_readings(
        connection, f"SELECT place, origin_id FROM {STORED_READINGS} WHERE delivery_id IN (FROM forgotten)"
    )
    for table in TABLES_OF_A_DELIVERY:
        connection.execute(f"DELETE FROM {table} WHERE delivery_id IN (FROM forgotten)")
    connection.execute("DELETE FROM raw.deliveries WHERE rows_read > 0 AND delivery_id IN (FROM forgotten)")
    return int(connection.execute("SELECT count(*) FROM forgotten").fetchall()[0][0])
