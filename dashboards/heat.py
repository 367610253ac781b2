"""Heat beside the weather: on the page of a site its meters, on the energy page all of them in a table."""

from collections.abc import Sequence
from datetime import date

from dashboards.evidence_links import site_page
from dashboards.evidence_rows import rows_address
from dashboards.figures.heat import SignaturePoint, actual_and_normalised, energy_signature
from dashboards.headline import capitalised
from dashboards.month_spans import reasons_in_words
from dashboards.performance import DegreeDayMonth, HeatMonth, HeatYear
from dashboards.shown import Shown
from dashboards.tables import DASH, Cell, Column, Table, number_cell
from dashboards.tasks import shown_stream
from dashboards.texts import Texts, decimals_for
from dashboards.view import Chart, Section, site_names
from indicators.degree_days import DEFINITIONS
from indicators.languages import in_language
from indicators.model import Site

FINE = 2
"""Decimals of the coefficient of determination."""


def site_heat_section(shown: Shown, site: Site, texts: Texts) -> Section | None:
    """The signature and the normalised heat of each meter of heat at a site; None without weather."""
    meters: dict[tuple[str, str], list[HeatYear]] = {}
    for year in shown.heat_years:
        if year.site_id == site.id:
            meters.setdefault((year.supply_point_id, year.stream), []).append(year)
    if not meters or shown.city.weather is None:
        return None
    charts: list[Chart] = []
    for place, ((point, stream), years) in enumerate(sorted(meters.items()), start=1):
        name = f"{capitalised(shown_stream(stream, texts))}, {point}"
        if signature := _signature(place, name, years, shown, texts):
            charts.append(signature)
        charts.append(_years(place, name, years, shown, texts))
    return Section("heat", texts("heat.heading"), (_lead(shown, texts),), charts=tuple(charts))


def heat_section(shown: Shown, texts: Texts) -> Section | None:
    """The last year of every meter of heat, with what the weather did to it or why that is refused."""
    if not shown.heat_years or shown.city.weather is None:
        return None
    last = max(year.year for year in shown.heat_years)
    rows = [year for year in shown.heat_years if year.year == last]
    name = site_names(shown.city, texts)
    heads = (
        Column(texts("label.site"), width="name"),
        Column(texts("quality.stream")),
        Column(texts("heat.actual_kwh"), numeric=True),
        Column(texts("heat.normalised_kwh"), numeric=True),
        Column(texts("heat.r_squared"), numeric=True),
        Column(texts("label.status"), width="sentence"),
    )
    decimals = decimals_for(value for year in rows for value in (year.heat, year.normalised_heat))
    cells = tuple(
        (
            Cell(name(year.site_id), href=f"{site_page(year.site_id)}.html#heat"),
            Cell(shown_stream(year.stream, texts)),
            number_cell(year.heat, decimals, texts, href=_rows(year, shown)),
            number_cell(year.normalised_heat, decimals, texts),
            number_cell(year.r_squared, FINE, texts),
            Cell(_state(year, texts)),
        )
        for year in rows
    )
    table = Table("table-heat", texts("heat.table", year=last), heads, cells)
    return Section("heat", texts("heat.heading"), (_lead(shown, texts),), tables=(table,))


def _lead(shown: Shown, texts: Texts) -> str:
    weather = shown.city.weather
    if weather is None:
        return ""
    reference = (
        texts("heat.reference_years", years=", ".join(map(str, weather.reference_years)))
        if weather.reference_years
        else texts("heat.reference_value", source=weather.reference_source)
    )
    return texts(
        "heat.lead",
        definition=in_language(DEFINITIONS[weather.definition].names, texts.language),
        reference=reference,
    )


def _state(year: HeatYear, texts: Texts) -> str:
    if year.status == "normalised":
        return texts("heat.is_normalised")
    return f"{texts('heat.is_refused')} {reasons_in_words(year.reason, texts)}".strip()


