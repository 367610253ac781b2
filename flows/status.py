"""Who delivered what: per office and month, counted over its supply points."""

from datetime import date

import duckdb

from flows.computing.covered import covered_months
from flows.computing.estimates import counted_coverage
from indicators.model import City, Record
from indicators.omissions import blocks_a_statement
from indicators.registry import indicator_name


class OfficeMonth(Record):
    """How the supply points of an office stand in a month that is due."""

    office_id: str
    office: str
    month: date
    due: int
    delivered: int
    estimated: int
    rejected: int
    missing: int


class Block(Record):
    """A core indicator with neither a figure nor a reason why not."""

    indicator: str
    name: str


class StatementBlocks(Record):
    """What blocks a statement of a year (Annex IV C.2); `computed` says whether the year has figures at all."""

    year: int
    computed: bool
    blocked_by: tuple[Block, ...]


def office_months(
    connection: duckdb.DuckDBPyConnection, city: City, as_of: date, year: int
) -> list[OfficeMonth]:
    """One record per office and due month of a year, in order."""
    names = {office.id: office.name for office in city.offices}
    covered = counted_coverage(connection, covered_months(connection, city, as_of))
    connection.register("covered_facts", covered)
    rows = connection.execute(
        """
        SELECT office_id, CAST(month AS DATE), count(*), count(*) FILTER (WHERE state = 'delivered'),
            count(*) FILTER (WHERE state = 'estimated'), count(*) FILTER (WHERE state = 'rejected'),
            count(*) FILTER (WHERE state = 'missing')
        FROM covered_facts WHERE year(month) = ? GROUP BY ALL ORDER BY ALL
        """,
        [year],
    ).fetchall()
    return [
        OfficeMonth(
            office_id=office,
            office=names[office],
            month=month,
            due=due,
            delivered=delivered,
            estimated=estimated,
            rejected=rejected,
            missing=missing,
        )
        for office, month, due, delivered, estimated, rejected, missing in rows
    ]


def statement_blocks(connection: duckdb.DuckDBPyConnection, city: City, year: int) -> StatementBlocks:
    """What blocks a statement of a year, as it was last computed; named in the organisation's first language."""
    figures = connection.execute("FROM out.core_indicators WHERE year = ?", [year]).df()
    language = city.organisation.languages[0]
    blocked = tuple(
        Block(indicator=code, name=indicator_name(code, language))
        for code in blocks_a_statement(figures, year)
    )
    return StatementBlocks(year=year, computed=not figures.empty, blocked_by=blocked)
