"""What the words of a table mean (codes of waste, treatments, units), as temporary tables that values are joined to."""

from collections.abc import Collection

import duckdb

from flows.loading.containers import container_weights
from flows.loading.fields import constant_units, fields, streams_and_units
from flows.loading.own_multipliers import register_own_multipliers
from flows.sources.recognise import Recognised
from flows.sources.text_file import literal
from indicators.units import conversion
from indicators.waste_codes import WASTE_CODES
from indicators.waste_treatments import treatment_code


def register_words(connection: duckdb.DuckDBPyConnection, recognised: Recognised) -> None:
    """Make `conversion` and `own_multipliers`, for notes of waste also `list_of_waste` and `treatments`."""
    if recognised.format.columns.waste_code:
        _register_waste_codes(connection)
        _register_treatments(connection, recognised)
    _register_conversions(connection, recognised)


def _register_waste_codes(connection: duckdb.DuckDBPyConnection) -> None:
    codes = ", ".join(
        f"({literal(code)}, {str(entry.hazardous).lower()})" for code, entry in WASTE_CODES.items()
    )
    connection.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS list_of_waste AS FROM (VALUES {codes}) AS t(code, hazardous)"
    )


def _register_treatments(connection: duckdb.DuckDBPyConnection, recognised: Recognised) -> None:
    """The treatments that the file writes, each as the list writes it; a text that the list lacks stays as it is."""
    written = connection.execute(
        f"SELECT DISTINCT treatment FROM ({fields(recognised)}) WHERE treatment IS NOT NULL"
    ).fetchall()
    connection.execute("CREATE OR REPLACE TEMP TABLE treatments (written VARCHAR, stated VARCHAR)")
    if written:
        known = [(text, treatment_code(text) or text) for (text,) in sorted(written)]
        connection.executemany("INSERT INTO treatments VALUES (?, ?)", known)


def _register_conversions(connection: duckdb.DuckDBPyConnection, recognised: Recognised) -> None:
    """The units that the file writes, each with what makes it canonical; a unit that does not fit has no row."""
    written: Collection[tuple[str | None, str | None]] = constant_units(recognised)
    if not written:
        found = f"SELECT DISTINCT stream, unit FROM ({streams_and_units(recognised)}) WHERE unit IS NOT NULL"
        written = connection.execute(found).fetchall()
    known = [
        (
            stream,
            written,
            convert.canonical_unit,
            float(convert.multiplier),
            convert.needs_heating_value,
            ",".join(convert.factor_ids),
        )
        for stream, written in sorted(written, key=str)
        if stream and written and (convert := conversion(stream, written))
    ]
    known += container_weights(recognised, written)
    register_own_multipliers(connection, written)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE conversion (stream VARCHAR, written_unit VARCHAR, canonical_unit VARCHAR,
            multiplier DOUBLE, needs_heating_value BOOLEAN, factor_ids VARCHAR)
    """)
    if known:
        connection.executemany("INSERT INTO conversion VALUES (?, ?, ?, ?, ?, ?)", known)
