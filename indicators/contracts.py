"""One declaration per table of the store.

From these follow the DDL and its checks, the data dictionary and the test that finds drift. The columns are
public: notebooks of officers and checks by others read them, so a column may be added but not renamed.

Quantities are in canonical units (energy kWh, water m3, mass kg, area m2, GHG t CO2e, air emissions kg);
instants are TIMESTAMPTZ, months the DATE of their first day, periods half-open.
"""

from collections.abc import Iterator
from dataclasses import dataclass

DELIVERY_STATUSES = ("accepted", "partly_accepted", "rejected", "duplicate")
QUALITIES = ("measured", "invoiced", "dictated", "estimated", "calculated")
INDICATOR_STATUSES = ("complete", "incomplete", "omitted", "closed")
SEVERITIES = ("reject", "warn")
REGISTER_CADENCES = ("monthly", "irregular")
DELIVERY_CYCLES = ("month", "quarter", "year")


@dataclass(frozen=True)
class Column:
    """One column: its SQL type, what it means, and what its values may be."""

    name: str
    type: str
    meaning: str
    nullable: bool = False
    one_of: tuple[str, ...] = ()
    check: str = ""

    def ddl(self) -> str:
        """The column as it stands in CREATE TABLE."""
        parts = [self.name, self.type]
        if not self.nullable:
            parts.append("NOT NULL")
        if self.one_of:
            parts.append(f"CHECK ({self.name} IN ({', '.join(repr(value) for value in self.one_of)}))")
        if self.check:
            parts.append(f"CHECK ({self.check})")
        return " ".join(parts)


@dataclass(frozen=True)
class Table:
    """One table: what a row is (its grain), its columns, and what identifies a row.

    `key` is declared to DuckDB only where the table stays small: an index over every quarter-hour reading
    would cost more than the reading itself; there the loading SQL keeps the key, and a test checks it.
    """

    schema: str
    name: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    indexed: bool = True
    checks: tuple[str, ...] = ()

    @property
    def qualified_name(self) -> str:
        """schema.name, as SQL writes it."""
        return f"{self.schema}.{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns in their declared order."""
        return tuple(column.name for column in self.columns)

    def ddl(self) -> str:
        """CREATE TABLE with types, NOT NULL, checks and, for small tables, the primary key."""
        lines = [column.ddl() for column in self.columns]
        lines += [f"CHECK ({check})" for check in self.checks]
        if self.indexed:
            lines.append(f"PRIMARY KEY ({', '.join(self.key)})")
        body = ",\n    ".join(lines)
        return f"CREATE TABLE {self.qualified_name} (\n    {body}\n);"


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
        Column("delivery_id", "VARCHAR", "SHA-256 of the bytes of the file, in hexadecimal", check="length(delivery_id) = 64"),
        Column("file_name", "VARCHAR", "path of the file inside the inbox of the office, with / between folders"),
        Column("office_id", "VARCHAR", "office that delivered"),
        Column("format_id", "VARCHAR", "declared format by which the file was read; empty if none fitted", nullable=True),
        Column("received_at", "TIMESTAMPTZ", "when the file was first seen"),
        Column("sequence", "BIGINT", "order of arrival; of two rows for the same days the later arrival counts"),
        Column("size_bytes", "BIGINT", "size of the file in bytes"),
        Column("rows_read", "BIGINT", "data rows found; title, header, blank and declared totals rows are none"),
        Column("rows_accepted", "BIGINT", "data rows that became readings, register values or reference values"),
        Column("rows_rejected", "BIGINT", "data rows that were rejected, each with a reason in raw.rejected_rows"),
        Column("status", "VARCHAR", "accepted, partly_accepted, rejected, or duplicate of bytes seen before", one_of=DELIVERY_STATUSES),
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
        Column("column_name", "VARCHAR", "heading of the column with the faulty cell; empty if the row as a whole is at fault"),
        Column("code", "VARCHAR", "what is wrong, as a finding code"),
        Column("message", "VARCHAR", "what, where, why and what to do, in the language of the office"),
        Column("value", "VARCHAR", "the faulty cell as it stands in the file", nullable=True),
        Column("detail", "VARCHAR", "what the sentence needs beyond the cell, such as the value before; empty otherwise"),
        Column("supply_point_id", "VARCHAR", "supply point of the row where it could be read", nullable=True),
        Column("stream", "VARCHAR", "stream of the row where it could be read", nullable=True),
        Column("first_day", "DATE", "first day of the row's period where it could be read", nullable=True),
        Column("last_day", "DATE", "last day of the row's period where it could be read", nullable=True),
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
        Column("details", "VARCHAR", "values of the placeholders of the finding's sentence, as a JSON object"),
    ),
    key=("delivery_id", "office_id", "file_name", "code", "sheet", "row_number"),
    indexed=False,
)