def _signature(place: int, name: str, years: Sequence[HeatYear], shown: Shown, texts: Texts) -> Chart | None:
    """The months of the last year with a regression."""
    fitted = [year for year in years if year.slope is not None]
    if not fitted:
        return None
    year = max(fitted, key=lambda one: one.year)
    months = _months(year, shown.heat_months, shown.degree_days)
    points = [
        SignaturePoint(days / length, heat / length, texts.month_of_year(month))
        for month, heat, days, length in months
    ]
    if not points:
        return None
    caption = texts("heat.signature", name=name, year=year.year)
    heads = (
        Column(texts("label.month")),
        Column(texts("heat.degree_days"), numeric=True),
        Column(texts("heat.actual_kwh"), numeric=True),
    )
    decimals = decimals_for(heat for _, heat, _, _ in months)
    rows = tuple(
        (
            Cell(texts.month(date(year.year, month, 1))),
            number_cell(days, 1, texts),
            number_cell(heat, decimals, texts),
        )
        for month, heat, days, _ in months
    )
    notes = [texts("heat.signature_note")]
    if year.base_load is not None and year.slope is not None and year.r_squared is not None:
        notes.insert(
            0,
            texts(
                "heat.fit",
                base=texts.quantity(year.base_load, "kWh/day"),
                slope=texts.quantity(year.slope, "kWh"),
                r_squared=texts.number(year.r_squared, FINE),
            ),
        )
    return Chart(
        f"chart-signature-{place}",
        caption,
        energy_signature(points, year.base_load, year.slope, texts),
        Table(f"table-signature-{place}", texts("area.chart_table", caption=caption), heads, rows),
        tuple(notes),
        alternative=f"{caption}. {notes[0]}",
    )


def _months(
    year: HeatYear, heat: Sequence[HeatMonth], degree_days: Sequence[DegreeDayMonth]
) -> list[tuple[int, float, float, int]]:
    """Month, heat in kWh, degree days and days of the whole months of a year that know both."""
    weather = {entry.month: entry for entry in degree_days if entry.year == year.year and entry.month}
    used: dict[int, float] = {}
    for entry in heat:
        of_meter = (entry.supply_point_id, entry.stream) == (year.supply_point_id, year.stream)
        if of_meter and entry.month.year == year.year and entry.whole:
            used[entry.month.month] = used.get(entry.month.month, 0.0) + entry.quantity
    return [
        (month, quantity, found.degree_days, found.days_in_period)
        for month, quantity in sorted(used.items())
        if (found := weather.get(month)) and found.degree_days is not None
    ]


def _rows(year: HeatYear, shown: Shown) -> str:
    return rows_address(shown, year.site_id, year.year, year.stream)


def _years(place: int, name: str, years: Sequence[HeatYear], shown: Shown, texts: Texts) -> Chart:
    ordered = sorted(years, key=lambda year: year.year)
    caption = texts("heat.years", name=name)
    decimals = decimals_for(value for year in ordered for value in (year.heat, year.normalised_heat))
    heads = (
        Column(texts("label.year")),
        Column(texts("heat.degree_days"), numeric=True),
        Column(texts("heat.actual_kwh"), numeric=True),
        Column(texts("heat.normalised_kwh"), numeric=True),
        Column(texts("label.status"), width="sentence"),
    )
    rows = tuple(
        (
            Cell(str(year.year)),
            number_cell(year.degree_days, 0, texts),
            number_cell(year.heat, decimals, texts, href=_rows(year, shown)),
            number_cell(year.normalised_heat, decimals, texts),
            Cell(_state(year, texts)),
        )
        for year in ordered
    )
    refused = tuple(
        f"{year.year}: {DASH} {reasons_in_words(year.reason, texts)}" for year in ordered if year.reason
    )
    return Chart(
        f"chart-heat-{place}",
        caption,
        actual_and_normalised(
            [year.year for year in ordered],
            [year.heat for year in ordered],
            [year.normalised_heat for year in ordered],
            texts,
        ),
        Table(f"table-heat-{place}", texts("area.chart_table", caption=caption), heads, rows),
        (texts("heat.years_note"), *refused),
    )
