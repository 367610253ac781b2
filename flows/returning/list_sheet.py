"""The first sheet of a returned file: what is wrong, where, why, and what to do."""

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from flows.returning.copied_cells import MOST_ROWS, Copy, write_text
from flows.returning.marks import mark
from flows.returning.still_open import MOST_LISTED, OpenFile, OpenRow
from flows.returning.texts import text
from indicators.findings import title, why_and_what_to_do
from indicators.languages import LANGUAGES

COLUMNS = (
    ("sheet", 14), ("row", 8), ("column", 20), ("value", 24), ("what", 24), ("why", 60), ("to_do", 60), ("state", 20),
)  # fmt: skip
"""Names of the headings and widths of the columns, in characters."""

LONGEST_VALUE = 200
HEADING = PatternFill("solid", fgColor="DDE5EA")
LINKED = Font(color="0B5CAD", underline="single")


def write_list(
    workbook: Workbook, file: OpenFile, language: str, copied: Copy | None, sentences: list[str]
) -> None:
    """Put the list before the other sheets, and mark what it lists in them."""
    page = workbook.create_sheet(_free_title(workbook, text("list_title", language)), 0)
    write_text(page.cell(1, 1), text("title", language, file=file.file_name))
    page.cell(1, 1).font = Font(bold=True, size=14)
    for number, words in enumerate(sentences, 2):
        write_text(page.cell(number, 1), words)
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(COLUMNS))
        page.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")
        page.row_dimensions[number].height = 32
    top = len(sentences) + 3
    for position, (name, width) in enumerate(COLUMNS, 1):
        heading = page.cell(top, position)
        write_text(heading, text(name, language))
        heading.font, heading.fill = Font(bold=True), HEADING
        page.column_dimensions[get_column_letter(position)].width = width
    ends = {sheet.title: sheet.max_row for sheet in workbook.worksheets}
    for number, row in enumerate(file.rows, top + 1):
        _write_row(page, number, row, file, language)
        if copied and not row.settled_by:
            _lead_to_cell(page.cell(number, 2), row, language, copied, ends)
    page.freeze_panes = page.cell(top + 1, 1).coordinate
    page.auto_filter.ref = f"A{top}:{get_column_letter(len(COLUMNS))}{top + len(file.rows)}"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    for sheet in workbook.worksheets:
        sheet.sheet_view.tabSelected = sheet is page
    workbook.active = 0


def _write_row(page: Worksheet, number: int, row: OpenRow, file: OpenFile, language: str) -> None:
    why, to_do = why_and_what_to_do(row.code, language, **_details(row, file.file_name))
    state = text("settled", language, by_file=row.settled_by) if row.settled_by else text("open", language)
    value = row.details.get("value", "")[:LONGEST_VALUE]
    cells = (row.sheet, "", row.column_name, value, title(row.code, language), why, to_do, state)
    for position, content in enumerate(cells, 1):
        cell = page.cell(number, position)
        write_text(cell, content)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if row.row_number is not None:
        page.cell(number, 2).value = row.row_number


def _lead_to_cell(
    place: Cell | MergedCell, row: OpenRow, language: str, copied: Copy, ends: dict[str, int]
) -> None:
    """Mark the cell in the copy, and make the row number in the list a way to it, where the copy reaches so far."""
    name = copied.names.get(row.sheet)
    if name is None or row.row_number is None or row.row_number + copied.shift.rows > ends[name]:
        return
    why, to_do = why_and_what_to_do(row.code, language, **_details(row, ""))
    words = "\n\n".join(filter(None, (f"{title(row.code, language)}: {why}", to_do)))
    column = (row.column_position or 1) + copied.shift.columns
    marked = mark(copied.workbook[name], row.row_number + copied.shift.rows, column, words)
    if isinstance(place, Cell):
        quoted = name.replace("'", "''")
        place.hyperlink = Hyperlink(ref=place.coordinate, location=f"'{quoted}'!{marked}")
        place.font = LINKED


def _details(row: OpenRow, file_name: str) -> dict[str, object]:
    """What the sentences need. The place stands in columns of its own; a dash stands for a name that no part shows."""
    shortened = {name: value[:LONGEST_VALUE] for name, value in row.details.items()}
    return {
        "file": file_name or "–",
        "sheet": row.sheet,
        "row": row.row_number,
        "column": row.column_name,
        **shortened,
    }


def sentences_above(file: OpenFile, language: str, copied: Copy | None, in_place: bool) -> list[str]:
    """What stands above the list: how many rows, what to do, and where the copy ends."""
    given = {"file": file.file_name, "office": file.office_id, "received": file.received_on}
    whole = not file.rows_read
    counted = {"read": file.rows_read, "rejected": file.rows_rejected}
    said = [text("whole_file" if whole else "rows", language, **given, **counted)]
    way = "correct_here" if in_place else "correct_own_file" if copied else "correct_without_copy"
    said.append(text(way, language, **given))
    if copied is None and not whole:
        said.append(text("no_copy", language))
    said += [text(name, language, most=MOST_ROWS) for name in (copied.remarks if copied else ())]
    if file.rows_rejected > len(file.rows):
        said.append(text("list_cut", language, most=MOST_LISTED, rejected=file.rows_rejected))
    return said


def take_earlier_list_away(workbook: Workbook) -> None:
    """A copy that came back once begins with the list of its first journey."""
    first = workbook.worksheets[0]
    signs = tuple(text("title", language, file="") for language in LANGUAGES)
    names = {text("list_title", language) for language in LANGUAGES}
    begins = str(first.cell(1, 1).value or "").startswith(signs)
    if first.title in names and begins and len(workbook.worksheets) > 1:
        workbook.remove(first)


def _free_title(workbook: Workbook, wanted: str) -> str:
    taken = {name.casefold() for name in workbook.sheetnames}
    names = [wanted, *(f"{wanted} {number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name.casefold() not in taken)
