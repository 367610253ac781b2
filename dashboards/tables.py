"""Tables as the templates draw them: every cell is text, and a number bears its exact value beside it.

Zero, missing, estimated, incomplete and not due are five different things, told apart by text and sign: `0`,
`–`, a number with a mark, a number with another mark, `·`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from dashboards.texts import Texts

DASH = "–"
NOTHING_DUE = "·"


class Cell(NamedTuple):
    """One cell. `value` is the number that `text` rounds; `spoken` is read out in place of a sign.

    `href` leads to where the figure comes from.
    """

    text: str
    value: float | None = None
    numeric: bool = False
    marks: tuple[str, ...] = ()
    spoken: str = ""
    state: str = ""
    href: str = ""

    @property
    def exact(self) -> str:
        """The number as a machine reads it."""
        return "" if self.value is None else repr(self.value)


class Column(NamedTuple):
    """The head of a column; `href` leads to the evidence of all its numbers."""

    text: str
    numeric: bool = False
    width: Literal["", "name", "sentence"] = ""
    href: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its caption. The first `row_heads` cells of a row are its heads.

    `sites` are the sites, with their names, by which a reader may filter; `row_sites` has the site of each row.
    `written` are the rows as dashboards/table_html.py wrote them, where they are too many for cells.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    row_heads: int = 1
    legend: tuple[tuple[str, str], ...] = ()
    long: bool = False
    sites: tuple[tuple[str, str], ...] = ()
    row_sites: tuple[str, ...] = ()
    written: str = ""


def number_cell(
    value: float | None, decimals: int, texts: Texts, *, marks: Sequence[str] = (), href: str = ""
) -> Cell:
    """A number, or a dash that is read out as missing."""
    if value is None:
        return Cell(DASH, numeric=True, spoken=texts("state.missing"), href=href)
    return Cell(
        texts.number(value, decimals), value=float(value), numeric=True, marks=tuple(marks), href=href
    )


def share_cell(share: float | None, texts: Texts) -> Cell:
    """A share in per cent, or a dash."""
    if share is None:
        return Cell(DASH, numeric=True, spoken=texts("state.missing"))
    return Cell(texts.percent(share), value=float(share), numeric=True)


def count_cell(count: int, texts: Texts) -> Cell:
    """A whole number."""
    return Cell(texts.number(count, 0), value=float(count), numeric=True)
