"""Tables of identity, of what counts, and of what was doubted."""

from indicators.contracts.table import Column, Table

SUPPLY_POINT_NAMES = Table(
    "core",
    "supply_point_names",
    "one number under which deliveries may name a supply point, in one span of days",
    (
        Column("supply_point_id", "VARCHAR", "supply point"),
        Column("kind", "VARCHAR", "meter or contract", one_of=("meter", "contract")),
        Column("name", "VARCHAR", "serial number of the meter, or number of the contract"),
        Column("supplier", "VARCHAR", "supplier of the contract; empty for a meter"),
        Column("valid_from", "DATE", "first day"),
        Column("valid_to", "DATE", "last day; empty while in use", nullable=True),
    ),
    key=("supply_point_id", "kind", "name", "valid_from"),
)

SHARED_DAYS = Table(
    "core",
    "shared_days",
    "a bill that ends a day earlier than delivered, because a bill of another file or meter begins on its last day",
    (
        Column("delivery_id", "VARCHAR", "delivery of the bill"),
        Column("sheet", "VARCHAR", "its sheet; empty for a file without sheets"),
        Column("row_number", "BIGINT", "its row as a person counts it"),
        Column("supply_point_id", "VARCHAR", "meter point"),
        Column("stream", "VARCHAR", "stream"),
        Column("day", "DATE", "last day as delivered: the shared day"),
        Column("period_end", "TIMESTAMPTZ", "end of the period as delivered"),
        Column("by_delivery_id", "VARCHAR", "delivery of the bill that begins on the day"),
        Column("by_sheet", "VARCHAR", "its sheet"),
        Column("by_row_number", "BIGINT", "its row"),
    ),
    key=("delivery_id", "sheet", "row_number", "supply_point_id", "stream", "period_end"),
    indexed=False,
)

RECONCILIATION = Table(
    "core",
    "reconciliation",
    "bills against interval data of a supply point in a month, where each day of the bills has interval data",
    (
        Column("supply_point_id", "VARCHAR", "meter point"),
        Column("stream", "VARCHAR", "stream"),
        Column("month", "DATE", "first day of the month"),
        Column("days", "INTEGER", "days of the month that both state"),
        Column(
            "quantity_billed",
            "DOUBLE",
            "what the bills state for these days; a bill over several months is split as the interval data are",
        ),
        Column("quantity_metered", "DOUBLE", "sum of the interval data of these days"),
        Column("difference", "DOUBLE", "billed minus metered"),
        Column("difference_share", "DOUBLE", "difference as a part of the metered quantity", nullable=True),
        Column("unit", "VARCHAR", "canonical unit"),
    ),
    key=("supply_point_id", "stream", "month"),
)

ACCEPTANCES = Table(
    "core",
    "acceptances",
    "one entry of the register of acceptances (acceptances.toml): a doubt that a person settled with a reason",
    (
        Column("acceptance_id", "VARCHAR", "id of the entry"),
        Column("rule", "VARCHAR", "rule of plausibility"),
        Column("supply_point_id", "VARCHAR", "supply point"),
        Column("stream", "VARCHAR", "stream; empty for every stream"),
        Column("first_day", "DATE", "first day for which it holds"),
        Column("last_day", "DATE", "last day for which it holds"),
        Column("value", "DOUBLE", "the value that was accepted; empty for any", nullable=True),
        Column("who", "VARCHAR", "who accepted it"),
        Column("decided_on", "DATE", "day of the decision"),
        Column("because", "VARCHAR", "reason"),
    ),
    key=("acceptance_id",),
)

PLAUSIBILITY = Table(
    "out",
    "plausibility",
    "one doubt that a rule of plausibility raised, open or accepted",
    (
        Column("rule", "VARCHAR", "rule: flows/checking/rules.toml"),
        Column("finding", "VARCHAR", "code of the finding that tells of it"),
        Column("status", "VARCHAR", "open or accepted", one_of=("open", "accepted")),
        Column(
            "owner",
            "VARCHAR",
            "whose task it is: the office that delivers, or the environmental officer",
            one_of=("office", "officer"),
        ),
        Column("office_id", "VARCHAR", "office of the supply point", nullable=True),
        Column("site_id", "VARCHAR", "site of the supply point", nullable=True),
        Column("supply_point_id", "VARCHAR", "supply point concerned"),
        Column("stream", "VARCHAR", "stream concerned"),
        Column("first_day", "DATE", "first day concerned"),
        Column("last_day", "DATE", "last day concerned"),
        Column("value", "DOUBLE", "what was found, in unit", nullable=True),
        Column("expected", "VARCHAR", "what it was compared with", nullable=True),
        Column("unit", "VARCHAR", "unit of both; empty where they have none"),
        Column("delivery_id", "VARCHAR", "delivery concerned", nullable=True),
        Column("file_name", "VARCHAR", "its file, as the office named it", nullable=True),
        Column("sheet", "VARCHAR", "sheet concerned", nullable=True),
        Column("row_number", "BIGINT", "first row concerned, as a person counts it", nullable=True),
        Column("acceptance_id", "VARCHAR", "entry of core.acceptances; empty while open", nullable=True),
        Column("details", "VARCHAR", "values of the placeholders of the sentence, as a JSON object"),
    ),
    key=("rule", "supply_point_id", "stream", "first_day", "delivery_id", "sheet", "row_number"),
    indexed=False,
)
