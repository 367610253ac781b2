"""A specific indicator over the years beside its benchmark: one of many small charts of the same make."""

from collections.abc import Sequence

from dashboards.figures.drawing import Figure, bars, drawn, plain
from dashboards.texts import Texts, decimals_for
from dashboards.theme import light


def value_by_year(
    years: Sequence[int], values: Sequence[float | None], benchmark: float | None, unit: str, texts: Texts
) -> Figure:
    """A bar for each year with a value, a dash for one without; the benchmark is a dashed line with its number."""
    names = [str(year) for year in years]
    decimals = decimals_for([*values, benchmark])
    labels = ["" if value is None else texts.number(value, decimals) for value in values]
    hover = [
        f"{name}: {label} {texts.unit(unit)}" if label else ""
        for name, label in zip(names, labels, strict=True)
    ]
    trace = bars(
        name="value", colour="ratio", x=names, y=list(values), hover=hover, labels=labels, unlisted=True
    )
    notes: list[dict[str, object]] = [
        {
            "x": place,
            "y": 0,
            "yanchor": "bottom",
            "showarrow": False,
            "text": "–",
            "font": {"color": light("muted")},
        }
        for place, value in enumerate(values)
        if value is None
    ]
    shapes = []
    if benchmark is not None:
        line = {"color": light("target"), "width": 2, "dash": "dash"}
        place = {"x0": 0, "x1": 1, "xref": "paper", "y0": benchmark, "y1": benchmark}
        shapes.append({"type": "line", "line": line, **place})
        notes.append(
            {
                "x": 1,
                "xref": "paper",
                "xanchor": "right",
                "y": benchmark,
                "yanchor": "bottom",
                "showarrow": False,
                "text": plain(texts.number(benchmark, decimals)),
                "font": {"color": light("target")},
            }
        )
    room = max([value for value in (*values, benchmark) if value is not None], default=0.0) * 1.22 or 1.0
    figure = drawn(texts, [trace], height=190, annotations=notes, shapes=shapes)
    figure.update_yaxes(range=[0, room], nticks=4)
    figure.update_xaxes(categoryorder="array", categoryarray=names, range=[-0.5, len(names) - 0.5])
    return figure
