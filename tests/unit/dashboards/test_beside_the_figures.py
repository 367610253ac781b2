"""What stands beside the figures of the small city: bills and meters, electricity by both methods, decisions."""

import json
import re

import pandas as pd
import pytest

from dashboards.memo import memo_section
from dashboards.pages import render
from dashboards.reconciliation import finding_of, reconciled
from dashboards.shown import Shown
from dashboards.texts import Texts
from indicators.model import City
from tests.dashboards_city import CITY, small_results
from tests.dashboards_site import in_language, small_pages

RESULTS = small_results()


def table(page: str, identifier: str) -> list[list[str]]:
    source = small_pages()[page].split(f'id="{identifier}"')[1].split("</table>")[0]
    rows = re.findall(r"<tr.*?</tr>", source, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in row] for row in cells]


def figure(page: str, identifier: str) -> dict:
    held = re.search(r'id="figure-data">(.*?)</script>', small_pages()[page], re.DOTALL)
    return json.loads(held.group(1))["figures"][identifier]


def test_bills_stand_beside_interval_data_month_by_month():
    rows = table("en/site-hall.html", "table-reconciliation-1")
    assert rows[1] == ["January 2025", "31", "101.0", "100.0", "+1.0", "+1.0%", "agrees"]
    assert rows[2] == ["February 2025", "28", "99.0", "90.0", "+9.0", "+10.0%", "beyond the tolerance"]
    drawn = figure("en/site-hall.html", "chart-reconciliation-1")
    assert [trace["y"] for trace in drawn["data"]] == [[101.0, 99.0], [100.0, 90.0]]
    assert [note["text"] for note in drawn["layout"]["annotations"]] == ["+10.0%"], "only what is doubted"
    assert 'id="reconciliation"' not in small_pages()["en/site-library.html"]


@pytest.mark.parametrize(
    ("billed", "said"),
    [
        (101.0, "In all 1 months bill and interval data agree within 2.0%."),
        (
            110.0,
            "1 of 1 months differ by more than 2.0%; the largest: January 2025, the bill is 10.0 kWh higher.",
        ),
        (
            90.0,
            "1 of 1 months differ by more than 2.0%; the largest: January 2025, the bill is 10.0 kWh lower.",
        ),
    ],
)
def test_the_difference_is_said_in_a_sentence_with_bound_numbers(billed, said):
    month = RESULTS.reconciliation.iloc[:1].assign(
        quantity_billed=billed, difference=billed - 100.0, difference_share=billed / 100 - 1
    )
    [rows] = reconciled(RESULTS.model_copy(update={"reconciliation": month}), "hall").values()
    sentence = finding_of(rows, Texts("en"))
    assert sentence.striptags().replace("\u00a0", " ") == said
    assert not re.search(r"\d", re.sub(r"<data .*?</data>|20\d\d", "", sentence))


def test_the_gases_apart_make_up_the_total_and_all_seven_groups_have_a_column():
    heads, *rows = table("en/emissions.html", "table-memo-gases")
    assert [head.removeprefix("Of this ") for head in heads[1:]] == [
        *("CO2", "CH4", "N2O", "HFC", "PFC", "SF6", "NF3"),
        "not split by gas",
    ]
    [[total]] = RESULTS.core_indicators.query(
        "indicator == 'emissions.ghg' and breakdown == '' and site_id == 'all' and year == 2024"
    )[["a"]].to_numpy()
    drawn = figure("en/emissions.html", "chart-memo-gases")["data"]
    assert sum(trace["y"][1] or 0.0 for trace in drawn) == pytest.approx(total)
    assert rows[1][5].startswith("·"), "nothing of the kind is neither zero nor missing"


@pytest.mark.parametrize(("method", "counted"), [("location", "location-based"), ("market", "market-based")])
def test_the_page_says_which_method_counts(method, counted):
    city = City.model_validate({**CITY.model_dump(), "method": {"electricity": method}})
    section = memo_section(Shown(RESULTS.model_copy(update={"city": city})), Texts("en"))
    chart = next(chart for chart in section.charts if chart.id == "chart-memo-electricity")
    assert str(chart.finding).startswith(f"The {counted} value counts in the total")
    assert "not added" in section.sentences[0]


