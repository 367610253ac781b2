"""Published rows of results stay, later ones stand beside them; a difference needs a published value."""

import pandas as pd

from indicators.closing import CHANGE_COLUMNS
from indicators.contracts import DEGREE_DAYS, RATIOS, TARGET_YEARS
from indicators.frozen import as_frozen, differences_of_results, restated_results
from tests.dashboards_city import CITY

NOTHING = pd.DataFrame(columns=list(CHANGE_COLUMNS))


def path(target: str, year: int, value: float) -> dict[str, object]:
    return {"target_id": target, "year": year, "path": value, "actual": 100.0, "state": "on_path"}


def degree_days(month: int, value: float | None) -> dict[str, object]:
    row = {
        "supply_point_id": "T1",
        "definition": "eurostat",
        "year": 2024,
        "month": month,
        "degree_days": value,
    }
    return row | {"days_covered": 31, "days_in_period": 31, "status": "complete", "origin": "delivered"}


NOW = {
    TARGET_YEARS: pd.DataFrame(
        [path("water", 2024, 95.0), path("water", 2025, 80.0), path("new", 2024, 7.0)]
    ),
    DEGREE_DAYS: pd.DataFrame([degree_days(0, 2997.0), degree_days(1, 589.0)]),
}
FROZEN = {
    TARGET_YEARS: pd.DataFrame([path("water", 2024, 90.0)]),
    DEGREE_DAYS: pd.DataFrame([degree_days(0, 2966.0), degree_days(1, 558.0)]),
}


def test_published_rows_stay_and_later_ones_stand_beside_them() -> None:
    shown = as_frozen(TARGET_YEARS, NOW[TARGET_YEARS], FROZEN)
    found = shown.set_index(["target_id", "year"])["path"].to_dict()
    assert found == {("new", 2024): 7.0, ("water", 2024): 90.0, ("water", 2025): 80.0}
    assert as_frozen(RATIOS, NOW[TARGET_YEARS], FROZEN) is NOW[TARGET_YEARS]


def test_what_rests_on_another_year_is_not_laid_on_the_program() -> None:
    own_b = pd.DataFrame(columns=["indicator", "site_id", "year", "b_kind"])
    found = differences_of_results(NOW, FROZEN, own_b)
    told = restated_results(found, NOTHING, [], CITY)
    rows = told[["figure", "indicator", "breakdown", "published", "now", "because_of"]].values.tolist()
    assert rows == [
        ["path", "water", "", 90.0, 95.0, "other_years"],
        ["degree_days", "eurostat", "T1", 2966.0, 2997.0, "program"],
    ]
