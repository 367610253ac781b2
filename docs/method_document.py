"""The method document: declarations, rules and worked examples, in English and in Hungarian."""

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from babel.numbers import format_decimal

from docs.emission_section import emission_section, memo_section
from docs.judged_section import judged_section
from docs.markdown import decimals, grid
from docs.specific_section import specific_section
from docs.treatment_section import estimate_section, waste_section
from indicators.factors import FACTORS
from indicators.model import MethodChoices
from indicators.reasons import reason_sentences
from indicators.reference_values import REFERENCE_VALUES, reference_name
from indicators.registry import (
    AREAS,
    INDICATORS,
    METHOD_VERSION,
    CoreIndicator,
    area_name,
    breakdown_name,
    indicator,
    indicator_name,
    method,
)
from indicators.streams import FAMILIES, STREAMS, stream_name
from tests.spec.worked_examples import Example, Expected, Given, worked_examples

MethodLanguage = Literal["en", "hu"]
TEXTS = tomllib.loads((Path(__file__).parent / "method_texts.toml").read_text(encoding="utf-8"))
FIGURES = (("a", "A"), ("b", "B"), ("r", "R"))


def method_document(language: MethodLanguage) -> list[str]:
    """The parts of the document: law in a sentence, inputs, numbers, edge cases.

    Raises:
        LookupError: an example stands under a heading that the document does not have, or an indicator has none.
    """
    examples = worked_examples()
    headings = {*TEXTS["rule"], *INDICATORS}
    if stray := sorted({entry.under for entry in examples} - headings):
        raise LookupError(f"no rule or indicator is called {stray[0]!r}")
    parts = [
        f"# {_text('title', language)}",
        _text("introduction", language).replace("{version}", METHOD_VERSION),
        f"## {_text('rules', language)}",
    ]
    for code, rule in TEXTS["rule"].items():
        parts += [f"### {rule['title'][language]}", rule["text"][language]]
        parts += _examples(examples, code, language)
    parts.append(f"## {_text('indicators', language)}")
    for area in AREAS:
        parts.append(f"### {area_name(area, language)}")
        for entry in (entry for entry in INDICATORS.values() if entry.area == area):
            parts += [_indicator(entry, language), *_examples_of(entry, examples, language)]
    parts += memo_section(language)
    parts += [
        *specific_section(language),
        *judged_section(language),
        *waste_section(language),
        *estimate_section(language),
    ]
    return [*parts, *emission_section(language), *_declarations(language)]


def _text(name: str, language: MethodLanguage) -> str:
    return str(TEXTS[name][language])


def _word(name: str, language: MethodLanguage) -> str:
    return str(TEXTS["words"][name][language])


def _number(value: float, language: MethodLanguage) -> str:
    return str(format_decimal(value, format="#,##0.############", locale=language))


def _indicator(indicator: CoreIndicator, language: MethodLanguage) -> str:
    code = indicator.code
    signs = {1: "+", -1: "−"}
    terms = " ".join(f"{signs[term.sign]} `{term.stream}`" for term in indicator.terms).removeprefix("+ ")
    hazardous = (
        f" ({_word('hazardous', language)})" if any(term.hazardous for term in indicator.terms) else ""
    )
    if indicator.state:
        made_of = f"A = {reference_name(indicator.state, language)} (`{indicator.state}`)."
    else:
        made_of = f"A = {terms}{hazardous}." if indicator.computed else _word("not_computed", language)
    return "\n\n".join(
        [
            f"#### {indicator_name(code, language)} (`{code}`)",
            f"{_law(indicator, language)}. {method(code, language)}",
            f"{made_of} A: {indicator.unit}, R: {indicator.r_unit}.",
        ]
    )


def _law(indicator: CoreIndicator, language: MethodLanguage) -> str:
    """The place in Annex IV C.2, by area and wording of the annex."""
    if language == "en":
        return indicator.article
    return f"IV. melléklet C.2., {area_name(indicator.area, language)}: {indicator_name(indicator.code, language)}"


def _examples_of(
    indicator: CoreIndicator, examples: Sequence[Example], language: MethodLanguage
) -> list[str]:
    """The examples under an indicator; where it has none, those that stand elsewhere and work it out too."""
    if own := _examples(examples, indicator.code, language):
        return own
    elsewhere = [
        entry.id for entry in examples if indicator.code in {row.indicator for row in entry.expected}
    ]
    if not elsewhere:
        raise LookupError(f"no example works out {indicator.code!r}")
    return [f"{_word('worked_out_in', language)} {', '.join(f'`{name}`' for name in elsewhere)}."]


def _examples(examples: Iterable[Example], under: str, language: MethodLanguage) -> list[str]:
    return [_example(entry, language) for entry in examples if entry.under == under]


def _example(example: Example, language: MethodLanguage) -> str:
    return "\n\n".join(
        [
            f"**{_word('example', language)} `{example.id}`.** {getattr(example.law, language)}",
            _inputs(example, language),
            getattr(example.working, language),
            _outcome(example, language),
        ]
    )