def test_both_values_are_bound_where_both_are_whole():
    figures = RESULTS.core_indicators
    place = figures.loc[
        (figures["indicator"] == "emissions.electricity_location") & (figures["breakdown"] == "")
    ]
    market = place.assign(indicator="emissions.electricity_market", a=place["a"] * 2)
    others = figures.loc[figures["indicator"] != "emissions.electricity_market"]
    shown = Shown(RESULTS.model_copy(update={"core_indicators": pd.concat([others, market])}))
    chart = memo_section(shown, Texts("en")).charts[0]
    values = [float(value) for value in re.findall(r'<data value="([^"]+)">', str(chart.finding))]
    assert values[1] == pytest.approx(2 * values[0])
    assert "(2024)" in chart.finding


def test_a_specific_indicator_stands_by_year_beside_its_benchmark():
    """168 m3 by 20 employees is 8.4; the benchmark is 6.4, which holds for offices, and the depot is none."""
    drawn = figure("en/water.html", "chart-specific-water-per-employee")
    assert drawn["data"][0]["y"] == [pytest.approx(8.4), pytest.approx(8.4), None]
    assert drawn["layout"]["shapes"][0]["y0"] == 6.4
    rows = table("en/water.html", "table-specific-water-per-employee")
    assert [row[:3] for row in rows[1:3]] == [["2023", "8.40", "6.40"], ["2024", "8.40", "6.40"]]
    assert rows[3][1].startswith("–")
    assert "not due" in rows[3][3] or "not over" in rows[3][3]
    notes = (
        small_pages()["en/water.html"].split('id="chart-specific-water-per-employee"')[1].split("<details")[0]
    )
    assert "compared with the source" in notes
    assert "office" in notes, "why the organisation is not compared"


def test_accepted_doubts_say_who_when_and_why():
    row = table("en/data-quality.html", "table-accepted")[1]
    assert "differs a lot from the same month of other years" in row[0]
    assert row[1:4] == ["Csőtörés &amp; javítás", "Kiss &lt;Anna&gt;", "2 Aug 2024"]
    assert row[5] == "2024/viz.csv, 7"
    none = render(in_language("en", accepted_doubts=RESULTS.accepted_doubts.iloc[:0]))
    assert "No doubt was accepted." in none["en/data-quality.html"].decode()


def test_the_citys_own_factors_say_what_they_replace():
    assert table("en/method.html", "table-own-factors")[1] == [
        *("District heat, the supplier&#39;s", "64.80 kg/GJ", "1 Jan 2024", "–", "70 kg/GJ", "no"),
        "Példa Távhő, Közlés, 2. oldal",
    ]


def test_an_open_month_leads_to_the_rejected_row_in_the_original():
    rows = {row[3]: row for row in table("en/calendar.html", "table-open")}
    assert rows["H1"][5:] == ["rejected", "Lap&lt;1&gt;, 7"]
    assert rows["E2"][5:] == ["missing", ""]
    assert f'href="../../data/archive/bb/{"b" * 64}">Lap' in small_pages()["en/calendar.html"]


def test_a_chart_says_above_it_what_it_tells():
    """Of 1980 kWh in 2024 are 1680 electricity: (90 + 50) x 12. Since 2023 it fell by 10 x 12 at the hall."""
    page = " ".join(re.sub(r"<[^>]+>", "", small_pages()["en/energy.html"]).replace("\u00a0", " ").split())
    assert "2024: the largest source is electricity from the grid, 84.8% of the whole." in page
    assert "The largest change: electricity from the grid, −120.0 kWh; in all −120.0 kWh." in page
    hall, depot, library = (90 + 15) * 12 / 10, 10 * 12 / 6, 50 * 12 / 4
    assert (hall, depot, library) == (126, 20, 150)
    assert "; lowest at Telep, 20.0 kWh/FTE." in page
    assert "{0} %{x}, 150.0 kWh/FTE" in page


def test_the_overview_counts_what_got_better_and_which_targets_are_on_track():
    """Energy and its emissions got better, water and waste hardly changed; of two targets one is behind."""
    page = " ".join(re.sub(r"<[^>]+>", "", small_pages()["en/index.html"]).split())
    assert "Of 4 areas 2 got better, 0 got worse, 2 hardly changed." in page
    assert "Of 2 targets that can be judged 1 are on track." in page
    sentence = re.search(r'<p class="tally">(.*?)</p>', small_pages()["en/index.html"]).group(1)
    assert not re.search(r"\d", re.sub(r"<data .*?</data>", "", sentence))
