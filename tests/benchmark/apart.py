"""A piece of work in a process of its own, so that its time and memory are its own."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRELUDE = """
import json, time
from pathlib import Path
{code}
start, processor = time.perf_counter(), time.process_time()
work()
seconds, processor = time.perf_counter() - start, time.process_time() - processor
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(json.dumps([seconds, int(status["VmHWM"].split()[0]) / 1024, processor]))
"""


@dataclass(frozen=True)
class Cost:
    """Seconds of the work alone, the most memory that its process ever held (MiB), and its seconds on processors."""

    seconds: float
    peak: float
    processor: float


def cost_of(code: str) -> Cost:
    """Run `work()` as the code defines it; imports above it are not in the seconds. Linux only."""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE.format(code=code)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Cost(*json.loads(done.stdout.splitlines()[-1]))


WORKSPACE = """
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from flows.archive import arrivals
from flows.inbox import inbox_files
from flows.intake import archive_new_files, load_waiting
from flows.loading.bundle import Bundle
from flows.loading.delivery import look_at
from flows.loading.outcomes import known_deliveries
from flows.loading.rows import take_rows
from flows.loading.staging import stage_readings
from flows.settings import load_city, open_workspace
from flows.sources.format import load_formats
from flows.warehouse import open_warehouse
folder = open_workspace(Path({folder!r}))

def archive():
    archive_new_files(folder, inbox_files(folder), datetime(2026, 11, 5, 6, 0, tzinfo=UTC))

def store(city):
    return open_warehouse(folder, city.organisation.timezone)
"""
INGEST = (
    WORKSPACE
    + """
def work():
    city = load_city(folder)
    archive()
    with store(city) as connection:
        load_waiting(connection, folder, city, load_formats(folder).values())
"""
)
"""Inbox to months: archive, check, deduplicate, store, monthly."""

STORE = (
    WORKSPACE
    + """
def work():
    with store(load_city(folder)):
        pass
"""
)
"""A store that holds nothing, or the opening of one that is there."""

READING = (
    WORKSPACE
    + """
archive()

def work():
    city, formats = load_city(folder), list(load_formats(folder).values())
    with store(city) as connection:
        known = known_deliveries(connection)
        for arrival in arrivals(folder.archive):
            with TemporaryDirectory() as scratch:
                found = look_at(connection, arrival, city, formats, Path(scratch), known)
                [table] = found.with_cells(connection, Path(scratch))
                bundle = Bundle((arrival,), table)
                take_rows(connection, bundle)
                stage_readings(connection, bundle, city.organisation.timezone)
            assert connection.execute("SELECT count(*) > 0 AND count(fault) = 0 FROM staged").fetchone()[0]
"""
)
"""Files of quantities from the archive to checked, typed values in temporary tables; none of them has a fault."""


def ingest(folder: Path) -> Cost:
    """What the workspace's inbox costs from archive to months; the store is made if there is none."""
    return cost_of(INGEST.format(folder=str(folder)))


def ingest_into_empty_store(folder: Path) -> Cost:
    """The same into a store that is there already and holds nothing, as that of every city after the first run."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    cost_of(STORE.format(folder=str(folder)))
    return ingest(folder)


def ingest_into_new_store(folder: Path) -> Cost:
    """The same with the making of the store."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    return ingest(folder)


def reading_alone(folder: Path) -> Cost:
    """What it costs to read the workspace's inbox, with nothing that is stored."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    cost_of(STORE.format(folder=str(folder)))
    return cost_of(READING.format(folder=str(folder)))
