"""Which figures of which years another set of factors would move: shown before it is accepted."""

import pandas as pd

PREVIEW_COLUMNS = (
    "indicator",
    "breakdown",
    "site_id",
    "year",
    "a_unit",
    "a_now",
    "a_then",
    "r_now",
    "r_then",
    "status_now",
    "status_then",
)
_KEY = ["indicator", "breakdown", "site_id", "year"]
_EQUAL = 1e-12
"""Two figures that differ by less than this part of themselves are the same: sums of doubles are no finer."""


def moved_figures(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """The rows of out.core_indicators that differ in A, R or status (PREVIEW_COLUMNS), in the order of `then`.

    `now` and `then` are the same city computed with two sets of factors. A row that only one of them has is moved.
    """
    shown = [*_KEY, "a_unit", "a", "r", "status"]
    before = now[shown].rename(columns={"a": "a_now", "r": "r_now", "status": "status_now"})
    after = then[shown].rename(columns={"a": "a_then", "r": "r_then", "status": "status_then"})
    both = after.merge(before, on=[*_KEY, "a_unit"], how="outer", sort=False)
    moved = both["status_now"].fillna("") != both["status_then"].fillna("")
    for name in ("a", "r"):
        moved |= ~_same(both[f"{name}_now"], both[f"{name}_then"])
    return both.loc[moved, list(PREVIEW_COLUMNS)].reset_index(drop=True)


def _same(left: pd.Series, right: pd.Series) -> pd.Series:
    """Equal up to the last bits, or both empty."""
    near = (left - right).abs() <= _EQUAL * right.abs().clip(lower=left.abs())
    return near | (left.isna() & right.isna())
