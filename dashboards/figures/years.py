"""Figures by year: the ratio R, figure A by breakdown, renewable energy."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from dashboards.figures.drawing import Figure, Series, bars, drawn, plain, series
from dashboards.selection import YearFigure
from dashboards.texts import Texts, decimals_for
from dashboards.theme import colour_of, light
from indicators.registry import breakdown_name, indicator_name


def ratio_by_year(
    figures: Sequence[YearFigure],
    texts: Texts,
    *,
    small: bool = False,
    path: Mapping[int, float] = MappingProxyType({}),
) -> Figure:
    """R (in its unit, such as kWh/FTE) of one site or the organisation, a bar for each complete year.

    `path` is the way to the target by year, drawn as a dashed line over the years that are shown; the values then stand
    at the foot of the bars, where the line does not cross them.

    A year that is not complete has no R: in place of the bar stand a dash and the months that are there of
    twelve, so that a short year never looks like a saving.
    """
    years = [str(entry.year) for entry in figures]
    values = [entry.r if entry.complete else None for entry in figures]
    unit = figures[0].r_unit if figures else ""
    decimals = decimals_for(values)
    labels = ["" if value is None else texts.number(value, decimals) for value in values]
    hover = [
        f"{year}: {label} {texts.unit(unit)}" if label else ""
        for year, label in zip(years, labels, strict=True)
    ]
    notes = [
        {
            "x": place,
            "y": 0,
            "yanchor": "bottom",
            "showarrow": False,
            "text": f"–<br>{entry.months_covered}/12"
            if entry.reported
            else plain(texts(f"state.{entry.status}")),
            "font": {"color": light("muted")},
        }
        for place, entry in enumerate(figures)
        if not entry.complete
    ]
    trace = bars(name="R", colour="ratio", x=years, y=values, hover=hover, labels=labels, unlisted=True)
    line = [path.get(entry.year) for entry in figures]
    if path:
        trace |= {"textposition": "inside", "insidetextanchor": "start", "textfont": {"color": light("page")}}
    traces: list[Series] = [trace]
    if any(value is not None for value in line):
        traces.append(_path(years, line, unit, texts))
    room = max((value for value in (*values, *line) if value is not None), default=0.0) * 1.18 or 1.0
    return drawn(
        texts,
        traces,
        height=190 if small else 300,
        unit="" if small else texts.unit(unit),
        annotations=notes,
        xaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": years,
            "fixedrange": True,
            "range": [-0.5, len(years) - 0.5],
            "automargin": True,
            "showgrid": False,
        },
        yaxis={
            "range": [0, room],
            "visible": not small,
            "gridcolor": light("grid"),
            "fixedrange": True,
            "nticks": 6,
            "zeroline": True,
            "zerolinecolor": light("muted"),
            "automargin": True,
            "exponentformat": "none",
            "separatethousands": True,
            "title": {"text": "" if small else texts.unit(unit), "standoff": 8},
        },
    )


def _path(years: list[str], line: list[float | None], unit: str, texts: Texts) -> Series:
    """The way to the target over the years that are shown."""
    decimals = decimals_for(line)
    name = texts("targets.path_legend")
    return series(
        "scatter",
        name=plain(name),
        x=years,
        y=line,
        mode="lines+markers",
        line={"color": light("target"), "dash": "dash", "width": 2},
        marker={"color": light("target"), "size": 5},
        customdata=[
            ""
            if value is None
            else plain(f"{name}, {year}: {texts.number(value, decimals)} {texts.unit(unit)}")
            for year, value in zip(years, line, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=True,
    )


def amounts_by_year(figures: Sequence[YearFigure], labels: Sequence[str], texts: Texts) -> Figure:
    """Figure A by year, stacked by breakdown, in canonical units; a year that is not complete is hatched."""
    years = sorted({entry.year for entry in figures})
    traces = []
    for label in labels:
        rows = {entry.year: entry for entry in figures if entry.breakdown == label}
        name = breakdown_name(label, texts.language)
        traces.append(
            bars(
                name=name,
                colour=colour_of(label, labels),
                x=[str(year) for year in years],
                y=[rows[year].a if year in rows else None for year in years],
                hover=[_hover(name, rows.get(year), texts) for year in years],
                incomplete=[year in rows and not rows[year].complete for year in years],
            )
        )
    unit = figures[0].a_unit if figures else ""
    return drawn(texts, traces, height=360, unit=texts.unit(unit), barmode="stack")


def renewable_by_year(
    consumption: Sequence[YearFigure], generation: Sequence[YearFigure], texts: Texts
) -> Figure:
    """Renewable energy generated and, of it, consumed, in kWh a year; a year that is not complete is hatched."""
    traces = []
    for figures, colour in ((generation, "energy.pv_generation"), (consumption, "energy.pv_own_use")):
        if not figures:
            continue
        name = indicator_name(figures[0].indicator, texts.language)
        traces.append(
            bars(
                name=name,
                colour=colour,
                x=[str(entry.year) for entry in figures],
                y=[entry.a for entry in figures],
                hover=[_hover(name, entry, texts) for entry in figures],
                incomplete=[not entry.complete for entry in figures],
            )
        )
    unit = next((entry.a_unit for entry in (*generation, *consumption)), "")
    return drawn(texts, traces, height=320, unit=texts.unit(unit), barmode="group")


def _hover(name: str, entry: YearFigure | None, texts: Texts) -> str:
    if entry is None or entry.a is None:
        return ""
    known = f"{entry.year}, {name}: {texts.quantity(entry.a, entry.a_unit)}"
    return known if entry.complete else f"{known} ({texts('state.months', covered=entry.months_covered)})"
