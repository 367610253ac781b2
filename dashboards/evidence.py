"""Where every figure comes from: the formula with its numbers, the parts, the files with sheet, rows and SHA-256.

One page for each site and one for the organisation. A number on any page leads to its place here; from here a link
leads to the rows and to the original in the archive.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards.evidence_links import anchor, evidence_page, figure_link
from dashboards.figure_tables import ratio_cell, reason_text
from dashboards.headline import capitalised
from dashboards.selection import YearFigure
from dashboards.shown import Shown
from dashboards.tables import Cell, Column, Table, count_cell, number_cell
from dashboards.tasks import shown_stream
from dashboards.texts import Texts, decimals_for
from dashboards.view import Page, site_names
from indicators.explanation import feeding_terms
from indicators.model import ORGANISATION
from indicators.reference_values import reference_name
from indicators.registry import breakdown_name, computed_indicators, indicator_name, method

ARCHIVE = "../../data/archive"
"""From a page to the originals, while the pages lie in the workspace."""

SHORT_HASH = 12


@dataclass(frozen=True)
class Proof:
    """One figure: its formula in numbers, why it has no ratio, its tables, and the way to the rows."""

    anchor: str
    year: int
    formula: str
    reason: str
    tables: tuple[Table, ...]
    readings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ProvenIndicator:
    """An indicator with its method and its years, the newest first."""

    name: str
    method: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class Rows:
    """The rows of files that a stream of a year is made of."""

    anchor: str
    heading: str
    table: Table


def evidence_pages(shown: Shown, texts: Texts) -> list[Page]:
    """The page of the organisation and one for each site."""
    return [_page(shown, site, texts) for site in (ORGANISATION, *(site.id for site in shown.city.sites))]


def _page(shown: Shown, site: str, texts: Texts) -> Page:
    sources = _Sources(shown, site, texts)
    proven = []
    for entry in computed_indicators():
        years = shown.years(entry.code, site)
        if years:
            proofs = tuple(_proof(shown, figure, sources, texts) for figure in reversed(years))
            name = capitalised(indicator_name(entry.code, texts.language))
            proven.append(ProvenIndicator(name, method(entry.code, texts.language), proofs))
    return Page(
        evidence_page(site),
        texts("evidence.title", site=site_names(shown.city, texts)(site)),
        texts("evidence.lead"),
        within="sites" if site != ORGANISATION else "method",
        template="evidence.html.j2",
        content={"proven": proven, "rows": sources.rows(), "reference_rows": sources.reference_table()},
    )


def _proof(shown: Shown, figure: YearFigure, sources: "_Sources", texts: Texts) -> Proof:
    tables = [_parts(shown, figure, texts)]
    if figure.site_id == ORGANISATION:
        tables.append(_by_site(shown, figure, texts))
    return Proof(
        anchor(figure.indicator, figure.year),
        figure.year,
        _formula(figure, texts),
        reason_text(figure, texts),
        tuple(table for table in tables if table is not None),
        sources.links(figure),
    )


def _formula(figure: YearFigure, texts: Texts) -> str:
    """R = A/B with the numbers of the year, as far as they are there."""
    kind = reference_name(figure.b_kind, texts.language)
    missing = texts("state.missing")
    a = texts.bound(figure.a, figure.a_unit) if figure.a is not None else missing
    b = texts.bound(figure.b, figure.b_unit) if figure.b is not None else missing
    if figure.complete and figure.r is not None:
        return texts.sentence("evidence.formula", a=a, b=b, kind=kind, r=texts.bound(figure.r, figure.r_unit))
    return texts.sentence("evidence.formula_open", a=a, b=b, kind=kind)


def _parts(shown: Shown, figure: YearFigure, texts: Texts) -> Table | None:
    parts = [entry for entry in shown.parts(figure.indicator, figure.site_id) if entry.year == figure.year]
    if not parts:
        return None
    decimals = decimals_for(entry.a for entry in parts)
    rows = tuple(
        (Cell(breakdown_name(entry.breakdown, texts.language)), number_cell(entry.a, decimals, texts))
        for entry in parts
    )
    place = anchor(figure.indicator, figure.year)
    heads = (
        Column(texts("label.part"), width="name"),
        Column(texts("label.a_unit", unit=texts.unit(figure.a_unit)), numeric=True),
    )
    return Table(f"table-parts-{place}", texts("evidence.parts", year=figure.year), heads, rows)


def _by_site(shown: Shown, figure: YearFigure, texts: Texts) -> Table | None:
    """What each site adds to a figure of the organisation, each with the way to its own evidence."""
    entries = [
        entry
        for entry in shown.figures.of(figure.indicator)
        if entry.site_id != ORGANISATION and entry.year == figure.year
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
    heads = (
        Column(texts("label.site"), width="name"),
        Column(texts("label.a_unit", unit=texts.unit(figure.a_unit)), numeric=True),
        Column(texts("label.b_unit", unit=texts.unit(figure.b_unit)), numeric=True),
        Column(texts("label.r_unit", unit=texts.unit(figure.r_unit)), numeric=True),
    )
    place = anchor(figure.indicator, figure.year)
    return Table(f"table-sites-{place}", texts("evidence.by_site", year=figure.year), heads, rows)


class _Sources:
    """The rows of files behind the figures of one site; none for the organisation, whose sites have them."""

    def __init__(self, shown: Shown, site: str, texts: Texts) -> None:
        self._texts = texts
        self._rows = shown.contributions_of(site)
        self._references = shown.reference_rows_of(site)
        self._streams = {
            int(str(year)): sorted(rows["stream"].unique()) for year, rows in self._rows.groupby("year")
        }

    def links(self, figure: YearFigure) -> tuple[tuple[str, str], ...]:
        """The streams that feed a figure, each with the address of its rows."""
        present = self._streams.get(figure.year, [])
        return tuple(
            (f"#{_rows_anchor(stream, figure.year)}", shown_stream(stream, self._texts))
            for stream, _ in feeding_terms(figure.indicator, "", present)
        )

    def rows(self) -> tuple[Rows, ...]:
        """The rows by stream and year, the newest year first."""
        texts = self._texts
        found = []
        groups = {
            (str(stream), int(str(year))): rows
            for (stream, year), rows in self._rows.groupby(["stream", "year"])
        }
        for stream, year in sorted(groups, key=lambda key: (key[0], -key[1])):
            rows = groups[stream, year]
            place = _rows_anchor(stream, year)
            heading = texts(
                "evidence.rows_heading", stream=capitalised(shown_stream(stream, texts)), year=year
            )
            found.append(Rows(place, heading, self._table(place, heading, rows)))
        return tuple(found)

    def _table(self, place: str, caption: str, rows: pd.DataFrame) -> Table:
        texts = self._texts
        unit = texts.unit(str(rows["unit"].iloc[0]))
        decimals = decimals_for(rows["quantity"])
        ordered = rows.sort_values(["first_day", "supply_point_id", "file_name", "sheet", "first_row"])
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
        cells = tuple(self._cells(row, decimals) for row in ordered.to_dict("records"))
        return Table(f"table-{place}", caption, heads, cells, long=len(cells) > 24)

    def _cells(self, row: Mapping[Any, Any], decimals: int) -> tuple[Cell, ...]:
        texts = self._texts
        first, last = row["first_row"], row["last_row"]
        qualities = ", ".join(texts(f"reading.{name}") for name in str(row["qualities"]).split(","))
        return (
            Cell(str(row["supply_point_id"])),
            Cell(f"{texts.day(row['first_day'])} – {texts.day(row['last_day'])}"),
            number_cell(float(row["quantity"]), decimals, texts),
            Cell(qualities),
            Cell(str(row["file_name"]), href=original_address(str(row["delivery_id"]))),
            Cell(str(row["sheet"])),
            Cell(str(first) if first == last else f"{first}–{last}"),
            count_cell(int(row["rows"]), texts),
            Cell(str(row["delivery_id"])[:SHORT_HASH], spoken=str(row["delivery_id"])),
        )

    def reference_table(self) -> Table | None:
        """The rows of the annual values (figure B) of the site."""
        texts = self._texts
        if self._references.empty:
            return None
        ordered = self._references.sort_values(["kind", "year", "site_id"], ascending=[True, False, True])
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


def original_address(delivery_id: str) -> str:
    """The address of the original of a delivery, which the archive keeps under its hash."""
    return f"{ARCHIVE}/{delivery_id[:2]}/{delivery_id}"


def _rows_anchor(stream: str, year: int) -> str:
    return f"rows-{stream.replace('.', '-').replace('_', '-')}-{year}"
