"""Why a figure is not complete."""

import pytest

from indicators.reasons import REASON_CODES, joined, months_reason, parts, reason_sentences


def test_months_of_a_mask() -> None:
    assert months_reason("missing_month", 2025, 0b100000000101) == "missing_month: 2025-01, 2025-03, 2025-12"
    assert months_reason("missing_month", 2025, 0) == ""


def test_a_stored_reason_comes_apart_again() -> None:
    stored = joined("missing_month: 2025-01, 2025-03", "", "missing_reference_value: employees")
    assert parts(stored) == [("missing_month", "2025-01, 2025-03"), ("missing_reference_value", "employees")]
    assert parts("") == []


def test_reasons_as_sentences() -> None:
    stored = "missing_month: 2025-01; missing_reference_value: employees"
    assert reason_sentences(stored, "en") == (
        "Data are missing for these months: 2025-01. Figure B (number of employees (full-time equivalent)) "
        "is missing or zero, so the ratio (R = A/B) cannot be computed."
    )
    assert reason_sentences("", "hu") == ""
    assert reason_sentences(stored, "fr") == reason_sentences(stored, "en")
    with pytest.raises(KeyError, match="no reason is declared"):
        reason_sentences("weather: bad", "hu")


@pytest.mark.parametrize("code", REASON_CODES)
def test_every_reason_is_told_in_three_languages(code) -> None:
    assert len({reason_sentences(f"{code}: x", language) for language in ("hu", "en", "de")}) == 3
