"""The calendar of the data: what is there and what is missing, and which office owes it."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

import pandas as pd

from dashboards.figure_tables import coverage_table
from dashboards.figures.coverage import coverage_map
from dashboards.month_spans import spans
from dashboards.records import records
from dashboards.selection import OPEN_STATES
from dashboards.shown import Shown
from dashboards.table_html import original_address
from dashboards.tables import Cell, Column, Table
from dashboards.tasks import shown_stream
from dashboards.texts import NO_BREAK_SPACE, Texts
from dashboards.view import Chart, Page, Section, site_names
from indicators.coverage import as_months

MOST_YEARS_OF_SITES = 300
"""Of more sites and years than these map and tables have the last years only; a site's page has all of its own."""

SHOWN_YEARS = 3


def calendar_page(shown: Shown, texts: Texts) -> Page:
    """The open months with the office to ask, then every site and month."""
    return Page(
        "calendar",
        texts("page.calendar"),
        texts("calendar.lead"),
        sections=(_open_months(shown, texts), _map(shown, texts)),
    )


def _map(shown: Shown, texts: Texts) -> Section:
    states = shown.site_months
    if not states:
        return Section("map", texts("quality.map"), (texts("area.no_data"),))
    name = site_names(shown.city, texts)
    years = sorted({entry.month.year for entry in states}, reverse=True)
    notes: tuple[str, ...] = (texts("quality.map_note"),)
    if len(years) * len(shown.city.sites) > MOST_YEARS_OF_SITES:
        years = years[:SHOWN_YEARS]
        notes += (texts("calendar.last_years", count=SHOWN_YEARS),)
    tables = [
        coverage_table(
            f"table-coverage-{year}",
            texts("quality.year_caption", year=year),
            states,
            year,
            name,
            partial(_rows_of_year, shown, year),
            texts,
        )
        for year in years
    ]
    chart = Chart(
        "chart-coverage",
        texts("quality.map_caption"),
        coverage_map([entry for entry in states if entry.month.year in years], name, texts),
        tables[0],
        notes,
        wide=True,
    )
    return Section("map", texts("quality.map"), charts=(chart,), folded=tuple(tables[1:]))


def _rows_of_year(shown: Shown, year: int, site: str) -> str:
    return shown.year_address(site, year)


def _open_months(shown: Shown, texts: Texts) -> Section:
    """Runs of open months by supply point, with the office to ask."""
    coverage = shown.results.coverage
    opened = coverage.loc[coverage["state"].isin(OPEN_STATES)].copy()
    heading = texts("quality.open")
    if opened.empty:
        return Section("open", heading, (texts("quality.no_open"),))
    opened["month"] = as_months(opened["month"])
    name = site_names(shown.city, texts)
    offices = {office.id: office.name for office in shown.city.offices}
    keys = ["office_id", "site_id", "stream", "supply_point_id", "state"]
    rejected = _rejected_rows(shown)
    rows, sites = [], []
    for (office, site, code, point, state), group in opened.groupby(keys, sort=True):
        for first, last in spans([month.date() for month in group["month"].sort_values()]):
            months = " – ".join(_unbroken(month, texts) for month in dict.fromkeys((first, last)))
            sites.append(str(site))
            rows.append(
                (
                    Cell(offices.get(str(office), str(office))),
                    Cell(name(str(site))),
                    Cell(shown_stream(str(code), texts)),
                    Cell(str(point)),
                    Cell(months),
                    Cell(texts(f"state.{state}"), state=str(state)),
                    _rejected_cell(rejected, str(point), str(code), first, last),
                )
            )
    columns = (
        Column(texts("quality.office"), width="name"),
        Column(texts("label.site"), width="name"),
        Column(texts("quality.stream")),
        Column(texts("quality.supply_point")),
        Column(texts("label.month")),
        Column(texts("label.status")),
        Column(texts("calendar.rejected_row"), width="name"),
    )
    table = Table(
        "table-open",
        texts("quality.open_caption"),
        columns,
        tuple(rows),
        long=len(rows) > 12,
        sites=tuple((site, name(site)) for site in dict.fromkeys(sites)),
        row_sites=tuple(sites),
    )
    return Section("open", heading, tables=(table,))


class RejectedRow(NamedTuple):
    """A rejected row that names its supply point and its days."""

    supply_point_id: str
    stream: str | None
    first_day: date
    last_day: date
    delivery_id: str
    sheet: str
    row_number: int


def _rejected_rows(shown: Shown) -> list[RejectedRow]:
    """Those that name both; numbers of meters and contracts stand for their supply point."""
    frame = shown.results.rejected_rows
    named = frame.loc[frame["supply_point_id"].notna() & frame["first_day"].notna()]
    ids = {name[1]: point.id for point in shown.city.supply_points for name in point.names if name[1]}
    days = {name: [day.date() for day in pd.to_datetime(named[name])] for name in ("first_day", "last_day")}
    points = [ids.get(str(name), str(name)) for name in named["supply_point_id"]]
    named = named.assign(supply_point_id=points, **days)
    return list(records(named, RejectedRow))


def _rejected_cell(rows: Sequence[RejectedRow], point: str, stream: str, first: date, last: date) -> Cell:
    """Sheet and row of the first rejected row of the months, which leads to the original file."""
    end = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    found = [
        row
        for row in rows
        if row.supply_point_id == point
        and (row.stream is None or row.stream == stream or row.stream.startswith(f"{stream}."))
        and row.first_day < end
        and row.last_day >= first
    ]
    if not found:
        return Cell("")
    row = min(found, key=lambda one: (one.first_day, one.delivery_id, one.sheet, one.row_number))
    text = ", ".join(filter(None, (row.sheet, str(row.row_number))))
    return Cell(text, href=original_address(row.delivery_id))


def _unbroken(month: date, texts: Texts) -> str:
    return texts.month(month).replace(" ", NO_BREAK_SPACE)
