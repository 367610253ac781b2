"""New files of the offices into archive and store: what is archived first cannot be lost, whatever happens after.

The archive is the list of what arrived. Loading takes from it everything that the store does not hold yet: what a
killed run left, what a lost store needs again, and what could not be read before.
"""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from flows.archive import Arrival, arrivals, keep
from flows.checking.acceptances import load_acceptances, register_acceptances
from flows.closing.register import bring_closings
from flows.corrections.refused import refused_corrections
from flows.corrections.register import load_corrections, register_corrections
from flows.inbox import Inbox, InboxFile, PassedOver, new_arrivals, unreadable
from flows.loading.outcomes import Outcome
from flows.loading.together import load_deliveries
from flows.own_conversions import register_own_conversions
from flows.own_factors import load_factors
from flows.problems import Problem
from flows.progress import display
from flows.returning.outbox import Returned
from flows.settings import Workspace
from flows.settling.register import register_city
from flows.settling.settle import has_pending, settle
from flows.sources.format import Format
from flows.unchanged import forget
from flows.warehouse import transaction
from indicators.contracts import PASSED_OVER
from indicators.findings import sentence
from indicators.model import City, Language

ARCHIVE_FULL = (
    "the archive {path} cannot be written ({why}). Nothing is lost: what is not in it yet still lies in the inbox. "
    "Make room or mend the rights of the folder, and start again"
)


@dataclass(frozen=True)
class Intake:
    """What an ingest did."""

    outcomes: tuple[Outcome, ...]
    series_settled: int
    refused_corrections: tuple[str, ...] = ()
    returned: tuple[Returned, ...] = ()
    passed_over: tuple[str, ...] = ()

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
        """Whether any row or any whole file was rejected, or could not even be taken in."""
        return self.rows_rejected > 0 or self.count("rejected") > 0 or bool(self.passed_over)


@dataclass(frozen=True)
class Archived:
    """What was new in the inbox and lies in the archive now, and what could not be taken in."""

    arrivals: tuple[Arrival, ...]
    passed_over: tuple[PassedOver, ...]


def archive_new_files(
    workspace: Workspace, files: Iterable[InboxFile], received_at: datetime
) -> list[Arrival]:
    """Copy what is new into the archive; afterwards the inbox is no longer needed."""
    return list(take_in(workspace, Inbox(tuple(files), ()), received_at).arrivals)


def take_in(workspace: Workspace, inbox: Inbox, received_at: datetime) -> Archived:
    """Copy what is new into the archive. A file that cannot be read, or changes meanwhile, holds up no other.

    Raises:
        Problem: the archive itself cannot be written.
    """
    found, unread = new_arrivals(list(arrivals(workspace.archive)), inbox.files, received_at)
    passed = [*inbox.passed_over, *unread]
    kept = []
    for arrival, is_kept in keep(workspace.archive, found):
        if isinstance(is_kept, OSError):
            if not _is_of(is_kept, arrival.path):
                why = is_kept.strerror or is_kept
                raise Problem(ARCHIVE_FULL.format(path=workspace.archive, why=why)) from is_kept
            passed.append(unreadable(arrival.office_id, arrival.file_name, is_kept))
        elif is_kept:
            kept.append(arrival)
        else:
            passed.append(PassedOver(arrival.office_id, arrival.file_name, "still_written"))
    return Archived(tuple(kept), tuple(passed))


def _is_of(error: OSError, path: Path) -> bool:
    """Whether an error is about a file in the inbox; all others are about the archive."""
    return error.filename is not None and Path(os.fsdecode(error.filename)) == path


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
    register_own_conversions(connection, load_factors(workspace))
    waiting = waiting_arrivals(connection, workspace.archive)
    tracked = display().track(waiting, len(waiting), "Fájlok betöltése / loading files")
    outcomes = tuple(load_deliveries(connection, tracked, city, list(formats)))
    display().start("Hónapok számítása / settling months")
    if has_pending(connection):
        forget(workspace)
    settled = settle(connection, city.organisation.timezone)
    return Intake(outcomes, settled, refused_corrections(connection, city.organisation.languages[0]))


def note_passed_over(connection: duckdb.DuckDBPyConnection, passed: Iterable[PassedOver]) -> None:
    """Bring raw.passed_over to what lies in the inbox now and was not taken in."""
    rows = sorted(astuple(entry) for entry in passed)
    name = PASSED_OVER.qualified_name
    if rows == connection.execute(f"FROM {name} ORDER BY ALL").fetchall():
        return
    with transaction(connection):
        connection.execute(f"DELETE FROM {name}")
        for row in rows:
            connection.execute(f"INSERT INTO {name} VALUES (?, ?, ?, ?)", list(row))


def told_passed_over(connection: duckdb.DuckDBPyConnection, language: Language) -> tuple[str, ...]:
    """A sentence for each."""
    rows = connection.execute(f"FROM {PASSED_OVER.qualified_name} ORDER BY ALL").fetchall()
    return tuple(told(PassedOver(*row), language) for row in rows)


def told(entry: PassedOver, language: Language) -> str:
    """The sentence about a file that was not taken in."""
    return sentence(entry.code, language, file=entry.name, office=entry.office_id, detail=entry.detail)
