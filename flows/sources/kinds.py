"""What kind of file lies before us, and how each kind that machines write becomes a sheet: the one place to add one.

A machine format is known by how its content begins, whatever the file is called. The ending of a name says that text
or a workbook is meant; which of the two it is, file_kind says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows.problems import UnreadableFile, UnreadableMachineFile
from flows.sources.file_kind import spreadsheet_container
from flows.sources.green_button import green_button_sheet
from flows.sources.invoice import invoice_sheet
from flows.sources.json_records import json_sheet
from flows.sources.layout import FileKind, FileLayout
from flows.sources.mscons import mscons_sheet
from flows.sources.nav_invoice import nav_invoice_sheet
from flows.sources.nem12 import nem12_sheet
from flows.sources.sheet import Sheet
from flows.sources.xml_elements import root_of

TEXT_ENDINGS = (".csv", ".txt", ".tsv", ".prn")
SPREADSHEET_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")
ENDINGS: dict[str, FileKind] = {
    **dict.fromkeys(TEXT_ENDINGS, "csv"),
    **dict.fromkeys(SPREADSHEET_ENDINGS, "workbook"),
    ".json": "json",
}
OTHER_ENDINGS = (".xml", ".edi", ".gz", ".zip")
"""Endings of files whose content says what they are."""

START = 1 << 16
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
XML_SIGNS = (b"<?xml", b"\xff\xfe<", b"\xfe\xff\x00<")

ROOTS: dict[str, FileKind] = {
    "{http://www.w3.org/2005/Atom}feed": "green_button",
    "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice": "invoice",
    "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote": "invoice",
    "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice": "invoice",
    "{http://schemas.nav.gov.hu/OSA/2.0/data}InvoiceData": "nav_invoice",
    "{http://schemas.nav.gov.hu/OSA/3.0/data}InvoiceData": "nav_invoice",
    "{http://schemas.nav.gov.hu/OSA/2.0/api}QueryInvoiceDataResponse": "nav_invoice",
    "{http://schemas.nav.gov.hu/OSA/3.0/api}QueryInvoiceDataResponse": "nav_invoice",
}


@dataclass(frozen=True)
class Source:
    """A file to read: where its bytes lie, a folder for what the reading needs, and a name for a table of its own."""

    connection: duckdb.DuckDBPyConnection
    path: Path
    scratch: Path
    table: str


MACHINE_READERS: dict[FileKind, Callable[[Source, FileLayout], Sheet]] = {
    "green_button": lambda source, _: green_button_sheet(*_parts(source)),
    "invoice": lambda source, _: invoice_sheet(*_parts(source)),
    "nav_invoice": lambda source, _: nav_invoice_sheet(*_parts(source)),
    "mscons": lambda source, _: mscons_sheet(*_parts(source)),
    "nem12": lambda source, _: nem12_sheet(*_parts(source)),
    "json": lambda source, layout: json_sheet(*_parts(source), layout.records, layout.encoding),
}


def _parts(source: Source) -> tuple[duckdb.DuckDBPyConnection, Path, Path, str]:
    return source.connection, source.path, source.scratch, source.table


def kind_of(path: Path, file_name: str) -> FileKind:
    """The kind of a file.

    Raises:
        UnreadableFile: the file is of no kind that is read; what it is instead is told where its bytes say so.
    """
    with path.open("rb") as file:
        start = file.read(START).removeprefix(BYTE_ORDER_MARK).lstrip()
    ending = Path(file_name).suffix.lower()
    if start.startswith(XML_SIGNS) or (ending == ".xml" and start.startswith(b"<")):
        return _kind_of_xml(start)
    if start.startswith((b"UNA", b"UNB+")):
        return "mscons"
    if start[:9].upper().startswith(b"100,NEM12"):
        return "nem12"
    kind = ENDINGS.get(ending)
    if kind is None and spreadsheet_container(path):
        return "workbook"
    if kind is None:
        known = ", ".join((*ENDINGS, *OTHER_ENDINGS))
        raise UnreadableFile(
            f"files with the ending {ending or '(none)'} are not read unless their content says what they are; "
            f"known are {known}"
        )
    return kind


def _kind_of_xml(start: bytes) -> FileKind:
    root = root_of(start)
    if root is None:
        raise UnreadableMachineFile("it begins like XML but is none")
    namespace, name = root
    kind = ROOTS.get(f"{{{namespace}}}{name}")
    if kind is None:
        raise UnreadableMachineFile(
            f"it is XML of a kind that is not known ({name[:60]} of {namespace[:100]!r})"
        )
    return kind
