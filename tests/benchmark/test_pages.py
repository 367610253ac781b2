"""All pages of a large city: 100 sites, 10 streams, 10 years, three languages."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from flows.computing.evaluate import results
from flows.rendering import make_pages
from indicators.contracts import DELIVERIES, FINDINGS, REJECTED_ROWS
from indicators.core_indicators import core_indicators
from indicators.coverage import due_months
from indicators.model import CONTRIBUTION_COLUMNS, City, Office, Organisation, Results, Site, SupplyPoint
from tests.benchmark.apart import ROOT, Cost, cost_of
from tests.benchmark.conftest import Told
from tests.conftest import EXAMPLE, copy_of_example

SITES, FIRST_YEAR, YEARS = 100, 2016, 10
STREAMS = {
    "energy.electricity": "kWh",
    "energy.natural_gas": "kWh",
    "energy.district_heat": "kWh",
    "energy.diesel": "kWh",
    "energy.petrol": "kWh",
    "energy.pv_generation": "kWh",
    "water.mains": "m3",
    "waste.200301": "kg",
    "waste.200121": "kg",
    "waste.150101": "kg",
}
AS_OF = date(FIRST_YEAR + YEARS - 1, 12, 1)
PROCESSES, SECONDS, GIGABYTES = 2, 30.0, 1.0
"""What a run may take on two cores."""

OF_SITE, OF_OFFICE = "hivatal-deak", "gazdasag/2025/gaz_2025-03.csv"
MOST_REWRITTEN = 0.3
"""The site, the sums of the city with what is computed of them, and the evidence of one year, in each language."""


def large_results() -> Results:
    """Every month of every stream at every site, each from a file of its own month."""
    points = tuple(
        SupplyPoint(
            id=f"{stream}-{site:03d}",
            site_id=f"site-{site:03d}",
            stream=stream if not stream.startswith("waste.") else "waste",
            office_id="office",
            valid_from=date(FIRST_YEAR, 1, 1),
        )
        for site, stream in product(range(SITES), STREAMS)
        if not stream.startswith("waste.") or stream == "waste.200301"
    )
    city = City(
        organisation=Organisation(name="Nagyváros", languages=("hu", "en", "de"), example=True),
        offices=(Office(id="office", name="Hivatal"),),
        sites=tuple(Site(id=f"site-{site:03d}", name=f"Telephely {site:03d}") for site in range(SITES)),
        supply_points=points,
    )
    months = pd.date_range(date(FIRST_YEAR, 1, 1), AS_OF, freq="MS")
    index = pd.MultiIndex.from_product(
        [[site.id for site in city.sites], list(STREAMS), months], names=["site_id", "stream", "month"]
    )
    monthly = index.to_frame(index=False)
    random = np.random.default_rng(7)
    monthly = monthly.assign(
        quantity=random.integers(100, 10_000, len(monthly)).astype("float64"),
        unit=monthly["stream"].map(STREAMS),
        days_covered=monthly["month"].dt.days_in_month,
        days_in_month=monthly["month"].dt.days_in_month,
        estimated_share=0.0,
    ).assign(quantity_metered=lambda frame: frame["quantity"])
    due = due_months(points, AS_OF)
    coverage = due.assign(state="delivered", covered=True)
    employees = pd.DataFrame(
        [
            ("employees", site.id, year, 20.0, "FTE", True)
            for site in city.sites
            for year in range(FIRST_YEAR, FIRST_YEAR + YEARS)
        ],
        columns=["kind", "site_id", "year", "value", "unit", "is_current"],
    )
    figures = core_indicators(monthly, coverage, employees, points, city.sites, AS_OF)
    return Results(
        city=city,
        as_of=AS_OF,
        core_indicators=figures,
        monthly=monthly,
        findings=pd.DataFrame(columns=list(FINDINGS.column_names)),
        deliveries=pd.DataFrame(columns=list(DELIVERIES.column_names)),
        rejected_rows=pd.DataFrame(columns=list(REJECTED_ROWS.column_names)),
        coverage=coverage,
        contributions=_contributions(monthly),
    )


def _contributions(monthly: pd.DataFrame) -> pd.DataFrame:
    name = monthly["stream"] + "_" + monthly["month"].dt.strftime("%Y-%m")
    hashes = pd.util.hash_pandas_object(name, index=False).map(lambda value: f"{value:016x}" * 4)
    return pd.DataFrame(
        {
            "site_id": monthly["site_id"],
            "stream": monthly["stream"],
            "year": monthly["month"].dt.year,
            "supply_point_id": monthly["stream"] + monthly["site_id"].str[4:],
            "delivery_id": hashes,
            "file_name": name + ".xlsx",
            "sheet": "Adatok",
            "rows": 1,
            "first_row": 5,
            "last_row": 5,
            "first_day": monthly["month"].dt.date,
            "last_day": (monthly["month"] + pd.offsets.MonthEnd()).dt.date,
            "quantity": monthly["quantity"],
            "unit": monthly["unit"],
            "qualities": "invoiced",
        }
    )[list(CONTRIBUTION_COLUMNS)]


LARGE_CITY = """
import resource, sys, tempfile, threading
sys.path.insert(0, {root!r})
from pathlib import Path
from flows.rendering import make_pages
from tests.benchmark.test_pages import PROCESSES, held_by_all, large_results

