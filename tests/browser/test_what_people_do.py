"""What people come for: the figure that got worse and its rows, another language, one site, a picture, a table."""

import csv
import io
import re
import shutil

import pytest
from playwright.sync_api import expect

from dashboards.theme import COLOURS

pytestmark = pytest.mark.browser


NUMBERS = [
    ("index", "section[aria-labelledby=area-energy] .ratio a"),
    ("energy", "#table-figures-energy-total a:has(data[value='99.0'])"),
    ("water", "#table-specific-water-per-employee a >> nth=0"),
    ("site-hall", "section[aria-labelledby=area-energy] .ratio a"),
    ("sites", "#table-all-sites tr:first-child td a >> nth=0"),
    ("calendar", "#table-coverage-2024 tbody tr:first-child a"),
]
"""A number on each kind of page: of the organisation, of a site, of a month."""


@pytest.mark.parametrize(("name", "number"), NUMBERS)
def test_from_any_number_two_clicks_lead_to_the_rows_of_the_files(visit, site, name, number):
    """As a verifier samples: file, sheet, row, SHA-256 and the original, after the second click at the latest."""
    visited = visit()
    page = visited.page
    page.goto((site / f"en/{name}.html").as_uri())
    first = page.locator(number).first
    first.evaluate("(link) => link.closest('details')?.setAttribute('open', '')")
    first.click()
    page.wait_for_url("**/evidence*")
    proofs = page.locator(".proof")
    assert "/" in proofs.first.inner_text()
    if not page.locator("table[id^=table-rows]").count():
        page.locator("#table-parts a[href*='#rows-'], #table-parts a[href*='evidence-hall']").first.click()
        page.wait_for_url("**/evidence-hall.*")
    rows = page.locator("table[id^=table-rows]").first
    row = rows.locator("tbody tr").first
    original = row.locator("a").last
    digest = row.locator(".spoken").last.text_content()
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert original.get_attribute("href") == f"../../data/archive/{digest[:2]}/{digest}"
    heads = rows.locator("thead th").all_inner_texts()
    assert {"File", "Sheet", "Row", "SHA-256"} <= set(heads)
    assert row.locator("td").nth(heads.index("Row") - 1).inner_text()
    assert visited.said == []


def test_a_part_of_a_site_leads_to_its_rows(visit, site):
    page = visit().page
    page.goto((site / "en/evidence.2024.energy-total.html").as_uri())
    assert "R = A / B" in page.locator(".formula").inner_text()
    page.locator("#table-parts a:has(data[value='1080.0'])").click()
    page.wait_for_url("**/en/evidence-hall.2024.html#rows-energy-electricity")
    rows = page.locator("#table-rows-energy-electricity")
    expect(rows).to_be_in_viewport()
    assert "3–14" in rows.inner_text()
    assert "Lap<1>" in rows.inner_text()


def test_a_task_leads_to_what_is_missing(visit, site):
    page = visit().page
    page.goto((site / "en/index.html").as_uri())
    page.locator(".jump a").click()
    page.locator(".task.missing a").first.click()
    page.wait_for_url("**/en/calendar.html")
    assert "March\u00a02025" in page.locator("#table-open").inner_text()


def test_a_table_shows_one_site_only(visit, site):
    page = visit().page
    page.goto((site / "en/energy.html").as_uri())
    rows = page.locator("#table-figures-energy-total tbody tr")
    everything = rows.count()
    page.locator("select[data-filter=table-figures-energy-total]").select_option("library")
    shown = page.locator("#table-figures-energy-total tbody tr:visible")
    assert 0 < shown.count() < everything
    assert {row.get_attribute("data-site") for row in shown.all()} == {"library"}


def test_a_chart_is_drawn_only_when_it_comes_into_view(visit, site):
    page = visit().page
    page.goto((site / "hu/energy.html").as_uri())
    expect(page.locator(".chart").first).to_have_attribute("data-drawn", "true")
    last = page.locator(".chart").last
    assert last.get_attribute("data-drawn") is None
    last.scroll_into_view_if_needed()
    expect(last).to_have_attribute("data-drawn", "true")


FIRST_CHART_FAILS = """;(() => {
    const { react } = Plotly;
    let charts = 0;
    Plotly = { ...Plotly, react: (...given) => (charts++ ? react(...given) : Promise.reject(Error("planted"))) };
})();"""


def test_a_chart_that_cannot_be_drawn_holds_up_no_other(visit, site, tmp_path):
    copied = shutil.copytree(site, tmp_path / "site")
    with (copied / "assets" / "plotly.min.js").open("a", encoding="utf-8") as plotly:
        plotly.write(FIRST_CHART_FAILS)
    visited = visit()
    visited.page.goto((copied / "hu" / "energy.html").as_uri())
    expect(visited.page.locator(".chart[data-drawn]").first).to_be_visible()
    assert visited.page.locator(".chart").first.get_attribute("data-drawn") is None
    assert visited.said == ["error: planted"]


def downloaded(page, button) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        button.click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def test_the_table_of_a_chart_can_be_taken_along_and_no_name_becomes_a_formula(visit, site):
    page = visit().open((site / "hu/energy.html").as_uri())
    twin = page.locator("details.twin", has=page.locator("#table-sites-energy-total"))
    twin.locator("summary").click()
    name, content = downloaded(page, twin.locator("button[data-csv]"))
    assert name == "table-sites-energy-total.csv"
    text = content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0] == ["Telephely", "2024", "2023"]
    assert rows[2][1:] == ["150,0", "150,0"]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_a_chart_can_be_taken_along_as_a_picture(visit, site):
    visited = visit(scheme="dark")
    page = visited.open((site / "hu/water.html").as_uri())
    twin = page.locator("details.twin").first
    twin.locator("summary").click()
    name, content = downloaded(page, twin.locator("button[data-png]"))
    assert name == "chart-ratio-water-total.png"
    assert content.startswith(b"\x89PNG")
    assert len(content) > 5_000
    assert visited.said == []


def test_the_reader_chooses_light_or_dark_and_it_stays(visit, site):
    page = visit(scheme="light").open((site / "en/water.html").as_uri())
    page.locator("#theme").select_option("dark")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    assert dark != "rgb(255, 255, 255)"
    colour = "(chart) => chart.data[0].marker.color"
    expect(page.locator("#chart-months")).to_have_attribute("data-drawn", "true")
    page.wait_for_function(
        f"document.getElementById('chart-months').data[0].marker.color === '{COLOURS['water.mains'].dark}'"
    )
    assert page.locator("#chart-months").evaluate(colour) == COLOURS["water.mains"].dark
    page.goto((site / "en/energy.html").as_uri())
    assert page.evaluate(background) == dark
    assert page.locator("#theme").input_value() == "dark"


def test_print_shows_the_tables_that_are_folded_on_the_screen(visit, site):
    page = visit().open((site / "en/water.html").as_uri())
    assert page.locator("details[open]").count() == 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


def test_two_hundred_per_cent_scrolls_no_page_sideways(visit, site):
    page = visit(width=640).open((site / "hu/energy.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
