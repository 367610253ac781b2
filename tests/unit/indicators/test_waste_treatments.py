"""Treatment codes as notes write them, and what each counts as; kinds by hand from the lists."""

import pytest

from indicators.languages import LANGUAGES
from indicators.waste_treatments import KIND_NAMES, TREATMENTS, treatment_code, treatment_kind

KINDS = {
    "energy_recovery": ["R1"],
    "recycling": [f"R{number}" for number in range(2, 10)],
    "other_recovery": ["R10", "R11"],
    "preparatory": ["R12", "R13"],
    "disposal": [f"D{number}" for number in range(1, 16)],
}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("R5", "R5"), ("r 5", "R5"), ("R05", "R5"), ("D-15", "D15"), ("Kezelési kód: R5", "R5"), ("D5.", "D5"),
        ("R12/R13", "R12/R13"), ("R12, R13", "R12/R13"), ("R13 → R4", "R13/R4"), ("R3 + R3", "R3"),
        ("R14", None), ("D16", None), ("R123", None), ("R", None), ("5", None), ("komposztálás", None),
        ("R3 komposzt", None), ("R3 R99", None), ("E02-06", None), ("", None),
    ],
)  # fmt: skip
def test_a_code_in_any_notation(written: str, code: str | None) -> None:
    assert treatment_code(written) == code


def test_every_operation_of_the_annexes_has_its_kind_and_its_names() -> None:
    assert {code: entry.kind for code, entry in TREATMENTS.items()} == {
        code: kind for kind, codes in KINDS.items() for code in codes
    }
    assert set(KIND_NAMES) == {*KINDS, "not_stated"}
    for names in [*KIND_NAMES.values(), *(entry.names for entry in TREATMENTS.values())]:
        assert set(names) == set(LANGUAGES)
    assert not any(entry.verified for entry in TREATMENTS.values())


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ("R3", "recycling"), ("R12", "preparatory"), ("R12/R13", "preparatory"), ("R12/R4", "recycling"),
        ("R13/D10", "disposal"), ("R3/R5", "recycling"), ("R3/D5", "not_stated"), ("R1/R3", "not_stated"),
        ("", "not_stated"), ("komposztálás", "not_stated"), ("R3/x", "not_stated"),
    ],
)  # fmt: skip
def test_what_a_treatment_counts_as(stated: str, kind: str) -> None:
    assert treatment_kind(stated) == kind
