"""Worked examples of the method: numbers by hand, once as data, run by a test and printed in the method document.

Each TOML file of the folder examples holds `[[example]]` tables:

    id          unique, lower case with hyphens
    under       indicator code or rule of docs/method_texts.toml, under which it is printed
    law         the article, in English and Hungarian
    working     the calculation as a person writes it down, in English and Hungarian
    given       what is delivered; see Given
    b           figures B; see FigureB
    states      values that hold from a day on (land, figure B); see State
    factors     factors of the city's own; see OwnFactor
    method      what the city decided: { electricity = "market", gwp = "AR4" }
    missing     months without data: [{ point = "e", months = ["2025-05"] }]
    sites       sites of the organisation; those named in `given` where it is left out
    as_of       first day of the last month that is due
    expected    figures that must come out; see Expected. Only what is named is compared, "empty" means no value
    parts       where given, all breakdowns that the first expected indicator has there
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from indicators.factors import Factor
from indicators.model import MethodChoices

FOLDER = Path(__file__).parent / "examples"
Empty = Literal["empty"]


class Entry(BaseModel):
    """Refuses a key that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Texts(Entry):
    """The same text in the languages of the method document."""

    en: str
    hu: str


class Given(Entry):
    """A quantity of a stream in each of the months, in its canonical unit, at a supply point of a site.

    Without `quantity` the supply point is registered and nothing is delivered. `point` is the stream where it is left
    out; entries that share it share the supply point, as the wastes of one container do. `treatment` is the code on the
    notes of waste.
    """

    stream: str
    quantity: float | None = None
    point: str = ""
    site: str = "hall"
    year: int = 2025
    months: tuple[int, ...] = tuple(range(1, 13))
    first: date = date(2025, 1, 1)
    last: date | None = None
    cadence: Literal["monthly", "irregular"] = "monthly"
    estimated_share: float = 0.0
    treatment: str = ""

    @property
    def supply_point(self) -> str:
        """The supply point through which it came."""
        return self.point or self.stream


class FigureB(Entry):
    """An annual reference value."""

    value: float
    kind: str = "employees"
    unit: str = "FTE"
    site: str = "hall"
    year: int = 2025


class State(FigureB):
    """A value that holds from a day on; `unit` is that of its kind."""

    kind: str
    unit: str = ""
    valid_from: date


class OwnFactor(Entry):
    """A factor of the city's own."""

    id: str
    value: str
    unit: str
    valid_from: date
    valid_to: date | None = None

    @property
    def factor(self) -> Factor:
        """It, as the program knows factors."""
        return Factor(
            **self.model_dump(), names={"en": self.id}, source="example", table="", verified=True, own=True
        )


class Missing(Entry):
    """Months in which a supply point has a gap."""

    point: str
    months: tuple[str, ...]


class Expected(Entry):
    """A row of out.core_indicators; what is left out is not compared."""

    indicator: str
    breakdown: str = ""
    site: str = "hall"
    year: int = 2025
    a: float | Empty | None = None
    a_unit: str | None = None
    b: float | Empty | None = None
    b_unit: str | None = None
    r: float | Empty | None = None
    r_unit: str | None = None
    months_covered: int | None = None
    estimated_share: float | Empty | None = None
    status: str | None = None
    reason: str | None = None

    def compared(self) -> dict[str, object]:
        """Column and value of everything that must come out."""
        identity = {"indicator", "breakdown", "site", "year"}
        return {name: value for name, value in self if name not in identity and value is not None}


class Example(Entry):
    """One rule with its numbers."""

    id: str
    under: str
    law: Texts
    working: Texts
    given: tuple[Given, ...]
    b: tuple[FigureB, ...] = (FigureB(value=40),)
    states: tuple[State, ...] = ()
    factors: tuple[OwnFactor, ...] = ()
    method: MethodChoices = MethodChoices()
    missing: tuple[Missing, ...] = ()
    sites: tuple[str, ...] = ()
    as_of: date = date(2025, 12, 1)
    expected: tuple[Expected, ...]
    parts: tuple[str, ...] = ()

    @property
    def all_sites(self) -> tuple[str, ...]:
        """The sites of the organisation in this example."""
        return self.sites or tuple(sorted({entry.site for entry in self.given}))


def worked_examples() -> list[Example]:
    """Every example, file by file."""
    tables: list[dict[str, Any]] = [
        entry
        for path in sorted(FOLDER.glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["example"]
    ]
    return [Example.model_validate(entry) for entry in tables]
