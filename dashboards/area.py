"""The pages of the six areas of Annex IV: how the indicators go, why, by source, month, site and type."""

from collections.abc import Sequence

from dashboards.change_table import change_table
from dashboards.estimates import estimates_section
from dashboards.figure_tables import (
    breakdown_table,
    month_table,
    renewable_table,
    season_table,
    site_table,
    types_table,
    year_table,
)
from dashboards.figures.changes import ChangedPart, change_by_part, largest_apart
from dashboards.figures.months import quantities_by_month
from dashboards.figures.seasons import months_of_years
from dashboards.figures.sites import ratio_by_site, waste_by_type
from dashboards.figures.years import amounts_by_year, ratio_by_year, renewable_by_year
from dashboards.findings import highest_and_lowest, largest_change, largest_part
from dashboards.headline import MORE_IS_BETTER, capitalised, headline
from dashboards.heat import heat_section
from dashboards.memo import memo_section
from dashboards.selection import (
    HAZARDOUS,
    OTHER_WASTE,
    YearFigure,
    breakdowns,
    comparison_year,
    has_ratio,
    last_complete,
)
from dashboards.shown import Shown
from dashboards.specific import specific_section
from dashboards.targets import path_of, target_section
from dashboards.texts import Texts
from dashboards.treatments import treatment_chart
from dashboards.view import Chart, Page, Section, site_names
from indicators.model import ORGANISATION
from indicators.reference_values import reference_name
from indicators.registry import (
    Area,
    area_name,
    breakdown_name,
    computed_indicators,
    indicator,
    indicator_name,
    method,
)

MAIN_INDICATOR: dict[Area, str] = {
    "energy": "energy.total",
    "material": "material.total",
    "water": "water.total",
    "waste": "waste.total",
    "land": "land.total",
    "emissions": "emissions.ghg",
}
"""The indicator of an area that stands first and for which months, sites and causes are shown."""

MOST_YEARS_OF_SITES = 300
"""Of more sites and years than these an area shows one year; the others stand on the pages of the sites."""

RENEWABLE = ("energy.renewable_generation", "energy.renewable_consumption")


