"""What a correct pipeline must find, reckoned from the facts day by day in exact fractions.

Slow and plain on purpose, and free of the product's code. Rules: Regulation (EC) 1221/2009, Annex IV C
(A, B and R = A/B), and the decisions of the project on spreading, shares, coverage and completeness.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from examples.generator.dates import YEARS, days, months, next_month
from examples.generator.emissions import EMISSIONS, PerUnit
from examples.generator.register import Point, Register
from examples.generator.waste import KINDS
from examples.generator.world import World

ALL = "all"
Monthly = dict[tuple[str, str, date], Fraction]
TREATMENTS = {
    "waste.recycling": "recycling",
    "waste.other_recovery": "other_recovery",
    "waste.energy_recovery": "energy_recovery",
    "waste.preparatory": "preparatory",
    "waste.disposal": "disposal",
    "waste.treatment_not_stated": "not_stated",
}
"""Figures of the waste that went to one kind of treatment."""

_PV = {"energy.pv_generation": 1, "energy.pv_feed_in": -1}
_ENERGY_BREAKDOWNS: dict[str, dict[str, int]] = {
    "energy.electricity": {"energy.electricity": 1},
    "energy.natural_gas": {"energy.natural_gas": 1},
    "energy.district_heat": {"energy.district_heat": 1},
    "energy.diesel": {"energy.diesel": 1},
    "energy.petrol": {"energy.petrol": 1},
    "energy.pv_own_use": _PV,
}
_OTHERS: dict[str, dict[str, dict[str, int]]] = {
    "energy.total": _ENERGY_BREAKDOWNS,
    "energy.renewable_consumption": {"energy.pv_own_use": _PV},
    "energy.renewable_generation": {"energy.pv_generation": {"energy.pv_generation": 1}},
    "water.total": {"water.mains": {"water.mains": 1}},
    "material.total": {
        stream: {stream: 1}
        for stream in (
            "material.paper",
            "material.paper_certified",
            "material.toner",
            "material.road_salt",
        )
    },
}
"""Indicator, breakdown, and the streams that are added (+1) or taken off (-1)."""


@dataclass(frozen=True)
class Result:
    """One row of the expected indicators; R is None unless the year is complete."""

    indicator: str
    breakdown: str
    site_id: str
    year: int
    a: Fraction | None
    b: Fraction | None
    r: Fraction | None
    status: str
    months_covered: int


def monthly(world: World, treatment: str = "") -> Monthly:
    """Every fact spread evenly over its days, times the share of its site, added up by month.

    With a treatment only the waste that went to it.
    """
    found: Monthly = defaultdict(Fraction)
    for fact in world.facts:
        if treatment and fact.treatment != treatment:
            continue
        length = (fact.end - fact.first).days
        a_day = fact.quantity * world.register.site(fact.site_id).share / length
        for day in days(fact.first, fact.end):
            found[fact.site_id, fact.stream, day.replace(day=1)] += a_day
    return {key: value for key, value in found.items() if key[2] <= world.register.last_month}


def uncovered(world: World) -> set[tuple[str, str, date]]:
    """Supply point, stream and month without a reading for every day, or with an unmended rejected row."""
    covered: dict[tuple[str, str], set[date]] = defaultdict(set)
    for fact in world.facts:
        covered[fact.point_id, fact.stream].update(days(fact.first, fact.end))
    found = set()
    for point in world.register.points:
        for month in months():
            if point.irregular:
                is_open = (point.id, month) in world.open_months
            else:
                is_open = not covered[point.id, point.stream].issuperset(days(month, next_month(month)))
            if is_open:
                found.add((point.id, point.stream, month))
    return found


class Oracle:
    """The expected monthly table and indicators of a world."""

    def __init__(self, world: World) -> None:
        self.register: Register = world.register
        self.staff = world.staff
        self.land = world.land
        self.monthly = monthly(world)
        self.uncovered = uncovered(world)
        self.treated = {kind: monthly(world, kind) for kind in TREATMENTS.values()}

    def results(self) -> list[Result]:
        """All rows: per site with a feeding supply point and for the organisation, per year."""
        found = []
        for indicator, breakdowns in _OTHERS.items():
            whole: dict[str, int] = {}
            for parts in breakdowns.values():
                whole |= parts
            found += self._rows(indicator, "", whole)
            for breakdown, parts in breakdowns.items():
                found += self._rows(indicator, breakdown, parts)
        hazardous = {f"waste.{code}" for code, kind in KINDS.items() if kind.hazardous}
        every = {f"waste.{code}" for code in KINDS}
        for indicator, streams in (("waste.total", every), ("waste.hazardous", hazardous)):
            found += self._rows(indicator, "", dict.fromkeys(sorted(streams), 1))
            for stream in sorted(streams):
                sites = {site for site, found_stream, _ in self.monthly if found_stream == stream}
                found += self._rows(indicator, stream, {stream: 1}, only=sites)
        for indicator, treatment in TREATMENTS.items():
            of_kind = self.treated[treatment]
            found += self._rows(indicator, "", dict.fromkeys(sorted(every), 1), of=of_kind)
            for stream in sorted({stream for _, stream, _ in of_kind}):
                sites = {site for site, found_stream, _ in of_kind if found_stream == stream}
                found += self._rows(indicator, stream, {stream: 1}, only=sites, of=of_kind)
        for indicator, factors in EMISSIONS.items():
            found += self._rows(indicator, "", dict.fromkeys(factors, 1), factors=factors)
            for stream in factors:
                found += self._rows(indicator, stream, {stream: 1}, factors=factors)
        for kind in sorted({kind for kind, _ in self.land}):
            for site_id in [*(site.id for site in self.register.sites), ALL]:
                found += [self._area(kind, site_id, year) for year in YEARS]
        return found

    def _area(self, kind: str, site_id: str, year: int) -> Result:
        """The mean area over the days of the year, as far as it is due."""
        sites = [site.id for site in self.register.sites] if site_id == ALL else [site_id]
        due = months(year)
        of_year = list(days(due[0], next_month(due[-1])))
        held = [
            max((first, area) for first, area in self.land[kind, site] if first <= day)[1]
            for site in sites
            for day in of_year
        ]
        a = Fraction(sum(held), len(of_year))
        b = self._employees(site_id, year)
        complete = len(due) == 12 and b is not None and b > 0
        r = a / b if complete and b is not None else None
        return Result(kind, "", site_id, year, a, b, r, "complete" if complete else "incomplete", len(due))

    def _rows(
        self,
        indicator: str,
        breakdown: str,
        streams: dict[str, int],
        only: set[str] | None = None,
        factors: dict[str, PerUnit] | None = None,
        of: Monthly | None = None,
    ) -> list[Result]:
        feeding: dict[str, list[Point]] = {}
        for site in self.register.sites:
            points = [
                point for point in self.register.points if point.site_id == site.id and _feeds(point, streams)
            ]
            if points:
                feeding[site.id] = points
        found = [
            self._result(indicator, breakdown, site_id, year, streams, {site_id: points}, factors, of)
            for site_id, points in feeding.items()
            for year in YEARS
            if only is None or site_id in only
        ]
        if not found:
            return []
        return found + [
            self._result(indicator, breakdown, ALL, year, streams, feeding, factors, of) for year in YEARS
        ]

    def _result(
        self,
        indicator: str,
        breakdown: str,
        site_id: str,
        year: int,
        streams: dict[str, int],
        feeding: dict[str, list[Point]],
        factors: dict[str, PerUnit] | None,
        of: Monthly | None,
    ) -> Result:
        monthly_of = self.monthly if of is None else of
        quantities = [
            (stream, month, streams[stream] * quantity)
            for (of_site, stream, month), quantity in monthly_of.items()
            if of_site in feeding and month.year == year and stream in streams
        ]
        a, every_factor = _times_factors(quantities, factors)
        points = [point for of_site in feeding.values() for point in of_site]
        count = sum(
            not any((point.id, point.stream, month) in self.uncovered for point in points)
            for month in months(year)
        )
        b = self._employees(site_id, year)
        complete = count == 12 and b is not None and b > 0 and every_factor
        r = a / b if complete and a is not None and b is not None else None
        status = "complete" if complete else "incomplete"
        return Result(indicator, breakdown, site_id, year, a, b, r, status, count)

    def _employees(self, site_id: str, year: int) -> Fraction | None:
        sites = [site.id for site in self.register.sites] if site_id == ALL else [site_id]
        if any((site, year) not in self.staff for site in sites):
            return None
        return sum((self.staff[site, year] for site in sites), Fraction(0))


def _times_factors(
    quantities: list[tuple[str, date, Fraction]], factors: dict[str, PerUnit] | None
) -> tuple[Fraction | None, bool]:
    """The sum, times the factor of the month where there are factors, and whether every factor was there.

    Nothing, where no factor at all was there for what was used.
    """
    if factors is None:
        return sum((quantity for _, _, quantity in quantities), Fraction(0)), True
    emitted = [
        None if (per_unit := factors[stream](month)) is None else quantity * per_unit
        for stream, month, quantity in quantities
        if quantity
    ]
    known = [value for value in emitted if value is not None]
    every = len(known) == len(emitted)
    return (sum(known, Fraction(0)) if known or every else None), every


def _feeds(point: Point, streams: dict[str, int]) -> bool:
    return point.stream in streams or (
        point.stream == "waste" and any(stream.startswith("waste.") for stream in streams)
    )