SUPPLY_POINTS = Table(
    "core",
    "supply_points",
    "one supply point of the register in one span of validity",
    (
        Column("supply_point_id", "VARCHAR", "number of the meter point, container or tank, as deliveries name it"),
        Column("site_id", "VARCHAR", "site that it serves"),
        Column("stream", "VARCHAR", "stream that it measures, or the family of streams (waste)"),
        Column("office_id", "VARCHAR", "office that has to deliver"),
        Column("valid_from", "DATE", "first day"),
        Column("valid_to", "DATE", "last day; empty while in use", nullable=True),
        Column("cadence", "VARCHAR", "monthly: every day must be covered; irregular: a month without a row is a zero once the office delivered",
               one_of=REGISTER_CADENCES),
        Column("delivered_every", "VARCHAR", "month, quarter or year in which the office has to deliver at least one row of an irregular stream",
               one_of=DELIVERY_CYCLES),
    ),
    key=("supply_point_id", "stream", "valid_from"),
)

ALLOCATION_SHARES = Table(
    "core",
    "allocation_shares",
    "the share of a site that counts for the organisation in one span of days",
    (
        Column("site_id", "VARCHAR", "site"),
        Column("valid_from", "DATE", "first day"),
        Column("valid_to", "DATE", "last day; empty while in force", nullable=True),
        Column("share", "DOUBLE", "part of the site's quantities that the organisation answers for", check="share > 0 AND share <= 1"),
    ),
    key=("site_id", "valid_from"),
)

PENDING = Table(
    "core",
    "pending",
    "a series whose rows changed since its months were last computed; empty after every complete run",
    (
        Column("supply_point_id", "VARCHAR", "meter point, container or tank"),
        Column("stream", "VARCHAR", "stream"),
    ),
    key=("supply_point_id", "stream"),
    indexed=False,
)

READINGS = Table(
    "core",
    "readings",
    "one quantity of a stream over a period, from one row of a delivery",
    (
        Column("delivery_id", "VARCHAR", "delivery that holds the row"),
        Column("sheet", "VARCHAR", "sheet of the workbook; empty for a file without sheets"),
        Column("row_number", "BIGINT", "row as a person counts it in that file or sheet"),
        Column("office_id", "VARCHAR", "office that delivered"),
        Column("site_id", "VARCHAR", "site by the register; empty while the register does not know the supply point", nullable=True),
        Column("supply_point_id", "VARCHAR", "meter point, container or tank"),
        Column("stream", "VARCHAR", "what is measured"),
        Column("period_start", "TIMESTAMPTZ", "first instant"),
        Column("period_end", "TIMESTAMPTZ", "first instant after the period"),
        Column("first_day", "DATE", "local day of the first instant"),
        Column("last_day", "DATE", "local day of the last instant"),
        Column("quantity", "DOUBLE", "quantity in the canonical unit of the stream, whole (before any allocation share)"),
        Column("unit", "VARCHAR", "canonical unit"),
        Column("quantity_as_delivered", "DOUBLE", "number in the file"),
        Column("unit_as_delivered", "VARCHAR", "unit in the file"),
        Column("factor_ids", "VARCHAR", "factors that turned the delivered unit into the canonical one; empty for a change of unit alone"),
        Column("quality", "VARCHAR", "how the number came about", one_of=QUALITIES),
        Column("meter_id", "VARCHAR", "meter, where the file names it", nullable=True),
        Column("issued_on", "DATE", "day of the bill or note, where the file names it", nullable=True),
        Column("is_current", "BOOLEAN", "false once another reading of the same days counts instead"),
    ),
    key=("delivery_id", "sheet", "row_number", "supply_point_id", "stream", "period_start"),
    indexed=False,
    checks=("period_end > period_start", "last_day >= first_day"),
)

