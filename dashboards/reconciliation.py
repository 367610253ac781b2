"""Bills against interval data on the page of a site: month by month, with the difference and what is doubted of it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from dashboards.evidence_rows import rows_address
from dashboards.figures.reconciliation import billed_and_metered
from dashboards.headline import capitalised
from dashboards.records import records
from dashboards.shown import Shown
from dashboards.tables import DASH, Cell, Column, Table, count_cell, number_cell
from dashboards.tasks import shown_stream
from dashboards.texts import Texts, decimals_for
from dashboards.view import Chart, Section
from indicators.model import Results, Site


class ReconciledMonth(NamedTuple):
    """A month of a supply point of which both are known (RECONCILED_COLUMNS)."""

    site_id: str
    supply_point_id: str
    stream: str
    month: date
    days: int
    quantity_billed: float
    quantity_metered: float
    difference: float
    difference_share: float | None
    unit: str
    tolerance: float
    least: float

    @property
    def doubtful(self) -> bool:
        """Whether the difference is beyond the tolerance of the rule."""
        return abs(self.difference) > max(self.tolerance * abs(self.quantity_metered), self.least)


def reconciled(results: Results, site_id: str) -> dict[tuple[str, str], list[ReconciledMonth]]:
    """The months of each supply point and stream of a site, in order."""
    frame = results.reconciliation
    found: dict[tuple[str, str], list[ReconciledMonth]] = {}
    ordered = frame.loc[frame["site_id"] == site_id].sort_values(["supply_point_id", "stream", "month"])
    for row in records(ordered, ReconciledMonth):
        found.setdefault((row.supply_point_id, row.stream), []).append(row)
    return found


def reconciliation_section(shown: Shown, site: Site, texts: Texts) -> Section | None:
    """The supply points of a site that have both; None where there is none."""
    pairs = reconciled(shown.results, site.id)
    if not pairs:
        return None
    charts = tuple(
        _chart(place, rows, shown, texts) for place, (_, rows) in enumerate(sorted(pairs.items()), start=1)
    )
    return Section(
        "reconciliation", texts("reconciliation.heading"), (texts("reconciliation.lead"),), charts=charts
    )


def finding_of(rows: Sequence[ReconciledMonth], texts: Texts) -> Markup:
    """How many months agree within the tolerance, and where they differ most."""
    tolerance = texts.bound_percent(rows[0].tolerance)
    doubtful = [row for row in rows if row.doubtful]
    if not doubtful:
        return texts.sentence("reconciliation.agree", all=texts.bound_count(len(rows)), tolerance=tolerance)
    worst = max(doubtful, key=lambda row: abs(row.difference))
    return texts.sentence(
        "reconciliation.more" if worst.difference > 0 else "reconciliation.less",
        count=texts.bound_count(len(doubtful)),
        all=texts.bound_count(len(rows)),
        tolerance=tolerance,
        month=texts.month(worst.month),
        difference=texts.bound(abs(worst.difference), worst.unit),
    )


def _chart(place: int, rows: Sequence[ReconciledMonth], shown: Shown, texts: Texts) -> Chart:
    first = rows[0]
    name = f"{capitalised(shown_stream(first.stream, texts))}, {first.supply_point_id}"
    caption = texts("reconciliation.caption", name=name, unit=texts.unit(first.unit))
    finding = finding_of(rows, texts)
    return Chart(
        f"chart-reconciliation-{place}",
        caption,
        billed_and_metered(
            [row.month for row in rows],
            [row.quantity_billed for row in rows],
            [row.quantity_metered for row in rows],
            ["" if not row.doubtful else _share(row, texts) for row in rows],
            first.unit,
            texts,
        ),
        _table(place, rows, texts("area.chart_table", caption=caption), shown, texts),
        (texts("reconciliation.note"),),
        wide=True,
        finding=finding,
        judgement="worse" if any(row.doubtful for row in rows) else "",
        alternative=f"{caption}. {finding.striptags()}",
    )


def _share(row: ReconciledMonth, texts: Texts) -> str:
    if row.difference_share is None:
        return "!"
    sign = "+" if row.difference_share > 0 else "−"
    return f"{sign}{texts.percent(abs(row.difference_share))}"


def _table(place: int, rows: Sequence[ReconciledMonth], caption: str, shown: Shown, texts: Texts) -> Table:
    unit = texts.unit(rows[0].unit)
    decimals = decimals_for(value for row in rows for value in (row.quantity_billed, row.quantity_metered))
    heads = (
        Column(texts("label.month")),
        Column(texts("reconciliation.days"), numeric=True),
        Column(texts("reconciliation.billed", unit=unit), numeric=True),
        Column(texts("reconciliation.metered", unit=unit), numeric=True),
        Column(texts("reconciliation.difference", unit=unit), numeric=True),
        Column(texts("reconciliation.share"), numeric=True),
        Column(texts("label.status")),
    )
    cells = tuple(
        (
            Cell(texts.month(row.month), href=rows_address(shown, row.site_id, row.month.year, row.stream)),
            count_cell(row.days, texts),
            number_cell(row.quantity_billed, decimals, texts),
            number_cell(row.quantity_metered, decimals, texts),
            Cell(texts.signed(row.difference, decimals), value=row.difference, numeric=True),
            Cell(_share(row, texts), value=row.difference_share, numeric=True)
            if row.difference_share is not None
            else Cell(DASH, numeric=True, spoken=texts("state.missing")),
            Cell(texts("reconciliation.doubtful"), state="warn")
            if row.doubtful
            else Cell(texts("reconciliation.within")),
        )
        for row in rows
    )
    return Table(f"table-reconciliation-{place}", caption, heads, cells, long=len(cells) > 12)
