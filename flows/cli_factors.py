"""The command about factors."""

from pathlib import Path
from typing import Annotated

import typer

from flows.command_options import HERE, AsJson, Folder, print_json, today
from flows.settings import last_due_month, load_city, open_workspace


def factors(
    preview: Annotated[
        Path | None,
        typer.Option(help="A file of factors: say which figures it would move, without accepting it."),
    ] = None,
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Every factor that was used, with its source, in which figures and years; or what another would move."""
    from flows.computing import factors as of_figures
    from flows.factor_preview import preview as moved_by
    from flows.terminal_factors import say_factors, say_preview
    from flows.warehouse import read_warehouse

    folder = open_workspace(workspace)
    city = load_city(folder)
    as_of = last_due_month(city, today(city).date())
    with read_warehouse(folder, city.organisation.timezone) as connection:
        if preview is None:
            used = of_figures.used_factors(connection)
            if as_json:
                print_json([entry.model_dump(mode="json") for entry in used])
            else:
                say_factors(used)
            return
        moved = moved_by(connection, folder, city, as_of, preview)
    if as_json:
        print_json([entry.model_dump(mode="json") for entry in moved])
    else:
        say_preview(moved, city)
