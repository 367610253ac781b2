"""A piece of work in a process of its own, so that its time and memory are its own."""

import json
import os
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


INGEST = """
from datetime import UTC, datetime
from flows.inbox import inbox_files
from flows.intake import archive_new_files, load_waiting
from flows.settings import load_city, open_workspace
from flows.sources.format import load_formats
from flows.warehouse import open_warehouse
folder = open_workspace(Path({folder!r}))

def work():
    city = load_city(folder)
    archive_new_files(folder, inbox_files(folder), datetime(2026, 11, 5, 6, 0, tzinfo=UTC))
    with open_warehouse(folder, city.organisation.timezone) as connection:
        load_waiting(connection, folder, city, load_formats(folder).values())
"""
"""Inbox to months: archive, check, deduplicate, store, monthly."""


def ingest(folder: Path) -> Cost:
    """What the workspace's inbox costs from archive to months."""
    return cost_of(INGEST.format(folder=str(folder)))
