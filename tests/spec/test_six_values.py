"""Reported, zero, missing, estimated, omitted and not applicable are six values, and none stands for another.

Regulation (EC) No 1221/2009, Annex IV C.2, as replaced by Regulation (EU) 2018/2026: reporting core indicators is an
obligation; one that is not relevant may be left out with a clear and reasoned explanation.
"""

from datetime import date

import pandas as pd
import pytest

from indicators.model import City, Office, Organisation
from indicators.omissions import blocks_a_statement, check_omissions, not_reported
from indicators.reasons import reason_sentences
from indicators.records import Decisions, Omission
from tests.spec.city_years import computed, employees, months, point, row

B = employees(("hall", 2025, 40))
POINTS = [
    point("e", "hall", "energy.electricity"),
    point("w", "hall", "water.mains"),
    point("bin", "hall", "waste", cadence="irregular"),
    point("g", "hall", "energy.natural_gas"),
]
MONTHLY = [
    *months("hall", "energy.electricity", 100, estimated_share=0.25),
    *months("hall", "water.mains", 21),
    *months("hall", "waste.200101", 7, numbers=[5]),
]
NO_GAS = [("g", date(2025, month, 1)) for month in range(1, 13)]


def figures(*omissions: Omission) -> pd.DataFrame:
    return computed(POINTS, MONTHLY, B, missing=NO_GAS, decisions=Decisions(omissions=omissions))


def test_the_kinds_of_value_of_what_was_measured() -> None:
    table = figures()
    kinds = {
        ("water.total", "water.mains"): "reported",
        ("energy.total", "energy.electricity"): "estimated",
        ("energy.total", "energy.natural_gas"): "missing",
        ("waste.hazardous", ""): "zero",
    }
    assert {key: row(table, *key)["value_kind"] for key in kinds} == kinds
    assert row(table, "waste.hazardous")["a"] == 0
    assert pd.isna(row(table, "energy.total", "energy.natural_gas")["a"])


def test_an_omitted_indicator_has_its_reason_and_no_figure() -> None:
    omission = Omission(indicator="water.total", reason="A víz a bérleti díjban; nem mérhető.")
    found = row(figures(omission), "water.total", site="all")
    assert (found["status"], found["value_kind"]) == ("omitted", "omitted")
    assert pd.isna(found["a"])
    assert pd.isna(found["r"])
    assert found["reason"] == "omitted: A víz a bérleti díjban, nem mérhető."
    assert reason_sentences(found["reason"], "en").endswith("A víz a bérleti díjban, nem mérhető.")


def test_what_cannot_occur_gets_a_row_of_the_organisation_although_nothing_measures_it() -> None:
    never = Omission(indicator="land.nature_off_site", reason="no such land", status="not_applicable")
    table = figures(never)
    found = row(table, "land.nature_off_site", site="all")
    assert (found["status"], found["value_kind"], found["a_unit"]) == (
        "not_applicable",
        "not_applicable",
        "m2",
    )
    assert found["b"] == 40
    assert "land.nature_off_site" not in not_reported(table, 2025)
    assert "land.sealed" in not_reported(table, 2025)


def test_an_omission_holds_in_its_years_only() -> None:
    table = figures(Omission(indicator="water.total", reason="x", to_year=2024))
    assert row(table, "water.total")["status"] == "complete"


def test_an_omission_without_a_reason_blocks_a_statement_and_so_does_silence() -> None:
    reasoned = [
        Omission(indicator=code, reason="not relevant")
        for code in (
            "land.total",
            "land.sealed",
            "land.nature_on_site",
            "land.nature_off_site",
            "material.total",
        )
    ]
    reasoned += [
        Omission(indicator=code, reason="none", status="not_applicable")
        for code in ("energy.renewable_consumption", "energy.renewable_generation")
    ]
    table = figures(*reasoned)
    assert blocks_a_statement(table, 2025) == ()
    assert blocks_a_statement(figures(*reasoned[1:]), 2025) == ("land.total",)
    silent = reasoned[0].model_copy(update={"reason": ""})
    assert blocks_a_statement(figures(silent, *reasoned[1:]), 2025) == ("land.total",)
    closed = figures(silent, *reasoned[1:])
    closed["status"] = closed["status"].replace("complete", "closed")
    assert blocks_a_statement(closed, 2025) == ()
    assert blocks_a_statement(table, 1999) == ()


def test_only_core_indicators_are_left_out_and_only_once() -> None:
    with pytest.raises(ValueError, match="No indicator is declared under the code 'noise"):
        check_omissions([Omission(indicator="noise.total", reason="x")])
    twice = [
        Omission(indicator="water.total", reason="x", to_year=2024),
        Omission(indicator="water.total", reason="y", from_year=2024),
    ]
    with pytest.raises(ValueError, match="left out twice in the same year"):
        check_omissions(twice)
    check_omissions([twice[0], twice[1].model_copy(update={"from_year": 2025})])


def test_a_city_declares_them() -> None:
    city = City(
        organisation=Organisation(name="x"),
        offices=(Office(id="office", name="x"),),
        sites=(),
        omitted=({"indicator": "emissions.so2", "reason": "a"},),
        not_applicable=({"indicator": "energy.renewable_generation", "reason": "b"},),
    )
    assert [(entry.indicator, entry.status) for entry in city.decisions.omissions] == [
        ("emissions.so2", "omitted"),
        ("energy.renewable_generation", "not_applicable"),
    ]
