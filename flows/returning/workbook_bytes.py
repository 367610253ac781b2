"""A workbook as bytes that depend on its content alone: no clock, no name of a user."""

import io
import zipfile
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.writer.excel import ExcelWriter

ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
"""Stand where a workbook notes when it was made: the same inputs give the same bytes on any day."""


def workbook_bytes(workbook: Workbook) -> bytes:
    """The XLSX file of a workbook."""
    workbook.properties = DocumentProperties(creator="EMAS", created=ANY_DAY, modified=ANY_DAY)
    written, target = io.BytesIO(), io.BytesIO()
    ExcelWriter(workbook, zipfile.ZipFile(written, "w", zipfile.ZIP_STORED)).save()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            named = zipfile.ZipInfo(entry.filename, FIRST_DAY_OF_ZIP)
            named.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(named, source.read(entry))
    return target.getvalue()
