"""Close a year, and look at what closed years would come to now."""

from collections.abc import Iterable
from datetime import date, datetime

import duckdb

from flows.closing.earlier import OPEN_YEARS, Since, since_published
from flows.closing.freeze import Decision, closed_folder, freeze
from flows.closing.refusals import refuse_to_close
from flows.closing.register import bring_closings, changed_files
from flows.computing.estimates import counted_months
from flows.computing.evaluate import evaluate
from flows.own_factors import load_factors
from flows.problems import WrongUse
from flows.settings import Workspace
from indicators.factor_use import factor_use
from indicators.model import City, Record


class ClosedYear(Record):
    """A closed year: by whom and why, and the hash that pins everything in it."""

    year: int
    closed_at: datetime
    closed_by: str
    why: str
    sha256: str
    folder: str
    figures: int
    changed_files: tuple[str, ...] = ()


class Restatement(Record):
    """A figure of a closed year that would come out otherwise now; a value that is not there is empty."""

    year: int
    indicator: str
    breakdown: str
    site_id: str
    figure: str
    published: float | None
    now: float | None
    difference: float | None
    unit: str
    because_of: str


class OpenYear(Record):
    """A year that is not closed, with the figures that have changed since they were published.

    `published_on` is the last day on which others were published; empty where nothing of the year was published yet.
    """

    year: int
    published_on: date | None
    changes: tuple[Restatement, ...] = ()


class Difference(Record):
    """Closed years with everything that would be otherwise, and open ones with what has changed."""

    years: tuple[ClosedYear, ...]
    restatements: tuple[Restatement, ...]
    open_years: tuple[OpenYear, ...] = ()


def close_year(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    city: City,
    as_of: date,
    year: int,
    decision: Decision,
    at: datetime,
) -> ClosedYear:
    """Freeze a year as it comes out now; afterwards out.core_indicators shows it as closed.

    Raises:
        Problem: the year cannot be closed; the text says what to do.
    """
    bring_closings(connection, workspace)
    book = load_factors(workspace)
    evaluate(connection, city, as_of, book)
    refuse_to_close(connection, as_of, year, decision)
    used = factor_use(counted_months(connection), as_of, book, city.method)
    freeze(connection, workspace, city, year, decision, at, used, book)
    bring_closings(connection, workspace)
    evaluate(connection, city, as_of, book)
    [closed] = difference(connection, workspace, year).years
    return closed


def difference(connection: duckdb.DuckDBPyConnection, workspace: Workspace, year: int = 0) -> Difference:
    """What closed years would come to now, as it was last computed; of one year, or of all where it is 0.

    The files of the closings are looked at anew. A year that is not closed has nothing here.
    """
    years = connection.execute("""
        SELECT y.year, closed_at, closed_by, why, y.sha256,
            (SELECT count(*) FROM closed.core_indicators f WHERE f.year = y.year)
        FROM closed.years y ORDER BY y.year
    """).fetchall()
    restated = connection.execute("FROM out.restatements ORDER BY ALL").fetchall()
    return Difference(
        years=tuple(
            ClosedYear(
                year=number,
                closed_at=at,
                closed_by=by,
                why=why,
                sha256=sha256,
                folder=str(closed_folder(workspace, number)),
                figures=figures,
                changed_files=changed_files(closed_folder(workspace, number), number, sha256),
            )
            for number, at, by, why, sha256, figures in years
            if year in {0, number}
        ),
        restatements=tuple(_restatement(row) for row in restated if year in {0, row[0]}),
    )


def changes_of_open_years(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, city: City, as_of: date, year: int = 0
) -> tuple[OpenYear, ...]:
    """What has changed in years that are not closed since they were published; of one, or of all where it is 0.

    Raises:
        WrongUse: the year has no figures.
    """
    [(known,)] = connection.execute("SELECT list(DISTINCT year) FROM out.core_indicators").fetchall()
    if year and year not in (known or ()):
        raise WrongUse(
            f"{year} has no figures; there are {', '.join(map(str, sorted(known or ()))) or 'none yet'}"
        )
    book = load_factors(workspace)
    found = []
    for (number,) in connection.execute(OPEN_YEARS).fetchall():
        if year in {0, number}:
            since = since_published(connection, workspace, city, as_of, number, book)
            found.append(_open_year(number, since))
    return tuple(found)


def _open_year(year: int, since: Since | None) -> OpenYear:
    if since is None:
        return OpenYear(year=year, published_on=None)
    rows = since.changed.astype("object").where(since.changed.notna(), None).itertuples(index=False)
    return OpenYear(year=year, published_on=since.published_on, changes=tuple(map(_restatement, rows)))


def _restatement(row: Iterable[object]) -> Restatement:
    return Restatement.model_validate(dict(zip(Restatement.model_fields, row, strict=True)))
