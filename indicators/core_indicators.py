"""Figures A, B and R of the core indicators, by site and for the organisation.

Regulation (EC) No 1221/2009, Annex IV C.2, as replaced by Regulation (EU) 2018/2026: each core indicator
consists of figure A, the total annual input or output in the area, figure B, an annual reference value that
represents the organisation's activity, and R = A/B. Annex IV D asks for each site apart.

C.1 asks for actual data, so nothing is filled in: a year is complete when nothing is missing from any of its
twelve months and B is there and not 0; else it is incomplete, A is what is there so far, and R is empty. A is
empty, not 0, where nothing at all is known of the year.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from indicators.annual_values import annual_values
from indicators.contracts import CORE_INDICATORS
from indicators.coverage import register_frame
from indicators.factors import SHIPPED, FactorBook
from indicators.feeds import fed_cells
from indicators.figure_a import Quantities, figures_a, yearly_quantities
from indicators.figure_b import values_of_b, with_b
from indicators.grid import Grid, chosen, grid_of
from indicators.model import ORGANISATION, MethodChoices, Site, SupplyPoint
from indicators.omissions import rows_to_add, with_value_kinds
from indicators.reasons import joined, months_reason
from indicators.records import Decisions
from indicators.reference_values import REFERENCE_VALUES
from indicators.registry import METHOD_VERSION, computed_figures, indicator

_TWELVE_MONTHS = 0xFFF
_MONTHS_OF = np.array([mask.bit_count() for mask in range(_TWELVE_MONTHS + 1)])


def core_indicators(
    monthly: pd.DataFrame,
    coverage: pd.DataFrame,
    reference_values: pd.DataFrame,
    supply_points: Iterable[SupplyPoint],
    sites: Iterable[Site],
    as_of: date,
    book: FactorBook = SHIPPED,
    choices: MethodChoices | None = None,
    decisions: Decisions | None = None,
    by_treatment: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The table out.core_indicators.

    monthly           core.monthly: site_id, stream, month, quantity, estimated_share; months after `as_of` do
                      not count.
    coverage          supply_point_id, stream, month, covered: one row per due month of a supply point.
    reference_values  core.reference_values; rows that are not current do not count.
    as_of             first day of the last month that is due.
    book, choices     the factors of the city and what it decided about its method.
    decisions         figure B, and the core indicators that are left out.
    by_treatment      core.monthly_by_treatment: the waste of `monthly` by treatment; without it none is stated.

    The order of the rows of any frame changes no figure. ValueError if B has two current values.
    """
    decided = decisions or Decisions()
    site_ids = sorted({site.id for site in sites})
    annual = annual_values(reference_values, as_of)
    found = yearly_quantities(monthly, as_of, book, choices or MethodChoices(), by_treatment)
    states = _states(annual, site_ids)
    years = [*found.year.tolist(), *states["year"].tolist()]
    if not years:
        return _empty()
    register = register_frame(supply_points)
    places = {*site_ids, *register["site_id"], *found.sites}
    grid = grid_of(found.streams, places, range(min(years), max(years) + 1))
    measured, gaps = _measured(grid, found, register, coverage, as_of)
    rows = pd.concat([measured, _with_every_year(grid, states, as_of)])
    rows = pd.concat([rows, rows_to_add(grid, rows["cell"], decided.omissions)])
    if rows.empty:
        return _empty()
    table = grid.named(rows.sort_values("cell", ignore_index=True))
    table = with_b(table, values_of_b(annual, site_ids), decided.figure_b)
    return _shaped(with_value_kinds(_judged(table, gaps, as_of), decided.omissions))


