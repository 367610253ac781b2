"""Corrections of delivered figures: who decided what, when, why and on what evidence.

Regulation (EC) No 1221/2009, Article 18: data must be reliable, credible and correct, and the verifier sees how they
came about. So a delivered figure is never edited: a correction stands beside it and says which number it expects to
find. Where the source says another number meanwhile, the correction is not applied and both numbers are told.
"""

import math
from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from indicators.contracts import QUALITIES
from indicators.factors import SHIPPED, FactorBook
from indicators.model import Record
from indicators.units import conversion, unit_name

Reason = Literal[
    "row_missing",
    "not_current",
    "value_differs",
    "several_readings",
    "contradiction",
    "unit",
    "register_falls",
]
SAME = 1e-9
"""Two numbers are the same up to this part of them: what a file and a register write alike is alike."""


class Amount(Record):
    """A number and its unit, as they stand in the file or should have stood there."""

    value: float = Field(allow_inf_nan=False)
    unit: str = Field(min_length=1)

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}" if abs(self.value) < 1e6 else f"{self.value:.10g} {self.unit}"


class Place(Record):
    """Which reading: a row of a file, or a supply point, stream and period; what is given beside narrows it down."""

    office: str = ""
    file: str = ""
    delivery: str = Field(default="", pattern="^([0-9a-f]{8,64})?$")
    sheet: str | None = None
    row: int | None = Field(default=None, ge=1)
    supply_point: str = ""
    stream: str = ""
    first_day: date | None = None
    last_day: date | None = None

    @model_validator(mode="after")
    def _names_a_reading(self) -> "Place":
        by_row = self.row is not None and (self.delivery or (self.office and self.file))
        by_period = self.supply_point and self.stream and self.first_day and self.last_day
        if not by_row and not by_period:
            raise ValueError(
                "say which reading: office, file and row (or delivery and row), "
                "or supply_point, stream, first_day and last_day"
            )
        return self

    @property
    def by_row(self) -> bool:
        """Whether a row of a file is named, rather than a period."""
        return self.row is not None


class Correction(Record):
    """One entry of corrections.toml."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    who: str = Field(min_length=1)
    decided_on: date
    why: str = Field(min_length=1)
    evidence: str = Field(min_length=1)
    reading: Place
    expected: Amount
    new: Amount | None = None
    withdrawn: bool = False
    quality: str = ""

    @model_validator(mode="after")
    def _says_what_becomes_of_it(self) -> "Correction":
        if (self.new is None) != self.withdrawn:
            raise ValueError("give either new = { value = ..., unit = ... } or withdrawn = true")
        if self.quality and (self.withdrawn or self.quality not in QUALITIES):
            raise ValueError(f"quality says how the new number came about: one of {', '.join(QUALITIES)}")
        return self


class Corrections(Record):
    """corrections.toml."""

    corrections: tuple[Correction, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Corrections":
        ids = [entry.id for entry in self.corrections]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"the id {twice[0]!r} is given twice")
        return self


class Figure(Record):
    """A delivered number beside the canonical quantity that it came to, by the factors of `book` on its day."""

    amount: Amount
    quantity: float
    stream: str
    on: date
    book: FactorBook = SHIPPED


class Step(Record):
    """What became of one correction of a figure: the figure before and after, or the reason why it is not applied."""

    correction: Correction
    before: Figure | None
    after: Figure | None = None
    reason: Reason | None = None


def says(figure: Figure, amount: Amount) -> bool:
    """Whether the figure is this amount, also where it is written in another unit."""
    if _same_unit(figure.amount.unit, amount.unit):
        return math.isclose(figure.amount.value, amount.value, rel_tol=SAME, abs_tol=SAME)
    found = conversion(figure.stream, figure.amount.unit, figure.on, figure.book)
    expected = conversion(figure.stream, amount.unit, figure.on, figure.book)
    if found is None or expected is None or found.needs_heating_value or expected.needs_heating_value:
        return False
    return math.isclose(
        float(found.multiplier) * figure.amount.value,
        float(expected.multiplier) * amount.value,
        rel_tol=SAME,
        abs_tol=SAME,
    )


def _same_unit(one: str, other: str) -> bool:
    return one == other or (unit_name(one) is not None and unit_name(one) == unit_name(other))


def corrected(delivered: Figure, amount: Amount) -> Figure | None:
    """The delivered figure, had the file said this amount; None if the unit does not become the canonical one.

    The multiplier and the heating value of the row hold for the new number too. A delivered 0 tells neither, and
    another unit may need none: there the amount is the quantity itself.
    """
    figure = delivered.model_copy(update={"amount": amount})
    now = conversion(delivered.stream, amount.unit, delivered.on, delivered.book)
    before = conversion(delivered.stream, delivered.amount.unit, delivered.on, delivered.book)
    if delivered.amount.value:
        each = delivered.quantity / delivered.amount.value
        if _same_unit(amount.unit, delivered.amount.unit):
            exact = before is not None and math.isclose(each, float(before.multiplier), rel_tol=1e-12)
            factor = float(before.multiplier) if exact and before else each
            return figure.model_copy(update={"quantity": amount.value * factor})
        if now is None or now.needs_heating_value:
            return None
        further = 1.0 if before is None or before.needs_heating_value else each / float(before.multiplier)
        further = 1.0 if math.isclose(further, 1.0, rel_tol=1e-12) else further
        return figure.model_copy(update={"quantity": amount.value * float(now.multiplier) * further})
    if now is None or now.needs_heating_value:
        return None
    return figure.model_copy(update={"quantity": amount.value * float(now.multiplier)})


def apply(entries: Sequence[Correction], delivered: Figure) -> list[Step]:
    """Apply the corrections of one figure, each once, in the order in which one expects what another left.

    The order in the file plays no part. Where two expect the same number, neither is applied: nobody knows which.
    """
    steps: list[Step] = []
    left = list(entries)
    now: Figure | None = delivered
    while now is not None and left:
        fitting = [entry for entry in left if says(now, entry.expected)]
        if len(fitting) != 1:
            steps += [Step(correction=entry, before=now, reason="contradiction") for entry in fitting]
            left = [entry for entry in left if entry not in fitting]
            break
        [entry] = fitting
        left.remove(entry)
        after = None if entry.new is None else corrected(delivered, entry.new)
        if entry.new is not None and after is None:
            steps.append(Step(correction=entry, before=now, reason="unit"))
            continue
        steps.append(Step(correction=entry, before=now, after=after))
        now = after
    return [*steps, *(Step(correction=entry, before=now, reason="value_differs") for entry in left)]
