"""The path of a target: the straight line to the aim, the years that are complete, the forecast with its range."""

from collections.abc import Sequence

from dashboards.figures.drawing import INCOMPLETE_PATTERN, Figure, Series, drawn, plain, series
from dashboards.texts import Texts, decimals_for
from dashboards.theme import light

Forecast = tuple[int | None, float | None, float | None, float | None]
"""Year, value, low end and high end; None where there is no forecast."""


def target_path(
    years: Sequence[int],
    path: Sequence[float | None],
    actual: Sequence[float | None],
    unit: str,
    texts: Texts,
    *,
    forecast: Forecast = (None, None, None, None),
) -> Figure:
    """Bars for the complete years, a hatched one with its range for the forecast, a dashed line for the path."""
    names = [str(year) for year in years]
    decimals = decimals_for([*path, *actual, forecast[1]])
    shown_unit = texts.unit(unit)

    def said(year: str, value: float | None) -> str:
        return "" if value is None else plain(f"{year}: {texts.number(value, decimals)} {shown_unit}")

    traces: list[Series] = [
        series(
            "bar",
            name=plain(texts("targets.actual_legend")),
            x=names,
            y=list(actual),
            marker={"color": light("ratio")},
            customdata=[said(*pair) for pair in zip(names, actual, strict=True)],
            hovertemplate="%{customdata}<extra></extra>",
        )
    ]
    year, value, low, high = forecast
    if year is not None and value is not None and low is not None and high is not None:
        spoken = f"{texts.number(value, decimals)} ({texts.number(low, decimals)} – {texts.number(high, decimals)})"
        traces.append(
            series(
                "bar",
                name=plain(texts("targets.forecast_legend")),
                x=[str(year)],
                y=[value],
                marker={
                    "color": light("earlier"),
                    "pattern": {
                        "shape": INCOMPLETE_PATTERN,
                        "fillmode": "replace",
                        "size": 5,
                        "solidity": 0.5,
                    },
                },
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": [high - value],
                    "arrayminus": [value - low],
                    "color": light("ink"),
                },
                customdata=[plain(f"{year}: {spoken} {shown_unit}")],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    traces.append(
        series(
            "scatter",
            name=plain(texts("targets.path_legend")),
            x=names,
            y=list(path),
            mode="lines+markers+text",
            line={"color": light("target"), "dash": "dash", "width": 2},
            marker={"color": light("target"), "size": 6},
            text=[
                "" if place < len(names) - 1 or end is None else texts.number(end, decimals)
                for place, end in enumerate(path)
            ],
            textposition="top center",
            textfont={"color": light("target")},
            cliponaxis=False,
            customdata=[said(*pair) for pair in zip(names, path, strict=True)],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    figure = drawn(texts, traces, height=340, unit=shown_unit, barmode="overlay")
    figure.update_xaxes(categoryorder="array", categoryarray=names)
    return figure
