"""Kinds of figure B."""

import pytest

from indicators.reference_values import (
    FIGURE_B,
    REFERENCE_VALUES,
    UnknownReferenceKind,
    reference_kind,
    reference_name,
)


def test_figure_b_is_the_number_of_employees() -> None:
    assert FIGURE_B == "employees"
    assert {code: entry.unit for code, entry in REFERENCE_VALUES.items() if not code.startswith("land_")} == {
        "employees": "FTE",
        "floor_area": "m2",
        "heads": "persons",
        "inhabitants": "inhabitants",
    }


def test_names() -> None:
    for code in REFERENCE_VALUES:
        assert len({reference_name(code, language) for language in ("hu", "en", "de")}) == 3
    with pytest.raises(UnknownReferenceKind, match="No kind of reference value"):
        reference_kind("desks")
