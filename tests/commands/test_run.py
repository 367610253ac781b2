"""The whole month as a user starts it: in a process of its own, with Prefect, and with no way to the internet."""

import hashlib
import json
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboards.evidence_links import evidence_page, site_page
from dashboards.figures.drawing import Figure
from dashboards.pages import NAVIGATION
from tests.chromium import Visit
from tests.conftest import Town, copy_of_example

ROOT = Path(__file__).parents[2]
GUARD = """
import os, socket
LOOPBACK = ("127.0.0.1", "::1", "localhost", "0.0.0.0")
def watched(call):
    def connect(self, address, *rest):
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            with open(os.environ["WATCHED_CONNECTIONS"], "a") as file:
                file.write(f"{address}\\n")
            raise ConnectionRefusedError(f"no network in this test: {address}")
        return call(self, address, *rest)
    return connect
socket.socket.connect = watched(socket.socket.connect)
socket.socket.connect_ex = watched(socket.socket.connect_ex)
"""


def run(town: Town, guard: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(
        [sys.executable, "-m", "flows", "run", "--workspace", str(town.root), *options],
        cwd=ROOT,
        env=environment
        | {"PYTHONPATH": f"{guard}{os.pathsep}{ROOT}", "WATCHED_CONNECTIONS": str(guard / "connections.txt")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=400,
        check=False,
    )


def published(town: Town) -> dict[str, str]:
    return {
        path.relative_to(town.workspace.site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in town.workspace.site.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def guard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guard")
    (folder / "sitecustomize.py").write_text(GUARD)
    return folder


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return copy_of_example(tmp_path_factory.mktemp("run") / "város ő ű")


@pytest.fixture(scope="module")
def first(town: Town, guard: Path) -> subprocess.CompletedProcess[str]:
    return run(town, guard, "--json", "--strict")


@pytest.mark.slow
def test_the_month_of_the_example_city_runs(first: subprocess.CompletedProcess[str], town: Town) -> None:
    assert first.returncode == 3, first.stderr
    assert first.stderr == ""
    said = json.loads(first.stdout)
    assert (len(said["deliveries"]), said["indicators"], said["findings"]) == (193, 1704, 25)
    assert {"index.html", "hu/index.html", "en/index.html", "hu/energy.html", "en/data-quality.html"} <= set(
        published(town)
    )
    assert len([name for name in published(town) if name.endswith("plotly.min.js")]) == 1


@pytest.mark.slow
def test_files_with_rejected_rows_are_back_at_their_offices(
    first: subprocess.CompletedProcess[str], town: Town
) -> None:
    returned = json.loads(first.stdout)["returned"]
    written = {path.relative_to(town.root).as_posix() for path in town.workspace.outbox.rglob("*.xlsx")}
    assert {file["path"] for file in returned} == written
    assert "outbox/vizmu/2025/viz_2025.csv.xlsx" in written
    assert all(file["is_new"] and file["rows_open"] == 1 for file in returned)


@pytest.mark.slow
def test_every_page_is_light(first: subprocess.CompletedProcess[str], town: Town) -> None:
    """Without the shared assets at most 300 KB, and 60 KB compressed."""
    assert first.returncode == 3
    contents = {path.name: path.read_bytes() for path in town.workspace.site.rglob("*.html")}
    assert [name for name, content in contents.items() if len(content) > 300_000] == []
    assert [name for name, content in contents.items() if len(zlib.compress(content)) > 60_000] == []


@pytest.mark.slow
def test_plotly_accepts_every_figure(first: subprocess.CompletedProcess[str], town: Town) -> None:
    """What a figure is made of is the same in every language."""
    assert first.returncode == 3
    pages = [path.read_text(encoding="utf-8") for path in (town.workspace.site / "hu").glob("*.html")]
    held = [found[1] for page in pages if (found := re.search(r'id="figure-data">(.*?)</script>', page))]
    figures = [Figure(**figure) for one in held for figure in json.loads(one)["figures"].values()]
    assert len(figures) > 60
    for figure in figures:
        figure.checked()


@pytest.mark.slow
def test_every_page_says_that_the_figures_are_invented(
    first: subprocess.CompletedProcess[str], town: Town
) -> None:
    assert first.returncode == 3
    pages = sorted(town.workspace.site.rglob("*.html"))
    assert len(pages) >= 11
    silent = [
        page.name
        for page in pages
        if not any(word in page.read_text(encoding="utf-8").lower() for word in ("kitalált", "invented"))
    ]
    assert silent == []


@pytest.mark.slow
@pytest.mark.browser
def test_a_real_browser_opens_every_page_without_a_complaint(
    first: subprocess.CompletedProcess[str], town: Town, visit: Callable[..., Visit]
) -> None:
    assert first.returncode == 3
    names = sorted(path.stem for path in (town.workspace.site / "hu").glob("*.html"))
    sites = [site.id for site in town.city.sites]
    assert {
        *NAVIGATION,
        *map(site_page, sites),
        *map(evidence_page, sites),
        "evidence.2025.energy-total",
    } <= set(names)
    kinds = [name for name in names if "." not in name or name == "evidence.2025.energy-total"]
    opened = visit()
    for name in kinds:
        opened.open((town.workspace.site / "hu" / f"{name}.html").as_uri())
        assert opened.page.locator("h1").count() == 1
        assert (name, opened.said) == (name, [])
    assert len(opened.asked) > len(kinds)
    assert [address for address in opened.asked if not address.startswith("file:")] == []


@pytest.mark.slow
def test_a_second_run_changes_no_published_byte(
    first: subprocess.CompletedProcess[str], town: Town, guard: Path
) -> None:
    assert first.returncode == 3
    before = published(town)
    again = run(town, guard, "--strict")
    assert again.returncode == 0, again.stderr
    assert "Nothing new came." in again.stdout
    assert "The pages are as they were." in again.stdout
    assert published(town) == before


@pytest.mark.slow
def test_no_run_looked_for_the_network(first: subprocess.CompletedProcess[str], guard: Path) -> None:
    assert first.returncode == 3
    assert not (guard / "connections.txt").exists(), (guard / "connections.txt").read_text()


def test_the_guard_would_have_seen_a_connection(guard: Path, tmp_path: Path) -> None:
    seen = tmp_path / "connections.txt"
    attempt = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    done = subprocess.run(
        [sys.executable, "-c", attempt],
        env=os.environ | {"PYTHONPATH": str(guard), "WATCHED_CONNECTIONS": str(seen)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert "192.0.2.1" in seen.read_text()
