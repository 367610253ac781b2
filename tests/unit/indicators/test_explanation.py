"""From a figure to the rows of the files."""

import json
from datetime import date

import pandas as pd
import pytest

from indicators.explanation import READING_COLUMNS, REFERENCE_COLUMNS, explanation, feeding_terms
from tests.spec.city_years import computed, employees, months, point, row


def reading(stream, quantity, number=1, factor_ids="") -> tuple:
    day = date(2025, 6, 1)
    return (
        "d" * 64, "2025/a.xlsx", None, number, "hall", "HU1", stream, day, day, quantity, "kWh",
        quantity, "kWh", factor_ids, "measured", "", "",
    )  # fmt: skip


def test_waste_of_a_treatment_opens_into_the_notes_that_state_it() -> None:
    notes = [("R3", 80.0), ("R12/R4", 6.0), ("R12", 9.0), ("", 5.0)]
    table = computed(
        [point("bin", "hall", "waste", cadence="irregular")],
        months("hall", "waste.200101", 100, numbers=[6]),
        employees(("hall", 2025, 40)),
        by_treatment=[("hall", "waste.200101", date(2025, 6, 1), kg, 0.0, code) for code, kg in notes],
    )
    readings = pd.DataFrame(
        [{**dict(zip(READING_COLUMNS, reading("waste.200101", kg, place), strict=True)), "treatment": code}
         for place, (code, kg) in enumerate(notes)]
    )  # fmt: skip
    no_b = pd.DataFrame(columns=list(REFERENCE_COLUMNS))
    for figure, codes in (
        ("recycling", ["R3", "R12/R4"]),
        ("preparatory", ["R12"]),
        ("treatment_not_stated", [""]),
    ):
        found = explanation(row(table, f"waste.{figure}").to_dict(), readings, no_b)
        assert [entry.treatment for entry in found.readings] == codes
        assert found.unexplained == pytest.approx(0)


def test_feeding_terms() -> None:
    present = [
        "energy.pv_feed_in",
        "energy.pv_generation",
        "energy.electricity",
        "waste.200121",
        "waste.200101",
    ]
    assert feeding_terms("energy.total", "", present) == [
        ("energy.electricity", 1),
        ("energy.pv_generation", 1),
        ("energy.pv_feed_in", -1),
    ]
    assert feeding_terms("energy.total", "energy.pv_own_use", present) == [
        ("energy.pv_generation", 1),
        ("energy.pv_feed_in", -1),
    ]
    assert feeding_terms("waste.hazardous", "", present) == [("waste.200121", 1)]
    assert feeding_terms("waste.total", "waste.200101", present) == [("waste.200101", 1)]
    assert feeding_terms("water.total", "", present) == []


def test_readings_add_up_to_the_figure_and_the_rest_is_left_out() -> None:
    points = [point("pv", "hall", "energy.pv_generation"), point("out", "hall", "energy.pv_feed_in")]
    monthly = [
        *months("hall", "energy.pv_generation", 300, numbers=[6]),
        *months("hall", "energy.pv_feed_in", 120, numbers=[6]),
    ]
    table = computed(points, monthly, employees(("hall", 2025, 40)))
    figure = row(table, "energy.renewable_consumption")
    readings = pd.DataFrame(
        [
            reading("energy.pv_generation", 300.0, 2, "diesel.density"),
            reading("energy.pv_feed_in", 120.0, 1),
            reading("water.mains", 5.0),
        ],
        columns=list(READING_COLUMNS),
    )
    references = pd.DataFrame(
        [("hall", 40.0, "FTE", "e" * 64, "staff.xlsx", "2025", 3)], columns=list(REFERENCE_COLUMNS)
    )
    found = explanation(figure.to_dict(), readings, references)
    assert [entry.quantity for entry in found.readings] == [-120, 300]
    assert found.unexplained == pytest.approx(0)
    assert (found.a, found.b, found.r) == (180, 40, 4.5)
    assert found.readings[0].sheet == ""
    assert found.reference_values[0].row_number == 3
    assert [entry.id for entry in found.factors] == ["diesel.density"]
    written = json.loads(found.model_dump_json())
    assert written["readings"][0]["first_day"] == "2025-06-01"


def test_an_empty_figure_is_null_in_json() -> None:
    table = computed(
        [point("e", "hall", "energy.electricity")],
        months("hall", "energy.electricity", 1),
        employees(),
    )
    nothing = explanation(
        row(table, "energy.total").to_dict(),
        pd.DataFrame(columns=list(READING_COLUMNS)),
        pd.DataFrame(columns=list(REFERENCE_COLUMNS)),
    )
    assert json.loads(nothing.model_dump_json())["r"] is None
    assert nothing.unexplained == 12
