"""What every record is made of, and the declarations that a city may add to those of the program.

Specific indicators: Regulation (EC) No 1221/2009, Annex IV C.3, as replaced by Regulation (EU) 2018/2026, and Decision
(EU) 2019/61, chapter 4. Benchmarks: Annex IV C.1(d). Targets: Annex IV B(d) to (f). Omitted indicators and figure B:
Annex IV C.2.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

Language = Literal["hu", "en", "de"]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)+$")]


class Record(BaseModel):
    """Base of the records: immutable, and strict about names that nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Part(Record):
    """One annual figure that enters a specific indicator: figure A of a core indicator, or a reference value.

    `weight` is multiplied; -1 takes off.
    """

    indicator: str = ""
    breakdown: str = ""
    reference: str = ""
    weight: float = 1.0

    @model_validator(mode="after")
    def _names_one_thing(self) -> Self:
        if bool(self.indicator) == bool(self.reference):
            raise ValueError("a part names either an indicator or a reference")
        if self.breakdown and not self.indicator:
            raise ValueError("only an indicator has a breakdown")
        return self

    @property
    def name(self) -> str:
        """What the part is: the code of the indicator or of the reference value."""
        return self.indicator or self.reference


class SpecificIndicator(Record):
    """value = scale x numerator / denominator, and per working day where declared so.

    `verified` says whether indicator and unit were compared with the text of `source`. `bemp` is the section of
    Decision (EU) 2019/61 whose best practice it measures; a city's own indicators have none. `better` says in which
    direction performance improves. `only_without` is a figure that must be 0: where it is not, the indicator has no
    value.
    """

    code: Code
    area: str
    names: Mapping[Language, str]
    method: Mapping[Language, str]
    unit: str
    numerator: tuple[Part, ...] = Field(min_length=1)
    denominator: tuple[Part, ...] = Field(min_length=1)
    scale: float = Field(1.0, gt=0)
    per_working_day: bool = False
    only_without: str = ""
    better: Literal["lower", "higher"]
    bemp: str = ""
    source: str = ""
    verified: bool = False

    @field_validator("names", "method")
    @classmethod
    def _has_english(cls, texts: Mapping[Language, str]) -> Mapping[Language, str]:
        """Where a city writes one language only, that one stands in for the others."""
        if not texts:
            raise ValueError("at least one language is needed")
        return {"en": next(iter(texts.values())), **texts}


Comparator = Literal["lower_than", "at_most", "at_least"]


class Benchmark(Record):
    """A value that good performance meets, with its source.

    `scope` offices means that it holds for office buildings only: other sites, and an organisation that has such,
    are not comparable with it.
    """

    id: Identifier
    indicator: Code
    comparator: Comparator
    value: float
    unit: str
    scope: Literal["offices", "any"] = "offices"
    source: str
    verified: bool = False


class Target(Record):
    """An objective with its measure: from the value of a base year to a value or a change in a target year.

    `figure` a or r belongs to a core indicator, value to a specific one. Exactly one of `value` (in the unit of the
    figure) and `change_percent` (of the base year, -10 for a tenth less) is declared.
    """

    id: Identifier
    name: str
    indicator: Code
    breakdown: str = ""
    figure: Literal["a", "r", "value"]
    site_id: Identifier = "all"
    base_year: int = Field(ge=1990, le=2100)
    target_year: int = Field(ge=1990, le=2100)
    value: float | None = Field(None, ge=0)
    change_percent: float | None = Field(None, ge=-100)
    measures: tuple[str, ...] = Field(min_length=1)
    office_id: Identifier

    @model_validator(mode="after")
    def _is_one_aim(self) -> Self:
        if (self.value is None) == (self.change_percent is None):
            raise ValueError("a target has either value or change_percent")
        if self.target_year <= self.base_year:
            raise ValueError("target_year is after base_year")
        return self


class Omission(Record):
    """A core indicator that the organisation leaves out in some years, and why (Annex IV C.2).

    Without years it is left out in all of them. `status` says whether it is judged not relevant (omitted) or cannot
    occur at all (not_applicable). A missing reason is told and blocks a statement.
    """

    indicator: Code
    reason: str = ""
    from_year: int | None = None
    to_year: int | None = None
    status: Literal["omitted", "not_applicable"] = "omitted"

    def holds_in(self, year: int) -> bool:
        """Whether it is left out in a year."""
        return (self.from_year is None or year >= self.from_year) and (
            self.to_year is None or year <= self.to_year
        )

    def reaches_a_year_of(self, other: "Omission") -> bool:
        """Whether both hold in the same year."""
        first = max(self.from_year or 0, other.from_year or 0)
        return first <= min(self.to_year or 9999, other.to_year or 9999)

    @property
    def stored_reason(self) -> str:
        """The reason as a stored one may stand: without the signs between reasons."""
        return " ".join(self.reason.replace(";", ",").split())


