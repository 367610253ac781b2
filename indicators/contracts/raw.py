"""Tables of what was delivered: files, rejected rows, and the steps of the store itself."""

from indicators.contracts.table import Column, Table

DELIVERY_STATUSES = ("accepted", "partly_accepted", "rejected", "duplicate")

MIGRATIONS = Table(
    "raw",
    "migrations",
    "one step by which the store came to its present shape",
    (
        Column("name", "VARCHAR", "file name of the step"),
        Column("sha256", "VARCHAR", "hash of its text"),
    ),
    key=("name",),
)

DELIVERIES = Table(
    "raw",
    "deliveries",
    "one file as one office sent it under one name",
    (
        Column(
            "delivery_id",
            "VARCHAR",
            "SHA-256 of the bytes of the file, in hexadecimal",
            check="length(delivery_id) = 64",
        ),
        Column(
            "file_name", "VARCHAR", "path of the file inside the inbox of the office, with / between folders"
        ),
        Column("office_id", "VARCHAR", "office that delivered"),
        Column(
            "format_id",
            "VARCHAR",
            "declared format by which the file was read; empty if none fitted",
            nullable=True,
        ),
        Column("received_at", "TIMESTAMPTZ", "when the file was first seen"),
        Column(
            "sequence", "BIGINT", "order of arrival; of two rows for the same days the later arrival counts"
        ),
        Column("size_bytes", "BIGINT", "size of the file in bytes"),
        Column(
            "rows_read", "BIGINT", "data rows found; title, header, blank and declared totals rows are none"
        ),
        Column(
            "rows_accepted", "BIGINT", "data rows that became readings, register values or reference values"
        ),
        Column(
            "rows_rejected", "BIGINT", "data rows that were rejected, each with a reason in raw.rejected_rows"
        ),
        Column(
            "rows_left_out",
            "BIGINT",
            "filled rows below a heading that the format declares no data: totals, sums, sections, sub-meters",
        ),
        Column(
            "status",
            "VARCHAR",
            "accepted, partly_accepted, rejected, or duplicate of bytes seen before",
            one_of=DELIVERY_STATUSES,
        ),
    ),
    key=("delivery_id", "office_id", "file_name"),
    checks=("rows_read = rows_accepted + rows_rejected",),
)

REJECTED_ROWS = Table(
    "raw",
    "rejected_rows",
    "one data row of a delivery that did not become a reading",
    (
        Column("delivery_id", "VARCHAR", "delivery that holds the row"),
        Column("sheet", "VARCHAR", "sheet of the workbook; empty for a file without sheets"),
        Column("row_number", "BIGINT", "row as a person counts it in that file or sheet, from 1"),
        Column(
            "column_name",
            "VARCHAR",
            "heading of the column with the faulty cell; empty if the row as a whole is at fault",
        ),
        Column("code", "VARCHAR", "what is wrong, as a finding code"),
        Column("message", "VARCHAR", "what, where, why and what to do, in the language of the office"),
        Column("value", "VARCHAR", "the faulty cell as it stands in the file", nullable=True),
        Column(
            "detail",
            "VARCHAR",
            "what the sentence needs beyond the cell, such as the value before; empty otherwise",
        ),
        Column("supply_point_id", "VARCHAR", "supply point of the row where it could be read", nullable=True),
        Column("stream", "VARCHAR", "stream of the row where it could be read", nullable=True),
        Column("first_day", "DATE", "first day of the row's period where it could be read", nullable=True),
        Column("last_day", "DATE", "last day of the row's period where it could be read", nullable=True),
        Column(
            "column_position",
            "BIGINT",
            "position of that column in the file, counted from 1; empty if the row as a whole is at fault",
            nullable=True,
        ),
    ),
    key=("delivery_id", "sheet", "row_number"),
    indexed=False,
)

DELIVERY_FINDINGS = Table(
    "raw",
    "delivery_findings",
    "one thing that a person should know about a delivery as a whole or about a row that was nevertheless accepted",
    (
        Column("delivery_id", "VARCHAR", "delivery concerned"),
        Column("office_id", "VARCHAR", "office that delivered"),
        Column("file_name", "VARCHAR", "path of the file inside the inbox of the office"),
        Column("code", "VARCHAR", "finding code"),
        Column("sheet", "VARCHAR", "sheet of the workbook; empty for the delivery as a whole"),
        Column("row_number", "BIGINT", "row as a person counts it", nullable=True),
        Column(
            "details", "VARCHAR", "values of the placeholders of the finding's sentence, as a JSON object"
        ),
    ),
    key=("delivery_id", "office_id", "file_name", "code", "sheet", "row_number"),
    indexed=False,
)

PASSED_OVER = Table(
    "raw",
    "passed_over",
    "one thing that lay in the inbox at the last run and could not be taken in",
    (
        Column(
            "office_id",
            "VARCHAR",
            "office in whose folder it lies; empty for what lies in no office's folder",
        ),
        Column("file_name", "VARCHAR", "path inside the inbox of the office"),
        Column("code", "VARCHAR", "finding code"),
        Column("detail", "VARCHAR", "what the file system said; empty where it said nothing"),
    ),
    key=("office_id", "file_name", "code"),
    indexed=False,
)
