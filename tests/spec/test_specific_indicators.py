"""Specific indicators and benchmarks of Decision (EU) 2019/61, each with numbers worked by hand.

Annex IV C.3 (specific indicators), C.1(d) (benchmarks); indicators and units by chapter 4 of the decision.
"""

from datetime import date

import pandas as pd
import pytest

from indicators.benchmarks import DECLARED as BENCHMARKS
from indicators.benchmarks import compared, declared_benchmarks
from indicators.contracts import BENCHMARKS as BENCHMARK_TABLE
from indicators.contracts import SPECIFIC_INDICATORS
from indicators.declared_by_city import check_declarations
from indicators.model import City, Office, Organisation, Site
from indicators.reasons import reason_sentences
from indicators.records import Benchmark, Part, SpecificIndicator
from indicators.specific_indicators import DECLARED, declared_specific_indicators, specific_indicators
from tests.spec.city_years import computed, covered, months, point

SITES = (Site(id="hall", name="Hall"), Site(id="depot", name="Depot", use="other"))


def references(*values: tuple[str, str, float], year: int = 2025) -> pd.DataFrame:
    rows = [(kind, site, year, float(value)) for kind, site, value in values]
    return pd.DataFrame(rows, columns=["kind", "site_id", "year", "value"])


STAFF_AND_AREA = references(
    ("employees", "hall", 10), ("employees", "depot", 12), ("floor_area", "hall", 400), ("floor_area", "depot", 200)
)  # fmt: skip


def core(*rows: tuple, year: int = 2025) -> pd.DataFrame:
    """out.core_indicators as far as it counts here: indicator, breakdown, site, A, months covered, reason."""
    columns = ["indicator", "breakdown", "site_id", "a", "months_covered", "reason"]
    frame = pd.DataFrame([row if len(row) == 6 else (*row, 12, "") for row in rows], columns=columns)
    return frame.assign(year=year)


def values(
    figures: pd.DataFrame, b: pd.DataFrame = STAFF_AND_AREA, sites=SITES, declared=DECLARED
) -> pd.DataFrame:
    return specific_indicators(declared, figures, b, sites)


def one(table: pd.DataFrame, code: str, site: str = "hall", key: str = "indicator") -> pd.Series:
    found = table.loc[(table[key] == code) & (table["site_id"] == site)]
    assert len(found) == 1
    return found.iloc[0]


ENERGY = core(
    ("energy.total", "", "hall", 48_000.0),
    ("energy.total", "energy.electricity", "hall", 11_000.0),
    ("energy.total", "energy.pv_own_use", "hall", 1_000.0),
    ("energy.total", "energy.district_heat", "hall", 36_000.0),
    ("energy.renewable_consumption", "", "hall", 1_000.0),
    ("emissions.ghg", "", "hall", 12.0),
    ("water.total", "", "hall", 60.0),
    ("waste.total", "", "hall", 1_500.0),
)


@pytest.mark.parametrize(
    ("code", "value", "unit"),
    [
        ("energy.per_floor_area", 48_000 / 400, "kWh/m2"),  # row 1: kWh/m2/year
        ("energy.per_employee", 48_000 / 10, "kWh/FTE"),  # row 1: kWh/FTE/year
        ("energy.heat_per_floor_area", 36_000 / 400, "kWh/m2"),  # row 1, space heating apart
        ("energy.electricity_per_floor_area", (11_000 + 1_000) / 400, "kWh/m2"),
        ("energy.electricity_per_employee", (11_000 + 1_000) / 10, "kWh/FTE"),
        ("energy.renewable_share", 100 * 1_000 / 48_000, "%"),
        ("emissions.ghg_per_floor_area", 12_000 / 400, "kg CO2e/m2"),  # row 2: kg of 12 tonnes
        ("emissions.ghg_per_employee", 12_000 / 10, "kg CO2e/FTE"),
        ("water.per_employee", 60 / 10, "m3/FTE"),  # row 3
        ("water.per_floor_area", 60 / 400, "m3/m2"),
        ("waste.per_employee", 1_500 / 10, "kg/FTE"),  # row 4
    ],
)
def test_an_office_by_hand(code: str, value: float, unit: str) -> None:
    row = one(values(ENERGY), code)
    assert row["value"] == pytest.approx(value, rel=1e-12)
    assert (row["unit"], row["status"], row["reason"]) == (unit, "complete", "")


