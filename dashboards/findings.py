"""What a chart tells, in a sentence that stands above it: whole sentences, each number bound to its figure."""

from collections.abc import Callable, Sequence
from math import fsum

from markupsafe import Markup

from dashboards.evidence_links import figure_link
from dashboards.figures.changes import ChangedPart
from dashboards.selection import YearFigure, last_complete
from dashboards.texts import NO_BREAK_SPACE, Bound, Texts
from indicators.registry import breakdown_name


def largest_part(figures: Sequence[YearFigure], parts: Sequence[YearFigure], texts: Texts) -> Markup:
    """The part that adds most to figure A in the last complete year, with its share; empty where there is none."""
    whole = last_complete(figures)
    if whole is None or not whole.a:
        return Markup()
    of_year = [entry for entry in parts if entry.year == whole.year and entry.a]
    largest = max(of_year, key=lambda entry: entry.a or 0.0, default=None)
    if largest is None or largest.a is None:
        return Markup()
    return texts.sentence(
        "area.amounts_finding",
        year=whole.year,
        part=breakdown_name(largest.breakdown, texts.language),
        share=texts.bound_percent(largest.a / whole.a),
    )


def largest_change(parts: Sequence[ChangedPart], unit: str, texts: Texts) -> Markup:
    """The part that changed most, beside the whole change."""
    most = max(parts, key=lambda part: abs(part.difference))
    return texts.sentence(
        "area.causes_finding",
        part=most.name,
        difference=_signed(most.difference, unit, texts),
        total=_signed(fsum(part.difference for part in parts), unit, texts),
    )


def highest_and_lowest(
    figures: Sequence[YearFigure], year: int, site_name: Callable[[str], str], texts: Texts
) -> Markup:
    """Where R is highest and lowest in a year; empty where fewer than two sites have one."""
    known = [
        (entry.r, entry) for entry in figures if entry.year == year and entry.complete and entry.r is not None
    ]
    if len(known) < 2:
        return Markup()
    (low, lowest), (high, highest) = (pick(known, key=lambda pair: pair[0]) for pick in (min, max))
    return texts.sentence(
        "area.sites_finding",
        year=year,
        highest=site_name(highest.site_id),
        high=texts.bound(high, highest.r_unit, figure_link(highest)),
        lowest=site_name(lowest.site_id),
        low=texts.bound(low, lowest.r_unit, figure_link(lowest)),
    )


def _signed(value: float, unit: str, texts: Texts) -> Bound:
    return Bound(f"{texts.signed(value)}{NO_BREAK_SPACE}{texts.unit(unit)}", value)
