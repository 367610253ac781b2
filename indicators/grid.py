"""Every figure of a result by its cell: a line (an indicator or a breakdown), a site or the organisation, a year.

Figures of many sites and years are reckoned as whole arrays of this shape, or by the number of their cell in it. Cells
are numbered in the order in which the result is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from indicators.model import ORGANISATION
from indicators.registry import INDICATORS, MEMO_INDICATORS, CoreIndicator


@dataclass(frozen=True)
class Grid:
    """The cells of a result. `lines` are indicator and breakdown; `places` are sites and the organisation, sorted."""

    lines: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    years: range

    @property
    def shape(self) -> tuple[int, int, int]:
        """Lines, places, years."""
        return len(self.lines), len(self.places), len(self.years)

    @cached_property
    def line(self) -> dict[tuple[str, str], int]:
        """The number of each line."""
        return {line: number for number, line in enumerate(self.lines)}

    @cached_property
    def place(self) -> dict[str, int]:
        """The number of each place."""
        return {place: number for number, place in enumerate(self.places)}

    @cached_property
    def totals(self) -> np.ndarray:
        """For each line the line of its indicator as a whole."""
        return np.array([self.line[indicator, ""] for indicator, _ in self.lines], dtype="int64")

    @property
    def organisation(self) -> int:
        """The number of the organisation among the places."""
        return self.place[ORGANISATION]

    def cells(self, line: np.ndarray | int, place: np.ndarray | int, year: np.ndarray | int) -> np.ndarray:
        """The cells of lines, places and calendar years."""
        _, places, years = self.shape
        return np.asarray((line * places + place) * years + (year - self.years.start))

    def split(self, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Line, place and calendar year of each cell."""
        _, places, years = self.shape
        rest, year = np.divmod(cells, years)
        line, place = np.divmod(rest, places)
        return line, place, year + self.years.start

    def and_sums(self, cells: np.ndarray) -> tuple[np.ndarray, ...]:
        """The cells themselves, their indicator as a whole, and both in the organisation."""
        line, place, year = self.split(cells)
        everywhere = np.full_like(place, self.organisation)
        whole = self.totals[line]
        return (
            cells,
            self.cells(whole, place, year),
            self.cells(line, everywhere, year),
            self.cells(whole, everywhere, year),
        )

    def named(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows with a `cell` as such of indicator, breakdown, site_id (categories) and year."""
        line, place, year = self.split(rows["cell"].to_numpy())
        return rows.drop(columns="cell").assign(
            indicator=categories([indicator for indicator, _ in self.lines], line),
            breakdown=categories([breakdown for _, breakdown in self.lines], line),
            site_id=categories(self.places, place),
            year=year,
        )


def grid_of(streams: Iterable[str], places: Iterable[str], years: range) -> Grid:
    """The grid of every declared indicator with the breakdowns that the streams may have."""
    known = sorted(set(streams))
    declared = (*INDICATORS.values(), *MEMO_INDICATORS.values())
    lines = tuple((entry.code, label) for entry in declared for label in sorted(_labels(entry, known)))
    return Grid(lines, tuple(sorted({*places, ORGANISATION})), years)


def _labels(entry: CoreIndicator, streams: list[str]) -> set[str]:
    named = {term.breakdown for term in entry.terms}
    taken = {term.label(code) for term in entry.terms for code in streams if term.takes(code)}
    return {"", *named, *taken}


def chosen(texts: Iterable[str], numbers: np.ndarray) -> pd.Series:
    """The text of each number: many rows share few texts."""
    return pd.Series(pd.array(list(texts), dtype="str").take(numbers))


def categories(texts: Iterable[str], numbers: np.ndarray) -> pd.Categorical:
    """The same as categories."""
    codes, different = pd.factorize(pd.Index(list(texts)))
    return pd.Categorical.from_codes(codes[numbers], categories=different)
