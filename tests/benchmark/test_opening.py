"""The pages of the example city in a real Chromium: how soon they are there, and that none has a fault.

Cold is a context of its own, which has nothing in its cache. Every page of every language is visited in both themes.
"""

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dashboards.pages import NAVIGATION
from flows.computing.evaluate import results
from flows.rendering import make_pages
from tests.benchmark.conftest import Told
from tests.benchmark.sweep import SCREEN, Found, sweep
from tests.chromium import chromium
from tests.conftest import Town

FIRST_CHART, VISIBLE_CHARTS = 1.5, 2.5
"""Seconds until they are drawn."""

TRIES = 3
KINDS = [*NAVIGATION, "site-varoshaza", "evidence", "evidence-varoshaza", "evidence-varoshaza.2025"]
NOTE_DRAWN = """
window.drawnAt = {};
addEventListener("DOMContentLoaded", () => {
  const note = (records) => {
    for (const { target } of records) if (target.dataset.drawn) window.drawnAt[target.id] ??= performance.now();
  };
  new MutationObserver(note).observe(document.body, {
    subtree: true, attributes: true, attributeFilter: ["data-drawn"],
  });
});
"""
VISIBLE_ONES = """
() => {
  const visible = [...document.querySelectorAll(".chart")].filter((chart) => {
    const place = chart.getBoundingClientRect();
    return place.top < window.innerHeight && place.bottom > 0;
  });
  const times = visible.map((chart) => window.drawnAt[chart.id]);
  return times.includes(undefined) ? null : times;
}
"""


@pytest.fixture(scope="module")
def site(example_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example-site")
    with example_town.store() as connection:
        make_pages(folder, results(connection, example_town.city, example_town.as_of))
    return folder


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def seconds_to_drawn(browser: Browser, address: str) -> tuple[float, float]:
    """Seconds from a cold start to the first chart and to the last that is in view; 0 where there is none."""
    context = browser.new_context(viewport=SCREEN)
    context.add_init_script(NOTE_DRAWN)
    page = context.new_page()
    page.goto(address)
    times = page.wait_for_function(VISIBLE_ONES).json_value()
    context.close()
    return (min(times) / 1000, max(times) / 1000) if times else (0.0, 0.0)


@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")  # of duckdb, about instants
@pytest.mark.parametrize("way", ["folder", "web server"])
def test_charts_of_a_cold_page(
    way: str, browser: Browser, site: Path, served: str, told: Told, benchmark: Callable[..., object]
) -> None:
    start = site.as_uri() if way == "folder" else served
    found: dict[str, tuple[float, float]] = {}

    def open_each() -> None:
        for kind in KINDS:
            tries = [seconds_to_drawn(browser, f"{start}/hu/{kind}.html") for _ in range(TRIES)]
            found[kind] = min(first for first, _ in tries), min(last for _, last in tries)

    benchmark.pedantic(open_each, rounds=1)  # type: ignore[attr-defined]
    assert max(first for first, _ in found.values()) > 0
    for place, what, most in ((0, "first chart", FIRST_CHART), (1, "charts in view", VISIBLE_CHARTS)):
        slowest = max(found, key=lambda kind: found[kind][place])
        seconds = found[slowest][place]
        said = f"cold page from a {way} to its {what}, the slowest of {len(KINDS)} kinds ({slowest}); seconds"
        told(said, f"{seconds:.2f} s", "", seconds, most, f"{most:g}")


@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")  # of duckdb, about instants
def test_no_page_has_a_fault_in_any_language_and_theme(
    site: Path, told: Told, benchmark: Callable[..., object]
) -> None:
    if chromium() is None:
        pytest.skip("no Chromium is installed, and CHROME does not name one")
    pages = sorted(site.glob("*/*.html"))
    found: Found = benchmark.pedantic(sweep, (pages,), rounds=1)  # type: ignore[attr-defined]
    opened = {address for address in found.asked if address.endswith(".html")}
    assert opened == {path.as_uri() for path in pages}
    assert len(pages) > 100
    ours = (site.as_uri(), "data:", "blob:")
    foreign = [address for address in found.asked if not address.startswith(ours)]
    print(*found.faults, *found.wide, *found.said, *foreign, sep="\n")
    everywhere = f"{len(pages)} pages in light and dark"
    for what, those in (
        ("violations that axe-core finds", found.faults),
        ("pages that a phone scrolls sideways", found.wide),
        ("errors and warnings in the console", found.said),
        ("requests to other hosts", foreign),
    ):
        told(f"{everywhere}: {what}", f"{len(those)}", "", len(those), 0, "0")
