"""What a closed year shows, what would come out otherwise, and which change is its cause."""

import json

import pandas as pd
import pytest

from indicators import closing
from indicators.closing import (
    CHANGE_COLUMNS,
    as_published,
    because_sentence,
    definition,
    differences,
    restatements,
)
from indicators.contracts import CORE_INDICATORS
from indicators.registry import INDICATORS, METHOD_VERSION
from tests.spec.city_years import computed, employees, months, point

STREAMS = ("energy.electricity", "energy.natural_gas", "water.mains")
POINTS = [
    point("e", "hall", "energy.electricity"),
    point("g", "hall", "energy.natural_gas"),
    point("w", "depot", "water.mains"),
]


def figures(gas: float = 10, water: float = 5, head_count: float = 40) -> pd.DataFrame:
    monthly = [
        *months("hall", "energy.electricity", 100),
        *months("hall", "energy.natural_gas", gas),
        *months("depot", "water.mains", water),
    ]
    b = employees(("hall", 2025, head_count), ("depot", 2025, 10))
    return computed(POINTS, monthly, b, sites=("hall", "depot"))


def published(table: pd.DataFrame) -> pd.DataFrame:
    rows = [
        json.dumps({name: None if pd.isna(value) else value for name, value in row.items()})
        for row in table.to_dict("records")
    ]
    return table.assign(row=rows)


def changes(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    """Cause, what, site, stream and indicator of changes of 2025."""
    return pd.DataFrame([(2025, *row) for row in rows], columns=list(CHANGE_COLUMNS))


def causes(before: pd.DataFrame, now: pd.DataFrame, *rows: tuple[str, str, str, str, str]) -> dict[str, str]:
    """The cause of each restated figure: `indicator breakdown site figure`."""
    table = restatements(differences(now, published(before)), changes(*rows), STREAMS)
    keys = ["indicator", "breakdown", "site_id", "figure"]
    return {
        " ".join(filter(None, row[:4])): row[4]
        for row in table[[*keys, "because_of"]].itertuples(index=False)
    }


def test_an_unchanged_year_has_no_difference() -> None:
    assert differences(figures(), published(figures())).empty


def test_the_last_bit_of_a_sum_is_no_difference() -> None:
    now = figures()
    now["a"] = now["a"] * (1 + 1e-15)
    assert differences(now, published(figures())).empty
    now["a"] = now["a"] * (1 + 1e-8)
    assert not differences(now, published(figures())).empty


def test_only_the_figures_that_a_delivery_feeds_name_it() -> None:
    bill = ("delivery", "gas.csv", "hall", "energy.natural_gas", "")
    other = ("delivery", "water.csv", "depot", "water.mains", "")
    found = causes(figures(), figures(gas=11), bill, other)
    assert {
        "energy.total hall a",
        "energy.total hall r",
        "energy.total all a",
        "energy.total energy.natural_gas hall a",
    } <= set(found)
    assert not [key for key in found if "water" in key or "electricity" in key or "depot" in key]
    assert set(found.values()) == {"delivery: gas.csv"}


def test_a_head_count_moves_b_and_r_of_its_site_and_of_the_organisation() -> None:
    found = causes(figures(), figures(head_count=50), ("reference_value", "employees, hall", "hall", "", ""))
    assert set(found.values()) == {"reference_value: employees, hall"}
    assert {key.rpartition(" ")[2] for key in found} == {"b", "r"}
    assert not [key for key in found if " depot " in key]


def test_two_causes_are_both_named_and_a_third_that_has_no_part_is_not() -> None:
    found = causes(
        figures(),
        figures(gas=11, head_count=50),
        ("correction", "K1", "hall", "energy.natural_gas", ""),
        ("reference_value", "employees, hall", "hall", "", ""),
        ("reference_value", "floor_area, hall", "hall", "", ""),
        ("register", "", "", "", ""),
    )
    assert found["energy.total hall a"] == "correction: K1"
    assert found["energy.total hall b"] == "reference_value: employees, hall"
    assert found["energy.total hall r"] == "correction: K1; reference_value: employees, hall"


def test_the_register_is_named_where_nothing_nearer_is_and_the_program_where_nothing_is() -> None:
    register = ("register", "", "", "", "")
    assert set(causes(figures(), figures(gas=11), register).values()) == {"register"}
    assert set(causes(figures(), figures(gas=11)).values()) == {"program"}
    due = ("due_months", "2025-09 -> 2025-10", "", "", "")
    assert set(causes(figures(), figures(gas=11), due).values()) == {"due_months: 2025-09 -> 2025-10"}


def test_a_changed_definition_is_named_for_its_indicator_only() -> None:
    rows = [("definition", code, "", "", code) for code in ("energy.total", "water.total")]
    found = causes(figures(), figures(water=6), *rows)
    assert found["water.total depot a"] == "definition: water.total"
    assert found["water.total all a"] == "definition: water.total"


def test_another_kind_of_figure_b_is_named() -> None:
    now = figures()
    now["b"], now["b_kind"], now["r"] = now["b"] * 2, "floor_area", now["r"] / 2
    found = causes(figures(), now)
    assert found["energy.total hall r"] == "figure_b: employees -> floor_area"
    assert "energy.total hall a" not in found


def test_a_row_that_comes_or_goes_is_a_difference_of_all_its_figures() -> None:
    table = figures()
    without = table.loc[table["indicator"] != "water.total"]
    gone = differences(without, published(table))
    assert set(gone["indicator"]) == {"water.total"}
    assert gone["now"].isna().all()
    assert gone["difference"].isna().all()
    assert gone.loc[(gone["site_id"] == "depot") & (gone["breakdown"] == ""), "published"].tolist() == [
        60,
        10,
        6,
    ]
    came = differences(table, published(without))
    assert came["published"].isna().all()
    assert came.loc[(came["site_id"] == "depot") & (came["breakdown"] == ""), "now"].tolist() == [60, 10, 6]


def test_a_closed_year_shows_what_was_published_and_an_open_one_what_is_now() -> None:
    before, now = figures(), figures(gas=11)
    later = now.assign(year=2026)
    shown = as_published(pd.concat([now, later], ignore_index=True), published(before))
    closed = shown.loc[shown["year"] == 2025].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        closed.drop(columns="status"), before.drop(columns="status"), check_dtype=False
    )
    assert set(closed["status"]) == {"closed"}
    assert list(shown.columns) == list(CORE_INDICATORS.column_names)
    opened = shown.loc[shown["year"] == 2026, "a"]
    assert sorted(opened.dropna().tolist()) == sorted(now["a"].dropna().tolist())


