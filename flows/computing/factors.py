"""Which factors the figures were made with."""

from datetime import date

import duckdb

from flows.own_conversions import own_conversion_book
from indicators.factors import Factor
from indicators.model import Record


class UsedFactor(Record):
    """One value of a factor with all that it was used for; without a value, one that was missing.

    `readings` says that it turned delivered units into canonical ones, rather than quantities into emissions.
    """

    factor_id: str
    value: str | None
    unit: str
    valid_from: date | None
    valid_to: date | None
    source: str
    verified: bool
    fallback: bool
    own: bool
    readings: bool
    indicators: tuple[str, ...]
    streams: tuple[str, ...]
    years: tuple[int, ...]


def used_factors(connection: duckdb.DuckDBPyConnection) -> list[UsedFactor]:
    """Every factor in the figures as they were last computed, and in the readings, by id and first day."""
    emitted = connection.execute("""
        SELECT factor_id, value, unit, valid_from, valid_to, source, verified, fallback, own,
            list_sort(list(DISTINCT indicator)), list_sort(list(DISTINCT stream)), list_sort(list(DISTINCT year))
        FROM out.factor_use GROUP BY ALL
    """).fetchall()
    found = [_used(row, readings=False) for row in emitted]
    for value, streams, years in _in_readings(connection):
        row: tuple[object, ...] = (
            value.id,
            str(value.value),
            value.unit,
            value.valid_from,
            value.valid_to,
            value.source,
            value.verified,
            value.fallback,
            value.own,
            [],
            streams,
            years,
        )
        found.append(_used(row, readings=True))
    return sorted(found, key=lambda used: (used.factor_id, used.valid_from or date.min, used.readings))


def _in_readings(
    connection: duckdb.DuckDBPyConnection,
) -> list[tuple[Factor, list[str], list[int]]]:
    """Every density and heating value in the readings that count, by the day of each, with streams and years."""
    book = own_conversion_book(connection)
    months = connection.execute("""
        SELECT DISTINCT unnest(string_split(factor_ids, ',')) AS factor_id, stream,
            CAST(date_trunc('month', first_day) AS DATE) AS month
        FROM core.readings WHERE is_current AND factor_ids <> '' ORDER BY ALL
    """).fetchall()
    found: dict[tuple[str, date], tuple[Factor, set[str], set[int]]] = {}
    for identifier, stream, month in months:
        value = book.converting(identifier, month)
        _, streams, years = found.setdefault((identifier, value.valid_from), (value, set(), set()))
        streams.add(stream)
        years.add(month.year)
    return [(value, sorted(streams), sorted(years)) for value, streams, years in found.values()]


def _used(row: tuple[object, ...], *, readings: bool) -> UsedFactor:
    names = [name for name in UsedFactor.model_fields if name != "readings"]
    return UsedFactor.model_validate({**dict(zip(names, row, strict=True)), "readings": readings})
