"""From a number on a page to the rows of the files: in two clicks, with the numbers that the small city has."""

import re
import zlib
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser

import pandas as pd
import pytest

from dashboards.evidence_years import figure_pages, site_year_pages
from dashboards.pages import page_as_html, page_names
from dashboards.shown import Shown
from dashboards.texts import Texts
from indicators.model import CONTRIBUTION_COLUMNS, Results, Site
from tests.dashboards_city import CITY, FILE_NAME, HALL_NAME, of_each_kind, small_results
from tests.dashboards_site import small_pages

PUBLISHED = of_each_kind(
    f"{language}/{page}.html"
    for language in CITY.organisation.languages
    for page in page_names(Shown(small_results()))
)


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


@cache
def links() -> dict[str, Links]:
    return {name: Links(content) for name, content in small_pages().items()}


def text_of(page: str, place: str) -> str:
    found = re.search(rf'<article class="proof" id="{place}".*?</article>', small_pages()[page], re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(0)).split()).replace("\u00a0", " ")


def target_of(page: str, address: str) -> tuple[str, str]:
    name, _, place = address.partition("#")
    if not name:
        return page, place
    return (name[3:] if name.startswith("../") else page[:3] + name), place


def test_every_link_inside_the_site_leads_to_a_place_that_is_there():
    for page, shown in links().items():
        for address, text in shown.links:
            if page == "index.html" or address.startswith("../../data/archive/"):
                continue
            target, place = target_of(page, address)
            assert target in links(), (page, address, text)
            assert not place or place in links()[target].ids, (page, address, text)


def test_a_number_of_the_organisation_leads_to_its_formula_with_its_numbers():
    ratios = [address for address, text in links()["hu/energy.html"].links if text == "99,0"]
    assert {"evidence.2024.energy-total.html", "evidence.2024.energy-per-employee.html"} <= set(ratios)
    shown = text_of("hu/evidence.2024.energy-total.html", "energy-total")
    assert "R = A / B = 1 980,0 kWh / 20,0 fő = 99,0 kWh/fő" in shown
    assert '<data value="1980.0">' in small_pages()["hu/evidence.2024.energy-total.html"]


def test_each_part_of_a_site_leads_to_its_rows():
    found = links()["en/evidence.2024.energy-total.html"].links
    assert ("evidence-hall.2024.html#rows-energy-electricity", "1,080.0") in found
    own_use = [address for address, text in found if text == "180.0"]
    assert own_use == ["evidence-hall.2024.html#energy-total"], "of two streams, it leads to the formula"
    assert "#rows-energy-pv-feed-in" in dict(links()["en/evidence-hall.2024.html"].links)


def test_few_rows_stand_on_the_page_of_the_organisation_itself():
    page = small_pages()["en/evidence.2024.energy-total.html"]
    table = page[page.index('id="table-rows"') :].split("</table>")[0]
    assert table.count("<tr") == 1 + 4
    assert "b" * 64 in table


def test_a_specific_indicator_shows_its_quotient():
    shown = text_of("en/evidence.2024.water-per-employee.html", "water-per-employee")
    assert "168.0 m³ / 20.0 FTE = 8.40 m³/FTE" in shown
    assert ("evidence-hall.2024.html#water-per-employee", HALL_NAME) in [
        (address, text) for address, text in links()["en/evidence.2024.water-per-employee.html"].links
    ]


def test_the_rows_name_file_sheet_row_and_hash_and_lead_to_the_original():
    page = small_pages()["en/evidence-hall.2024.html"]
    table = page[page.index('id="table-rows-energy-electricity"') :].split("</table>")[0]
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", table, re.DOTALL)
    assert "<i>" not in table
    assert "&lt;i&gt;áram&lt;/i&gt;" in table
    assert ("../../data/archive/bb/" + "b" * 64, FILE_NAME) in links()["en/evidence-hall.2024.html"].links
    assert "b" * 64 in table
    assert any("990.0" in cell for cell in cells)
    assert any("3–14" in cell for cell in cells)
    assert any("estimated, invoiced" in cell for cell in cells)


def test_a_year_without_ratio_says_why_and_shows_no_quotient():
    shown = text_of("en/evidence.2025.energy-total.html", "energy-total")
    assert "R cannot be computed." in shown
    assert "R = A / B" not in shown
    assert "2025\u201103" in shown


def test_annual_values_stand_with_their_row():
    page = small_pages()["hu/evidence-hall.2024.html"]
    table = page[page.index('id="table-references"') :].split("</table>")[0]
    assert "letszam_2024.xlsx" in table
    assert '<data value="10.0">' in table


@pytest.mark.parametrize("page", PUBLISHED)
def test_no_number_stands_free_in_a_sentence(page):
    """A sentence that speaks of figures binds each of its numbers to the exact figure; years and months are names."""
    sentences = re.findall(
        r'<p class="(?:verdict[^"]*|line|formula)">(.*?)</p>', small_pages()[page], re.DOTALL
    )
    for sentence in sentences:
        free = re.sub(r"<data .*?</data>", "", sentence)
        free = re.sub(r"\b20\d\d\b", "", re.sub(r"<[^>]+>", "", free))
        assert not re.search(r"\d", free.replace("/12", "")), sentence


def large_year(sites: int, files: int) -> Results:
    """The small city with more sites, whose electricity of 2024 comes in many files each."""
    full = small_results()
    sites_of = tuple(Site(id=f"site-{place:03d}", name=f"Telephely {place:03d}") for place in range(sites))
    one = full.contributions.iloc[1]
    rows = [
        {
            **one,
            "site_id": site.id,
            "delivery_id": sha256(f"{site.id} {file}".encode()).hexdigest(),
            "quantity": 90.0,
        }
        for site in sites_of
        for file in range(files)
    ]
    of_hall = full.core_indicators.loc[full.core_indicators["site_id"] == "hall"]
    figures = [of_hall.assign(site_id=site.id) for site in sites_of]
    return full.model_copy(
        update={
            "city": CITY.model_copy(update={"sites": sites_of, "supply_points": (), "targets": ()}),
            "contributions": pd.DataFrame(rows, columns=list(CONTRIBUTION_COLUMNS)),
            "core_indicators": pd.concat(
                [full.core_indicators.loc[full.core_indicators["site_id"] == "all"], *figures]
            ),
        }
    )


@pytest.mark.parametrize(("sites", "files"), [(150, 2), (2, 1000)])
def test_pages_of_evidence_stay_small(sites, files):
    """300 KB, and 60 KB compressed, also for many sites and for many files of one site."""
    texts = Texts("hu")
    shown = Shown(large_year(sites, files))
    sizes = {}
    for page in (*figure_pages(shown, texts), *site_year_pages(shown, "site-001", texts)):
        if (
            page.name in {"evidence.2024.energy-total", "evidence-site-001.2024"}
            or ".energy-electricity." in page.name
        ):
            content = page_as_html(shown, page, texts).encode()
            sizes[page.name] = (len(content), len(zlib.compress(content, 6)))
    assert {"evidence.2024.energy-total", "evidence-site-001.2024"} <= set(sizes)
    assert max(size for size, _ in sizes.values()) <= 300_000
    assert max(size for _, size in sizes.values()) <= 60_000
    assert ("evidence-site-001.2024.energy-electricity.3" in sizes) is (files > 400)
