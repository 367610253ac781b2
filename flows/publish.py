"""The flow that writes the dashboards."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows.closing.earlier import Published, keep_published
from flows.computing.evaluate import results
from flows.outside import is_outside_fault
from flows.own_factors import load_factors
from flows.progress import display
from flows.reports import report_pages
from flows.settings import last_due_month, load_city, open_workspace
from flows.unchanged import is_unchanged, note_state, state_of, state_of_files
from flows.warehouse import open_warehouse
from indicators.model import Results


@task(
    name="make pages",
    retries=3,
    retry_delay_seconds=2,
    retry_condition_fn=is_outside_fault,
    cache_policy=NO_CACHE,
)
def make_changed_pages(folder: Path, shown: Results) -> list[str]:
    """Make every page and write what changed. A file share may be away for a moment: it is tried again.

    What draws them is loaded only here: most runs have nothing to draw.
    """
    from flows.rendering import make_pages

    return make_pages(folder, shown)


@flow(name="publish", validate_parameters=False)
def publish(workspace: str) -> list[str]:
    """Write the dashboards of the workspace; returns the files that changed."""
    display().start("Oldalak készítése / writing pages")
    folder = open_workspace(Path(workspace))
    city = load_city(folder)
    today = datetime.now(ZoneInfo(city.organisation.timezone)).date()
    as_of = last_due_month(city, today)
    with open_warehouse(folder, city.organisation.timezone) as connection:
        state = state_of(connection, folder, as_of)
        if is_unchanged(folder, "pages", state + state_of_files(folder.site)):
            changed: list[str] = []
        else:
            book = load_factors(folder)
            changed = make_changed_pages(folder.site, results(connection, city, as_of, book))
            keep_published(connection, folder, city, book, Published(on=today, as_of=as_of))
            note_state(folder, "pages", state + state_of_files(folder.site))
    report_pages(folder.site, changed)
    get_run_logger().info("%d files changed", len(changed))
    return changed
