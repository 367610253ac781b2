"""The flow that takes what the offices sent into the store."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run

from flows.inbox import Inbox, look_into, named_files
from flows.intake import Archived, Intake, load_waiting, note_passed_over, take_in, told, told_passed_over
from flows.outside import is_outside_fault
from flows.problems import Problem
from flows.reports import report_intake
from flows.returning.outbox import Returned, give_back, standing
from flows.settings import Workspace, load_city, open_workspace
from flows.sources.format import load_formats
from flows.warehouse import open_warehouse
from indicators.model import City

TRIES_AGAIN = 3
"""Times that a file is tried again which cannot be read, such as one on a share that is away."""


@task(
    name="find files",
    retries=3,
    retry_delay_seconds=2,
    retry_condition_fn=is_outside_fault,
    cache_policy=NO_CACHE,
)
def find_files(workspace: Workspace, city: City, files: list[str], office: str) -> Inbox:
    """The files of the inbox, or those that were named. A file share may be away for a moment: it is tried again."""
    if files:
        return Inbox(tuple(named_files(workspace, [Path(file) for file in files], office, city)), ())
    return look_into(workspace)


@task(
    name="archive originals",
    retries=TRIES_AGAIN,
    retry_delay_seconds=2,
    retry_condition_fn=is_outside_fault,
    cache_policy=NO_CACHE,
)
def archive_originals(workspace: Workspace, found: Inbox) -> Archived:
    """Keep the bytes of every new file. What cannot be read is tried again, and then passed over."""
    taken = take_in(workspace, found, datetime.now(UTC))
    unread = [entry for entry in taken.passed_over if entry.code == "unreadable_in_inbox"]
    if unread and task_run.run_count <= TRIES_AGAIN:
        raise OSError(f"{unread[0].name}: {unread[0].detail}")
    return taken


@task(name="load deliveries", cache_policy=NO_CACHE)
def load_deliveries(workspace: Workspace, city: City) -> Intake:
    """Load what waits in the archive and settle the months that it touches."""
    with open_warehouse(workspace, city.organisation.timezone) as connection:
        return load_waiting(connection, workspace, city, load_formats(workspace).values())


@task(
    name="return files",
    retries=3,
    retry_delay_seconds=2,
    retry_condition_fn=is_outside_fault,
    cache_policy=NO_CACHE,
)
def return_files(workspace: Workspace, city: City) -> tuple[Returned, ...]:
    """Give each office the files back in which rows are rejected, and take away those that are in order now."""
    with open_warehouse(workspace, city.organisation.timezone) as connection:
        return give_back(connection, workspace, city, load_formats(workspace))


@flow(name="ingest", validate_parameters=False)
def ingest(workspace: str, files: list[str] | None = None, office: str = "") -> Intake:
    """Take the new files of the inbox, or the named files, into archive and store."""
    folder = open_workspace(Path(workspace))
    city = load_city(folder)
    with open_warehouse(folder, city.organisation.timezone) as connection:
        found = find_files(folder, city, files or [], office)
        archived = archive_originals(folder, found)
        get_run_logger().info("%d files, %d of them new", len(found.files), len(archived.arrivals))
        if not files:
            note_passed_over(connection, archived.passed_over)
        elif archived.passed_over:
            raise Problem(told(archived.passed_over[0], "en"))
        intake = load_deliveries(folder, city)
        intake = replace(intake, passed_over=told_passed_over(connection, city.organisation.languages[0]))
        stands = None if intake.outcomes else standing(connection, folder)
        intake = replace(intake, returned=return_files(folder, city) if stands is None else stands)
        report_intake(connection, city, intake)
    return intake