def test_sheets_of_paper_by_hand() -> None:
    """Row 6: A4 sheets/FTE/working day. 10 people, 252 working days in 2025, 15 sheets each: 37,800 sheets.

    A sheet is 0.210 m x 0.297 m x 80 g/m2 = 4.9896 g, so they weigh 188.60688 kg.
    """
    paper = values(core(("material.total", "material.paper", "hall", 188.60688)))
    row = one(paper, "material.paper_sheets")
    assert row["working_days"] == 252
    assert row["value"] == pytest.approx(15.0, rel=1e-12)
    assert pd.isna(one(paper, "water.per_employee")["working_days"])


def test_the_organisation_adds_its_sites_before_it_divides() -> None:
    figures = pd.concat([ENERGY, core(("water.total", "", "depot", 84.0), ("water.total", "", "all", 144.0))])
    table = values(figures)
    assert one(table, "water.per_employee", "depot")["value"] == 84 / 12
    assert one(table, "water.per_employee", "all")["value"] == 144 / 22  # not the mean of 6 and 7
    assert one(table, "water.per_employee", "all")["denominator"] == 22


def test_what_is_missing_gives_no_value_and_says_what() -> None:
    figures = core(
        (
            "energy.total",
            "",
            "hall",
            44_000.0,
            11,
            "missing_month: 2025-03; missing_reference_value: employees",
        ),
        ("energy.total", "energy.electricity", "hall", 12_000.0),
        ("energy.total", "energy.district_heat", "hall", 32_000.0, 11, "missing_month: 2025-03"),
        ("water.total", "", "hall", 60.0),
    )
    table = values(figures, references(("floor_area", "hall", 400), ("employees", "depot", 12)))
    area = one(table, "energy.per_floor_area")
    assert (area["status"], area["reason"], area["numerator"]) == (
        "incomplete",
        "missing_month: 2025-03",
        44_000,
    )
    assert pd.isna(area["value"])
    assert one(table, "energy.electricity_per_floor_area")["value"] == 12_000 / 400
    staff = one(table, "energy.per_employee")
    assert staff["reason"] == "missing_month: 2025-03; missing_reference_value: employees"
    assert one(table, "water.per_employee")["reason"] == "missing_reference_value: employees"
    assert one(table, "emissions.ghg_per_employee")[["status", "reason"]].tolist() == [
        "not_available",
        "no_input: emissions.ghg",
    ]
    assert one(table, "water.per_employee", "depot")[["status", "reason"]].tolist() == [
        "not_applicable",
        "nothing_of_the_kind: water.total",
    ]
    for row in table.itertuples():
        assert (row.reason == "") == (row.status == "complete")
        assert reason_sentences(row.reason, "hu") != "" or row.reason == ""


def test_zero_people_are_no_divisor() -> None:
    table = values(core(("water.total", "", "hall", 60.0)), references(("employees", "hall", 0)))
    row = one(table, "water.per_employee")
    assert (row["status"], row["reason"]) == ("incomplete", "missing_reference_value: employees")
    assert pd.isna(row["value"])


def test_zero_is_a_value_and_a_share_of_nothing_is_none() -> None:
    figures = core(
        ("waste.total", "", "hall", 500.0),
        ("waste.total", "", "depot", 0.0),
        ("waste.recycling", "", "hall", 0.0),
        ("waste.recycling", "", "depot", 0.0),
        ("water.total", "", "hall", 0.0),
    )
    table = values(figures)
    assert one(table, "water.per_employee")["value"] == 0.0
    assert (
        one(table, "waste.recycling_share")["value"] == 0.0
    )  # the hall has waste, and none of it is recycled
    nothing = one(table, "waste.recycling_share", "depot")
    assert (nothing["status"], nothing["reason"]) == ("incomplete", "denominator_is_zero: waste.total")


