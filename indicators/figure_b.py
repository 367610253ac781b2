"""Figure B: which annual value stands for the activity, in each figure and year, and its value.

Regulation (EC) No 1221/2009, Annex IV C.2(d), as replaced by Regulation (EU) 2018/2026: B, once defined, shall be used
in the statements to come; a change shall be explained, and comparability over at least three years ensured by
recalculating the years before with the new B. So a change is a dated definition that names its reason and the first
year that is recalculated; the definitions before it stay.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from indicators.contracts import RATIOS
from indicators.model import ORGANISATION
from indicators.records import FigureBDefinition
from indicators.reference_values import FIGURE_B, REFERENCE_VALUES, reference_kind
from indicators.registry import computed_figures, indicator

_YEARS = 10_000

RECALCULATED_YEARS = 3
"""Years before a change that are recalculated, at least."""


def check_definitions(definitions: Iterable[FigureBDefinition]) -> None:
    """ValueError with a sentence where a definition of B is not what Annex IV C.2(d) asks, or names what is unknown."""
    for entry in definitions:
        reference_kind(entry.kind)
        for code in entry.indicators:
            indicator(code)
        if entry.kind.startswith("land_"):
            raise ValueError(f"figure B cannot be {entry.kind!r}: that is figure A of land use")
        if entry.decided_on is None:
            continue
        if not entry.reason.strip():
            raise ValueError(
                f"the change of figure B to {entry.kind!r} of {entry.decided_on} has no reason: a change shall be "
                "explained (Annex IV C.2(d))"
            )
        if entry.recalculated_from is None:
            continue
        latest = entry.decided_on.year - RECALCULATED_YEARS
        if entry.recalculated_from > latest:
            raise ValueError(
                f"the change of figure B to {entry.kind!r} of {entry.decided_on} recalculates from "
                f"{entry.recalculated_from} on; it must from {latest} on at the latest: three years stay comparable "
                "(Annex IV C.2(d))"
            )


def kind_of_b(code: str, year: int, definitions: Sequence[FigureBDefinition]) -> str:
    """The kind that is B of an indicator in a year: that of the latest definition that reaches the year."""
    reaching = [
        entry
        for entry in definitions
        if (not entry.indicators or code in entry.indicators)
        and (entry.recalculated_from is None or year >= entry.recalculated_from)
    ]
    if not reaching:
        return FIGURE_B
    return max(reaching, key=lambda entry: (entry.decided_on or date.min, bool(entry.indicators))).kind


def values_of_b(annual: pd.DataFrame, site_ids: list[str]) -> pd.DataFrame:
    """kind, site_id, year, b of every site and the organisation.

    The organisation's is the sum over all its sites, empty if one is missing, or a value of its own.
    """
    own = annual.loc[annual["site_id"].isin([*site_ids, ORGANISATION])]
    found = []
    for kind, values in own.groupby("kind", sort=True):
        if reference_kind(str(kind)).total == "organisation":
            found.append(values)
            continue
        table = values.loc[values["site_id"] != ORGANISATION].pivot(
            index="year", columns="site_id", values="value"
        )
        table = table.reindex(columns=site_ids).astype("float64")
        table[ORGANISATION] = table.sum(axis="columns", skipna=False)
        stacked = table.melt(ignore_index=False, var_name="site_id", value_name="value").reset_index()
        found.append(stacked.assign(kind=str(kind)))
    if not found:
        return pd.DataFrame(columns=["kind", "site_id", "year", "b"])
    both = pd.concat(found, ignore_index=True).rename(columns={"value": "b"})
    return both[["kind", "site_id", "year", "b"]].astype(
        {"kind": "str", "site_id": "str", "year": "int64", "b": "float64"}
    )


def with_b(
    rows: pd.DataFrame, values: pd.DataFrame, definitions: Sequence[FigureBDefinition]
) -> pd.DataFrame:
    """The rows with `b_kind` (categories) and `b`; their indicator and site_id are categories."""
    codes, year = rows["indicator"].cat.codes.to_numpy(dtype="int64"), rows["year"].to_numpy()
    pair, pairs = pd.factorize(codes * _YEARS + year)
    indicators = rows["indicator"].cat.categories[pairs // _YEARS]
    years = (pairs % _YEARS).tolist()
    kinds = [kind_of_b(code, number, definitions) for code, number in zip(indicators, years, strict=True)]
    table = values.pivot(index=["kind", "year"], columns="site_id", values="b")
    wanted = pd.MultiIndex.from_arrays([kinds, years], names=["kind", "year"])
    table = table.reindex(index=wanted, columns=rows["site_id"].cat.categories)
    b = table.to_numpy(dtype="float64")[pair, rows["site_id"].cat.codes]
    return rows.assign(b_kind=pd.Categorical(kinds).take(pair), b=b)


def ratios(core_indicators: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """The table out.ratios: every core indicator over every kind of B that has a value, side by side.

    R is empty where figure A is not of the whole year, or B is 0.
    """
    core = {entry.code for entry in computed_figures() if not entry.memo}
    rows = core_indicators.loc[core_indicators["indicator"].isin(core) & (core_indicators["breakdown"] == "")]
    rows = rows[["indicator", "site_id", "year", "a", "a_unit", "months_covered", "reason", "value_kind"]]
    kinds = values.loc[~values["kind"].str.startswith("land_") & values["b"].notna()]
    table = rows.merge(kinds, on=["site_id", "year"]).rename(columns={"kind": "b_kind"})
    whole = (table["months_covered"] == 12) & ~table["reason"].str.contains("missing_factor")
    whole &= (table["b"] > 0) & table["a"].notna()
    table["r"] = np.where(whole, table["a"] / table["b"].where(table["b"] > 0), np.nan)
    table["b_unit"] = table["b_kind"].map({code: kind.unit for code, kind in REFERENCE_VALUES.items()})
    table["r_unit"] = table["a_unit"] + "/" + table["b_unit"].astype("str")
    return table[list(RATIOS.column_names)].sort_values(list(RATIOS.key), ignore_index=True)
