"""Estimated months in words, wherever a figure has them in it: which month, by which rule, from what, who chose it."""

from collections.abc import Sequence

from dashboards.shown import EstimatedMonth, Shown
from dashboards.texts import Texts
from dashboards.view import Section
from indicators.estimates import rule_name
from indicators.explanation import feeding_terms
from indicators.streams import stream_name


def estimates_of_figure(
    shown: Shown, indicator: str, site_id: str, year: int, texts: Texts
) -> tuple[str, ...]:
    """A sentence for each estimated month that is in a figure of a site or of the organisation in a year."""
    of_year = [row for row in shown.estimates_of(site_id) if row.month.year == year]
    return _sentences(shown, _feeding(of_year, (indicator,)), texts)


def estimates_section(
    shown: Shown, indicators: tuple[str, ...], site_id: str, texts: Texts
) -> Section | None:
    """The estimated months of every year that are in the figures of some indicators; nothing where there are none."""
    rows = _feeding(shown.estimates_of(site_id), indicators)
    if not rows:
        return None
    return Section(
        "estimates", texts("estimates.title"), (texts("estimates.lead"), *_sentences(shown, rows, texts))
    )


def _feeding(rows: Sequence[EstimatedMonth], indicators: tuple[str, ...]) -> list[EstimatedMonth]:
    """Those of the rows of which a figure of any of the indicators is made."""
    if not rows:
        return []
    present = {row.stream for row in rows}
    streams = {code for indicator in indicators for code, _ in feeding_terms(indicator, "", present)}
    return [row for row in rows if row.stream in streams]


def _sentences(shown: Shown, rows: Sequence[EstimatedMonth], texts: Texts) -> tuple[str, ...]:
    return tuple(
        texts(
            "estimates.month",
            site=shown.city.site_name(row.site_id),
            supply_point=row.supply_point_id,
            stream=stream_name(row.stream, texts.language),
            month=texts.month(row.month),
            quantity=texts.quantity(row.quantity, row.unit),
            rule=rule_name(row.rule, texts.language),
            months=row.from_months,
            who=row.who,
            reason=row.reason,
        )
        for row in rows
    )
