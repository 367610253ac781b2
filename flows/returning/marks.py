"""A faulty cell in a copy: coloured, with a comment that says what is wrong and what to do."""

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

AUTHOR = "EMAS"
FAULTY = PatternFill("solid", fgColor="FFD9B3")
WIDTH, HEIGHT = 340, 190
"""Size of a comment in pixels: its text is two sentences."""


def mark(sheet: Worksheet, row: int, column: int, words: str) -> str:
    """Mark a cell; the answer is where, as in `D7`. Of merged cells the one that shows is marked."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        place = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        cell = sheet.cell(place.min_row, place.min_col)
    if isinstance(cell, Cell):
        before = f"{cell.comment.text}\n\n" if cell.comment else ""
        cell.comment = Comment(before + words, AUTHOR, height=HEIGHT, width=WIDTH)
        cell.fill = FAULTY
    return str(cell.coordinate)


def take_earlier_marks_away(sheet: Worksheet) -> None:
    """A copy that came back once carries the marks of its first journey."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.comment and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = PatternFill()
