"""Tables of what was measured: register, months, reference values."""

from indicators.contracts.readings import QUALITIES
from indicators.contracts.table import Column, Table

REGISTER_CADENCES = ("monthly", "irregular")
DELIVERY_CYCLES = ("month", "quarter", "year")
COUNTS_FIRST = ("bills", "intervals")
COUNTING_RULES = (
    "same_value",
    "correction",
    "read_value",
    "other_account",
    "credit",
    "overlap",
    "bill_counts",
    "intervals_count",
)
CORRECTION_STATUSES = ("applied", "not_applied")

SUPPLY_POINTS = Table(
    "core",
    "supply_points",
    "one supply point of the register in one span of validity",
    (
        Column(
            "supply_point_id",
            "VARCHAR",
            "number of the meter point, container or tank, as deliveries name it",
        ),
        Column("site_id", "VARCHAR", "site that it serves"),
        Column("stream", "VARCHAR", "stream that it measures, or the family of streams (waste)"),
        Column("office_id", "VARCHAR", "office that has to deliver"),
        Column("valid_from", "DATE", "first day"),
        Column("valid_to", "DATE", "last day; empty while in use", nullable=True),
        Column(
            "cadence",
            "VARCHAR",
            "monthly: every day must be covered; irregular: a month without a row is a zero once the office delivered",
            one_of=REGISTER_CADENCES,
        ),
        Column(
            "delivered_every",
            "VARCHAR",
            "month, quarter or year in which the office has to deliver at least one row of an irregular stream",
            one_of=DELIVERY_CYCLES,
        ),
        Column(
            "counts",
            "VARCHAR",
            "which counts where bills and interval data state the same days",
            one_of=COUNTS_FIRST,
        ),
        Column(
            "formats_first",
            "VARCHAR",
            "formats whose files count before others, the best first, with commas between them",
        ),
        Column(
            "within",
            "VARCHAR",
            "supply point that measures the same once more; empty for one that counts by itself",
        ),
        Column(
            "share",
            "DOUBLE",
            "part of the quantity that goes to the site",
            check="share > 0 AND share <= 1",
        ),
    ),
    key=("supply_point_id", "stream", "site_id", "valid_from"),
)

ALLOCATION_SHARES = Table(
    "core",
    "allocation_shares",
    "the share of a site that counts for the organisation in one span of days",
    (
        Column("site_id", "VARCHAR", "site"),
        Column("valid_from", "DATE", "first day"),
        Column("valid_to", "DATE", "last day; empty while in force", nullable=True),
        Column(
            "share",
            "DOUBLE",
            "part of the site's quantities that the organisation answers for",
            check="share > 0 AND share <= 1",
        ),
    ),
    key=("site_id", "valid_from"),
)

OWN_FACTORS = Table(
    "core",
    "own_factors",
    "one value of a density or heating value of the city's own, as readings are converted with it",
    (
        Column("factor_id", "VARCHAR", "factor in whose place it stands"),
        Column("valid_from", "DATE", "first day"),
        Column("valid_to", "DATE", "last day; empty while in force", nullable=True),
        Column("value", "VARCHAR", "value as declared"),
        Column("unit", "VARCHAR", "its unit"),
        Column("source", "VARCHAR", "source as declared"),
        Column("verified", "BOOLEAN", "whether the value was checked against its source"),
        Column("entry", "VARCHAR", "the whole declaration, as a JSON object"),
    ),
    key=("factor_id", "valid_from"),
)

PENDING = Table(
    "core",
    "pending",
    "days of a series that changed since they were last settled; empty after every complete run",
    (
        Column("supply_point_id", "VARCHAR", "meter point, container or tank"),
        Column("stream", "VARCHAR", "stream"),
        Column("first_day", "DATE", "first day that may have changed"),
        Column("last_day", "DATE", "last day that may have changed"),
    ),
    key=("supply_point_id", "stream", "first_day", "last_day"),
    indexed=False,
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
        Column(
            "is_current", "BOOLEAN", "false once a later delivery names the value of the same meter and day"
        ),
        Column(
            "correction_id",
            "VARCHAR",
            "corrections of the register by which this value differs from what was delivered",
            nullable=True,
        ),
        Column(
            "named_as",
            "VARCHAR",
            "number of the meter or contract by which the file names the supply point; empty where it names it itself",
            nullable=True,
        ),
    ),
    key=("delivery_id", "sheet", "row_number", "supply_point_id", "stream", "correction_id"),
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
        Column("sheet", "VARCHAR", "sheet of these rows; empty for a file without sheets"),
        Column("row_number", "BIGINT", "first such row"),
        Column("rows", "BIGINT", "how many rows"),
        Column("by_delivery_id", "VARCHAR", "delivery that counts"),
        Column("by_sheet", "VARCHAR", "sheet of the rows that count"),
        Column("by_row_number", "BIGINT", "first row that counts"),
        Column(
            "rule",
            "VARCHAR",
            "rule by which the other counts: docs/what-counts.md",
            one_of=COUNTING_RULES,
        ),
    ),
    key=("delivery_id", "supply_point_id", "stream", "month", "sheet", "by_delivery_id", "by_sheet", "rule"),
    indexed=False,
)

