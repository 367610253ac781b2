"""The sites beside a benchmark: a bar for each, and a line where good performance begins."""

from collections.abc import Sequence

from dashboards.figures.drawing import Figure, bars, drawn, names_down, plain, values_across, wrapped
from dashboards.texts import Texts, decimals_for
from dashboards.theme import light

COLOUR = {"better": "less", "worse": "more", "not_comparable": "earlier"}


def values_beside_benchmark(
    sites: Sequence[tuple[str, float | None, str]], benchmark: float, unit: str, texts: Texts
) -> Figure:
    """Name, value and comparison of each site, in the unit of the benchmark; a site without a value has a dash."""
    decimals = decimals_for([*(value for _, value, _ in sites), benchmark])
    places = [wrapped(name) + ("" if value is not None else "<br>–") for name, value, _ in sites]
    traces = []
    for comparison, colour in COLOUR.items():
        row = [value if found == comparison else None for _, value, found in sites]
        if not any(value is not None for value in row):
            continue
        labels = ["" if value is None else texts.number(value, decimals) for value in row]
        traces.append(
            bars(
                name=texts(f"specific.{comparison}"),
                colour=colour,
                x=row,
                y=places,
                hover=[
                    f"{name}: {label} {texts.unit(unit)} ({texts(f'specific.{comparison}')})" if label else ""
                    for (name, _, _), label in zip(sites, labels, strict=True)
                ],
                labels=labels,
                orientation="h",
            )
        )
    room = max([*(value for _, value, _ in sites if value is not None), benchmark], default=0.0) * 1.25 or 1.0
    return drawn(
        texts,
        traces,
        height=130 + 44 * len(sites),
        unit=texts.unit(unit),
        horizontal=True,
        barmode="overlay",
        shapes=[
            {
                "type": "line",
                "x0": benchmark,
                "x1": benchmark,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": light("target"), "width": 2, "dash": "dash"},
            }
        ],
        annotations=[
            {
                "x": benchmark,
                "y": 0,
                "yref": "paper",
                "yanchor": "bottom",
                "xanchor": "left",
                "xshift": 4,
                "showarrow": False,
                "text": plain(texts.number(benchmark, decimals)),
                "bgcolor": light("page"),
                "font": {"color": light("target")},
            }
        ],
        xaxis=values_across(room, texts.unit(unit)),
        yaxis=names_down(places),
    )
