"""Wrong use gets one clear sentence and an exit code, never a traceback; nothing is lost or half loaded."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.conftest import EXAMPLE, Town, supply_point

ROOT = Path(__file__).parents[2]


def emas(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def one_sentence(done: subprocess.CompletedProcess[str], code: int) -> str:
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith("emas: ")
    return line


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    return make_town(supply_point("V1", "water.mains"), held=False)


@pytest.mark.parametrize("command", ["run", "status", "ingest"])
def test_a_folder_that_is_no_workspace(tmp_path: Path, command: str) -> None:
    assert "is not a workspace: it has no city.toml" in one_sentence(emas(command, "-w", tmp_path), 2)


def test_nothing_loaded_yet(town: Town) -> None:
    assert "nothing was loaded yet" in one_sentence(emas("status", "-w", town.root), 1)


def test_an_unknown_office(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x")
    says = one_sentence(emas("ingest", file, "--office", "nobody", "-w", town.root), 2)
    assert "no office is called 'nobody'; the offices are office" in says
    assert "say which office sent a.csv" in one_sentence(emas("ingest", file, "-w", town.root), 2)


def test_a_file_that_is_not_there(town: Town, tmp_path: Path) -> None:
    assert "there is no file" in one_sentence(emas("check", tmp_path / "none.csv", "-w", town.root), 2)


def test_a_register_that_contradicts_itself(town: Town) -> None:
    town.workspace.city_file.write_text(
        town.workspace.city_file.read_text() + supply_point("V2", "water.mains", "moon")
    )
    says = one_sentence(emas("run", "-w", town.root), 2)
    assert "supply point 'V2' names the site 'moon', which is not declared" in says


def test_a_register_that_is_no_toml(town: Town) -> None:
    town.workspace.city_file.write_text("[organisation\n")
    assert "city.toml is not valid TOML" in one_sentence(emas("run", "-w", town.root), 2)


def test_a_full_disk_is_told_in_one_sentence() -> None:
    """Whatever command meets it: the file system says no, and no trace of the program is shown."""
    full = "import errno, flows.cli as cli\ndef app(): raise OSError(errno.ENOSPC, 'No space left on device', 'site')\n"
    done = subprocess.run(
        [sys.executable, "-c", full + "cli.app = app\ncli.main()"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "300"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "No space left on device" in one_sentence(done, 1)


def test_a_second_run_at_the_same_time_changes_nothing(town: Town) -> None:
    town.ingest()
    town.put("office", "v.csv", "Mérőhely;Mérőszám;Leolvasás napja;Mérőállás (m3)\nV1;M;2025.01.01.;1\n")
    with town.store():
        assert "another run is using the store" in one_sentence(emas("run", "-w", town.root), 1)
        assert "another run is using the store" in one_sentence(emas("status", "-w", town.root), 1)
    assert town.rows("SELECT count(*) FROM raw.deliveries") == [(0,)]
    assert not list(town.workspace.archive.glob("arrivals/*"))


def test_a_store_that_is_no_store(town: Town) -> None:
    town.workspace.data.mkdir()
    town.workspace.store.write_text("not a database")
    assert "cannot be opened" in one_sentence(emas("status", "-w", town.root), 1)


def test_a_store_of_a_newer_version(town: Town) -> None:
    town.ingest()
    with duckdb.connect(town.workspace.store) as connection:
        connection.execute("INSERT INTO raw.migrations VALUES ('9999_future.sql', '0')")
    assert "written by a newer version" in one_sentence(emas("run", "-w", town.root), 1)


def test_a_folder_with_something_in_it_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert "is not empty" in one_sentence(emas("init", tmp_path), 2)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_new_workspace_is_ready_to_run(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    done = emas("init", folder)
    assert done.returncode == 0
    assert (folder / "templates" / "hu-waste-notes.xlsx").is_file()
    checked = emas("check", folder / "templates" / "hu-waste-notes.xlsx", "-w", folder, "--json", "--strict")
    assert checked.returncode == 3
    assert json.loads(checked.stdout)["format_id"] == "hu-waste-notes"


def test_check_reads_without_loading(town: Town) -> None:
    file = EXAMPLE / "inbox" / "vizmu" / "2025" / "viz_2025.csv"
    done = emas("check", file, "-w", town.root, "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["rows_read"], found["rows_rejected"]) == (0, 72, 1)
    assert found["rejects"][0]["row_number"] == 45
    assert found["totals"][0]["known"] is False
    assert not town.workspace.data.exists()


def test_usage_errors_end_with_two() -> None:
    done = emas("run", "--bogus")
    assert done.returncode == 2
    assert "No such option" in done.stderr
    assert "Traceback" not in done.stderr
