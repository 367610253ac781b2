"""What every figure has in common: notation, colours, no interaction that a page without help texts cannot explain.

Figures are written as the JSON that plotly defines. `plotly.graph_objects` would check each property of each figure of
each page anew, which took half of the time of a large city's pages: the tests let it check every figure instead.
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from dashboards.texts import Texts
from dashboards.theme import light

if TYPE_CHECKING:
    import plotly.graph_objects as go

INCOMPLETE_PATTERN = "/"
"""Hatching of every bar that is not the whole: seen without colour, too."""

WRAP = 24
"""Characters after which a label goes on in the next line: a phone is narrow."""

Series = dict[str, Any]
"""One series of a figure (plotly calls it a trace): its type and the properties that plotly defines for it."""


@dataclass(frozen=True)
class Figure:
    """A figure in plotly's JSON: values are texts, numbers, true, false, None, lists and dicts of these."""

    data: list[Series]
    layout: dict[str, Any]

    def checked(self) -> "go.Figure":
        """The figure as plotly builds it, for notebooks and for the tests.

        Raises:
            ValueError: plotly does not know a property, or refuses its value.
        """
        import plotly.graph_objects as go  # noqa: PLC0415 - takes longer than all pages of a small city

        return go.Figure(data=self.data, layout=self.layout | {"template": "none"})

    def update_xaxes(self, **settings: Any) -> None:
        """Set properties of the axis across."""
        self.layout["xaxis"].update(settings)

    def update_yaxes(self, **settings: Any) -> None:
        """Set properties of the axis up."""
        self.layout["yaxis"].update(settings)


def series(kind: str, **properties: Any) -> Series:
    """A series of a kind that plotly knows: bar, scatter, heatmap, waterfall."""
    return {"type": kind, **properties}


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
) -> Series:
    """One row of bars. `incomplete` bars are hatched; `labels` stand at their ends; `hover` is text, not mark-up."""
    shapes = [INCOMPLETE_PATTERN if hatched else "" for hatched in incomplete]
    return series(
        "bar",
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


def names_down(names: Sequence[str]) -> dict[str, Any]:
    """The other axis of bars that lie: their names in the order given, from the top."""
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": names,
        "autorange": "reversed",
        "fixedrange": True,
        "automargin": True,
        "showgrid": False,
    }


def drawn(
    texts: Texts,
    traces: list[Series],
    *,
    height: int,
    unit: str = "",
    horizontal: bool = False,
    **layout: Any,
) -> Figure:
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
    return Figure(traces, settings)
