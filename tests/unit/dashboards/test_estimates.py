"""Estimated months in words on the pages: of the area, of the site, and beside the formula of a figure."""

from datetime import date

import pandas as pd
import pytest

from dashboards.pages import render
from indicators.contracts import ESTIMATES
from tests.dashboards_city import small_results

ROW = ("W2", "library", "water.mains", date(2024, 5, 1), "neighbouring_months", "estimated", 4.0, 4.0, "m3", 31,
       "2024-04, 2024-06", "", "Kovács <Anna>", "elázott & elveszett")  # fmt: skip
SENTENCE = {
    "hu": "becsült. Szabály: a szomszédos mért hónapok napi átlaga; alapja: 2024-04, 2024-06.",
    "en": "estimated. Rule: daily mean of the neighbouring measured months; from: 2024-04, 2024-06.",
    "de": "geschätzt. Regel: Tagesmittel der benachbarten gemessenen Monate; aus: 2024-04, 2024-06.",
}


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    estimates = pd.DataFrame([ROW], columns=list(ESTIMATES.column_names))
    return render(small_results().model_copy(update={"estimates": estimates}))


@pytest.mark.parametrize("language", ["hu", "en", "de"])
@pytest.mark.parametrize(
    "page", ["water", "site-library", "evidence.2024.water-total", "evidence-library.2024"]
)
def test_the_rule_stands_where_the_figure_stands(site: dict[str, bytes], language: str, page: str) -> None:
    text = site[f"{language}/{page}.html"].decode()
    assert SENTENCE[language] in text
    assert "Kovács &lt;Anna&gt;" in text


@pytest.mark.parametrize(
    "page", ["energy", "site-hall", "evidence.2023.water-total", "evidence.2024.energy-total"]
)
def test_and_nowhere_else(site: dict[str, bytes], page: str) -> None:
    assert SENTENCE["hu"] not in site[f"hu/{page}.html"].decode()
