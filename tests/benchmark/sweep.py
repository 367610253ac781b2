"""Every page of a site really opened, on each processor at a time: what axe-core, the console and a phone say.

A processor has a browser of its own, and all take pages from one queue. Axe asks the whole page everything but what
colours decide, and that in light and in dark, which the style sheet makes of nothing but other colours. Of visible rows
of tables with the same elements, classes and styles one is asked about colours: the others have the same ones.
"""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page, ViewportSize, sync_playwright
from playwright.sync_api import TimeoutError as NotInTime

from tests.chromium import Visit, chromium

SCREEN: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
RULES_OF_COLOUR = ("color-contrast", "link-in-text-block")
SHOW_ALL_ROWS = "() => { for (const row of document.querySelectorAll('tr[hidden]')) row.hidden = false; }"
FITS = "(width) => document.documentElement.scrollWidth <= width"
MILLISECONDS_TO_FIT = 3000
"""Charts are drawn anew once the window has another width."""

NOT_OF_COLOUR = {"rules": {rule: {"enabled": False} for rule in RULES_OF_COLOUR}}
OF_COLOUR = {"runOnly": list(RULES_OF_COLOUR)}
RUN_AXE = "(rules) => axe.run(document, {preload: false, resultTypes: ['violations'], ...rules})"
HIDE_REPEATED_ROWS = """
() => {
  const seen = new Set();
  for (const row of document.querySelectorAll("tbody tr")) {
    if (!row.getClientRects().length) continue;
    const around = row.closest(".table-region").parentElement.className;
    const elements = row.outerHTML.replace(/>[^<]*</g, "><");
    const kind = around + elements.replace(/ (href|value|data-site|id)="[^"]*"/g, "");
    if (seen.has(kind)) row.hidden = true;
    seen.add(kind);
  }
}
"""


@dataclass
class Found:
    """What is wrong, page by page, and what was asked for."""

    faults: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


def sweep(pages: Iterable[Path]) -> Found:
    """Visit every page, the largest first, so that no browser is alone with one at the end."""
    waiting: SimpleQueue[Path] = SimpleQueue()
    for path in sorted(pages, key=lambda path: -path.stat().st_size):
        waiting.put(path)
    browsers = os.cpu_count() or 1
    with ThreadPoolExecutor(browsers) as pool:
        parts = list(pool.map(visit_waiting, [waiting] * browsers))
    return Found(*([entry for part in parts for entry in vars(part)[name]] for name in vars(Found())))


def visit_waiting(waiting: SimpleQueue[Path]) -> Found:
    """Visit pages in a browser of its own until none is waiting."""
    found = Found()
    axe = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        visit = Visit(browser.new_context(viewport=SCREEN, color_scheme="light"))
        while True:
            try:
                path = waiting.get_nowait()
            except Empty:
                break
            name = f"{path.parent.name}/{path.name}"
            shown = visit.open(path.as_uri())
            shown.evaluate(axe)
            found.faults += [f"{name}: {fault}" for fault in faults_of_axe(shown, NOT_OF_COLOUR)]
            shown.evaluate(HIDE_REPEATED_ROWS)
            for scheme in ("dark", "light"):
                shown.emulate_media(color_scheme=scheme)
                of_colour = faults_of_axe(shown, OF_COLOUR)
                found.faults += [f"{name} {scheme}: {fault}" for fault in of_colour]
            shown.evaluate(SHOW_ALL_ROWS)
            shown.set_viewport_size(PHONE)
            try:
                shown.wait_for_function(FITS, arg=PHONE["width"], timeout=MILLISECONDS_TO_FIT)
            except NotInTime:
                found.wide.append(f"{name} scrolls sideways")
            shown.set_viewport_size(SCREEN)
        found.said, found.asked = visit.said, visit.asked
        browser.close()
    return found


def faults_of_axe(page: Page, rules: Mapping[str, object]) -> list[str]:
    """What axe-core, which is in the page, finds by some of its rules for WCAG and good practice."""
    found = page.evaluate(RUN_AXE, rules)
    return [f"{rule['id']} {[node['target'] for node in rule['nodes']][:3]}" for rule in found["violations"]]
