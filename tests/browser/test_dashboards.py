"""The pages of the small city in a real Chromium, opened as files as an officer opens them from a share."""

import functools
import http.server
import json
import re
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboards.pages import page_names
from dashboards.shown import Shown
from dashboards.theme import COLOURS
from tests.dashboards_city import of_each_kind, small_results

pytestmark = pytest.mark.browser

LANGUAGES = ("hu", "en")
KINDS = [
    page
    for page in of_each_kind(page_names(Shown(small_results())))
    if page not in {"material", "land"} and not re.search("-(library|depot)", page)
]
"""A page of each kind: the other pages of a kind differ in their data only."""

EVERY_PAGE = [f"{language}/{page}.html" for language in LANGUAGES for page in KINDS]
IN_HUNGARIAN = [page for page in EVERY_PAGE if page.startswith("hu/")]
"""For what is the same in every language; `make bench` asks it of every page of the example city in all of them."""

DRAWN = ["index", "energy", "water", "waste", "sites", "site-hall"]

FIGURE_VALUES = """
(chart) => {
  const flat = (value) => (Array.isArray(value) || ArrayBuffer.isView(value) ? [...value].flatMap(flat) : [value]);
  return chart.data
    .filter((trace) => ["bar", "scatter", "waterfall"].includes(trace.type))
    .flatMap((trace) => flat(trace.orientation === "h" ? trace.x : trace.y))
    .filter((value) => value !== null && value !== undefined);
}
"""


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_a_page_opens_from_a_folder_without_a_complaint(opened, site, page):
    visited = opened(page)
    shown = visited.page
    assert shown.locator(".chart svg.main-svg").count() >= shown.locator(".chart").count()
    assert visited.said == []
    assert all(address.startswith((site.as_uri(), "data:")) for address in visited.asked)


def test_the_bundled_plotly_draws_what_the_pages_have_and_no_more(opened, site):
    held = [
        json.loads(found[1])["figures"].values()
        for path in site.glob("*/*.html")
        if (found := re.search(r'id="figure-data">(.*?)</script>', path.read_text(encoding="utf-8")))
    ]
    kinds = {trace["type"] for figures in held for figure in figures for trace in figure["data"]}
    drawing = opened("hu/energy.html").page
    assert set(drawing.evaluate("Object.keys(Plotly.PlotSchema.get().traces)")) == kinds


