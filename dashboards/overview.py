"""The overview: better or worse in each of the six areas, in words, and what has to be done, on one page."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards.area import MAIN_INDICATOR, ratios_in_words
from dashboards.figure_tables import small_year_table
from dashboards.figures.years import ratio_by_year
from dashboards.headline import Headline, capitalised, headline
from dashboards.selection import YearFigure, has_ratio
from dashboards.shown import Shown
from dashboards.specific import benchmark_lines
from dashboards.targets import judgement_of, path_of, target_line
from dashboards.tasks import tasks
from dashboards.texts import Texts
from dashboards.view import Chart, Page
from indicators.model import ORGANISATION
from indicators.registry import AREAS, INDICATORS, Area, area_name, computed_indicators, indicator_name

FURTHER_INDICATORS: dict[Area, tuple[str, ...]] = {
    "energy": ("energy.renewable_consumption",),
    "waste": ("waste.hazardous",),
}
"""Indicators that a card names beside its main one."""


@dataclass(frozen=True)
class Card:
    """An area on the overview. `verdicts` are its targets and benchmarks, each with its judgement.

    Without data `missing` says what is missing, and `asked` names the indicators.
    """

    area: str
    name: str
    headline: Headline | None = None
    further: tuple[Headline, ...] = ()
    verdicts: tuple[tuple[str, Markup], ...] = ()
    chart: Chart | None = None
    missing: str = ""
    asked: tuple[str, ...] = ()


def overview_page(shown: Shown, texts: Texts) -> Page:
    """The first page: a card for each of the six areas in the order of Annex IV, and the list of tasks."""
    cards = tuple(_card(shown, area, texts) for area in AREAS)
    return Page(
        "index",
        texts("page.overview"),
        texts("overview.lead"),
        template="overview.html.j2",
        content={"cards": cards, "tasks": tasks(shown, texts), "tally": _tally(cards, shown, texts)},
        own_charts=tuple(card.chart for card in cards if card.chart),
    )


def _tally(cards: Sequence[Card], shown: Shown, texts: Texts) -> Markup:
    """How many areas got better or worse, and how many targets are on their way; empty where nothing is judged."""
    changes = [card.headline.change for card in cards if card.headline and card.headline.change]
    judged = [change.judgement for change in changes if change.judgement]
    if not judged:
        return Markup()
    said = texts.sentence(
        "overview.tally",
        all=texts.bound_count(len(judged)),
        better=texts.bound_count(judged.count("better")),
        worse=texts.bound_count(judged.count("worse")),
        same=texts.bound_count(judged.count("same")),
    )
    known = [judgement for target in shown.targets if (judgement := judgement_of(target.row))]
    if not known:
        return said
    of_targets = texts.sentence(
        "overview.tally_targets",
        all=texts.bound_count(len(known)),
        reached=texts.bound_count(known.count("better")),
    )
    return Markup(" ").join((said, of_targets))


def _card(shown: Shown, area: Area, texts: Texts) -> Card:
    name = area_name(area, texts.language)
    asked = tuple(
        indicator_name(entry.code, texts.language) for entry in INDICATORS.values() if entry.area == area
    )
    code = MAIN_INDICATOR[area]
    figures = shown.years(code, ORGANISATION)
    if not figures:
        computed = any(entry.area == area for entry in computed_indicators())
        missing = texts("overview.no_readings" if computed else "overview.not_computed")
        return Card(area, name, missing=missing, asked=asked)
    further = [
        headline(found, texts, brief=True)
        for further_code in FURTHER_INDICATORS.get(area, ())
        if (found := shown.years(further_code, ORGANISATION))
    ]
    to_date = shown.months(code).year_to_date(ORGANISATION)
    return Card(
        area,
        name,
        headline(figures, texts, to_date, calm=True),
        tuple(further),
        _verdicts(shown, area, texts),
        _trend(shown, area, figures, texts) if has_ratio(figures) else None,
    )


def _trend(shown: Shown, area: Area, figures: Sequence[YearFigure], texts: Texts) -> Chart:
    code = MAIN_INDICATOR[area]
    caption = texts(
        "overview.trend",
        indicator=capitalised(indicator_name(code, texts.language)),
        unit=texts.unit(figures[0].r_unit),
    )
    path = path_of(shown.targets, code, ORGANISATION)
    table = small_year_table(
        f"table-{area}", texts("area.chart_table", caption=caption), figures, texts, path
    )
    return Chart(
        f"chart-{area}",
        caption,
        ratio_by_year(figures, texts, small=True, path=path),
        table,
        alternative=ratios_in_words(caption, figures, texts),
    )


def _verdicts(shown: Shown, area: Area, texts: Texts) -> tuple[tuple[str, Markup], ...]:
    """The targets of the area, those of the organisation first, then its benchmarks."""
    own = [target.row for target in shown.targets if target.area == area]
    own.sort(key=lambda row: row.site_id != ORGANISATION)
    return (
        *((judgement_of(row), target_line(row, texts)) for row in own),
        *(("", line) for line in benchmark_lines(shown, area, texts)),
    )
