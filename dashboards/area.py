"""The pages of energy, water and waste."""

from typing import Literal

from dashboards.figure_tables import (
    breakdown_table,
    month_table,
    renewable_table,
    site_table,
    types_table,
    year_table,
)
from dashboards.figures.months import quantities_by_month
from dashboards.figures.sites import ratio_by_site, waste_by_type
from dashboards.figures.years import amounts_by_year, ratio_by_year, renewable_by_year
from dashboards.selection import (
    HAZARDOUS,
    OTHER_WASTE,
    breakdowns,
    comparison_year,
    last_complete,
    month_quantities,
    year_figures,
)
from dashboards.texts import Texts
from dashboards.view import Chart, Section, site_names
from indicators.model import ORGANISATION, Results
from indicators.reference_values import reference_name
from indicators.registry import (
    area_name,
    breakdown_name,
    computed_indicators,
    indicator,
    indicator_name,
    method,
)

ShownArea = Literal["energy", "water", "waste"]

SHOWN_AREAS: tuple[ShownArea, ...] = ("energy", "water", "waste")
"""The areas that have a page of their own, in the order of Annex IV."""

MAIN_INDICATOR = {"energy": "energy.total", "water": "water.total", "waste": "waste.total"}

RENEWABLE = ("energy.renewable_generation", "energy.renewable_consumption")


