"""What every figure has in common: notation, colours, no interaction that a page without help texts cannot explain."""

import textwrap
from collections.abc import Iterable
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboards.texts import Texts
from dashboards.theme import light

INCOMPLETE_PATTERN = "/"
"""Hatching of every bar that is not the whole: seen without colour, too."""

WRAP = 24
"""Characters after which a label goes on in the next line: a phone is narrow."""


def plain(text: str) -> str:
    """A name as plotly shall draw it: as text, not as the mark-up that plotly understands."""
    return escape(text, quote=False)


def wrapped(text: str, lines: int = 4) -> str:
    """A name in short lines, each drawn as text; what is too long for them ends in an ellipsis."""
    broken = textwrap.wrap(text, WRAP, max_lines=lines, placeholder="…")
    return "<br>".join(plain(line) for line in broken) or " "


def bars(
    *,
    name: str,
    colour: str,
    x: list[Any],
    y: list[Any],
    hover: list[str],
    incomplete: Iterable[bool] = (),
    orientation: str = "v",
    labels: list[str] | None = None,
    unlisted: bool = False,
) -> go.Bar:
    """One row of bars. `incomplete` bars are hatched; `labels` stand at their ends; `hover` is text, not mark-up."""
    shapes = [INCOMPLETE_PATTERN if hatched else "" for hatched in incomplete]
    return go.Bar(
        name=plain(name),
        x=x,
        y=y,
        orientation=orientation,
        customdata=[plain(text) for text in hover],
        hovertemplate="%{customdata}<extra></extra>",
        marker={
            "color": light(colour),
            "line": {"width": 0},
            **(
                {"pattern": {"shape": shapes, "fillmode": "replace", "size": 5, "solidity": 0.5}}
                if shapes
                else {}
            ),
        },
        **({"text": labels, "textposition": "outside", "cliponaxis": False} if labels else {}),
        showlegend=not unlisted,
    )


def values_across(highest: float, unit: str) -> dict[str, Any]:
    """The axis of bars that lie: from 0 to the highest value with room for its label, few ticks for a phone."""
    return {
        "range": [0, highest],
        "gridcolor": light("grid"),
        "fixedrange": True,
        "automargin": True,
        "nticks": 4,
        "tickangle": 0,
        "exponentformat": "none",
        "separatethousands": True,
        "title": {"text": plain(unit), "standoff": 8},
    }


def drawn(
    texts: Texts, traces: list[Any], *, height: int, unit: str = "", horizontal: bool = False, **layout: Any
) -> go.Figure:
    """A figure with the layout of all: numbers in the reader's notation, value axis from 0, nothing to drag."""
    value_axis = {
        "rangemode": "tozero",
        "gridcolor": light("grid"),
        "zeroline": True,
        "zerolinecolor": light("muted"),
        "fixedrange": True,
        "automargin": True,
        "exponentformat": "none",
        "separatethousands": True,
        "nticks": 6,
        "title": {"text": plain(unit), "standoff": 8},
    }
    name_axis = {"type": "category", "fixedrange": True, "automargin": True, "showgrid": False}
    settings: dict[str, Any] = {
        "template": go.layout.Template(),
        "height": height,
        "autosize": True,
        "separators": texts.separators,
        "font": {"family": "system-ui, sans-serif", "size": 13, "color": light("ink")},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "bargap": 0.25,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": light("page"),
            "bordercolor": light("muted"),
            "font": {"color": light("ink")},
        },
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "xaxis": value_axis if horizontal else name_axis,
        "yaxis": {**name_axis, "autorange": "reversed"} if horizontal else value_axis,
    }
    settings.update(layout)
    return go.Figure(data=traces, layout=settings)
