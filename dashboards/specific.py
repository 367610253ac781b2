"""Specific indicators and benchmarks of an area: by year for the organisation, and site by site beside a benchmark."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.evidence_links import proof_address
from dashboards.figures.benchmarks import values_beside_benchmark
from dashboards.figures.specific import value_by_year
from dashboards.headline import capitalised
from dashboards.month_spans import reasons_in_words
from dashboards.performance import BenchmarkRow, SpecificRow
from dashboards.shown import Shown
from dashboards.tables import DASH, Cell, Column, Table, number_cell
from dashboards.texts import Texts, decimals_for
from dashboards.view import Chart, Section, site_names
from indicators.model import ORGANISATION
from indicators.specific_indicators import declared_specific_indicators, specific_indicator_name

COMPARABLE = frozenset({"better", "worse"})


def specific_section(shown: Shown, area: str, texts: Texts) -> Section | None:
    """The specific indicators of an area; None where none has a value."""
    declared = {
        code: entry for code, entry in declared_specific_indicators(shown.city).items() if entry.area == area
    }
    known = {row.indicator for row in shown.specific.get(ORGANISATION, ()) if row.value is not None}
    rows = [row for row in shown.specific.get(ORGANISATION, ()) if row.indicator in known & set(declared)]
    if not rows:
        return None
    names = {
        code: capitalised(specific_indicator_name(entry, texts.language)) for code, entry in declared.items()
    }
    by_year = tuple(
        _by_year([row for row in rows if row.indicator == code], names[code], shown, texts)
        for code in declared
        if code in {row.indicator for row in rows}
    )
    by_site = tuple(
        _chart(compared, names[compared[0].indicator], shown, texts)
        for compared in _benchmarks(shown, set(declared))
    )
    return Section(
        "specific", texts("specific.heading"), (texts("specific.lead"),), charts=by_site, small_charts=by_year
    )


def benchmark_lines(shown: Shown, area: str, texts: Texts) -> list[Markup]:
    """Per benchmark of an area, how many of its sites meet it in the last year that can be compared."""
    declared = {
        code: entry for code, entry in declared_specific_indicators(shown.city).items() if entry.area == area
    }
    return [
        _met(rows, capitalised(specific_indicator_name(declared[rows[0].indicator], texts.language)), texts)
        for rows in _benchmarks(shown, set(declared))
    ]


def _met(rows: Sequence[BenchmarkRow], name: str, texts: Texts) -> Markup:
    """How many sites meet a benchmark."""
    judged = [row for row in rows if row.comparison in COMPARABLE]
    return texts.sentence(
        "specific.line",
        name=name,
        benchmark=texts.bound(rows[0].benchmark, rows[0].unit),
        all=texts.bound_count(len(judged)),
        met=texts.bound_count(sum(row.comparison == "better" for row in judged)),
        year=rows[0].year,
    )


def _benchmarks(shown: Shown, codes: set[str]) -> list[list[BenchmarkRow]]:
    """Of each benchmark the rows of the sites in the last year in which any of them can be compared."""
    order = {site.id: place for place, site in enumerate(shown.city.sites)}
    result = []
    for _, every in sorted(shown.benchmarks.items()):
        rows = [row for row in every if row.indicator in codes and row.site_id != ORGANISATION]
        year = max((row.year for row in rows if row.comparison in COMPARABLE), default=None)
        if year is not None:
            result.append(
                sorted(
                    (row for row in rows if row.year == year),
                    key=lambda row: order.get(row.site_id, len(order)),
                )
            )
    return result


def _chart(rows: Sequence[BenchmarkRow], name: str, shown: Shown, texts: Texts) -> Chart:
    first = rows[0]
    site_name = site_names(shown.city, texts)
    caption = texts("specific.caption", indicator=name, year=first.year, unit=texts.unit(first.unit))
    decimals = decimals_for([*(row.value for row in rows), first.benchmark])
    named = [(site_name(row.site_id), row.value, row.comparison) for row in rows]
    figure = values_beside_benchmark(named, first.benchmark, first.unit, texts)
    heads = (
        Column(texts("label.site"), width="name"),
        Column(texts("specific.value", unit=texts.unit(first.unit)), numeric=True),
        Column(texts("specific.benchmark", unit=texts.unit(first.unit)), numeric=True),
        Column(texts("specific.comparison"), width="sentence"),
    )
    cells = tuple(
        (
            Cell(site_name(row.site_id)),
            number_cell(row.value, decimals, texts, href=_address(row)),
            number_cell(row.benchmark, decimals, texts),
            Cell(f"{texts(f'specific.{row.comparison}')} {_reason(row.reason, shown, texts)}".strip()),
        )
        for row in rows
    )
    checked = texts("specific.verified" if first.verified else "specific.not_verified")
    slug = first.benchmark_id
    return Chart(
        f"chart-benchmark-{slug}",
        caption,
        figure,
        Table(f"table-benchmark-{slug}", texts("area.chart_table", caption=caption), heads, cells),
        (
            texts(f"specific.{first.comparator}", value=texts.quantity(first.benchmark, first.unit)),
            texts("specific.source", source=first.source, checked=checked),
        ),
        finding=_met(rows, name, texts),
        alternative=f"{caption}. {_met(rows, name, texts).striptags()}",
    )


def _address(row: BenchmarkRow) -> str:
    return proof_address(row.indicator, row.site_id, row.year) if row.value is not None else ""


def _by_year(rows: Sequence[SpecificRow], name: str, shown: Shown, texts: Texts) -> Chart:
    """An indicator of the organisation over the years, with its benchmark where one holds for it."""
    ordered = sorted(rows, key=lambda row: row.year)
    first = ordered[0]
    unit = texts.unit(first.unit)
    caption = texts("specific.by_year", indicator=name, unit=unit)
    mark = _benchmark_of(first.indicator, shown)
    decimals = decimals_for(row.value for row in ordered)
    heads = (
        Column(texts("label.year")),
        Column(texts("specific.value", unit=unit), numeric=True),
        *((Column(texts("specific.benchmark", unit=unit), numeric=True),) if mark else ()),
        Column(texts("label.status"), width="sentence"),
    )
    cells = tuple(
        (
            Cell(str(row.year)),
            _value_cell(row, decimals, texts),
            *((number_cell(mark.benchmark, decimals_for([mark.benchmark]), texts),) if mark else ()),
            Cell(reasons_in_words(row.reason, texts) or texts("state.complete")),
        )
        for row in ordered
    )
    slug = first.indicator.replace(".", "-").replace("_", "-")
    values = [row.value for row in ordered]
    return Chart(
        f"chart-specific-{slug}",
        caption,
        value_by_year(
            [row.year for row in ordered], values, mark.benchmark if mark else None, first.unit, texts
        ),
        Table(f"table-specific-{slug}", texts("area.chart_table", caption=caption), heads, cells),
        _said_of(mark, shown, texts),
        alternative=f"{caption}. {_in_words(ordered, texts)}",
    )


def _benchmark_of(code: str, shown: Shown) -> BenchmarkRow | None:
    """The benchmark of an indicator beside the organisation in the last year with a value, if there is one."""
    rows = [
        row
        for every in shown.benchmarks.values()
        for row in every
        if row.indicator == code and row.site_id == ORGANISATION
    ]
    with_value = [row for row in rows if row.value is not None]
    return max(with_value or rows, key=lambda row: row.year, default=None)


def _reason(reason: str, shown: Shown, texts: Texts) -> str:
    """A stored reason in words; one that lists sites has their names."""
    code, _, listed = reason.partition(": ")
    if code != "not_an_office":
        return reasons_in_words(reason, texts)
    name = site_names(shown.city, texts)
    return reasons_in_words(f"{code}: {', '.join(map(name, listed.split(', ')))}", texts)


def _said_of(mark: BenchmarkRow | None, shown: Shown, texts: Texts) -> tuple[str, ...]:
    """The benchmark, whether it was compared with its source, and why the organisation is not compared with it."""
    if mark is None:
        return ()
    checked = texts("specific.verified" if mark.verified else "specific.not_verified")
    said = [
        texts(f"specific.{mark.comparator}", value=texts.quantity(mark.benchmark, mark.unit)),
        texts("specific.source", source=mark.source, checked=checked),
    ]
    if mark.comparison not in COMPARABLE:
        said.append(_reason(mark.reason, shown, texts))
    return tuple(filter(None, said))


def _in_words(rows: Sequence[SpecificRow], texts: Texts) -> str:
    said = [
        f"{row.year}: {texts.quantity(row.value, row.unit) if row.value is not None else texts('state.missing')}"
        for row in rows
    ]
    return f"{'; '.join(said)}."


def _value_cell(row: SpecificRow, decimals: int, texts: Texts) -> Cell:
    if row.value is not None:
        address = proof_address(row.indicator, row.site_id, row.year)
        return number_cell(row.value, decimals, texts, href=address)
    return Cell(DASH, numeric=True, spoken=reasons_in_words(row.reason, texts) or texts("state.missing"))
