"""The work of a run without Prefect's server, in a process that may be killed at any moment."""

import multiprocessing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

RECEIVED = datetime(2026, 11, 5, 6, 0, tzinfo=UTC)
AS_OF = date(2025, 12, 1)


def run(root: str) -> None:
    """Inbox to figures, as the steps of the flows do it."""
    from flows.compute import compute_indicators
    from flows.inbox import inbox_files
    from flows.intake import archive_new_files, load_waiting
    from flows.settings import load_city, open_workspace
    from flows.sources.format import load_formats
    from flows.warehouse import open_warehouse

    folder = open_workspace(Path(root))
    city = load_city(folder)
    with open_warehouse(folder, city.organisation.timezone) as connection:
        archive_new_files(folder, inbox_files(folder), RECEIVED)
        load_waiting(connection, folder, city, load_formats(folder).values())
    compute_indicators.fn(folder, city, AS_OF)


def processes() -> Any:
    """Processes that begin with everything imported and nothing opened."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["flows.compute", "flows.intake", "flows.sources.format", __name__])
    return context