def test_a_figure_that_was_left_out_stays_left_out() -> None:
    before = figures()
    before.loc[before["indicator"] == "water.total", ["status", "reason"]] = ["omitted", "not_significant"]
    shown = as_published(figures(), published(before))
    water = shown.loc[shown["indicator"] == "water.total"]
    assert set(water["status"]) == {"omitted"}
    assert set(water["reason"]) == {"not_significant"}


def test_a_column_that_came_later_is_filled_from_now() -> None:
    before = published(figures().drop(columns="estimated_share").assign(estimated_share=0.0))
    before["row"] = [
        json.dumps({name: value for name, value in json.loads(text).items() if name != "estimated_share"})
        for text in before["row"]
    ]
    shown = as_published(figures(), before)
    pd.testing.assert_series_equal(shown["estimated_share"], figures()["estimated_share"])


def test_the_definition_is_what_decides_the_figure() -> None:
    water = INDICATORS["water.total"]
    assert definition(water) == definition(water.model_copy(update={"names": {"en": "water"}, "method": {}}))
    assert definition(water) != definition(water.model_copy(update={"b_kind": "floor_area"}))
    assert definition(water) != definition(water.model_copy(update={"terms": ()}))
    assert "natural_gas.co2" in definition(INDICATORS["emissions.ghg"])
    assert METHOD_VERSION


@pytest.mark.parametrize("language", ["hu", "en", "de"])
def test_every_cause_has_its_words(language: str) -> None:
    assert set(closing.CAUSES) == {
        "correction", "delivery", "reference_value", "factor", "definition", "figure_b", "register", "program",
        "due_months", "other_years",
    }  # fmt: skip
    for code in closing.CAUSES:
        words = because_sentence(f"{code}: W", language)
        assert words
        assert "{" not in words
    assert (
        because_sentence("correction: K1; register", "en")
        == "correction K1; change of the register (city.toml)"
    )
