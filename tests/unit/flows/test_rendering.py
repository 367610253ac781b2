"""One process or several write the same bytes, and a new month rewrites the pages that show it and no other."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.computing.evaluate import results
from flows.rendering import make_pages
from tests.conftest import TOWN, Town, supply_point
from tests.dashboards_city import small_results
from tests.dashboards_site import small_site
from tests.unit.flows.closing.closed_town import days
from tests.unit.flows.settling.test_reference_values import head_count
from tests.unit.flows.settling.test_what_counts import HEAD, bill

SITES = {"hall": "Városháza", "school": "Iskola", "library": "Könyvtár"}
REGISTER = TOWN + "".join(
    f'\n[[sites]]\nid = "{site}"\nname = "{name}"\n' for site, name in SITES.items() if site != "hall"
)
METERS = [supply_point(f"G-{site}", "energy.natural_gas", site, valid_from="2024-01-01") for site in SITES]

SHOWING = re.compile(
    r"index|energy|emissions|sites|data-quality|site-hall|evidence|evidence-hall|evidence-hall\.2025"
    r"|evidence\.2025\.(energy|emissions)-.*"
)
"""What shows the gas of the hall in March 2025: its own pages, the sums of the city, and the list of files."""


def pages(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "published.json"
    }


def test_two_processes_write_what_one_renders(tmp_path: Path) -> None:
    wanted = small_site()
    assert make_pages(tmp_path, small_results(), processes=2) == sorted(wanted)
    assert pages(tmp_path) == wanted
    assert make_pages(tmp_path, small_results()) == []


def publish(town: Town) -> list[str]:
    town.ingest()
    town.compute()
    with town.store() as connection:
        return make_pages(town.workspace.site, results(connection, town.city, town.as_of))


def modified(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*.html")}


@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")  # of duckdb, about instants
def test_a_changed_month_of_a_site_rewrites_the_pages_that_show_it(make_town: Callable[..., Town]) -> None:
    town = make_town(*METERS, register=REGISTER)
    for year in (2024, 2025):
        rows = (bill(1000, days(month, year), point=f"G-{site}") for site in SITES for month in range(1, 13))
        town.put("office", f"gas-{year}.csv", HEAD + "".join(rows))
        heads = ((name, year, 10, 500) for name in SITES.values())
        town.put("office", f"heads-{year}.xlsx", head_count(*heads))
    published = publish(town)
    before, times = pages(town.workspace.site), modified(town.workspace.site)
    assert set(published) == set(before)
    town.put("office", "corrected.csv", HEAD + bill(1200, days(3), point="G-hall"))
    rewritten = publish(town)
    after = pages(town.workspace.site)
    assert set(rewritten) == {name for name in before if SHOWING.fullmatch(name[3:-5])}
    assert {name for name in after if after[name] != before.get(name)} == set(rewritten)
    untouched = set(before) - set(rewritten)
    assert len(untouched) > len(rewritten)
    now = modified(town.workspace.site)
    assert {name for name, time in now.items() if time != times[name]} == set(rewritten)
