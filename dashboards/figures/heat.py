"""Heat and weather: the energy signature, and the actual heat of the years beside the normalised one."""

from collections.abc import Sequence
from typing import NamedTuple

from dashboards.figures.drawing import Figure, bars, drawn, plain, series
from dashboards.texts import Texts, decimals_for
from dashboards.theme import light


class SignaturePoint(NamedTuple):
    """A month: degree days per day, heat in kWh per day, and its name."""

    degree_days: float
    heat: float
    name: str


def energy_signature(
    points: Sequence[SignaturePoint], base_load: float | None, slope: float | None, texts: Texts
) -> Figure:
    """Heat per day against degree days per day, a point for each month, and the line of the regression."""
    unit = texts.unit("kWh/day")
    cold = max((point.degree_days for point in points), default=0.0)
    traces = [
        series(
            "scatter",
            name=plain(texts("heat.months_legend")),
            x=[point.degree_days for point in points],
            y=[point.heat for point in points],
            mode="markers+text",
            marker={"color": light("ratio"), "size": 9},
            text=[plain(point.name) for point in points],
            textposition="top center",
            textfont={"size": 11, "color": light("muted")},
            cliponaxis=False,
            customdata=[
                plain(
                    f"{point.name}: {texts.number(point.heat)} {unit}, "
                    f"{texts.number(point.degree_days, 1)} {texts('heat.degree_days_per_day')}"
                )
                for point in points
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    ]
    if base_load is not None and slope is not None:
        traces.append(
            series(
                "scatter",
                name=plain(texts("heat.line_legend")),
                x=[0, cold],
                y=[base_load, base_load + slope * cold],
                mode="lines",
                line={"color": light("target"), "width": 2},
                hoverinfo="skip",
            )
        )
    figure = drawn(texts, traces, height=360, unit=unit)
    figure.update_xaxes(
        type="linear",
        rangemode="tozero",
        showgrid=True,
        gridcolor=light("grid"),
        title={"text": plain(texts("heat.degree_days_per_day")), "standoff": 8},
    )
    return figure


def actual_and_normalised(
    years: Sequence[int], actual: Sequence[float | None], normalised: Sequence[float | None], texts: Texts
) -> Figure:
    """Two bars for each year, in kWh; a year that is refused has no normalised bar."""
    names = [str(year) for year in years]
    decimals = decimals_for([*actual, *normalised])
    traces = []
    for key, colour, values in (
        ("actual", "energy.district_heat", actual),
        ("normalised", "earlier", normalised),
    ):
        name = texts(f"heat.{key}")
        labels = ["" if value is None else texts.number(value, decimals) for value in values]
        traces.append(
            bars(
                name=name,
                colour=colour,
                x=names,
                y=list(values),
                hover=[
                    f"{year}, {name}: {label} {texts.unit('kWh')}" if label else ""
                    for year, label in zip(names, labels, strict=True)
                ],
                labels=labels,
            )
        )
    room = max((value for value in (*actual, *normalised) if value is not None), default=0.0) * 1.18 or 1.0
    figure = drawn(texts, traces, height=320, unit=texts.unit("kWh"), barmode="group")
    figure.update_yaxes(range=[0, room])
    return figure