def test_the_recycling_share_by_hand() -> None:
    """Row 5: 160 of 200 kg are recycled, 80 %. With 12.5 kg of which nobody knows there is no share."""
    known = core(
        ("waste.total", "", "hall", 200.0),
        ("waste.recycling", "", "hall", 160.0),
        ("waste.treatment_not_stated", "", "hall", 0.0),
        ("waste.total", "", "depot", 50.0),
        ("waste.recycling", "", "depot", 37.5),
        ("waste.treatment_not_stated", "", "depot", 12.5),
    )
    table = values(known)
    assert one(table, "waste.recycling_share")[["value", "status"]].tolist() == [80.0, "complete"]
    refused = one(table, "waste.recycling_share", "depot")
    assert pd.isna(refused["value"])
    assert refused[["numerator", "status", "reason"]].tolist() == [
        37.5, "incomplete", "only_without: waste.treatment_not_stated 12.5 kg",
    ]  # fmt: skip
    assert reason_sentences(refused["reason"], "hu") == (
        "Nem mondható meg, amíg ez nem nulla: hulladék, amelynek a kezelése nincs megadva, 12,5 kg."
    )
    assert one(table, "waste.per_employee", "depot")["status"] == "complete"


def test_a_figure_that_must_be_zero_is_a_declared_one() -> None:
    wrong = DECLARED["waste.recycling_share"].model_copy(update={"only_without": "waste.nobody"})
    city = City(
        organisation=Organisation(name="T"),
        offices=(Office(id="office", name="O"),),
        sites=SITES,
        specific_indicators=(wrong,),
    )
    with pytest.raises(ValueError, match=r"waste\.nobody"):
        declared_specific_indicators(city)


def test_benchmarks_by_hand() -> None:
    """Row 3: water lower than 6.4 m3/FTE/year; exactly 6.4 is not lower. They hold for offices only."""
    sites = (Site(id="hall", name="H"), Site(id="annex", name="A"), Site(id="depot", name="D", use="other"))
    figures = core(
        ("water.total", "", "hall", 63.9), ("water.total", "", "annex", 64.0),
        ("water.total", "", "depot", 10.0), ("water.total", "", "all", 137.9),
    )  # fmt: skip
    b = references(("employees", "hall", 10), ("employees", "annex", 10), ("employees", "depot", 10))
    table = compared(BENCHMARKS, values(figures, b, sites), sites)
    water = table.loc[table["benchmark_id"] == "office-water"].set_index("site_id")
    assert water["comparison"].to_dict() == {
        "hall": "better", "annex": "worse", "depot": "not_comparable", "all": "not_comparable",
    }  # fmt: skip
    assert water["reason"].to_dict() == {
        "hall": "", "annex": "", "depot": "not_an_office: depot", "all": "not_an_office: depot",
    }  # fmt: skip
    assert water["verified"].all()
    paper = one(table, "office-paper", key="benchmark_id")
    assert (paper["comparison"], paper["reason"]) == (
        "not_comparable",
        "no_input: material.total/material.paper",
    )
    assert not paper["verified"]
    only_offices = compared(BENCHMARKS, values(figures, b, sites[:2]), sites[:2])
    assert one(only_offices, "office-water", "all", "benchmark_id")["comparison"] == "worse"  # 137.9 / 20


@pytest.mark.parametrize(
    ("comparator", "value", "comparison"),
    [
        ("lower_than", 6.0, "worse"), ("at_most", 6.0, "better"), ("at_most", 5.9, "worse"),
        ("at_least", 6.0, "better"), ("at_least", 6.1, "worse"), ("lower_than", 6.1, "better"),
    ],
)  # fmt: skip
def test_what_meets_a_benchmark(comparator: str, value: float, comparison: str) -> None:
    mark = Benchmark(
        id="own",
        indicator="water.per_employee",
        comparator=comparator,
        value=value,
        unit="m3/FTE",
        source="test",
    )
    assert (
        one(compared({"own": mark}, values(ENERGY), SITES), "own", key="benchmark_id")["comparison"]
        == comparison
    )


