"""Tables of what is reported: indicators and findings."""

from indicators.contracts.table import Column, Table

INDICATOR_STATUSES = ("complete", "incomplete", "omitted", "not_applicable", "closed")
VALUE_KINDS = ("reported", "zero", "missing", "estimated", "omitted", "not_applicable")
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
        Column(
            "status",
            "VARCHAR",
            "complete, incomplete, omitted, not applicable or closed",
            one_of=INDICATOR_STATUSES,
        ),
        Column("reason", "VARCHAR", "why the row is incomplete or omitted; empty otherwise"),
        Column("method_version", "VARCHAR", "version of the method by which the row was computed"),
        Column(
            "value_kind",
            "VARCHAR",
            "what figure A is: reported, a known zero, missing, partly estimated, omitted or not applicable",
            one_of=VALUE_KINDS,
        ),
    ),
    key=("indicator", "breakdown", "site_id", "year"),
)

RATIOS = Table(
    "out",
    "ratios",
    "one core indicator at a site or in the organisation, in a year, over one kind of figure B; side by side",
    (
        Column("indicator", "VARCHAR", "indicator code"),
        Column("site_id", "VARCHAR", "site, or all for the organisation"),
        Column("year", "INTEGER", "calendar year"),
        Column("b_kind", "VARCHAR", "kind of figure B"),
        Column("a", "DOUBLE", "figure A", nullable=True),
        Column("a_unit", "VARCHAR", "unit of figure A"),
        Column("b", "DOUBLE", "figure B"),
        Column("b_unit", "VARCHAR", "unit of figure B"),
        Column("r", "DOUBLE", "ratio A/B; empty where A is not of the whole year or B is 0", nullable=True),
        Column("r_unit", "VARCHAR", "unit of the ratio"),
    ),
    key=("indicator", "site_id", "year", "b_kind"),
)

FACTOR_USE = Table(
    "out",
    "factor_use",
    "one factor in one figure of a stream in a year; without a value, one that was missing",
    (
        Column("indicator", "VARCHAR", "indicator code"),
        Column("stream", "VARCHAR", "stream"),
        Column("year", "INTEGER", "calendar year"),
        Column("factor_id", "VARCHAR", "factor"),
        Column(
            "value", "VARCHAR", "its value as declared, exactly; empty where none was in force", nullable=True
        ),
        Column("unit", "VARCHAR", "its unit"),
        Column("valid_from", "DATE", "first day of the value; empty where none was in force", nullable=True),
        Column("valid_to", "DATE", "last day of the value; empty while in force", nullable=True),
        Column("source", "VARCHAR", "where the value comes from"),
        Column("verified", "BOOLEAN", "whether it was checked against its source"),
        Column("fallback", "BOOLEAN", "whether it only stands in for a better one"),
        Column("own", "BOOLEAN", "whether the city declared it"),
        Column("memo", "BOOLEAN", "whether the figure stands beside the core indicators"),
    ),
    key=("indicator", "stream", "year", "factor_id", "valid_from"),
    indexed=False,
)

HOURLY_LOADS = Table(
    "out",
    "hourly_loads",
    "mean power of a supply point in an hour of a local day, of the last year and the rest of its first month",
    (
        Column("supply_point_id", "VARCHAR", "meter point"),
        Column("stream", "VARCHAR", "stream"),
        Column("site_id", "VARCHAR", "site"),
        Column("day", "DATE", "local day"),
        Column(
            "hour",
            "INTEGER",
            "local hour, 0 to 23; the doubled hour of autumn is one",
            check="hour BETWEEN 0 AND 23",
        ),
        Column(
            "kilowatts",
            "DOUBLE",
            "energy of the readings that begin in the hour, over the time that they cover",
        ),
    ),
    key=("supply_point_id", "stream", "site_id", "day", "hour"),
    indexed=False,
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

ESTIMATE_RULES = ("same_month_last_year", "neighbouring_months")
ESTIMATE_STATUSES = ("estimated", "refused")

ESTIMATES = Table(
    "out",
    "estimates",
    "one missing month of a supply point at a site for which the city chose a rule of estimation; it is no reading, "
    "and figures have it beside core.monthly",
    (
        Column("supply_point_id", "VARCHAR", "meter point"),
        Column("site_id", "VARCHAR", "site"),
        Column("stream", "VARCHAR", "stream"),
        Column("month", "DATE", "first day of the month"),
        Column("rule", "VARCHAR", "rule by which it is estimated", one_of=ESTIMATE_RULES),
        Column("status", "VARCHAR", "refused: the rule has not what it needs", one_of=ESTIMATE_STATUSES),
        Column(
            "quantity_metered", "DOUBLE", "estimate before the allocation share of the site", nullable=True
        ),
        Column("quantity", "DOUBLE", "the organisation's share of it", nullable=True),
        Column("unit", "VARCHAR", "canonical unit"),
        Column("days_estimated", "INTEGER", "days of the month without a reading"),
        Column(
            "from_months",
            "VARCHAR",
            "months of readings that it comes from, YYYY-MM, with commas between them",
        ),
        Column("refusal", "VARCHAR", "why it is refused, as a stored reason; empty otherwise"),
        Column("who", "VARCHAR", "who chose the rule"),
        Column("reason", "VARCHAR", "why the rule was chosen"),
    ),
    key=("supply_point_id", "site_id", "stream", "month"),
)

RESTATED_FIGURES = ("a", "b", "r")
RESTATED_RESULTS = ("ratio", "value", "benchmark", "path", "degree_days", "normalised_heat")

RESTATEMENTS = Table(
    "out",
    "restatements",
    "one figure of a closed year that would come out otherwise today",
    (
        Column("year", "INTEGER", "closed year"),
        Column(
            "indicator",
            "VARCHAR",
            "indicator code; of a path the target, of degree days their definition, of heat the stream",
        ),
        Column(
            "breakdown",
            "VARCHAR",
            "empty for the indicator itself, else the stream; of a ratio the kind of B, of a benchmark its id, "
            "of weather the supply point",
        ),
        Column("site_id", "VARCHAR", "site, or all for the organisation"),
        Column(
            "figure",
            "VARCHAR",
            "a, b or r of a core indicator; ratio: A over another kind of B; value of a specific indicator; benchmark "
            "beside it; path of a target; degree days; heat corrected for weather",
            one_of=(*RESTATED_FIGURES, *RESTATED_RESULTS),
        ),
        Column("published", "DOUBLE", "what was published; empty where there was none", nullable=True),
        Column("now", "DOUBLE", "what it comes to now; empty where it has none", nullable=True),
        Column("difference", "DOUBLE", "now less published; empty where one is", nullable=True),
        Column("unit", "VARCHAR", "unit of the figure"),
        Column("because_of", "VARCHAR", "causes as code: what, several parted by semicolons"),
    ),
    key=("year", "indicator", "breakdown", "site_id", "figure"),
)
