"""The table after each figure: the same records, in the reader's notation."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from dashboards.evidence_links import figure_link
from dashboards.figures.coverage import SIGNS
from dashboards.month_quantities import MonthQuantity
from dashboards.month_spans import reasons_in_words
from dashboards.selection import NOT_DUE, STATES, SiteMonth, YearFigure
from dashboards.tables import DASH, NOTHING_DUE, Cell, Column, Table, count_cell, number_cell, share_cell
from dashboards.texts import Texts, decimals_for
from indicators.registry import breakdown_name
from indicators.streams import stream_name


def reason_text(entry: YearFigure, texts: Texts) -> str:
    """Why a year is not complete."""
    return reasons_in_words(entry.reason, texts)


def status_cell(entry: YearFigure, texts: Texts) -> Cell:
    """Whether a year is complete, and if not, why."""
    status = texts(f"state.{entry.status}")
    if entry.complete:
        return Cell(status)
    return Cell(
        f"{status}. {reason_text(entry, texts)}".strip(), state="incomplete" if entry.reported else ""
    )


def ratio_cell(entry: YearFigure, decimals: int, texts: Texts, *, linked: bool = True) -> Cell:
    """R of a complete year, else a dash, whatever the store holds; `linked` to its evidence."""
    if entry.complete:
        return number_cell(entry.r, decimals, texts, href=figure_link(entry) if linked else "")
    return Cell(
        DASH, numeric=True, spoken=texts("state.no_ratio" if entry.reported else f"state.{entry.status}")
    )


def figure_a_cell(entry: YearFigure, decimals: int, texts: Texts, *, linked: bool = True) -> Cell:
    """A with the marks of what is incomplete or estimated; `linked` to its evidence."""
    address = figure_link(entry) if linked else ""
    if not entry.reported:
        return Cell(texts(f"state.{entry.status}"), numeric=True, href=address)
    marks = _marks(entry.complete, entry.estimated_share)
    return number_cell(entry.a, decimals, texts, marks=marks, href=address)


def year_table(
    identifier: str,
    caption: str,
    figures: Sequence[YearFigure],
    texts: Texts,
    site_name: Callable[[str], str] | None = None,
    path: Mapping[int, float] = MappingProxyType({}),
) -> Table:
    """A, B, R, months covered, estimated part and status by year; with `site_name`, by site and year.

    `path` is the way to the target by year, a column of its own.
    """
    decimals_a = decimals_for(entry.a for entry in figures)
    decimals_r = decimals_for(entry.r for entry in figures)
    first = figures[0]
    heads = (
        *((Column(texts("label.site"), width="name"),) if site_name else ()),
        Column(texts("label.year")),
        Column(texts("label.a_unit", unit=texts.unit(first.a_unit)), numeric=True),
        Column(texts("label.b_unit", unit=texts.unit(first.b_unit)), numeric=True),
        Column(texts("label.r_unit", unit=texts.unit(first.r_unit)), numeric=True),
        *_path_heads(first, path, texts),
        Column(texts("label.months"), numeric=True),
        Column(texts("label.estimated_share"), numeric=True),
        Column(texts("label.status"), width="name"),
    )
    rows = tuple(
        (
            *((Cell(site_name(entry.site_id)),) if site_name else ()),
            Cell(str(entry.year)),
            figure_a_cell(entry, decimals_a, texts),
            number_cell(entry.b, 1, texts),
            ratio_cell(entry, decimals_r, texts),
            *_path_cells(entry, path, decimals_r, texts),
            Cell(f"{entry.months_covered}/12", numeric=True),
            share_cell(entry.estimated_share, texts),
            status_cell(entry, texts),
        )
        for entry in figures
    )
    return Table(
        identifier,
        caption,
        heads,
        rows,
        row_heads=2 if site_name else 1,
        legend=marks_legend(rows, texts),
        long=len(rows) > 12,
        sites=tuple((site, site_name(site)) for site in dict.fromkeys(entry.site_id for entry in figures))
        if site_name
        else (),
        row_sites=tuple(entry.site_id for entry in figures) if site_name else (),
    )


def _path_heads(first: YearFigure, path: Mapping[int, float], texts: Texts) -> tuple[Column, ...]:
    return (Column(texts("targets.path", unit=texts.unit(first.r_unit)), numeric=True),) if path else ()


def _path_cells(
    entry: YearFigure, path: Mapping[int, float], decimals: int, texts: Texts
) -> tuple[Cell, ...]:
    return (number_cell(path.get(entry.year), decimals, texts),) if path else ()


def small_year_table(
    identifier: str,
    caption: str,
    figures: Sequence[YearFigure],
    texts: Texts,
    path: Mapping[int, float] = MappingProxyType({}),
) -> Table:
    """A, B and R by year, for a card, with the way to the target where there is one."""
    decimals_a = decimals_for(entry.a for entry in figures)
    decimals_r = decimals_for(entry.r for entry in figures)
    first = figures[0]
    heads = (
        Column(texts("label.year")),
        Column(texts("label.a_unit", unit=texts.unit(first.a_unit)), numeric=True),
        Column(texts("label.b_unit", unit=texts.unit(first.b_unit)), numeric=True),
        Column(texts("label.r_unit", unit=texts.unit(first.r_unit)), numeric=True),
        *_path_heads(first, path, texts),
    )
    rows = tuple(
        (
            Cell(str(entry.year)),
            figure_a_cell(entry, decimals_a, texts),
            number_cell(entry.b, 1, texts),
            ratio_cell(entry, decimals_r, texts),
            *_path_cells(entry, path, decimals_r, texts),
        )
        for entry in figures
    )
    return Table(identifier, caption, heads, rows, legend=marks_legend(rows, texts))


def breakdown_table(
    identifier: str, caption: str, figures: Sequence[YearFigure], labels: Sequence[str], texts: Texts
) -> Table:
    """Figure A by year (rows) and breakdown (columns), with the indicator's own total at the end."""
    years = sorted({entry.year for entry in figures})
    by_place = {(entry.breakdown, entry.year): entry for entry in figures}
    decimals = decimals_for(entry.a for entry in figures)
    heads = (
        Column(texts("label.year")),
        *(Column(breakdown_name(label, texts.language), numeric=True) for label in labels),
        Column(texts("label.total"), numeric=True),
    )
    rows = tuple(
        (
            Cell(str(year)),
            *(_amount_cell(by_place.get((label, year)), decimals, texts) for label in (*labels, "")),
        )
        for year in years
    )
    return Table(identifier, caption, heads, rows, legend=marks_legend(rows, texts))


