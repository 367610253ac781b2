"""Tables of what the months are made of, so that nobody looks through the readings for it."""

from indicators.contracts.table import Column, Table

CONTRIBUTIONS = Table(
    "core",
    "contributions",
    "what the current rows of one sheet of one delivery give to a stream of a site in a month",
    (
        Column("site_id", "VARCHAR", "site"),
        Column("stream", "VARCHAR", "stream"),
        Column("month", "DATE", "first day of the month"),
        Column("supply_point_id", "VARCHAR", "meter point, container or tank"),
        Column("delivery_id", "VARCHAR", "delivery that holds the rows"),
        Column("sheet", "VARCHAR", "sheet of the workbook; empty for a file without sheets"),
        Column(
            "rows",
            "BIGINT",
            "number of these rows; one that reaches into several months of a year is counted in the first of them",
        ),
        Column("first_row", "BIGINT", "first row, as a person counts it"),
        Column("last_row", "BIGINT", "last row"),
        Column("first_day", "DATE", "first day that they state, within the month"),
        Column("last_day", "DATE", "last day that they state, within the month"),
        Column("quantity", "DOUBLE", "their quantity in this month, the organisation's share of it"),
        Column("unit", "VARCHAR", "canonical unit"),
        Column("qualities", "VARCHAR", "how the numbers came about, with commas between them"),
    ),
    key=("site_id", "stream", "month", "supply_point_id", "delivery_id", "sheet"),
    indexed=False,
)

READING_MONTHS = Table(
    "core",
    "reading_months",
    "which days the current readings of a series state that reach into a month, and where the first of them stands",
    (
        Column("supply_point_id", "VARCHAR", "meter point, container or tank"),
        Column("stream", "VARCHAR", "stream"),
        Column("month", "DATE", "first day of the month"),
        Column("first_day", "DATE", "first day of the first of these readings"),
        Column("last_day", "DATE", "last day of the last of them"),
        Column("longest", "INTEGER", "days of the longest of them"),
        Column(
            "last_load_day",
            "DATE",
            "last day of which a load is there, from readings of an hour or less in kWh",
            nullable=True,
        ),
        Column("delivery_id", "VARCHAR", "delivery that holds the first of them"),
        Column("sheet", "VARCHAR", "its sheet; empty for a file without sheets"),
        Column("row_number", "BIGINT", "its row as a person counts it"),
    ),
    key=("supply_point_id", "stream", "month"),
    indexed=False,
)

COMPARED_MONTHS = Table(
    "core",
    "compared_months",
    "a month of which every day has a figure beside the others of its series, where months are due",
    (
        Column("supply_point_id", "VARCHAR", "meter point, container or tank"),
        Column("stream", "VARCHAR", "stream"),
        Column("month", "DATE", "first day of the month"),
        Column("unit", "VARCHAR", "canonical unit"),
        Column("quantity", "DOUBLE", "metered quantity of the month, before any share"),
        Column("other_months", "INTEGER", "how many other such months the series has"),
        Column("zeros", "INTEGER", "how many months of the series are 0"),
        Column("mean", "DOUBLE", "mean of all months of the series"),
        Column("usual", "DOUBLE", "median of the other months", nullable=True),
        Column("run", "INTEGER", "number of the run of months that follow each other and are alike"),
        Column("months_alike", "INTEGER", "how many months the run has"),
        Column("same_months", "INTEGER", "in how many other years the series has the same month of the year"),
        Column("last_same_month", "DATE", "the last of these", nullable=True),
        Column("same_months_usual", "DOUBLE", "median of these", nullable=True),
        Column("same_months_least", "DOUBLE", "least of these", nullable=True),
        Column("same_months_most", "DOUBLE", "greatest of these", nullable=True),
    ),
    key=("supply_point_id", "stream", "month"),
    indexed=False,
)
