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
from indicators.coverage import as_months, families, register_frame
from indicators.factors import SHIPPED, FactorBook
from indicators.figure_a import ROW as _ROW
from indicators.figure_a import Quantities, figures_a, yearly_quantities
from indicators.figure_b import values_of_b, with_b
from indicators.model import ORGANISATION, MethodChoices, Site, SupplyPoint
from indicators.omissions import rows_to_add, with_value_kinds
from indicators.reasons import joined, months_reason
from indicators.records import Decisions
from indicators.reference_values import REFERENCE_VALUES
from indicators.registry import EVERY_WASTE, METHOD_VERSION, computed_figures
from indicators.streams import WASTE_FAMILY

_FEED = ["site_id", "stream"]
_TWELVE_MONTHS = 0xFFF


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
    known_years = [*found.quantities["year"].tolist(), *states["year"].tolist()]
    if not known_years:
        return _shaped(pd.DataFrame(columns=list(CORE_INDICATORS.column_names)))
    rows = [_measured(found, coverage, supply_points, as_of)]
    rows[0] = rows[0].merge(figures_a(found, rows[0]), on=_ROW, how="left")
    rows.append(_with_every_year(states, max(known_years), as_of))
    filled = [part for part in rows if not part.empty]
    if not filled:
        return _shaped(pd.DataFrame(columns=list(CORE_INDICATORS.column_names)))
    table = pd.concat(filled, ignore_index=True)
    added = rows_to_add(table, decided.omissions, range(min(known_years), max(known_years) + 1))
    if not added.empty:
        table = pd.concat([table, added], ignore_index=True)
    table["missing"] = table["missing"].fillna(0).astype("int64")
    table["known"] = table["known"].eq(True)
    table["no_factor"] = table["no_factor"].fillna("").astype("str")
    nothing_used = table["known"] & (table["no_factor"] == "")
    table["a"] = table["a"].where(table["a"].notna() | ~nothing_used, 0.0)
    table = with_b(table, values_of_b(annual, site_ids), decided.figure_b)
    return _shaped(with_value_kinds(_judged(table, as_of), decided.omissions))


def _measured(
    found: Quantities, coverage: pd.DataFrame, supply_points: Iterable[SupplyPoint], as_of: date
) -> pd.DataFrame:
    """The rows that supply points feed, with `missing` (bit mask of months) and `known` (a due month is covered)."""
    register, quantities = register_frame(supply_points), found.quantities
    feeds = _feeds(register, found)
    if quantities.empty:
        return pd.DataFrame(columns=[*_ROW, "missing", "known"])
    years = range(int(quantities["year"].min()), int(quantities["year"].max()) + 1)
    rows = _rows(register, feeds, years)
    return rows.merge(_coverage_of_rows(coverage, register, feeds, as_of), on=_ROW, how="left")


def _states(annual: pd.DataFrame, site_ids: list[str]) -> pd.DataFrame:
    """The rows of the indicators that are states: indicator, breakdown, site_id, year, a, with a year's value.

    The organisation's is the sum over all its sites, empty if one is missing.
    """
    found = [pd.DataFrame(columns=[*_ROW, "a"])]
    for entry in computed_figures():
        values = annual.loc[(annual["kind"] == entry.state) & annual["site_id"].isin(site_ids)]
        if entry.state and not values.empty:
            table = values.pivot(index="year", columns="site_id", values="value")
            table[ORGANISATION] = table.reindex(columns=site_ids).sum(axis="columns", skipna=False)
            stacked = table.melt(ignore_index=False, var_name="site_id", value_name="a").reset_index()
            found.append(stacked.assign(indicator=entry.code, breakdown=""))
    return pd.concat(found, ignore_index=True)


