"""Results beside the core indicators in closed years: as they were published, and what would come out otherwise today.

Ratios over other kinds of figure B, specific indicators and the benchmarks beside them, the paths of targets and the
weather by which heat is corrected stand in a statement beside the core indicators, so they do not drift either. A row
that was published stays; one that nobody published then (of a target that was set later, say) is shown as it comes out
now.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.closing import RELATIVE_TOLERANCE, Scope, because_of, changes_by_year, streams_of
from indicators.contracts import (
    BENCHMARKS,
    DEGREE_DAYS,
    NORMALISED_HEAT,
    RATIOS,
    RESTATEMENTS,
    SPECIFIC_INDICATORS,
    TARGET_YEARS,
    Table,
)
from indicators.degree_days import WEATHER_PREFIX
from indicators.model import ORGANISATION, City
from indicators.records import Part
from indicators.registry import computed_figures
from indicators.specific_indicators import declared_specific_indicators
from indicators.streams import STREAMS

CITY_PARTS = ("specific_indicators", "benchmarks", "targets", "weather")
"""The parts of city.toml that move only such results: a change of one stands as its name in place of an indicator."""


@dataclass(frozen=True)
class Kept:
    """A table of results, the figure that is compared, and the columns or words by which a restatement names it."""

    table: Table
    figure: str
    value: str
    indicator: str
    breakdown: str = ""
    site_id: str = ""
    unit: str = ""


KEPT = (
    Kept(RATIOS, "ratio", "r", "indicator", "b_kind", "site_id", "r_unit"),
    Kept(SPECIFIC_INDICATORS, "value", "value", "indicator", "", "site_id", "unit"),
    Kept(BENCHMARKS, "benchmark", "benchmark", "indicator", "benchmark_id", "site_id", "unit"),
    Kept(TARGET_YEARS, "path", "path", "target_id"),
    Kept(DEGREE_DAYS, "degree_days", "degree_days", "definition", "supply_point_id"),
    Kept(NORMALISED_HEAT, "normalised_heat", "normalised_heat", "stream", "supply_point_id", "site_id"),
)
UNITS = {"degree_days": "K d", "normalised_heat": "kWh"}

REST_ON_OTHER_YEARS = ("path", "normalised_heat")
"""Figures that are made of other years too: of the base year of a target, of the reference years of the weather."""

FrozenResults = Mapping[Table, pd.DataFrame]
"""The published rows of each table, with its columns."""


def frozen_results(closed_results: pd.DataFrame) -> dict[Table, pd.DataFrame]:
    """The rows of closed.results by table; a table without any is not there."""
    tables = {kept.table.name: kept.table for kept in KEPT}
    return {
        tables[str(name)]: pd.DataFrame([json.loads(text) for text in rows["row"]])
        for name, rows in closed_results.groupby("result")
        if name in tables
    }


def as_frozen(table: Table, now: pd.DataFrame, frozen: FrozenResults) -> pd.DataFrame:
    """A table of results with the published rows in the place of those of now."""
    if table not in frozen:
        return now
    keys = list(table.key)
    rows = frozen[table].reindex(columns=now.columns)
    texts = [column.name for column in table.columns if column.type == "VARCHAR"]
    rows[texts] = rows[texts].fillna("")
    rows = rows.astype(now.dtypes)
    later = now.loc[~pd.MultiIndex.from_frame(now[keys]).isin(pd.MultiIndex.from_frame(rows[keys]))]
    both = pd.concat([later, rows]) if len(later) else rows
    return both.sort_values(keys, ignore_index=True)


def differences_of_results(
    now: Mapping[Table, pd.DataFrame], frozen: FrozenResults, own_b: pd.DataFrame
) -> pd.DataFrame:
    """The published results that come out otherwise now: out.restatements without its causes.

    `own_b` has indicator, site_id, year, b_kind of the published figures: a ratio over that B is R itself, left out.
    """
    found = [pd.DataFrame(columns=[column for column in RESTATEMENTS.column_names if column != "because_of"])]
    for kept in KEPT:
        if kept.table not in frozen:
            continue
        keys = list(kept.table.key)
        rows = frozen[kept.table]
        rows = rows.loc[rows["month"] == 0] if "month" in keys else rows
        if kept.table is RATIOS:
            same = pd.MultiIndex.from_frame(rows[keys]).isin(pd.MultiIndex.from_frame(own_b[keys]))
            rows = rows.loc[~same]
        both = rows.merge(now[kept.table][[*keys, kept.value]], on=keys, how="left", suffixes=("", "_now"))
        before = both[kept.value].astype("float64")
        after = both[f"{kept.value}_now"].astype("float64")
        table = pd.DataFrame(
            {
                "year": both["year"],
                "indicator": both[kept.indicator],
                "breakdown": both[kept.breakdown] if kept.breakdown else "",
                "site_id": both[kept.site_id] if kept.site_id else ORGANISATION,
                "figure": kept.figure,
                "published": before,
                "now": after,
                "difference": after - before,
                "unit": both[kept.unit] if kept.unit else UNITS.get(kept.figure, ""),
            }
        )
        found.append(
            table.loc[~np.isclose(after, before, rtol=RELATIVE_TOLERANCE, atol=1e-12, equal_nan=True)]
        )
    return pd.concat([part for part in found if len(part)] or found[:1], ignore_index=True)


def restated_results(
    found: pd.DataFrame, changes: pd.DataFrame, streams: Iterable[str], city: City
) -> pd.DataFrame:
    """Rows of out.restatements: each difference of a result (`differences_of_results`) with what caused it."""
    by_year = changes_by_year(changes)
    scopes = _Scopes(city, sorted(set(streams)))
    because = [
        because_of(
            scopes.of(row),
            by_year[int(row["year"])],
            otherwise="other_years" if row["figure"] in REST_ON_OTHER_YEARS else "program",
        )
        for row in found.to_dict("records")
    ]
    table = found.assign(because_of=pd.Series(because, index=found.index, dtype="str"))
    return table[list(RESTATEMENTS.column_names)]


class _Scopes:
    """What can move each result: the figures of which it is made, and what the city declares about it."""

    def __init__(self, city: City, streams: list[str]) -> None:
        self._specific = declared_specific_indicators(city)
        self._targets = {target.id: target for target in city.targets}
        self._entries = {entry.code: entry for entry in computed_figures()}
        self._weather = frozenset(code for code in STREAMS if code.startswith(WEATHER_PREFIX))
        self._streams = streams

    def of(self, row: Mapping[object, object]) -> Scope:
        """The scope of a difference."""
        figure, indicator, breakdown = (str(row[name]) for name in ("figure", "indicator", "breakdown"))
        site = str(row["site_id"])
        if figure == "degree_days":
            return Scope(frozenset(), self._weather, frozenset(), ORGANISATION)
        if figure == "normalised_heat":
            return Scope(frozenset({"weather"}), self._weather | {indicator}, frozenset(), site)
        if figure == "benchmark":
            return Scope(frozenset({"benchmarks"}), frozenset(), frozenset(), site)
        if figure == "ratio":
            return self._of_parts([Part(indicator=indicator), Part(reference=breakdown)], site)
        if figure == "value":
            return self._of_specific(indicator, site)
        return self._of_target(indicator)

    def _of_specific(self, code: str, site: str) -> Scope:
        declared = self._specific.get(code)
        parts = [*declared.numerator, *declared.denominator] if declared else []
        return self._of_parts(parts, site, "specific_indicators")

    def _of_target(self, identifier: str) -> Scope:
        target = self._targets.get(identifier)
        if target is None:
            return Scope(frozenset({"targets"}), frozenset(), frozenset(), ORGANISATION)
        if target.figure == "value":
            scope = self._of_specific(target.indicator, target.site_id)
        else:
            scope = self._of_parts([Part(indicator=target.indicator)], target.site_id)
        return Scope(scope.indicators | {"targets"}, scope.streams, scope.kinds, scope.site_id)

    def _of_parts(self, parts: Iterable[Part], site: str, *declared: str) -> Scope:
        parts = list(parts)
        entries = [self._entries[part.indicator] for part in parts if part.indicator in self._entries]
        streams = frozenset(code for entry in entries for code in streams_of(entry, self._streams))
        kinds = {part.reference for part in parts} | {entry.state for entry in entries}
        names = {entry.code for entry in entries}
        return Scope(frozenset({*names, *declared}), streams, frozenset(kinds - {""}), site)