def town(**more: object) -> City:
    return City(
        organisation=Organisation(name="T"), offices=(Office(id="office", name="O"),), sites=SITES, **more
    )


OWN = SpecificIndicator(
    code="water.per_guest",
    area="water",
    names={"hu": "víz vendégenként"},
    method={"hu": "A víz osztva a területtel."},
    unit="l/m2",
    scale=1000,
    numerator=(Part(indicator="water.total"),),
    denominator=(Part(reference="floor_area"),),
    better="lower",
)


def test_a_city_adds_its_own() -> None:
    mark = Benchmark(
        id="own", indicator=OWN.code, comparator="at_most", value=150, unit="l/m2", scope="any", source="city"
    )
    city = town(specific_indicators=(OWN,), benchmarks=(mark,))
    check_declarations(city)
    declared = declared_specific_indicators(city)
    table = values(ENERGY, declared=declared)
    assert one(table, OWN.code)["value"] == 150.0  # 60 m3 on 400 m2
    beside = compared(declared_benchmarks(city, declared), table, SITES)
    assert one(beside, "own", key="benchmark_id")["comparison"] == "better"
    assert OWN.names["en"] == "víz vendégenként"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"numerator": (Part(indicator="water.totl"),)},
            "No indicator is declared under the code 'water.totl'",
        ),
        ({"denominator": (Part(reference="guests"),)}, "No kind of reference value"),
        (
            {"numerator": (Part(indicator="water.total"), Part(indicator="waste.total"))},
            "different units: kg, m3",
        ),
        ({"area": "noise"}, "area is one of energy, material"),
    ],
)
def test_an_own_indicator_that_does_not_fit_is_refused(change: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        check_declarations(town(specific_indicators=(OWN.model_copy(update=change),)))


def test_a_benchmark_in_another_unit_is_refused() -> None:
    mark = Benchmark(
        id="own",
        indicator="water.per_employee",
        comparator="at_most",
        value=6400,
        unit="l/FTE",
        source="test",
    )
    with pytest.raises(ValueError, match="benchmark 'own' is in l/FTE, its indicator in m3/FTE"):
        check_declarations(town(benchmarks=(mark,)))
    with pytest.raises(ValueError, match="no specific indicator is called"):
        check_declarations(town(benchmarks=(mark.model_copy(update={"indicator": OWN.code}),)))


def test_it_follows_the_core_indicators_as_they_are_computed() -> None:
    """Through the real computation: 12 months of 5 m3, September missing in the second case."""
    points = [point("W", "hall", "water.mains")]
    b = pd.concat([STAFF_AND_AREA.assign(unit="FTE", is_current=True)])
    figures = computed(points, months("hall", "water.mains", 5), b, sites=("hall", "depot"))
    assert one(values(figures), "water.per_employee")["value"] == 6.0
    gone = [("W", date(2025, 9, 1))]
    assert covered(points, date(2025, 12, 1), gone)["covered"].sum() == 11
    figures = computed(
        points, months("hall", "water.mains", 5, numbers=(1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12)), b,
        sites=("hall", "depot"), missing=gone,
    )  # fmt: skip
    assert one(values(figures), "water.per_employee")["reason"] == "missing_month: 2025-09"


def test_shapes_order_and_nothing_at_all() -> None:
    table = values(ENERGY)
    assert tuple(table.columns) == SPECIFIC_INDICATORS.column_names
    assert not table.duplicated(list(SPECIFIC_INDICATORS.key)).any()
    assert len(table) == len(DECLARED) * 3
    shuffled = values(ENERGY.sample(frac=1, random_state=3), STAFF_AND_AREA.sample(frac=1, random_state=4))
    pd.testing.assert_frame_equal(table, shuffled)
    nothing = values(ENERGY.iloc[:0])
    assert nothing.empty
    assert tuple(nothing.columns) == SPECIFIC_INDICATORS.column_names
    beside = compared(BENCHMARKS, nothing, SITES)
    assert beside.empty
    assert tuple(beside.columns) == BENCHMARK_TABLE.column_names
