"""Conversion factors: dated and cited. A factor is method: never delivered, never guessed.

The program ships factors in indicators/factors/*.toml; a city adds its own, or puts its own in the place of a shipped
one, with a source (FactorBook).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from pydantic import Field, model_validator

from indicators.declarations import declaration, declaration_names
from indicators.languages import in_language
from indicators.model import Language, Record

Gas = Literal["CO2", "CH4", "N2O", "HFC", "PFC", "SF6", "NF3", "CO2e"]
"""The seven groups of Annex IV C.2; CO2e where a source gives several gases together."""


class Factor(Record):
    """One value of a factor in one span of whole months.

    `valid_to` is the last day, empty while in force. `verified` is false where the value was not yet checked
    against its source; whoever shows a figure made with it shows that too.

    `gases` are those that an emission factor covers. `gwp_set` is the report of a warming potential. `basis` says on
    which heating value energy is meant (net is the lower, gross the upper one); `method` whether a factor of
    electricity is of the place (location) or of the contract (market). `biogenic` is carbon that stands beside the
    total. A `fallback` holds where nobody gave a better one, and is told wherever it is used. `own` is a factor that
    the city declared.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")
    value: Decimal = Field(ge=0)
    unit: str = Field(min_length=1)
    names: Mapping[Language, str]
    source: str = Field(min_length=1)
    table: str
    link: str = ""
    valid_from: date
    valid_to: date | None = None
    verified: bool
    gases: tuple[Gas, ...] = ()
    gwp_set: Literal["", "AR4", "AR5", "AR6"] = ""
    basis: Literal["", "net", "gross"] = ""
    method: Literal["", "location", "market"] = ""
    biogenic: bool = False
    fallback: bool = False
    own: bool = False

    @model_validator(mode="after")
    def _span_is_of_whole_months(self) -> "Factor":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(
                f"factor {self.id!r} ends on {self.valid_to}, before it begins on {self.valid_from}"
            )
        if self.valid_from.day != 1:
            raise ValueError(
                f"factor {self.id!r} begins on {self.valid_from}; it must begin on the first of a month"
            )
        if self.valid_to is not None and (self.valid_to + timedelta(days=1)).day != 1:
            raise ValueError(f"factor {self.id!r} ends on {self.valid_to}; it must end with a month")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether the value is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Wanted(Record):
    """A factor that the program names but cannot know: only the city can, from its supplier."""

    id: str
    unit: str
    names: Mapping[Language, str]


class NoFactor(LookupError):
    """No value of a factor is in force on a day; nothing takes its place. `identifier` is the factor's."""

    def __init__(self, sentence: str, identifier: str) -> None:
        super().__init__(sentence)
        self.identifier = identifier


def in_order(entries: list[Factor]) -> tuple[Factor, ...]:
    """The values of one factor by date; ValueError if two are in force on the same day."""
    ordered = tuple(sorted(entries, key=lambda entry: entry.valid_from))
    for earlier, later in pairwise(ordered):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise ValueError(f"factor {earlier.id!r} has two values on {later.valid_from}")
    return ordered


def _by_id(entries: Iterable[Factor]) -> dict[str, tuple[Factor, ...]]:
    found: dict[str, list[Factor]] = {}
    for entry in entries:
        found.setdefault(entry.id, []).append(entry)
    return {identifier: in_order(values) for identifier, values in sorted(found.items())}


_FILES = [declaration(name) for name in declaration_names("factors")]

FACTORS: Mapping[str, tuple[Factor, ...]] = MappingProxyType(
    _by_id(Factor(**entry) for content in _FILES for entry in content["factor"])
)
"""Every value of every factor that the program ships, by its id, in order of date."""

WANTED: Mapping[str, Wanted] = MappingProxyType(
    {
        identifier: Wanted(id=identifier, **entry)
        for content in _FILES
        for identifier, entry in content.get("wanted", {}).items()
    }
)
"""The factors that only a city can give, by their id."""


class FactorBook:
    """The factors that hold for a city: those shipped, with the city's own in their place.

    Where the city has a value of a factor on a day, it goes before the shipped one; on its other days the shipped
    one stays. ValueError if two of the city's own values are in force on one day.
    """

    def __init__(self, own: Iterable[Factor] = ()) -> None:
        self.own: Mapping[str, tuple[Factor, ...]] = MappingProxyType(_by_id(own))

    def values(self, identifier: str) -> tuple[Factor, ...]:
        """Every value of a factor, the city's own first; none if nobody declared it."""
        return (*self.own.get(identifier, ()), *FACTORS.get(identifier, ()))

    def factor(self, identifier: str, day: date) -> Factor:
        """The value of a factor that is in force on a day; NoFactor, with a sentence, if there is none."""
        values = self.values(identifier)
        for value in values:
            if value.holds_on(day):
                return value
        if not values and identifier not in WANTED:
            raise NoFactor(f"No factor is declared under the id {identifier!r}.", identifier)
        spans = "; ".join(f"{value.valid_from} to {value.valid_to or 'today'}" for value in values)
        raise NoFactor(
            f"The factor {identifier!r} has no value on {day}: it is declared for {spans or 'no time'}. "
            "Add the value of that time with its source, or leave the period out.",
            identifier,
        )

    def converting(self, identifier: str, day: date) -> Factor:
        """The density or heating value by which a delivery of a day is converted.

        It is the city's own of the day, else the shipped one; NoFactor if the program ships several.
        """
        own = (value for value in self.own.get(identifier, ()) if value.holds_on(day))
        return next(own, None) or only_factor(identifier)

    def in_year(self, identifier: str, year: int) -> tuple[Factor, ...]:
        """The values of a factor that are in force in a month of a year, the city's own in the place of others."""
        days = [date(year, month, 1) for month in range(1, 13)]
        in_force = (
            next((value for value in self.values(identifier) if value.holds_on(day)), None) for day in days
        )
        found = {(value.valid_from, value.own): value for value in in_force if value}
        return tuple(found.values())

    def name(self, identifier: str, language: str) -> str:
        """The name of a factor in a language; its id where nobody declared it."""
        values = self.values(identifier)
        wanted = WANTED.get(identifier)
        names = values[0].names if values else wanted.names if wanted else {}
        return in_language(names, language) if names else identifier


SHIPPED = FactorBook()
"""The factors of the program alone."""


def factor(identifier: str, day: date) -> Factor:
    """The shipped value of a factor that is in force on a day; NoFactor, with a sentence, if there is none."""
    return SHIPPED.factor(identifier, day)


def only_factor(identifier: str) -> Factor:
    """The value of a factor that never changed; NoFactor if it changed, because then the day decides."""
    values = FACTORS.get(identifier, ())
    if len(values) != 1:
        raise NoFactor(
            f"The factor {identifier!r} has {len(values)} values, so a day must be named.", identifier
        )
    return values[0]
