"""What the commands about specific indicators and targets say at a terminal."""

from rich.markup import escape
from rich.table import Table

from flows.computing.shown import Comparison, SpecificFigure
from flows.terminal import OUT
from indicators.model import City

SIGNS = {"lower_than": "<", "at_most": "≤", "at_least": "≥"}


def say_specific_figures(figures: list[SpecificFigure], city: City, year: int, site: str) -> None:
    """A line for each indicator: value, benchmark and how it stands to it, or why there is none."""
    OUT.print(f"{escape(city.site_name(site))}, {year}", soft_wrap=True)
    table = _table("indicator", "", "value", "benchmark", "", number="value")
    for figure in figures:
        benchmarks = "; ".join(map(_benchmark, figure.comparisons))
        judged = "; ".join(entry.comparison for entry in figure.comparisons if figure.value is not None)
        value = figure.status if figure.value is None else f"{figure.value:,.2f} {figure.unit}"
        _add(table, figure.indicator, figure.name, value, benchmarks, judged)
    OUT.print(table)
    for figure in figures:
        if figure.why:
            OUT.print(f"- {figure.indicator}: {escape(figure.why)}", soft_wrap=True)
    if any(not entry.verified for figure in figures for entry in figure.comparisons):
        OUT.print("(?) the benchmark was not compared with its source yet")


def _benchmark(entry: Comparison) -> str:
    return f"{SIGNS[entry.comparator]} {entry.benchmark:,g}{'' if entry.verified else ' (?)'}"


def _table(*headings: str, number: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading == number else "left", overflow="fold")
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*map(escape, cells))
