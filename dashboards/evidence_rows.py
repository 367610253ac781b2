"""The rows of files behind the figures of a year: supply point, days, quantity, file, sheet, rows, SHA-256.

One page for each site and year, so that a page stays small and a new month rewrites only the year that it belongs to.
The organisation's page of a year shows what each site adds and leads to the sites' pages.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from dashboards.evidence_links import anchor, evidence_page, figure_link, year_page
from dashboards.figure_tables import ratio_cell
from dashboards.headline import capitalised
from dashboards.selection import YearFigure
from dashboards.shown import Contribution, Shown
from dashboards.table_body import SHORT_HASH, contribution_rows, original_address
from dashboards.tables import Cell, Column, Table, count_cell, number_cell
from dashboards.tasks import shown_stream
from dashboards.texts import Texts, decimals_for
from dashboards.view import Page, Section, site_names
from indicators.explanation import feeding_terms
from indicators.model import ORGANISATION
from indicators.reference_values import reference_name
from indicators.registry import computed_indicators, indicator_name

LONG = 24


@dataclass(frozen=True)
class YearSources:
    """Which streams of which years a site has rows of, so that a figure leads to those that feed it."""

    site_id: str
    streams: dict[int, tuple[str, ...]]

    def links(self, figure: YearFigure, texts: Texts) -> tuple[tuple[str, str], ...]:
        """The streams that feed a figure, each with the address of its rows; for the organisation, its sites."""
        page = f"{year_page(self.site_id, figure.year)}.html"
        if self.site_id == ORGANISATION:
            return ((f"{page}#{anchor(figure.indicator, figure.year)}", texts("evidence.all_sites")),)
        return tuple(
            (f"{page}#{_anchor(stream)}", shown_stream(stream, texts))
            for stream in _feeding(figure.indicator, self.streams.get(figure.year, ()))
        )


@cache
def _feeding(indicator: str, streams: tuple[str, ...]) -> tuple[str, ...]:
    """Most sites of a city have the same streams."""
    return tuple(stream for stream, _ in feeding_terms(indicator, "", streams))


def sources_of(shown: Shown, site_id: str) -> YearSources:
    """The streams of a site by year."""
    return YearSources(
        site_id, {year: tuple(sorted(streams)) for year, streams in shown.contributions_of(site_id).items()}
    )


def years_of(shown: Shown, site_id: str) -> list[int]:
    """The years for which a site has a page of rows, and the organisation a page of its sites, newest first."""
    if site_id == ORGANISATION:
        return sorted({entry.year for entry in shown.figures.everything()}, reverse=True)
    return sorted(shown.contributions_of(site_id), reverse=True)


def row_pages(shown: Shown, texts: Texts) -> Iterator[Page]:
    """The pages of the organisation's years, then of the years of every site."""
    for year in years_of(shown, ORGANISATION):
        yield _year(shown, ORGANISATION, year, _site_tables(shown, year, texts), texts)
    for site in shown.city.sites:
        for year, streams in shown.contributions_of(site.id).items():
            tables = [
                (capitalised(shown_stream(stream, texts)), _rows_of_stream(stream, rows, year, texts))
                for stream, rows in streams.items()
            ]
            yield _year(shown, site.id, year, tables, texts)


def _year(shown: Shown, site_id: str, year: int, tables: Iterable[tuple[str, Table]], texts: Texts) -> Page:
    sections = tuple(
        Section(table.id.removeprefix("table-"), name, tables=(table,)) for name, table in tables
    )
    return Page(
        year_page(site_id, year),
        texts("evidence.title_of_year", site=site_names(shown.city, texts)(site_id), year=year),
        texts("evidence.rows_lead" if site_id != ORGANISATION else "evidence.sites_lead"),
        sections=sections,
        within="sites" if site_id != ORGANISATION else "method",
        back=(f"{evidence_page(site_id)}.html", texts("evidence.back")),
    )


