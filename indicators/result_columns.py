"""The columns of the frames of Results that are no table of the store: what the pages get of several tables."""

from indicators.contracts import RECONCILIATION

CONTRIBUTION_COLUMNS = (
    "site_id",
    "stream",
    "year",
    "supply_point_id",
    "delivery_id",
    "file_name",
    "sheet",
    "rows",
    "first_row",
    "last_row",
    "first_day",
    "last_day",
    "quantity",
    "unit",
    "qualities",
)
REFERENCE_ROW_COLUMNS = (
    "kind",
    "site_id",
    "year",
    "value",
    "unit",
    "delivery_id",
    "file_name",
    "sheet",
    "row_number",
)
HOURLY_COLUMNS = ("supply_point_id", "stream", "site_id", "day", "hour", "kilowatts")
HEAT_MONTH_COLUMNS = (
    "supply_point_id",
    "stream",
    "site_id",
    "month",
    "quantity",
    "estimated",
    "whole",
    "longest",
)

RECONCILED_COLUMNS = ("site_id", *RECONCILIATION.column_names, "tolerance", "least")
ACCEPTED_COLUMNS = (
    "finding",
    "site_id",
    "supply_point_id",
    "stream",
    "first_day",
    "last_day",
    "file_name",
    "sheet",
    "row_number",
    "details",
    "who",
    "decided_on",
    "because",
)
OWN_FACTOR_COLUMNS = (
    "factor_id",
    "names",
    "value",
    "unit",
    "valid_from",
    "valid_to",
    "source",
    "table",
    "verified",
    "replaces",
)
"""`names` by language; `replaces` are pairs of value and unit of the shipped values that it stands for."""
