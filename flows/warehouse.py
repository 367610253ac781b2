"""The store: one DuckDB file, its migrations and its transactions.

The file belongs to one command at a time: DuckDB locks it, so a second run at the same time is refused before it
touches anything.
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import duckdb

from flows.problems import Problem
from flows.settings import Workspace

if sys.platform != "win32":
    import fcntl

MOST_MEMORY = "1000MB"
"""What DuckDB may hold in memory; beyond it it writes to data/spill. With Python and its libraries a run stays below
1.5 GB, however large a file is."""

SMALLEST_STORE = 3 * 4096
"""Bytes of the three heads with which DuckDB begins a file."""

BUSY = (
    "another run is using the store of this workspace ({path}). Nothing was changed; wait until it has ended "
    "and start again"
)


@contextmanager
def open_warehouse(workspace: Workspace, timezone: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The store, brought to its newest shape, for as long as the block lasts.

    Raises:
        Problem: another process is using the store, or the file is no store.
    """
    workspace.data.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(workspace.store)
    connection = _connect(workspace.store, read_only=False)
    try:
        prepare_session(connection, timezone, workspace.data)
        migrate(connection)
        yield connection
    finally:
        connection.close()


@contextmanager
def read_warehouse(workspace: Workspace, timezone: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The store for reading only.

    Raises:
        Problem: there is no store yet, it has another shape, or another process is writing to it.
    """
    if not workspace.store.is_file():
        raise Problem("nothing was loaded yet. Put files into inbox/<office>/ and start: emas run")
    connection = _connect(workspace.store, read_only=True)
    try:
        prepare_session(connection, timezone, workspace.data)
        if _applied(connection) != set(migrations()):
            raise Problem("the store was written by another version of this program. Start once: emas run")
        yield connection
    finally:
        connection.close()


def _remove_unfinished(store: Path) -> None:
    """Remove a store whose making broke off before its heads were written: it holds nothing, and nothing can read it.

    Whoever is writing these heads just now holds the lock of the file; then it is left alone. The lock is taken on the
    file that was opened, and another file may meanwhile stand in its place.
    """
    if not store.is_file() or store.stat().st_size >= SMALLEST_STORE:
        return
    if sys.platform == "win32":
        store.unlink()  # refused there while the file is open elsewhere
        return
    with store.open("r+b") as unfinished:
        try:
            fcntl.lockf(unfinished, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Problem(BUSY.format(path=store)) from error
        opened = os.fstat(unfinished.fileno())
        if opened.st_size < SMALLEST_STORE and store.is_file() and os.path.samestat(opened, store.stat()):
            store.unlink()


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except duckdb.IOException as error:
        if "lock" in str(error).lower() or "being used by another process" in str(error).lower():
            raise Problem(BUSY.format(path=path)) from error
        raise Problem(f"the store {path} cannot be opened: {error}") from error


def prepare_session(
    connection: duckdb.DuckDBPyConnection, timezone: str, scratch: Path | None = None
) -> None:
    """Settings of a session: the organisation's time zone, no downloads, no progress bar of DuckDB's own."""
    connection.execute(f"SET TimeZone = '{timezone}'")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SET memory_limit = '{MOST_MEMORY}'")
    if scratch is not None:
        connection.execute("SET temp_directory = ?", [str(scratch / "spill")])


def migrations() -> dict[str, str]:
    """The steps of the store's shape: file name and SQL, in order."""
    folder = resources.files("flows") / "migrations"
    steps = sorted(
        (step for step in folder.iterdir() if step.name.endswith(".sql")), key=lambda step: step.name
    )
    return {step.name: step.read_text(encoding="utf-8") for step in steps}


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Apply the steps that the store has not seen, each in one transaction; to a new store all of them in one.

    Raises:
        Problem: the store is of a newer version than this program.
    """
    applied = _applied(connection)
    steps = migrations()
    if unknown := sorted(applied - set(steps)):
        raise Problem(
            f"the store was written by a newer version of this program (step {unknown[0]}); update it first"
        )
    waiting = {name: sql for name, sql in steps.items() if name not in applied}
    if not applied:
        _apply(connection, waiting)
        return
    for name, sql in waiting.items():
        _apply(connection, {name: sql})


def _apply(connection: duckdb.DuckDBPyConnection, steps: dict[str, str]) -> None:
    with transaction(connection):
        for sql in steps.values():
            connection.execute(sql)
        digests = [hashlib.sha256(sql.encode()).hexdigest() for sql in steps.values()]
        connection.execute("INSERT INTO raw.migrations SELECT unnest(?), unnest(?)", [list(steps), digests])


def _applied(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Steps that the store has seen. To look for a schema is ten times as quick as to look for a table."""
    known = connection.execute("SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'raw'").fetchall()
    if not known[0][0]:
        return set()
    return {name for (name,) in connection.execute("SELECT name FROM raw.migrations").fetchall()}


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Everything in the block happens, or nothing of it."""
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def written_once(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """What is committed in the block goes into the store at once, and not first into its log and from there again.

    For the last large transaction before a store is closed; each one of many would rewrite the ends of all tables.
    """
    connection.execute("SET wal_autocheckpoint = '1KB'")
    try:
        yield
    finally:
        connection.execute("RESET wal_autocheckpoint")
