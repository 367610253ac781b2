"""Figures A, B and R of the core indicators, by site and for the organisation.

Regulation (EC) No 1221/2009, Annex IV C.2, as replaced by Regulation (EU) 2018/2026: each core indicator
consists of figure A, the total annual input or output in the area, figure B, an annual reference value that
represents the organisation's activity, and R = A/B. Annex IV D asks for each site apart.

C.1 asks for actual data, so nothing is filled in: a year is complete when nothing is missing from any of its
twelve months and B is there and not 0; else it is incomplete, A is what is there so far, and R is empty. A is
empty, not 0, where nothing at all is known of the year.
"""

import math
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from indicators.contracts import CORE_INDICATORS
from indicators.coverage import as_months, families, register_frame
from indicators.model import ORGANISATION, Site, SupplyPoint
from indicators.reasons import joined, months_reason
from indicators.reference_values import FIGURE_B
from indicators.registry import EVERY_WASTE, INDICATORS, METHOD_VERSION, computed_indicators
from indicators.streams import WASTE_FAMILY, WASTE_PREFIX

_ROW = ["indicator", "breakdown", "site_id", "year"]
_FEED = ["site_id", "stream"]
_TWELVE_MONTHS = 0xFFF


def core_indicators(
    monthly: pd.DataFrame,
    coverage: pd.DataFrame,
    reference_values: pd.DataFrame,
    supply_points: Iterable[SupplyPoint],
    sites: Iterable[Site],
    as_of: date,
) -> pd.DataFrame:
    """The table out.core_indicators.

    monthly           core.monthly: site_id, stream, month, quantity, estimated_share; months after `as_of` do
                      not count.
    coverage          supply_point_id, stream, month, covered: one row per due month of a supply point.
    reference_values  core.reference_values; rows that are not current do not count.
    as_of             first day of the last month that is due.

    The order of the rows of any frame changes no figure. ValueError if B has two current values.
    """
    quantities = _yearly_quantities(monthly, as_of)
    if quantities.empty:
        return _shaped(pd.DataFrame(columns=list(CORE_INDICATORS.column_names)))
    years = range(int(quantities["year"].min()), int(quantities["year"].max()) + 1)
    register = register_frame(supply_points)
    feeds = _feeds(register, quantities)
    rows = _rows(register, feeds, years)
    rows = rows.merge(_figures_a(quantities, rows), on=_ROW, how="left")
    rows = rows.merge(_coverage_of_rows(coverage, register, feeds, as_of), on=_ROW, how="left")
    rows["missing"] = rows["missing"].fillna(0).astype("int64")
    rows["known"] = rows["known"].eq(True)
    rows["a"] = rows["a"].where(rows["a"].notna() | ~rows["known"], 0.0)
    rows["b"] = _figures_b(reference_values, sites, rows)
    return _shaped(_judged(rows, as_of))


