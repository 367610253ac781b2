"""The commands about specific indicators, targets and weather."""

from typing import Annotated

import typer

from flows.command_options import HERE, AsJson, Folder, print_json, today
from flows.settings import last_due_month, load_city, open_workspace
from indicators.model import ORGANISATION


def indicators(
    year: Annotated[
        int, typer.Argument(help="Calendar year; without it, that of the last month that is due.")
    ] = 0,
    site: Annotated[
        str, typer.Option("--site", help="Site; without it, the whole organisation.")
    ] = ORGANISATION,
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Specific indicators of a year beside their benchmarks."""
    from flows.computing.shown import specific_figures
    from flows.terminal_performance import say_specific_figures
    from flows.warehouse import read_warehouse

    folder = open_workspace(workspace)
    city = load_city(folder)
    asked = year or last_due_month(city, today(city).date()).year
    with read_warehouse(folder, city.organisation.timezone) as connection:
        figures = specific_figures(connection, city, asked, site)
    if as_json:
        print_json([figure.model_dump(mode="json") for figure in figures])
    else:
        say_specific_figures(figures, city, asked, site)


def targets(workspace: Folder = HERE, as_json: AsJson = False) -> None:
    """Every target of city.toml: where it stands, whether it is on track, and what the running year comes to."""
    from flows.computing.shown import standing_targets
    from flows.terminal_performance import say_targets
    from flows.warehouse import read_warehouse

    folder = open_workspace(workspace)
    city = load_city(folder)
    with read_warehouse(folder, city.organisation.timezone) as connection:
        standing = standing_targets(connection, city)
    if as_json:
        print_json([target.model_dump(mode="json") for target in standing])
    else:
        say_targets(standing, city)


def weather(
    year: Annotated[int, typer.Argument(help="Calendar year; without it, the last year that is over.")] = 0,
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Degree days of a year, and heat of each supply point beside what it would have been in the reference weather."""
    from flows.computing.shown import heat_beside_weather
    from flows.terminal_performance import say_weather
    from flows.warehouse import read_warehouse

    folder = open_workspace(workspace)
    city = load_city(folder)
    as_of = last_due_month(city, today(city).date())
    with read_warehouse(folder, city.organisation.timezone) as connection:
        seen = heat_beside_weather(connection, city, year or as_of.year - (as_of.month < 12))
    if as_json:
        print_json(seen.model_dump(mode="json"))
    else:
        say_weather(seen, city)
