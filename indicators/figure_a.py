"""Figure A: the total annual input or output of each indicator, at each site and in the organisation.

Regulation (EC) No 1221/2009, Annex IV C.2, as replaced by Regulation (EU) 2018/2026. A is a sum of quantities, or of
quantities times the factors of their months, or an area that holds. Breakdowns add up to the indicator, sites to the
organisation.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from indicators.coverage import as_months, month_ordinals
from indicators.emitted import Emitted, emitted_by_month
from indicators.factors import FactorBook
from indicators.grid import Grid
from indicators.model import MethodChoices
from indicators.registry import Term, computed_figures
from indicators.streams import WASTE_PREFIX
from indicators.waste_treatments import NOT_STATED, TreatmentKind, treatment_kind

MOST_BITS = 63
"""Bits of a number that numpy can unite; more ids are united as Python's own numbers."""


@dataclass(frozen=True)
class Quantities:
    """Quantities by stream, site and span, in this order, and what a unit emits.

    A span is a run of months of a year in which no factor of the stream changes; `month` is its first, counted from the
    first month of all. `stream` and `site` are numbers of `streams` and `sites`. `treated` has the waste once more, by
    kind of treatment.
    """

    streams: tuple[str, ...]
    sites: tuple[str, ...]
    stream: np.ndarray
    site: np.ndarray
    year: np.ndarray
    month: np.ndarray
    quantity: np.ndarray
    estimated: np.ndarray
    emitted: Emitted
    treated: Mapping[TreatmentKind, "Quantities"] = field(default_factory=dict)

    def taken_by(self, term: Term) -> list[tuple["Quantities", int, str]]:
        """The quantities of which a term takes streams, with number and code of each stream."""
        of_term = self.treated.get(term.treatment) if term.treatment else self
        if of_term is None:
            return []
        return [(of_term, number, code) for number, code in enumerate(of_term.streams) if term.takes(code)]


def yearly_quantities(
    monthly: pd.DataFrame,
    as_of: date,
    book: FactorBook,
    choices: MethodChoices,
    by_treatment: pd.DataFrame | None = None,
) -> Quantities:
    """The months of core.monthly up to `as_of` added up by year and span, its waste also by kind of treatment."""
    found = _yearly(monthly, as_of, book, choices)
    treated = {
        kind: _yearly(months, as_of, book, choices)
        for kind, months in _by_kind(monthly, by_treatment).items()
    }
    return replace(found, treated=treated)


def _by_kind(monthly: pd.DataFrame, by_treatment: pd.DataFrame | None) -> dict[TreatmentKind, pd.DataFrame]:
    """The months of waste by kind of treatment, as core.monthly; without months by treatment nothing is stated."""
    if by_treatment is None:
        waste = monthly.loc[monthly["stream"].str.startswith(WASTE_PREFIX)]
        return {NOT_STATED: waste} if len(waste) else {}
    estimated = by_treatment["quantity_estimated"] / by_treatment["quantity"].where(
        by_treatment["quantity"] != 0
    )
    months = by_treatment.assign(estimated_share=estimated.fillna(0.0))
    kinds = by_treatment["treatment"].map(
        {text: treatment_kind(text) for text in by_treatment["treatment"].unique()}
    )
    return {kind: months.loc[kinds == kind] for kind in sorted(kinds.unique())}


def _yearly(monthly: pd.DataFrame, as_of: date, book: FactorBook, choices: MethodChoices) -> Quantities:
    month = month_ordinals(as_months(monthly["month"]))
    due = month <= (as_of.year - 1970) * 12 + as_of.month - 1
    if not due.all():
        monthly, month = monthly.loc[due], month[due]
    stream, streams = pd.factorize(monthly["stream"].astype("str"))
    site, sites = pd.factorize(monthly["site_id"].astype("str"))
    first, last = (int(month.min()), int(month.max())) if len(month) else (0, -1)
    emitted = emitted_by_month(tuple(streams), first, last - first + 1, book, choices)
    start = emitted.spans[stream, month - first]
    quantity = monthly["quantity"].to_numpy(dtype="float64")
    share = monthly["estimated_share"].fillna(0.0).to_numpy(dtype="float64")
    keys = (stream * len(sites) + site) * (last - first + 1) + start
    order, starts = runs(keys)
    firsts = order[starts]
    return Quantities(
        streams=tuple(streams),
        sites=tuple(sites),
        stream=stream[firsts],
        site=site[firsts],
        year=1970 + month[firsts] // 12,
        month=start[firsts],
        quantity=summed(quantity[order], starts),
        estimated=summed((np.abs(quantity) * share)[order], starts),
        emitted=emitted,
    )


@dataclass(frozen=True)
class Parts:
    """What a quantity adds to a cell. `gap` is the place of the missing factors in Emitted.gaps; 0 for none."""

    cell: np.ndarray
    a: np.ndarray
    estimated: np.ndarray
    gap: np.ndarray

    def chosen(self, which: np.ndarray) -> "Parts":
        """Those of which the mask is true."""
        return Parts(self.cell[which], self.a[which], self.estimated[which], self.gap[which])


