"""Tables of what is reported: indicators and findings."""

from indicators.contracts.table import Column, Table

INDICATOR_STATUSES = ("complete", "incomplete", "omitted", "closed")
SEVERITIES = ("reject", "warn")

CORE_INDICATORS = Table(
    "out",
    "core_indicators",
    "one indicator of Annex IV, or one stream of it, at a site or in the organisation, in a year",
    (
        Column("indicator", "VARCHAR", "indicator code"),
        Column("breakdown", "VARCHAR", "empty for the indicator itself, else the stream"),
        Column("site_id", "VARCHAR", "site, or all for the organisation"),
        Column("year", "INTEGER", "calendar year"),
        Column(
            "a",
            "DOUBLE",
            "figure A, total annual input or output; of an incomplete year what is there so far",
            nullable=True,
        ),
        Column("a_unit", "VARCHAR", "unit of figure A"),
        Column("b_kind", "VARCHAR", "kind of figure B"),
        Column("b", "DOUBLE", "figure B, annual reference value", nullable=True),
        Column("b_unit", "VARCHAR", "unit of figure B"),
        Column("r", "DOUBLE", "ratio A/B; empty while A is incomplete or B is missing or 0", nullable=True),
        Column("r_unit", "VARCHAR", "unit of the ratio"),
        Column(
            "months_covered",
            "INTEGER",
            "months of the year in which nothing is missing",
            check="months_covered BETWEEN 0 AND 12",
        ),
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
        Column(
            "message", "VARCHAR", "what, where, why and what to do, in the first language of the organisation"
        ),
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

RESTATED_FIGURES = ("a", "b", "r")

RESTATEMENTS = Table(
    "out",
    "restatements",
    "one figure of a closed year that would come out otherwise today",
    (
        Column("year", "INTEGER", "closed year"),
        Column("indicator", "VARCHAR", "indicator code"),
        Column("breakdown", "VARCHAR", "empty for the indicator itself, else the stream"),
        Column("site_id", "VARCHAR", "site, or all for the organisation"),
        Column("figure", "VARCHAR", "which of the three figures", one_of=RESTATED_FIGURES),
        Column("published", "DOUBLE", "what was published; empty where there was none", nullable=True),
        Column("now", "DOUBLE", "what it comes to now; empty where it has none", nullable=True),
        Column("difference", "DOUBLE", "now less published; empty where one is", nullable=True),
        Column("unit", "VARCHAR", "unit of the figure"),
        Column("because_of", "VARCHAR", "causes as code: what, several parted by semicolons"),
    ),
    key=("year", "indicator", "breakdown", "site_id", "figure"),
)
