"""What every reader gives: sheets of text cells in DuckDB, with the row numbers of the file."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

NUMBER_MARK = "\x02"
DATE_MARK = "\x03"
"""First character of a cell whose type the file itself states, so that no notation is applied to it: a spreadsheet
number is written in full with a decimal point behind NUMBER_MARK, a spreadsheet date in ISO form behind DATE_MARK.
Text files cannot forge them: their readers remove control characters."""

HEAD_ROWS = 100
"""Rows at the top of a sheet in which a preamble and a header are looked for."""


@dataclass(frozen=True)
class Sheet:
    """One table of cells.

    `relation` is SQL that gives row_number and the columns c1 ... c<width> as VARCHAR, blank cells as NULL.
    `head` holds the first rows for finding the header: head[0] is the row `first_row`, 1 in every file that people
    fill in. A machine format has records instead of rows: its head is the names of their fields, first_row is 0, and
    row_number counts the records from 1. `is_whole` says that the head holds every row. `typed` says whether cells may
    carry a type mark. `sender` is who made the file, where a machine format says so. `hidden_rows` are rows of a sheet
    that nobody sees who opens it. `unnumbered` rows are all those below the heading, in the order of the file and
    without row_number.
    """

    name: str
    relation: str
    width: int
    head: tuple[tuple[str, ...], ...]
    typed: bool = False
    is_whole: bool = False
    hidden: bool = False
    first_row: int = 1
    sender: str = ""
    hidden_rows: tuple[int, ...] = ()
    unnumbered: bool = False

    @cached_property
    def words(self) -> tuple[frozenset[str], ...]:
        """The texts of each row of the head, as headings are compared."""
        return tuple(frozenset(normalised(plain(cell)) for cell in row if cell) for row in self.head)

    @cached_property
    def all_words(self) -> frozenset[str]:
        """The texts of all rows of the head, as headings are compared."""
        return frozenset[str]().union(*self.words)

    def sent_by(self, sender: str) -> "Sheet":
        """The same sheet with its sender."""
        return replace(self, sender=sender)


@lru_cache(maxsize=1 << 14)
def normalised(text: str) -> str:
    """A heading as it is compared: one space between words, no matter the case."""
    return " ".join(text.split()).casefold()


def plain(cell: str) -> str:
    """A cell as a person sees it, without the type mark."""
    return cell.lstrip(NUMBER_MARK + DATE_MARK)
