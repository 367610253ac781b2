"""What the commands about specific indicators and targets say at a terminal."""

from rich.markup import escape
from rich.table import Table

from flows.computing.shown import Comparison, HeatBesideWeather, SpecificFigure, StandingTarget
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


def say_targets(targets: list[StandingTarget], city: City) -> None:
    """A line for each target: base, last year beside the path, aim, judgement and forecast."""
    if not targets:
        OUT.print("No targets were judged: declare [[targets]] in city.toml, then start: emas run")
        return
    table = _table("target", "site", "base", "last year", "path", "aim", "judgement", "forecast", number="")
    for target in targets:
        _add(
            table,
            target.name,
            city.site_name(target.site_id),
            _of_year(target.base_value, target.base_year, target.unit),
            _of_year(target.last_value, target.last_year, target.unit),
            _of_year(target.path_value, target.last_year, target.unit),
            _of_year(target.target_value, target.target_year, target.unit),
            target.status,
            _range(target),
        )
    OUT.print(table)
    for target in targets:
        told = " ".join(filter(None, (target.why, target.why_no_forecast)))
        measures = "; ".join(target.measures)
        OUT.print(f"- {escape(target.name)} ({target.office_id}): {escape(measures)}", soft_wrap=True)
        if told:
            OUT.print(f"  {escape(told)}", soft_wrap=True)


def say_weather(seen: HeatBesideWeather, city: City) -> None:
    """Degree days by definition, then a line for each supply point of heat."""
    for entry in seen.degree_days:
        known = f"{entry.days_covered} of {entry.days_in_period} days"
        value = "–" if entry.degree_days is None else f"{entry.degree_days:,.1f} Kd"
        OUT.print(
            f"{seen.year}, {escape(entry.supply_point_id)}, {entry.definition}: {value} ({known})",
            soft_wrap=True,
        )
    table = _table("supply point", "site", "stream", "heat", "corrected", "base load", "R²", number="")
    for row in seen.heat:
        _add(
            table,
            row.supply_point_id,
            city.site_name(row.site_id),
            row.stream,
            _amount(row.heat, "kWh"),
            _amount(row.normalised_heat, "kWh"),
            _amount(row.base_load, "kWh/d"),
            "–" if row.r_squared is None else f"{row.r_squared:.2f}",
        )
    OUT.print(table)
    for row in seen.heat:
        if row.why:
            OUT.print(f"- {escape(row.supply_point_id)}: {escape(row.why)}", soft_wrap=True)


def _amount(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{value:,.0f} {unit}"


def _of_year(value: float | None, year: int | None, unit: str) -> str:
    return "–" if value is None else f"{year}: {value:,.2f} {unit}"


def _range(target: StandingTarget) -> str:
    if target.forecast is None:
        return "–"
    return (
        f"{target.forecast_year}: {target.forecast:,.2f} "
        f"({target.forecast_low:,.2f} to {target.forecast_high:,.2f}) {target.unit}"
    )


def _benchmark(entry: Comparison) -> str:
    return f"{SIGNS[entry.comparator]} {entry.benchmark:,g}{'' if entry.verified else ' (?)'}"


def _table(*headings: str, number: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading == number else "left", overflow="fold")
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*map(escape, cells))
