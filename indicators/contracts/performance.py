"""Tables of what stands beside the core indicators: specific indicators, benchmarks, targets, weather."""

from indicators.contracts.table import Column, Table

SPECIFIC_STATUSES = ("complete", "incomplete", "not_available", "not_applicable")
COMPARISONS = ("better", "worse", "not_comparable")
COMPARATORS = ("lower_than", "at_most", "at_least")
TARGET_FIGURES = ("a", "r", "value")
TARGET_STATUSES = ("achieved", "missed", "on_track", "off_track", "not_judged")
PATH_STATES = ("base", "on_path", "off_path", "unknown")
COMPLETENESS = ("complete", "incomplete")
DEGREE_DAY_ORIGINS = ("temperatures", "delivered")
NORMALISED_STATUSES = ("normalised", "refused")

SPECIFIC_INDICATORS = Table(
    "out",
    "specific_indicators",
    "one specific indicator (Annex IV C.3) at a site or in the organisation, in a year",
    (
        Column("indicator", "VARCHAR", "code of the specific indicator"),
        Column("site_id", "VARCHAR", "site, or all for the organisation"),
        Column("year", "INTEGER", "calendar year"),
        Column(
            "numerator",
            "DOUBLE",
            "what is measured; of an incomplete year what is there so far",
            nullable=True,
        ),
        Column("numerator_unit", "VARCHAR", "unit of the numerator"),
        Column("denominator", "DOUBLE", "what it is divided by", nullable=True),
        Column("denominator_unit", "VARCHAR", "unit of the denominator"),
        Column(
            "working_days",
            "INTEGER",
            "Hungarian working days of the year, by which it is divided too; empty where it is not",
            nullable=True,
        ),
        Column("value", "DOUBLE", "the indicator; empty unless complete", nullable=True),
        Column("unit", "VARCHAR", "unit of the indicator"),
        Column(
            "status",
            "VARCHAR",
            "complete; incomplete: something of the year is missing; not_available: nothing of the input is computed "
            "or delivered anywhere; not_applicable: the site has nothing of the kind",
            one_of=SPECIFIC_STATUSES,
        ),
        Column("reason", "VARCHAR", "why there is no value; empty otherwise"),
        Column("method_version", "VARCHAR", "version of the method by which the row was computed"),
    ),
    key=("indicator", "site_id", "year"),
)

BENCHMARKS = Table(
    "out",
    "benchmarks",
    "one specific indicator at a site or in the organisation, in a year, beside one benchmark",
    (
        Column("benchmark_id", "VARCHAR", "benchmark"),
        Column("indicator", "VARCHAR", "code of the specific indicator"),
        Column("site_id", "VARCHAR", "site, or all for the organisation"),
        Column("year", "INTEGER", "calendar year"),
        Column("value", "DOUBLE", "the indicator", nullable=True),
        Column("comparator", "VARCHAR", "how the value must stand to meet the benchmark", one_of=COMPARATORS),
        Column("benchmark", "DOUBLE", "the benchmark"),
        Column("unit", "VARCHAR", "unit of value and benchmark"),
        Column(
            "comparison",
            "VARCHAR",
            "better: the benchmark is met; worse: it is not; not_comparable: see reason",
            one_of=COMPARISONS,
        ),
        Column("reason", "VARCHAR", "why it is not comparable; empty otherwise"),
        Column("source", "VARCHAR", "where the benchmark stands"),
        Column("verified", "BOOLEAN", "whether the benchmark was compared with its source"),
    ),
    key=("benchmark_id", "site_id", "year"),
)

