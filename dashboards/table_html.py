"""Tables as HTML. Written here and not in a template, because a large city's pages have millions of cells.

Every text is escaped; nothing but this module writes mark-up by hand.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache

from markupsafe import Markup, escape

from dashboards.shown import Contribution
from dashboards.tables import Cell, Column, Table
from dashboards.texts import Texts
from indicators.model import Language

SHORT_HASH = 12
ARCHIVE = "../../data/archive"
"""From a page to the originals, while the pages lie in the workspace."""

_means_something = re.compile("[&<>\"']").search


def _text(text: str) -> str:
    """A text as HTML shows it; most have nothing to escape."""
    return text if _means_something(text) is None else str(escape(text))


def table_html(table: Table, texts: Texts, chart: str = "", heading: str = "") -> Markup:
    """A table in its region, which a keyboard can scroll, with the choice of a site and the legend of its marks.

    `chart` is the id of the chart whose data the table has; a caption that only repeats the `heading` above is spoken.
    """
    return Markup(_writer(texts.language).table(table, chart, heading))  # noqa: S704 - every text in it went through escape


@cache
def _writer(language: Language) -> "_TableWriter":
    return _TableWriter(Texts(language))


class _TableWriter:
    """Writes tables in one language."""

    def __init__(self, texts: Texts) -> None:
        self._marks = {
            mark: f'<sup aria-hidden="true">{escape(texts(f"mark.{mark}"))}</sup>'
            f'<span class="spoken"> ({escape(texts(f"state.{mark}"))})</span>'
            for mark in ("estimated", "incomplete")
        }
        self._filter = _text(texts("label.filter_site"))
        self._all_sites = _text(texts("label.all_sites"))

    def table(self, table: Table, chart: str, heading: str) -> str:
        """The table with all that belongs to it."""
        name = _text(table.id)
        of_chart = f' data-chart="{_text(chart)}"' if chart else ""
        repeated = ' class="spoken"' if table.caption == heading else ""
        heads = "\n".join(map(_head, table.columns))
        legend = "\n".join(
            f"<div><dt>{_text(sign)}</dt><dd>{_text(meaning)}</dd></div>" for sign, meaning in table.legend
        )
        parts = (
            self._choice(table) if table.sites else "",
            f'<div class="table-region{" long" if table.long else ""}" role="region"'
            f' aria-labelledby="{name}-caption" tabindex="0">\n<table id="{name}"{of_chart}>\n'
            f'<caption id="{name}-caption"{repeated}><span>{_text(table.caption)}</span></caption>\n'
            f"<thead><tr>\n{heads}\n</tr></thead>\n<tbody>\n",
            table.written or self._rows(table),
            "</tbody>\n</table>\n</div>\n",
            f'<dl class="legend">\n{legend}\n</dl>\n' if legend else "",
        )
        return "".join(parts)

    def _choice(self, table: Table) -> str:
        options = "\n".join(
            f'<option value="{_text(site)}">{_text(name)}</option>' for site, name in table.sites
        )
        return (
            f'<label class="filter"><span>{self._filter}</span>\n<select data-filter="{_text(table.id)}">\n'
            f'<option value="">{self._all_sites}</option>\n{options}\n</select></label>\n'
        )

    def _rows(self, table: Table) -> str:
        heads, marks = table.row_heads, self._marks
        lines = []
        for place, row in enumerate(table.rows):
            lines.append(f'<tr data-site="{_text(table.row_sites[place])}">' if table.row_sites else "<tr>")
            lines += [f'<th scope="row">{_content(cell, marks)}</th>' for cell in row[:heads]]
            lines += [f"<td{_classes(cell)}>{_content(cell, marks)}</td>" for cell in row[heads:]]
            lines.append("</tr>\n")
        return "".join(lines)


def _head(column: Column) -> str:
    classes = " ".join(filter(None, ("numeric" if column.numeric else "", column.width)))
    shown = _text(column.text)
    if column.href:
        shown = f'<a href="{_text(column.href)}">{shown}</a>'
    return f'<th scope="col"{f" class={chr(34)}{classes}{chr(34)}" if classes else ""}>{shown}</th>'


def _classes(cell: Cell) -> str:
    if not cell.state:
        return ' class="numeric"' if cell.numeric else ""
    return f' class="{"numeric " if cell.numeric else ""}state state-{_text(cell.state)}"'


def _content(cell: Cell, marks: dict[str, str]) -> str:
    shown = _text(cell.text)
    if cell.spoken:
        shown = f'<span aria-hidden="true">{shown}</span><span class="spoken">{_text(cell.spoken)}</span>'
    elif cell.value is not None:
        shown = f'<data value="{cell.value!r}">{shown}</data>'
        if cell.marks:
            shown += "".join(marks[mark] for mark in cell.marks)
    return f'<a href="{_text(cell.href)}">{shown}</a>' if cell.href else shown


def contribution_rows(
    rows: Sequence[Contribution],
    place: Callable[[Contribution], tuple[str, ...]],
    amount: Callable[[Contribution], str],
    texts: Texts,
) -> str:
    """The rows of files behind a figure: place, days, amount, quality, file, sheet, rows, their number, hash."""
    qualities = {
        stored: _text(", ".join(texts(f"reading.{name}") for name in stored.split(",")))
        for stored in {row.qualities for row in rows}
    }
    lines = []
    for row in rows:
        head, *further = map(_text, place(row))
        last = "" if row.last_row == row.first_row else f"–{row.last_row}"
        lines.append(
            f'<tr><th scope="row">{head}</th>{"".join(f"<td>{text}</td>" for text in further)}'
            f"<td>{texts.day(row.first_day)} – {texts.day(row.last_day)}</td>"
            f'<td class="numeric"><data value="{row.quantity!r}">{_text(amount(row))}</data></td>'
            f"<td>{qualities[row.qualities]}</td>"
            f'<td><a href="{_text(original_address(row.delivery_id))}">{_text(row.file_name)}</a></td>'
            f"<td>{_text(row.sheet)}</td><td>{row.first_row}{last}</td>"
            f'<td class="numeric"><data value="{row.rows}">{texts.number(row.rows, 0)}</data></td>'
            f'<td><span aria-hidden="true">{_text(row.delivery_id[:SHORT_HASH])}</span>'
            f'<span class="spoken">{_text(row.delivery_id)}</span></td></tr>\n'
        )
    return "".join(lines)


def original_address(delivery_id: str) -> str:
    """The address of the original of a delivery, which the archive keeps under its hash."""
    return f"{ARCHIVE}/{delivery_id[:2]}/{delivery_id}"
