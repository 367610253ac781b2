"""New files of the offices into archive and store: what is archived first cannot be lost, whatever happens after.

The archive is the list of what arrived. Loading takes from it everything that the store does not hold yet: what a
killed run left, what a lost store needs again, and what could not be read before.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from flows.archive import Arrival, arrivals, keep
from flows.checking.acceptances import load_acceptances, register_acceptances
from flows.closing.register import bring_closings
from flows.corrections.refused import refused_corrections
from flows.corrections.register import load_corrections, register_corrections
from flows.inbox import InboxFile, new_arrivals
from flows.loading.delivery import Outcome
from flows.loading.together import load_deliveries
from flows.progress import display
from flows.returning.outbox import Returned
from flows.settings import Workspace
from flows.settling.register import register_city
from flows.settling.settle import has_pending, settle
from flows.sources.format import Format
from flows.unchanged import forget
from indicators.model import City


@dataclass(frozen=True)
class Intake:
    """What an ingest did."""

    outcomes: tuple[Outcome, ...]
    series_settled: int
    refused_corrections: tuple[str, ...] = ()
    returned: tuple[Returned, ...] = ()

    def count(self, status: str) -> int:
        """How many deliveries came to this."""
        return Counter(outcome.status for outcome in self.outcomes)[status]

    @property
    def rows_read(self) -> int:
        """Data rows of all deliveries of this run."""
        return sum(outcome.rows_read for outcome in self.outcomes)

    @property
    def rows_rejected(self) -> int:
        """Rejected rows of all deliveries of this run."""
        return sum(outcome.rows_rejected for outcome in self.outcomes)

    @property
    def has_rejects(self) -> bool:
        """Whether any row or any whole file was rejected."""
        return self.rows_rejected > 0 or self.count("rejected") > 0


def archive_new_files(
    workspace: Workspace, files: Iterable[InboxFile], received_at: datetime
) -> list[Arrival]:
    """Copy what is new into the archive; afterwards the inbox is no longer needed."""
    known = list(arrivals(workspace.archive))
    return keep(workspace.archive, new_arrivals(known, files, received_at))


def waiting_arrivals(connection: duckdb.DuckDBPyConnection, archive: Path) -> list[Arrival]:
    """Arrivals that the store does not hold, or of which it could not read a row, in order of arrival."""
    read = set(
        connection.execute("""
            SELECT delivery_id, office_id, file_name FROM raw.deliveries WHERE rows_read > 0 OR status = 'duplicate'
        """).fetchall()
    )
    return [
        arrival
        for arrival in arrivals(archive)
        if (arrival.delivery_id, arrival.office_id, arrival.file_name) not in read
    ]


def load_waiting(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, city: City, formats: Iterable[Format]
) -> Intake:
    """Load every waiting arrival, whole or not at all, and settle the months that they touch."""
    corrections = load_corrections(workspace)
    acceptances = load_acceptances(workspace)
    bring_closings(connection, workspace)
    register_city(connection, city)
    register_corrections(connection, corrections)
    register_acceptances(connection, acceptances)
    waiting = waiting_arrivals(connection, workspace.archive)
    tracked = display().track(waiting, len(waiting), "Fájlok betöltése / loading files")
    outcomes = tuple(load_deliveries(connection, tracked, city, list(formats)))
    display().start("Hónapok számítása / settling months")
    if has_pending(connection):
        forget(workspace)
    settled = settle(connection, city.organisation.timezone)
    return Intake(outcomes, settled, refused_corrections(connection, city.organisation.languages[0]))
