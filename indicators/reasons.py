"""Why a figure is not complete, as it is stored and as a person reads it.

Stored, a reason is free of language: `missing_month: 2025-03, 2025-07; missing_reference_value: employees`.
"""

from indicators.declarations import declaration
from indicators.factors import SHIPPED
from indicators.languages import in_language
from indicators.reference_values import REFERENCE_VALUES, reference_name
from indicators.registry import INDICATORS, MEMO_INDICATORS, indicator_name

_REASONS = declaration("reasons.toml")["reason"]
REASON_CODES: tuple[str, ...] = tuple(_REASONS)


def months_reason(code: str, year: int, mask: int) -> str:
    """A reason about months of a year; bit 0 of the mask is January. Empty for no month."""
    months = [f"{year}-{month:02d}" for month in range(1, 13) if mask >> (month - 1) & 1]
    return f"{code}: {', '.join(months)}" if months else ""


def joined(*reasons: str) -> str:
    """Several reasons as one text, those that are empty left out."""
    return "; ".join(reason for reason in reasons if reason)


def parts(reason: str) -> list[tuple[str, str]]:
    """The codes of a stored reason, each with the months or the kind it speaks of."""
    split = (part.partition(": ") for part in reason.split("; ") if part)
    return [(code, what) for code, _, what in split]


def without(reason: str, code: str) -> str:
    """A stored reason without what it says under one code."""
    return joined(*(f"{found}: {what}" for found, what in parts(reason) if found != code))


def reason_sentences(reason: str, language: str) -> str:
    """A stored reason as sentences in a language (English where it is not known); empty for none."""
    return " ".join(_sentence(code, what, language) for code, what in parts(reason))


def _sentence(code: str, what: str, language: str) -> str:
    if code not in _REASONS:
        raise KeyError(f"no reason is declared under the code {code!r}")
    shown = reference_name(what, language) if what in REFERENCE_VALUES else what or "–"
    if code == "missing_factor":
        shown = ", ".join(SHIPPED.name(identifier, language) for identifier in what.split(", "))
    if code == "only_without":
        shown = _figure_and_amount(what, language)
    return in_language(_REASONS[code], language).replace("{what}", shown)


def _figure_and_amount(what: str, language: str) -> str:
    """`waste.treatment_not_stated 12.5 kg` with the name of the figure and the decimal sign of the language."""
    figure, _, amount = what.partition(" ")
    if figure not in INDICATORS and figure not in MEMO_INDICATORS:
        return what
    return f"{indicator_name(figure, language)}, {amount if language == 'en' else amount.replace('.', ',')}"