class AreaPage:
    """The sections of one area's page, from the results, in one language."""

    def __init__(self, shown: Shown, area: Area, texts: Texts) -> None:
        self._shown = shown
        self._area = area
        self._texts = texts
        self._site_name = site_names(shown.city, texts)
        self._code = MAIN_INDICATOR[area]
        self._unit = texts.unit(indicator(self._code).unit)
        self._figures = shown.years(self._code, ORGANISATION)
        self._parts = shown.parts(self._code, ORGANISATION)
        self._addresses = shown.addresses(self._code, ORGANISATION)

    def sections(self) -> tuple[Section, ...]:
        """Every section that has something to show; an area without data says so."""
        if not any(self._shown.years(code, ORGANISATION) for code in self._codes()):
            return (
                Section("no-data", self._texts("area.now"), (self._texts("area.no_data"),)),
                self._methods(),
            )
        built: list[Section | None] = [self._now(), self._ratio()]
        if self._figures:
            built += [self._targets(), specific_section(self._shown, self._area, self._texts)]
            if self._area == "energy":
                built.append(heat_section(self._shown, self._texts))
            if self._area == "emissions":
                built.append(memo_section(self._shown, self._texts))
            built += [self._causes(), self._months(), self._types(), self._sites()]
            built.append(estimates_section(self._shown, tuple(self._codes()), ORGANISATION, self._texts))
        built += [self._tables(), self._methods()]
        return tuple(section for section in built if section is not None)

    def _now(self) -> Section:
        to_date = self._shown.months(self._code).year_to_date(ORGANISATION)
        lines = [
            headline(figures, self._texts, to_date if code == self._code else None, brief=code != self._code)
            for code in self._codes()
            if (figures := self._shown.years(code, ORGANISATION))
        ]
        return Section("now", self._texts("area.now"), headlines=tuple(lines))

    def _ratio(self) -> Section | None:
        charts = [
            chart
            for code in self._codes()
            if code not in RENEWABLE and (chart := self._ratio_chart(code)) is not None
        ]
        if len(breakdowns(self._code, self._parts)) > 1 and self._area != "waste":
            charts.insert(1, self._amounts())
        if renewable := self._renewable():
            charts.append(renewable)
        return Section("ratio", self._texts("area.trend"), charts=tuple(charts)) if charts else None

    def _ratio_chart(self, code: str) -> Chart | None:
        texts = self._texts
        figures = self._shown.years(code, ORGANISATION)
        if not has_ratio(figures):
            return None
        caption = texts("area.ratio_caption", indicator=self._name(code), unit=texts.unit(figures[0].r_unit))
        slug = code.replace(".", "-").replace("_", "-")
        path = path_of(self._shown.targets, code, ORGANISATION)
        table = year_table(
            f"table-ratio-{slug}", texts("area.chart_table", caption=caption), figures, texts, path=path
        )
        return Chart(
            f"chart-ratio-{slug}",
            caption,
            ratio_by_year(figures, texts, path=path),
            table,
            (texts("area.ratio_note"),),
            alternative=ratios_in_words(caption, figures, texts),
        )

    def _amounts(self) -> Chart:
        texts = self._texts
        figures = [*self._figures, *self._parts]
        labels = breakdowns(self._code, figures)
        caption = texts("area.amounts_caption", indicator=self._name(self._code), unit=self._unit)
        table = breakdown_table(
            "table-amounts", texts("area.chart_table", caption=caption), figures, labels, texts
        )
        figure = amounts_by_year(self._parts, labels, texts)
        said = largest_part(self._figures, self._parts, texts)
        return Chart("chart-amounts", caption, figure, table, (texts("area.hatched_note"),), finding=said)

    def _renewable(self) -> Chart | None:
        texts = self._texts
        if self._area != "energy":
            return None
        generation, consumption = (self._shown.years(code, ORGANISATION) for code in RENEWABLE)
        if not generation and not consumption:
            return None
        caption = texts("area.renewable_caption", unit=self._unit)
        series = [
            (self._name(code), figures)
            for code, figures in zip(RENEWABLE, (generation, consumption), strict=True)
        ]
        table = renewable_table("table-renewable", texts("area.chart_table", caption=caption), series, texts)
        figure = renewable_by_year(consumption, generation, texts)
        notes = (texts("area.renewable_note"), texts("area.hatched_note"))
        return Chart("chart-renewable", caption, figure, table, notes)

    def _targets(self) -> Section | None:
        of_area = [target for target in self._shown.targets if target.area == self._area]
        return target_section(of_area, self._shown, self._texts)

    def _causes(self) -> Section | None:
        """What changed between the last two complete years, by source and by site, in figure A."""
        whole = last_complete(self._figures)
        before = last_complete(entry for entry in self._figures if whole and entry.year < whole.year)
        if whole is None or before is None:
            return None
        years = (before.year, whole.year)
        labels = breakdowns(self._code, self._parts)
        charts = []
        if self._area != "waste" and len(labels) > 1:
            named = [(self._label(label), ORGANISATION, label) for label in labels]
            charts.append(self._change_chart("sources", "area.causes_caption", named, years))
        sites = [(self._site_name(site.id), site.id, "") for site in self._shown.city.sites]
        if len(sites) > 1:
            charts.append(self._change_chart("sites", "area.causes_sites_caption", sites, years))
        found = tuple(chart for chart in charts if chart is not None)
        return Section("causes", self._texts("area.causes"), charts=found) if found else None

    def _change_chart(
        self, slug: str, caption_key: str, named: Sequence[tuple[str, str, str]], years: tuple[int, int]
    ) -> Chart | None:
        texts = self._texts
        parts = []
        for name, site, label in named:
            by_year = {entry.year: entry for entry in self._shown.figures.of(self._code, site, label)}
            values = [by_year[year].a if year in by_year else 0.0 for year in years]
            if any(value is None for value in values):
                return None
            if any(values):
                parts.append(ChangedPart(name, float(values[0] or 0.0), float(values[1] or 0.0)))
        if len(parts) < 2:
            return None
        caption = texts(
            caption_key, indicator=self._name(self._code), before=years[0], year=years[1], unit=self._unit
        )
        unit = indicator(self._code).unit
        shown = largest_apart(parts, texts)
        figure = change_by_part(shown, unit, texts, more_is_better=self._code in MORE_IS_BETTER)
        table = change_table(
            f"table-change-{slug}",
            texts("area.chart_table", caption=caption),
            shown,
            years,
            self._addresses,
            texts,
        )
        said = largest_change(parts, unit, texts)
        return Chart(
            f"chart-change-{slug}", caption, figure, table, (texts("area.causes_note"),), finding=said
        )

    def _months(self) -> Section | None:
        texts = self._texts
        gathered = self._shown.months(self._code)
        months = gathered.of(ORGANISATION)
        if not months:
            return None
        area = area_name(self._area, texts.language)
        unit = indicator(self._code).unit
        seasons_caption = texts("area.seasons_caption", area=area, unit=self._unit)
        totals = gathered.by_year(ORGANISATION)
        seasons = Chart(
            "chart-seasons",
            seasons_caption,
            months_of_years(totals, unit, texts),
            season_table(
                "table-seasons",
                texts("area.chart_table", caption=seasons_caption),
                totals,
                self._addresses,
                texts,
            ),
            (texts("area.seasons_note"),),
        )
        caption = texts("area.months_caption", area=area, unit=self._unit)
        table = month_table(
            "table-months",
            texts("area.chart_table", caption=caption),
            months,
            self._label,
            self._addresses,
            texts,
        )
        figure = quantities_by_month(months, unit, self._label, texts)
        stacked = Chart("chart-months", caption, figure, table, (texts("area.hatched_note"),), wide=True)
        return Section("months", texts("area.months"), charts=(seasons, stacked))

    def _types(self) -> Section | None:
        texts = self._texts
        if self._area != "waste" or not self._parts:
            return None
        shown = last_complete(self._figures) or self._figures[-1]
        caption = texts("area.types_caption", year=shown.year)
        figure = waste_by_type([entry for entry in self._parts if entry.year == shown.year], texts)
        notes: tuple[str, ...] = (texts("area.types_note"),)
        if not shown.complete:
            notes += (texts("area.types_incomplete", year=shown.year), texts("area.hatched_note"))
        table = types_table("table-types", texts("area.types_table"), self._parts, texts)
        charts = [Chart("chart-types", caption, figure, table, notes, wide=True)]
        if treated := treatment_chart(self._shown, shown, texts):
            charts.append(treated)
        return Section("types", texts("area.types"), charts=tuple(charts))

    def _sites(self) -> Section:
        texts = self._texts
        everywhere = self._shown.figures.of(self._code)
        year = comparison_year(everywhere)
        if year is None:
            return Section("sites", texts("area.sites"), (texts("area.no_sites_year"),))
        chart = site_comparison(self._shown, self._code, year, texts)
        return Section(
            "sites", texts("area.sites"), charts=(chart,), links=(("sites.html", texts("sites.all")),)
        )

    def _tables(self) -> Section:
        texts = self._texts
        tables = []
        year = comparison_year(self._shown.figures.of(self._code)) if self._is_large else None
        for code in self._codes():
            figures = [
                entry
                for entry in self._shown.figures.of(code)
                if year is None or entry.year == year or entry.site_id == ORGANISATION
            ]
            if not figures:
                continue
            kind = reference_name(figures[0].b_kind, texts.language)
            caption = texts("area.figures_caption", indicator=self._name(code), b=kind)
            identifier = f"table-figures-{code.replace('.', '-').replace('_', '-')}"
            tables.append(year_table(identifier, caption, figures, texts, self._site_name))
        said = (texts("area.evidence_note"), *((texts("area.one_year", year=year),) if year else ()))
        return Section("figures", texts("area.figures"), said, tables=tuple(tables))

    @property
    def _is_large(self) -> bool:
        """Whether all years of all sites are too many for a page."""
        return len(self._shown.figures.of(self._code)) > MOST_YEARS_OF_SITES

    def _methods(self) -> Section:
        texts = self._texts
        covered = [f"{self._name(code)}: {method(code, texts.language)}" for code in self._codes()]
        return Section(
            "method",
            texts("area.method"),
            (*covered, texts("area.article")),
            links=(("method.html", texts("page.method")),),
        )

    def _codes(self) -> list[str]:
        """The indicators of the area, the main one first."""
        codes = [entry.code for entry in computed_indicators() if entry.area == self._area]
        return sorted(codes, key=lambda code: code != self._code)

    def _name(self, code: str) -> str:
        return capitalised(indicator_name(code, self._texts.language))

    def _label(self, label: str) -> str:
        if label in {HAZARDOUS, OTHER_WASTE}:
            return self._texts(f"label.{label}")
        return breakdown_name(label, self._texts.language)


