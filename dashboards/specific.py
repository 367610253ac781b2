"""Specific indicators and benchmarks of an area: by year for the organisation, and site by site beside a benchmark."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards.evidence_links import proof_address
from dashboards.figures.benchmarks import values_beside_benchmark
from dashboards.headline import capitalised
from dashboards.performance import BenchmarkRow, SpecificRow
from dashboards.shown import Shown
from dashboards.tables import DASH, Cell, Column, Table, number_cell
from dashboards.texts import Texts, decimals_for
from dashboards.view import Chart, Section, site_names
from indicators.model import ORGANISATION
from indicators.reasons import reason_sentences
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
    charts = tuple(
        _chart(compared, names[compared[0].indicator], shown, texts)
        for compared in _benchmarks(shown, set(declared))
    )
    return Section(
        "specific",
        texts("specific.heading"),
        (texts("specific.lead"),),
        charts=charts,
        tables=(_by_year(rows, names, texts),),
    )


def benchmark_lines(shown: Shown, area: str, texts: Texts) -> list[Markup]:
    """Per benchmark of an area, how many of its sites meet it in the last year that can be compared."""
    declared = {
        code: entry for code, entry in declared_specific_indicators(shown.city).items() if entry.area == area
    }
    said = []
    for rows in _benchmarks(shown, set(declared)):
        judged = [row for row in rows if row.comparison in COMPARABLE]
        said.append(
            texts.sentence(
                "specific.line",
                name=capitalised(specific_indicator_name(declared[rows[0].indicator], texts.language)),
                benchmark=texts.bound(rows[0].benchmark, rows[0].unit),
                all=texts.bound_count(len(judged)),
                met=texts.bound_count(sum(row.comparison == "better" for row in judged)),
                year=rows[0].year,
            )
        )
    return said


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
            Cell(
                f"{texts(f'specific.{row.comparison}')} {reason_sentences(row.reason, texts.language)}".strip()
            ),
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
    )


def _address(row: BenchmarkRow) -> str:
    return proof_address(row.indicator, row.site_id, row.year) if row.value is not None else ""


def _by_year(rows: Sequence[SpecificRow], names: dict[str, str], texts: Texts) -> Table:
    years = sorted({row.year for row in rows})
    by_place = {(row.indicator, row.year): row for row in rows}
    heads = (
        Column(texts("specific.indicator"), width="name"),
        Column(texts("specific.unit")),
        *(Column(str(year), numeric=True) for year in years),
    )
    cells = []
    for code in dict.fromkeys(row.indicator for row in rows):
        of = [by_place.get((code, year)) for year in years]
        decimals = decimals_for(row.value for row in of if row)
        unit = next(row.unit for row in of if row)
        cells.append(
            (Cell(names[code]), Cell(texts.unit(unit)), *(_value_cell(row, decimals, texts) for row in of))
        )
    return Table("table-specific", texts("specific.table"), heads, tuple(cells))


def _value_cell(row: SpecificRow | None, decimals: int, texts: Texts) -> Cell:
    if row is not None and row.value is not None:
        address = proof_address(row.indicator, row.site_id, row.year)
        return number_cell(row.value, decimals, texts, href=address)
    why = reason_sentences(row.reason, texts.language) if row else texts("state.missing")
    return Cell(DASH, numeric=True, spoken=why or texts("state.missing"))
