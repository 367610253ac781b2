"""What the bills state beside what the meter says, month by month."""

from collections.abc import Sequence
from datetime import date

from dashboards.figures.drawing import Figure, bars, drawn, plain
from dashboards.texts import Texts
from dashboards.theme import light

FEW_MONTHS = 24
"""Of more months than these only the beginnings of years are written."""


def billed_and_metered(
    months: Sequence[date],
    billed: Sequence[float],
    metered: Sequence[float],
    doubts: Sequence[str],
    unit: str,
    texts: Texts,
) -> Figure:
    """Two bars for each month, in the canonical unit; above those beyond the tolerance stands the difference."""
    places = [f"{month:%Y-%m}" for month in months]
    shown_unit = texts.unit(unit)
    traces = []
    for key, colour, values in (("billed_legend", "ratio", billed), ("metered_legend", "earlier", metered)):
        name = texts(f"reconciliation.{key}")
        hover = [
            f"{texts.month(month)}, {name}: {texts.quantity(value, unit)}"
            for month, value in zip(months, values, strict=True)
        ]
        traces.append(bars(name=name, colour=colour, x=places, y=list(values), hover=hover))
    notes = [
        {
            "x": place,
            "y": max(pair),
            "text": plain(doubt),
            "showarrow": False,
            "yanchor": "bottom",
            "font": {"color": light("more"), "size": 12},
        }
        for place, pair, doubt in zip(places, zip(billed, metered, strict=True), doubts, strict=True)
        if doubt
    ]
    figure = drawn(texts, traces, height=340, unit=shown_unit, barmode="group", bargap=0.2, annotations=notes)
    room = max([*billed, *metered, 0.0]) * 1.12 or 1.0
    written = [place for place in places if len(places) <= FEW_MONTHS or place.endswith("-01")]
    figure.update_yaxes(range=[0, room])
    figure.update_xaxes(categoryorder="array", categoryarray=places, tickmode="array", tickvals=written)
    return figure
