"""The command line `emas`. Each command loads only what it needs: Prefect takes seconds."""

import atexit
import os
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows import cli_closing, cli_counting, cli_factors, cli_performance, terminal
from flows.command_options import HERE, AsJson, Folder, print_json, today
from flows.problems import Problem
from flows.settings import Workspace, last_due_month, load_city, open_workspace, prepare_prefect
from indicators.model import ORGANISATION, City

app = typer.Typer(
    name="emas",
    help="From the files that city offices send to EMAS core indicators and dashboards.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Strict = Annotated[bool, typer.Option("--strict", help="End with exit code 3 if anything was rejected.")]
Office = Annotated[
    str, typer.Option("--office", help="Office that sent the files, where their folder does not say it.")
]
FILE_SYSTEM = (
    "the file system refused the work: {why}. What was archived stays archived; mend this and start again, and the "
    "work is taken up where it ended"
)
DONE_WITH_REJECTS = 3
CORRECTION_REFUSED = 4


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="New folder of the city.")]) -> None:
    """Make a new workspace: city.toml to fill in, inboxes, and a template for every kind of delivery."""
    from flows.new_workspace import new_workspace

    terminal.say_new_workspace(new_workspace(folder))


@app.command()
def run(workspace: Folder = HERE, as_json: AsJson = False, strict: Strict = False) -> None:
    """The month: take in what is new, compute, publish. Safe to repeat at any time."""
    folder = open_workspace(workspace)
    city = load_city(folder)
    with _store_is_free(folder, city):
        prepare_prefect(folder)
        from flows.progress import shown_on
        from flows.schedule import monthly

        with shown_on(Console(stderr=True)):
            month = monthly(str(folder.root))
    if as_json:
        print_json(terminal.month_as_record(month, folder))
    else:
        terminal.say_month(month, folder, city)
    if month.intake.refused_corrections:
        raise typer.Exit(CORRECTION_REFUSED)
    if strict and month.intake.has_rejects:
        raise typer.Exit(DONE_WITH_REJECTS)


def _store_is_free(folder: Workspace, city: City) -> AbstractContextManager[object]:
    """Hold the store from the first moment, so that a second run is told so before it starts Prefect."""
    from flows.warehouse import open_warehouse

    return open_warehouse(folder, city.organisation.timezone)


@app.command()
def ingest(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files to load; without any, the inboxes.")
    ] = None,
    office: Office = "",
    workspace: Folder = HERE,
    as_json: AsJson = False,
    strict: Strict = False,
) -> None:
    """Take in files only; indicators and pages stay as they are until the next run."""
    from flows.inbox import named_files

    folder = open_workspace(workspace)
    city = load_city(folder)
    named_files(folder, files or [], office, city)
    with _store_is_free(folder, city):
        prepare_prefect(folder)
        from flows.ingest import ingest as ingest_flow
        from flows.progress import shown_on

        with shown_on(Console(stderr=True)):
            intake = ingest_flow(
                str(folder.root), [str(file.expanduser().resolve()) for file in files or []], office
            )
    if as_json:
        print_json(terminal.intake_as_record(intake))
    else:
        terminal.say_intake(intake)
    if intake.refused_corrections:
        raise typer.Exit(CORRECTION_REFUSED)
    if strict and intake.has_rejects:
        raise typer.Exit(DONE_WITH_REJECTS)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="File to look at.")],
    propose: Annotated[
        bool,
        typer.Option("--propose", help="Draft a format for the file, as TOML to look through and confirm."),
    ] = False,
    office: Office = "",
    workspace: Folder = HERE,
    as_json: AsJson = False,
    strict: Strict = False,
) -> None:
    """Say how a file would be read, row by row, and why so, without loading it; or draft a format for it."""
    from flows.inbox import named_files
    from flows.trying.show import show_proposal, show_trial
    from flows.trying.trial import try_file, try_proposal

    folder = open_workspace(workspace)
    city = load_city(folder)
    [named] = named_files(folder, [file], office or city.offices[0].id, city)
    if propose:
        tried = try_proposal(folder, city, named.path, named.office_id)
        if as_json:
            print_json(tried.model_dump(mode="json"))
        else:
            sys.stdout.write(tried.proposal.toml)
            show_proposal(terminal.ERR, tried)
        return
    trial = try_file(folder, city, named.path, named.office_id)
    if as_json:
        print_json(trial.model_dump(mode="json"))
    else:
        show_trial(terminal.OUT, trial)
    if strict and (trial.rows_rejected or trial.status == "rejected"):
        raise typer.Exit(DONE_WITH_REJECTS)


