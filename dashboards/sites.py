"""The sites: all of them compared, and each on a page of its own (Annex IV D: the impacts of each site apart)."""

from functools import partial

from dashboards.area import MAIN_INDICATOR, ratios_in_words, site_comparison
from dashboards.estimates import estimates_section
from dashboards.evidence_links import evidence_page, site_page
from dashboards.figure_tables import coverage_table, month_table, ratio_cell, year_table
from dashboards.figures.months import quantities_by_month
from dashboards.figures.years import ratio_by_year
from dashboards.headline import capitalised, headline
from dashboards.heat import site_heat_section
from dashboards.load_section import load_section
from dashboards.reconciliation import reconciliation_section
from dashboards.selection import YearFigure, comparison_year, has_ratio
from dashboards.shown import Shown
from dashboards.tables import DASH, Cell, Column, Table
from dashboards.targets import target_section
from dashboards.texts import Texts, decimals_for
from dashboards.view import Chart, Page, Section, site_names
from indicators.model import ORGANISATION, Site
from indicators.registry import (
    AREAS,
    Area,
    area_name,
    breakdown_name,
    computed_indicators,
    indicator,
    indicator_name,
)


def sites_page(shown: Shown, texts: Texts) -> Page:
    """The sites beside one another: one table of ratios, and a chart for each area."""
    charts = []
    for area in AREAS:
        code = MAIN_INDICATOR[area]
        figures = shown.figures.of(code)
        year = comparison_year(figures)
        if year is not None and any(entry.site_id != ORGANISATION for entry in figures):
            charts.append(site_comparison(shown, code, year, texts))
    sections = [_list(shown, texts)]
    if charts:
        sections.append(Section("compared", texts("sites.compared"), charts=tuple(charts)))
    return Page("sites", texts("page.sites"), texts("sites.lead"), sections=tuple(sections))


def _list(shown: Shown, texts: Texts) -> Section:
    """Every site with its ratios in the year of comparison, and the way to its page."""
    name = site_names(shown.city, texts)
    columns, cells = [], []
    for area in AREAS:
        code = MAIN_INDICATOR[area]
        figures = shown.figures.of(code)
        year = comparison_year(figures)
        if year is None:
            continue
        decimals = decimals_for(entry.r for entry in figures if entry.year == year)
        by_site = {entry.site_id: entry for entry in figures if entry.year == year}
        heading = texts(
            "sites.column",
            area=area_name(area, texts.language),
            unit=texts.unit(figures[0].r_unit),
            year=year,
        )
        columns.append(Column(heading, numeric=True))
        cells.append((by_site, decimals))
    rows = tuple(
        (
            Cell(name(site), href=f"{site_page(site)}.html" if site != ORGANISATION else ""),
            *(_cell(by_site.get(site), decimals, texts) for by_site, decimals in cells),
        )
        for site in (*(site.id for site in shown.city.sites), ORGANISATION)
    )
    table = Table(
        "table-all-sites",
        texts("sites.caption"),
        (Column(texts("label.site"), width="name"), *columns),
        rows,
    )
    return Section("list", texts("sites.all"), tables=(table,))


def _cell(entry: YearFigure | None, decimals: int, texts: Texts) -> Cell:
    if entry is None:
        return Cell(DASH, numeric=True, spoken=texts("state.nothing_measured"))
    return ratio_cell(entry, decimals, texts)


def one_site_page(shown: Shown, site_id: str, texts: Texts) -> Page:
    """The page of a site."""
    site = next(site for site in shown.city.sites if site.id == site_id)
    sections = [section for area in AREAS if (section := _area(shown, site, area, texts))]
    if not sections:
        sections.append(Section("no-data", texts("area.now"), (texts("sites.no_data"),)))
    own = target_section([one for one in shown.targets if one.row.site_id == site.id], shown, texts)
    warmth = site_heat_section(shown, site, texts)
    computed = tuple(entry.code for entry in computed_indicators())
    estimated = estimates_section(shown, computed, site.id, texts)
    sections += [section for section in (own, warmth, estimated) if section]
    bills = (section,) if (section := reconciliation_section(shown, site, texts)) else ()
    hours = (section,) if (section := load_section(shown, site, texts)) else ()
    return Page(
        site_page(site.id),
        site_names(shown.city, texts)(site.id),
        site.address,
        sections=(*sections, *hours, *bills, *_state(shown, site, texts), _evidence(site, texts)),
        within="sites",
    )


