"""Tables of a terminal without frames; what was delivered stands in them as text, never as markup."""

from rich.markup import escape
from rich.table import Table


def plain_table(*headings: str, numbers: tuple[str, ...] = ()) -> Table:
    """An empty table; the columns of `numbers` stand to the right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading in numbers else "left", overflow="fold")
    return table


def add_row(table: Table, *cells: object) -> None:
    """A row of any values, shown as they are."""
    table.add_row(*(escape(str(cell)) for cell in cells))
