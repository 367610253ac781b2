"""The results with what many pages look up in them, gathered once for all pages and languages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from dashboards.evidence_links import figure_link, year_page
from dashboards.loads import Load, loads
from dashboards.month_quantities import Months
from dashboards.performance import (
    BenchmarkRow,
    DegreeDayMonth,
    HeatMonth,
    HeatYear,
    SpecificRow,
    TargetShown,
    benchmark_rows,
    degree_day_months,
    heat_months,
    heat_years,
    specific_rows,
    targets,
)
from dashboards.records import records
from dashboards.selection import Figures, SiteMonth, YearFigure, site_months
from indicators.model import CONTRIBUTION_COLUMNS, ORGANISATION, City, Results
from indicators.registry import computed_figures

CONTRIBUTION_ORDER = (
    "site_id",
    "year",
    "stream",
    "first_day",
    "supply_point_id",
    "file_name",
    "sheet",
    "first_row",
)


class Contribution(NamedTuple):
    """Rows of one sheet of a file that a stream of a year is made of (CONTRIBUTION_COLUMNS)."""

    site_id: str
    stream: str
    year: int
    supply_point_id: str
    delivery_id: str
    file_name: str
    sheet: str
    rows: int
    first_row: int
    last_row: int
    first_day: date
    last_day: date
    quantity: float
    unit: str
    qualities: str


class EstimatedMonth(NamedTuple):
    """A month that the city has estimated (out.estimates)."""

    site_id: str
    supply_point_id: str
    stream: str
    month: date
    quantity: float
    unit: str
    rule: str
    from_months: str
    who: str
    reason: str


def _each_once(values: list[Any]) -> list[Any]:
    """The values, equal texts as one object: many rows name the same site, stream and file."""
    seen: dict[str, str] = {}
    return [seen.setdefault(value, value) if isinstance(value, str) else value for value in values]


class Shown:
    """What is shown: the results, and their figures, months and states as records."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self._months: dict[str, Months] = {}
        self._streams: dict[int, tuple[str, ...]] = {}
        self._years: dict[str, list[int]] = {}
        self._proven: dict[str, list[tuple[str, int]]] = {}

    @property
    def city(self) -> City:
        """The register."""
        return self.results.city

    @cached_property
    def figures(self) -> Figures:
        """A, B and R by indicator, site, breakdown and year."""
        return Figures(self.results)

    @cached_property
    def site_months(self) -> list[SiteMonth]:
        """The worst state of every site in every month."""
        return site_months(self.results)

    def contributions_of(self, site_id: str) -> Mapping[int, Mapping[str, list[Contribution]]]:
        """The rows of files behind the figures of a site by year and stream; none where they were not gathered."""
        return self._contributions.get(site_id, {})

    def streams_of_year(self, year: int) -> tuple[str, ...]:
        """The streams of which any site has rows in a year."""
        if year not in self._streams:
            found = (by_year.get(year, {}) for by_year in self._contributions.values())
            self._streams[year] = tuple(sorted({stream for streams in found for stream in streams}))
        return self._streams[year]

    def proven(self, site_id: str) -> list[tuple[str, int]]:
        """The figures of a site that have evidence, each with its year: core indicators, then specific ones."""
        if site_id not in self._proven:
            core = [
                (entry.code, figure.year)
                for entry in computed_figures()
                for figure in self.years(entry.code, site_id)
            ]
            specific = [(row.indicator, row.year) for row in self.specific.get(site_id, ()) if row.proven]
            self._proven[site_id] = [*core, *specific]
        return self._proven[site_id]

    def proven_years(self, site_id: str) -> list[int]:
        """The years of which a site has figures or rows, the newest first."""
        if site_id not in self._years:
            figures = {year for _, year in self.proven(site_id)}
            self._years[site_id] = sorted(figures | set(self.contributions_of(site_id)), reverse=True)
        return self._years[site_id]

    def year_address(self, site_id: str, year: int) -> str:
        """Where the formulas and rows of a site's year are; empty where there are none."""
        return f"{year_page(site_id, year)}.html" if year in self.proven_years(site_id) else ""

    def addresses(self, code: str, site_id: str) -> Callable[[int], str]:
        """Where the years of an indicator prove themselves; empty for a year that has no figure."""
        found = {entry.year: figure_link(entry) for entry in self.years(code, site_id)}
        return lambda year: found.get(year, "")

    def specific_at(self, code: str, site_id: str, year: int) -> SpecificRow:
        """The row of a specific indicator; StopIteration if there is none."""
        rows = self.specific.get(site_id, ())
        return next(row for row in rows if (row.indicator, row.year) == (code, year))

    def loads_of(self, site_id: str) -> Sequence[Load]:
        """The loads of the supply points of a site that deliver hours."""
        return self._loads.get(site_id, ())

    @cached_property
    def _loads(self) -> Mapping[str, Sequence[Load]]:
        return loads(self.results)

    @cached_property
    def targets(self) -> list[TargetShown]:
        """The targets in the order of the register."""
        return targets(self.results)

    @cached_property
    def specific(self) -> Mapping[str, list[SpecificRow]]:
        """The specific indicators by site."""
        return specific_rows(self.results)

    @cached_property
    def benchmarks(self) -> Mapping[str, list[BenchmarkRow]]:
        """The comparisons with benchmarks, by benchmark."""
        return benchmark_rows(self.results)

    @cached_property
    def heat_years(self) -> list[HeatYear]:
        """Actual and normalised heat by meter and year."""
        return heat_years(self.results)

    @cached_property
    def heat_months(self) -> list[HeatMonth]:
        """Heat by meter and month."""
        return heat_months(self.results)

    @cached_property
    def degree_days(self) -> list[DegreeDayMonth]:
        """The degree days by which the city corrects heat."""
        return degree_day_months(self.results)

    def estimates_of(self, site_id: str) -> Sequence[EstimatedMonth]:
        """The estimated months of a site, of all sites for the organisation, the newest first."""
        return self._estimates.get(site_id, ())

    @cached_property
    def _estimates(self) -> Mapping[str, list[EstimatedMonth]]:
        frame = self.results.estimates
        estimated = frame.loc[frame["status"] == "estimated"].sort_values(
            ["month", "site_id", "supply_point_id", "stream"], ascending=[False, True, True, True]
        )
        found: dict[str, list[EstimatedMonth]] = {}
        for row in records(
            estimated.assign(month=pd.to_datetime(estimated["month"]).dt.date), EstimatedMonth
        ):
            found.setdefault(row.site_id, []).append(row)
            found.setdefault(ORGANISATION, []).append(row)
        return found

    def reference_rows_of(self, site_id: str) -> pd.DataFrame:
        """The rows of the current annual values of a site, of all sites for the organisation."""
        rows = self.results.reference_rows
        return rows if site_id == ORGANISATION else rows.loc[rows["site_id"] == site_id]

    @cached_property
    def _contributions(self) -> dict[str, dict[int, dict[str, list[Contribution]]]]:
        frame = self.results.contributions.sort_values(list(CONTRIBUTION_ORDER))
        found: dict[str, dict[int, dict[str, list[Contribution]]]] = {}
        columns = (_each_once(frame[name].tolist()) for name in CONTRIBUTION_COLUMNS)
        for row in map(Contribution._make, zip(*columns, strict=True)):
            found.setdefault(row.site_id, {}).setdefault(row.year, {}).setdefault(row.stream, []).append(row)
        return found

    def months(self, code: str) -> Months:
        """The months of an indicator."""
        if code not in self._months:
            self._months[code] = Months(self.results, code)
        return self._months[code]

    def years(self, code: str, site_id: str) -> list[YearFigure]:
        """The figures of an indicator itself, without its parts, at a site by year."""
        return self.figures.of(code, site_id)

    def parts(self, code: str, site_id: str) -> list[YearFigure]:
        """The figures of an indicator at a site by breakdown and year, without the indicator itself."""
        return [entry for entry in self.figures.of(code, site_id, None) if entry.breakdown]