def _yearly_quantities(monthly: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """site_id, stream, year, quantity, estimated (the part of the quantity that is estimated)."""
    monthly = monthly.reset_index(drop=True)
    month = as_months(monthly["month"])
    frame = pd.DataFrame(
        {
            "site_id": monthly["site_id"].astype("str"),
            "stream": monthly["stream"].astype("str"),
            "year": month.dt.year.astype("int64"),
            "quantity": monthly["quantity"].astype("float64"),
            "share": monthly["estimated_share"].fillna(0.0).astype("float64"),
        }
    )
    frame["estimated"] = frame["quantity"].abs() * frame["share"]
    frame = frame.loc[month <= pd.Timestamp(as_of)]
    return _summed(frame, ["site_id", "stream", "year"], ["quantity", "estimated"])


def _summed(frame: pd.DataFrame, keys: list[str], values: list[str]) -> pd.DataFrame:
    """Sums by key, correctly rounded, so that the order of the rows cannot change them."""
    groups = frame.groupby(keys, sort=True).ngroup().to_numpy()
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    first = frame[keys].iloc[order[starts]].reset_index(drop=True)
    spans = [slice(start, end) for start, end in pairwise([*starts.tolist(), len(order)])]
    for value in values:
        numbers = frame[value].to_numpy()[order].tolist()
        first[value] = pd.Series([math.fsum(numbers[span]) for span in spans], dtype="float64")
    return first


def _feeds(register: pd.DataFrame, quantities: pd.DataFrame) -> pd.DataFrame:
    """site_id, stream (as registered), indicator, breakdown: which supply points feed which rows.

    For the organisation the site is `all`, and each waste supply point feeds every waste code that occurs at
    any site: what is missing there could have been any of them.
    """
    registered = register[_FEED].drop_duplicates()
    waste = quantities.loc[quantities["stream"].str.startswith(WASTE_PREFIX), ["site_id", "stream"]]
    waste = pd.concat([waste, waste.assign(site_id=ORGANISATION)]).drop_duplicates()
    everywhere = pd.concat([registered, registered.assign(site_id=ORGANISATION)]).drop_duplicates()
    everywhere["stream"] = everywhere["stream"].pipe(families)
    everywhere = everywhere.drop_duplicates()
    found = []
    for entry in computed_indicators():
        for term in entry.terms:
            fed = everywhere.loc[everywhere["stream"] == term.registered]
            found.append(fed.assign(indicator=entry.code, breakdown=""))
            if term.stream != EVERY_WASTE:
                found.append(fed.assign(indicator=entry.code, breakdown=term.breakdown))
                continue
            taken = waste.loc[[term.takes(code) for code in waste["stream"]]]
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


def _figures_a(quantities: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """indicator, breakdown, site_id, year, a, estimated: breakdowns add up to totals, sites to the whole."""
    found = []
    streams = quantities["stream"].unique()
    for entry in computed_indicators():
        for term in entry.terms:
            labels = {code: term.label(code) for code in streams if term.takes(code)}
            taken = quantities.loc[quantities["stream"].isin(labels)]
            found.append(
                taken.assign(
                    indicator=entry.code,
                    breakdown=taken["stream"].map(labels).astype("str"),
                    a=taken["quantity"] * term.sign,
                )
            )
    parts = pd.concat(found, ignore_index=True).merge(rows, on=_ROW)
    parts = pd.concat([parts, parts.assign(breakdown="")], ignore_index=True)
    parts = pd.concat([parts, parts.assign(site_id=ORGANISATION)], ignore_index=True)
    return _summed(parts, _ROW, ["a", "estimated"])


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


def _figures_b(reference_values: pd.DataFrame, sites: Iterable[Site], rows: pd.DataFrame) -> pd.Series:
    """Figure B of each row; the organisation's is the sum over all its sites, empty if one is missing."""
    current = reference_values.loc[reference_values["kind"] == FIGURE_B]
    if "is_current" in current.columns:
        current = current.loc[current["is_current"].astype("bool")]
    site_ids = sorted({site.id for site in sites})
    values = current.loc[current["site_id"].isin(site_ids), ["site_id", "year", "value"]].drop_duplicates()
    twice = values.loc[values.duplicated(["site_id", "year"]), ["site_id", "year"]]
    if not twice.empty:
        site_id, year = twice.iloc[0]
        raise ValueError(f"the reference value {FIGURE_B!r} of {site_id!r} in {year} has two current values")
    table = values.pivot(index="year", columns="site_id", values="value").reindex(columns=site_ids)
    table = table.astype("float64")
    table[ORGANISATION] = table.sum(axis="columns", skipna=False)
    stacked = table.melt(ignore_index=False, var_name="site_id", value_name="b").reset_index()
    stacked = stacked.astype({"year": "int64", "site_id": "str", "b": "float64"})
    found = rows[["site_id", "year"]].merge(stacked, on=["site_id", "year"], how="left")["b"]
    return pd.Series(found.to_numpy(), index=rows.index)


def _judged(rows: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Status, ratio, estimated share and reason of each row."""
    due_in_year = (as_of.month + 12 * (as_of.year - rows["year"])).clip(0, 12)
    not_due = due_in_year.map(lambda months: _TWELVE_MONTHS & ~((1 << months) - 1))
    rows["months_covered"] = due_in_year - rows["missing"].map(int.bit_count)
    has_b = rows["b"] > 0
    complete = (rows["months_covered"] == 12) & has_b
    rows["status"] = np.where(complete, "complete", "incomplete")
    rows["r"] = (rows["a"] / rows["b"].where(complete)).where(complete)
    share = (rows["estimated"].fillna(0.0) / rows["a"].abs().where(rows["a"] != 0)).clip(0.0, 1.0)
    rows["estimated_share"] = share.mask(rows["a"] == 0, 0.0)
    rows["b_kind"] = FIGURE_B
    for column, attribute in (("a_unit", "unit"), ("b_unit", "b_unit"), ("r_unit", "r_unit")):
        rows[column] = rows["indicator"].map(
            {code: getattr(INDICATORS[code], attribute) for code in INDICATORS}
        )
    rows["reason"] = _reasons(rows["year"], rows["missing"], not_due, has_b)
    rows["method_version"] = METHOD_VERSION
    return rows


def _reasons(year: pd.Series, missing: pd.Series, not_due: pd.Series, has_b: pd.Series) -> list[str]:
    """The stored reason of each row; each different case is written once."""
    cases = list(zip(year.tolist(), missing.tolist(), not_due.tolist(), has_b.tolist(), strict=True))
    texts = {
        case: joined(
            months_reason("missing_month", case[0], case[1]),
            months_reason("not_yet_due", case[0], case[2]),
            "" if case[3] else f"missing_reference_value: {FIGURE_B}",
        )
        for case in set(cases)
    }
    return [texts[case] for case in cases]


def _shaped(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns of the contract, sorted by the declared order of indicators, breakdown, site and year."""
    types = {"VARCHAR": "str", "INTEGER": "int64", "DOUBLE": "float64"}
    table = rows[list(CORE_INDICATORS.column_names)].astype(
        {column.name: types[column.type] for column in CORE_INDICATORS.columns}
    )
    order = table["indicator"].map({code: number for number, code in enumerate(INDICATORS)})
    table = table.assign(order=order).sort_values(
        ["order", "breakdown", "site_id", "year"], ignore_index=True
    )
    return table.drop(columns="order")