REGISTER_VALUES = Table(
    "core",
    "register_values",
    "one cumulative value read off a meter; the difference of two becomes a reading",
    (
        Column("delivery_id", "VARCHAR", "delivery that holds the row"),
        Column("sheet", "VARCHAR", "sheet of the workbook; empty for a file without sheets"),
        Column("row_number", "BIGINT", "row as a person counts it in that file or sheet"),
        Column("office_id", "VARCHAR", "office that delivered"),
        Column("supply_point_id", "VARCHAR", "meter point"),
        Column("stream", "VARCHAR", "what is measured"),
        Column("meter_id", "VARCHAR", "meter; values of two meters are never subtracted from each other"),
        Column("read_on", "DATE", "local day at whose start the meter stood at this value"),
        Column("value", "DOUBLE", "register in the unit as delivered"),
        Column("unit_as_delivered", "VARCHAR", "unit in the file"),
        Column("quantity_per_unit", "DOUBLE", "canonical quantity of one delivered unit"),
        Column("unit", "VARCHAR", "canonical unit"),
        Column("quality", "VARCHAR", "how the number came about", one_of=QUALITIES),
        Column("is_current", "BOOLEAN", "false once a later delivery names the value of the same meter and day"),
    ),
    key=("delivery_id", "sheet", "row_number", "supply_point_id", "stream"),
    indexed=False,
)

SUPERSEDED = Table(
    "core",
    "superseded",
    "readings of one delivery that do not count because another delivery's count, by stream and month",
    (
        Column("delivery_id", "VARCHAR", "delivery whose rows do not count"),
        Column("supply_point_id", "VARCHAR", "meter point"),
        Column("stream", "VARCHAR", "stream"),
        Column("month", "DATE", "month of the first day"),
        Column("row_number", "BIGINT", "first such row"),
        Column("rows", "BIGINT", "how many rows"),
        Column("by_delivery_id", "VARCHAR", "delivery that counts"),
        Column("by_row_number", "BIGINT", "first row that counts"),
        Column("rule", "VARCHAR", "same_value (the same number again), correction (another number), overlap (other periods)",
               one_of=("same_value", "correction", "overlap")),
    ),
    key=("delivery_id", "supply_point_id", "stream", "month", "by_delivery_id", "rule"),
    indexed=False,
)

MONTHLY_BY_SUPPLY_POINT = Table(
    "core",
    "monthly_by_supply_point",
    "what a supply point measured of a stream in a month",
    (
        Column("supply_point_id", "VARCHAR", "meter point, container or tank"),
        Column("site_id", "VARCHAR", "site"),
        Column("stream", "VARCHAR", "stream"),
        Column("month", "DATE", "first day of the month"),
        Column("quantity_metered", "DOUBLE", "whole quantity in the canonical unit"),
        Column("quantity", "DOUBLE", "the organisation's share of it"),
        Column("quantity_estimated", "DOUBLE", "the part of quantity that is estimated"),
        Column("unit", "VARCHAR", "canonical unit"),
        Column("days_covered", "INTEGER", "whole local days covered by current readings"),
        Column("days_in_month", "INTEGER", "days of the month"),
        Column("readings", "BIGINT", "number of current readings that reach into the month"),
    ),
    key=("supply_point_id", "stream", "month"),
)

MONTHLY = Table(
    "core",
    "monthly",
    "what the organisation used or caused of a stream at a site in a month",
    (
        Column("site_id", "VARCHAR", "site"),
        Column("stream", "VARCHAR", "stream"),
        Column("month", "DATE", "first day of the month"),
        Column("quantity", "DOUBLE", "quantity in the canonical unit, after the allocation share of the site"),
        Column("unit", "VARCHAR", "canonical unit"),
        Column("days_covered", "INTEGER", "days covered at every supply point that has to deliver"),
        Column("days_in_month", "INTEGER", "days of the month"),
        Column("estimated_share", "DOUBLE", "estimated part of the quantity, 0 to 1"),
        Column("quantity_metered", "DOUBLE", "quantity before the allocation share"),
    ),
    key=("site_id", "stream", "month"),
)

