"""The sentences that offices read."""

from collections.abc import Iterable

import pytest
from pydantic import ValidationError

from indicators.contracts import SEVERITIES
from indicators.findings import (
    FINDINGS,
    Finding,
    MissingDetail,
    UnknownFinding,
    place,
    sentence,
    severity,
    title,
)

LANGUAGES = ("hu", "en", "de")
ROW_LEVEL = [
    "unknown_unit", "missing_value", "unreadable_number", "missing_supply_point", "missing_date",
    "unreadable_date", "period_reversed", "nonexistent_time", "ambiguous_time", "reading_below_previous",
    "unknown_waste_code", "hazard_mark_contradicts_list", "unknown_site", "totals_row", "negative_value",
    "missing_heating_value", "unknown_stream", "unreadable_row", "duplicate_row",
]  # fmt: skip
CODED = {"refusal": "estimate_without_last_year: <refusal>"}
"""Details that are stored as a code, and what the sentence shows of them when it is filled with their own name."""
REJECT = (*ROW_LEVEL, "no_format", "ambiguous_format", "unreadable_file", "empty_file", "unknown_office")
WARN = [
    "duplicate_delivery", "totals_mismatch", "unknown_supply_point", "superseded_correction",
    "superseded_same_value", "overlapping_readings", "missing_month", "missing_reference_value",
    "rejected_event",
]  # fmt: skip


def sample(names: Iterable[str]) -> dict[str, str]:
    """A text for each detail; a refusal is a stored reason, which is shown in words."""
    return {name: "missing_month: 2025-03" if name == "refusal" else f"<{name}>" for name in names}


def test_every_code_has_its_severity() -> None:
    assert {code for code in FINDINGS if severity(code) == "reject"} >= set(REJECT)
    assert {code for code in FINDINGS if severity(code) == "warn"} >= set(WARN)
    assert {severity(code) for code in FINDINGS} <= set(SEVERITIES)


def stated(names: Iterable[str]) -> dict[str, str]:
    return {name: CODED.get(name, f"<{name}>") for name in names}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(FINDINGS))
def test_every_sentence_is_whole_with_and_without_its_optional_parts(code, language) -> None:
    required = sample(FINDINGS[code].details)
    full = sample(FINDINGS[code].placeholders(language))
    for details in (required, {**full, **required}):
        text = sentence(code, language, **details)
        assert text.endswith(".")
        assert all(value in text for name, value in details.items() if name != "refusal"), text
        assert not set("{}[]") & set(text), text
        assert "„”" not in text
        assert '""' not in text
        assert "„“" not in text
        assert "()" not in text
        assert "  " not in text
    assert title(code, language)


@pytest.mark.parametrize("code", sorted(FINDINGS))
def test_the_languages_differ(code) -> None:
    details = sample(FINDINGS[code].details)
    assert len({sentence(code, language, **details) for language in LANGUAGES}) == 3
    assert len({title(code, language) for language in LANGUAGES}) == 3


@pytest.mark.parametrize("code", ROW_LEVEL)
def test_a_row_without_sheet_and_column_still_reads_well(code) -> None:
    nothing = dict.fromkeys(("sheet", "column", "value", "detail"), "")
    assert sentence(code, "hu", file="aram.csv", row=7, **nothing).startswith("aram.csv, 7. sor: ")
    assert sentence(code, "en", file="aram.csv", row=7, **nothing).startswith("aram.csv, row 7: ")


def test_places() -> None:
    assert place("hu", "aram_2025-03.xlsx", "Áram", 7) == "aram_2025-03.xlsx, „Áram” lap, 7. sor"
    assert place("en", "aram_2025-03.xlsx", "Áram", 7) == 'aram_2025-03.xlsx, sheet "Áram", row 7'
    assert place("de", "a.xlsx", "Áram", 7, "kWh") == "a.xlsx, Blatt „Áram“, Zeile 7, Spalte „kWh“"
    assert place("fr", "a.csv", "", 7) == "a.csv, row 7"
    assert place("hu", "a.csv", None, None) == "a.csv"


def test_a_value_from_a_file_is_only_text() -> None:
    hostile = '{file} [[{row}]] <script> {0.__class__} "'
    text = sentence("unknown_unit", "en", file="a.csv", sheet="{value}", row=1, value=hostile)
    assert hostile in text
    assert 'sheet "{value}"' in text


def test_streams_and_kinds_are_named() -> None:
    details = {"site": "Városháza", "supply_point": "HU1", "period": "2025-03"}
    assert "(electricity from the grid)" in sentence(
        "missing_month", "en", stream="energy.electricity", **details
    )
    assert "(waste)" in sentence("rejected_event", "en", stream="waste", **details)
    assert "(something)" in sentence("missing_month", "en", stream="something", **details)
    b = sentence("missing_reference_value", "en", kind="employees", site="Városháza", period="2025")
    assert "number of employees (full-time equivalent)" in b


def test_a_missing_or_empty_detail_is_an_error() -> None:
    with pytest.raises(MissingDetail, match="needs row"):
        sentence("unknown_unit", "hu", file="a.csv")
    with pytest.raises(MissingDetail, match="needs supply_point, period"):
        sentence("missing_month", "hu", site="x", supply_point="", stream="waste", period=None)


def test_an_unknown_language_falls_back_to_english() -> None:
    assert sentence("empty_file", "fr", file="a") == sentence("empty_file", "en", file="a")
    assert title("empty_file", "fr") == "Empty file"


def test_an_unknown_code_is_an_error_with_a_sentence() -> None:
    with pytest.raises(UnknownFinding, match="No finding is declared"):
        severity("nothing")


def test_a_declaration_that_is_not_complete_is_refused() -> None:
    texts = {"hu": "a", "en": "b", "de": "c"}
    whole = {"code": "x", "severity": "warn", "details": (), "title": texts, **texts}
    assert Finding(**whole).template("en") == "b"
    for change, message in (
        ({"severity": "fatal"}, "severity"),
        ({"title": {"hu": "a", "en": "b"}}, "no title in de"),
        ({"details": ("site",)}, "does not use"),
    ):
        with pytest.raises(ValidationError, match=message):
            Finding(**{**whole, **change})


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [("hu", "14\u00a0783,5", "1\u00a0000"), ("en", "14,783.5", "1,000"), ("de", "14.783,5", "1.000")],
)
def test_numbers_stand_in_the_notation_of_the_language(language: str, value: str, expected: str) -> None:
    details = {"supply_point": "E1", "stream": "energy.electricity", "period": "2025-01", "unit": "kWh"}
    told = sentence("check_jump", language, **details, value=14783.5, expected=1000.0)
    assert f"{value} kWh" in told
    assert f"{expected} kWh" in told
    pair = sentence("correction_value_differs", language, correction="K1", file="a", expected=[14783.5, "m3"])
    assert f"{value} m3" in pair
    assert "14783.5" in sentence("unreadable_number", language, file="a", row="7", value="14783.5")
