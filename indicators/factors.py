"""Conversion factors: dated and cited. A factor is method: never delivered, never guessed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

from pydantic import Field, model_validator

from indicators.declarations import declaration, declaration_names
from indicators.model import Language, Record


class Factor(Record):
    """One value of a factor in one span of days.

    `valid_to` is the last day, empty while in force. `verified` is false where the value was not yet checked
    against its source; whoever shows a figure made with it shows that too.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")
    value: Decimal = Field(gt=0)
    unit: str
    names: Mapping[Language, str]
    source: str = Field(min_length=1)
    table: str
    link: str = ""
    valid_from: date
    valid_to: date | None = None
    verified: bool

    @model_validator(mode="after")
    def _span_is_not_reversed(self) -> "Factor":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(
                f"factor {self.id!r} ends on {self.valid_to}, before it begins on {self.valid_from}"
            )
        return self

    def holds_on(self, day: date) -> bool:
        """Whether the value is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class NoFactor(LookupError):
    """No value of a factor is in force on a day; nothing takes its place."""


def in_order(entries: list[Factor]) -> tuple[Factor, ...]:
    """The values of one factor by date; ValueError if two are in force on the same day."""
    ordered = tuple(sorted(entries, key=lambda entry: entry.valid_from))
    for earlier, later in pairwise(ordered):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise ValueError(f"factor {earlier.id!r} has two values on {later.valid_from}")
    return ordered


def _load() -> dict[str, tuple[Factor, ...]]:
    by_id: dict[str, list[Factor]] = {}
    for name in declaration_names("factors"):
        for entry in declaration(name)["factor"]:
            factor_entry = Factor(**entry)
            by_id.setdefault(factor_entry.id, []).append(factor_entry)
    return {identifier: in_order(entries) for identifier, entries in sorted(by_id.items())}


FACTORS: Mapping[str, tuple[Factor, ...]] = MappingProxyType(_load())
"""Every value of every factor, by its id, in order of date."""


def factor(identifier: str, day: date) -> Factor:
    """The value of a factor that is in force on a day; NoFactor, with a sentence, if there is none."""
    values = FACTORS.get(identifier)
    if values is None:
        raise NoFactor(f"No factor is declared under the id {identifier!r}.")
    for value in values:
        if value.holds_on(day):
            return value
    spans = "; ".join(f"{value.valid_from} to {value.valid_to or 'today'}" for value in values)
    raise NoFactor(
        f"The factor {identifier!r} has no value on {day}: it is declared for {spans}. "
        "Add the value of that time with its source, or leave the period out."
    )


def only_factor(identifier: str) -> Factor:
    """The value of a factor that never changed; NoFactor if it changed, because then the day decides."""
    values = FACTORS.get(identifier, ())
    if len(values) != 1:
        raise NoFactor(f"The factor {identifier!r} has {len(values)} values, so a day must be named.")
    return values[0]
