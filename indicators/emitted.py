"""What a unit of each stream emits in every month, as arrays, with the runs of months in which it stays the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from indicators.emissions import CHAINS, emissions_of
from indicators.factors import FactorBook
from indicators.model import MethodChoices
from indicators.registry import computed_figures


@dataclass(frozen=True)
class Emitted:
    """Arrays of streams x months, by output of emissions.EMITS.

    `per_unit` in the unit of the output (t or kg), NaN where a factor is missing; `gap` then is the place in `gaps` of
    the ids that are missing (comma between), else 0. `spans` has for each month the first month of its span: a run of
    months of a year in which no output of the stream changes.
    """

    per_unit: Mapping[str, np.ndarray]
    gap: Mapping[str, np.ndarray]
    gaps: tuple[str, ...]
    spans: np.ndarray


def emitted_by_month(
    streams: Sequence[str], first: int, months: int, book: FactorBook, choices: MethodChoices
) -> Emitted:
    """What the streams emit in the months from `first` on (months since January 1970)."""
    shape = (len(streams), months)
    outputs = sorted({term.emits for entry in computed_figures() for term in entry.terms if term.emits})
    per_unit = {output: np.zeros(shape) for output in outputs}
    gap = {output: np.zeros(shape, dtype="int64") for output in outputs}
    gaps = {"": 0}
    for number, code in enumerate(streams):
        if code not in CHAINS:
            continue
        for output in outputs:
            for entry in emissions_of(code, output, _month(first), _month(first + months - 1), book, choices):
                span = slice(_ordinal(entry.first) - first, _ordinal(entry.last) - first + 1)
                if entry.per_unit is None:
                    per_unit[output][number, span] = np.nan
                    gap[output][number, span] = gaps.setdefault(",".join(entry.missing), len(gaps))
                else:
                    per_unit[output][number, span] = float(entry.per_unit)
    return Emitted(per_unit, gap, tuple(gaps), _spans(per_unit, shape, first))


def _spans(per_unit: Mapping[str, np.ndarray], shape: tuple[int, int], first: int) -> np.ndarray:
    """The first month of the span of each month: a January, or one in which an output changes."""
    months = np.arange(shape[1])
    begins = np.broadcast_to(((first + months) % 12 == 0) | (months == 0), shape).copy()
    for values in per_unit.values():
        before, now = values[:, :-1], values[:, 1:]
        begins[:, 1:] |= (now != before) & ~(np.isnan(now) & np.isnan(before))
    return np.maximum.accumulate(np.where(begins, months, 0), axis=1)


def _month(ordinal: int) -> date:
    return date(1970 + ordinal // 12, ordinal % 12 + 1, 1)


def _ordinal(month: date) -> int:
    return (month.year - 1970) * 12 + month.month - 1
