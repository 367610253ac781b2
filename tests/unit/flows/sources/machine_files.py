"""Small machine files written by hand after the public specifications, and what a reader makes of a file."""

from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb

from flows.sources.sheet import Sheet

SheetReader = Callable[[duckdb.DuckDBPyConnection, Path, Path, str], Sheet]


def records(reader: SheetReader, tmp_path: Path, content: str | bytes) -> list[dict[str, str]]:
    """The records of a file, each with its filled fields only."""
    path = tmp_path / "delivered"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    connection = duckdb.connect()
    sheet = reader(connection, path, tmp_path, "records")
    assert sheet.first_row == 0
    (names,) = sheet.head
    rows = connection.execute(f"FROM ({sheet.relation}) ORDER BY row_number").fetchall()
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    return [
        {name: cell for name, cell in zip(names, row[1:], strict=True) if cell is not None} for row in rows
    ]


UBL = """<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>{number}</cbc:ID><cbc:IssueDate>2025-02-05</cbc:IssueDate>{kind}{head}
<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity>
<cbc:RegistrationName>Áramszolgáltató Zrt.</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>{lines}</{root}>"""

UBL_PERIOD = """<cac:InvoicePeriod><cbc:StartDate>2025-01-01</cbc:StartDate>
<cbc:EndDate>2025-01-31</cbc:EndDate></cac:InvoicePeriod>"""


def metering_point(identifier: str) -> str:
    return f"""<cac:AdditionalDocumentReference><cbc:ID>{identifier}</cbc:ID>
<cbc:DocumentTypeCode>130</cbc:DocumentTypeCode></cac:AdditionalDocumentReference>"""


def ubl_line(item: str, quantity: str, unit: str, more: str = "", *, credited: bool = False) -> str:
    line, counted = ("CreditNoteLine", "Credited") if credited else ("InvoiceLine", "Invoiced")
    return f"""<cac:{line}><cbc:ID>1</cbc:ID>
<cbc:{counted}Quantity unitCode="{unit}">{quantity}</cbc:{counted}Quantity>{more}
<cac:Item><cbc:Name>{item}</cbc:Name></cac:Item></cac:{line}>"""


def ubl(
    *lines: str,
    point: str = "E1",
    number: str = "S1",
    kind: str = "380",
    more: str = "",
    credit: bool = False,
) -> str:
    root = "CreditNote" if credit else "Invoice"
    code = f"<cbc:{root}TypeCode>{kind}</cbc:{root}TypeCode>"
    head = UBL_PERIOD + more + (metering_point(point) if point else "")
    return UBL.format(root=root, number=number, kind=code, head=head, lines="".join(lines))


def nav(*lines: str, version: str = "3.0", reference: str = "", pod: str = "E1", batch: bool = False) -> str:
    data = nav_datum("additionalInvoiceData", "X00001_POD", "POD", pod) if pod else ""
    original = (
        f"<invoiceReference><originalInvoiceNumber>{reference}</originalInvoiceNumber></invoiceReference>"
        if reference
        else ""
    )
    invoice = f"""<invoice>{original}<invoiceHead><supplierInfo><supplierTaxNumber>
<base:taxpayerId>12345678</base:taxpayerId></supplierTaxNumber><supplierName>Áramszolgáltató Zrt.</supplierName>
</supplierInfo><invoiceDetail><invoiceDeliveryDate>2025-01-31</invoiceDeliveryDate>
<invoiceDeliveryPeriodStart>2025-01-01</invoiceDeliveryPeriodStart>
<invoiceDeliveryPeriodEnd>2025-01-31</invoiceDeliveryPeriodEnd>{data}</invoiceDetail></invoiceHead>
<invoiceLines>{"".join(lines)}</invoiceLines></invoice>"""
    main = f"<batchInvoice><batchIndex>1</batchIndex>{invoice}</batchInvoice>" if batch else invoice
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<InvoiceData xmlns="http://schemas.nav.gov.hu/OSA/{version}/data" xmlns:base="http://schemas.nav.gov.hu/OSA/3.0/base">
<invoiceNumber>S1</invoiceNumber><invoiceIssueDate>2025-02-05</invoiceIssueDate>
<invoiceMain>{main}</invoiceMain></InvoiceData>"""


def nav_datum(element: str, name: str, description: str, value: str) -> str:
    return f"""<{element}><dataName>{name}</dataName><dataDescription>{description}</dataDescription>
<dataValue>{value}</dataValue></{element}>"""


def nav_line(item: str, quantity: str = "", unit: str = "", own: str = "", more: str = "") -> str:
    parts = {
        "lineNumber": "1",
        "lineDescription": item,
        "quantity": quantity,
        "unitOfMeasure": unit,
        "unitOfMeasureOwn": own,
    }
    filled = "".join(f"<{name}>{text}</{name}>" for name, text in parts.items() if text)
    return f"<line>{filled}{more}</line>"


def entry(address: str, content: str, links: Mapping[str, str] | None = None) -> str:
    """An entry of a Green Button feed."""
    related = "".join(f'<link rel="{rel}" href="{href}"/>' for href, rel in (links or {}).items())
    return f"""<entry><id>urn:uuid:{address}</id><link rel="self" href="{address}"/>{related}<title>T</title>
<content>{content}</content></entry>"""


def usage_point(number: str, service: str = "0") -> str:
    content = (
        f'<UsagePoint xmlns="{ESPI}"><ServiceCategory><kind>{service}</kind></ServiceCategory></UsagePoint>'
    )
    return entry(f"/UsagePoint/{number}", content)


def meter_reading(number: str, reading_type: str) -> str:
    address = f"/UsagePoint/{number}/MeterReading/1"
    return entry(address, f'<MeterReading xmlns="{ESPI}"/>', {f"/ReadingType/{reading_type}": "related"})


def reading_type(number: str, **fields: object) -> str:
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return entry(f"/ReadingType/{number}", f'<ReadingType xmlns="{ESPI}">{inside}</ReadingType>')


def block(number: str, *readings: tuple[object, object, object], quality: str = "") -> str:
    said = f"<ReadingQuality><quality>{quality}</quality></ReadingQuality>" if quality else ""
    inside = "".join(
        f"<IntervalReading>{said}<timePeriod><duration>{duration}</duration><start>{start}</start></timePeriod>"
        f"<value>{value}</value></IntervalReading>"
        for start, duration, value in readings
    )
    address = f"/UsagePoint/{number}/MeterReading/1/IntervalBlock/1"
    return entry(address, f'<IntervalBlock xmlns="{ESPI}">{inside}</IntervalBlock>')


ESPI = "http://naesb.org/espi"


def feed(*entries: str) -> str:
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{"".join(entries)}</feed>'


def nem12(*rows: str) -> str:
    return "\n".join(("100,NEM12,202501011200,MDP1,RETAILER", *rows, "900")) + "\n"


def nem12_day(day: str, values: list[str], quality: str = "A") -> str:
    return ",".join(("300", day, *values, quality, "", "", "20250103000000", ""))
