"""Which cells of a result supply points feed, and of which months something is missing there.

A site has a row for the years in which a supply point that feeds it is valid; so has the organisation. Each waste
supply point feeds every waste code that occurs at its site, in the organisation every one that occurs at any site: what
is missing there could have been any of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from indicators.coverage import as_months, month_ordinals
from indicators.figure_a import Quantities
from indicators.grid import Grid
from indicators.registry import EVERY_WASTE, Term, computed_figures
from indicators.streams import family


@dataclass(frozen=True)
class Fed:
    """By cell of the grid: whether the result has it, what is missing, whether anything is known.

    `missing` are the months of which something is missing, a bit each (bit 0 is January); `known` says that of some due
    month nothing is.
    """

    rows: np.ndarray
    missing: np.ndarray
    known: np.ndarray


@dataclass(frozen=True)
class _Supply:
    """The same by stream of the register, place and year, the organisation included."""

    valid: np.ndarray
    missing: np.ndarray
    known: np.ndarray


@dataclass(frozen=True)
class _Spans:
    """The spans of the register in the order of `pair`: supply point and stream as one number."""

    points: pd.Index
    pair: np.ndarray
    stream: np.ndarray
    place: np.ndarray
    first: np.ndarray
    last: np.ndarray


def fed_cells(
    grid: Grid, register: pd.DataFrame, coverage: pd.DataFrame, found: Quantities, as_of: date
) -> Fed:
    """The cells that the register feeds.

    register  register_frame.
    coverage  supply_point_id, stream, month, covered: one row per due month of a supply point.
    """
    streams = pd.Index(sorted({family(code) for code in register["stream"].unique()}))
    supply = _supply(grid, register, coverage, streams, as_of)
    occurs = {kind: _occurrences(grid, part) for kind, part in ((None, found), *found.treated.items())}
    rows, known = np.zeros(grid.shape, dtype="bool"), np.zeros(grid.shape, dtype="bool")
    missing = np.zeros(grid.shape, dtype="int64")
    for entry in computed_figures():
        for term in entry.terms:
            if term.registered not in streams:
                continue
            stream = streams.get_loc(term.registered)
            for line, where in _lines(grid, entry.code, term, occurs.get(term.treatment, {})):
                rows[line] |= supply.valid[stream] & where
                missing[line] |= supply.missing[stream]
                known[line] |= supply.known[stream]
    return Fed(rows.ravel(), missing.ravel(), known.ravel())


def _lines(
    grid: Grid, indicator: str, term: Term, occurs: dict[str, np.ndarray]
) -> list[tuple[int, np.ndarray]]:
    """The lines that a term feeds, each with the places at which it does."""
    everywhere = np.ones((len(grid.places), 1), dtype="bool")
    whole = (grid.line[indicator, ""], everywhere)
    if term.stream != EVERY_WASTE:
        return [whole, (grid.line[indicator, term.breakdown], everywhere)]
    return [
        whole,
        *((grid.line[indicator, code], where) for code, where in occurs.items() if term.takes(code)),
    ]


def _occurrences(grid: Grid, found: Quantities) -> dict[str, np.ndarray]:
    """At which places each stream occurs (a column); in the organisation each does."""
    place = np.array([grid.place[site] for site in found.sites], dtype="int64")[found.site]
    occurs = np.zeros((len(found.streams), len(grid.places), 1), dtype="bool")
    occurs[found.stream, place] = True
    occurs[:, grid.organisation] = True
    return dict(zip(found.streams, occurs, strict=True))


def _supply(
    grid: Grid, register: pd.DataFrame, coverage: pd.DataFrame, streams: pd.Index, as_of: date
) -> _Supply:
    spans = _spans(grid, register, streams)
    shape = len(streams), len(grid.places), len(grid.years)
    valid = np.zeros(shape, dtype="bool")
    year, first, last = np.array(grid.years), 1970 + spans.first // 12, 1970 + spans.last // 12
    span, number = np.nonzero((first[:, None] <= year) & (year <= last[:, None]))
    valid[spans.stream[span], spans.place[span], number] = True
    valid[:, grid.organisation] = valid.any(axis=1)
    lacks, has = _months(grid, spans, coverage, streams, as_of).reshape(2, *shape, 12)
    return _Supply(valid, lacks @ (1 << np.arange(12)), has.any(axis=-1))


def _months(grid: Grid, spans: _Spans, coverage: pd.DataFrame, streams: pd.Index, as_of: date) -> np.ndarray:
    """By state (a due month that is not covered, one that is), stream, place and month of the grid: whether one is."""
    first, months = (grid.years.start - 1970) * 12, 12 * len(grid.years)
    month = month_ordinals(as_months(coverage["month"]))
    last = min((as_of.year - 1970) * 12 + as_of.month, first + months)
    coverage, month = _between(coverage, month, first, last)
    covered = coverage["covered"].to_numpy(dtype="bool").astype("int64")
    found = np.zeros((2, len(streams), len(grid.places), months), dtype="bool")
    for due, span in _due_spans(spans, coverage, streams, month):
        found[covered[due], spans.stream[span], spans.place[span], month[due] - first] = True
    found[:, :, grid.organisation] = found.any(axis=2)
    return found


def _between(
    coverage: pd.DataFrame, month: np.ndarray, first: int, end: int
) -> tuple[pd.DataFrame, np.ndarray]:
    inside = (month >= first) & (month < end)
    return (coverage, month) if inside.all() else (coverage.loc[inside], month[inside])


def _spans(grid: Grid, register: pd.DataFrame, streams: pd.Index) -> _Spans:
    points = pd.Index(register["supply_point_id"].unique())
    stream = streams.get_indexer(pd.Index(register["stream"].map(family)))
    pair = points.get_indexer(pd.Index(register["supply_point_id"])) * len(streams) + stream
    order = np.argsort(pair, kind="stable")
    return _Spans(
        points=points,
        pair=pair[order],
        stream=stream[order],
        place=register["site_id"].map(grid.place).to_numpy(dtype="int64")[order],
        first=month_ordinals(register["valid_from"])[order],
        last=month_ordinals(register["valid_to"])[order],
    )


def _due_spans(
    spans: _Spans, coverage: pd.DataFrame, streams: pd.Index, month: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Rows of the coverage with the spans of their supply point that reach into their month.

    A supply point has few spans: first each row beside the first of them, then beside the second, and so on.
    """
    point, points = pd.factorize(coverage["supply_point_id"].astype("str"))
    stream, named = pd.factorize(coverage["stream"].fillna("").astype("str"))
    of_point = spans.points.get_indexer(pd.Index(points))
    of_stream = streams.get_indexer(pd.Index([family(code) for code in named]))
    pairs = np.arange(len(spans.points) * len(streams))
    start, end = np.searchsorted(spans.pair, pairs), np.searchsorted(spans.pair, pairs, side="right")
    rows = np.flatnonzero((of_point >= 0)[point] & (of_stream >= 0)[stream])
    pair = of_point[point[rows]] * len(streams) + of_stream[stream[rows]]
    span, end = start[pair], end[pair]
    there = span < end
    rows, span, end = rows[there], span[there], end[there]
    while len(rows):
        inside = (spans.first[span] <= month[rows]) & (month[rows] <= spans.last[span])
        yield rows[inside], span[inside]
        more = span + 1 < end
        rows, span, end = rows[more], span[more] + 1, end[more]
