"""The heat map of a load: days across, hours of the day down, power as colour."""

from dashboards.figures.drawing import Figure, drawn, plain, series
from dashboards.loads import Load
from dashboards.texts import Texts
from dashboards.theme import light

POWER_UNIT = "kW"


def load_by_day_and_hour(load: Load, texts: Texts) -> Figure:
    """Mean power in kW of each hour of each day; an hour that nobody delivered stays empty."""
    trace = series(
        "heatmap",
        x=[day.isoformat() for day in load.days],
        y=list(range(24)),
        z=[list(row) for row in load.grid],
        zmin=0,
        zmax=load.highest,
        colorscale=[[0.0, light("load.low")], [0.5, light("load.middle")], [1.0, light("load.high")]],
        colorbar={
            "title": {"text": plain(texts.unit(POWER_UNIT)), "side": "top"},
            "thickness": 12,
            "outlinewidth": 0,
            "tickfont": {"color": light("ink")},
        },
        hovertemplate="%{x|%Y-%m-%d} %{y}:00 · %{z} " + plain(texts.unit(POWER_UNIT)) + "<extra></extra>",
        hoverongaps=False,
    )
    return drawn(
        texts,
        [trace],
        height=360,
        xaxis={
            "type": "date",
            "tickformat": "%Y-%m",
            "nticks": 8,
            "fixedrange": True,
            "showgrid": False,
            "automargin": True,
        },
        yaxis={
            "autorange": "reversed",
            "tickvals": [0, 6, 12, 18, 23],
            "ticktext": [f"{hour}:00" for hour in (0, 6, 12, 18, 23)],
            "fixedrange": True,
            "showgrid": False,
            "automargin": True,
        },
    )