def _with_every_year(states: pd.DataFrame, last_year: int, as_of: date) -> pd.DataFrame:
    """States from the first year of each indicator to the last of all; a year without a value lacks its months."""
    if states.empty:
        return states
    keys = states[["indicator", "breakdown", "site_id"]].drop_duplicates()
    first = states.groupby("indicator")["year"].min()
    rows = keys.merge(pd.DataFrame({"year": range(int(first.min()), last_year + 1)}), how="cross")
    rows = rows.loc[rows["year"] >= rows["indicator"].map(first)]
    rows = rows.merge(states, on=_ROW, how="left")
    due = (as_of.month + 12 * (as_of.year - rows["year"].astype("int64"))).clip(0, 12)
    whole = due.map(lambda months: (1 << months) - 1)
    return rows.assign(
        missing=whole.where(rows["a"].isna(), 0), known=rows["a"].notna(), estimated=0.0, no_factor=""
    )


def _feeds(register: pd.DataFrame, quantities: Quantities) -> pd.DataFrame:
    """site_id, stream (as registered), indicator, breakdown: which supply points feed which rows.

    For the organisation the site is `all`, and each waste supply point feeds every waste code that occurs at
    any site: what is missing there could have been any of them.
    """
    registered = register[_FEED].drop_duplicates()
    waste = quantities.treated[[*_FEED, "treatment"]]
    waste = pd.concat([waste, waste.assign(site_id=ORGANISATION)]).drop_duplicates()
    everywhere = pd.concat([registered, registered.assign(site_id=ORGANISATION)]).drop_duplicates()
    everywhere["stream"] = everywhere["stream"].pipe(families)
    everywhere = everywhere.drop_duplicates()
    found = []
    for entry in computed_figures():
        for term in entry.terms:
            fed = everywhere.loc[everywhere["stream"] == term.registered]
            found.append(fed.assign(indicator=entry.code, breakdown=""))
            if term.stream != EVERY_WASTE:
                found.append(fed.assign(indicator=entry.code, breakdown=term.breakdown))
                continue
            treated = waste.loc[waste["treatment"] == term.treatment] if term.treatment else waste
            taken = treated.loc[[term.takes(code) for code in treated["stream"]], _FEED].drop_duplicates()
            labels = taken.rename(columns={"stream": "breakdown"}).assign(stream=WASTE_FAMILY)
            found.append(labels.merge(fed, on=_FEED).assign(indicator=entry.code))
    return pd.concat(found, ignore_index=True).drop_duplicates(ignore_index=True)


def _rows(register: pd.DataFrame, feeds: pd.DataFrame, years: range) -> pd.DataFrame:
    """indicator, breakdown, site_id, year: every row of the result.

    A site has a row for the years in which a supply point that feeds it is valid; so has the organisation.
    """
    spans = register[_FEED].assign(
        stream=register["stream"].pipe(families),
        first=register["valid_from"].dt.year,
        last=register["valid_to"].dt.year,
    )
    spans = pd.concat([spans, spans.assign(site_id=ORGANISATION)]).drop_duplicates()
    valid = spans.merge(pd.DataFrame({"year": list(years)}), how="cross")
    valid = valid.loc[
        valid["year"].between(valid["first"], valid["last"]), [*_FEED, "year"]
    ].drop_duplicates()
    return feeds.merge(valid, on=_FEED)[_ROW].drop_duplicates(ignore_index=True)


