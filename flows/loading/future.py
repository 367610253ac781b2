"""Rows about days that had not come when the delivery arrived."""

import duckdb

from flows.loading.bundle import Bundle
from flows.loading.fields import fields
from flows.sources.text_file import literal


def reject_future_rows(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> None:
    """A quantity of a period that begins after the day of arrival was not measured: mostly a slip in the year."""
    recognised, received_at = bundle.table, bundle.arrivals[0].received_at
    day = literal(f"{received_at:%Y-%m-%d}")
    [(latest,)] = connection.execute("SELECT max(first_day) FROM staged").fetchall()
    if latest is None or latest <= received_at.date():
        return
    period = recognised.format.period
    column = next(iter(period.columns), period.label) if period else ""
    heading = literal(recognised.headings.get(column, column))
    connection.execute(f"""
        INSERT INTO faulty
        SELECT row_number, value_number, cell, 'future_date', {heading}, ltrim(f.period_start, chr(2) || chr(3)), {day}
        FROM sound s JOIN ({fields(recognised)}) f USING (row_number, value_number, cell)
        WHERE s.first_day > CAST({day} AS DATE)
    """)
