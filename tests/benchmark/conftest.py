"""One table at the end of the run: what each piece of work took, beside what it is measured against."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

LINES: list["Line"] = []


@dataclass(frozen=True)
class Line:
    """A piece of work. `ours` and `beside` in the same unit; `ratio` is what `most` and `aim` hold."""

    work: str
    ours: str
    beside: str
    ratio: float
    most: float
    aim: str


Told = Callable[..., None]


@pytest.fixture
def told() -> Told:
    """Adds a line to the table and fails where it is above the most."""

    def add(work: str, ours: str, beside: str, ratio: float, most: float, aim: str) -> None:
        LINES.append(Line(work, ours, beside, ratio, most, aim))
        assert ratio <= most, f"{work}: {ratio:.2f}, at most {most}"

    return add


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not LINES:
        return
    terminalreporter.section("what each piece of work took")
    rows = [("work", "this program", "beside it", "figure", "at most", "aim")]
    rows += [
        (line.work, line.ours, line.beside, f"{line.ratio:.2f}", f"{line.most:g}", line.aim) for line in LINES
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.rjust(width) if place in (3, 4) else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        terminalreporter.write_line("  ".join(cells).rstrip())
