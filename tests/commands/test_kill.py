"""A run that is killed leaves nothing that the next one does not put right: the tables are those of a quiet run.

EMAS_KILLS says how many moments are tried (the same ones every time); a few by default.
"""

import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from flows.settings import open_workspace
from indicators.contracts import TABLES
from tests.commands.killed_run import processes, run
from tests.conftest import EXAMPLE, Town

KILLS = int(os.environ.get("EMAS_KILLS", "3"))
FILES = 5
"""Small files of several offices: bills, waste notes, intervals, annual values."""


def small_city(root: Path) -> Town:
    """Some of the example city's files; its register as it is."""
    root.mkdir(parents=True)
    shutil.copy(EXAMPLE / "city.toml", root)
    for office in sorted((EXAMPLE / "inbox").iterdir()):
        smallest = sorted(
            (path for path in office.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size
        )
        for path in smallest[:1]:
            target = root / "inbox" / path.relative_to(EXAMPLE / "inbox")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return Town(open_workspace(root))


def contents(town: Town) -> dict[str, list[tuple[object, ...]]]:
    with town.store() as connection:
        return {
            table.qualified_name: connection.execute(f"FROM {table.qualified_name} ORDER BY ALL").fetchall()
            for table in TABLES
        }


def run_apart(town: Town, *, killed_after: float | None = None) -> float:
    """Run in a process of its own; say how long it took."""
    process = processes().Process(target=run, args=(str(town.root),))
    start = time.perf_counter()
    process.start()
    if killed_after is not None:
        process.join(killed_after)
        if process.pid is not None and process.is_alive():
            os.kill(process.pid, signal.SIGKILL)
    process.join()
    took = time.perf_counter() - start
    if killed_after is None:
        assert process.exitcode == 0
    return took


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_run_that_is_killed_at_any_moment_leaves_no_trace(tmp_path: Path) -> None:
    quiet = small_city(tmp_path / "quiet")
    run_apart(quiet)
    expected = contents(quiet)
    assert len(expected["raw.deliveries"]) >= FILES
    assert len(expected["core.readings"]) > 20
    shutil.rmtree(quiet.workspace.data)
    length = run_apart(quiet)
    moments = random.Random(20261125)
    cut_short = 0
    for number in range(KILLS):
        town = small_city(tmp_path / f"killed-{number}")
        for _ in range(1 + number % 2):
            moment = moments.uniform(0, length)
            cut_short += run_apart(town, killed_after=moment) <= moment + 0.5
        run_apart(town)
        found = contents(town)
        different = [name for name in expected if found[name] != expected[name]]
        assert different == [], f"kill {number}"
        shutil.rmtree(town.root)
    assert cut_short > KILLS / 2
