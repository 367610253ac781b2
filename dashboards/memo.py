"""What stands beside the total of greenhouse gases: electricity by both methods, the gases apart, CO2 of biomass.

Regulation (EC) No 1221/2009, Annex IV C.2, Emissions, asks for the gases; that electricity is told by place and by
contract is the practice of the GHG Protocol, Scope 2 Guidance. None of it is added to the total.
"""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.figure_tables import reason_text, renewable_table
from dashboards.figures.year_series import YearSeries, side_by_side
from dashboards.headline import capitalised
from dashboards.selection import last_complete
from dashboards.shown import Shown
from dashboards.tables import DASH
from dashboards.texts import Texts
from dashboards.view import Chart, Section
from indicators.model import ORGANISATION
from indicators.registry import indicator_name

ELECTRICITY = {"location": "emissions.electricity_location", "market": "emissions.electricity_market"}
GASES = tuple(f"emissions.{gas}" for gas in ("co2", "ch4", "n2o", "hfc", "pfc", "sf6", "nf3", "unsplit"))
"""The seven groups of Annex IV C.2, and what a factor gives together."""

BIOGENIC = "emissions.biogenic_co2"


def memo_section(shown: Shown, texts: Texts) -> Section | None:
    """The section of the page of emissions; None where nothing stands beside the total."""
    found = [_electricity(shown, texts), _gases(shown, texts), _biogenic(shown, texts)]
    charts = tuple(chart for chart in found if chart)
    if not charts:
        return None
    return Section("memo", texts("memo.heading"), (texts("memo.lead"),), charts=charts)


def _electricity(shown: Shown, texts: Texts) -> Chart | None:
    counted = shown.city.method.electricity
    beside = "market" if counted == "location" else "location"
    series = [
        YearSeries(_name(ELECTRICITY[key], texts), shown.years(ELECTRICITY[key], ORGANISATION), colour)
        for key, colour in ((counted, "energy.electricity"), (beside, "earlier"))
    ]
    if not any(entry.figures for entry in series):
        return None
    last = [last_complete(entry.figures) for entry in series]
    said: Markup | str = texts(f"memo.{counted}_counts")
    if (one := last[0]) and (other := last[1]) and one.year == other.year:
        said = texts.sentence(
            f"memo.{counted}_counts_with",
            year=one.year,
            counted=texts.bound(one.a or 0.0, one.a_unit),
            beside=texts.bound(other.a or 0.0, other.a_unit),
        )
    return _chart("electricity", series, said, texts, stacked=False)


def _gases(shown: Shown, texts: Texts) -> Chart | None:
    every = [
        YearSeries(_name(code, texts), shown.years(code, ORGANISATION), f"series.{place}")
        for place, code in enumerate(GASES, start=1)
    ]
    if not any(entry.figures for entry in every):
        return None
    return _chart("gases", every, texts("memo.gases_note"), texts, stacked=True)


def _biogenic(shown: Shown, texts: Texts) -> Chart | None:
    figures = shown.years(BIOGENIC, ORGANISATION)
    if not figures:
        return None
    series = [YearSeries(_name(BIOGENIC, texts), figures, "energy.pv_own_use")]
    return _chart("biogenic", series, texts("memo.biogenic_note"), texts, stacked=False)


def _chart(
    slug: str, series: Sequence[YearSeries], said: Markup | str, texts: Texts, *, stacked: bool
) -> Chart:
    first = next(entry.figures[0] for entry in series if entry.figures)
    caption = texts(f"memo.{slug}", unit=texts.unit(first.a_unit))
    table = renewable_table(
        f"table-memo-{slug}",
        texts("area.chart_table", caption=caption),
        [(entry.name, entry.figures) for entry in series],
        texts,
    )
    drawn = [entry for entry in series if entry.figures]
    words = [_in_words(entry, texts) for entry in drawn]
    return Chart(
        f"chart-memo-{slug}",
        caption,
        side_by_side(drawn, texts, stacked=stacked),
        table,
        (texts("area.hatched_note"), *_refused(drawn, texts)),
        finding=said,
        alternative=f"{caption}. {' '.join(words)}",
    )


def _refused(series: Sequence[YearSeries], texts: Texts) -> list[str]:
    """Of each series the years of which nothing is there, with the reason."""
    return [
        f"{one.name}, {entry.year}: {DASH} {reason_text(entry, texts)}"
        for one in series
        for entry in one.figures
        if entry.a is None
    ]


def _in_words(series: YearSeries, texts: Texts) -> str:
    values = [
        f"{entry.year}: {texts.quantity(entry.a, entry.a_unit)}"
        for entry in series.figures
        if entry.complete and entry.a is not None
    ]
    return f"{series.name}: {'; '.join(values) or texts('state.missing')}."


def _name(code: str, texts: Texts) -> str:
    return capitalised(indicator_name(code, texts.language))
