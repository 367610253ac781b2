"""What a person looked at and accepted: a doubtful figure that is right after all, with the reason.

Regulation (EC) No 1221/2009, Article 18: the verifier sees not only that a figure was doubted, but why it stands.
"""

from datetime import date

from pydantic import Field, model_validator

from indicators.model import Record


class Acceptance(Record):
    """One entry of acceptances.toml: everything that one rule finds about a supply point on these days.

    `value` narrows it to one number: if another figure is found there later, it is not what was accepted.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    rule: str = Field(min_length=1)
    supply_point: str = Field(min_length=1)
    stream: str = ""
    first_day: date
    last_day: date
    value: float | None = Field(default=None, allow_inf_nan=False)
    who: str = Field(min_length=1)
    decided_on: date
    because: str = Field(min_length=1)

    @model_validator(mode="after")
    def _days_are_in_order(self) -> "Acceptance":
        if self.last_day < self.first_day:
            raise ValueError("last_day is before first_day")
        return self


class Acceptances(Record):
    """acceptances.toml."""

    acceptances: tuple[Acceptance, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Acceptances":
        ids = [entry.id for entry in self.acceptances]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"the id {twice[0]!r} is given twice")
        return self
