"""The records that the rules speak about: the city with its register, and the results."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd
from pydantic import Field, field_validator, model_validator

from indicators.contracts import (
    BENCHMARKS,
    DEGREE_DAYS,
    ESTIMATES,
    NORMALISED_HEAT,
    SPECIFIC_INDICATORS,
    TARGET_YEARS,
    TARGETS,
)
from indicators.records import (
    Benchmark,
    Decisions,
    EstimateChoice,
    FigureBDefinition,
    Identifier,
    Language,
    MethodChoices,
    Omission,
    Record,
    SpecificIndicator,
    Target,
    Weather,
    refuse_unclear_estimates,
)
from indicators.result_columns import (
    ACCEPTED_COLUMNS,
    CONTRIBUTION_COLUMNS,
    HEAT_MONTH_COLUMNS,
    HOURLY_COLUMNS,
    OWN_FACTOR_COLUMNS,
    RECONCILED_COLUMNS,
    REFERENCE_ROW_COLUMNS,
)

__all__ = [
    "ACCEPTED_COLUMNS",
    "CONTRIBUTION_COLUMNS",
    "HEAT_MONTH_COLUMNS",
    "HOURLY_COLUMNS",
    "ORGANISATION",
    "OWN_FACTOR_COLUMNS",
    "RECONCILED_COLUMNS",
    "REFERENCE_ROW_COLUMNS",
    "City",
    "Identifier",
    "Language",
    "MethodChoices",
    "Office",
    "Organisation",
    "Record",
    "Results",
    "Schedule",
    "Share",
    "Site",
    "SupplyPoint",
]

ORGANISATION = "all"
"""Site id under which the figures of the whole organisation stand."""


class Organisation(Record):
    """Who runs the environmental management system.

    `example` says that every figure is invented; every page then says so too. `report_until` pins the last month
    that is due (its first day); without it the month before the run is the last.
    """

    name: str
    languages: tuple[Language, ...] = ("hu", "en")
    timezone: str = "Europe/Budapest"
    example: bool = False
    report_until: date | None = None

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        ZoneInfo(value)
        return value


class Office(Record):
    """An office that delivers; its inbox is the folder inbox/<id>."""

    id: Identifier
    name: str
    language: Language = "hu"
    formats: tuple[str, ...] = ()


class Share(Record):
    """The part of a site's quantities that the organisation answers for, from one day on."""

    valid_from: date
    valid_to: date | None = None
    share: float = Field(gt=0, le=1)


class Site(Record):
    """A place whose figures are reported apart (Annex IV D).

    `use` says whether it is an office building: the benchmarks of Decision (EU) 2019/61, 3.1, hold for those only.
    """

    id: Identifier
    name: str
    address: str = ""
    use: Literal["office", "other"] = "office"
    shares: tuple[Share, ...] = ()


class Meter(Record):
    """A meter that stood at a supply point: files may name it instead. Without days it is meant for ever."""

    number: str = Field(min_length=1, max_length=80)
    valid_from: date = date.min
    valid_to: date | None = None


class Contract(Record):
    """Who supplied a supply point, and under which number; the number may be empty."""

    supplier: str = Field(min_length=1)
    number: str = Field(default="", max_length=80)
    valid_from: date = date.min
    valid_to: date | None = None


class SupplyPoint(Record):
    """A meter point, container or tank: where a stream enters or leaves a site.

    `cadence` monthly means that every day must be covered; irregular (waste notes, fuel) that a due month
    without a row of this supply point is a true zero, provided that the office delivered at least one row of such
    streams in that month, quarter or year (`delivered_every`) and that no row of the supply point was rejected.

    `counts` and `formats_first` say what counts where several kinds of files state the same days. `within` names the
    supply point that measures the same once more: then this one is shown, but in no sum. `share` is the part of the
    quantity that goes to the site, where a supply point serves several.
    """

    id: str = Field(min_length=1, max_length=80)
    site_id: Identifier
    stream: str
    office_id: Identifier
    valid_from: date
    valid_to: date | None = None
    cadence: Literal["monthly", "irregular"] = "monthly"
    delivered_every: Literal["month", "quarter", "year"] = "month"
    counts: Literal["bills", "intervals"] = "bills"
    formats_first: tuple[Identifier, ...] = ()
    within: str = ""
    share: float = Field(default=1.0, gt=0, le=1)
    meters: tuple[Meter, ...] = ()
    contracts: tuple[Contract, ...] = ()

    @property
    def names(self) -> tuple[tuple[str, str, str, date, date | None], ...]:
        """The numbers by which files may name it: kind, number, supplier, first and last day."""
        meters = [("meter", meter.number, "", meter.valid_from, meter.valid_to) for meter in self.meters]
        contracts = [
            ("contract", entry.number, entry.supplier, entry.valid_from, entry.valid_to)
            for entry in self.contracts
        ]
        return (*meters, *contracts)