@dataclass(frozen=True)
class FiguresA:
    """Figure A by cell of the grid: `a` (NaN where nothing adds), the estimated part of it, and what is missing.

    `gap` is the place in `gaps` of the ids of missing factors (comma between); 0 for none. What has no factor adds
    nothing.
    """

    a: np.ndarray
    estimated: np.ndarray
    gap: np.ndarray
    gaps: tuple[str, ...]


def figures_a(found: Quantities, grid: Grid, rows: np.ndarray) -> FiguresA:
    """Figure A of the cells that the result has (`rows`, by cell), with the indicators and the organisation above."""
    parts = _parts(found, grid)
    parts = parts.chosen(rows[parts.cell])
    a, estimated = np.full(rows.size, np.nan), np.zeros(rows.size)
    known = parts.chosen(parts.gap == 0)
    for cells in grid.and_sums(known.cell):
        order, starts = runs(cells)
        summed_cells = cells[order[starts]]
        a[summed_cells] = summed(known.a[order], starts)
        estimated[summed_cells] = summed(known.estimated[order], starts)
    unknown = parts.chosen(parts.gap != 0)
    cells = np.concatenate(grid.and_sums(unknown.cell))
    gap, gaps = united(cells, np.tile(unknown.gap, 4), found.emitted.gaps, rows.size)
    return FiguresA(a, estimated, gap, gaps)


def _parts(found: Quantities, grid: Grid) -> Parts:
    """What each quantity adds to the cell of its site in each line that takes it."""
    places = {
        kind: np.array([grid.place[site] for site in quantities.sites], dtype="int64")[quantities.site]
        for kind, quantities in ((None, found), *found.treated.items())
    }
    parts = [Parts(*(np.zeros(0, dtype=kind) for kind in ("int64", "float64", "float64", "int64")))]
    for entry in computed_figures():
        for term in entry.terms:
            for quantities, number, code in found.taken_by(term):
                of_stream = slice(*np.searchsorted(quantities.stream, [number, number + 1]).tolist())
                line = grid.line[entry.code, term.label(code)]
                place = places[term.treatment][of_stream]
                cell = grid.cells(line, place, quantities.year[of_stream])
                parts.append(_taken(quantities, of_stream, term, cell))
    return Parts(
        cell=np.concatenate([part.cell for part in parts]),
        a=np.concatenate([part.a for part in parts]),
        estimated=np.concatenate([part.estimated for part in parts]),
        gap=np.concatenate([part.gap for part in parts]),
    )


def _taken(found: Quantities, of_stream: slice, term: Term, cell: np.ndarray) -> Parts:
    """What the quantities of a stream add to cells, one each, by a term."""
    quantity, estimated = found.quantity[of_stream], found.estimated[of_stream]
    if not term.emits:
        return Parts(cell, quantity * term.sign, estimated, np.zeros_like(cell))
    stream, month = found.stream[of_stream], found.month[of_stream]
    per_unit = found.emitted.per_unit[term.emits][stream, month]
    gap = np.where(quantity != 0, found.emitted.gap[term.emits][stream, month], 0)
    per_unit = np.nan_to_num(per_unit)
    return Parts(cell, quantity * per_unit, estimated * per_unit, gap)


def united(
    cells: np.ndarray, gap: np.ndarray, lists: tuple[str, ...], size: int
) -> tuple[np.ndarray, tuple[str, ...]]:
    """The missing factors of each cell: the place of their list, and the lists, ids in their order.

    Each id is a bit of a number, so that lists are united as whole arrays and written once each.
    """
    names = sorted({name for text in lists if text for name in text.split(",")})
    bits = [sum(1 << names.index(name) for name in text.split(",") if name) for text in lists]
    numbers = np.array(bits, dtype="int64" if len(names) < MOST_BITS else "object")
    order, starts = runs(cells)
    united = np.bitwise_or.reduceat(numbers[gap[order]], starts) if len(starts) else numbers[:0]
    different, place = np.unique(united, return_inverse=True)
    written = (
        ",".join(name for bit, name in enumerate(names) if number >> bit & 1) for number in different.tolist()
    )
    found = np.zeros(size, dtype="int64")
    found[cells[order[starts]]] = place + 1
    return found, ("", *written)


def summed(numbers: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """The sum of each run, correctly rounded, so that the order of the numbers cannot change it.

    A sum of at most two numbers that are not 0 is correctly rounded by itself. A sum of 0 has no sign.
    """
    if not len(starts):
        return numbers[:0]
    sums = np.add.reduceat(numbers, starts) + 0.0
    several = np.flatnonzero(np.add.reduceat((numbers != 0).astype("int64"), starts) > 2)
    ends = np.append(starts[1:], len(numbers))
    listed = numbers.tolist() if len(several) else []
    spans = zip(starts[several].tolist(), ends[several].tolist(), strict=True)
    sums[several] = [math.fsum(listed[start:end]) for start, end in spans]
    return sums


def runs(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The order in which equal keys stand together, and where each key begins in it."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    return order, np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