CORRECTIONS = Table(
    "core",
    "corrections",
    "one entry of the register of corrections (corrections.toml), and what became of it",
    (
        Column("correction_id", "VARCHAR", "id of the entry"),
        Column("who", "VARCHAR", "who decided it"),
        Column("decided_on", "DATE", "day of the decision"),
        Column("why", "VARCHAR", "reason"),
        Column("evidence", "VARCHAR", "file or link that shows it"),
        Column("status", "VARCHAR", "whether it is applied", one_of=CORRECTION_STATUSES),
        Column(
            "reason", "VARCHAR", "why it is not applied: the finding code after correction_; empty if applied"
        ),
        Column("delivery_id", "VARCHAR", "delivery of the reading", nullable=True),
        Column("sheet", "VARCHAR", "its sheet", nullable=True),
        Column("row_number", "BIGINT", "its row as a person counts it", nullable=True),
        Column("supply_point_id", "VARCHAR", "meter point, container or tank", nullable=True),
        Column("stream", "VARCHAR", "stream", nullable=True),
        Column("first_day", "DATE", "first day of the reading, or day of the register value", nullable=True),
        Column("last_day", "DATE", "last day of the reading", nullable=True),
        Column("expected_value", "DOUBLE", "number that the entry expects to find"),
        Column("expected_unit", "VARCHAR", "its unit"),
        Column(
            "found_value",
            "DOUBLE",
            "number that was there when the entry was applied or refused",
            nullable=True,
        ),
        Column("found_unit", "VARCHAR", "its unit", nullable=True),
        Column(
            "new_value", "DOUBLE", "number in its place; empty where the reading is withdrawn", nullable=True
        ),
        Column("new_unit", "VARCHAR", "its unit", nullable=True),
        Column("quantity_before", "DOUBLE", "canonical quantity before", nullable=True),
        Column("quantity_after", "DOUBLE", "canonical quantity after; empty where withdrawn", nullable=True),
        Column("unit", "VARCHAR", "canonical unit", nullable=True),
        Column("entry", "VARCHAR", "the entry as it was declared, as a JSON object"),
    ),
    key=("correction_id",),
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
        Column(
            "within",
            "VARCHAR",
            "supply point that measures the same once more: then this one is not in core.monthly; else empty",
        ),
    ),
    key=("supply_point_id", "site_id", "stream", "month"),
)

MONTHLY_BY_TREATMENT = Table(
    "core",
    "monthly_by_treatment",
    "what a supply point handed over of a type of waste in a month for one treatment; over all treatments they add up "
    "to core.monthly_by_supply_point",
    (
        Column("supply_point_id", "VARCHAR", "container or place of collection"),
        Column("site_id", "VARCHAR", "site"),
        Column("stream", "VARCHAR", "type of waste"),
        Column("month", "DATE", "first day of the month"),
        Column(
            "treatment",
            "VARCHAR",
            "what the note states (core.readings.treatment); empty where it states nothing",
        ),
        Column("quantity_metered", "DOUBLE", "whole quantity in the canonical unit"),
        Column("quantity", "DOUBLE", "the organisation's share of it"),
        Column("quantity_estimated", "DOUBLE", "the part of quantity that is estimated"),
        Column("unit", "VARCHAR", "canonical unit"),
        Column("readings", "BIGINT", "number of current readings that reach into the month"),
        Column(
            "within",
            "VARCHAR",
            "supply point that measures the same once more: then this one is not in core.monthly; else empty",
        ),
    ),
    key=("supply_point_id", "site_id", "stream", "month", "treatment"),
)

MONTHLY = Table(
    "core",
    "monthly",
    "what the organisation used or caused of a stream at a site in a month",
    (
        Column("site_id", "VARCHAR", "site"),
        Column("stream", "VARCHAR", "stream"),
        Column("month", "DATE", "first day of the month"),
        Column(
            "quantity", "DOUBLE", "quantity in the canonical unit, after the allocation share of the site"
        ),
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
        Column("year", "INTEGER", "calendar year, or the year of valid_from"),
        Column("value", "DOUBLE", "value in unit", check="value >= 0"),
        Column("unit", "VARCHAR", "FTE, m2, inhabitants, ..."),
        Column("delivery_id", "VARCHAR", "delivery that holds the row"),
        Column("sheet", "VARCHAR", "sheet of the workbook; empty for a file without sheets"),
        Column("row_number", "BIGINT", "row as a person counts it"),
        Column("is_current", "BOOLEAN", "false once a later delivery names another value"),
        Column(
            "valid_from",
            "DATE",
            "first day of a value that holds until the next one (land); empty for the value of a year",
            nullable=True,
        ),
    ),
    key=("kind", "site_id", "year", "delivery_id", "sheet", "row_number"),
)
