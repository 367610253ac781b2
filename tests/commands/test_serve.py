"""`emas serve`: a scheduled run completes, one at a time, and its artifacts stand in Prefect's API."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.commands.test_bad_use import emas, one_sentence
from tests.conftest import TOWN, Town, new_town, supply_point

ROOT = Path(__file__).parents[2]
SECONDS = 240


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    every_minute = TOWN + supply_point("V1", "water.mains") + '\n[schedule]\ncron = "* * * * *"\n'
    town = new_town(tmp_path_factory.mktemp("served") / "town", every_minute)
    town.put(
        "office",
        "w.csv",
        "Mérőhely;Mérőszám;Leolvasás napja;Mérőállás (m3)\nV1;M;2025.01.01.;1\nV1;M;2025.02.01.;9\nV1;M;x;9\n",
    )
    return town


@pytest.fixture(scope="module")
def api(town: Town) -> Iterator[str]:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    with subprocess.Popen(
        [sys.executable, "-m", "flows", "serve", "-w", str(town.root), "--port", str(port)],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as server:
        yield f"http://127.0.0.1:{port}/api"
        server.send_signal(signal.SIGINT)
        try:
            assert server.wait(60) == 0
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            raise


def ask(api: str, what: str, body: dict[str, object]) -> list[dict[str, object]]:
    try:
        answer = httpx.post(f"{api}/{what}/filter", json=body, timeout=10)
    except httpx.TransportError:
        return []
    return list(answer.json()) if answer.status_code == 200 else []


@pytest.mark.slow
def test_a_scheduled_month_completes_and_shows_its_artifacts(api: str, town: Town) -> None:
    until = time.monotonic() + SECONDS
    completed: list[dict[str, object]] = []
    while not completed and time.monotonic() < until:
        time.sleep(1)
        runs = ask(api, "flow_runs", {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}})
        completed = [run for run in runs if run["auto_scheduled"]]
    assert completed, "no scheduled run was completed"
    assert completed[0]["parameters"] == {"workspace": str(town.root)}

    [deployment] = ask(api, "deployments", {})
    assert deployment["schedules"][0]["schedule"]["cron"] == "* * * * *"
    assert deployment["global_concurrency_limit"]["limit"] == 1

    artifacts = {entry["key"]: str(entry["data"]) for entry in ask(api, "artifacts", {})}
    assert {"deliveries", "rejected-rows", "core-indicators", "dashboards"} <= set(artifacts)
    assert "w.csv" in artifacts["deliveries"]
    assert "w.csv, 4. sor" in artifacts["rejected-rows"]
    assert "water.total" in artifacts["core-indicators"]
    assert (town.workspace.site / "hu" / "index.html").is_file()
    assert httpx.get(api.replace("/api", "/api/health")).json() is True


@pytest.mark.slow
def test_a_problem_inside_a_flow_is_told_in_one_sentence(
    api: str, make_town: Callable[..., Town], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the server that is there already: to start another takes longer than the run."""
    monkeypatch.setenv("PREFECT_API_URL", api)
    town = make_town(supply_point("V1", "water.mains"), held=False)
    town.workspace.formats.mkdir()
    (town.workspace.formats / "own.toml").write_text('id = "own')
    assert "own.toml is not valid TOML" in one_sentence(emas("run", "-w", town.root), 2)


def test_the_server_listens_on_the_loopback_address_only() -> None:
    from flows.serving import LOOPBACK

    assert LOOPBACK == "127.0.0.1"
