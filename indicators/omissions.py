"""Six kinds of value, and the core indicators that a city leaves out.

Regulation (EC) No 1221/2009, Annex IV C.2, as replaced by Regulation (EU) 2018/2026: core indicators shall be
reported; one that is judged not relevant may be omitted, and the statement then gives a clear and reasoned explanation.
A figure is therefore one of: reported, zero (it is known that there was nothing), missing (it is not known), estimated
(a part was delivered as an estimate), omitted (with a reason), not applicable (there can be none).
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from indicators.grid import Grid, chosen
from indicators.model import ORGANISATION
from indicators.records import Omission
from indicators.registry import INDICATORS, UnknownIndicator

_KINDS = ("reported", "zero", "missing", "estimated")


def check_omissions(omissions: Iterable[Omission]) -> None:
    """ValueError with a sentence where what is omitted is no core indicator, or is told twice of a year."""
    entries = list(omissions)
    for place, entry in enumerate(entries):
        if entry.indicator not in INDICATORS:
            raise ValueError(
                f"{UnknownIndicator(entry.indicator)!s} Only core indicators are omitted: {', '.join(INDICATORS)}."
            )
        for other in entries[:place]:
            if other.indicator == entry.indicator and other.reaches_a_year_of(entry):
                raise ValueError(f"the indicator {entry.indicator!r} is left out twice in the same year")


def rows_to_add(grid: Grid, present: Iterable[int], omissions: Iterable[Omission]) -> pd.DataFrame:
    """Rows of the organisation for what is left out and has none: nothing measures what is not there.

    `present` are the cells that have a row.
    """
    wanted = {
        int(grid.cells(grid.line[entry.indicator, ""], grid.organisation, year))
        for entry in omissions
        for year in grid.years
        if entry.holds_in(year)
    }
    cells = np.array(sorted(wanted), dtype="int64")
    cells = cells[~np.isin(cells, np.asarray(present))]
    return pd.DataFrame({"cell": cells, "a": np.nan, "estimated": 0.0, "missing": 0, "gap": 0})


def with_value_kinds(rows: pd.DataFrame, omissions: Iterable[Omission]) -> pd.DataFrame:
    """The judged rows with `value_kind`; those left out have no A and no R, and their own status and reason."""
    whole = (rows["missing"] == 0) & (rows["gap"] == 0)
    kind = np.select(
        [rows["a"].isna(), rows["estimated_share"] > 0, (rows["a"] == 0) & whole, rows["a"] == 0],
        [_KINDS.index(name) for name in ("missing", "estimated", "zero", "missing")],
        _KINDS.index("reported"),
    )
    rows["value_kind"] = chosen(_KINDS, kind)
    for entry in omissions:
        years = [year for year in rows["year"].unique() if entry.holds_in(year)]
        of_entry = (rows["indicator"] == entry.indicator) & rows["year"].isin(years)
        rows.loc[of_entry, ["a", "r", "estimated_share"]] = np.nan
        rows.loc[of_entry, ["status", "value_kind"]] = entry.status
        rows.loc[of_entry, "reason"] = (
            f"{entry.status}: {entry.stored_reason}" if entry.reason else entry.status
        )
    return rows


def statement_year(as_of: date) -> int:
    """The year of which the next statement is: the last that is wholly due. `as_of` is the last month that is due."""
    return as_of.year if as_of.month == 12 else as_of.year - 1


def not_reported(core_indicators: pd.DataFrame, year: int) -> tuple[str, ...]:
    """The core indicators of which the organisation has no figure in a year, and that nobody left out."""
    of_year = core_indicators.loc[
        (core_indicators["year"] == year)
        & (core_indicators["site_id"] == ORGANISATION)
        & (core_indicators["breakdown"] == "")
    ]
    present = set(of_year["indicator"])
    return tuple(code for code in INDICATORS if code not in present)


def blocks_a_statement(core_indicators: pd.DataFrame, year: int) -> tuple[str, ...]:
    """The core indicators for which a statement of a year has neither a figure nor a reason (Annex IV C.2).

    None where the year is closed: what was missing then was accepted with a reason.
    """
    of_year = core_indicators.loc[core_indicators["year"] == year]
    if of_year.empty or (of_year["status"] == "closed").any():
        return ()
    left_out = core_indicators.loc[
        (core_indicators["year"] == year)
        & (core_indicators["site_id"] == ORGANISATION)
        & core_indicators["reason"].isin(["omitted", "not_applicable"])
    ]
    without = {*not_reported(core_indicators, year), *left_out["indicator"]}
    return tuple(code for code in INDICATORS if code in without)
