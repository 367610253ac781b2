"""All pages of a large city: 100 sites, 10 streams, 10 years, three languages."""

import resource
import time
from collections.abc import Callable
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest

from dashboards.pages import render
from indicators.contracts import DELIVERIES, FINDINGS, REJECTED_ROWS
from indicators.core_indicators import core_indicators
from indicators.coverage import due_months
from indicators.model import CONTRIBUTION_COLUMNS, City, Office, Organisation, Results, Site, SupplyPoint

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
SECONDS, GIGABYTES = 30.0, 1.0
"""What a run may take on two cores."""


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


def test_all_pages_of_a_large_city(benchmark: Callable[..., object]) -> None:
    results = large_results()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    site = benchmark.pedantic(render, args=(results,), rounds=1)  # type: ignore[attr-defined]
    took = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pages = [name for name in site if name.endswith(".html")]
    size = sum(map(len, site.values()))
    print(f"\n{len(pages)} pages, {size / 1e6:.0f} MB in {took:.1f} s; memory {before} to {after} kB")
    assert took <= SECONDS
    assert after / 1e6 <= GIGABYTES


if __name__ == "__main__":
    pytest.main([__file__, "-s"])
