"""What is true in the example city, what its offices hand in, and what they get wrong on purpose."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from examples.generator.register import Register


@dataclass(frozen=True)
class Fact:
    """What counts: a quantity in canonical unit, before the share of the site, over days [first, end)."""

    site_id: str
    point_id: str
    stream: str
    first: date
    end: date
    quantity: Fraction
    treatment: str = ""
    """Of waste: recycling, other_recovery, energy_recovery, preparatory, disposal or not_stated."""


@dataclass(frozen=True)
class RejectedRow:
    """A row that must come back, with its row number as a person counts in the file."""

    file_name: str
    sheet: str
    row_number: int
    code: str


@dataclass(frozen=True)
class ExpectedFinding:
    """Something that a person should be told; what does not belong to the finding stays empty."""

    code: str
    file_name: str = ""
    row_number: int | None = None
    site_id: str = ""
    stream: str = ""
    period: str = ""


@dataclass
class World:
    """Everything that the offices' modules add up: files by path below inbox/, facts, faults."""

    register: Register
    files: dict[str, bytes] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    findings: list[ExpectedFinding] = field(default_factory=list)
    open_months: set[tuple[str, date]] = field(default_factory=set)
    """Supply point and month of a rejected irregular row that nobody has mended."""
    staff: dict[tuple[str, int], Fraction] = field(default_factory=dict)
    temperatures: dict[date, int] = field(default_factory=dict)
    """Daily means of the weather station in tenths of a degree Celsius."""
    land: dict[tuple[str, str], list[tuple[date, int]]] = field(default_factory=dict)
    """Kind of area and site: the days from which an area holds, in their order, and the area in m2."""

    def hand_in(self, office: str, file_name: str, content: bytes) -> None:
        """Put a file into the inbox of an office."""
        path = f"{office}/{file_name}"
        if path in self.files:
            raise ValueError(f"{path} is handed in twice")
        self.files[path] = content

    def expect_rejected(self, file_name: str, sheet: str, row_number: int, code: str) -> None:
        """A rejected row is a finding too."""
        self.rejected.append(RejectedRow(file_name, sheet, row_number, code))
        self.findings.append(ExpectedFinding(code, file_name, row_number))
