"""Electronic invoices by the European standard EN 16931, in both its syntaxes: UBL 2.1 and UN/CEFACT CII.

Names such as BT-18 are the business terms of EN 16931-1. What an invoice says of a line is taken from the line, and
from the head of the invoice where the line is silent.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from flows.sources.records import Record, record_sheet
from flows.sources.sheet import Sheet
from flows.sources.xml_elements import Element, elements

FIELDS = (
    "invoice_number", "issued_on", "changes_invoice", "seller", "seller_id", "metering_point", "line", "item",
    "description", "note", "quantity", "unit", "period_start", "period_end", "delivered_on",
)  # fmt: skip

UBL_LINES = frozenset({"InvoiceLine", "CreditNoteLine"})
CII_LINES = frozenset({"IncludedSupplyChainTradeLineItem"})
ATTACHMENTS = frozenset({"EmbeddedDocumentBinaryObject", "AttachmentBinaryObject"})

INVOICED_OBJECT = "130"
"""UNTDID 1001: the document reference names the object that is invoiced, such as a metering point (BT-18, BT-128)."""

CREDIT_NOTES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
CORRECTED_INVOICE = "384"
"""UNTDID 1001. The amounts of a credit note are what is taken back, written without a sign."""

NO_NUMBER = "?"


def invoice_sheet(connection: duckdb.DuckDBPyConnection, path: Path, scratch: Path, table: str) -> Sheet:
    """One record for each line.

    Beside FIELDS there is a field `property.NAME` for each attribute of an item (BG-32), and `document.DESCRIPTION`
    for each described reference of the head (BG-24).

    `changes_invoice` is filled in credit notes and corrections: the invoice that they change (BT-25), `?` if they do
    not name it. The quantity of a credit note has the sign that it means.
    """
    roots = frozenset({"Invoice", "CreditNote", "CrossIndustryInvoice"})
    root = next(elements(path, roots, UBL_LINES | CII_LINES | ATTACHMENTS), Element(""))
    cii = root.name == "CrossIndustryInvoice"
    head = _cii_head(root) if cii else _ubl_head(root)
    kind = root.said("ExchangedDocument/TypeCode", "InvoiceTypeCode", "CreditNoteTypeCode")
    credit = root.name == "CreditNote" or kind in CREDIT_NOTES
    preceding = head.pop("changes_invoice")
    if credit or kind == CORRECTED_INVOICE:
        head["changes_invoice"] = preceding or NO_NUMBER
    lines = elements(path, CII_LINES if cii else UBL_LINES, ATTACHMENTS)
    records = _records(head, map(_cii_line if cii else _ubl_line, lines), credit=credit)
    sheet = record_sheet(connection, records, FIELDS, scratch, table)
    return sheet.sent_by(head["seller"])


def _records(head: dict[str, str], lines: Iterator[dict[str, str]], *, credit: bool) -> Iterator[Record]:
    for line in lines:
        record = head | {name: text for name, text in line.items() if text}
        if credit:
            record["quantity"] = negated(record.get("quantity", ""))
        yield record


def negated(quantity: str) -> str:
    """A number with the other sign."""
    if not quantity:
        return ""
    return quantity[1:] if quantity.startswith("-") else f"-{quantity.removeprefix('+')}"


def _ubl_head(root: Element) -> dict[str, str]:
    party = root.first("AccountingSupplierParty/Party") or Element("")
    documents = root.all("AdditionalDocumentReference")
    vat = (scheme for scheme in party.all("PartyTaxScheme") if scheme.said("TaxScheme/ID") == "VAT")
    return {
        "invoice_number": root.said("ID"),
        "issued_on": root.said("IssueDate"),
        "changes_invoice": root.said("BillingReference/InvoiceDocumentReference/ID"),
        "seller": party.said("PartyLegalEntity/RegistrationName", "PartyName/Name"),
        "seller_id": next(
            (scheme.said("CompanyID") for scheme in vat), party.said("PartyLegalEntity/CompanyID")
        ),
        "metering_point": _only(
            document.said("ID")
            for document in documents
            if document.said("DocumentTypeCode") == INVOICED_OBJECT
        ),
        "period_start": root.said("InvoicePeriod/StartDate"),
        "period_end": root.said("InvoicePeriod/EndDate"),
        "delivered_on": root.said("Delivery/ActualDeliveryDate"),
    } | {
        f"document.{document.said('DocumentDescription')}": document.said("ID")
        for document in documents
        if document.said("DocumentDescription")
    }


def _ubl_line(line: Element) -> dict[str, str]:
    quantity = line.first("InvoicedQuantity") or line.first("CreditedQuantity") or Element("")
    return {
        "line": line.said("ID"),
        "note": line.said("Note"),
        "item": line.said("Item/Name"),
        "description": line.said("Item/Description"),
        "quantity": quantity.text,
        "unit": quantity.attributes.get("unitCode", ""),
        "period_start": line.said("InvoicePeriod/StartDate"),
        "period_end": line.said("InvoicePeriod/EndDate"),
        "metering_point": _only(
            document.said("ID")
            for document in line.all("DocumentReference")
            if document.said("DocumentTypeCode") == INVOICED_OBJECT
        ),
    } | {
        f"property.{found.said('Name')}": found.said("Value")
        for found in line.all("Item/AdditionalItemProperty")
    }


def _cii_head(root: Element) -> dict[str, str]:
    trade = root.first("SupplyChainTradeTransaction") or Element("")
    settlement = trade.first("ApplicableHeaderTradeSettlement") or Element("")
    seller = trade.first("ApplicableHeaderTradeAgreement/SellerTradeParty") or Element("")
    documents = trade.all("ApplicableHeaderTradeAgreement/AdditionalReferencedDocument")
    vat = (
        found
        for found in seller.all("SpecifiedTaxRegistration/ID")
        if found.attributes.get("schemeID") == "VA"
    )
    return {
        "invoice_number": root.said("ExchangedDocument/ID"),
        "issued_on": _cii_day(root, "ExchangedDocument/IssueDateTime"),
        "changes_invoice": settlement.said("InvoiceReferencedDocument/IssuerAssignedID"),
        "seller": seller.said("Name", "SpecifiedLegalOrganization/TradingBusinessName"),
        "seller_id": next((found.text for found in vat), seller.said("SpecifiedLegalOrganization/ID")),
        "metering_point": _only(map(_cii_object, documents)),
        "period_start": _cii_day(settlement, "BillingSpecifiedPeriod/StartDateTime"),
        "period_end": _cii_day(settlement, "BillingSpecifiedPeriod/EndDateTime"),
        "delivered_on": _cii_day(
            trade, "ApplicableHeaderTradeDelivery/ActualDeliverySupplyChainEvent/OccurrenceDateTime"
        ),
    } | {
        f"document.{document.said('Name')}": document.said("IssuerAssignedID")
        for document in documents
        if document.said("Name")
    }


def _cii_line(line: Element) -> dict[str, str]:
    quantity = line.first("SpecifiedLineTradeDelivery/BilledQuantity") or Element("")
    settlement = line.first("SpecifiedLineTradeSettlement") or Element("")
    return {
        "line": line.said("AssociatedDocumentLineDocument/LineID"),
        "note": line.said("AssociatedDocumentLineDocument/IncludedNote/Content"),
        "item": line.said("SpecifiedTradeProduct/Name"),
        "description": line.said("SpecifiedTradeProduct/Description"),
        "quantity": quantity.text,
        "unit": quantity.attributes.get("unitCode", ""),
        "period_start": _cii_day(settlement, "BillingSpecifiedPeriod/StartDateTime"),
        "period_end": _cii_day(settlement, "BillingSpecifiedPeriod/EndDateTime"),
        "metering_point": _only(map(_cii_object, settlement.all("AdditionalReferencedDocument"))),
    } | {
        f"property.{found.said('Description')}": found.said("Value")
        for found in line.all("SpecifiedTradeProduct/ApplicableProductCharacteristic")
    }


def _cii_object(document: Element) -> str:
    return document.said("IssuerAssignedID") if document.said("TypeCode") == INVOICED_OBJECT else ""


def _cii_day(element: Element, path: str) -> str:
    """A day in ISO form. CII writes it as CCYYMMDD (format 102); in another form it stands as it is."""
    text = element.said(f"{path}/DateTimeString", f"{path}/DateString")
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else text


def _only(identifiers: Iterator[str]) -> str:
    """The one identifier; none if there are several, because then each line would have to say which it means."""
    different = {identifier for identifier in identifiers if identifier}
    return different.pop() if len(different) == 1 else ""