def _area(shown: Shown, site: Site, area: Area, texts: Texts) -> Section | None:
    """The indicators of an area at a site: the main one with its chart, and all in tables."""
    codes = [entry.code for entry in computed_indicators() if entry.area == area]
    found = {code: figures for code in codes if (figures := shown.years(code, site.id))}
    if not found:
        return None
    main = MAIN_INDICATOR[area] if MAIN_INDICATOR[area] in found else next(iter(found))
    charts = [_ratio(main, found[main], texts)] if has_ratio(found[main]) else []
    if months := shown.months(main).of(site.id):
        unit = indicator(main).unit
        caption = texts(
            "area.site_months_caption", area=area_name(area, texts.language), unit=texts.unit(unit)
        )
        charts.append(
            Chart(
                f"chart-months-{area}",
                caption,
                quantities_by_month(months, unit, lambda label: _label(label, texts), texts),
                month_table(
                    f"table-months-{area}",
                    texts("area.chart_table", caption=caption),
                    months,
                    lambda label: _label(label, texts),
                    shown.addresses(main, site.id),
                    texts,
                ),
                (texts("area.hatched_note"),),
            )
        )
    tables = [
        year_table(
            f"table-{code.replace('.', '-').replace('_', '-')}",
            texts("sites.figures_caption", indicator=capitalised(indicator_name(code, texts.language))),
            figures,
            texts,
        )
        for code, figures in found.items()
        if code != main
    ]
    to_date = shown.months(main).year_to_date(site.id)
    return Section(
        f"area-{area}",
        area_name(area, texts.language),
        headlines=(headline(found[main], texts, to_date),),
        charts=tuple(charts),
        tables=tuple(tables),
    )


def _ratio(code: str, figures: list[YearFigure], texts: Texts) -> Chart:
    name = capitalised(indicator_name(code, texts.language))
    caption = texts("overview.trend", indicator=name, unit=texts.unit(figures[0].r_unit))
    slug = code.replace(".", "-").replace("_", "-")
    return Chart(
        f"chart-{slug}",
        caption,
        ratio_by_year(figures, texts),
        year_table(f"table-ratio-{slug}", texts("area.chart_table", caption=caption), figures, texts),
        (texts("area.ratio_note"),),
        alternative=ratios_in_words(caption, figures, texts),
    )


def _label(label: str, texts: Texts) -> str:
    known = f"label.{label}"
    return texts(known) if texts.has(known) else breakdown_name(label, texts.language)


def _state(shown: Shown, site: Site, texts: Texts) -> tuple[Section, ...]:
    states = [entry for entry in shown.site_months if entry.site_id == site.id]
    if not states:
        return ()
    tables = tuple(
        coverage_table(
            f"table-coverage-{year}",
            texts("quality.year_caption", year=year),
            states,
            year,
            site_names(shown.city, texts),
            partial(_rows_of_year, shown, year),
            texts,
        )
        for year in sorted({entry.month.year for entry in states}, reverse=True)
    )
    return (Section("state", texts("quality.map"), tables=tables),)


def _rows_of_year(shown: Shown, year: int, site: str) -> str:
    return shown.year_address(site, year)


def _evidence(site: Site, texts: Texts) -> Section:
    return Section(
        "evidence",
        texts("evidence.heading"),
        (texts("evidence.lead"),),
        links=((f"{evidence_page(site.id)}.html", texts("evidence.of_site")),),
    )
