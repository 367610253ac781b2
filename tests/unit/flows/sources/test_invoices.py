"""Electronic invoices: both syntaxes of EN 16931, and the invoice data of the Hungarian tax office."""

import base64
import gzip
from functools import partial
from pathlib import Path

import duckdb
import pytest

from flows.problems import UnreadableMachineFile
from flows.sources.invoice import invoice_sheet, negated
from flows.sources.nav_invoice import nav_invoice_sheet
from tests.unit.flows.sources.machine_files import nav, nav_datum, nav_line, records, ubl, ubl_line

read = partial(records, invoice_sheet)
read_nav = partial(records, nav_invoice_sheet)

CII = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocument><ram:ID>R7</ram:ID><ram:TypeCode>{kind}</ram:TypeCode><ram:IssueDateTime>
<udt:DateTimeString format="102">20250205</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem>
<ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
<ram:SpecifiedTradeProduct><ram:Name>Strom</ram:Name><ram:ApplicableProductCharacteristic>
<ram:Description>Zähler</ram:Description><ram:Value>Z9</ram:Value></ram:ApplicableProductCharacteristic>
</ram:SpecifiedTradeProduct>
<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="MWH">1.5</ram:BilledQuantity>
</ram:SpecifiedLineTradeDelivery>
<ram:SpecifiedLineTradeSettlement><ram:BillingSpecifiedPeriod><ram:StartDateTime>
<udt:DateTimeString format="102">20250110</udt:DateTimeString></ram:StartDateTime><ram:EndDateTime>
<udt:DateTimeString format="102">20250120</udt:DateTimeString></ram:EndDateTime></ram:BillingSpecifiedPeriod>
<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>E2</ram:IssuerAssignedID><ram:TypeCode>130</ram:TypeCode>
</ram:AdditionalReferencedDocument></ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>
<ram:IncludedSupplyChainTradeLineItem>
<ram:SpecifiedTradeProduct><ram:Name>Grundpreis</ram:Name></ram:SpecifiedTradeProduct>
<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="MON">1</ram:BilledQuantity>
</ram:SpecifiedLineTradeDelivery></ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Stadtwerke</ram:Name></ram:SellerTradeParty>
<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>E1</ram:IssuerAssignedID><ram:TypeCode>130</ram:TypeCode>
</ram:AdditionalReferencedDocument></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeSettlement><ram:BillingSpecifiedPeriod><ram:StartDateTime>
<udt:DateTimeString format="102">20250101</udt:DateTimeString></ram:StartDateTime><ram:EndDateTime>
<udt:DateTimeString format="102">20250131</udt:DateTimeString></ram:EndDateTime></ram:BillingSpecifiedPeriod>
<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>R1</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""


def test_a_line_of_ubl_takes_from_the_head_what_it_does_not_say(tmp_path: Path) -> None:
    own = """<cac:InvoicePeriod><cbc:StartDate>2025-01-10</cbc:StartDate><cbc:EndDate>2025-01-20</cbc:EndDate>
        </cac:InvoicePeriod><cac:DocumentReference><cbc:ID>E2</cbc:ID><cbc:DocumentTypeCode>130</cbc:DocumentTypeCode>
        </cac:DocumentReference>"""
    first, second = read(tmp_path, ubl(ubl_line("Áram", "12.5", "KWH"), ubl_line("Áram", "3", "MWH", own)))
    assert first == {
        "invoice_number": "S1",
        "issued_on": "2025-02-05",
        "seller": "Áramszolgáltató Zrt.",
        "metering_point": "E1",
        "line": "1",
        "item": "Áram",
        "quantity": "12.5",
        "unit": "KWH",
        "period_start": "2025-01-01",
        "period_end": "2025-01-31",
    }
    assert (second["metering_point"], second["period_start"], second["period_end"]) == (
        "E2",
        "2025-01-10",
        "2025-01-20",
    )


def test_cii_says_the_same_with_its_head_behind_its_lines(tmp_path: Path) -> None:
    first, second = read(tmp_path, CII.format(kind="380"))
    assert first == {
        "invoice_number": "R7",
        "issued_on": "2025-02-05",
        "seller": "Stadtwerke",
        "metering_point": "E2",
        "line": "1",
        "item": "Strom",
        "quantity": "1.5",
        "unit": "MWH",
        "period_start": "2025-01-10",
        "period_end": "2025-01-20",
        "property.Zähler": "Z9",
    }
    assert (second["metering_point"], second["period_start"], second["quantity"]) == ("E1", "2025-01-01", "1")


@pytest.mark.parametrize(("kind", "quantity"), [("381", "-1.5"), ("384", "1.5")])
def test_what_changes_a_bill_names_it(tmp_path: Path, kind: str, quantity: str) -> None:
    first, _ = read(tmp_path, CII.format(kind=kind))
    assert (first["changes_invoice"], first["quantity"]) == ("R1", quantity)


