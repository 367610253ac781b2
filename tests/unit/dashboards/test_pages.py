"""The pages of the small city: what stands in them, and that nothing hostile gets out of its text."""

import itertools
import json
import re
from html.parser import HTMLParser

import pytest

from dashboards.data_quality import SHOWN_PER_CODE
from dashboards.figures.drawing import Figure, series
from dashboards.pages import Share, files_of, page_names, render, shares
from dashboards.shown import Shown
from indicators.model import Office
from tests.dashboards_city import (
    CITY,
    FILE_NAME,
    HALL_NAME,
    LIBRARY_NAME,
    OFFICE_NAME,
    computed_results,
    empty_results,
    of_each_kind,
    small_results,
)
from tests.dashboards_site import in_language, small_site

RESULTS = small_results()
LANGUAGES = ("hu", "en", "de")
PAGES = page_names(Shown(RESULTS))
PUBLISHED = [f"{language}/{page}.html" for language in LANGUAGES for page in PAGES]
EVERY_PAGE = of_each_kind(PUBLISHED)
CHARTLESS = frozenset({"material", "land", "data-quality", "method"})
WITH_CHARTS = [
    page for page in EVERY_PAGE if page[3:-5] not in CHARTLESS and not page[3:].startswith("evidence")
]


def without_rows() -> list[str]:
    """Only what arrived has pages of rows."""
    return sorted(page for page in small_site() if not re.search(r"evidence.*\.20\d\d\.", page))


