"""Which figures a file of factors would move, before it is accepted."""

import shutil
import tempfile
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from flows.computing.inputs import figures_of, gather_inputs
from flows.intake import waiting_arrivals
from flows.loading.together import load_deliveries
from flows.own_conversions import register_own_conversions
from flows.own_factors import load_factors, read_factors
from flows.settings import Workspace
from flows.settling.settle import settle
from flows.sources.format import Format, load_formats
from flows.warehouse import open_warehouse
from indicators.factor_preview import moved_figures
from indicators.factors import FactorBook
from indicators.model import City, Record
from indicators.units import conversion_factor_ids

COPIES = "preview-"
"""How the names of the folders begin in which copies of the store lie."""

SECONDS_OF_A_DAY = 24 * 60 * 60


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


def preview(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, city: City, as_of: date, file: Path
) -> list[MovedFigure]:
    """The figures that would move if a file of factors lay in factors/ beside the others. Nothing is written.

    A factor of the file takes the place of the city's own of the same id on its days. A year that is closed stays as
    it was published; what is shown is what would be restated. A density or heating value changes readings: there the
    files that it concerns are read again into a copy of the store, which is thrown away.
    """
    added = read_factors(file)
    replaced = {entry.id for entry in added}
    book = load_factors(workspace)
    kept = [
        value for identifier, values in book.own.items() if identifier not in replaced for value in values
    ]
    other = FactorBook([*kept, *added])
    inputs = gather_inputs(connection, city, as_of)
    now = figures_of(inputs, city, as_of, book)
    if replaced & conversion_factor_ids():
        then = _figures_of_a_copy(workspace, city, as_of, other, load_formats(workspace).values())
    else:
        then = figures_of(inputs, city, as_of, other)
    moved = moved_figures(now, then)
    records = moved.astype(object).where(moved.notna(), None).to_dict("records")
    return [MovedFigure.model_validate(record) for record in records]


def _figures_of_a_copy(
    workspace: Workspace, city: City, as_of: date, book: FactorBook, formats: Iterable[Format]
) -> pd.DataFrame:
    """The figures with other conversions. What waits to be loaded waits on, so that only the factors move figures."""
    timezone = city.organisation.timezone
    _remove_what_was_left(workspace.data)
    with tempfile.TemporaryDirectory(prefix=COPIES, dir=workspace.data) as folder:
        copy = Workspace(Path(folder))
        copy.data.mkdir()
        for suffix in ("", ".wal"):
            written = workspace.store.with_name(workspace.store.name + suffix)
            if written.is_file():
                shutil.copyfile(written, copy.data / written.name)
        with open_warehouse(copy, timezone) as connection:
            waiting = waiting_arrivals(connection, workspace.archive)
            register_own_conversions(connection, book)
            again = [each for each in waiting_arrivals(connection, workspace.archive) if each not in waiting]
            list(load_deliveries(connection, again, city, list(formats)))
            settle(connection, timezone)
            return figures_of(gather_inputs(connection, city, as_of), city, as_of, book)


def _remove_what_was_left(data: Path) -> None:
    """Remove copies of previews that were killed; a younger one may still be at work."""
    for copy in data.glob(f"{COPIES}*"):
        if time.time() - copy.stat().st_mtime > SECONDS_OF_A_DAY:
            shutil.rmtree(copy)