def _coverage_of_rows(
    coverage: pd.DataFrame, register: pd.DataFrame, feeds: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    """indicator, breakdown, site_id, year, missing (bit mask of months), known (a due month is covered)."""
    coverage = coverage.reset_index(drop=True)
    month = as_months(coverage["month"])
    due = pd.DataFrame(
        {
            "supply_point_id": coverage["supply_point_id"].astype("str"),
            "stream": families(coverage["stream"]),
            "month": month,
            "year": month.dt.year.astype("int64"),
            "covered": coverage["covered"].astype("bool"),
        }
    ).loc[month <= pd.Timestamp(as_of)]
    uncovered = due.loc[~due["covered"], ["supply_point_id", "stream", "month", "year"]]
    uncovered = _by_row(_by_site(uncovered, register), feeds, ["month"])
    uncovered["bit"] = 2 ** (uncovered["month"].dt.month.astype("int64") - 1)
    missing = uncovered.groupby(_ROW)["bit"].sum().rename("missing")
    covered = (
        due.loc[due["covered"]].groupby(["supply_point_id", "stream", "year"])["month"].min().reset_index()
    )
    known = _by_row(_by_site(covered, register), feeds, []).set_index(_ROW).assign(known=True)["known"]
    return pd.concat([missing, known], axis="columns").reset_index()


def _by_site(due: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Due months with the site that the supply point serves in them."""
    spans = register.assign(stream=register["stream"].pipe(families))
    spans = spans[["supply_point_id", "stream", "site_id", "valid_from", "valid_to"]]
    joined_rows = due.merge(spans, on=["supply_point_id", "stream"])
    month_end = joined_rows["month"] + pd.offsets.MonthEnd(1)
    in_span = (joined_rows["valid_from"] <= month_end) & (joined_rows["valid_to"] >= joined_rows["month"])
    return joined_rows.loc[in_span]


def _by_row(due: pd.DataFrame, feeds: pd.DataFrame, also: list[str]) -> pd.DataFrame:
    """Due months by the rows that their supply points feed, at the site and in the organisation."""
    by_site = due[[*_FEED, "year", *also]].drop_duplicates()
    both = pd.concat([by_site, by_site.assign(site_id=ORGANISATION)]).drop_duplicates()
    return both.merge(feeds, on=_FEED)[[*_ROW, *also]].drop_duplicates(ignore_index=True)


def _judged(rows: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Status, ratio, estimated share and reason of each row."""
    due_in_year = (as_of.month + 12 * (as_of.year - rows["year"])).clip(0, 12)
    not_due = due_in_year.map(lambda months: _TWELVE_MONTHS & ~((1 << months) - 1))
    rows["months_covered"] = due_in_year - rows["missing"].map(int.bit_count)
    has_b = rows["b"] > 0
    complete = (rows["months_covered"] == 12) & has_b & (rows["no_factor"] == "")
    rows["status"] = np.where(complete, "complete", "incomplete")
    rows["r"] = (rows["a"] / rows["b"].where(complete)).where(complete)
    share = (rows["estimated"].fillna(0.0) / rows["a"].abs().where(rows["a"] != 0)).clip(0.0, 1.0)
    rows["estimated_share"] = share.mask(rows["a"] == 0, 0.0)
    rows["a_unit"] = rows["indicator"].map({entry.code: entry.unit for entry in computed_figures()})
    rows["b_unit"] = rows["b_kind"].map({code: kind.unit for code, kind in REFERENCE_VALUES.items()})
    rows["r_unit"] = rows["a_unit"].astype("str") + "/" + rows["b_unit"].astype("str")
    rows["reason"] = _reasons(rows, not_due, has_b)
    rows["method_version"] = METHOD_VERSION
    return rows


def _reasons(rows: pd.DataFrame, not_due: pd.Series, has_b: pd.Series) -> list[str]:
    """The stored reason of each row; each different case is written once."""
    columns = (rows["year"], rows["missing"], not_due, has_b, rows["no_factor"], rows["b_kind"])
    cases = list(zip(*(column.tolist() for column in columns), strict=True))
    texts = {case: _reason(*case) for case in set(cases)}
    return [texts[case] for case in cases]


def _reason(year: int, missing: int, not_due: int, has_b: bool, no_factor: str, b_kind: str) -> str:
    return joined(
        months_reason("missing_month", year, missing),
        months_reason("not_yet_due", year, not_due),
        f"missing_factor: {', '.join(no_factor.split(','))}" if no_factor else "",
        "" if has_b else f"missing_reference_value: {b_kind}",
    )


def _shaped(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns of the contract, sorted by the declared order of indicators, breakdown, site and year."""
    types = {"VARCHAR": "str", "INTEGER": "int64", "DOUBLE": "float64"}
    table = rows[list(CORE_INDICATORS.column_names)].astype(
        {column.name: types[column.type] for column in CORE_INDICATORS.columns}
    )
    order = table["indicator"].map({entry.code: place for place, entry in enumerate(computed_figures())})
    table = table.assign(order=order).sort_values(
        ["order", "breakdown", "site_id", "year"], ignore_index=True
    )
    return table.drop(columns="order")
