"""Files as offices make them, with the same bytes at every run: delimited text and workbooks."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | Decimal | date | None

_FIXED_TIME = datetime(2026, 11, 2, 8, 0, 0)  # noqa: DTZ001 - document properties know no time zone
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_WIDTHS = (38, 52, 14, 16, 16, 16, 20, 16, 18)


def delimited(rows: Iterable[Sequence[str]], encoding: str, line_end: str = "\r\n") -> bytes:
    """Rows with semicolons; no cell of the example needs quoting."""
    lines = []
    for row in rows:
        if any(sign in cell for cell in row for sign in ';"\r\n'):
            raise ValueError(f"a cell would need quoting: {row}")
        lines.append(";".join(row) + line_end)
    return "".join(lines).encode(encoding)


def decimal_comma(value: Decimal, thousands: str = "") -> str:
    """1234.50 as 1234,50, or with a separator of thousands as 1 234,50."""
    return f"{value:,}".replace(",", "|").replace(".", ",").replace("|", thousands)


def scaled(whole: int, digits: int) -> Decimal:
    """A count of the last decimal place as a number: 12345 with 2 digits is 123.45."""
    return Decimal(whole).scaleb(-digits)


def new_sheet(name: str) -> tuple[Workbook, Worksheet]:
    """A workbook with one named sheet and fixed document properties."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = name
    workbook.properties.creator = "EMAS example generator"
    workbook.properties.created = _FIXED_TIME
    for column, width in zip("ABCDEFGHI", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    return workbook, sheet


def put_row(sheet: Worksheet, row_number: int, cells: Sequence[Cell], *, bold: bool = False) -> None:
    """Write a row; days become true date cells, texts stay texts."""
    for column, value in enumerate(cells, start=1):
        if value is None:
            continue
        cell = sheet.cell(row=row_number, column=column, value=value)
        if isinstance(value, date):
            cell.number_format = "yyyy.mm.dd."
        elif isinstance(value, str):
            cell.number_format = "@"
        if bold:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def workbook_bytes(workbook: Workbook) -> bytes:
    """The workbook with fixed times, stored without compression: compressors differ between machines."""
    written = io.BytesIO()
    workbook.save(written)
    fixed = io.BytesIO()
    moment = f"{_FIXED_TIME:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + moment + rb"\g<2>", content)
            part = zipfile.ZipInfo(name, _FIXED_TIME.timetuple()[:6])
            part.create_system = 3
            part.external_attr = 0o644 << 16
            target.writestr(part, content)
    return fixed.getvalue()
