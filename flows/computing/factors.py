"""Which factors the figures were made with, and what other factors would move."""

from datetime import date
from pathlib import Path

import duckdb

from flows.computing.covered import covered_months
from flows.computing.estimates import counted_coverage, counted_months
from flows.own_conversions import own_conversion_book
from flows.own_factors import read_factors
from flows.problems import WrongUse
from indicators.core_indicators import core_indicators
from indicators.factor_preview import moved_figures
from indicators.factors import Factor, FactorBook
from indicators.model import City, Record
from indicators.units import conversion_factor_ids


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


class MovedFigure(Record):
    """A figure as it is, and as it would be with the other factors."""

    indicator: str
    breakdown: str
    site_id: str
    year: int
    a_unit: str
    a_now: float | None
    a_then: float | None
    r_now: float | None
    r_then: float | None
    status_now: str | None
    status_then: str | None


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


def preview(
    connection: duckdb.DuckDBPyConnection, city: City, as_of: date, book: FactorBook, file: Path
) -> list[MovedFigure]:
    """The figures that would move if a file of factors lay in factors/ beside the others. Nothing is written.

    A factor of the file takes the place of the city's own of the same id on its days. A year that is closed stays as
    it was published; what is shown is what would be restated.

    Raises:
        WrongUse: the file has a density or heating value.
    """
    added = read_factors(file)
    if converting := sorted({entry.id for entry in added} & conversion_factor_ids()):
        raise WrongUse(
            f"{file}: {', '.join(converting)} changes readings, not only figures, so it cannot be previewed. Try it in "
            "a copy of the workspace: put the file into its factors/ and start: emas run"
        )
    replaced = {entry.id for entry in added}
    kept = [
        value for identifier, values in book.own.items() if identifier not in replaced for value in values
    ]
    inputs = (
        counted_months(connection),
        counted_coverage(connection, covered_months(connection, city, as_of)),
        connection.execute("FROM core.reference_values WHERE is_current").df(),
    )
    now, then = (
        core_indicators(
            *inputs, city.counting_points, city.sites, as_of, factors, city.method, city.decisions
        )
        for factors in (book, FactorBook([*kept, *added]))
    )
    moved = moved_figures(now, then)
    records = moved.astype(object).where(moved.notna(), None).to_dict("records")
    return [MovedFigure.model_validate(record) for record in records]
