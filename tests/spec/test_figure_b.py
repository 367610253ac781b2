"""Figure B: one value for the activity, the same from year to year, and what a change asks for.

Regulation (EC) No 1221/2009, Annex IV C.2(d), as replaced by Regulation (EU) 2018/2026. Numbers worked by hand.
"""

from datetime import date

import pandas as pd
import pytest

from indicators.annual_values import annual_values
from indicators.figure_b import check_definitions, kind_of_b, ratios, values_of_b
from indicators.records import Decisions, FigureBDefinition
from tests.spec.city_years import computed, months, point, row

YEARS = (2022, 2023, 2024, 2025)
POINTS = [point("w", "hall", "water.mains", first=date(2022, 1, 1))]
MONTHLY = [entry for year in YEARS for entry in months("hall", "water.mains", 21, year=year)]


def values(*rows: tuple[str, str, int, float]) -> pd.DataFrame:
    columns = ["kind", "site_id", "year", "value"]
    frame = pd.DataFrame(rows, columns=columns).assign(unit="", is_current=True)
    return frame.astype({"value": "float64", "year": "int64"})


B = values(
    *(("employees", "hall", year, 40) for year in YEARS),
    *(("floor_area", "hall", year, 504) for year in YEARS),
    ("inhabitants", "all", 2025, 63_000),
)
FIRST = FigureBDefinition(kind="employees")
CHANGE = FigureBDefinition(
    kind="floor_area",
    indicators=("water.total",),
    decided_on=date(2025, 2, 1),
    recalculated_from=2022,
    reason="The pool opened: use follows the area.",
)


def table_of(*definitions: FigureBDefinition, b: pd.DataFrame = B) -> pd.DataFrame:
    return computed(POINTS, MONTHLY, b, decisions=Decisions(figure_b=definitions))


def test_a_change_recalculates_the_years_before_it() -> None:
    """252 m3 a year over 40 FTE is 6.3; over 504 m2 it is 0.5 in 2022 to 2025, so four years stay comparable."""
    before = table_of(FIRST)
    after = table_of(FIRST, CHANGE)
    for year in YEARS:
        old, new = (row(table, "water.total", year=year) for table in (before, after))
        assert (old["b_kind"], old["r_unit"], old["status"]) == ("employees", "m3/FTE", "complete")
        assert old["r"] == pytest.approx(6.3)
        assert (new["b_kind"], new["b"], new["r"], new["r_unit"]) == ("floor_area", 504, 0.5, "m3/m2")


def test_years_before_the_recalculated_ones_keep_their_b() -> None:
    change = CHANGE.model_copy(update={"recalculated_from": 2023, "decided_on": date(2026, 2, 1)})
    table = table_of(FIRST, change)
    kinds = [row(table, "water.total", year=year)["b_kind"] for year in YEARS]
    assert kinds == ["employees", "floor_area", "floor_area", "floor_area"]


def test_a_recalculated_year_without_the_new_value_has_no_ratio_and_says_so() -> None:
    b = B.loc[~((B["kind"] == "floor_area") & (B["year"] == 2022))]
    found = row(table_of(FIRST, CHANGE, b=b), "water.total", year=2022)
    assert pd.isna(found["r"])
    assert found["reason"] == "missing_reference_value: floor_area"


def test_the_latest_definition_counts_and_one_for_an_indicator_before_one_for_all() -> None:
    for_all = FigureBDefinition(kind="heads")
    for_water = FigureBDefinition(kind="floor_area", indicators=("water.total",))
    assert kind_of_b("water.total", 2025, [for_all, for_water]) == "floor_area"
    assert kind_of_b("waste.total", 2025, [for_all, for_water]) == "heads"
    assert kind_of_b("waste.total", 2025, []) == "employees"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reason": " "}, "has no reason"),
        ({"recalculated_from": 2023}, "it must from 2022 on at the latest"),
        ({"kind": "land_total"}, "cannot be 'land_total'"),
        ({"kind": "desks"}, "No kind of reference value"),
        ({"indicators": ("water.all",)}, "No indicator is declared"),
    ],
)
def test_a_change_that_is_not_what_the_annex_asks_is_refused(change, says) -> None:
    check_definitions([FIRST, CHANGE])
    with pytest.raises((ValueError, LookupError), match=says):
        check_definitions([FIRST, CHANGE.model_copy(update=change)])


def test_ratios_over_several_kinds_stand_side_by_side() -> None:
    """252 m3 over 40 FTE, 504 m2 and 63 000 inhabitants: 6.3, 0.5 and 0.004."""
    table = table_of(FIRST)
    side = ratios(table, values_of_b(annual_values(B, date(2025, 12, 1)), ["hall"]))
    of_all = side[(side["indicator"] == "water.total") & (side["site_id"] == "all") & (side["year"] == 2025)]
    found = {
        kind: (b, r, unit)
        for kind, b, r, unit in of_all[["b_kind", "b", "r", "r_unit"]].itertuples(index=False)
    }
    assert found == {
        "employees": (40, pytest.approx(6.3), "m3/FTE"),
        "floor_area": (504, 0.5, "m3/m2"),
        "inhabitants": (63_000, 0.004, "m3/inhabitants"),
    }


def test_no_ratio_side_by_side_of_a_year_that_is_not_whole() -> None:
    table = computed(POINTS, MONTHLY, B, missing=[("w", date(2025, 3, 1))])
    side = ratios(table, values_of_b(annual_values(B, date(2025, 12, 1)), ["hall"]))
    of_hall = side[(side["indicator"] == "water.total") & (side["site_id"] == "hall")]
    assert of_hall.loc[of_hall["year"] == 2025, "r"].isna().all()
    assert of_hall.loc[of_hall["year"] == 2024, "r"].notna().all()


def test_a_named_value_of_a_year_goes_before_states_and_two_states_of_a_day_are_an_error() -> None:
    """States: 40 from 2024 on, 50 from 1 July 2024: mean (182 x 40 + 184 x 50) / 366 in 2024, 50 in 2025."""
    states = values(("employees", "hall", 2024, 40), ("employees", "hall", 2024, 50))
    states["valid_from"] = [date(2024, 1, 1), date(2024, 7, 1)]
    found = annual_values(states, date(2025, 12, 1)).set_index("year")["value"].to_dict()
    assert found == {2024: pytest.approx((182 * 40 + 184 * 50) / 366), 2025: 50}
    named = pd.concat([states, values(("employees", "hall", 2025, 44)).assign(valid_from=None)])
    assert annual_values(named, date(2025, 12, 1)).set_index("year")["value"][2025] == 44
    states["valid_from"] = date(2024, 1, 1)
    with pytest.raises(ValueError, match="has two states"):
        annual_values(states, date(2025, 12, 1))
