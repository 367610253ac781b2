"""The commands about closed years."""

from typing import Annotated

import typer

from flows.command_options import HERE, AsJson, Folder, print_json, today
from flows.settings import last_due_month, load_city, open_workspace


def close(
    year: Annotated[int, typer.Argument(help="Calendar year.")],
    by: Annotated[str, typer.Option("--by", help="Who closes the year.")],
    why: Annotated[str, typer.Option("--why", help="Why, such as the statement in which it stands.")],
    incomplete: Annotated[
        list[str] | None,
        typer.Option(
            "--incomplete", help="CODE=REASON: an indicator that stays incomplete; may be repeated."
        ),
    ] = None,
    despite_rejects: Annotated[
        str, typer.Option("--despite-rejects", help="Why the year is closed although rejected rows are open.")
    ] = "",
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Lock a year: freeze its readings, factors, definitions and figures, with hashes."""
    from flows.closing.close import close_year
    from flows.closing.freeze import Decision
    from flows.closing.shown import say_closed
    from flows.warehouse import open_warehouse

    folder = open_workspace(workspace)
    city = load_city(folder)
    reasons = dict(part.partition("=")[::2] for part in incomplete or [])
    decision = Decision(by=by, why=why, incomplete=reasons, despite_rejects=despite_rejects)
    now = today(city)
    with open_warehouse(folder, city.organisation.timezone) as connection:
        as_of = last_due_month(city, now.date())
        closed = close_year(connection, folder, city, as_of, year, decision, now)
    if as_json:
        print_json(closed.model_dump(mode="json"))
    else:
        say_closed(closed)


def diff(
    year: Annotated[int, typer.Argument(help="Calendar year; without it, every year.")] = 0,
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """What a year comes to today beside what was published of it, and because of what.

    Of a closed year every figure that would be otherwise; of an open one what has changed since the last day on which
    other figures were published.
    """
    from flows.closing.close import changes_of_open_years, difference
    from flows.closing.shown import say_difference
    from flows.warehouse import read_warehouse

    folder = open_workspace(workspace)
    city = load_city(folder)
    with read_warehouse(folder, city.organisation.timezone) as connection:
        as_of = last_due_month(city, today(city).date())
        opened = changes_of_open_years(connection, folder, city, as_of, year)
        found = difference(connection, folder, year).model_copy(update={"open_years": opened})
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        say_difference(found, city)
    if any(closed.changed_files for closed in found.years):
        raise typer.Exit(1)
