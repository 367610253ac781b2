"""From a number on a page to the rows of the files: in two steps, with the numbers that the small city has."""

import re
from html.parser import HTMLParser

import pytest

from dashboards.pages import render
from tests.dashboards_city import FILE_NAME, small_results

SITE = {name: content.decode() for name, content in render(small_results()).items() if name.endswith(".html")}


class Links(HTMLParser):
    """Every id of a page, and every link with its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.links: list[tuple[str, str]] = []
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        if "id" in attributes:
            self.ids.add(attributes["id"])
        if tag == "a":
            self.links.append((attributes["href"], ""))
            self._open = True

    def handle_endtag(self, tag):
        if tag == "a":
            self._open = False

    def handle_data(self, data):
        if self._open:
            address, text = self.links[-1]
            self.links[-1] = (address, text + data)


PAGES = {name: Links(content) for name, content in SITE.items()}


def text_of(page: str, place: str) -> str:
    found = re.search(rf'<article class="proof" id="{place}".*?</article>', SITE[page], re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(0)).split())


@pytest.mark.parametrize("page", [page for page in PAGES if page != "index.html"])
def test_every_link_inside_the_site_leads_to_a_place_that_is_there(page):
    language = page[:3]
    for address, text in PAGES[page].links:
        if address.startswith("../../data/archive/"):
            continue
        name, _, place = address.partition("#")
        target = (language + name if not name.startswith("../") else name[3:]) if name else page
        assert target in PAGES, (address, text)
        assert not place or place in PAGES[target].ids, (address, text)


def test_a_number_on_a_page_leads_to_its_formula_with_its_numbers():
    ratios = [address for address, text in PAGES["hu/energy.html"].links if text == "99,0"]
    assert set(ratios) == {"evidence.html#energy-total-2024"}
    shown = text_of("hu/evidence.html", "energy-total-2024")
    assert "R = A / B = 1 980,0 kWh / 20,0 fő = 99,0 kWh/fő" in shown.replace("\u00a0", " ")
    assert '<data value="1980.0">' in SITE["hu/evidence.html"]


def test_the_organisation_leads_to_its_sites_and_a_site_to_the_rows():
    assert ("evidence.2024.html#energy-total-2024", "what each site adds, 2024") in PAGES[
        "en/evidence.html"
    ].links
    to_site = [address for address, _ in PAGES["en/evidence.2024.html"].links if "evidence-hall" in address]
    assert "evidence-hall.html#energy-total-2024" in to_site
    rows = [
        address
        for address, _ in PAGES["en/evidence-hall.html"].links
        if address == "evidence-hall.2024.html#rows-energy-electricity"
    ]
    assert rows


def test_the_rows_name_file_sheet_row_and_hash_and_lead_to_the_original():
    page = SITE["en/evidence-hall.2024.html"]
    table = page[page.index('id="table-rows-energy-electricity"') :].split("</table>")[0]
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", table, re.DOTALL)
    assert "<i>" not in table
    assert "&lt;i&gt;áram&lt;/i&gt;" in table
    assert ("../../data/archive/bb/" + "b" * 64, FILE_NAME) in PAGES["en/evidence-hall.2024.html"].links
    assert "b" * 64 in table
    assert any("990.0" in cell for cell in cells)
    assert any("3–14" in cell for cell in cells)
    assert any("estimated, invoiced" in cell for cell in cells)


def test_a_year_without_ratio_says_why_and_shows_no_quotient():
    shown = text_of("en/evidence.html", "energy-total-2025")
    assert "R cannot be computed." in shown
    assert "R = A / B" not in shown
    assert "2025\u201103" in shown


def test_annual_values_stand_with_their_row():
    page = SITE["hu/evidence-hall.html"]
    table = page[page.index('id="table-references"') :].split("</table>")[0]
    assert "letszam_2024.xlsx" in table
    assert '<data value="10.0">' in table


@pytest.mark.parametrize("page", [page for page in SITE if page != "index.html"])
def test_no_number_stands_free_in_a_sentence(page):
    """A sentence that speaks of figures binds each of its numbers to the exact figure; years and months are names."""
    sentences = re.findall(r'<p class="(?:verdict[^"]*|line|formula)">(.*?)</p>', SITE[page], re.DOTALL)
    for sentence in sentences:
        free = re.sub(r"<data .*?</data>", "", sentence)
        free = re.sub(r"\b20\d\d\b", "", re.sub(r"<[^>]+>", "", free))
        assert not re.search(r"\d", free.replace("/12", "")), sentence
