"""The table of what changed between two years, part by part."""

from collections.abc import Callable, Sequence
from math import fsum

from dashboards.figures.changes import ChangedPart
from dashboards.tables import Cell, Column, Table, number_cell
from dashboards.texts import Texts, decimals_for


def change_table(
    identifier: str,
    caption: str,
    parts: Sequence[ChangedPart],
    years: tuple[int, int],
    address_of: Callable[[int], str],
    texts: Texts,
) -> Table:
    """Figure A by part (rows) in two years and the difference; the last row is the whole. Years lead to evidence."""
    before, now = years
    decimals = decimals_for(value for part in parts for value in (part.before, part.now))
    heads = (
        Column(texts("label.part"), width="name"),
        Column(str(before), numeric=True, href=address_of(before)),
        Column(str(now), numeric=True, href=address_of(now)),
        Column(texts("label.difference"), numeric=True),
    )
    named = [(part.name, part.before, part.now, part.difference) for part in parts]
    total = (
        texts("label.total"),
        fsum(part.before for part in parts),
        fsum(part.now for part in parts),
        fsum(part.difference for part in parts),
    )
    rows = tuple(
        (
            Cell(name),
            number_cell(first, decimals, texts),
            number_cell(second, decimals, texts),
            Cell(texts.signed(difference, decimals), value=difference, numeric=True),
        )
        for name, first, second, difference in (*named, total)
    )
    return Table(identifier, caption, heads, rows)