def _by_id(points: tuple[SupplyPoint, ...]) -> dict[str, list[SupplyPoint]]:
    found: dict[str, list[SupplyPoint]] = {}
    for point in points:
        found.setdefault(point.id, []).append(point)
    return found


def _refuse_two_at_once(points: tuple[SupplyPoint, ...]) -> None:
    """On one day a supply point measures a stream for one site, or for several by shares: else it would count twice."""
    same = _by_id(points)
    for point in points:
        at_once = [
            other
            for other in same[point.id]
            if (other.stream == point.stream or other.stream.startswith(f"{point.stream}."))
            and other.valid_from <= (point.valid_to or date.max)
            and point.valid_from <= (other.valid_to or date.max)
        ]
        begun = [other.share for other in at_once if other.valid_from <= point.valid_from]
        one_site = [other.site_id for other in at_once].count(point.site_id) > 1
        if one_site or sum(begun) > 1 + 1e-9:
            raise ValueError(
                f"supply point {point.id!r} is declared twice for {at_once[-1].stream} on the same days; several "
                "sites may have parts of it: share, together at most 1"
            )


def _refuse_wrong_parents(points: tuple[SupplyPoint, ...]) -> None:
    """A sub-meter lies within one supply point of the same stream that counts by itself, for all its days."""
    same = _by_id(points)
    for point in points:
        if {other.within for other in same[point.id] if other.stream == point.stream} != {point.within}:
            raise ValueError(
                f"supply point {point.id!r} does not say the same under `within` in all its entries"
            )
        parents = [other for other in same.get(point.within, ()) if other.stream == point.stream]
        if point.within and (not parents or any(parent.within for parent in parents)):
            raise ValueError(
                f"supply point {point.id!r} is said to be within {point.within!r}, which is not declared for "
                f"{point.stream}, or is itself within another"
            )


def _refuse_shared_names(points: tuple[SupplyPoint, ...]) -> None:
    """A number of a meter or contract means one supply point on a day, and is no supply point of its own."""
    ids = {point.id for point in points}
    named = [(point.id, *name) for point in points for name in point.names if name[1]]
    alike: dict[str, list[tuple[str, date, date | None]]] = {}
    for point, _, name, _, first, last in named:
        alike.setdefault(name, []).append((point, first, last))
    for point, kind, name, _, first, last in named:
        if name in ids:
            raise ValueError(
                f"the {kind} {name!r} of supply point {point!r} is also declared as a supply point"
            )
        for other, begin, end in alike[name]:
            at_once = begin <= (last or date.max) and first <= (end or date.max)
            if other != point and at_once:
                raise ValueError(
                    f"the {kind} {name!r} is declared for {point!r} and {other!r} on the same days"
                )


def _refuse_gap_in_shares(point: SupplyPoint, site: Site) -> None:
    """Where a site has shares, every day of its supply points has exactly one: a day without would count as nothing."""
    if not site.shares:
        return
    shares = sorted(site.shares, key=lambda share: share.valid_from)
    if shares[0].valid_from > point.valid_from:
        raise ValueError(
            f"site {site.id!r} has no share on {point.valid_from}, when supply point {point.id!r} begins"
        )
    for before, after in pairwise(shares):
        if before.valid_to is None or before.valid_to + timedelta(days=1) != after.valid_from:
            raise ValueError(
                f"the share of site {site.id!r} from {after.valid_from} does not follow the one before it"
            )
    last = shares[-1].valid_to
    if last is not None and (point.valid_to is None or point.valid_to > last):
        raise ValueError(
            f"site {site.id!r} has no share after {last}, while supply point {point.id!r} is in use"
        )


class Schedule(Record):
    """When the month runs by itself under `emas serve`."""

    cron: str = "0 6 5 * *"
    timezone: str = "Europe/Budapest"


