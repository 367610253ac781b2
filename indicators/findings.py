"""What a person should know: the sentences that offices read, in their language.

A sentence says what, where, why and what to do. Values from files enter it as text in one pass, so nothing in
them is ever understood as a placeholder; whoever shows a sentence escapes it for the page.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from babel.numbers import get_decimal_symbol, get_group_symbol
from pydantic import model_validator

from indicators.closing import because_sentence
from indicators.contracts import SEVERITIES
from indicators.declarations import declaration
from indicators.estimates import rule_name
from indicators.factors import SHIPPED
from indicators.languages import LANGUAGES, in_language, known_language
from indicators.model import Language, Record
from indicators.reasons import reason_sentences
from indicators.reference_values import REFERENCE_VALUES, reference_name
from indicators.registry import INDICATORS, MEMO_INDICATORS, indicator_name
from indicators.streams import FAMILIES, STREAMS, stream_name

Severity = Literal["reject", "warn", "info"]

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_PREFIXES = ("{place}: ", "{file}: ")
_END_OF_SENTENCE = re.compile(r"\. (?=[A-ZÁÉÍÓÖŐÚÜŰ])(?![^\[]*\]\])")
_OPTIONAL_PART = re.compile(r"\[\[(.*?)\]\]")
_PARTS_OF_PLACES = {
    "place": ("file", "sheet", "row", "column"),
    "by_place": ("by_file", "by_sheet", "by_row", "by_column"),
}
_PLACE_WORDS: dict[Language, tuple[str, str, str]] = {
    "hu": ("„{}” lap", "{}. sor", "„{}” oszlop"),
    "en": ('sheet "{}"', "row {}", 'column "{}"'),
    "de": ("Blatt „{}“", "Zeile {}", "Spalte „{}“"),
}


class Finding(Record):
    """The declaration of one finding: its severity, the details that must be given, and its texts."""

    code: str
    severity: Severity
    details: tuple[str, ...]
    title: Mapping[Language, str]
    hu: str
    en: str
    de: str

    @model_validator(mode="after")
    def _texts_are_complete(self) -> "Finding":
        if self.severity not in SEVERITIES:
            raise ValueError(f"finding {self.code!r}: the table contract has no severity {self.severity!r}")
        for language in LANGUAGES:
            if not self.title.get(language):
                raise ValueError(f"finding {self.code!r} has no title in {language}")
            unused = set(self.details) - self.placeholders(language)
            if unused:
                raise ValueError(f"finding {self.code!r} does not use {sorted(unused)} in {language}")
        return self

    def template(self, language: str) -> str:
        """The sentence with its placeholders, in English where the language is not known."""
        return in_language({"hu": self.hu, "en": self.en, "de": self.de}, language)

    def placeholders(self, language: str) -> set[str]:
        """The details that the sentence can show, with those of which the places are made."""
        names = set(_PLACEHOLDER.findall(self.template(language)))
        for place, parts in _PARTS_OF_PLACES.items():
            if place in names:
                names = (names - {place}) | set(parts)
        return names


class UnknownFinding(KeyError):
    """A finding code that nobody declared."""

    def __str__(self) -> str:
        return f"No finding is declared under the code {self.args[0]!r}."


class MissingDetail(ValueError):
    """A sentence was asked for without a detail that it must show."""


def _load() -> dict[str, Finding]:
    return {
        code: Finding(code=code, **entry) for code, entry in declaration("findings.toml")["finding"].items()
    }


FINDINGS: Mapping[str, Finding] = MappingProxyType(_load())
"""Every finding, by its code."""


def finding(code: str) -> Finding:
    """The declaration of a finding; UnknownFinding if there is none."""
    try:
        return FINDINGS[code]
    except KeyError:
        raise UnknownFinding(code) from None


def severity(code: str) -> Severity:
    """reject: the row or file does not count; warn: it does, but a person should look."""
    return finding(code).severity


def title(code: str, language: str) -> str:
    """The short name of a finding."""
    return in_language(finding(code).title, language)


def place(language: str, file: object, sheet: object = "", row: object = "", column: object = "") -> str:
    """Where in a delivery: hu `aram.xlsx, „Áram” lap, 7. sor`; parts that are empty are left out."""
    words = _PLACE_WORDS[known_language(language)]
    parts = [
        word.format(_text(value))
        for word, value in zip(words, (sheet, row, column), strict=True)
        if _text(value)
    ]
    return ", ".join([part for part in (_text(file), *parts) if part])


def sentence(code: str, language: str, **details: object) -> str:
    """The whole sentence of a finding in a language (English where it is not known).

    Details are shown as text, numbers in the notation of the language and a pair as a number with its unit; None and
    "" are empty. `stream`, `kind`, `factor` and `indicator` are shown by their
    names, so is a `rule` of estimation, the causes in `because` (out.restatements) and a `refusal` in words.
    MissingDetail if a required detail is absent or empty; what the sentence does not show is ignored.
    """
    declared = finding(code)
    missing = [name for name in declared.details if not _text(details.get(name))]
    if missing:
        raise MissingDetail(f"the sentence of {code!r} needs {', '.join(missing)}")
    return _filled(declared.template(language), language, details)


def _filled(template: str, language: str, details: Mapping[str, object]) -> str:
    values = {name: _shown(value, language) for name, value in details.items()}
    for name, parts in _PARTS_OF_PLACES.items():
        values[name] = place(language, *(values.get(part, "") for part in parts))
    values["stream"] = _named_stream(values.get("stream", ""), language)
    values["kind"] = _named_kind(values.get("kind", ""), language)
    values["indicator"] = _named_indicator(values.get("indicator", ""), language)
    values["rule"] = rule_name(values.get("rule", ""), language)
    values["refusal"] = reason_sentences(values.get("refusal", ""), language)
    values["because"] = because_sentence(values.get("because", ""), language)
    values["factor"] = SHIPPED.name(values.get("factor", ""), language)

    def filled(text: str) -> str:
        return _PLACEHOLDER.sub(lambda match: values.get(match.group(1), ""), text)

    def optional(match: re.Match[str]) -> str:
        part = match.group(1)
        return part if all(values.get(name) for name in _PLACEHOLDER.findall(part)) else ""

    return filled(_OPTIONAL_PART.sub(optional, template))


def why_and_what_to_do(code: str, language: str, **details: object) -> tuple[str, str]:
    """The sentence of a finding apart: what is wrong and why, without its place, then what to do about it.

    Details and errors are those of `sentence`. What to do is empty where the finding asks for nothing.
    """
    sentence(code, language, **details)
    body = finding(code).template(language)
    for prefix in _PREFIXES:
        body = body.removeprefix(prefix)
    why, *rest = _END_OF_SENTENCE.split(body, maxsplit=1)
    explained = _filled(f"{why}." if rest else why, language, details)
    return explained[:1].upper() + explained[1:], "".join(_filled(part, language, details) for part in rest)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _shown(value: object, language: str) -> str:
    if isinstance(value, list):
        number, unit = value
        return f"{_shown(number, language)} {unit}"
    if not isinstance(value, float):
        return _text(value)
    locale = known_language(language)
    shown = f"{value:_.12g}".replace(".", get_decimal_symbol(locale))
    return shown.replace("_", get_group_symbol(locale))


def _named_stream(code: str, language: str) -> str:
    return stream_name(code, language) if code in STREAMS or code in FAMILIES else code


def _named_kind(code: str, language: str) -> str:
    return reference_name(code, language) if code in REFERENCE_VALUES else code


def _named_indicator(code: str, language: str) -> str:
    return indicator_name(code, language) if code in {**INDICATORS, **MEMO_INDICATORS} else code
