"""The commands about what counts and what is doubted."""

from typing import Annotated

import typer

from flows.command_options import HERE, AsJson, Folder, print_json
from flows.settings import load_city, open_workspace


def history(
    supply_point: Annotated[
        str, typer.Argument(help="Number of the supply point, or of a meter or contract of it.")
    ],
    stream: Annotated[str, typer.Option("--stream", help="Only this stream.")] = "",
    every_row: Annotated[
        bool, typer.Option("--rows", help="List interval data row by row, not by file and month.")
    ] = False,
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Everything ever delivered about a supply point: what counts, what does not, and why."""
    from flows.history import history as tell_history
    from flows.terminal_counting import say_history
    from flows.warehouse import read_warehouse

    folder = open_workspace(workspace)
    city = load_city(folder)
    with read_warehouse(folder, city.organisation.timezone) as connection:
        entries = tell_history(connection, supply_point, stream, every_row=every_row)
    if as_json:
        print_json([entry.model_dump(mode="json") for entry in entries])
    else:
        say_history(entries)


def checks(
    accepted: Annotated[
        bool, typer.Option("--accepted", help="What was accepted, by whom and why, instead of what is open.")
    ] = False,
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """What the rules of plausibility doubt, as of the last run."""
    from flows.checking.listing import doubts
    from flows.terminal_counting import say_doubts
    from flows.warehouse import read_warehouse

    folder = open_workspace(workspace)
    city = load_city(folder)
    with read_warehouse(folder, city.organisation.timezone) as connection:
        found = doubts(connection, city.organisation.languages[0], accepted=accepted)
    if as_json:
        print_json([doubt.model_dump(mode="json") for doubt in found])
    else:
        say_doubts(found)
