"""Shape and edges of the computed table; the rules themselves are in tests/spec."""

from datetime import date

import pandas as pd
import pytest

from indicators.contracts import CORE_INDICATORS
from indicators.core_indicators import core_indicators
from indicators.model import Site
from indicators.registry import METHOD_VERSION
from tests.spec.city_years import DECEMBER, computed, covered, employees, monthly_frame, months, point, row

ELECTRICITY = point("e", "hall", "energy.electricity")


def test_the_table_has_the_columns_of_its_contract() -> None:
    table = computed([ELECTRICITY], months("hall", "energy.electricity", 1), employees(("hall", 2025, 1)))
    assert tuple(table.columns) == CORE_INDICATORS.column_names
    assert set(table["method_version"]) == {METHOD_VERSION}
    assert set(table["b_kind"]) == {"employees"}
    assert not table.duplicated(list(CORE_INDICATORS.key)).any()
    assert table["year"].dtype == table["months_covered"].dtype == "int64"


def test_without_a_reading_there_is_no_row() -> None:
    table = computed([ELECTRICITY], [], employees())
    assert table.empty
    assert tuple(table.columns) == CORE_INDICATORS.column_names


def test_readings_after_the_last_due_month_do_not_count() -> None:
    monthly = months("hall", "energy.electricity", 100) + months("hall", "energy.electricity", 7, year=2026)
    table = computed([ELECTRICITY], monthly, employees(("hall", 2025, 1)), as_of=date(2025, 6, 1))
    assert set(table["year"]) == {2025}
    assert row(table, "energy.total")["a"] == 600


def test_years_run_from_the_first_to_the_last_with_a_reading_where_a_supply_point_is_valid() -> None:
    """Electricity 2023 to 2025 at the hall; water of the depot only since 2024, without any reading."""
    points = [
        point("e", "hall", "energy.electricity", first=date(2020, 1, 1)),
        point("w", "depot", "water.mains", first=date(2024, 5, 1)),
    ]
    monthly = [
        *months("hall", "energy.electricity", 1, year=2023),
        *months("hall", "energy.electricity", 1, year=2025),
    ]
    table = computed(points, monthly, employees(), sites=("hall", "depot"))
    years = table.groupby(["indicator", "site_id"])["year"].unique().map(list)
    assert years["energy.total", "hall"] == [2023, 2024, 2025]
    assert years["water.total", "depot"] == [2024, 2025]
    assert years["water.total", "all"] == [2024, 2025]
    assert ("water.total", "hall") not in years.index


def test_a_supply_point_that_ended_leaves_no_row_in_later_years() -> None:
    points = [
        point("e", "hall", "energy.electricity", first=date(2024, 1, 1)),
        point("g", "hall", "energy.natural_gas", first=date(2024, 1, 1), last=date(2024, 12, 31)),
    ]
    monthly = [
        *months("hall", "energy.electricity", 1, year=2024),
        *months("hall", "energy.natural_gas", 2, year=2024),
        *months("hall", "energy.electricity", 1, year=2025),
    ]
    table = computed(points, monthly, employees(("hall", 2024, 1), ("hall", 2025, 1)))
    assert row(table, "energy.total", "energy.natural_gas", year=2024)["a"] == 24
    assert table[(table["breakdown"] == "energy.natural_gas") & (table["year"] == 2025)].empty
    assert row(table, "energy.total", year=2025)["status"] == "complete"


def test_only_current_reference_values_of_the_right_kind_count() -> None:
    b = employees(("hall", 2025, 40), ("hall", 2025, 99))
    b.loc[1, "is_current"] = False
    other = b.assign(kind="floor_area", value=7.0, is_current=True)
    table = computed([ELECTRICITY], months("hall", "energy.electricity", 1), pd.concat([b, other]))
    assert row(table, "energy.total")["b"] == 40


def test_two_current_reference_values_are_an_error_with_a_sentence() -> None:
    b = employees(("hall", 2025, 40), ("hall", 2025, 41))
    with pytest.raises(ValueError, match="'employees' of 'hall' in 2025 has two current values"):
        computed([ELECTRICITY], months("hall", "energy.electricity", 1), b)


def test_an_estimated_feed_in_is_an_estimate_of_own_use() -> None:
    """300 made, 100 fed in and estimated: own use 200, estimated 100 / 200 = 0.5."""
    points = [point("pv", "hall", "energy.pv_generation"), point("out", "hall", "energy.pv_feed_in")]
    monthly = [
        *months("hall", "energy.pv_generation", 300),
        *months("hall", "energy.pv_feed_in", 100, estimated_share=1.0),
    ]
    table = computed(points, monthly, employees(("hall", 2025, 1)))
    assert row(table, "energy.renewable_consumption")["estimated_share"] == 0.5


def test_frames_as_the_store_gives_them() -> None:
    """Months as timestamps, a nullable share, more columns than needed, an index with repetitions."""
    monthly = monthly_frame(months("hall", "energy.electricity", 10))
    monthly = monthly.assign(
        month=pd.to_datetime(monthly["month"]).astype("datetime64[us]"), unit="kWh", days_covered=31
    )
    monthly.loc[0, "estimated_share"] = None
    monthly.index = [0] * len(monthly)
    due = covered([ELECTRICITY], DECEMBER)
    due.index = [0] * len(due)
    b = employees(("hall", 2025, 2))
    table = core_indicators(monthly, due, b, iter([ELECTRICITY]), iter([Site(id="hall", name="x")]), DECEMBER)
    assert row(table, "energy.total")["r"] == 60


def test_a_supply_point_that_moves_is_missing_where_it_was() -> None:
    points = [
        point("e", "hall", "energy.electricity", last=date(2025, 6, 30)),
        point("e", "depot", "energy.electricity", first=date(2025, 7, 1)),
    ]
    monthly = [
        *months("hall", "energy.electricity", 10, numbers=range(1, 7)),
        *months("depot", "energy.electricity", 10, numbers=range(7, 13)),
    ]
    b = employees(("hall", 2025, 1), ("depot", 2025, 1))
    missing = [("e", date(2025, 8, 1))]
    table = computed(points, monthly, b, sites=("hall", "depot"), missing=missing)
    assert row(table, "energy.total", site="hall")["status"] == "complete"
    assert row(table, "energy.total", site="depot")["reason"] == "missing_month: 2025-08"
    assert row(table, "energy.total", site="all")["a"] == 120


def test_a_reading_where_nothing_is_valid_makes_no_figure() -> None:
    """The water meter is valid from 2025 only: its reading of 2024 stands nowhere, totals and parts agree."""
    points = [
        point("w", "hall", "water.mains"),
        point("e", "hall", "energy.electricity", first=date(2024, 1, 1)),
    ]
    monthly = months("hall", "water.mains", 1, year=2024)
    table = computed(points, monthly, employees(("hall", 2024, 1)))
    assert table[table["indicator"] == "water.total"].empty
    assert {code.split(".")[0] for code in table["indicator"]} == {"energy", "emissions"}
    assert computed(points[:1], monthly, employees()).empty


def test_the_register_may_name_streams_that_feed_nothing() -> None:
    points = [point("x", "hall", "noise.day"), ELECTRICITY]
    table = computed(points, months("hall", "energy.electricity", 1), employees(("hall", 2025, 1)))
    assert {"energy.total"} == {code for code in table["indicator"] if not code.startswith("emissions.")}