class Elements(HTMLParser):
    """Elements with their attributes, tables as rows of texts and exact values, headings, all text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.values: dict[str, list[float]] = {}
        self.text = ""
        self._table = ""
        self._hidden = 0
        self._cell = False
        self.feed(small_site()[page].decode() if page in small_site() else page)

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag == "table":
            self._table = attributes["id"]
            self.tables[self._table], self.values[self._table] = [], []
        if tag == "tr":
            self.tables[self._table].append([])
        if tag in {"th", "td"}:
            self.tables[self._table][-1].append("")
            self._cell = True
        if tag == "data" and self._table:
            self.values[self._table].append(float(attributes["value"]))
        if attributes.get("class") == "spoken" or tag == "sup":
            self._hidden += 1

    def handle_endtag(self, tag):
        if tag == "table":
            self._table = ""
        if tag in {"th", "td"}:
            self._cell = False
        if tag in {"span", "sup"} and self._hidden:
            self._hidden -= 1

    def handle_data(self, data):
        self.text += data
        if self._cell and not self._hidden:
            self.tables[self._table][-1][-1] += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_the_site_has_its_start_page_the_pages_of_each_language_and_one_copy_of_the_assets():
    assets = ("dashboard.css", "draw.js", "theme.js", "plotly.min.js", "plotly.licences.txt")
    assert sorted(small_site()) == sorted(["index.html", *(f"assets/{name}" for name in assets), *PUBLISHED])
    of_figures = [page for page in PAGES if page.startswith("evidence.")]
    assert len(PAGES) == len(set(PAGES)) == 11 + 3 + 4 + 3 * 3 + len(of_figures)
    core = {(row.indicator, row.year) for row in RESULTS.core_indicators.itertuples() if row.site_id == "all"}
    proven = RESULTS.specific_indicators.query("site_id == 'all' and status in ('complete', 'incomplete')")
    assert len(of_figures) == len(core) + len(proven)


def test_the_same_results_give_the_same_bytes():
    assert render(computed_results()) == small_site()


def test_shares_made_apart_are_the_same_pages():
    made = [name_and_bytes for share in shares(CITY, 2) for name_and_bytes in files_of(Shown(RESULTS), share)]
    assert len(made) == len(small_site())
    assert dict(made) == small_site()


def test_the_order_of_rows_changes_nothing():
    frames = {
        name: getattr(RESULTS, name).sample(frac=1, random_state=7)
        for name in (
            *("core_indicators", "monthly", "findings", "deliveries", "coverage"),
            *("contributions", "reference_rows"),
        )
    }
    assert render(RESULTS.model_copy(update=frames)) == small_site()


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_no_name_becomes_mark_up(page):
    shown = Elements(page)
    drawing, drawn = (["../assets/plotly.min.js"], ["application/json"]) if page in WITH_CHARTS else ([], [])
    assert [entry.get("src") or entry.get("type") for entry in shown.all("script")] == [
        "../assets/theme.js",
        *drawing,
        "../assets/draw.js",
        *drawn,
    ]
    assert not shown.all("img")
    assert not shown.all("b")
    assert not shown.all("i")
    assert CITY.organisation.name in shown.text
    if page[3:] in {
        "energy.html",
        "water.html",
        "sites.html",
        "calendar.html",
        "evidence.2024.energy-total.html",
    }:
        assert HALL_NAME in shown.text
        assert LIBRARY_NAME in shown.text


@pytest.mark.parametrize("page", WITH_CHARTS)
def test_the_data_of_the_figures_cannot_end_their_element(page):
    source = small_site()[page].decode()
    held = re.search(r'<script type="application/json" id="figure-data">(.*?)</script>', source, re.DOTALL)
    assert held
    assert not set("<>&") & set(held.group(1))
    figures = json.loads(held.group(1))["figures"]
    assert set(figures) == {
        place["id"] for place in Elements(page).all("div") if place.get("class") == "chart"
    }


@pytest.mark.parametrize("page", [page for page in WITH_CHARTS if page.startswith("de/")])
def test_plotly_accepts_every_figure(page):
    held = re.search(r'id="figure-data">(.*?)</script>', small_site()[page].decode(), re.DOTALL)
    for figure in json.loads(held.group(1))["figures"].values():
        assert Figure(**figure).checked().layout.height == figure["layout"]["height"]


def test_plotly_refuses_a_property_that_it_does_not_know():
    with pytest.raises(ValueError, match="hatched"):
        Figure([series("bar", y=[1], hatched=True)], {}).checked()


@pytest.mark.parametrize("page", [*EVERY_PAGE, "index.html"])
def test_every_page_says_that_the_city_is_an_example(page):
    shown = Elements(page)
    assert [entry for entry in shown.all("p") if entry.get("class") == "banner"]


def test_a_real_city_has_no_banner():
    organisation = CITY.organisation.model_copy(update={"example": False})
    site = render(in_language("hu", CITY.model_copy(update={"organisation": organisation})))
    assert not any(b'class="banner"' in content for name, content in site.items() if name.endswith(".html"))


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_structure(page):
    shown = Elements(page)
    assert shown.all("html")[0]["lang"] == page[:2]
    assert len(shown.all("h1")) == len(shown.all("main")) == 1
    levels = [int(tag[1]) for tag, _ in shown.elements if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    ids = [attributes["id"] for _, attributes in shown.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    referred = [
        entry for _, attributes in shown.elements for entry in attributes.get("aria-labelledby", "").split()
    ]
    assert set(referred) <= set(ids)
    assert len(shown.all("caption")) == len(shown.all("table"))
    assert all(entry.get("scope") in {"col", "row"} for entry in shown.all("th"))
    assert {entry["id"] for entry in shown.all("div") if entry.get("class") == "chart"} == {
        entry["data-chart"] for entry in shown.all("table") if "data-chart" in entry
    }


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_nothing_comes_from_another_host_and_no_script_stands_in_the_page(page):
    source = small_site()[page].decode()
    assert "script-src 'self';" in source
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", source)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", re.sub(r">[^<]*<", "><", source))


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_each_page_leads_to_itself_in_the_other_languages(page):
    links = [entry["href"] for entry in Elements(page).all("a") if "hreflang" in entry]
    assert links == [f"../{language}/{page[3:]}" for language in LANGUAGES]


@pytest.mark.parametrize(
    ("language", "row"),
    [
        ("hu", ["2023", "2\u00a0100,0", "20,0", "105,0", "105,0", "12/12", "0,0%", "teljes"]),
        ("en", ["2023", "2,100.0", "20.0", "105.0", "105.0", "12/12", "0.0%", "complete"]),
    ],
)
def test_the_table_of_a_year_in_the_readers_notation(language, row):
    assert Elements(f"{language}/energy.html").tables["table-ratio-energy-total"][1] == row


def test_an_incomplete_year_has_a_dash_and_a_reason_but_no_ratio():
    row = Elements("hu/energy.html").tables["table-ratio-energy-total"][3]
    assert row[:6] == ["2025", "1\u00a0435,0", "20,0", "–", "98,7", "8/12"]
    assert row[7].startswith("hiányos. Hiányoznak adatok ezekre a hónapokra: 2025\u201103.")


def test_what_is_left_out_with_a_reason_is_neither_missing_nor_zero():
    import numpy as np

    figures = RESULTS.core_indicators.copy()
    of_water = (figures["indicator"] == "water.total") & (figures["year"] == 2025)
    figures.loc[of_water, ["a", "b", "r"]] = np.nan
    figures.loc[of_water, "status"] = "omitted"
    figures.loc[of_water, "reason"] = "omitted: no meter of its own"
    site = render(in_language("en", core_indicators=figures))
    row = Elements(site["en/water.html"].decode()).tables["table-ratio-water-total"][3]
    assert row[1] == "omitted"
    assert row[-1] == "omitted. The organisation leaves this indicator out. Reason: no meter of its own"
    overview = " ".join(Elements(site["en/index.html"].decode()).text.split())
    assert "2025: omitted. The organisation leaves this indicator out." in overview
    assert "A: omitted; B: omitted" in site["en/evidence.2025.water-total.html"].decode()


def test_zero_and_missing_differ():
    rows = {row[0]: row[1:] for row in Elements("en/waste.html").tables["table-months"]}
    assert rows["January 2023"] == ["0.0", "300.0"]
    assert rows["August 2025"] == ["–", "–"]


def test_estimated_and_incomplete_are_marked():
    source = small_site()["en/energy.html"].decode()
    assert (
        '<data value="140.0">140.0</data><sup aria-hidden="true">e</sup><span class="spoken"> (estimated)'
        in source
    )
    assert (
        '<data value="90.0">90.0</data><sup aria-hidden="true">i</sup><span class="spoken"> (incomplete)'
        in source
    )


def test_the_page_of_an_area_says_why_a_year_is_not_whole():
    text = " ".join(Elements("en/energy.html").text.split()).replace(" kWh", "\u00a0kWh")
    assert "2025: incomplete, 8/12 months. So far 1,435.0\u00a0kWh; there is no R yet." in text


def test_the_overview_judges_in_words():
    text = " ".join(Elements("en/index.html").text.split())
    assert "Better. 5.7% less than in 2023." in text
    assert "Hardly changed. 0.0% less than in 2023." in text
    assert "2025: incomplete, 8/12 months; there is no R yet." in text
    assert "This year so far (to the end of September 2025): 126.0\u00a0m³, much the same" in text.replace(
        " m³", "\u00a0m³"
    )
    assert "This area is not computed yet." not in text


def test_the_overview_has_all_six_areas():
    headings = [
        entry["id"]
        for tag, entry in Elements("hu/index.html").elements
        if tag in {"h2", "h3"} and "id" in entry
    ]
    assert headings == [
        *("area-energy", "area-material", "area-water", "area-waste", "area-land", "area-emissions"),
        "tasks",
    ]


@pytest.fixture(scope="module")
def opened_year():
    """The pages of the city in its first year, of which no figure is complete: no R, no target to be judged."""
    figures = RESULTS.core_indicators.assign(status="incomplete", r=None)
    years = RESULTS.target_years.assign(path=None, actual=None)
    results = RESULTS.model_copy(update={"core_indicators": figures, "target_years": years})
    return dict(files_of(Shown(results), Share((), front=True)))


def test_without_a_complete_year_no_empty_chart_is_drawn(opened_year):
    for page in ("en/index.html", "en/energy.html"):
        shown = Elements(opened_year[page].decode())
        charts = {entry["id"] for _, entry in shown.elements if entry.get("class") == "chart"}
        assert not {name for name in charts if name.startswith(("chart-ratio", "chart-target"))}
        assert "chart-energy" not in charts
        assert "No year is complete yet, so the ratio R cannot be computed." in " ".join(shown.text.split())


def test_where_all_months_are_there_the_reason_says_why_there_is_no_ratio(opened_year):
    text = " ".join(Elements(opened_year["en/index.html"].decode()).text.split())
    assert "2023: incomplete, 12/12 months. So far" in text


def test_what_blocks_the_next_statement_is_a_task():
    """The city measures neither material nor land, and says of neither why."""
    text = " ".join(Elements("en/index.html").text.split())
    assert (
        "The statement of 2024 cannot be made like this. Core indicators with neither a figure nor a reason: 5 "
        "(annual mass-flow of key materials used, total use of land, "
    ) in text
    assert "5 alapmutatóhoz se adat, se indokolás nincs" in " ".join(Elements("hu/index.html").text.split())


def test_findings_in_the_readers_language_with_file_sheet_and_row():
    hungarian = Elements("hu/data-quality.html").tables["table-findings"]
    english = Elements("en/data-quality.html").tables["table-findings"]
    assert english[1][0] == "rejected"
    assert english[1][1] == "Unreadable number"
    assert "this cannot be read as one clear number" in english[1][2]
    assert english[1][3:] == [FILE_NAME, "Lap<1>", "7", OFFICE_NAME]
    assert hungarian[1][1] == "Olvashatatlan szám"
    assert english[2][0] == "warning"


def test_open_months_name_the_office_to_ask():
    rows = Elements("en/calendar.html").tables["table-open"]
    assert rows[1:] == [
        [OFFICE_NAME, "Telep", "waste", "H1", "August\u00a02025", "rejected", "Lap<1>, 7"],
        [OFFICE_NAME, LIBRARY_NAME, "electricity from the grid", "E2", "March\u00a02025", "missing", ""],
    ]


def test_the_matrix_of_sites_and_months():
    rows = {row[0]: row[1:] for row in Elements("hu/calendar.html").tables["table-coverage-2025"]}
    assert rows[LIBRARY_NAME][2] == "✗ 1/2"
    assert rows["Telep"][7] == "! 1/2"
    assert rows[HALL_NAME][8:] == ["✓", "·", "·", "·"]


def test_deliveries_with_their_rows():
    rows = Elements("hu/data-quality.html").tables["table-deliveries"]
    assert rows[1] == [
        FILE_NAME, OFFICE_NAME, "2025-10-03 08:00", "", "1\u00a0234", "1\u00a0233", "1", "részben elfogadva",
    ]  # fmt: skip


def test_many_findings_of_a_kind_are_cut_and_the_page_says_so():
    import pandas as pd

    many = pd.concat(
        [RESULTS.findings, *[RESULTS.findings.iloc[[1]]] * (SHOWN_PER_CODE + 5)], ignore_index=True
    )
    page = render(in_language("en", findings=many))["en/data-quality.html"].decode()
    shown = Elements(page)
    assert len(shown.tables["table-findings"]) == 1 + SHOWN_PER_CODE + 1
    assert f"the full list of {len(many)} rows" in shown.text


def test_sites_of_one_name_are_told_apart():
    sites = tuple(site.model_copy(update={"name": "Iskola"}) for site in CITY.sites)
    page = render(in_language("hu", CITY.model_copy(update={"sites": sites})))["hu/energy.html"]
    rows = Elements(page.decode()).tables["table-sites-energy-total"]
    assert [row[0] for row in rows[1:]] == ["Iskola (hall)", "Iskola (library)", "Iskola (depot)"]


def test_a_city_before_its_first_delivery_has_every_page():
    site = render(empty_results())
    assert sorted(site) == without_rows()
    assert "Még nem érkezett fájl." in site["hu/data-quality.html"].decode()
    assert "Ehhez a területhez még nem érkezett adat." in site["hu/index.html"].decode()


def test_a_city_without_supply_points_has_every_page():
    empty = empty_results()
    site = render(empty.model_copy(update={"coverage": empty.coverage.iloc[:0]}))
    assert sorted(site) == without_rows()


def test_offices_unknown_to_the_register_stand_by_their_id():
    city = CITY.model_copy(update={"offices": (Office(id="other", name="Other"),)})
    page = render(in_language("en", city))["en/data-quality.html"].decode()
    assert Elements(page).tables["table-deliveries"][1][1] == "office"
