"""The figures of open years as they were published before, so that what has changed since can be told with its causes.

They lie beside the store (data/earlier/YEAR/) and not in it: a store that is built again from the archive has no memory
of what was printed, and its tables are equal row by row. Of a year two stands are kept: the latest that was published,
and the last one that was published on an earlier day.
"""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
from pydantic import ValidationError

from flows.closing import stand
from flows.closing.changes import changes
from flows.settings import Workspace
from flows.sources.text_file import literal
from indicators.closing import differences, restatements
from indicators.factors import FactorBook
from indicators.model import City, Record
from indicators.registry import METHOD_VERSION, computed_figures

LATEST, EARLIER, PARTIAL = "latest", "earlier", ".part"
NOTE = "published.json"
OPEN_YEARS = """
    SELECT DISTINCT year FROM out.core_indicators WHERE year NOT IN (SELECT year FROM closed.years) ORDER BY year
"""
FIGURES = "SELECT indicator, breakdown, site_id, year, a, a_unit, b_kind, b, b_unit, r, r_unit FROM"


class Published(Record):
    """When a stand was published, and the last month that was due then."""

    on: date
    as_of: date


class Since(Record):
    """An open year with the figures that have changed since they were published; the table is out.restatements."""

    year: int
    published_on: date
    changed: pd.DataFrame


def keep_published(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    city: City,
    book: FactorBook,
    published: Published,
) -> None:
    """Keep what is published of every open year whose figures are not those that were published last.

    The stand of an earlier day is kept beside it until the figures change on yet another day. Of a closed year nothing
    is kept here: its closing holds everything.
    """
    for (year,) in connection.execute("SELECT year FROM closed.years").fetchall():
        shutil.rmtree(_folder(workspace, year), ignore_errors=True)
    for (year,) in connection.execute(OPEN_YEARS).fetchall():
        folder = _folder(workspace, year)
        latest = _noted(folder / LATEST)
        if latest and not _differs(connection, folder / LATEST, year):
            continue
        _write(connection, folder / PARTIAL, city, year, book, published)
        if latest and latest.on < published.on:
            shutil.rmtree(folder / EARLIER, ignore_errors=True)
            (folder / LATEST).replace(folder / EARLIER)
        shutil.rmtree(folder / LATEST, ignore_errors=True)
        (folder / PARTIAL).replace(folder / LATEST)


def since_published(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    city: City,
    as_of: date,
    year: int,
    book: FactorBook,
) -> Since | None:
    """What has changed in an open year since its figures were published on an earlier day, as it was last computed.

    Where they were published on one day only, since then. None where nothing of it was published yet.
    """
    folder = _folder(workspace, year)
    kept = folder / (EARLIER if _noted(folder / EARLIER) else LATEST)
    published = _noted(kept)
    if published is None:
        return None
    for path in sorted(kept.glob("*.parquet")):
        view = f"CREATE OR REPLACE TEMP VIEW earlier_{path.stem} AS FROM read_parquet({literal(str(path))})"
        connection.execute(view)
    now = connection.execute(f"{FIGURES} out.core_indicators WHERE year = ?", [year]).df()
    found = differences(now, connection.execute("FROM earlier_figures").df())
    used = connection.execute("FROM out.factor_use").df()
    made_of = changes(connection, city, year, used, book, before="earlier_")
    if published.as_of != as_of:
        due = {"year": year, "cause": "due_months", "what": f"{published.as_of:%Y-%m} -> {as_of:%Y-%m}"}
        made_of = pd.concat([made_of, pd.DataFrame([due])], ignore_index=True)
    monthly = connection.execute("SELECT DISTINCT stream FROM core.monthly").df()
    streams = {*monthly["stream"], *made_of["stream"].dropna()}
    table = restatements(found, made_of, streams)
    return Since(year=year, published_on=published.on, changed=table)


def _folder(workspace: Workspace, year: int) -> Path:
    return workspace.data / "earlier" / str(year)


def _noted(folder: Path) -> Published | None:
    """When the stand in a folder was published; None where there is none, or it is of another version."""
    note = folder / NOTE
    if not note.is_file():
        return None
    try:
        return Published.model_validate_json(note.read_bytes())
    except ValidationError:
        return None


def _differs(connection: duckdb.DuckDBPyConnection, folder: Path, year: int) -> bool:
    kept = f"FROM read_parquet({literal(str(folder / 'figures.parquet'))})"
    now = f"{FIGURES} out.core_indicators WHERE year = {int(year)}"
    query = f"SELECT EXISTS (({now}) EXCEPT ({kept})) OR EXISTS (({kept}) EXCEPT ({now}))"
    [(differs,)] = connection.execute(query).fetchall()
    return bool(differs)


def _write(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    city: City,
    year: int,
    book: FactorBook,
    published: Published,
) -> None:
    """The figures of a year and what they are made of, as files; the note comes last."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    defined = [
        (year, name, text)
        for name, text in stand.definitions(city).items()
        if name in {stand.CHOICES, stand.REGISTER, *(entry.code for entry in computed_figures())}
    ]
    used = connection.execute("FROM out.factor_use").df()
    frames = {
        "reference_values": stand.reference_values(connection, year),
        "factors": stand.factors(connection, year, used, book),
        "definitions": pd.DataFrame(defined, columns=["year", "name", "text"]),
        "years": pd.DataFrame({"year": [year], "method_version": [METHOD_VERSION]}),
    }
    for name, frame in frames.items():
        connection.register(f"kept_{name}", frame)
    queries = {name: f"FROM kept_{name}" for name in frames} | {
        "figures": f"{FIGURES} out.core_indicators WHERE year = $year",
        "readings": stand.PLACES,
    }
    for name, query in queries.items():
        path = literal(str(folder / f"{name}.parquet"))
        connection.execute(f"COPY ({query.replace('$year', str(int(year)))}) TO {path} (FORMAT parquet)")
    for name in frames:
        connection.unregister(f"kept_{name}")
    (folder / NOTE).write_text(published.model_dump_json(), encoding="utf-8")