class AreaPage:
    """The sections of one area's page, from the results, in one language."""

    def __init__(self, results: Results, area: ShownArea, texts: Texts) -> None:
        self._results = results
        self._area = area
        self._texts = texts
        self._site_name = site_names(results.city, texts)
        self._code = MAIN_INDICATOR[area]
        self._unit = texts.unit(indicator(self._code).unit)

    def sections(self) -> tuple[Section, ...]:
        """Every section that has something to show; an area without data says so."""
        if not year_figures(self._results, self._code, ORGANISATION):
            return (
                self._methods(),
                Section("no-data", self._texts("page." + self._area), (self._texts("area.no_data"),)),
            )
        built: list[Section | None] = [self._ratio()]
        if self._area == "energy":
            built += [self._amounts(), self._renewable()]
        if self._area == "waste":
            built.append(self._types())
        built += [self._months(), self._sites(), self._figures(), self._methods()]
        return tuple(section for section in built if section is not None)

    def _ratio(self) -> Section:
        texts = self._texts
        charts = []
        for code in self._codes():
            figures = year_figures(self._results, code, ORGANISATION)
            if code in RENEWABLE or not figures:
                continue
            caption = texts(
                "area.ratio_caption", indicator=self._name(code), unit=texts.unit(figures[0].r_unit)
            )
            slug = code.replace(".", "-")
            table = year_table(
                f"table-ratio-{slug}", texts("area.chart_table", caption=caption), figures, texts
            )
            charts.append(
                Chart(
                    f"chart-ratio-{slug}",
                    caption,
                    ratio_by_year(figures, texts),
                    table,
                    (texts("area.ratio_note"),),
                )
            )
        return Section("ratio", texts("area.ratio"), charts=tuple(charts))

    def _amounts(self) -> Section:
        texts = self._texts
        figures = year_figures(self._results, self._code, ORGANISATION, None)
        labels = breakdowns(self._code, figures)
        caption = texts("area.amounts_caption", indicator=self._name(self._code), unit=self._unit)
        table = breakdown_table(
            "table-amounts", texts("area.chart_table", caption=caption), figures, labels, texts
        )
        figure = amounts_by_year(figures, labels, texts)
        notes = (texts("area.hatched_note"),)
        return Section(
            "amounts", texts("area.amounts"), charts=(Chart("chart-amounts", caption, figure, table, notes),)
        )

    def _renewable(self) -> Section | None:
        texts = self._texts
        generation, consumption = (year_figures(self._results, code, ORGANISATION) for code in RENEWABLE)
        if not generation and not consumption:
            return None
        caption = texts("area.renewable_caption", unit=self._unit)
        series = [
            (self._name(code), figures)
            for code, figures in zip(RENEWABLE, (generation, consumption), strict=True)
        ]
        table = renewable_table("table-renewable", texts("area.chart_table", caption=caption), series, texts)
        figure = renewable_by_year(consumption, generation, texts)
        notes = (texts("area.hatched_note"),)
        return Section(
            "renewable",
            texts("area.renewable"),
            charts=(Chart("chart-renewable", caption, figure, table, notes),),
        )

    def _types(self) -> Section | None:
        texts = self._texts
        total = year_figures(self._results, self._code, ORGANISATION)
        figures = [
            entry for entry in year_figures(self._results, self._code, ORGANISATION, None) if entry.breakdown
        ]
        if not figures:
            return None
        shown = last_complete(total) or total[-1]
        caption = texts("area.types_caption", year=shown.year)
        figure = waste_by_type([entry for entry in figures if entry.year == shown.year], texts)
        notes: tuple[str, ...] = (texts("area.types_note"),)
        if not shown.complete:
            notes += (texts("area.types_incomplete", year=shown.year), texts("area.hatched_note"))
        table = types_table("table-types", texts("area.types_table"), figures, texts)
        return Section(
            "types", texts("area.types"), charts=(Chart("chart-types", caption, figure, table, notes),)
        )

    def _months(self) -> Section | None:
        texts = self._texts
        months = month_quantities(self._results, self._code)
        if not months:
            return None
        caption = texts("area.months_caption", area=area_name(self._area, texts.language), unit=self._unit)
        table = month_table(
            "table-months", texts("area.chart_table", caption=caption), months, self._label, texts
        )
        figure = quantities_by_month(months, indicator(self._code).unit, self._label, texts)
        chart = Chart("chart-months", caption, figure, table, (texts("area.hatched_note"),), wide=True)
        return Section("months", texts("area.months"), charts=(chart,))

    def _sites(self) -> Section:
        texts = self._texts
        everywhere = year_figures(self._results, self._code)
        year = comparison_year(everywhere)
        if year is None:
            return Section("sites", texts("area.sites"), (texts("area.no_sites_year"),))
        figures = [entry for entry in everywhere if entry.site_id != ORGANISATION]
        unit = texts.unit(everywhere[0].r_unit)
        caption = texts(
            "area.sites_caption", indicator=self._name(self._code), year=year, before=year - 1, unit=unit
        )
        table = site_table(
            "table-sites", texts("area.chart_table", caption=caption), figures, year, self._site_name, texts
        )
        figure = ratio_by_site(figures, year, self._site_name, texts)
        chart = Chart("chart-sites", caption, figure, table, (texts("area.sites_note"),))
        return Section("sites", texts("area.sites"), charts=(chart,))

    def _figures(self) -> Section:
        texts = self._texts
        tables = []
        for code in self._codes():
            figures = year_figures(self._results, code)
            if not figures:
                continue
            kind = reference_name(figures[0].b_kind, texts.language)
            caption = texts("area.figures_caption", indicator=self._name(code), b=kind)
            identifier = f"table-figures-{code.replace('.', '-')}"
            tables.append(year_table(identifier, caption, figures, texts, self._site_name))
        return Section("figures", texts("area.figures"), tables=tuple(tables))

    def _methods(self) -> Section:
        texts = self._texts
        covered = [f"{self._name(code)}: {method(code, texts.language)}" for code in self._codes()]
        return Section("method", texts("area.method"), (*covered, texts("area.article")))

    def _codes(self) -> list[str]:
        return [entry.code for entry in computed_indicators() if entry.area == self._area]

    def _name(self, code: str) -> str:
        name = indicator_name(code, self._texts.language)
        return name[:1].upper() + name[1:]

    def _label(self, label: str) -> str:
        if label in {HAZARDOUS, OTHER_WASTE}:
            return self._texts(f"label.{label}")
        return breakdown_name(label, self._texts.language)


def area_sections(results: Results, area: ShownArea, texts: Texts) -> tuple[Section, ...]:
    """The sections of the page of an area."""
    return AreaPage(results, area, texts).sections()
