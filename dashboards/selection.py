"""Which of the results a page shows, as records: figures by year, states by site and month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from indicators.coverage import as_months
from indicators.model import ORGANISATION, Results
from indicators.registry import indicator

OPEN_STATES = frozenset({"missing", "rejected"})
STATES = ("delivered", "estimated", "rejected", "missing")
"""States of a due month, the one that needs a person most last."""

NOT_DUE = "not_due"
HAZARDOUS = "waste.hazardous"
OTHER_WASTE = "waste.other"


@dataclass(frozen=True)
class YearFigure:
    """A, B and R of an indicator or of one of its breakdowns, at a site in a year (out.core_indicators)."""

    indicator: str
    breakdown: str
    site_id: str
    year: int
    a: float | None
    a_unit: str
    b: float | None
    b_kind: str
    b_unit: str
    r: float | None
    r_unit: str
    months_covered: int
    estimated_share: float | None
    status: str
    reason: str

    @property
    def complete(self) -> bool:
        """Whether the year is whole, so that R may be shown."""
        return self.status in {"complete", "closed"} and self.r is not None

    @property
    def reported(self) -> bool:
        """Whether the organisation reports it at all: what is omitted or not applicable is neither 0 nor missing."""
        return self.status not in {"omitted", "not_applicable"}


@dataclass(frozen=True)
class SiteMonth:
    """The worst state of a site's supply points in a month, how many were due and how many are still open."""

    site_id: str
    month: date
    state: str
    due: int
    open: int


class Figures:
    """The rows of out.core_indicators as records, looked up by indicator, site and breakdown without another scan.

    Sites come in the order of the register, the organisation first.
    """

    def __init__(self, results: Results) -> None:
        sites = [ORGANISATION, *(site.id for site in results.city.sites)]
        self._order = {site: place for place, site in enumerate(sites)}
        self._found: dict[str, dict[str, dict[str, list[YearFigure]]]] = {}
        self._parts: dict[str, dict[int, dict[tuple[str, str], YearFigure]]] = {}
        for entry in _records(results.core_indicators):
            by_site = self._found.setdefault(entry.indicator, {})
            by_site.setdefault(entry.site_id, {}).setdefault(entry.breakdown, []).append(entry)

    def of(self, code: str, site_id: str | None = None, breakdown: str | None = "") -> list[YearFigure]:
        """The figures of an indicator by site, breakdown and year; None stands for every site or breakdown."""
        by_site = self._found.get(code, {})
        wanted = [site_id] if site_id is not None else sorted(by_site, key=self._place)
        found = []
        for site in wanted:
            by_breakdown = by_site.get(site, {})
            for label in [breakdown] if breakdown is not None else sorted(by_breakdown):
                found += sorted(by_breakdown.get(label, ()), key=lambda entry: entry.year)
        return found

    def at(self, code: str, site_id: str, year: int) -> YearFigure | None:
        """The figure of an indicator itself at a site in a year; None where there is none."""
        return next((entry for entry in self.of(code, site_id) if entry.year == year), None)

    def of_year(self, code: str, year: int) -> dict[tuple[str, str], YearFigure]:
        """The parts of an indicator in a year, by site and breakdown."""
        if code not in self._parts:
            by_year = self._parts.setdefault(code, {})
            for entry in self.of(code, None, None):
                if entry.breakdown:
                    by_year.setdefault(entry.year, {})[entry.site_id, entry.breakdown] = entry
        return self._parts[code].get(year, {})

    def _place(self, site_id: str) -> tuple[int, str]:
        return self._order.get(site_id, len(self._order)), site_id


def _records(frame: pd.DataFrame) -> Iterable[YearFigure]:
    """Each row with None for what is empty; `status` and texts as str."""
    names = list(YearFigure.__dataclass_fields__)
    columns = [
        [None if value is None or value != value else value for value in frame[name].tolist()]  # noqa: PLR0124
        for name in names
    ]
    return (YearFigure(*values) for values in zip(*columns, strict=True))


def has_ratio(figures: Iterable["YearFigure"]) -> bool:
    """Whether any year has an R: without one a chart of ratios would be empty."""
    return any(entry.complete and entry.r is not None for entry in figures)


def last_complete(figures: Iterable[YearFigure]) -> YearFigure | None:
    """The figure of the last complete year."""
    return max((entry for entry in figures if entry.complete), key=lambda entry: entry.year, default=None)


def comparison_year(figures: Sequence[YearFigure]) -> int | None:
    """The year in which sites are compared: the organisation's last complete one, else any site's."""
    whole = last_complete(entry for entry in figures if entry.site_id == ORGANISATION) or last_complete(
        figures
    )
    return whole.year if whole else None


def breakdowns(code: str, figures: Iterable[YearFigure]) -> list[str]:
    """The breakdowns that occur, in the declared order of the terms, waste codes in their own order."""
    declared = [term.breakdown for term in indicator(code).terms]
    occurring = {entry.breakdown for entry in figures if entry.breakdown}
    return sorted(
        occurring, key=lambda label: (declared.index(label) if label in declared else len(declared), label)
    )


def site_months(results: Results) -> list[SiteMonth]:
    """The state of every site in every month from the first due one to the last, sites in the register's order."""
    coverage = results.coverage
    if coverage.empty:
        return []
    frame = pd.DataFrame(
        {
            "site_id": coverage["site_id"].astype("str"),
            "month": as_months(coverage["month"]),
            "rank": coverage["state"].map({state: rank for rank, state in enumerate(STATES)}).astype("int64"),
            "open": coverage["state"].isin(OPEN_STATES).astype("int64"),
        }
    )
    groups = frame.groupby(["site_id", "month"], sort=True)
    found = {
        (row["site_id"], row["month"]): (STATES[int(row["worst"])], int(row["due"]), int(row["open"]))
        for row in groups.agg(worst=("rank", "max"), due=("rank", "size"), open=("open", "sum"))
        .reset_index()
        .to_dict("records")
    }
    span = pd.date_range(frame["month"].min(), pd.Timestamp(results.as_of), freq="MS")
    return [
        SiteMonth(site.id, month.date(), *found.get((site.id, month), (NOT_DUE, 0, 0)))
        for site in results.city.sites
        for month in span
    ]