def test_a_credit_note_takes_back_also_where_it_names_no_bill(tmp_path: Path) -> None:
    (found,) = read(tmp_path, ubl(ubl_line("Áram", "10", "KWH", credited=True), kind="381", credit=True))
    assert (found["changes_invoice"], found["quantity"]) == ("?", "-10")


def test_a_final_bill_that_refers_to_payments_on_account_changes_none(tmp_path: Path) -> None:
    more = """<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>R0</cbc:ID>
        </cac:InvoiceDocumentReference></cac:BillingReference>"""
    (found,) = read(tmp_path, ubl(ubl_line("Áram", "10", "KWH"), more=more))
    assert "changes_invoice" not in found


@pytest.mark.parametrize(("quantity", "other"), [("5", "-5"), ("-5", "5"), ("+5", "-5"), ("", "")])
def test_the_other_sign(quantity: str, other: str) -> None:
    assert negated(quantity) == other


def test_several_metering_points_in_the_head_are_not_guessed(tmp_path: Path) -> None:
    more = """<cac:AdditionalDocumentReference><cbc:ID>E9</cbc:ID><cbc:DocumentTypeCode>130</cbc:DocumentTypeCode>
        </cac:AdditionalDocumentReference>"""
    (found,) = read(tmp_path, ubl(ubl_line("Áram", "10", "KWH"), more=more))
    assert "metering_point" not in found


def test_an_attachment_is_read_past(tmp_path: Path) -> None:
    more = f"""<cac:AdditionalDocumentReference><cbc:ID>PDF</cbc:ID><cac:Attachment>
        <cbc:EmbeddedDocumentBinaryObject>{"QUJD" * (1 << 21)}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>
        </cac:AdditionalDocumentReference>"""
    (found,) = read(tmp_path, ubl(ubl_line("Áram", "10", "KWH"), more=more))
    assert found["quantity"] == "10"


@pytest.mark.parametrize("version", ["2.0", "3.0"])
@pytest.mark.parametrize("batch", [False, True])
def test_lines_of_the_tax_office(tmp_path: Path, version: str, batch: bool) -> None:
    further = nav_datum("additionalLineData", "X00002_MERO", "Mérő", "M7")
    lines = (
        nav_line("Villamos energia", "120.5", "KWH", more=further),
        nav_line("Távhő", "3", "OWN", "GJ"),
        nav_line("Alapdíj"),
    )
    found = read_nav(tmp_path, nav(*lines, version=version, batch=batch))
    assert [(row["item"], row.get("quantity"), row.get("unit")) for row in found] == [
        ("Villamos energia", "120.5", "KWH"),
        ("Távhő", "3", "GJ"),
        ("Alapdíj", None, None),
    ]
    assert [(row["data.POD"], row["data.X00001_POD"], row.get("data.Mérő")) for row in found] == [
        ("E1", "E1", "M7"),
        ("E1", "E1", None),
        ("E1", "E1", None),
    ]
    assert (found[0]["period_start"], found[0]["period_end"], found[0]["seller_id"]) == (
        "2025-01-01",
        "2025-01-31",
        "12345678",
    )


def test_an_invoice_that_cancels_another_names_it(tmp_path: Path) -> None:
    (found,) = read_nav(tmp_path, nav(nav_line("Villamos energia", "-120.5", "KWH"), reference="S0"))
    assert (found["changes_invoice"], found["quantity"]) == ("S0", "-120.5")


def answer(content: bytes, compressed: str) -> str:
    return f"""<?xml version="1.0"?><QueryInvoiceDataResponse xmlns="http://schemas.nav.gov.hu/OSA/3.0/api">
        <invoiceDataResult><invoiceData>{base64.b64encode(content).decode()}</invoiceData>
        <compressedContentIndicator>{compressed}</compressedContentIndicator></invoiceDataResult>
        </QueryInvoiceDataResponse>"""


def test_the_answer_to_a_query_holds_the_same_invoice(tmp_path: Path) -> None:
    plain = nav(nav_line("Villamos energia", "120.5", "KWH"))
    expected = read_nav(tmp_path, plain)
    assert read_nav(tmp_path, answer(plain.encode(), "false")) == expected
    assert read_nav(tmp_path, answer(gzip.compress(plain.encode()), "true")) == expected


@pytest.mark.parametrize(
    "content",
    [
        answer(gzip.compress(bytes(1 << 27)), "true"),
        answer(b"no gzip", "true"),
        answer(b"", "true"),
        answer(b"no xml", "false"),
        answer(b"<!DOCTYPE a []><a/>", "false"),
        answer(b"x", "false").replace("eA==", "%%%"),
    ],
    ids=["bomb", "no gzip", "nothing", "no xml", "document type", "no base64"],
)
def test_a_hostile_answer_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableMachineFile):
        read_nav(tmp_path, content)


def test_the_seller_is_the_sender(tmp_path: Path) -> None:
    path = tmp_path / "in.xml"
    path.write_text(ubl(ubl_line("Áram", "10", "KWH")), encoding="utf-8")
    assert invoice_sheet(duckdb.connect(), path, tmp_path, "t").sender == "Áramszolgáltató Zrt."
