"""Benchmarks: values of good performance, and how specific indicators stand to them.

Annex IV C.1(d) asks that indicators allow comparison with sector, national or regional benchmarks. Those of Decision
(EU) 2019/61, section 3.1, hold for offices: what is no office is not compared with them.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from indicators.contracts import BENCHMARKS
from indicators.declarations import declaration
from indicators.model import ORGANISATION, City, Site
from indicators.records import Benchmark, SpecificIndicator

DECLARED: Mapping[str, Benchmark] = MappingProxyType(
    {
        identifier: Benchmark(id=identifier, **entry)
        for identifier, entry in declaration("benchmarks.toml")["benchmark"].items()
    }
)
"""The benchmarks of the program, by id."""


def declared_benchmarks(city: City, specific: Mapping[str, SpecificIndicator]) -> dict[str, Benchmark]:
    """Those of the program and of the city; one of the city replaces the program's of the same id.

    ValueError if one names an indicator that is not declared, or has another unit than it.
    """
    found = {**DECLARED, **{declared.id: declared for declared in city.benchmarks}}
    for benchmark in found.values():
        if benchmark.indicator not in specific:
            raise ValueError(
                f"benchmark {benchmark.id!r}: no specific indicator is called {benchmark.indicator!r}"
            )
        unit = specific[benchmark.indicator].unit
        if benchmark.unit != unit:
            raise ValueError(f"benchmark {benchmark.id!r} is in {benchmark.unit}, its indicator in {unit}")
    return found


def compared(
    benchmarks: Mapping[str, Benchmark], specific_indicators: pd.DataFrame, sites: Iterable[Site]
) -> pd.DataFrame:
    """The table out.benchmarks: each value beside each benchmark of its indicator.

    better means that the benchmark is met, worse that it is not; a value that is missing, or of a site for which the
    benchmark does not hold, is not_comparable with a reason.
    """
    others = [site.id for site in sites if site.use != "office"]
    declared = pd.DataFrame(
        [
            (entry.id, entry.indicator, entry.comparator, entry.value, entry.scope, entry.source, entry.verified)
            for entry in benchmarks.values()
        ],
        columns=["benchmark_id", "indicator", "comparator", "benchmark", "scope", "source", "verified"],
    )  # fmt: skip
    columns = ["indicator", "site_id", "year", "value", "unit", "reason"]
    rows = declared.merge(specific_indicators[columns], on="indicator")
    is_other = rows["site_id"].isin(others) | ((rows["site_id"] == ORGANISATION) & bool(others))
    outside = (rows["scope"] == "offices") & is_other
    which = rows["site_id"].mask(rows["site_id"] == ORGANISATION, ", ".join(others))
    not_an_office = ("not_an_office: " + which.astype("str")).where(outside, "")
    rows["reason"] = rows["reason"].where(rows["value"].isna(), not_an_office)
    met = np.select(
        [rows["comparator"] == "lower_than", rows["comparator"] == "at_most"],
        [rows["value"] < rows["benchmark"], rows["value"] <= rows["benchmark"]],
        rows["value"] >= rows["benchmark"],
    )
    comparable = rows["value"].notna() & ~outside
    rows["comparison"] = np.where(comparable, np.where(met, "better", "worse"), "not_comparable")
    types = {"VARCHAR": "str", "DOUBLE": "float64", "INTEGER": "int64", "BOOLEAN": "bool"}
    kinds = {column.name: types[column.type] for column in BENCHMARKS.columns}
    table = rows[list(BENCHMARKS.column_names)].astype(kinds)
    order = table["benchmark_id"].map({identifier: place for place, identifier in enumerate(benchmarks)})
    table = table.assign(order=order).sort_values(["order", "site_id", "year"], ignore_index=True)
    return table.drop(columns="order")
