"""Rows about days that had not come when the delivery arrived."""

import duckdb

from flows.loading.bundle import Bundle
from flows.loading.fields import fields
from flows.sources.text_file import literal


def any_future(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> bool:
    """Whether any value of `staged` is of a day after that of arrival."""
    [(latest,)] = connection.execute("SELECT max(first_day) FROM staged").fetchall()
    return latest is not None and latest > bundle.arrivals[0].received_at.date()


def reject_future_rows(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> None:
    """A quantity of a period that begins after the day of arrival was not measured: mostly a slip in the year."""
    if not any_future(connection, bundle):
        return
    recognised, day = bundle.table, literal(f"{bundle.arrivals[0].received_at:%Y-%m-%d}")
    period = recognised.format.period
    column = next(iter(period.columns), period.label) if period else ""
    heading = literal(recognised.headings.get(column, column))
    connection.execute(f"""
        INSERT INTO faulty
        SELECT row_number, value_number, cell, 'future_date', {heading}, ltrim(f.period_start, chr(2) || chr(3)), {day}
        FROM sound s JOIN ({fields(recognised)}) f USING (row_number, value_number, cell)
        WHERE s.first_day > CAST({day} AS DATE)
    """)
