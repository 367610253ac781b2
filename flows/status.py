"""Who delivered what: per office and month, counted over its supply points."""

from datetime import date

import duckdb

from flows.computing.covered import covered_months
from flows.computing.estimates import counted_coverage
from indicators.model import City, Record
from indicators.omissions import blocks_a_statement


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


def statement_blocks(connection: duckdb.DuckDBPyConnection, year: int) -> tuple[str, ...] | None:
    """The core indicators that block a statement of a year, as it was last computed; None where it has no figures."""
    figures = connection.execute("FROM out.core_indicators WHERE year = ?", [year]).df()
    return None if figures.empty else blocks_a_statement(figures, year)