def _inputs(example: Example, language: MethodLanguage) -> str:
    headings = [_word(name, language) for name in ("site", "supply_point", "stream", "months", "quantity")]
    rows = [_input(entry, example, language) for entry in example.given]
    for value in example.b:
        amount = f"{_number(value.value, language)} {value.unit}"
        rows.append((value.site, "", reference_name(value.kind, language), str(value.year), f"B = {amount}"))
    for state in example.states:
        unit = REFERENCE_VALUES[state.kind].unit
        amount = f"{_number(state.value, language)} {unit}"
        day = f"{_word('holds_from', language)} {state.valid_from}"
        rows.append((state.site, "", reference_name(state.kind, language), day, amount))
    for factor in example.factors:
        span = f"{factor.valid_from} – {factor.valid_to or ''}".rstrip()
        amount = f"{_number(float(factor.value), language)} {factor.unit}"
        rows.append(("", "", f"{_word('own_factor', language)} `{factor.id}`", span, amount))
    if example.method != MethodChoices():
        chosen = f"`{example.method.electricity}`, `{example.method.gwp}`"
        rows.append(("", "", _word("chosen", language), "", chosen))
    return grid((f"{_word('delivered', language)}: {headings[0]}", *headings[1:]), rows)


def _input(entry: Given, example: Example, language: MethodLanguage) -> tuple[str, ...]:
    numbers = list(entry.months)
    months = (
        f"{entry.year}, {_word('every_month', language)}"
        if numbers == list(range(1, 13))
        else _spans([f"{entry.year}-{number:02d}" for number in numbers])
    )
    if entry.quantity is None:
        months, quantity = "", _word("nothing", language)
    else:
        unit = STREAMS[entry.stream].unit
        quantity = f"{_number(entry.quantity, language)} {unit}"
    if entry.estimated_share:
        quantity += f" ({_word('and_estimated', language)})"
    gaps = [month for gap in example.missing if gap.point == entry.supply_point for month in gap.months]
    if gaps:
        months = f"{months}; {_word('missing', language)}: {_spans(gaps)}".removeprefix("; ")
    stream = stream_name(entry.stream, language)
    if entry.treatment:
        stream += f"; {_word('treatment', language)}: {entry.treatment}"
    return (entry.site, entry.supply_point, stream, months, quantity)


def _spans(months: list[str]) -> str:
    """Months (YYYY-MM, ascending) with those that follow each other as one span."""
    runs: list[list[str]] = []
    for month in months:
        if runs and int(month[-2:]) == int(runs[-1][-1][-2:]) + 1 and month[:4] == runs[-1][-1][:4]:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} – {run[-1]}" for run in runs)


def _outcome(example: Example, language: MethodLanguage) -> str:
    first = f"{_word('comes_out', language)}: {_word('indicator', language)}"
    headings = (first, _word("site", language), _word("year", language), "A, B, R", _word("status", language))
    rows = []
    for row in example.expected:
        part = f", {breakdown_name(row.breakdown, language)}" if row.breakdown else ""
        site = _word("whole", language) if row.site == "all" else row.site
        name = f"{indicator_name(row.indicator, language)}{part}"
        rows.append((name, site, str(row.year), _figures(row, language), _standing(row, language)))
    return grid(headings, rows)


def _figures(row: Expected, language: MethodLanguage) -> str:
    declared = indicator(row.indicator)
    units = {"a": declared.unit, "b": declared.b_unit, "r": declared.r_unit}
    shown = []
    for column, name in FIGURES:
        value = getattr(row, column)
        if value == "empty":
            shown.append(f"{name}: {_word('empty', language)}")
        elif value is not None:
            shown.append(f"{name} = {_number(value, language)} {units[column]}")
    return "; ".join(shown)


def _standing(row: Expected, language: MethodLanguage) -> str:
    shown = []
    if row.status is not None:
        shown.append(str(TEXTS["status"][row.status][language]))
    if row.months_covered is not None:
        shown.append(f"{_word('months_covered', language)}: {row.months_covered}")
    if row.estimated_share is not None:
        share = row.estimated_share
        value = _word("empty", language) if isinstance(share, str) else _number(share, language)
        shown.append(f"{_word('estimated_share', language)}: {value}")
    if row.reason:
        shown.append(reason_sentences(row.reason, language))
    return "; ".join(shown)


def _declarations(language: MethodLanguage) -> list[str]:
    streams = [
        (f"`{code}`", declared.unit, stream_name(code, language))
        for code, declared in {**STREAMS, **FAMILIES}.items()
        if not code.startswith("waste.")
    ]
    kinds = [
        (f"`{code}`", kind.unit, reference_name(code, language)) for code, kind in REFERENCE_VALUES.items()
    ]
    factors = [
        (
            f"`{value.id}`",
            decimals(str(value.value), language),
            value.unit,
            str(value.valid_from),
            str(value.valid_to or ""),
            f"[{value.source}]({value.link})" if value.link else value.source,
            _word("yes" if value.verified else "no", language),
        )
        for values in FACTORS.values()
        for value in values
    ]
    columns = ("factor", "value", "unit", "from", "to", "source", "verified")
    return [
        f"## {_text('reference_values', language)}",
        grid(tuple(_word(name, language) for name in ("kind", "unit", "name")), kinds),
        f"## {_text('streams', language)}",
        _text("streams_text", language),
        grid(tuple(_word(name, language) for name in ("stream", "unit", "name")), streams),
        f"## {_text('factors', language)}",
        _text("factors_text", language),
        grid(tuple(_word(name, language) for name in columns), factors),
    ]