class City(Record):
    """The organisation with everything that its register knows."""

    organisation: Organisation
    offices: tuple[Office, ...]
    sites: tuple[Site, ...]
    supply_points: tuple[SupplyPoint, ...] = ()
    schedule: Schedule = Schedule()
    method: MethodChoices = MethodChoices()
    figure_b: tuple[FigureBDefinition, ...] = ()
    omitted: tuple[Omission, ...] = ()
    not_applicable: tuple[Omission, ...] = ()
    specific_indicators: tuple[SpecificIndicator, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    targets: tuple[Target, ...] = ()
    weather: Weather | None = None
    estimates: tuple[EstimateChoice, ...] = ()

    @model_validator(mode="after")
    def _register_is_consistent(self) -> "City":
        for what, ids in (
            ("office", [office.id for office in self.offices]),
            ("site", [site.id for site in self.sites]),
            ("specific indicator", [declared.code for declared in self.specific_indicators]),
            ("benchmark", [declared.id for declared in self.benchmarks]),
            ("target", [declared.id for declared in self.targets]),
        ):
            twice = sorted({identifier for identifier in ids if ids.count(identifier) > 1})
            if twice:
                raise ValueError(f"{what} {twice[0]!r} is declared twice")
        if ORGANISATION in {site.id for site in self.sites}:
            raise ValueError(
                f"a site cannot be called {ORGANISATION!r}: that name stands for the whole organisation"
            )
        sites = {site.id for site in self.sites}
        offices = {office.id for office in self.offices}
        for target in self.targets:
            if target.site_id not in {*sites, ORGANISATION}:
                raise ValueError(
                    f"target {target.id!r} names the site {target.site_id!r}, which is not declared"
                )
            if target.office_id not in offices:
                raise ValueError(
                    f"target {target.id!r} names the office {target.office_id!r}, which is not declared"
                )
        for point in self.supply_points:
            if point.site_id not in sites:
                raise ValueError(
                    f"supply point {point.id!r} names the site {point.site_id!r}, which is not declared"
                )
            if point.office_id not in offices:
                raise ValueError(
                    f"supply point {point.id!r} names the office {point.office_id!r}, which is not declared"
                )
            _refuse_gap_in_shares(point, next(site for site in self.sites if site.id == point.site_id))
        _refuse_two_at_once(self.supply_points)
        _refuse_wrong_parents(self.supply_points)
        _refuse_shared_names(self.supply_points)
        registered = [(point.id, point.stream, point.cadence) for point in self.supply_points]
        refuse_unclear_estimates(self.estimates, registered)
        return self

    @property
    def counting_points(self) -> tuple[SupplyPoint, ...]:
        """The supply points that enter sums: all but those that measure a part of another once more."""
        return tuple(point for point in self.supply_points if not point.within)

    @property
    def decisions(self) -> Decisions:
        """What the city decided about figure B, and about the core indicators that it leaves out."""
        never = [entry.model_copy(update={"status": "not_applicable"}) for entry in self.not_applicable]
        return Decisions(figure_b=self.figure_b, omissions=(*self.omitted, *never))

    def site_name(self, site_id: str) -> str:
        """The name of a site, or of the organisation for `all`."""
        if site_id == ORGANISATION:
            return self.organisation.name
        return next(site.name for site in self.sites if site.id == site_id)


def _no_rows(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))


class Results(Record):
    """Everything that the dashboards show. Frames have the columns of their table contract.

    `as_of` is the first day of the last month that is due. `coverage` has one row per supply point, stream and due
    month: supply_point_id, site_id, stream, office_id, month, state (delivered, missing, estimated, rejected).
    """

    city: City
    as_of: date
    core_indicators: pd.DataFrame
    monthly: pd.DataFrame
    findings: pd.DataFrame
    deliveries: pd.DataFrame
    rejected_rows: pd.DataFrame
    coverage: pd.DataFrame
    contributions: pd.DataFrame = Field(default_factory=lambda: _no_rows(CONTRIBUTION_COLUMNS))
    reference_rows: pd.DataFrame = Field(default_factory=lambda: _no_rows(REFERENCE_ROW_COLUMNS))
    specific_indicators: pd.DataFrame = Field(
        default_factory=lambda: _no_rows(SPECIFIC_INDICATORS.column_names)
    )
    benchmarks: pd.DataFrame = Field(default_factory=lambda: _no_rows(BENCHMARKS.column_names))
    targets: pd.DataFrame = Field(default_factory=lambda: _no_rows(TARGETS.column_names))
    target_years: pd.DataFrame = Field(default_factory=lambda: _no_rows(TARGET_YEARS.column_names))
    degree_days: pd.DataFrame = Field(default_factory=lambda: _no_rows(DEGREE_DAYS.column_names))
    normalised_heat: pd.DataFrame = Field(default_factory=lambda: _no_rows(NORMALISED_HEAT.column_names))
    reconciliation: pd.DataFrame = Field(default_factory=lambda: _no_rows(RECONCILED_COLUMNS))
    accepted_doubts: pd.DataFrame = Field(default_factory=lambda: _no_rows(ACCEPTED_COLUMNS))
    own_factors: pd.DataFrame = Field(default_factory=lambda: _no_rows(OWN_FACTOR_COLUMNS))
    hourly: pd.DataFrame = Field(default_factory=lambda: _no_rows(HOURLY_COLUMNS))
    estimates: pd.DataFrame = Field(default_factory=lambda: _no_rows(ESTIMATES.column_names))
    heat_months: pd.DataFrame = Field(default_factory=lambda: _no_rows(HEAT_MONTH_COLUMNS))
