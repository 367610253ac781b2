"""All core indicators of 500 sites, 10 streams each, over 10 years, from the table of months."""

from collections.abc import Callable

from tests.benchmark.apart import cost_of
from tests.benchmark.conftest import Told

SITES, MOST_SECONDS, MOST_MEMORY = 500, 2.0, 1000.0
CITY = """
from datetime import date
import numpy as np
import pandas as pd
from indicators.core_indicators import core_indicators
from indicators.model import Site, SupplyPoint

STREAMS = ("energy.electricity", "energy.natural_gas", "energy.district_heat", "energy.pv_generation",
    "energy.diesel", "energy.petrol", "water.mains", "material.paper", "waste.200101", "waste.200121")
sites = [Site(id=f"s{{number:03}}", name=f"S {{number}}") for number in range({sites})]
points = [
    SupplyPoint(id=f"{{stream}}@{{site.id}}", site_id=site.id, stream=stream, office_id="office",
        valid_from=date(2016, 1, 1), cadence="monthly")
    for site in sites for stream in STREAMS
]
months = pd.date_range("2016-01-01", periods={months}, freq="MS")
keys = pd.MultiIndex.from_product([[site.id for site in sites], STREAMS, months], names=["site_id", "stream", "month"])
monthly = keys.to_frame(index=False)
monthly["quantity"] = np.arange(len(monthly)) % 9973 / 7
monthly["estimated_share"] = 0.0
coverage = monthly[["stream", "month"]].copy()
coverage.insert(0, "supply_point_id", monthly["stream"] + "@" + monthly["site_id"])
coverage["covered"] = True
reference_values = pd.DataFrame([
    dict(kind="employees", site_id=site.id, year=year, value=10.0, unit="FTE", is_current=True, valid_from=None)
    for site in sites for year in range(2016, 2026)
])
found = []

def work():
    found.append(core_indicators(monthly=monthly, coverage=coverage, reference_values=reference_values,
        supply_points=points, sites=sites, as_of=months[-1].date()))
"""
CHECK = """
import atexit

@atexit.register
def check():
    [table] = found
    whole = table[(table["indicator"] == "energy.total") & (table["breakdown"] == "") & (table["site_id"] == "all")]
    assert len(whole) == 10, len(whole)
"""


def test_five_hundred_sites(benchmark: Callable[..., object], told: Told) -> None:
    costs = []
    code = CITY.format(sites=SITES, months=120) + CHECK
    benchmark.pedantic(lambda: costs.append(cost_of(code)), rounds=1)  # type: ignore[attr-defined]
    [ours] = costs
    assert ours.processor < MOST_SECONDS
    work = f"indicators of {SITES} sites x 10 streams x 10 years"
    told(f"{work}; on one processor", f"{ours.processor:.2f} s", "", ours.processor, MOST_SECONDS, "1.2")
    told(f"{work}; peak MiB", f"{ours.peak:.0f}", "", ours.peak, MOST_MEMORY, "1000")
