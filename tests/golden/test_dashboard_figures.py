"""The figures of the small city, compared with what was drawn before (tests/golden/dashboards/README.md)."""

import json
import os
import re
from functools import cache
from pathlib import Path

import pytest

from tests.dashboards_site import small_pages

FOLDER = Path(__file__).parent / "dashboards"
ACCEPTED = sorted(path.stem for path in FOLDER.glob("*.json"))


def rounded(value: object) -> object:
    """Numbers to nine digits: sums may differ in the last bit between processors."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return value


@cache
def drawn() -> dict[str, object]:
    """The figures of each page that has any."""
    found = {
        name[3:-5]: re.search(r'id="figure-data">(.*?)</script>', page, re.DOTALL)
        for name, page in small_pages().items()
        if name.startswith("hu/")
    }
    return {page: rounded(json.loads(held.group(1))["figures"]) for page, held in found.items() if held}


def test_the_pages_with_figures_are_those_that_were_accepted():
    if os.environ.get("EMAS_WRITE_GOLDEN"):
        for page, figures in drawn().items():
            text = json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
            (FOLDER / f"{page}.json").write_text(text, encoding="utf-8")
        return
    assert sorted(drawn()) == ACCEPTED


@pytest.mark.parametrize("page", ACCEPTED)
def test_figures_are_drawn_as_before(page):
    assert drawn()[page] == json.loads((FOLDER / f"{page}.json").read_text(encoding="utf-8"))
