"""Targets, benchmarks and weather on the pages of the small city, with figures worked by hand.

Energy of the organisation: 2023 (100 + 50 + 10 + 15) x 12 = 2100 kWh by 20 employees, 105; 2024 (90 + 50 + 10 + 15)
x 12 = 1980 kWh, 99. The path falls from 105 by 9 per cent in three years, 3.15 a year: 101.85 in 2024, 95.55 in 2026.
The hall's water is 120 m3 a year; the path to 60 in 2025 is at 90 in 2024.
"""

import re

import pytest

from dashboards.figures.heat import SignaturePoint, energy_signature
from dashboards.figures.years import ratio_by_year
from dashboards.shown import Shown
from dashboards.targets import path_of
from dashboards.texts import Texts
from indicators.model import ORGANISATION
from tests.dashboards_city import small_results
from tests.dashboards_site import small_pages

RESULTS = small_results()
SHOWN = Shown(RESULTS)


def words(text):
    return " ".join(re.sub(r"<[^>]+>", "", text).replace("\u00a0", " ").split())


def test_the_overview_judges_the_target_by_its_path():
    page = words(small_pages()["en/index.html"])
    assert "Kevesebb &lt;energia&gt;: target 2026: 95.5 kWh/FTE." in page or "95.6 kWh/FTE" in page
    assert "On track: 2024: 99.0 kWh/FTE, on the path 101.8 kWh/FTE." in page or "101.9 kWh/FTE" in page
    assert "Víz: target 2025: 60.0 m³. Behind: 2024: 120.0 m³, on the path 90.0 m³." in page


def test_a_target_of_a_site_stands_on_its_page_too():
    assert 'id="chart-target-water-2025"' in small_pages()["hu/site-hall.html"]
    assert 'id="chart-target-water-2025"' in small_pages()["hu/water.html"]
    assert 'id="chart-target' not in small_pages()["hu/site-library.html"]


def test_the_trend_bears_the_path():
    path = path_of(SHOWN.targets, "energy.total", ORGANISATION)
    assert path == pytest.approx({2023: 105, 2024: 101.85, 2025: 98.7, 2026: 95.55})
    figure = ratio_by_year(SHOWN.years("energy.total", ORGANISATION), Texts("hu"), path=path).checked()
    bar, line = figure.data
    assert list(bar.y) == [105.0, 99.0, None]
    assert list(line.y) == pytest.approx([105, 101.85, 98.7])


def test_offices_are_counted_beside_the_benchmark_and_the_depot_is_not():
    page = words(small_pages()["en/index.html"])
    hall, library = 120 / 10, 48 / 4
    assert min(hall, library) > 6.4
    assert "office buildings that meet the benchmark (6.40 m³/FTE): 0 of 2 (2024)." in page


def test_specific_indicators_stand_by_year():
    table = (
        small_pages()["en/water.html"].split('id="table-specific-water-per-employee"')[1].split("</table>")[0]
    )
    assert '<data value="8.4">8.40</data>' in table


def test_heat_of_a_site_is_corrected_by_its_signature():
    page = small_pages()["en/site-library.html"]
    assert "Base load 2.00\u00a0kWh/day; 1.00\u00a0kWh for each degree day; R² = 1.00." in page
    table = page.split('id="table-heat-1"')[1].split("</table>")[0]
    winter = 31 + 28 + 31 + 31 + 30 + 31
    actual, corrected = 2 * 365 + 10 * winter, 2 * 365 + 912.5
    shown = [float(value) for value in re.findall(r'<data value="([^"]+)">', table)][:3]
    assert shown == pytest.approx([10 * winter, actual, corrected])


def test_the_signature_has_a_point_for_each_month_and_the_line():
    points = [SignaturePoint(0.0, 2.0, "May"), SignaturePoint(10.0, 12.0, "Jan")]
    months, line = energy_signature(points, 2.0, 1.0, Texts("en")).checked().data
    assert (list(months.x), list(months.y)) == ([0.0, 10.0], [2.0, 12.0])
    assert (list(line.x), list(line.y)) == ([0, 10.0], [2.0, 12.0])
    assert len(energy_signature(points, None, None, Texts("en")).checked().data) == 1


def test_the_energy_page_lists_every_meter_of_heat():
    table = small_pages()["hu/energy.html"].split('id="table-heat"')[1].split("</table>")[0]
    assert 'href="site-library.html#heat"' in table
    assert "korrigálva" in table