def types_table(identifier: str, caption: str, figures: Sequence[YearFigure], texts: Texts) -> Table:
    """Figure A in kg by type of waste (rows) and year (columns), the types in the order of the list."""
    years = sorted({entry.year for entry in figures})
    by_place = {(entry.breakdown, entry.year): entry for entry in figures}
    decimals = decimals_for(entry.a for entry in figures)
    heads = (Column(texts("label.type"), width="name"), *(Column(str(year), numeric=True) for year in years))
    rows = tuple(
        (
            Cell(stream_name(label, texts.language)),
            *(_amount_cell(by_place.get((label, year)), decimals, texts) for year in years),
        )
        for label in sorted({entry.breakdown for entry in figures})
    )
    return Table(identifier, caption, heads, rows, legend=marks_legend(rows, texts))


def month_table(
    identifier: str,
    caption: str,
    months: Sequence[MonthQuantity],
    name_of: Callable[[str], str],
    address_of: Callable[[int], str],
    texts: Texts,
) -> Table:
    """Quantities by month (rows) and label (columns); a month leads to the evidence of its year."""
    labels = list(dict.fromkeys(entry.label for entry in months))
    by_place = {(entry.label, entry.month): entry for entry in months}
    decimals = decimals_for(entry.quantity for entry in months)
    heads = (Column(texts("label.month")), *(Column(name_of(label), numeric=True) for label in labels))
    rows = tuple(
        (
            Cell(texts.month(month), href=address_of(month.year)),
            *(_month_cell(by_place[label, month], decimals, texts) for label in labels),
        )
        for month in dict.fromkeys(entry.month for entry in months)
    )
    return Table(identifier, caption, heads, rows, legend=marks_legend(rows, texts), long=len(rows) > 12)


def site_table(
    identifier: str,
    caption: str,
    figures: Sequence[YearFigure],
    year: int,
    site_name: Callable[[str], str],
    texts: Texts,
) -> Table:
    """R by site (rows), in a year and the year before (columns)."""
    shown = (year, year - 1)
    by_place = {(entry.site_id, entry.year): entry for entry in figures}
    decimals = decimals_for(entry.r for entry in figures if entry.year in shown)
    heads = (
        Column(texts("label.site"), width="name"),
        *(Column(str(column), numeric=True) for column in shown),
    )
    rows = tuple(
        (
            Cell(site_name(site)),
            *(
                ratio_cell(by_place[site, column], decimals, texts)
                if (site, column) in by_place
                else Cell(DASH, numeric=True, spoken=texts("state.missing"))
                for column in shown
            ),
        )
        for site in dict.fromkeys(entry.site_id for entry in figures)
    )
    return Table(identifier, caption, heads, rows)


