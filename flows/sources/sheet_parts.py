"""What a spreadsheet's own XML says and the reader of its cells does not tell: reach, broken formulas, hidden rows.

The reader of cells gives a formula without a stored result, and one whose result is an error, as an empty cell or
even as 0, and it lays out every sheet as a full rectangle up to its last filled cell. So the XML is looked through
before, in blocks, without keeping it.
"""

from dataclasses import dataclass, field

from flows.problems import UnreadableFile

LARGEST_SHEET = 20_000_000
"""Cells of the rectangle that a sheet spans: about 800 MB in memory."""

MOST_BROKEN = 100_000
"""Broken formulas that are told one by one; a sheet with more has no table in it."""

LARGEST_UNPACKED = 1 << 30
LARGEST_RATIO, SMALL_UNPACKED = 200, 1 << 24
"""An XLSX or ODS is a zip archive: one that unpacks to more than 1 GiB is refused, and one that unpacks to more than
16 MiB and to more than 200 times its own size."""


@dataclass
class SheetParts:
    """What was found in one sheet, rows and columns counted from 1.

    `broken` are cells (row, column, text) whose formula gives nothing that could be read. `last_row` and `last_column`
    say how far filled cells reach, as far as that had to be looked at.
    """

    last_row: int = 0
    last_column: int = 0
    broken: list[tuple[int, int, str]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)

    def reach(self, row: int, column: int, sheet: str) -> None:
        """Note a filled cell.

        Raises:
            UnreadableFile: the sheet spans more than a computer holds.
        """
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)
        if self.last_row * self.last_column > LARGEST_SHEET:
            raise UnreadableFile(f"{sheet}: {self.last_row:,} x {self.last_column:,}", "oversized_file")

    def break_off(self, row: int, column: int, text: str, sheet: str) -> None:
        """Note a formula without a result."""
        self.broken.append((row, column, text))
        if len(self.broken) > MOST_BROKEN:
            raise UnreadableFile(f"the sheet {sheet!r} has more than {MOST_BROKEN:,} broken formulas")


def refuse_bomb(unpacked: int, size: int) -> None:
    """Refuse an archive that unpacks to far more than a spreadsheet needs.

    Raises:
        UnreadableFile: it does.
    """
    if unpacked > LARGEST_UNPACKED or unpacked > max(LARGEST_RATIO * size, SMALL_UNPACKED):
        raise UnreadableFile(f"{size:,} -> {unpacked:,} byte", "oversized_file")
