"""The overview: better or worse in each of the six areas, in words, on one page."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.area import MAIN_INDICATOR, SHOWN_AREAS
from dashboards.figure_tables import reason_text, small_year_table
from dashboards.figures.years import ratio_by_year
from dashboards.selection import OPEN_STATES, YearFigure, last_complete, year_figures
from dashboards.texts import Texts
from dashboards.view import Chart
from indicators.model import ORGANISATION, Results
from indicators.reference_values import reference_name
from indicators.registry import AREAS, INDICATORS, area_name, indicator_name

MORE_IS_BETTER = frozenset({"energy.renewable_consumption", "energy.renewable_generation"})
"""Of every other indicator less is better."""

UNCHANGED = 0.005
"""A change of less than half a per cent is neither better nor worse: meters and estimates are no finer."""

FURTHER_INDICATORS = {
    "energy": ("energy.renewable_consumption", "energy.renewable_generation"),
    "waste": ("waste.hazardous",),
}
"""Indicators that a card names beside its main one."""


@dataclass(frozen=True)
class Change:
    """A judgement (`better`, `worse`, `same` or empty) with its word, and the sentence that says by how much."""

    judgement: str
    word: str
    sentence: str


@dataclass(frozen=True)
class Headline:
    """An indicator of the organisation in its last complete year; empty texts where no year is complete."""

    name: str
    ratio: str
    unit: str
    year: str
    figures: tuple[str, ...]
    change: Change | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """An area on the overview. Without data `missing` says what is missing, and `asked` names the indicators."""

    area: str
    name: str
    page: str = ""
    headline: Headline | None = None
    further: tuple[Headline, ...] = ()
    chart: Chart | None = None
    missing: str = ""
    asked: tuple[str, ...] = ()


def cards(results: Results, texts: Texts) -> tuple[Card, ...]:
    """A card for each of the six areas, in the order of Annex IV."""
    return tuple(_card(results, area, texts) for area in AREAS)


def data_state(results: Results, texts: Texts) -> tuple[str, ...]:
    """How many months are open, how many findings are rejects and warnings."""
    severities = results.findings["severity"]
    return (
        texts(
            "overview.open_months",
            count=texts.number(int(results.coverage["state"].isin(OPEN_STATES).sum()), 0),
        ),
        texts("overview.rejects", count=texts.number(int((severities == "reject").sum()), 0)),
        texts("overview.warnings", count=texts.number(int((severities == "warn").sum()), 0)),
    )


def _card(results: Results, area: str, texts: Texts) -> Card:
    name = area_name(area, texts.language)
    asked = tuple(
        indicator_name(entry.code, texts.language) for entry in INDICATORS.values() if entry.area == area
    )
    shown = next((known for known in SHOWN_AREAS if known == area), None)
    if shown is None:
        return Card(area, name, missing=texts("overview.not_computed"), asked=asked)
    figures = year_figures(results, MAIN_INDICATOR[shown], ORGANISATION)
    if not figures:
        return Card(area, name, missing=texts("overview.no_readings"), asked=asked)
    caption = texts(
        "overview.trend", indicator=_named(figures[0].indicator, texts), unit=texts.unit(figures[0].r_unit)
    )
    table = small_year_table(f"table-{area}", texts("area.chart_table", caption=caption), figures, texts)
    chart = Chart(f"chart-{area}", caption, ratio_by_year(figures, texts, small=True), table)
    further = [
        headline(found, texts, brief=True)
        for code in FURTHER_INDICATORS.get(area, ())
        if (found := year_figures(results, code, ORGANISATION))
    ]
    return Card(area, name, f"{area}.html", headline(figures, texts), tuple(further), chart)


def headline(figures: Sequence[YearFigure], texts: Texts, *, brief: bool = False) -> Headline:
    """The last complete year of one series of figures, its change, and what is to be said of incomplete years.

    A brief one leaves out B and the reasons, which stand beside the main indicator of the card.
    """
    name = _named(figures[0].indicator, texts)
    unit = texts.unit(figures[0].r_unit)
    whole = last_complete(figures)
    later = [entry for entry in figures if not entry.complete and (whole is None or entry.year > whole.year)]
    say = _briefly_incomplete if brief else _incomplete
    notes = tuple(say(entry, texts) for entry in later)
    if whole is None or whole.r is None or whole.a is None or whole.b is None:
        return Headline(name, "", unit, "", (), None, (texts("overview.no_complete_year"), *notes))
    kind = reference_name(whole.b_kind, texts.language)
    shown = [texts("overview.a_of_year", a=texts.quantity(whole.a, whole.a_unit))]
    if not brief:
        shown.append(texts("overview.b_of_year", b=f"{texts.quantity(whole.b, whole.b_unit)}, {kind}"))
    ratio = texts.number(whole.r)
    return Headline(
        name,
        ratio,
        unit,
        texts("overview.last_year", year=whole.year),
        tuple(shown),
        change(figures, whole, texts),
        notes,
    )


def change(figures: Sequence[YearFigure], whole: YearFigure, texts: Texts) -> Change:
    """R of a complete year against the year before; where that one is incomplete, against the last complete one.

    The sentence names the year compared with, and says so where the year before could not be used.
    """
    before = next((entry for entry in figures if entry.year == whole.year - 1), None)
    compared = last_complete(entry for entry in figures if entry.year < whole.year)
    said = ""
    if before is not None and not before.complete:
        said = texts("overview.before_incomplete", year=before.year, covered=before.months_covered)
    if compared is None or whole.r is None or compared.r is None or compared.r == 0:
        return Change("", "", said or texts("overview.no_comparison"))
    share = whole.r / compared.r - 1
    key = "more" if share > 0 else "less"
    if abs(share) < UNCHANGED:
        judgement = "same"
    else:
        judgement = "better" if (share > 0) is (whole.indicator in MORE_IS_BETTER) else "worse"
    sentence = texts(f"overview.{key}", percent=texts.percent(abs(share)), year=compared.year)
    return Change(judgement, texts(f"overview.{judgement}"), f"{sentence} {said}".strip())


def _incomplete(entry: YearFigure, texts: Texts) -> str:
    reason = reason_text(entry, texts)
    if entry.a is None:
        return texts(
            "overview.incomplete_year_no_amount", year=entry.year, covered=entry.months_covered, reason=reason
        ).strip()
    return texts(
        "overview.incomplete_year",
        year=entry.year,
        covered=entry.months_covered,
        a=texts.quantity(entry.a, entry.a_unit),
        reason=reason,
    ).strip()


def _briefly_incomplete(entry: YearFigure, texts: Texts) -> str:
    return texts("overview.briefly_incomplete", year=entry.year, covered=entry.months_covered)


def _named(code: str, texts: Texts) -> str:
    name = indicator_name(code, texts.language)
    return name[:1].upper() + name[1:]