def test_pages_open_from_a_web_server(visit, site):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        visited = visit()
        visited.open(f"{address}/hu/energy.html")
        assert visited.said == []
        assert all(asked.startswith((address, "data:")) for asked in visited.asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_start_page_leads_to_the_first_language(visit, site):
    visited = visit()
    visited.page.goto((site / "index.html").as_uri())
    visited.page.wait_for_url("**/hu/index.html")
    visited.drawn()
    assert visited.page.locator("h1").inner_text() == "Áttekintés"


def test_the_language_can_be_switched_on_the_same_page(visit, site):
    visited = visit()
    page = visited.open((site / "hu/water.html").as_uri())
    page.get_by_role("navigation", name="Nyelv").get_by_role("link", name="English").click()
    page.wait_for_url("**/en/water.html")
    visited.drawn()
    assert page.get_by_role("heading", level=1).inner_text() == "Water"
    assert visited.said == []


@pytest.mark.parametrize("page", [f"{language}/{page}.html" for language in LANGUAGES for page in DRAWN])
def test_every_number_of_a_chart_stands_in_its_table(opened, page):
    shown = opened(page).page
    charts = shown.locator(".chart").all()
    for chart in charts:
        drawn = chart.evaluate(FIGURE_VALUES)
        name = chart.get_attribute("id")
        table = shown.locator(f'table[data-chart="{name}"]')
        values = [float(cell.get_attribute("value")) for cell in table.locator("data").all()]
        if chart.evaluate("(chart) => chart.data.every((trace) => trace.type === 'heatmap')"):
            highest = chart.evaluate("(chart) => Math.max(...chart.data[0].z.flat())")
            assert max(values) == pytest.approx(highest, abs=0.005), name
            continue
        assert drawn, name
        assert set(drawn) <= set(values), name


def test_the_heat_map_shows_the_states_of_the_matrix(opened):
    page = opened("en/calendar.html").page
    signs = page.locator(".chart").evaluate("(chart) => chart.data[0].text.map((row) => row.slice(-9))")
    rows = page.locator("table[data-chart] tbody tr").all()
    shown = [
        [cell.locator("span").first.text_content()[0] for cell in row.locator("td").all()][:9] for row in rows
    ]
    assert shown == signs


@pytest.mark.parametrize("page", IN_HUNGARIAN)
def test_a_phone_scrolls_no_page_sideways(opened, page):
    shown = opened(page, width=390).page
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("page", IN_HUNGARIAN)
def test_the_keyboard_reaches_every_region_that_scrolls(opened, page):
    shown = opened(page, width=390).page
    wanted = sum(region.is_visible() for region in shown.locator("[role=region][tabindex='0']").all())
    reached = 0
    for _ in range(600):
        shown.keyboard.press("Tab")
        reached_now = shown.evaluate(
            "document.activeElement === document.body ? 'end' : document.activeElement.getAttribute('role')"
        )
        reached += reached_now == "region"
        if reached_now == "end":
            break
    assert reached == wanted


def test_the_first_tab_stop_skips_to_the_content(visit, site):
    page = visit().open((site / "hu/energy.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").evaluate("(link) => link.getBoundingClientRect().top >= 0")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_what_a_screen_reader_is_told(opened, page):
    shown = opened(page).page
    for chart in shown.locator(".chart[role=img]").all():
        assert len(chart.get_attribute("aria-label")) > 20
    nameless = """
        () => [...document.querySelectorAll("[role=region]")].filter((region) =>
          !(region.ariaLabel || document.getElementById(region.getAttribute("aria-labelledby")))).length
    """
    assert shown.evaluate(nameless) == 0
    assert shown.get_by_role("main").count() == shown.get_by_role("contentinfo").count() == 1
    assert shown.get_by_role("banner").count() == 1


@pytest.mark.parametrize("page", IN_HUNGARIAN)
def test_axe_finds_nothing_in_either_theme(opened, page):
    shown = opened(page).page
    options = {"preload": False, "resultTypes": ["violations"]}
    found = {"light": Axe().run(shown, options=options).response["violations"]}
    shown.emulate_media(color_scheme="dark")
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == rgb(COLOURS["page"].dark)
    found["dark"] = shown.evaluate("(options) => axe.run(document, options)", options)["violations"]
    shown.emulate_media(color_scheme="light")
    assert [
        (scheme, rule["id"], [node["target"] for node in rule["nodes"]][:3])
        for scheme, rules in found.items()
        for rule in rules
    ] == []


def test_hostile_names_are_drawn_as_they_are(opened):
    visited = opened("hu/energy.html")
    page = visited.page
    drawn = "".join(page.locator("#chart-sites-energy-total .ytick text").all_text_contents())
    assert "<script>alert('hall'" in drawn.replace(" ", "")
    assert page.locator("#chart-sites-energy-total a, #chart-sites-energy-total image").count() == 0
    assert visited.said == []


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[place : place + 2], 16) for place in (1, 3, 5)))


def test_dark_pages_have_dark_figures(visit, site):
    page = visit(scheme="dark").open((site / "en/water.html").as_uri())
    assert (
        page.locator("#chart-months").evaluate("(chart) => chart.data[0].marker.color")
        == COLOURS["water.mains"].dark
    )
    page.emulate_media(color_scheme="light")
    fill = page.locator("#chart-months .point path").first
    expect(fill).to_have_css("fill", rgb(COLOURS["water.mains"].light))


def test_printed_pages_are_light_and_show_whole_tables(visit, site):
    visited = visit(scheme="dark")
    page = visited.open((site / "en/energy.html").as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert (
        page.locator(".table-region.long").first.evaluate("(region) => getComputedStyle(region).maxHeight")
        == "none"
    )
    assert len(page.pdf()) > 10_000
    assert visited.said == []


def test_without_script_the_tables_remain(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "en/energy.html").as_uri())
    assert page.locator("noscript p").is_visible()
    assert not page.locator("#theme").is_visible()
    page.locator("summary").first.click()
    assert page.locator("#table-ratio-energy-total").is_visible()
    context.close()