def renewable_table(
    identifier: str,
    caption: str,
    series: Sequence[tuple[str, Sequence[YearFigure]]],
    texts: Texts,
) -> Table:
    """Figure A of several indicators (columns: their names) by year."""
    everything = [entry for _, figures in series for entry in figures]
    decimals = decimals_for(entry.a for entry in everything)
    heads = (Column(texts("label.year")), *(Column(name, numeric=True) for name, _ in series))
    by_place = [{entry.year: entry for entry in figures} for _, figures in series]
    rows = tuple(
        (Cell(str(year)), *(_amount_cell(rows.get(year), decimals, texts) for rows in by_place))
        for year in sorted({entry.year for entry in everything})
    )
    return Table(identifier, caption, heads, rows, legend=marks_legend(rows, texts))


def season_table(
    identifier: str,
    caption: str,
    totals: Mapping[int, Sequence[float | None]],
    address_of: Callable[[int], str],
    texts: Texts,
) -> Table:
    """Quantities by month of the year (rows) and year (columns)."""
    decimals = decimals_for(value for values in totals.values() for value in values)
    heads = (
        Column(texts("label.month")),
        *(Column(str(year), numeric=True, href=address_of(year)) for year in totals),
    )
    rows = tuple(
        (
            Cell(texts.month_of_year(month)),
            *(number_cell(values[month - 1], decimals, texts) for values in totals.values()),
        )
        for month in range(1, 13)
    )
    return Table(identifier, caption, heads, rows, legend=marks_legend(rows, texts))


def coverage_table(
    identifier: str,
    caption: str,
    states: Sequence[SiteMonth],
    year: int,
    site_name: Callable[[str], str],
    address_of: Callable[[str], str],
    texts: Texts,
) -> Table:
    """The state of every site (rows) in every month of a year (columns): sign, and how many are open of how many.

    A site leads to the rows of its year.
    """
    heads = (
        Column(texts("label.site"), width="name"),
        *(Column(texts.month_of_year(month)) for month in range(1, 13)),
    )
    by_place = {(entry.site_id, entry.month): entry for entry in states}
    rows = tuple(
        (
            Cell(site_name(site), href=address_of(site)),
            *(_state_cell(by_place.get((site, date(year, month, 1))), texts) for month in range(1, 13)),
        )
        for site in dict.fromkeys(entry.site_id for entry in states)
    )
    legend = tuple((SIGNS[state], texts(f"state.{state}")) for state in (*STATES, NOT_DUE))
    return Table(identifier, caption, heads, rows, legend=legend)


def _state_cell(entry: SiteMonth | None, texts: Texts) -> Cell:
    if entry is None or entry.state == NOT_DUE:
        return Cell(SIGNS[NOT_DUE], state=NOT_DUE, spoken=texts("state.not_due"))
    key = "quality.open_of_due" if entry.open else "quality.all_of_due"
    counted = texts(key, open=entry.open, due=entry.due)
    text = f"{SIGNS[entry.state]} {entry.open}/{entry.due}" if entry.open else SIGNS[entry.state]
    return Cell(text, state=entry.state, spoken=f"{texts('state.' + entry.state)}, {counted}")


def _amount_cell(entry: YearFigure | None, decimals: int, texts: Texts) -> Cell:
    if entry is None:
        return Cell(NOTHING_DUE, numeric=True, spoken=texts("state.not_due"))
    return figure_a_cell(entry, decimals, texts)


def _month_cell(entry: MonthQuantity, decimals: int, texts: Texts) -> Cell:
    if entry.state == NOT_DUE:
        return Cell(NOTHING_DUE, numeric=True, spoken=texts("state.not_due"))
    marks = _marks(entry.state != "incomplete", entry.estimated_share)
    return number_cell(entry.quantity, decimals, texts, marks=marks)


def _marks(complete: bool, estimated_share: float | None) -> tuple[str, ...]:
    estimated = ("estimated",) if estimated_share else ()
    return estimated if complete else (*estimated, "incomplete")


def marks_legend(rows: Sequence[Sequence[Cell]], texts: Texts) -> tuple[tuple[str, str], ...]:
    """What the marks and signs of a table mean; only those that occur."""
    cells = [cell for row in rows for cell in row]
    used = {mark for cell in cells for mark in cell.marks}
    legend = [
        (texts(f"mark.{mark}"), texts(f"mark.{mark}_legend"))
        for mark in ("estimated", "incomplete")
        if mark in used
    ]
    if any(cell.text == DASH and cell.spoken == texts("state.missing") for cell in cells):
        legend.append((DASH, texts("mark.missing_legend")))
    if any(cell.text == NOTHING_DUE for cell in cells):
        legend.append((NOTHING_DUE, texts("mark.not_due_legend")))
    return tuple(legend)


def counts(values: Sequence[int], texts: Texts) -> tuple[Cell, ...]:
    """Whole numbers as cells."""
    return tuple(count_cell(value, texts) for value in values)