found = large_results()
folder = tempfile.TemporaryDirectory()
done, held = threading.Event(), []

def watch():
    while not done.wait(0.2):
        held.append(held_by_all())

def work():
    threading.Thread(target=watch, daemon=True).start()
    made = make_pages(Path(folder.name), found, PROCESSES)
    done.set()
    size = sum(path.stat().st_size for path in Path(folder.name).rglob("*") if path.is_file())
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    pages = sum(name.endswith(".html") for name in made)
    note = [pages, size, max(held), children.ru_utime + children.ru_stime]
    Path({told!r}).write_text(json.dumps(note))
    folder.cleanup()
"""


def held_by_all() -> int:
    """Bytes in memory of this process and its children, shared libraries counted in each of them. Linux only."""
    own = Path("/proc/self")
    children = [number for path in own.glob("task/*/children") for number in path.read_text().split()]
    held = 0
    for process in (own, *(Path("/proc", number) for number in children)):
        with suppress(FileNotFoundError, ProcessLookupError):
            held += int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return held


def test_all_pages_of_a_large_city(tmp_path: Path, benchmark: Callable[..., object], told: Told) -> None:
    note = tmp_path / "note.json"
    costs: list[Cost] = []
    code = LARGE_CITY.format(root=str(ROOT), told=str(note))
    benchmark.pedantic(lambda: costs.append(cost_of(code)), rounds=1)  # type: ignore[attr-defined]
    [ours] = costs
    pages, size, held, processor = json.loads(note.read_text(encoding="utf-8"))
    assert pages > 3 * SITES * YEARS
    work = f"{SITES} sites, {len(STREAMS)} streams, {YEARS} years, 3 languages: {pages:,} pages, {size / 1e6:.0f} MB"
    each = (processor + ours.processor) / PROCESSES
    told(f"{work}; seconds of each of {PROCESSES} processors", f"{each:.1f} s", f"{ours.seconds:.1f} s by the clock",
         each, SECONDS, "15")  # fmt: skip
    told(f"{work}; GB of all processes together", f"{held / 1e9:.2f}", "", held / 1e9, GIGABYTES, "1")


@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")  # of duckdb, about instants
def test_a_month_of_a_site_rewrites_only_what_shows_it(
    tmp_path: Path, benchmark: Callable[..., object], told: Told
) -> None:
    """The example city: a bill of gas of one site in 2025 comes again with another quantity."""
    town = copy_of_example(tmp_path / "sopron")

    def publish() -> list[str]:
        town.ingest()
        town.compute()
        with town.store() as connection:
            return make_pages(town.workspace.site, results(connection, town.city, town.as_of))

    pages = [name for name in publish() if name.endswith(".html")]
    head, bill, *_ = (EXAMPLE / "inbox" / OF_OFFICE).read_text(encoding="utf-8").splitlines()
    town.put("gazdasag", "corrected.csv", f"{head}\n{bill.replace('155 379,9', '160 000,0')}\n")
    rewritten: list[str] = []
    benchmark.pedantic(lambda: rewritten.extend(publish()), rounds=1)  # type: ignore[attr-defined]
    others = [site.id for site in town.city.sites if site.id != OF_SITE]
    strange = [name for name in rewritten if any(f"-{site}." in name for site in others)]
    assert strange == []
    told(
        "a month of a site of the example city comes again: pages rewritten of all",
        f"{len(rewritten)}",
        f"{len(pages)}",
        len(rewritten) / len(pages),
        MOST_REWRITTEN,
        "0.25",
    )


if __name__ == "__main__":
    pytest.main([__file__, "-s"])
