"""Several figures side by side, or on top of each other, by year."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.figures.drawing import Figure, bars, drawn
from dashboards.selection import YearFigure
from dashboards.texts import Texts


@dataclass(frozen=True)
class YearSeries:
    """The years of one figure, with the name and the meaning of the colour that it has in the chart."""

    name: str
    figures: Sequence[YearFigure]
    colour: str


def side_by_side(series: Sequence[YearSeries], texts: Texts, *, stacked: bool = False) -> Figure:
    """Figure A of each in canonical units, a bar for each year; a year that is not complete is hatched."""
    years = sorted({entry.year for one in series for entry in one.figures})
    traces = []
    for one in series:
        by_year = {entry.year: entry for entry in one.figures}
        traces.append(
            bars(
                name=one.name,
                colour=one.colour,
                x=[str(year) for year in years],
                y=[by_year[year].a if year in by_year else None for year in years],
                hover=[_hover(one.name, by_year.get(year), texts) for year in years],
                incomplete=[year in by_year and not by_year[year].complete for year in years],
            )
        )
    unit = next((entry.a_unit for one in series for entry in one.figures), "")
    return drawn(texts, traces, height=320, unit=texts.unit(unit), barmode="stack" if stacked else "group")


def _hover(name: str, entry: YearFigure | None, texts: Texts) -> str:
    if entry is None or entry.a is None:
        return ""
    known = f"{entry.year}, {name}: {texts.quantity(entry.a, entry.a_unit)}"
    return known if entry.complete else f"{known} ({texts('state.months', covered=entry.months_covered)})"