def _rows_of_stream(stream: str, rows: Sequence[Contribution], year: int, texts: Texts) -> Table:
    unit = texts.unit(rows[0].unit)
    decimals = decimals_for(row.quantity for row in rows)
    heads = (
        Column(texts("quality.supply_point")),
        Column(texts("evidence.days")),
        Column(texts("evidence.quantity", unit=unit), numeric=True),
        Column(texts("evidence.quality")),
        Column(texts("quality.file"), width="name"),
        Column(texts("quality.sheet")),
        Column(texts("quality.row")),
        Column(texts("evidence.row_count"), numeric=True),
        Column(texts("evidence.hash")),
    )
    caption = texts("evidence.rows_heading", stream=capitalised(shown_stream(stream, texts)), year=year)
    written = contribution_rows(rows, decimals, texts)
    return Table(f"table-{_anchor(stream)}", caption, heads, written=written, long=len(rows) > LONG)


def _site_tables(shown: Shown, year: int, texts: Texts) -> list[tuple[str, Table]]:
    return [
        (capitalised(indicator_name(entry.code, texts.language)), table)
        for entry in computed_indicators()
        if (table := _by_site(shown, entry.code, year, texts))
    ]


def _by_site(shown: Shown, code: str, year: int, texts: Texts) -> Table | None:
    """What each site adds to a figure of the organisation, each with the way to its own evidence."""
    entries = [
        entry for entry in shown.figures.of(code) if entry.site_id != ORGANISATION and entry.year == year
    ]
    if not entries:
        return None
    name = site_names(shown.city, texts)
    decimals = decimals_for(entry.a for entry in entries)
    decimals_r = decimals_for(entry.r for entry in entries)
    rows = tuple(
        (
            Cell(name(entry.site_id), href=figure_link(entry)),
            number_cell(entry.a, decimals, texts),
            number_cell(entry.b, 1, texts),
            ratio_cell(entry, decimals_r, texts),
        )
        for entry in entries
    )
    first = entries[0]
    heads = (
        Column(texts("label.site"), width="name"),
        Column(texts("label.a_unit", unit=texts.unit(first.a_unit)), numeric=True),
        Column(texts("label.b_unit", unit=texts.unit(first.b_unit)), numeric=True),
        Column(texts("label.r_unit", unit=texts.unit(first.r_unit)), numeric=True),
    )
    caption = capitalised(indicator_name(code, texts.language))
    return Table(f"table-{anchor(code, year)}", f"{caption}, {year}", heads, rows)


def reference_table(shown: Shown, site_id: str, texts: Texts) -> Table | None:
    """The rows of the annual values (figure B) of a site."""
    references = shown.reference_rows_of(site_id)
    if references.empty:
        return None
    ordered = references.sort_values(["kind", "year", "site_id"], ascending=[True, False, True])
    heads = (
        Column(texts("evidence.kind"), width="name"),
        Column(texts("label.year")),
        Column(texts("evidence.value"), numeric=True),
        Column(texts("quality.file"), width="name"),
        Column(texts("quality.sheet")),
        Column(texts("quality.row"), numeric=True),
        Column(texts("evidence.hash")),
    )
    rows = tuple(
        (
            Cell(capitalised(reference_name(str(row["kind"]), texts.language))),
            Cell(str(int(row["year"]))),
            Cell(
                texts.quantity(float(row["value"]), str(row["unit"])),
                value=float(row["value"]),
                numeric=True,
            ),
            Cell(str(row["file_name"]), href=original_address(str(row["delivery_id"]))),
            Cell(str(row["sheet"])),
            count_cell(int(row["row_number"]), texts),
            Cell(str(row["delivery_id"])[:SHORT_HASH], spoken=str(row["delivery_id"])),
        )
        for row in ordered.to_dict("records")
    )
    return Table("table-references", texts("evidence.references"), heads, rows)


def _anchor(stream: str) -> str:
    return f"rows-{stream.replace('.', '-').replace('_', '-')}"
