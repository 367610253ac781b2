"""What becomes of waste: the treatment codes of transfer notes and the kind of treatment that each stands for.

Directive 2008/98/EC lists the operations of disposal (annex I, D1 to D15) and of recovery (annex II, R1 to R13). A
treatment is read from the note and never inferred from the waste. R12 and R13 only prepare another operation: waste
that bears none but them is not counted as recycled.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from indicators.declarations import declaration
from indicators.languages import in_language
from indicators.records import Language, Record

TreatmentKind = Literal[
    "recycling", "other_recovery", "energy_recovery", "preparatory", "disposal", "not_stated"
]

NOT_STATED: TreatmentKind = "not_stated"
PREPARATORY: TreatmentKind = "preparatory"

BETWEEN = "/"
"""Stands between several codes of one note."""

_WORDS = re.compile(r"KEZEL[ÉE]SI K[ÓO]D|KEZEL[ÉE]S|TREATMENT(?: CODE)?|CODE|K[ÓO]D", re.IGNORECASE)
_CODE = re.compile(r"([RD])[\s.\-]*0?(1[0-5]|[1-9])(?!\d)")
_BETWEEN_CODES = re.compile(r"[\s/\\,;+&():.→>-]*|\s*(?:ÉS|AND|UND|MAJD)\s*")


class Treatment(Record):
    """One operation of the directive. `verified` says whether code and kind were compared with its text."""

    code: str
    kind: TreatmentKind
    names: Mapping[Language, str]
    source: str
    verified: bool


_DECLARED = declaration("waste_treatments.toml")

KIND_NAMES: Mapping[TreatmentKind, Mapping[Language, str]] = MappingProxyType(
    {kind: entry["names"] for kind, entry in _DECLARED["kind"].items()}
)
"""The kinds of treatment in the order in which they are shown, with their names."""

TREATMENTS: Mapping[str, Treatment] = MappingProxyType(
    {
        code: Treatment(code=code, source=_DECLARED["source"], verified=_DECLARED["verified"], **entry)
        for code, entry in _DECLARED["code"].items()
    }
)
"""Every operation by its code."""


def treatment_code(written: str) -> str | None:
    """The code as the list writes it: `r 5`, `R05`, `R-5.` and `Kezelési kód: R5` are R5; None if it is none.

    Several codes of one note stay together in the order of the note: `R12, R13` becomes R12/R13.
    """
    rest = _WORDS.sub(" ", written).upper()
    codes = [f"{letter}{number}" for letter, number in _CODE.findall(rest)]
    between = _CODE.split(rest)[::3]
    if not codes or not all(_BETWEEN_CODES.fullmatch(text) for text in between):
        return None
    if not set(codes) <= set(TREATMENTS):
        return None
    return BETWEEN.join(dict.fromkeys(codes))


def treatment_kind(stated: str) -> TreatmentKind:
    """What a stored treatment counts as: of several codes, the one kind that is left beside those that prepare it.

    Codes of several kinds (R3/D5) do not say how much went which way: then the treatment is not stated, and neither is
    it by an empty or unknown text.
    """
    codes = stated.split(BETWEEN)
    if not all(code in TREATMENTS for code in codes):
        return NOT_STATED
    kinds = {TREATMENTS[code].kind for code in codes}
    final = kinds - {PREPARATORY}
    if len(final) > 1:
        return NOT_STATED
    return next(iter(final), PREPARATORY)


def treatment_kind_name(kind: TreatmentKind, language: str) -> str:
    """The name of a kind of treatment in a language."""
    return in_language(KIND_NAMES[kind], language)