REFERENCE_VALUES = Table(
    "core",
    "reference_values",
    "one annual value that can be figure B",
    (
        Column("kind", "VARCHAR", "employees, floor_area, inhabitants, ..."),
        Column("site_id", "VARCHAR", "site, or all for the organisation"),
        Column("year", "INTEGER", "calendar year"),
        Column("value", "DOUBLE", "value in unit", check="value >= 0"),
        Column("unit", "VARCHAR", "FTE, m2, inhabitants, ..."),
        Column("delivery_id", "VARCHAR", "delivery that holds the row"),
        Column("sheet", "VARCHAR", "sheet of the workbook; empty for a file without sheets"),
        Column("row_number", "BIGINT", "row as a person counts it"),
        Column("is_current", "BOOLEAN", "false once a later delivery names another value"),
    ),
    key=("kind", "site_id", "year", "delivery_id", "sheet", "row_number"),
)

CORE_INDICATORS = Table(
    "out",
    "core_indicators",
    "one indicator of Annex IV, or one stream of it, at a site or in the organisation, in a year",
    (
        Column("indicator", "VARCHAR", "indicator code"),
        Column("breakdown", "VARCHAR", "empty for the indicator itself, else the stream"),
        Column("site_id", "VARCHAR", "site, or all for the organisation"),
        Column("year", "INTEGER", "calendar year"),
        Column("a", "DOUBLE", "figure A, total annual input or output; of an incomplete year what is there so far", nullable=True),
        Column("a_unit", "VARCHAR", "unit of figure A"),
        Column("b_kind", "VARCHAR", "kind of figure B"),
        Column("b", "DOUBLE", "figure B, annual reference value", nullable=True),
        Column("b_unit", "VARCHAR", "unit of figure B"),
        Column("r", "DOUBLE", "ratio A/B; empty while A is incomplete or B is missing or 0", nullable=True),
        Column("r_unit", "VARCHAR", "unit of the ratio"),
        Column("months_covered", "INTEGER", "months of the year in which nothing is missing", check="months_covered BETWEEN 0 AND 12"),
        Column("estimated_share", "DOUBLE", "estimated part of figure A, 0 to 1", nullable=True),
        Column("status", "VARCHAR", "complete, incomplete, omitted or closed", one_of=INDICATOR_STATUSES),
        Column("reason", "VARCHAR", "why the row is incomplete or omitted; empty otherwise"),
        Column("method_version", "VARCHAR", "version of the method by which the row was computed"),
    ),
    key=("indicator", "breakdown", "site_id", "year"),
)

FINDINGS = Table(
    "out",
    "findings",
    "one thing that a person should know or do",
    (
        Column("code", "VARCHAR", "finding code"),
        Column("severity", "VARCHAR", "reject or warn", one_of=SEVERITIES),
        Column("message", "VARCHAR", "what, where, why and what to do, in the first language of the organisation"),
        Column("office_id", "VARCHAR", "office that can mend it", nullable=True),
        Column("site_id", "VARCHAR", "site concerned", nullable=True),
        Column("stream", "VARCHAR", "stream concerned", nullable=True),
        Column("period", "VARCHAR", "YYYY or YYYY-MM", nullable=True),
        Column("delivery_id", "VARCHAR", "delivery concerned", nullable=True),
        Column("file_name", "VARCHAR", "file concerned, as the office named it", nullable=True),
        Column("sheet", "VARCHAR", "sheet concerned", nullable=True),
        Column("row_number", "BIGINT", "row as a person counts it", nullable=True),
        Column("details", "VARCHAR", "values of the placeholders of the sentence, as a JSON object"),
    ),
    key=("code", "office_id", "site_id", "stream", "period", "delivery_id", "sheet", "row_number"),
    indexed=False,
)

TABLES: tuple[Table, ...] = (
    MIGRATIONS,
    DELIVERIES,
    REJECTED_ROWS,
    DELIVERY_FINDINGS,
    SUPPLY_POINTS,
    ALLOCATION_SHARES,
    PENDING,
    READINGS,
    REGISTER_VALUES,
    SUPERSEDED,
    MONTHLY_BY_SUPPLY_POINT,
    MONTHLY,
    REFERENCE_VALUES,
    CORE_INDICATORS,
    FINDINGS,
)


def schemas() -> Iterator[str]:
    """The schemas of the store, in order of first use."""
    yield from dict.fromkeys(table.schema for table in TABLES)


def create_statements() -> str:
    """The DDL of the whole store, as its first migration holds it."""
    head = "-- Generated from indicators/contracts.py; a test compares the two.\n"
    parts = [f"CREATE SCHEMA IF NOT EXISTS {schema};" for schema in schemas()]
    parts += [table.ddl() for table in TABLES]
    return head + "\n\n".join(parts) + "\n"
