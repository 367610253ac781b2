"""Closed years: their figures stay as published, and what would come out otherwise today is told as a restatement.

A validated statement is public (Regulation (EC) No 1221/2009, Art. 2(25) and Annex IV B), and Annex IV C.1(c) asks that
years can be compared. So a closed year never changes by itself: a later correction, delivery, factor, method or figure
B shows beside the published figure, with what caused it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from indicators.contracts import CORE_INDICATORS, RESTATED_FIGURES, RESTATEMENTS
from indicators.declarations import declaration
from indicators.degree_days import WEATHER_PREFIX
from indicators.emissions import CHAINS
from indicators.languages import in_language
from indicators.model import ORGANISATION
from indicators.reasons import joined
from indicators.registry import CoreIndicator, computed_figures

RELATIVE_TOLERANCE = 1e-9
"""Figures that differ by less are the same: sums of decimals differ in the last bit from one machine to another."""

CAUSES: Mapping[str, Mapping[Any, str]] = declaration("closing.toml")["cause"]
CHANGE_COLUMNS = ("year", "cause", "what", "site_id", "stream", "indicator")
"""A change of what a closed year was made of; an empty site, stream or indicator stands for any."""

GENERAL_CAUSES = ("due_months", "register", "program")
"""Causes that are named only where nothing nearer explains the difference."""

_KEY = list(CORE_INDICATORS.key)
_TEXT_ONLY = {"names", "method", "article"}


@dataclass(frozen=True)
class Scope:
    """What can move a figure: changes of these indicators' definitions, streams, and kinds of annual values.

    Weather is that of the whole city; other changes move figures of their own site and of the organisation.
    """

    indicators: frozenset[str]
    streams: frozenset[str]
    kinds: frozenset[str]
    site_id: str


def definition(indicator: CoreIndicator) -> str:
    """What decides the figures of an indicator, as canonical JSON; names and explanations do not.

    Of an emission that is also the chain of factors of every stream in it.
    """
    content = indicator.model_dump(mode="json", exclude=_TEXT_ONLY)
    chains = [CHAINS[term.stream] for term in indicator.terms if term.emits and term.stream in CHAINS]
    content["chains"] = [chain.model_dump(mode="json") for chain in chains]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def as_published(figures: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """out.core_indicators in which the closed years are as they were published.

    figures    out.core_indicators as computed now.
    published  closed.core_indicators; `row` holds every column of that time. A complete or incomplete row becomes
               `closed`, any other status stays; a column that did not exist then is taken from the row of now.
    """
    if published.empty:
        return figures
    frozen = pd.DataFrame([json.loads(text) for text in published["row"]])
    frozen["status"] = frozen["status"].where(~frozen["status"].isin(["complete", "incomplete"]), "closed")
    open_years = figures.loc[~figures["year"].isin(published["year"].unique())]
    later = [column for column in figures.columns if column not in frozen.columns]
    if later:
        frozen = frozen.merge(figures[[*_KEY, *later]], on=_KEY, how="left")
        texts = {column.name for column in CORE_INDICATORS.columns if column.type == "VARCHAR"}
        for column in set(later) & texts:
            frozen[column] = frozen[column].fillna("")
    types = {column: figures[column].dtype for column in figures.columns if column in frozen.columns}
    frozen = frozen[list(figures.columns)].astype(types)
    table = pd.concat([open_years, frozen], ignore_index=True) if len(open_years) else frozen
    order = {entry.code: number for number, entry in enumerate(computed_figures())}
    place = table["indicator"].map(order).fillna(len(order))
    table = table.assign(place=place).sort_values(["place", *_KEY[1:]], kind="stable", ignore_index=True)
    return table[list(figures.columns)]


def differences(figures: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """The figures of closed years that come out otherwise now: out.restatements without its causes.

    A row that was not published, or that would not be there now, is a difference of all its figures. Also has
    b_kind_published and b_kind_now, empty where there is no row.
    """
    closed = figures.loc[figures["year"].isin(published["year"].unique())]
    columns = [*_KEY, "b_kind"]
    for figure in RESTATED_FIGURES:
        columns += [figure, f"{figure}_unit"]
    both = published[columns].merge(closed[columns], on=_KEY, how="outer", suffixes=("_published", "_now"))
    found = []
    for figure in RESTATED_FIGURES:
        before = both[f"{figure}_published"].astype("float64")
        after = both[f"{figure}_now"].astype("float64")
        same = np.isclose(after, before, rtol=RELATIVE_TOLERANCE, atol=1e-12, equal_nan=True)
        unit = both[f"{figure}_unit_now"].fillna(both[f"{figure}_unit_published"])
        rows = both[[*_KEY, "b_kind_published", "b_kind_now"]].assign(
            figure=figure, published=before, now=after, difference=after - before, unit=unit
        )
        found.append(rows.loc[~same])
    return pd.concat(found, ignore_index=True)


def restatements(found: pd.DataFrame, changes: pd.DataFrame, streams: Iterable[str]) -> pd.DataFrame:
    """The table out.restatements: each difference with what caused it.

    found    `differences`.
    changes  CHANGE_COLUMNS: what is otherwise now than when the year was closed.
    streams  every stream that occurs, to know which of them an indicator takes.
    """
    known = sorted(set(streams))
    by_year = changes_by_year(changes)
    entries = {entry.code: entry for entry in computed_figures()}
    taken = {code: streams_of(entry, known) for code, entry in entries.items()}
    because = [
        because_of(
            _scope(row, entries.get(row["indicator"]), taken), by_year[int(row["year"])], _other_b(row)
        )
        for row in found.to_dict("records")
    ]
    table = found.assign(because_of=pd.Series(because, index=found.index, dtype="str"))
    return table[list(RESTATEMENTS.column_names)].sort_values(list(RESTATEMENTS.key), ignore_index=True)


def changes_by_year(changes: pd.DataFrame) -> dict[int, list[dict[str, str]]]:
    """CHANGE_COLUMNS as records by year."""
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    for change in changes.fillna("").to_dict("records"):
        found[int(change["year"])].append({str(name): str(value) for name, value in change.items()})
    return found


def streams_of(indicator: CoreIndicator, streams: Iterable[str]) -> frozenset[str]:
    """Those of the streams of which figure A of an indicator is made."""
    return frozenset(stream for stream in streams if any(term.takes(stream) for term in indicator.terms))


def _scope(row: Mapping[Any, Any], entry: CoreIndicator | None, taken: Mapping[str, frozenset[str]]) -> Scope:
    """What can move a figure of a core indicator: A by quantities and states, B by annual values, R by both."""
    streams = taken.get(row["indicator"], frozenset())
    if row["breakdown"] in streams:
        streams = frozenset({row["breakdown"]})
    kinds = {row["b_kind_now"], row["b_kind_published"]} if row["figure"] != "a" else set()
    if entry and row["figure"] != "b":
        kinds.add(entry.state)
    return Scope(
        indicators=frozenset({row["indicator"]}),
        streams=streams if row["figure"] != "b" else frozenset(),
        kinds=frozenset(kind for kind in kinds if isinstance(kind, str)),
        site_id=row["site_id"],
    )


def _other_b(row: Mapping[Any, Any]) -> str:
    """The cause that B is of another kind now; empty where it is not, or where a row is missing."""
    before, now = row["b_kind_published"], row["b_kind_now"]
    both = isinstance(before, str) and isinstance(now, str)
    return f"figure_b: {before} -> {now}" if row["figure"] != "a" and both and before != now else ""


def because_of(
    scope: Scope, changes: Iterable[Mapping[str, str]], first: str = "", otherwise: str = "program"
) -> str:
    """The stored causes of a difference: `first`, then the changes that concern it; general ones without a nearer.

    What no change explains is `otherwise`.
    """
    near = dict.fromkeys([first] if first else [])
    general: dict[str, None] = {}
    for change in changes:
        if not _concerns(change, scope):
            continue
        cause = f"{change['cause']}: {change['what']}" if change["what"] else change["cause"]
        (general if change["cause"] in GENERAL_CAUSES else near)[cause] = None
    return joined(*(near or general or [otherwise]))


def _concerns(change: Mapping[str, str], scope: Scope) -> bool:
    if change["cause"] == "reference_value" and change["what"].partition(", ")[0] not in scope.kinds:
        return False
    if change["indicator"] and change["indicator"] not in scope.indicators:
        return False
    if change["stream"] and change["stream"] not in scope.streams:
        return False
    everywhere = scope.site_id == ORGANISATION or change["stream"].startswith(WEATHER_PREFIX)
    return everywhere or change["site_id"] in {"", scope.site_id}


def because_sentence(because_of: str, language: str) -> str:
    """Stored causes as words of a language, several parted by semicolons; an unknown one as it stands."""
    return "; ".join(_cause(part, language) for part in because_of.split("; ") if part)


def _cause(part: str, language: str) -> str:
    code, _, what = part.partition(": ")
    if code not in CAUSES:
        return part
    return in_language(CAUSES[code], language).replace("{what}", what)
