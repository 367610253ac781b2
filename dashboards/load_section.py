"""The part of a site's page that shows when energy is used: a heat map for each supply point that delivers hours."""

from markupsafe import Markup

from dashboards.figures.loads import POWER_UNIT, load_by_day_and_hour
from dashboards.headline import capitalised
from dashboards.loads import BASE_SHARE, Load
from dashboards.shown import Shown
from dashboards.tables import Cell, Column, Table, number_cell
from dashboards.tasks import shown_stream
from dashboards.texts import Texts, decimals_for
from dashboards.view import Chart, Section
from indicators.model import Site


def load_section(shown: Shown, site: Site, texts: Texts) -> Section | None:
    """The loads of a site; None where nothing delivers hours."""
    loads = shown.loads_of(site.id)
    if not loads:
        return None
    charts = tuple(_chart(load, place, texts) for place, load in enumerate(loads, start=1))
    sentences = tuple(_sentence(load, texts) for load in loads)
    return Section("loads", texts("loads.heading"), sentences, charts=charts)


def _sentence(load: Load, texts: Texts) -> Markup:
    return texts.sentence(
        "loads.sentence",
        stream=capitalised(shown_stream(load.stream, texts)),
        point=load.supply_point_id,
        base=texts.bound(load.base, POWER_UNIT),
        mean=texts.bound(load.mean, POWER_UNIT),
        share=texts.bound_percent(load.base_share),
        highest=texts.bound(load.highest, POWER_UNIT),
        day=texts.day(load.highest_day),
        hour=load.highest_hour,
    )


def _chart(load: Load, place: int, texts: Texts) -> Chart:
    caption = texts(
        "loads.caption",
        stream=capitalised(shown_stream(load.stream, texts)),
        point=load.supply_point_id,
        first=texts.day(load.days[0]),
        last=texts.day(load.days[-1]),
    )
    return Chart(
        f"chart-load-{place}",
        caption,
        load_by_day_and_hour(load, texts),
        _table(load, f"table-load-{place}", texts("area.chart_table", caption=caption), texts),
        (texts("loads.note", share=texts.percent(BASE_SHARE)),),
        wide=True,
        alternative=f"{caption}. {_sentence_in_words(load, texts)}",
    )


def _sentence_in_words(load: Load, texts: Texts) -> str:
    return _sentence(load, texts).striptags()


def _table(load: Load, identifier: str, caption: str, texts: Texts) -> Table:
    unit = texts.unit(POWER_UNIT)
    decimals = decimals_for(month.highest for month in load.months)
    heads = (
        Column(texts("label.month")),
        *(Column(texts(f"loads.{name}", unit=unit), numeric=True) for name in ("base", "mean", "highest")),
        Column(texts("loads.when")),
    )
    rows = tuple(
        (
            Cell(texts.month(month.month)),
            number_cell(month.base, decimals, texts),
            number_cell(month.mean, decimals, texts),
            number_cell(month.highest, decimals, texts),
            Cell(f"{texts.day(month.highest_day)} {month.highest_hour}:00"),
        )
        for month in load.months
    )
    return Table(identifier, caption, heads, rows)
