"""What the bytes of a delivered file are, whatever its name says.

The ending of a name says whether a file is meant as a table at all; its first bytes say what it really is. A workbook
named .csv is a workbook, delimited text named .xls is text, and a picture, a web page or a letter is told as what it
is.
"""

import re
import zipfile
import zlib
from pathlib import Path
from typing import Literal

from flows.problems import UnreadableFile

Container = Literal["xlsx", "ods", "xls"]
"""The spreadsheets that are read: Office Open XML, OpenDocument, and the binary files of Excel 97 to 2003."""

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream in which Office keeps a workbook that has a password."""

BIFF_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
FIRST_BYTES = 1 << 12

NO_TABLE = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
)
"""The first bytes of what offices send instead of a table."""

WEB_PAGE = re.compile(
    rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|meta|script)\b", re.IGNORECASE | re.DOTALL
)
SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"


def spreadsheet_container(path: Path) -> Container | None:
    """Which kind of spreadsheet a file is; None if its bytes may be text.

    Raises:
        UnreadableFile: the bytes are something that holds no table, or a spreadsheet that cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(FIRST_BYTES)
    if start.startswith(ZIP):
        return _zip_container(path)
    if start.startswith(OLE):
        return _ole_container(path)
    for signature, name in NO_TABLE:
        if start.startswith(signature):
            raise UnreadableFile(name, "no_table_inside")
    readable = _without_nulls(start)
    if WEB_PAGE.match(readable):
        raise UnreadableFile(_title(readable), "web_page")
    if SPREADSHEET_XML in readable:
        raise UnreadableFile("XML Spreadsheet 2003", "other_spreadsheet")
    return None


def _zip_container(path: Path) -> Container:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            declared = (
                archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
            )
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        RuntimeError,
        NotImplementedError,
        EOFError,
        KeyError,
    ) as error:
        raise UnreadableFile(f"the workbook is damaged or only half sent ({error})") from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if declared.startswith(ODS_TYPE) and "content.xml" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        raise UnreadableFile("XLSB", "other_spreadsheet")
    if "word/document.xml" in names:
        raise UnreadableFile("DOCX", "no_table_inside")
    raise UnreadableFile("ZIP", "no_table_inside")


def _ole_container(path: Path) -> Container:
    content = path.read_bytes()
    if ENCRYPTED in content:
        raise UnreadableFile("", "password_protected")
    if any(name in content for name in BIFF_STREAMS):
        return "xls"
    raise UnreadableFile("DOC / PPT / MSG", "no_table_inside")


def _without_nulls(start: bytes) -> bytes:
    """The first bytes as they read in an encoding of one byte, also where each letter takes two."""
    return (
        start.removeprefix(b"\xef\xbb\xbf")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
        .replace(b"\0", b"")
    )


def _title(page: bytes) -> str:
    """What a web page calls itself, so that an office recognises its login page."""
    found = re.search(rb"<title[^>]*>(.{1,200}?)</title", page, re.IGNORECASE | re.DOTALL)
    return " ".join(found[1].decode("utf-8", "replace").split()) if found else ""
