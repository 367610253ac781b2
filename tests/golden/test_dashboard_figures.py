"""The figures of the small city, compared with what was drawn before (tests/golden/dashboards/README.md)."""

import json
import os
import re
from pathlib import Path

import pytest

from dashboards.pages import page_names, render
from dashboards.shown import Shown
from tests.dashboards_city import small_results

FOLDER = Path(__file__).parent / "dashboards"
SITE = render(small_results())
DRAWN = [
    page for page in page_names(Shown(small_results())) if b'id="figure-data"' in SITE[f"hu/{page}.html"]
]


def rounded(value: object) -> object:
    """Numbers to nine digits: sums may differ in the last bit between processors."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return value


@pytest.mark.parametrize("page", DRAWN)
def test_figures_are_drawn_as_before(page):
    source = SITE[f"hu/{page}.html"].decode()
    held = re.search(r'id="figure-data">(.*?)</script>', source, re.DOTALL)
    assert held
    figures = rounded(json.loads(held.group(1))["figures"])
    path = FOLDER / f"{page}.json"
    if os.environ.get("EMAS_WRITE_GOLDEN"):
        path.write_text(
            json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
    assert figures == json.loads(path.read_text(encoding="utf-8"))
