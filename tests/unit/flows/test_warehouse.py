"""A store whose making broke off is made anew; one that is being made is left alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from flows.problems import Problem
from flows.settings import Workspace
from flows.warehouse import SMALLEST_STORE, open_warehouse

ZONE = "Europe/Budapest"


@pytest.mark.parametrize("size", [0, 1, 4096, 8192, SMALLEST_STORE - 1])
def test_a_store_whose_making_broke_off_is_made_anew(tmp_path: Path, size: int) -> None:
    workspace = Workspace(tmp_path)
    with open_warehouse(workspace, ZONE):
        pass
    whole = workspace.store.read_bytes()
    workspace.store.write_bytes(whole[:size])
    with open_warehouse(workspace, ZONE) as connection:
        assert connection.execute("SELECT count(*) FROM raw.deliveries").fetchall() == [(0,)]
    assert workspace.store.stat().st_size > SMALLEST_STORE


def test_a_store_that_another_process_is_making_is_left_alone(tmp_path: Path) -> None:
    # Locks belong to processes, so that this one cannot hold the lock against itself: a child holds it.
    workspace = Workspace(tmp_path)
    workspace.data.mkdir()
    workspace.store.write_bytes(b"begun")
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import fcntl, sys; f = open(sys.argv[1], 'r+b'); fcntl.lockf(f, fcntl.LOCK_EX); print('held', flush=True);"
            "sys.stdin.read()",
            str(workspace.store),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Problem, match="another run is using the store"), open_warehouse(workspace, ZONE):
            pass
        assert workspace.store.read_bytes() == b"begun"
    finally:
        holder.communicate(b"")


def test_a_file_that_is_no_store_is_not_removed(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.data.mkdir()
    something = b"x" * SMALLEST_STORE
    workspace.store.write_bytes(something)
    with pytest.raises(Problem, match="cannot be opened"), open_warehouse(workspace, ZONE):
        pass
    assert workspace.store.read_bytes() == something