class FigureBDefinition(Record):
    """Which annual value is figure B of some indicators, or of all (Annex IV C.2(d)).

    The first definition has no date. A change is `decided_on` a day for a `reason`; it holds in the years from
    `recalculated_from` on, or in all, and the definition before it stays for the years before.
    """

    kind: Identifier
    indicators: tuple[Code, ...] = ()
    decided_on: date | None = None
    recalculated_from: int | None = None
    reason: str = ""


class Decisions(Record):
    """What the city decided about figure B, and about what it leaves out."""

    figure_b: tuple[FigureBDefinition, ...] = ()
    omissions: tuple[Omission, ...] = ()


EstimateRule = Literal["same_month_last_year", "neighbouring_months"]


class EstimateChoice(Record):
    """That missing months may be estimated: of a supply point or of a stream, by a rule, from a day to a day.

    `to` is the last day, empty while it holds; a month is estimated if its first day lies between. `who` decided it,
    for a `reason`; both are told with every estimate.
    """

    rule: EstimateRule
    supply_point: str = ""
    stream: str = ""
    valid_from: date = Field(alias="from")
    valid_to: date | None = Field(default=None, alias="to")
    reason: str = Field(min_length=1)
    who: str = Field(min_length=1)

    @model_validator(mode="after")
    def _says_for_what(self) -> Self:
        if not (self.supply_point or self.stream):
            raise ValueError("an estimate names a supply_point or a stream")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("an estimate ends before it begins")
        return self

    def holds_for(self, supply_point_id: str, stream: str, month: date) -> bool:
        """Whether a month of a supply point may be estimated by it."""
        return (
            self.supply_point in {"", supply_point_id}
            and self.stream in {"", stream}
            and self.valid_from <= month
            and (self.valid_to is None or month <= self.valid_to)
        )

    def meets(self, other: "EstimateChoice") -> bool:
        """Whether both are for the same supply point and stream on the same day."""
        return (
            self.supply_point == other.supply_point
            and (
                self.stream == other.stream or bool(self.supply_point and not (self.stream and other.stream))
            )
            and self.valid_from <= (other.valid_to or date.max)
            and other.valid_from <= (self.valid_to or date.max)
        )


def refuse_unclear_estimates(
    choices: tuple[EstimateChoice, ...], registered: Iterable[tuple[str, str, str]]
) -> None:
    """An estimate is for what has to deliver every day, and by one rule on a day.

    `registered` has supply point, stream and cadence of each entry of the register.
    """
    points = list(registered)
    for number, choice in enumerate(choices):
        what = choice.supply_point or choice.stream
        cadences = {
            cadence
            for point, stream, cadence in points
            if choice.supply_point in {"", point} and choice.stream in {"", stream}
        }
        if not cadences:
            raise ValueError(f"estimates: no supply point {what!r} is declared")
        if "monthly" not in cadences:
            raise ValueError(
                f"estimates: {what!r} is irregular, and a month without a row is a true zero there"
            )
        if any(choice.meets(other) for other in choices[number + 1 :]):
            raise ValueError(f"estimates: {what!r} has two rules on the same days")


class MethodChoices(Record):
    """What the city decides about its method, once for all its figures, and states in its statement.

    `electricity`: whether greenhouse gases of purchased electricity count in the total by the place (location) or by
    the contract (market); the other is shown beside. `gwp`: the set of warming potentials.
    """

    electricity: Literal["location", "market"] = "location"
    gwp: Literal["AR4", "AR5", "AR6"] = "AR5"


class Weather(Record):
    """By which weather heat is corrected.

    `station` is the supply point of the register that delivers temperatures or degree days. The reference is fixed,
    either as the mean of `reference_years` or as `reference_degree_days` (kelvin days a year) with its source.
    """

    station: str
    definition: str = "eurostat"
    reference_years: tuple[int, ...] = ()
    reference_degree_days: float | None = Field(None, gt=0)
    reference_source: str = ""

    @model_validator(mode="after")
    def _has_one_reference(self) -> Self:
        if self.reference_years and self.reference_degree_days is not None:
            raise ValueError("weather has either reference_years or reference_degree_days")
        if self.reference_degree_days is not None and not self.reference_source:
            raise ValueError("reference_degree_days need a reference_source")
        return self
