"""Targets as the pages show them: the aim, the judgement by its rule, the forecast, who answers for it."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.evidence_links import proof_address
from dashboards.figures.targets import target_path
from dashboards.month_spans import reasons_in_words
from dashboards.performance import TargetRow, TargetShown, TargetYear
from dashboards.shown import Shown
from dashboards.tables import Cell, Column, Table, number_cell
from dashboards.texts import Texts, decimals_for
from dashboards.view import Chart, Section, site_names
from indicators.model import ORGANISATION
from indicators.registry import INDICATORS, breakdown_name, indicator_name
from indicators.specific_indicators import declared_specific_indicators, specific_indicator_name

JUDGED_WELL = frozenset({"achieved", "on_track"})
JUDGED_ILL = frozenset({"missed", "off_track"})


def judgement_of(row: TargetRow) -> str:
    """`better`, `worse` or empty, as verdicts are coloured."""
    return "better" if row.status in JUDGED_WELL else "worse" if row.status in JUDGED_ILL else ""


def target_line(row: TargetRow, texts: Texts, *, linked: bool = True) -> Markup:
    """A target in a line: what is aimed at by when, and how the last complete year stands to the path.

    The value of the year leads to its evidence, if `linked`.
    """
    if row.target_value is None:
        return texts.sentence("targets.without_aim", name=row.name, year=row.target_year)
    aim = texts.bound(row.target_value, row.unit)
    if row.last_year is None or row.last_value is None or row.path_value is None:
        return texts.sentence("targets.line_open", name=row.name, year=row.target_year, aim=aim)
    address = proof_address(row.indicator, row.site_id, row.last_year)
    return texts.sentence(
        "targets.line",
        name=row.name,
        year=row.target_year,
        aim=aim,
        word=texts(f"targets.{row.status}"),
        last=row.last_year,
        value=texts.bound(row.last_value, row.unit, address if linked else ""),
        path=texts.bound(row.path_value, row.unit),
    )


def path_of(targets: Sequence[TargetShown], indicator: str, site_id: str) -> dict[int, float]:
    """The path of the first target for R of an indicator at a site, by year; empty where there is none."""
    for target in targets:
        row = target.row
        if (row.indicator, row.site_id, row.breakdown, target.figure) == (indicator, site_id, "", "r"):
            return {year.year: year.path for year in target.years if year.path is not None}
    return {}


def target_section(targets: Sequence[TargetShown], shown: Shown, texts: Texts) -> Section | None:
    """Each target with its sentences and its chart; None where there is none."""
    if not targets:
        return None
    drawn = [
        target for target in targets if any((year.path, year.actual) != (None, None) for year in target.years)
    ]
    said = [
        sentence
        for target in targets
        if target not in drawn
        for sentence in (target_line(target.row, texts), *_sentences(target, shown, texts))
    ]
    return Section(
        "targets",
        texts("targets.heading"),
        (*((texts("targets.note"),) if drawn else ()), *said),
        charts=tuple(_chart(target, shown, texts) for target in drawn),
    )


def _sentences(target: TargetShown, shown: Shown, texts: Texts) -> list[str | Markup]:
    row = target.row
    said: list[str | Markup] = []
    if row.reason:
        said.append(reasons_in_words(row.reason, texts))
    if row.forecast is not None and row.forecast_low is not None and row.forecast_high is not None:
        path = (
            texts.bound(row.forecast_path, row.unit)
            if row.forecast_path is not None
            else texts("state.missing")
        )
        said.append(
            texts.sentence(
                "targets.forecast",
                name=row.name,
                year=row.forecast_year,
                value=texts.bound(row.forecast, row.unit),
                low=texts.bound(row.forecast_low, row.unit),
                high=texts.bound(row.forecast_high, row.unit),
                path=path,
            )
        )
    elif row.forecast_reason:
        said.append(reasons_in_words(row.forecast_reason, texts))
    offices = {office.id: office.name for office in shown.city.offices}
    said.append(
        texts(
            "targets.responsible",
            name=row.name,
            office=offices.get(row.office_id, row.office_id),
            measures="; ".join(target.measures),
        )
    )
    return said


def _subject(row: TargetRow, shown: Shown, texts: Texts) -> str:
    specific = declared_specific_indicators(shown.city)
    name = (
        indicator_name(row.indicator, texts.language)
        if row.indicator in INDICATORS
        else specific_indicator_name(specific[row.indicator], texts.language)
    )
    part = breakdown_name(row.breakdown, texts.language) if row.breakdown else ""
    site = site_names(shown.city, texts)(row.site_id) if row.site_id != ORGANISATION else ""
    return ", ".join(filter(None, (name, part, site)))


def _chart(target: TargetShown, shown: Shown, texts: Texts) -> Chart:
    row = target.row
    caption = texts(
        "targets.caption", name=row.name, subject=_subject(row, shown, texts), unit=texts.unit(row.unit)
    )
    figure = target_path(
        [year.year for year in target.years],
        [year.path for year in target.years],
        [year.actual for year in target.years],
        row.unit,
        texts,
        forecast=(row.forecast_year, row.forecast, row.forecast_low, row.forecast_high),
    )
    table = _table(target, texts("area.chart_table", caption=caption), texts)
    return Chart(
        f"chart-target-{row.target_id}",
        caption,
        figure,
        table,
        tuple(_sentences(target, shown, texts)),
        finding=target_line(row, texts),
        judgement=judgement_of(row),
        alternative=f"{caption}. {target_line(row, texts).striptags()}",
    )


def _address(target: TargetShown, year: TargetYear) -> str:
    if year.actual is None:
        return ""
    return proof_address(target.row.indicator, target.row.site_id, year.year)


def _table(target: TargetShown, caption: str, texts: Texts) -> Table:
    decimals = decimals_for(
        value for year in target.years for value in (year.path, year.actual) if value is not None
    )
    unit = texts.unit(target.row.unit)
    heads = (
        Column(texts("label.year")),
        Column(texts("targets.path", unit=unit), numeric=True),
        Column(texts("targets.actual", unit=unit), numeric=True),
        Column(texts("label.status")),
    )
    rows = tuple(
        (
            Cell(str(year.year)),
            number_cell(year.path, decimals, texts),
            number_cell(year.actual, decimals, texts, href=_address(target, year)),
            Cell(texts(f"targets.{year.state}")),
        )
        for year in target.years
    )
    return Table(f"table-target-{target.row.target_id}", caption, heads, rows)
