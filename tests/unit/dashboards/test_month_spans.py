"""Months that follow one another are read as one span."""

from datetime import date

import pytest

from dashboards.month_spans import reasons_in_words, spans
from dashboards.texts import Texts


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def test_an_unbroken_run_over_the_turn_of_the_year_is_one_span():
    months = [month(text) for text in ("2024-11", "2024-12", "2025-01", "2025-03")]
    assert spans(months) == [(month("2024-11"), month("2025-01")), (month("2025-03"), month("2025-03"))]


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("2025-03", "2025-03"),
        ("2025-03, 2025-07", "2025-03, 2025-07"),
        ("2025-01, 2025-02, 2025-03, 2025-05", "2025-01 – 2025-03, 2025-05"),
    ],
)
def test_a_reason_names_spans_and_no_month_is_torn_apart(listed, said):
    sentence = reasons_in_words(f"missing_month: {listed}", Texts("en"))
    assert said.replace("-", "\u2011") in sentence
    assert "-" not in sentence
