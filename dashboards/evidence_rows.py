"""The rows of files behind the figures of a year: supply point, days, quantity, file, sheet, rows, SHA-256."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from dashboards.evidence_links import slug, year_page
from dashboards.headline import capitalised
from dashboards.shown import Contribution, Shown
from dashboards.table_html import SHORT_HASH, contribution_rows, original_address
from dashboards.tables import Cell, Column, Table, count_cell
from dashboards.tasks import shown_stream
from dashboards.texts import Texts, decimals_for
from indicators.explanation import feeding_terms
from indicators.reference_values import reference_name

LONG = 24
MOST_ROWS = 400
"""Rows of a page: with the hash of a file in each, about 220 KB, and 40 KB compressed."""


@dataclass(frozen=True)
class Sheaf:
    """Rows of one stream that stand together. `page` is empty on the page of the year, else a page of their own."""

    stream: str
    rows: tuple[Contribution, ...]
    page: str
    first: int
    last: int
    whole: bool

    @property
    def anchor(self) -> str:
        """Where they stand on their page."""
        return f"rows-{slug(self.stream)}"

    def name(self, texts: Texts) -> str:
        """The stream, and which of its rows where they do not stand all together."""
        name = shown_stream(self.stream, texts)
        if self.whole:
            return name
        return texts("evidence.part_of_rows", stream=name, first=self.first, last=self.last)


def sheaves(shown: Shown, site_id: str, year: int) -> list[Sheaf]:
    """The rows of a site's year by stream: on the page of the year, or on pages of their own where there are many."""
    streams = shown.contributions_of(site_id).get(year, {})
    apart = sum(map(len, streams.values())) > MOST_ROWS
    found = []
    for stream, rows in streams.items():
        for start in range(0, len(rows), MOST_ROWS):
            some = tuple(rows[start : start + MOST_ROWS])
            page = f"{year_page(site_id, year)}.{slug(stream)}.{start // MOST_ROWS + 1}" if apart else ""
            whole = len(rows) <= MOST_ROWS
            found.append(Sheaf(stream, some, page, start + 1, start + len(some), whole))
    return found


def rows_address(shown: Shown, site_id: str, year: int, stream: str) -> str:
    """Where the first rows of a stream stand; empty where there are none."""
    streams = shown.contributions_of(site_id).get(year, {})
    if stream not in streams:
        return ""
    apart = sum(map(len, streams.values())) > MOST_ROWS
    page = year_page(site_id, year)
    return f"{page}.{slug(stream)}.1.html" if apart else f"{page}.html#rows-{slug(stream)}"


@lru_cache(maxsize=4096)
def streams_of(indicator: str, breakdown: str, present: tuple[str, ...]) -> tuple[str, ...]:
    """The streams, out of those that are present, of which a figure is made."""
    return tuple(dict.fromkeys(stream for stream, _ in feeding_terms(indicator, breakdown, present)))


def rows_table(
    identifier: str,
    rows: Sequence[Contribution],
    caption: str,
    texts: Texts,
    site_name: Callable[[str], str] | None = None,
) -> Table:
    """Rows of one stream at a site; with `site_name`, of several streams and sites, each quantity with its unit."""
    decimals = decimals_for(row.quantity for row in rows)
    unit = texts.unit(rows[0].unit)
    where = (Column(texts("label.site"), width="name"), Column(texts("quality.stream"))) if site_name else ()
    quantity = texts("evidence.quantity_of_year") if site_name else texts("evidence.quantity", unit=unit)
    heads = (
        *where,
        Column(texts("quality.supply_point")),
        Column(texts("evidence.days")),
        Column(quantity, numeric=True),
        Column(texts("evidence.quality")),
        Column(texts("quality.file"), width="name"),
        Column(texts("quality.sheet")),
        Column(texts("quality.row")),
        Column(texts("evidence.row_count"), numeric=True),
        Column(texts("evidence.hash")),
    )

    def place(row: Contribution) -> tuple[str, ...]:
        several = (site_name(row.site_id), shown_stream(row.stream, texts)) if site_name else ()
        return (*several, row.supply_point_id)

    def amount(row: Contribution) -> str:
        return texts.quantity(row.quantity, row.unit) if site_name else texts.number(row.quantity, decimals)

    written = contribution_rows(rows, place, amount, texts)
    return Table(identifier, caption, heads, written=written, long=len(rows) > LONG)


def sheaf_table(sheaf: Sheaf, year: int, texts: Texts) -> Table:
    """The rows of a sheaf."""
    caption = texts("evidence.rows_heading", stream=capitalised(sheaf.name(texts)), year=year)
    return rows_table(f"table-{sheaf.anchor}", sheaf.rows, caption, texts)


def reference_rows(shown: Shown, site_id: str, year: int, kinds: Iterable[str] = ()) -> pd.DataFrame:
    """The rows of the annual values of a site's year, of some kinds or of all."""
    rows = shown.reference_rows_of(site_id)
    chosen = rows["year"] == year
    wanted = set(kinds)
    return rows.loc[chosen & rows["kind"].isin(wanted) if wanted else chosen]


def reference_table(
    identifier: str, rows: pd.DataFrame, texts: Texts, site_name: Callable[[str], str] | None = None
) -> Table | None:
    """Rows of annual values (figure B, areas); with `site_name` of several sites."""
    if rows.empty:
        return None
    ordered = rows.sort_values(["kind", "year", "site_id"], ascending=[True, False, True])
    heads = (
        Column(texts("evidence.kind"), width="name"),
        *((Column(texts("label.site"), width="name"),) if site_name else ()),
        Column(texts("label.year")),
        Column(texts("evidence.value"), numeric=True),
        Column(texts("quality.file"), width="name"),
        Column(texts("quality.sheet")),
        Column(texts("quality.row"), numeric=True),
        Column(texts("evidence.hash")),
    )
    cells = tuple(
        (
            Cell(capitalised(reference_name(str(row["kind"]), texts.language))),
            *((Cell(site_name(str(row["site_id"]))),) if site_name else ()),
            Cell(str(int(row["year"]))),
            Cell(
                texts.quantity(float(row["value"]), str(row["unit"])),
                value=float(row["value"]),
                numeric=True,
            ),
            Cell(str(row["file_name"]), href=original_address(str(row["delivery_id"]))),
            Cell(str(row["sheet"])),
            count_cell(int(row["row_number"]), texts),
            hash_cell(str(row["delivery_id"])),
        )
        for row in ordered.to_dict("records")
    )
    return Table(identifier, texts("evidence.references"), heads, cells, long=len(cells) > LONG)


def hash_cell(delivery_id: str) -> Cell:
    """The beginning of the hash of a file; the whole of it is read out and can be copied."""
    return Cell(delivery_id[:SHORT_HASH], spoken=delivery_id)
