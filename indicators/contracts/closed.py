"""Tables of closed years: what stood when a year was closed, read back from statements/closed/YEAR/."""

from indicators.contracts.table import Column, Table

CLOSED_FILE_STATES = ("intact", "changed", "missing")

CLOSED_YEARS = Table(
    "closed",
    "years",
    "one closed calendar year",
    (
        Column("year", "INTEGER", "calendar year"),
        Column("closed_at", "TIMESTAMPTZ", "when it was closed"),
        Column("closed_by", "VARCHAR", "who closed it"),
        Column("why", "VARCHAR", "why it was closed, for instance the statement that it stands in"),
        Column("method_version", "VARCHAR", "version of the method by which it was computed"),
        Column("sha256", "VARCHAR", "SHA-256 of closing.json, which holds that of every other file"),
        Column("accepted", "VARCHAR", "what was accepted as incomplete or rejected, with reasons, as JSON"),
    ),
    key=("year",),
)

CLOSED_FILES = Table(
    "closed",
    "files",
    "one file of a closing, as it was found at the last run",
    (
        Column("year", "INTEGER", "calendar year"),
        Column("file_name", "VARCHAR", "path inside statements/closed/YEAR/"),
        Column("sha256", "VARCHAR", "SHA-256 that it must have; empty where that is not known"),
        Column("state", "VARCHAR", "whether the file is what was closed", one_of=CLOSED_FILE_STATES),
    ),
    key=("year", "file_name"),
)

CLOSED_CORE_INDICATORS = Table(
    "closed",
    "core_indicators",
    "one figure as it was published: a row of out.core_indicators at the time of closing",
    (
        Column("indicator", "VARCHAR", "indicator code"),
        Column("breakdown", "VARCHAR", "empty for the indicator itself, else the stream"),
        Column("site_id", "VARCHAR", "site, or all for the organisation"),
        Column("year", "INTEGER", "calendar year"),
        Column("a", "DOUBLE", "published figure A", nullable=True),
        Column("a_unit", "VARCHAR", "unit of figure A"),
        Column("b_kind", "VARCHAR", "kind of figure B"),
        Column("b", "DOUBLE", "published figure B", nullable=True),
        Column("b_unit", "VARCHAR", "unit of figure B"),
        Column("r", "DOUBLE", "published ratio A/B", nullable=True),
        Column("r_unit", "VARCHAR", "unit of the ratio"),
        Column("status", "VARCHAR", "status when the year was closed"),
        Column("row", "VARCHAR", "the whole published row, with every column of that time, as a JSON object"),
    ),
    key=("indicator", "breakdown", "site_id", "year"),
)

CLOSED_MONTHLY = Table(
    "closed",
    "monthly",
    "one month of a stream at a site, as it was when the year was closed",
    (
        Column("site_id", "VARCHAR", "site"),
        Column("stream", "VARCHAR", "stream"),
        Column("month", "DATE", "first day of the month"),
        Column("quantity", "DOUBLE", "quantity in the canonical unit, after allocation"),
        Column("unit", "VARCHAR", "canonical unit"),
        Column("days_covered", "INTEGER", "days with a reading"),
        Column("days_in_month", "INTEGER", "days of the month"),
        Column("estimated_share", "DOUBLE", "estimated part of the quantity, 0 to 1"),
    ),
    key=("site_id", "stream", "month"),
)

CLOSED_READINGS = Table(
    "closed",
    "readings",
    "readings that counted, of one supply point, month, delivery and sheet",
    (
        Column("year", "INTEGER", "closed year; a reading across New Year stands in both"),
        Column("supply_point_id", "VARCHAR", "supply point"),
        Column("site_id", "VARCHAR", "site of the supply point", nullable=True),
        Column("stream", "VARCHAR", "stream"),
        Column("month", "DATE", "first day of the month in which the readings begin"),
        Column("delivery_id", "VARCHAR", "SHA-256 of the delivered file"),
        Column("file_name", "VARCHAR", "name of the file"),
        Column("sheet", "VARCHAR", "sheet of the workbook; empty in other files"),
        Column("quality", "VARCHAR", "how the quantity came about"),
        Column("factor_ids", "VARCHAR", "factors by which it was converted"),
        Column("correction_id", "VARCHAR", "correction that made it; empty if as delivered"),
        Column("rows", "BIGINT", "number of readings"),
        Column("first_row", "BIGINT", "first row as a person counts it"),
        Column("last_row", "BIGINT", "last row"),
        Column("first_day", "DATE", "first day of the readings"),
        Column("last_day", "DATE", "last day of the readings"),
        Column("quantity", "DOUBLE", "sum of the whole readings in the canonical unit"),
        Column("unit", "VARCHAR", "canonical unit"),
        Column("rows_sha256", "VARCHAR", "SHA-256 over row, days and quantity of each reading, in order"),
    ),
    key=(
        "year",
        "supply_point_id",
        "stream",
        "month",
        "delivery_id",
        "sheet",
        "quality",
        "factor_ids",
        "correction_id",
    ),
    indexed=False,
)