@app.command()
def status(
    workspace: Folder = HERE,
    year: Annotated[
        int, typer.Option(help="Calendar year; without it, that of the last month that is due.")
    ] = 0,
    statement: Annotated[bool, typer.Option(help="Only what blocks a statement of the year.")] = False,
    as_json: AsJson = False,
) -> None:
    """Per office and month: delivered, estimated, rejected, missing; and what blocks a statement of the year."""
    from flows.status import office_months, statement_blocks
    from flows.warehouse import read_warehouse
    from indicators.omissions import statement_year

    folder = open_workspace(workspace)
    city = load_city(folder)
    as_of = last_due_month(city, today(city).date())
    with read_warehouse(folder, city.organisation.timezone) as connection:
        months = office_months(connection, city, as_of, year or as_of.year)
        blocks = statement_blocks(connection, city, year or statement_year(as_of))
    if as_json:
        print_json(
            blocks.model_dump(mode="json")
            if statement
            else [month.model_dump(mode="json") for month in months]
        )
        return
    if not statement:
        terminal.say_status(months, year or as_of.year)
    terminal.say_blocks(blocks)


@app.command()
def explain(
    indicator: Annotated[str, typer.Argument(help="Indicator code, such as energy.total.")],
    year: Annotated[int, typer.Argument(help="Calendar year.")],
    site: Annotated[
        str, typer.Option("--site", help="Site; without it, the whole organisation.")
    ] = ORGANISATION,
    breakdown: Annotated[
        str, typer.Option("--breakdown", help="Part of the indicator, such as a stream.")
    ] = "",
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """From R to A and B, to the readings, to file, sheet and row."""
    from flows.computing.explain import explain as explain_figure
    from flows.own_factors import load_factors
    from flows.warehouse import read_warehouse

    folder = open_workspace(workspace)
    city = load_city(folder)
    as_of = last_due_month(city, today(city).date())
    with read_warehouse(folder, city.organisation.timezone) as connection:
        explained = explain_figure(
            connection, city, as_of, indicator, year, site, breakdown, load_factors(folder)
        )
    if as_json:
        print_json(explained.model_dump(mode="json"))
    else:
        terminal.say_explanation(explained, city)


app.command()(cli_counting.history)
app.command()(cli_counting.checks)


app.command()(cli_performance.indicators)
app.command()(cli_performance.targets)
app.command()(cli_performance.weather)
app.command()(cli_factors.factors)
app.command()(cli_closing.close)
app.command()(cli_closing.diff)


@app.command(name="export")
def export_tables(
    folder: Annotated[Path, typer.Argument(help="Folder for the files.")],
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Write every table as CSV and Parquet with a Frictionless datapackage.json."""
    from flows.export import export
    from flows.warehouse import read_warehouse

    place = open_workspace(workspace)
    city = load_city(place)
    with read_warehouse(place, city.organisation.timezone) as connection:
        written = export(connection, city, folder.expanduser().resolve())
    if as_json:
        print_json([str(path) for path in written])
    else:
        terminal.say_export(written)


@app.command()
def serve(
    workspace: Folder = HERE,
    port: Annotated[int, typer.Option(help="Port of the Prefect server on 127.0.0.1.")] = 4200,
) -> None:
    """Prefect server and monthly schedule in one process, on this machine only, until stopped with Ctrl+C."""
    from flows.serving import ended_by_interrupt, prefect_server

    folder = open_workspace(workspace)
    city = load_city(folder)
    prepare_prefect(folder, console_level="WARNING")
    with ended_by_interrupt(), prefect_server(port) as address:
        os.environ["PREFECT_API_URL"] = address
        from flows.schedule import serve_month

        terminal.say_serving(address, city)
        serve_month(folder, city)


def main() -> None:
    """Run a command; what a person can mend is told in one sentence."""
    code: list[int] = []
    atexit.register(_end_quietly, code)
    try:
        app()
    except SystemExit as end:
        code.append(end.code if isinstance(end.code, int) else int(end.code is not None))
    except Problem as problem:
        terminal.say_problem(problem)
        code.append(problem.exit_code)
    except OSError as error:
        terminal.say_problem(Problem(FILE_SYSTEM.format(why=error)))
        code.append(Problem.exit_code)
    sys.exit(code[0])


def _end_quietly(code: list[int]) -> None:
    """Leave without Python's own tidying up, once every other exit function has run.

    Prefect keeps the flows alive to the very end, and through them DuckDB's binding, which would then list itself as
    a leak on the terminal.
    """
    if "prefect" in sys.modules and code:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code[0])
