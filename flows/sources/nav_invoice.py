"""Invoice data in the XML of the Hungarian tax office (NAV Online Számla, InvoiceData 2.0 and 3.0).

Both versions name the same elements in other namespaces. The answer of the office's interface to a query holds the
same document packed in base64, sometimes compressed; it is read too.
"""

import base64
import binascii
import zlib
from collections.abc import Iterator
from pathlib import Path

import duckdb

from flows.problems import UnreadableMachineFile
from flows.sources.records import Record, record_sheet
from flows.sources.sheet import Sheet
from flows.sources.xml_elements import Element, elements

FIELDS = (
    "invoice_number", "issued_on", "changes_invoice", "seller", "seller_id", "utility_settlement", "line", "item",
    "quantity", "unit", "period_start", "period_end", "delivered_on",
)  # fmt: skip

DOCUMENT = "InvoiceData"
ENVELOPES = frozenset({"QueryInvoiceDataResponse"})
LARGEST_DOCUMENT = 1 << 26


def nav_invoice_sheet(connection: duckdb.DuckDBPyConnection, path: Path, scratch: Path, table: str) -> Sheet:
    """One record for each line.

    Beside FIELDS there are `data.NAME` and `data.DESCRIPTION` for each further datum (additionalInvoiceData,
    additionalLineData) by its name and by its description.

    `unit` is the unit's code, or the seller's own word where the code is OWN. `changes_invoice` is filled in invoices
    that modify or cancel another one: the number of that one. Periods are those of the head; a line of a collective
    invoice may have a day of delivery of its own.
    """
    document = _document(path, scratch)
    heads = _heads(document)
    sheet = record_sheet(connection, _records(document, heads), FIELDS, scratch, table)
    return sheet.sent_by(heads[0]["seller"] if heads else "")


def _document(path: Path, scratch: Path) -> Path:
    """The file itself, or the document that it carries."""
    for element in elements(path, frozenset({DOCUMENT, *ENVELOPES}), frozenset({"invoiceMain"})):
        if element.name == DOCUMENT:
            return path
        packed = element.said("invoiceDataResult/invoiceData")
        compressed = element.said("invoiceDataResult/compressedContentIndicator") == "true"
        unpacked = scratch / "invoice_data.xml"
        unpacked.write_bytes(_unpacked(packed, compressed=compressed))
        return unpacked
    return path


def _unpacked(packed: str, *, compressed: bool) -> bytes:
    try:
        content = base64.b64decode("".join(packed.split()), validate=True)
        if not compressed:
            return content
        inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        content = inflater.decompress(content, LARGEST_DOCUMENT)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise UnreadableMachineFile(f"the invoice inside it cannot be unpacked ({error})") from error
    if inflater.unconsumed_tail:
        raise UnreadableMachineFile("the invoice inside it unpacks to more than 64 MiB")
    return content


def _heads(document: Path) -> list[dict[str, str]]:
    """What is the same for all lines of an invoice, for each invoice of the document: a batch holds several."""
    heads = []
    root = Element("")
    for element in elements(document, frozenset({DOCUMENT, "invoice"}), frozenset({"line"})):
        if element.name == DOCUMENT:
            root = element
        else:
            heads.append(_head(element))
    whole = {"invoice_number": root.said("invoiceNumber"), "issued_on": root.said("invoiceIssueDate")}
    return [whole | head for head in heads]


def _head(invoice: Element) -> dict[str, str]:
    supplier = invoice.first("invoiceHead/supplierInfo") or Element("")
    detail = invoice.first("invoiceHead/invoiceDetail") or Element("")
    return {
        "changes_invoice": invoice.said("invoiceReference/originalInvoiceNumber"),
        "seller": supplier.said("supplierName"),
        "seller_id": supplier.said("supplierTaxNumber/taxpayerId"),
        "utility_settlement": detail.said("utilitySettlementIndicator"),
        "period_start": detail.said("invoiceDeliveryPeriodStart"),
        "period_end": detail.said("invoiceDeliveryPeriodEnd"),
        "delivered_on": detail.said("invoiceDeliveryDate"),
    } | _further(detail.all("additionalInvoiceData"))


def _records(document: Path, heads: list[dict[str, str]]) -> Iterator[Record]:
    place = 0
    for element in elements(document, frozenset({"invoice", "line"})):
        if element.name == "invoice":
            place += 1
        else:
            yield heads[place] | {name: text for name, text in _line(element).items() if text}


def _line(line: Element) -> dict[str, str]:
    return {
        "line": line.said("lineNumber"),
        "item": line.said("lineDescription"),
        "quantity": line.said("quantity"),
        "unit": line.said("unitOfMeasureOwn", "unitOfMeasure"),
        "delivered_on": line.said("aggregateInvoiceLineData/lineDeliveryDate"),
    } | _further(line.all("additionalLineData"))


def _further(data: list[Element]) -> dict[str, str]:
    return {
        f"data.{name}": datum.said("dataValue")
        for datum in data
        for name in (datum.said("dataName"), datum.said("dataDescription"))
        if name
    }
