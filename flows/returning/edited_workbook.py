"""An XLSX as the office sent it, with its own looks, but without what acts: formulas, links, macros, queries."""

import re
import warnings
import zipfile
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.defined_name import DefinedNameDict
from openpyxl.worksheet.datavalidation import DataValidationList
from openpyxl.worksheet.protection import SheetProtection
from openpyxl.worksheet.worksheet import Worksheet

from flows.returning.copied_cells import MOST_ROWS, Copy, write_text
from flows.returning.marks import take_earlier_marks_away
from flows.sources.xlsx_parts import xlsx_parts

LARGEST_UNPACKED = 1 << 24
"""Bytes of all parts of the workbook. openpyxl needs about fifty times as much memory."""

SPREAD = re.compile(
    rb"<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref\s*=\s*[\"']\$?([A-Za-z]+)\$?(\d+):\$?([A-Za-z]+)\$?(\d+)[\"']"
)
MOST_SPREAD = 200_000
"""Cells under merged ranges and links: openpyxl makes an object of each."""

UNREADABLE = (
    zipfile.BadZipFile, InvalidFileException, ParseError, OSError, EOFError, KeyError, ValueError, TypeError,
    AttributeError, IndexError, AssertionError, OverflowError,
)  # fmt: skip
"""What openpyxl raises for workbooks that others read."""


def editable_copy(path: Path) -> Copy | None:
    """The workbook with cells in place of formulas; none where it is too large or openpyxl cannot open it."""
    try:
        if not _is_moderate(path):
            return None
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(file, data_only=True, keep_links=False, keep_vba=False)
    except UNREADABLE:
        return None
    parts = xlsx_parts(path)
    _take_what_acts_away(workbook)
    for sheet in workbook.worksheets:
        take_earlier_marks_away(sheet)
        _make_plain(sheet)
        own = parts.get(sheet.title)
        for row, column, shown in own.broken if own else ():
            write_text(sheet.cell(row, column), shown)
    if not workbook.worksheets or any(sheet.max_row > MOST_ROWS for sheet in workbook.worksheets):
        return None
    return Copy(workbook, {sheet.title: sheet.title for sheet in workbook.worksheets})


def _is_moderate(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
            return False
        spread = 0
        for name in archive.namelist():
            if name.lower().endswith(".xml"):
                for left, top, right, bottom in SPREAD.findall(archive.read(name)):
                    width = (
                        column_index_from_string(right.decode()) - column_index_from_string(left.decode()) + 1
                    )
                    spread += width * (int(bottom) - int(top) + 1)
    return spread <= MOST_SPREAD


def _take_what_acts_away(workbook: Workbook) -> None:
    """Names that may hold formulas, charts and their sheets, protection. Links to other files were never read."""
    workbook.defined_names = DefinedNameDict()
    workbook.security = None
    for chart in list(workbook.chartsheets):
        workbook.remove(chart)


def _make_plain(sheet: Worksheet) -> None:
    sheet.defined_names = DefinedNameDict()
    sheet.data_validations = DataValidationList()
    sheet.conditional_formatting = ConditionalFormattingList()
    sheet.protection = SheetProtection()
    for name in list(sheet.tables):
        del sheet.tables[name]
    for drawn in ("_charts", "_images", "_pivots"):
        setattr(sheet, drawn, [])
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell, Cell):
                continue
            if cell.hyperlink is not None:
                cell.hyperlink = None
            if isinstance(cell.value, str):
                write_text(cell, cell.value)
