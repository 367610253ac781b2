"""Figure A: the total annual input or output of each indicator, at each site and in the organisation.

Regulation (EC) No 1221/2009, Annex IV C.2, as replaced by Regulation (EU) 2018/2026. A is a sum of quantities, or of
quantities times the factors of their months, or an area that holds. Breakdowns add up to the indicator, sites to the
organisation.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from indicators.coverage import as_months
from indicators.emissions import CHAINS, emission_table
from indicators.factors import FactorBook
from indicators.model import ORGANISATION, MethodChoices
from indicators.registry import Term, computed_figures
from indicators.streams import WASTE_PREFIX
from indicators.waste_treatments import NOT_STATED, treatment_kind

ROW = ["indicator", "breakdown", "site_id", "year"]
_STREAM_YEAR = ["site_id", "stream", "year", "span"]


@dataclass(frozen=True)
class Quantities:
    """Quantities by site, stream, year and span, and what a unit emits in each span.

    A span is a run of months of a year in which no factor of the stream changes; 0 where a stream has no factors.
    `quantities` has site_id, stream, year, span, quantity, estimated; `per_unit` and `missing` have one row for each
    span and one column for each output of emissions.EMITS: what a unit emits (NaN without a factor), and the ids
    of the factors that are missing. `treated` has the waste of `quantities` by kind of treatment.
    """

    quantities: pd.DataFrame
    per_unit: pd.DataFrame
    missing: pd.DataFrame
    treated: pd.DataFrame


def yearly_quantities(
    monthly: pd.DataFrame,
    as_of: date,
    book: FactorBook,
    choices: MethodChoices,
    by_treatment: pd.DataFrame | None = None,
) -> Quantities:
    """The months of core.monthly up to `as_of` added up by year and span, and those of core.monthly_by_treatment."""
    monthly = monthly.reset_index(drop=True)
    month = as_months(monthly["month"])
    frame = pd.DataFrame(
        {
            "site_id": monthly["site_id"].astype("str"),
            "stream": monthly["stream"].astype("str"),
            "month": month,
            "year": month.dt.year.astype("int64"),
            "quantity": monthly["quantity"].astype("float64"),
            "share": monthly["estimated_share"].fillna(0.0).astype("float64"),
        }
    )
    frame["estimated"] = frame["quantity"].abs() * frame["share"]
    frame = frame.loc[month <= pd.Timestamp(as_of)].reset_index(drop=True)
    spans, per_unit, missing = _factors(frame, book, choices)
    frame = frame.merge(spans, on=["stream", "month"], how="left") if len(spans) else frame.assign(span=0)
    frame["span"] = frame["span"].fillna(0).astype("int64")
    quantities = summed(frame, _STREAM_YEAR, ["quantity", "estimated"])
    return Quantities(quantities, per_unit, missing, _treated(by_treatment, quantities, as_of))


def _treated(by_treatment: pd.DataFrame | None, quantities: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """site_id, stream, year, span, treatment (its kind), quantity, estimated of all waste.

    Without months by treatment nothing is stated of any waste.
    """
    if by_treatment is None:
        waste = quantities.loc[quantities["stream"].str.startswith(WASTE_PREFIX)]
        return waste.assign(treatment=NOT_STATED)
    month = as_months(by_treatment["month"].reset_index(drop=True))
    kinds = {text: treatment_kind(text) for text in by_treatment["treatment"].unique()}
    frame = pd.DataFrame(
        {
            "site_id": by_treatment["site_id"].astype("str").to_numpy(),
            "stream": by_treatment["stream"].astype("str").to_numpy(),
            "year": month.dt.year.astype("int64"),
            "span": 0,
            "treatment": by_treatment["treatment"].map(kinds).to_numpy(),
            "quantity": by_treatment["quantity"].astype("float64").to_numpy(),
            "estimated": by_treatment["quantity_estimated"].abs().astype("float64").to_numpy(),
        }
    ).loc[month <= pd.Timestamp(as_of)]
    return summed(frame.reset_index(drop=True), [*_STREAM_YEAR, "treatment"], ["quantity", "estimated"])


def _factors(
    frame: pd.DataFrame, book: FactorBook, choices: MethodChoices
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """stream, month, span; and by span what a unit emits and which factors are missing."""
    streams = [code for code in frame["stream"].unique() if code in CHAINS]
    if not streams:
        return pd.DataFrame(columns=["stream", "month", "span"]), pd.DataFrame(), pd.DataFrame()
    first, last = frame["month"].min().date(), frame["month"].max().date()
    outputs = sorted({term.emits for entry in computed_figures() for term in entry.terms if term.emits})
    table = emission_table(streams, outputs, first, last, book, choices)
    keys = ["stream", "month"]
    values = table.pivot(index=keys, columns="output", values="per_unit")
    missing = table.pivot(index=keys, columns="output", values="missing")
    before = values.shift()
    same = ((values == before) | (values.isna() & before.isna())).all(axis="columns")
    index = values.index.to_frame(index=False)
    year = index["month"].dt.year
    begins = (index["stream"] != index["stream"].shift()) | (year != year.shift()) | ~same.to_numpy()
    span = begins.cumsum().astype("int64")
    spans = index.assign(span=span)
    firsts = begins.to_numpy()
    return (
        spans,
        values.loc[firsts].set_axis(span[firsts].to_numpy(), axis="index"),
        missing.loc[firsts].set_axis(span[firsts].to_numpy(), axis="index"),
    )


def summed(frame: pd.DataFrame, keys: list[str], values: list[str]) -> pd.DataFrame:
    """Sums by key, correctly rounded, so that the order of the rows cannot change them."""
    order, starts = _runs(frame, keys)
    first: pd.DataFrame = frame[keys].iloc[order[starts]].reset_index(drop=True)
    ends = np.append(starts[1:], len(order))
    several = np.flatnonzero(ends - starts > 1)
    for value in values:
        numbers = frame[value].to_numpy(dtype="float64")[order]
        sums = numbers[starts].copy()
        listed = numbers.tolist()
        spans = zip(starts[several].tolist(), ends[several].tolist(), strict=True)
        sums[several] = [math.fsum(listed[start:end]) for start, end in spans]
        first[value] = sums
    return first


def figures_a(found: Quantities, rows: pd.DataFrame) -> pd.DataFrame:
    """indicator, breakdown, site_id, year, a, estimated, no_factor (ids of missing factors, comma between).

    `rows` are the rows of the result. What has no factor adds nothing; a row of which nothing is left is absent.
    """
    by_stream = {str(code): part for code, part in found.quantities.groupby("stream", sort=False)}
    treated = {
        kind: {str(code): part for code, part in waste.groupby("stream", sort=False)}
        for kind, waste in found.treated.groupby("treatment", sort=False)
    }
    parts = [
        _taken(present[code], code, entry.code, term, found)
        for entry in computed_figures()
        for term in entry.terms
        for present in [treated.get(term.treatment, {}) if term.treatment else by_stream]
        for code in _streams(term, present)
    ]
    if not parts:
        return pd.DataFrame(columns=[*ROW, "a", "estimated", "no_factor"])
    table = pd.concat(parts, ignore_index=True).merge(rows, on=ROW)
    table = pd.concat([table, table.assign(breakdown="")], ignore_index=True)
    table = pd.concat([table, table.assign(site_id=ORGANISATION)], ignore_index=True)
    sums = summed(table.loc[table["no_factor"] == ""], ROW, ["a", "estimated"])
    return sums.merge(_gaps(table), on=ROW, how="outer").fillna({"no_factor": "", "estimated": 0.0})


def _streams(term: Term, present: Iterable[str]) -> list[str]:
    return [code for code in present if term.takes(code)]


def _taken(rows: pd.DataFrame, code: str, indicator: str, term: Term, found: Quantities) -> pd.DataFrame:
    """What a stream adds to an indicator."""
    part = rows[["site_id", "year"]].assign(indicator=indicator, breakdown=term.label(code), no_factor="")
    if not term.emits:
        return part.assign(a=rows["quantity"] * term.sign, estimated=rows["estimated"])
    per_unit = found.per_unit[term.emits].reindex(rows["span"]).to_numpy()
    without = np.isnan(per_unit) & (rows["quantity"] != 0).to_numpy()
    missing = found.missing[term.emits].reindex(rows["span"]).to_numpy()
    return part.assign(
        a=rows["quantity"].to_numpy() * np.nan_to_num(per_unit),
        estimated=rows["estimated"].to_numpy() * np.nan_to_num(per_unit),
        no_factor=np.where(without, missing, ""),
    )


def _gaps(table: pd.DataFrame) -> pd.DataFrame:
    """The missing factors of each row of the result: ids in their order, comma between.

    Each id is a bit of a number, so that the few different lists of them are united and written once each.
    """
    gaps = table.loc[table["no_factor"] != "", [*ROW, "no_factor"]].reset_index(drop=True)
    if gaps.empty:
        return gaps
    lists = {text: set(text.split(",")) for text in gaps["no_factor"].unique()}
    names = sorted(set().union(*lists.values()))
    bits = {text: sum(1 << names.index(name) for name in listed) for text, listed in lists.items()}
    order, starts = _runs(gaps, ROW)
    numbers = np.array([bits[text] for text in gaps["no_factor"]], dtype=object)
    united = np.bitwise_or.reduceat(numbers[order], starts)
    written = {
        number: ",".join(name for place, name in enumerate(names) if number >> place & 1)
        for number in set(united.tolist())
    }
    first: pd.DataFrame = gaps[ROW].iloc[order[starts]].reset_index(drop=True)
    return first.assign(no_factor=[written[number] for number in united.tolist()])


def _runs(frame: pd.DataFrame, keys: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The order in which the rows of one key stand together, and where each key begins in it."""
    groups = frame.groupby(keys, sort=True, observed=True).ngroup().to_numpy()
    order = np.argsort(groups, kind="stable")
    return order, np.flatnonzero(np.diff(groups[order], prepend=-1))
