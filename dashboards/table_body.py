"""The rows of a table as HTML. Written here and not in a template, because a large city's pages have millions of cells.

Every text is escaped; nothing but this module writes mark-up by hand.
"""

from functools import lru_cache

from markupsafe import Markup, escape

from dashboards.tables import Cell, Table
from dashboards.texts import Texts

_escaped = lru_cache(maxsize=1 << 15)(escape)
"""Names, units and file names come again and again."""


def table_body(table: Table, texts: Texts) -> Markup:
    """The `tr` elements of the body, each row with the site by which a reader may filter."""
    lines = []
    for place, row in enumerate(table.rows):
        site = f' data-site="{_escaped(table.row_sites[place])}"' if table.row_sites else ""
        heads = "".join(f'<th scope="row">{_content(cell, texts)}</th>' for cell in row[: table.row_heads])
        cells = "".join(
            f"<td{_classes(cell)}>{_content(cell, texts)}</td>" for cell in row[table.row_heads :]
        )
        lines.append(f"<tr{site}>{heads}{cells}</tr>\n")
    return Markup("".join(lines))  # noqa: S704 - every text in it went through escape


def _classes(cell: Cell) -> str:
    names = ("numeric " if cell.numeric else "") + (f"state state-{cell.state}" if cell.state else "")
    return f' class="{_escaped(names.strip())}"' if names else ""


def _content(cell: Cell, texts: Texts) -> str:
    shown: str = _escaped(cell.text)
    if cell.spoken:
        shown = f'<span aria-hidden="true">{shown}</span><span class="spoken">{_escaped(cell.spoken)}</span>'
    elif cell.value is not None:
        shown = f'<data value="{cell.exact}">{shown}</data>' + "".join(
            _mark(mark, texts) for mark in cell.marks
        )
    return f'<a href="{_escaped(cell.href)}">{shown}</a>' if cell.href else shown


def _mark(mark: str, texts: Texts) -> str:
    return (
        f'<sup aria-hidden="true">{escape(texts(f"mark.{mark}"))}</sup>'
        f'<span class="spoken"> ({escape(texts(f"state.{mark}"))})</span>'
    )
