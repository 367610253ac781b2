"""What makes a delivered unit canonical on the days on which the city has a density or heating value of its own."""

from collections.abc import Iterable
from datetime import date, timedelta

import duckdb

from flows.own_conversions import own_conversion_book
from indicators.factors import FactorBook
from indicators.units import conversion

FOR_EVER = date(9999, 12, 31)

HAS_OWN = "EXISTS (FROM own_multipliers)"
"""SQL: whether the city's own factors are in any conversion of the table that is loaded."""

JOIN = """LEFT JOIN own_multipliers o ON o.stream = s.unit_stream AND o.written_unit = s.unit_text
                AND s.first_day BETWEEN o.valid_from AND o.valid_to"""


def register_own_multipliers(
    connection: duckdb.DuckDBPyConnection, written: Iterable[tuple[str | None, str | None]]
) -> bool:
    """Fill the temporary table `own_multipliers` for the streams and units of a file; whether there is any.

    A row holds for the days on which the same values are in force; on other days the shipped conversion does.
    """
    book = own_conversion_book(connection)
    rows = [
        row
        for stream, unit in sorted(written, key=str)
        if stream and unit and book.own
        for row in _spans(stream, unit, book)
    ]
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE own_multipliers (stream VARCHAR, written_unit VARCHAR, valid_from DATE,
            valid_to DATE, multiplier DOUBLE)
    """)
    if rows:
        connection.executemany("INSERT INTO own_multipliers VALUES (?, ?, ?, ?, ?)", rows)
    return bool(rows)


def _spans(stream: str, unit: str, book: FactorBook) -> list[tuple[str, str, date, date, float]]:
    shipped = conversion(stream, unit)
    own = [value for name in (shipped.factor_ids if shipped else ()) for value in book.own.get(name, ())]
    after = {value.valid_to + timedelta(days=1) for value in own if value.valid_to}
    starts = sorted({value.valid_from for value in own} | after)
    ends = [*(start - timedelta(days=1) for start in starts[1:]), FOR_EVER]
    return [
        (stream, unit, first, last, float(found.multiplier))
        for first, last in zip(starts, ends, strict=True)
        if any(value.holds_on(first) for value in own) and (found := conversion(stream, unit, first, book))
    ]