def site_comparison(shown: Shown, code: str, year: int, texts: Texts) -> Chart:
    """R of an indicator at every site, in a year and the year before."""
    figures = [entry for entry in shown.figures.of(code) if entry.site_id != ORGANISATION]
    unit = texts.unit(figures[0].r_unit)
    name = site_names(shown.city, texts)
    caption = texts(
        "area.sites_caption",
        indicator=capitalised(indicator_name(code, texts.language)),
        year=year,
        before=year - 1,
        unit=unit,
    )
    slug = code.replace(".", "-").replace("_", "-")
    table = site_table(
        f"table-sites-{slug}", texts("area.chart_table", caption=caption), figures, year, name, texts
    )
    figure = ratio_by_site(figures, year, name, texts)
    said = highest_and_lowest(figures, year, name, texts)
    return Chart(
        f"chart-sites-{slug}", caption, figure, table, (texts("area.sites_note"),), wide=True, finding=said
    )


def ratios_in_words(caption: str, figures: Sequence[YearFigure], texts: Texts) -> str:
    """What a chart of ratios shows: each year with its value, or that it has none."""
    said = [
        f"{entry.year}: {texts.number(entry.r)}"
        if entry.complete and entry.r is not None
        else f"{entry.year}: {texts('state.no_ratio')}"
        for entry in figures
    ]
    return f"{caption}. {'; '.join(said)}."


def area_page(shown: Shown, area: Area, texts: Texts) -> Page:
    """The page of an area."""
    return Page(area, area_name(area, texts.language), sections=AreaPage(shown, area, texts).sections())