TARGETS = Table(
    "out",
    "targets",
    "one target of the register, with its judgement by the last complete year and the forecast of the running one",
    (
        Column("target_id", "VARCHAR", "target"),
        Column("name", "VARCHAR", "the objective in words"),
        Column("indicator", "VARCHAR", "core or specific indicator"),
        Column("breakdown", "VARCHAR", "breakdown of a core indicator; empty for the whole"),
        Column("site_id", "VARCHAR", "site, or all for the organisation"),
        Column("figure", "VARCHAR", "a, r, or value of a specific indicator", one_of=TARGET_FIGURES),
        Column("unit", "VARCHAR", "unit of every value of the row"),
        Column("office_id", "VARCHAR", "responsible office"),
        Column("base_year", "INTEGER", "year from which the path starts"),
        Column("base_value", "DOUBLE", "figure of the base year", nullable=True),
        Column("target_year", "INTEGER", "year in which the target is to be met"),
        Column("target_value", "DOUBLE", "figure to be met", nullable=True),
        Column("last_year", "INTEGER", "last complete year after the base year", nullable=True),
        Column("last_value", "DOUBLE", "figure of the last complete year", nullable=True),
        Column("path_value", "DOUBLE", "linear path in the last complete year", nullable=True),
        Column("status", "VARCHAR", "judgement by the last complete year", one_of=TARGET_STATUSES),
        Column("reason", "VARCHAR", "why it is not judged; empty otherwise"),
        Column("forecast_year", "INTEGER", "year that is not over", nullable=True),
        Column("forecast", "DOUBLE", "forecast of that year's figure", nullable=True),
        Column("forecast_low", "DOUBLE", "low end of the forecast", nullable=True),
        Column("forecast_high", "DOUBLE", "high end of the forecast", nullable=True),
        Column("forecast_path", "DOUBLE", "linear path in that year", nullable=True),
        Column("forecast_reason", "VARCHAR", "why there is no forecast; empty otherwise"),
    ),
    key=("target_id",),
)

TARGET_YEARS = Table(
    "out",
    "target_years",
    "one year of a target, from its base year to its target year",
    (
        Column("target_id", "VARCHAR", "target"),
        Column("year", "INTEGER", "calendar year"),
        Column("path", "DOUBLE", "linear path from base to target", nullable=True),
        Column("actual", "DOUBLE", "figure of the year; empty unless complete", nullable=True),
        Column("state", "VARCHAR", "how the figure stands to the path", one_of=PATH_STATES),
    ),
    key=("target_id", "year"),
)

DEGREE_DAYS = Table(
    "out",
    "degree_days",
    "degree days of a place by one definition, of a month or of a year",
    (
        Column("supply_point_id", "VARCHAR", "weather station of the register"),
        Column("definition", "VARCHAR", "definition by which they are counted"),
        Column("year", "INTEGER", "calendar year"),
        Column("month", "INTEGER", "1 to 12; 0 for the year", check="month BETWEEN 0 AND 12"),
        Column("degree_days", "DOUBLE", "kelvin days; empty unless every day is known", nullable=True),
        Column("days_covered", "INTEGER", "days that are known"),
        Column("days_in_period", "INTEGER", "days of the month or year"),
        Column("status", "VARCHAR", "complete or incomplete", one_of=COMPLETENESS),
        Column("origin", "VARCHAR", "counted from temperatures, or delivered", one_of=DEGREE_DAY_ORIGINS),
    ),
    key=("supply_point_id", "definition", "year", "month"),
)

NORMALISED_HEAT = Table(
    "out",
    "normalised_heat",
    "heat of a supply point in a year beside what it would have been in weather of the reference years",
    (
        Column("supply_point_id", "VARCHAR", "meter of heat or heating fuel"),
        Column("stream", "VARCHAR", "stream"),
        Column("site_id", "VARCHAR", "site"),
        Column("year", "INTEGER", "calendar year"),
        Column("definition", "VARCHAR", "definition of the degree days"),
        Column("heat", "DOUBLE", "actual heat in kWh; empty unless the year is complete", nullable=True),
        Column("degree_days", "DOUBLE", "kelvin days of the year", nullable=True),
        Column("reference_degree_days", "DOUBLE", "kelvin days of the reference", nullable=True),
        Column("base_load", "DOUBLE", "heat that does not follow the weather, kWh per day", nullable=True),
        Column("slope", "DOUBLE", "heat for each kelvin day, kWh", nullable=True),
        Column(
            "r_squared", "DOUBLE", "part of the variation that the regression explains, 0 to 1", nullable=True
        ),
        Column("months_used", "INTEGER", "months in the regression"),
        Column("normalised_heat", "DOUBLE", "heat in weather of the reference, kWh", nullable=True),
        Column("status", "VARCHAR", "normalised or refused", one_of=NORMALISED_STATUSES),
        Column("reason", "VARCHAR", "why it is refused; empty otherwise"),
    ),
    key=("supply_point_id", "stream", "year"),
)