def _measured(
    grid: Grid, found: Quantities, register: pd.DataFrame, coverage: pd.DataFrame, as_of: date
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The rows that supply points feed: cell, a, estimated, missing (bit mask of months), gap; and the lists of gaps.

    They run from the first year with a quantity to the last. A is 0 where nothing was used: a due month is known, and
    nothing else adds to it.
    """
    fed = fed_cells(grid, register, coverage, found, as_of)
    measured_years = range(found.year.min(), found.year.max() + 1) if len(found.year) else range(0)
    _, _, year = grid.split(np.arange(fed.rows.size))
    rows = fed.rows & np.isin(year, measured_years)
    figures = figures_a(found, grid, rows)
    nothing_used = np.isnan(figures.a) & fed.known & (figures.gap == 0)
    table = pd.DataFrame(
        {
            "cell": np.flatnonzero(rows),
            "a": np.where(nothing_used, 0.0, figures.a)[rows],
            "estimated": figures.estimated[rows],
            "missing": fed.missing[rows],
            "gap": figures.gap[rows],
        }
    )
    return table, figures.gaps


def _states(annual: pd.DataFrame, site_ids: list[str]) -> pd.DataFrame:
    """The rows of the indicators that are states: indicator, site_id, year, a, with a year's value.

    The organisation's is the sum over all its sites, empty if one is missing.
    """
    found = [pd.DataFrame({"indicator": [], "site_id": [], "year": pd.Series(dtype="int64"), "a": []})]
    for entry in computed_figures():
        values = annual.loc[(annual["kind"] == entry.state) & annual["site_id"].isin(site_ids)]
        if entry.state and not values.empty:
            table = values.pivot(index="year", columns="site_id", values="value")
            table[ORGANISATION] = table.reindex(columns=site_ids).sum(axis="columns", skipna=False)
            stacked = table.melt(ignore_index=False, var_name="site_id", value_name="a").reset_index()
            found.append(stacked.assign(indicator=entry.code))
    return pd.concat(found, ignore_index=True)


def _with_every_year(grid: Grid, states: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """States from the first year of each indicator to the last of all; a year without a value lacks its months."""
    keys = states[["indicator", "site_id"]].drop_duplicates()
    first = states.groupby("indicator")["year"].min()
    rows = keys.merge(pd.DataFrame({"year": list(grid.years)}), how="cross")
    rows = rows.loc[rows["year"] >= rows["indicator"].map(first)]
    rows = rows.merge(states, on=["indicator", "site_id", "year"], how="left")
    line = rows["indicator"].map({code: grid.line[code, ""] for code in first.index})
    place = rows["site_id"].map(grid.place)
    due = 2 ** _due_months(rows["year"], as_of) - 1
    return pd.DataFrame(
        {
            "cell": grid.cells(*(part.to_numpy(dtype="int64") for part in (line, place, rows["year"]))),
            "a": rows["a"].astype("float64"),
            "estimated": 0.0,
            "missing": due.where(rows["a"].isna(), 0),
            "gap": 0,
        }
    )


def _due_months(year: pd.Series, as_of: date) -> pd.Series:
    """How many months of each year are due."""
    return (as_of.month + 12 * (as_of.year - year.astype("int64"))).clip(0, 12)


def _judged(rows: pd.DataFrame, gaps: tuple[str, ...], as_of: date) -> pd.DataFrame:
    """Status, ratio, estimated share and reason of each row. `gaps` are the lists of missing factors."""
    due_in_year = _due_months(rows["year"], as_of)
    has_b = rows["b"] > 0
    months_covered = due_in_year - _MONTHS_OF[rows["missing"].to_numpy()]
    complete = (months_covered == 12) & has_b & (rows["gap"] == 0)
    share = (rows["estimated"] / rows["a"].abs().where(rows["a"] != 0)).clip(0.0, 1.0)
    return rows.assign(
        months_covered=months_covered,
        status=chosen(["incomplete", "complete"], complete.to_numpy(dtype="int64")),
        r=(rows["a"] / rows["b"].where(complete)).where(complete),
        estimated_share=share.mask(rows["a"] == 0, 0.0),
        reason=_reasons(rows, due_in_year, has_b, gaps),
        method_version=METHOD_VERSION,
    )


def _reasons(
    rows: pd.DataFrame, due_in_year: pd.Series, has_b: pd.Series, gaps: tuple[str, ...]
) -> pd.Series:
    """The stored reason of each row; each different case is written once."""
    columns = [rows["year"], rows["missing"], due_in_year, has_b, rows["gap"], rows["b_kind"].cat.codes]
    numbers = [column.to_numpy(dtype="int64") for column in columns]
    sizes = [int(number.max()) + 1 for number in numbers]
    case, different = pd.factorize(np.ravel_multi_index(numbers, sizes))
    cases = zip(*(part.tolist() for part in np.unravel_index(different, sizes)), strict=True)
    kinds = rows["b_kind"].cat.categories
    texts = [
        _reason(year, missing, _TWELVE_MONTHS & ~((1 << due) - 1), bool(with_b), gaps[gap], kinds[kind])
        for year, missing, due, with_b, gap, kind in cases
    ]
    return chosen(texts, case)


def _reason(year: int, missing: int, not_due: int, has_b: bool, no_factor: str, b_kind: str) -> str:
    return joined(
        months_reason("missing_month", year, missing),
        months_reason("not_yet_due", year, not_due),
        f"missing_factor: {', '.join(no_factor.split(','))}" if no_factor else "",
        "" if has_b else f"missing_reference_value: {b_kind}",
    )


def _shaped(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns of the contract, with units, in the order of the rows."""
    types = {"VARCHAR": "str", "INTEGER": "int64", "DOUBLE": "float64"}
    return _with_units(rows)[list(CORE_INDICATORS.column_names)].astype(
        {column.name: types[column.type] for column in CORE_INDICATORS.columns}
    )


def _with_units(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the units of A, B and R."""
    of_a = [indicator(code).unit for code in rows["indicator"].cat.categories]
    of_b = [REFERENCE_VALUES[kind].unit for kind in rows["b_kind"].cat.categories]
    a, b = (rows[column].cat.codes.to_numpy(dtype="int64") for column in ("indicator", "b_kind"))
    of_r = [f"{unit_a}/{unit_b}" for unit_a in of_a for unit_b in of_b]
    return rows.assign(a_unit=chosen(of_a, a), b_unit=chosen(of_b, b), r_unit=chosen(of_r, a * len(of_b) + b))


def _empty() -> pd.DataFrame:
    return pd.DataFrame(columns=list(CORE_INDICATORS.column_names)).astype({"year": "int64"})
