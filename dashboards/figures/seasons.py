"""The months of a year against the same months of other years."""

from collections.abc import Mapping, Sequence

from dashboards.figures.drawing import Figure, Series, drawn, plain, series
from dashboards.texts import Texts
from dashboards.theme import light

SHOWN_YEARS = 4
"""Years that are drawn: more lines than these are no longer told apart."""


def months_of_years(totals: Mapping[int, Sequence[float | None]], unit: str, texts: Texts) -> Figure:
    """A line for each year over the twelve months; where a month is not whole the line is broken.

    The newest year is drawn strongest, and each line bears its year at its last month.
    """
    months = [texts.month_of_year(month) for month in range(1, 13)]
    shown = sorted(totals)[-SHOWN_YEARS:]
    styles = dict(
        zip(reversed(shown), (("ratio", 3.0), ("earlier", 2.0), ("muted", 1.5), ("muted", 1.0)), strict=False)
    )
    traces: list[Series] = []
    notes: list[dict[str, object]] = []
    for year in shown:
        colour, width = styles[year]
        values = list(totals[year])
        hover = [
            "" if value is None else plain(f"{year} {month}: {texts.quantity(value, unit)}")
            for month, value in zip(months, values, strict=True)
        ]
        traces.append(
            series(
                "scatter",
                name=str(year),
                x=months,
                y=values,
                mode="lines+markers",
                connectgaps=False,
                line={"color": light(colour), "width": width, "dash": "dot" if width == 1.0 else "solid"},
                marker={"color": light(colour), "size": 5 if colour == "ratio" else 3},
                customdata=hover,
                hovertemplate="%{customdata}<extra></extra>",
                showlegend=False,
            )
        )
        last = max((place for place, value in enumerate(values) if value is not None), default=None)
        if last is not None:
            notes.append(
                {
                    "x": last,
                    "y": values[last],
                    "text": str(year),
                    "xanchor": "left",
                    "xshift": 7,
                    "showarrow": False,
                    "font": {"color": light(colour), "size": 12},
                }
            )
    figure = drawn(texts, traces, height=340, unit=texts.unit(unit), annotations=_apart(notes))
    figure.update_xaxes(categoryorder="array", categoryarray=months, range=[-0.4, 12.2])
    return figure


def _apart(notes: list[dict[str, object]]) -> list[dict[str, object]]:
    """Labels at the same month, each shifted so far that they stand below one another."""
    by_place: dict[object, list[dict[str, object]]] = {}
    for note in notes:
        by_place.setdefault(note["x"], []).append(note)
    for together in by_place.values():
        ordered = sorted(together, key=lambda note: -float(str(note["y"])))
        middle = (len(ordered) - 1) / 2
        for place, note in enumerate(ordered):
            note["yshift"] = (middle - place) * 14 if len(ordered) > 1 else 0
    return notes