CLOSED_REFERENCE_VALUES = Table(
    "closed",
    "reference_values",
    "one annual value that counted when the year was closed",
    (
        Column("kind", "VARCHAR", "kind of reference value"),
        Column("site_id", "VARCHAR", "site"),
        Column("year", "INTEGER", "calendar year"),
        Column("value", "DOUBLE", "value of the year; of a state its mean over the days"),
        Column("delivery_ids", "VARCHAR", "deliveries up to that year that hold it, parted by commas"),
    ),
    key=("kind", "site_id", "year"),
)

CLOSED_FACTORS = Table(
    "closed",
    "factors",
    "one value of a factor that was used in a closed year",
    (
        Column("year", "INTEGER", "closed year"),
        Column("indicator", "VARCHAR", "indicator that used it; empty where it converted readings"),
        Column("stream", "VARCHAR", "stream for which it was used"),
        Column("factor_id", "VARCHAR", "factor"),
        Column("valid_from", "DATE", "first day on which the value is in force"),
        Column("value", "VARCHAR", "value as declared"),
        Column("unit", "VARCHAR", "unit"),
        Column("source", "VARCHAR", "source as declared"),
        Column("verified", "BOOLEAN", "whether the value was checked against its source"),
    ),
    key=("year", "indicator", "stream", "factor_id", "valid_from"),
)

CLOSED_CONTRIBUTIONS = Table(
    "closed",
    "contributions",
    "what the rows of one supply point, delivery and sheet added to a stream of a site in a closed year",
    (
        Column("site_id", "VARCHAR", "site"),
        Column("stream", "VARCHAR", "stream"),
        Column("year", "INTEGER", "closed year"),
        Column("supply_point_id", "VARCHAR", "supply point"),
        Column("delivery_id", "VARCHAR", "SHA-256 of the delivered file"),
        Column("file_name", "VARCHAR", "name of the file"),
        Column("sheet", "VARCHAR", "sheet of the workbook; empty in other files"),
        Column("rows", "BIGINT", "number of rows"),
        Column("first_row", "BIGINT", "first row as a person counts it"),
        Column("last_row", "BIGINT", "last row"),
        Column("first_day", "DATE", "first day of the part that lies in the year"),
        Column("last_day", "DATE", "last day of that part"),
        Column("quantity", "DOUBLE", "the part that lies in the year, after allocation"),
        Column("unit", "VARCHAR", "canonical unit"),
        Column("qualities", "VARCHAR", "how the quantities came about"),
    ),
    key=("year", "site_id", "stream", "supply_point_id", "delivery_id", "file_name", "sheet"),
)

CLOSED_REFERENCE_ROWS = Table(
    "closed",
    "reference_rows",
    "one delivered annual value of a closed year and the place where it stands",
    (
        Column("kind", "VARCHAR", "kind of reference value"),
        Column("site_id", "VARCHAR", "site"),
        Column("year", "INTEGER", "closed year"),
        Column("value", "DOUBLE", "value"),
        Column("unit", "VARCHAR", "unit"),
        Column("delivery_id", "VARCHAR", "SHA-256 of the delivered file"),
        Column("file_name", "VARCHAR", "name of the file"),
        Column("sheet", "VARCHAR", "sheet of the workbook; empty in other files"),
        Column("row_number", "BIGINT", "row as a person counts it"),
    ),
    key=("year", "kind", "site_id", "delivery_id", "file_name", "sheet", "row_number"),
)

CLOSED_DEFINITIONS = Table(
    "closed",
    "definitions",
    "one definition by which a closed year was computed",
    (
        Column("year", "INTEGER", "closed year"),
        Column("name", "VARCHAR", "declaration file, indicator code, or register"),
        Column("sha256", "VARCHAR", "SHA-256 of the text"),
        Column("text", "VARCHAR", "the definition itself"),
    ),
    key=("year", "name"),
)

CLOSED_RESULTS = Table(
    "closed",
    "results",
    "one row of a table of results beside the core indicators, as it was published",
    (
        Column("year", "INTEGER", "closed year"),
        Column("result", "VARCHAR", "table of results, without out."),
        Column("place", "VARCHAR", "the columns that identify the row there, as a JSON object"),
        Column("row", "VARCHAR", "the whole published row, with every column of that time, as a JSON object"),
    ),
    key=("year", "result", "place"),
)

CLOSED_TABLES = (
    CLOSED_YEARS,
    CLOSED_FILES,
    CLOSED_CORE_INDICATORS,
    CLOSED_MONTHLY,
    CLOSED_READINGS,
    CLOSED_CONTRIBUTIONS,
    CLOSED_REFERENCE_ROWS,
    CLOSED_REFERENCE_VALUES,
    CLOSED_FACTORS,
    CLOSED_DEFINITIONS,
    CLOSED_RESULTS,
)
