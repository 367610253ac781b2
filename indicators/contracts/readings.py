"""Readings: public as one view, stored as numbers in one table and what they have in common in another.

Of a year of quarter hours all rows have the same delivery, sheet, office, stream and unit. Texts that are the same in
every row cost more to write than the numbers beside them (docs/decisions/0028-narrow-readings.md).
"""

from indicators.contracts.table import Column, Table

QUALITIES = ("measured", "invoiced", "dictated", "estimated", "calculated")

_ORIGIN_ID = Column("origin_id", "BIGINT", "number of the origin, given by this store; another gives others")

READING_ORIGINS = Table(
    "core",
    "reading_origins",
    "what readings of one sheet have in common",
    (
        _ORIGIN_ID,
        Column("delivery_id", "VARCHAR", "delivery that holds the row"),
        Column("sheet", "VARCHAR", "sheet of the workbook; empty for a file without sheets"),
        Column("office_id", "VARCHAR", "office that delivered"),
        Column(
            "site_id",
            "VARCHAR",
            "site by the register; empty while the register does not know the supply point",
            nullable=True,
        ),
        Column("supply_point_id", "VARCHAR", "meter point, container or tank"),
        Column("stream", "VARCHAR", "what is measured"),
        Column("unit", "VARCHAR", "canonical unit"),
        Column("unit_as_delivered", "VARCHAR", "unit in the file"),
        Column(
            "factor_ids",
            "VARCHAR",
            "factors that turned the delivered unit into the canonical one; empty for a change of unit alone",
        ),
        Column("quality", "VARCHAR", "how the number came about", one_of=QUALITIES),
        Column("meter_id", "VARCHAR", "meter, where the file names it", nullable=True),
        Column("issued_on", "DATE", "day of the bill or note, where the file names it", nullable=True),
        Column(
            "correction_id",
            "VARCHAR",
            "corrections of the register by which this row differs from what was delivered, in their order; the "
            "delivered reading stays beside it and is not current",
            nullable=True,
        ),
        Column(
            "named_as",
            "VARCHAR",
            "number of the meter or contract by which the file names the supply point; empty where it names it itself",
            nullable=True,
        ),
        Column(
            "treatment",
            "VARCHAR",
            "what becomes of waste: the code of the note (R3, D5; R12/R13 where it names several), or its text where "
            "that is no code; empty where it says nothing",
            nullable=True,
        ),
        Column("gave_way_by", "VARCHAR", "rule of core.superseded by which it is preferred", nullable=True),
    ),
    key=("origin_id",),
    indexed=False,
)

QUANTITIES = Table(
    "core",
    "quantities",
    "the numbers and days of one reading",
    (
        _ORIGIN_ID,
        Column("row_number", "BIGINT", "row as a person counts it in that file or sheet"),
        Column("period_start", "TIMESTAMPTZ", "first instant"),
        Column("period_end", "TIMESTAMPTZ", "first instant after the period"),
        Column("first_day", "DATE", "local day of the first instant"),
        Column("last_day", "DATE", "local day of the last instant"),
        Column(
            "quantity",
            "DOUBLE",
            "quantity in the canonical unit of the stream, whole (before any allocation share)",
        ),
        Column("quantity_as_delivered", "DOUBLE", "number in the file"),
        Column("is_current", "BOOLEAN", "false once another reading of the same days counts instead"),
        Column(
            "gave_way_to",
            "BIGINT",
            "row of the same sheet that is preferred for the same period; such a row never counts",
            nullable=True,
        ),
    ),
    key=("origin_id", "row_number", "period_start"),
    indexed=False,
    checks=("period_end > period_start", "last_day >= first_day"),
)

_COLUMNS = (
    "delivery_id", "sheet", "row_number", "office_id", "site_id", "supply_point_id", "stream", "period_start",
    "period_end", "first_day", "last_day", "quantity", "unit", "quantity_as_delivered", "unit_as_delivered",
    "factor_ids", "quality", "meter_id", "issued_on", "is_current", "correction_id", "named_as", "treatment",
    "gave_way_to", "gave_way_by",
)  # fmt: skip
_BY_NAME = {column.name: column for table in (READING_ORIGINS, QUANTITIES) for column in table.columns}

READINGS = Table(
    "core",
    "readings",
    "one quantity of a stream over a period, from one row of a delivery",
    tuple(_BY_NAME[name] for name in _COLUMNS),
    key=("delivery_id", "sheet", "row_number", "supply_point_id", "stream", "period_start", "correction_id"),
    indexed=False,
    checks=QUANTITIES.checks,
    view_of=f"{QUANTITIES.qualified_name} JOIN {READING_ORIGINS.qualified_name} USING ({_ORIGIN_ID.name})",
)
