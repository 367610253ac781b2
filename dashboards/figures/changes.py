"""What caused a change: the differences of the parts between two years, one after the other up to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import fsum

from dashboards.figures.drawing import Figure, drawn, plain, series, wrapped
from dashboards.texts import Texts, decimals_for
from dashboards.theme import light


@dataclass(frozen=True)
class ChangedPart:
    """One part of figure A (a source, a site) in two years, in the unit of the indicator."""

    name: str
    before: float
    now: float

    @property
    def difference(self) -> float:
        """By how much the part changed."""
        return self.now - self.before


MOST_PARTS = 12
"""Of more parts than these only those that changed most stand apart: a hundred bars explain nothing."""


def largest_apart(parts: Sequence[ChangedPart], texts: Texts) -> list[ChangedPart]:
    """The parts as they come; of many those that changed most, the greatest change first, and the others together."""
    if len(parts) <= MOST_PARTS:
        return list(parts)
    ordered = sorted(parts, key=lambda part: -abs(part.difference))
    apart, others = ordered[: MOST_PARTS - 1], ordered[MOST_PARTS - 1 :]
    name = texts("area.causes_others", count=texts.number(len(others), 0))
    return [
        *apart,
        ChangedPart(name, fsum(part.before for part in others), fsum(part.now for part in others)),
    ]


def change_by_part(
    parts: Sequence[ChangedPart], unit: str, texts: Texts, *, more_is_better: bool = False
) -> Figure:
    """The difference of each part, each bar beginning where the one before it ended, and their sum at the end."""
    differences = [part.difference for part in parts]
    total = fsum(differences)
    decimals = decimals_for([*differences, total])
    names = [wrapped(part.name, lines=3) for part in parts]
    labels = [texts.signed(value, decimals) for value in (*differences, total)]
    spoken = [
        plain(f"{name}: {label} {texts.unit(unit)}")
        for name, label in zip([*(part.name for part in parts), texts("label.total")], labels, strict=True)
    ]
    increasing, decreasing = ("less", "more") if more_is_better else ("more", "less")
    trace = series(
        "waterfall",
        orientation="h",
        y=[*names, plain(texts("label.total"))],
        x=[*differences, total],
        measure=["relative"] * len(parts) + ["total"],
        text=labels,
        textposition="outside",
        cliponaxis=False,
        customdata=spoken,
        hovertemplate="%{customdata}<extra></extra>",
        increasing={"marker": {"color": light(increasing)}},
        decreasing={"marker": {"color": light(decreasing)}},
        totals={"marker": {"color": light("muted")}},
        connector={"line": {"color": light("grid"), "width": 1}},
        showlegend=False,
    )
    reached = [0.0, *accumulate(differences)]
    low, high = min(reached), max(reached)
    room = (high - low) * 0.28 or 1.0
    return drawn(
        texts,
        [trace],
        height=110 + 40 * (len(parts) + 1),
        unit=texts.unit(unit),
        horizontal=True,
        xaxis={
            "range": [low - room, high + room],
            "gridcolor": light("grid"),
            "zeroline": True,
            "zerolinecolor": light("muted"),
            "fixedrange": True,
            "automargin": True,
            "nticks": 4,
            "tickangle": 0,
            "exponentformat": "none",
            "separatethousands": True,
            "title": {"text": plain(texts.unit(unit)), "standoff": 8},
        },
    )
