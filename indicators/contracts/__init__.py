"""One declaration per table of the store.

From these follow the DDL and its checks, the data dictionary and the test that finds drift. The columns are
public: notebooks of officers and checks by others read them, so a column may be added but not renamed.

Quantities are in canonical units (energy kWh, water m3, mass kg, area m2, GHG t CO2e, air emissions kg);
instants are TIMESTAMPTZ, months the DATE of their first day, periods half-open.
"""

from collections.abc import Iterator

from indicators.contracts.closed import (
    CLOSED_CONTRIBUTIONS,
    CLOSED_CORE_INDICATORS,
    CLOSED_DEFINITIONS,
    CLOSED_FACTORS,
    CLOSED_FILE_STATES,
    CLOSED_FILES,
    CLOSED_MONTHLY,
    CLOSED_READINGS,
    CLOSED_REFERENCE_ROWS,
    CLOSED_REFERENCE_VALUES,
    CLOSED_RESULTS,
    CLOSED_TABLES,
    CLOSED_YEARS,
)
from indicators.contracts.core import (
    ALLOCATION_SHARES,
    CORRECTION_STATUSES,
    CORRECTIONS,
    COUNTING_RULES,
    COUNTS_FIRST,
    DELIVERY_CYCLES,
    MONTHLY,
    MONTHLY_BY_SUPPLY_POINT,
    MONTHLY_BY_TREATMENT,
    OWN_FACTORS,
    PENDING,
    REFERENCE_VALUES,
    REGISTER_CADENCES,
    REGISTER_VALUES,
    SUPERSEDED,
    SUPPLY_POINTS,
)
from indicators.contracts.counting import (
    ACCEPTANCES,
    PLAUSIBILITY,
    RECONCILIATION,
    SHARED_DAYS,
    SUPPLY_POINT_NAMES,
)
from indicators.contracts.evidence import COMPARED_MONTHS, CONTRIBUTIONS, READING_MONTHS
from indicators.contracts.out import (
    CORE_INDICATORS,
    ESTIMATES,
    FACTOR_USE,
    FINDINGS,
    HOURLY_LOADS,
    INDICATOR_STATUSES,
    RATIOS,
    RESTATED_FIGURES,
    RESTATED_RESULTS,
    RESTATEMENTS,
    SEVERITIES,
    VALUE_KINDS,
)
from indicators.contracts.performance import (
    BENCHMARKS,
    DEGREE_DAYS,
    NORMALISED_HEAT,
    SPECIFIC_INDICATORS,
    TARGET_YEARS,
    TARGETS,
)
from indicators.contracts.raw import (
    DELIVERIES,
    DELIVERY_FINDINGS,
    DELIVERY_STATUSES,
    MIGRATIONS,
    PASSED_OVER,
    REJECTED_ROWS,
)
from indicators.contracts.readings import QUALITIES, QUANTITIES, READING_ORIGINS, READINGS
from indicators.contracts.table import Column, Table

__all__ = [
    "ACCEPTANCES",
    "ALLOCATION_SHARES",
    "BENCHMARKS",
    "CLOSED_CONTRIBUTIONS",
    "CLOSED_CORE_INDICATORS",
    "CLOSED_DEFINITIONS",
    "CLOSED_FACTORS",
    "CLOSED_FILES",
    "CLOSED_FILE_STATES",
    "CLOSED_MONTHLY",
    "CLOSED_READINGS",
    "CLOSED_REFERENCE_ROWS",
    "CLOSED_REFERENCE_VALUES",
    "CLOSED_RESULTS",
    "CLOSED_TABLES",
    "CLOSED_YEARS",
    "COMPARED_MONTHS",
    "CONTRIBUTIONS",
    "CORE_INDICATORS",
    "CORRECTIONS",
    "CORRECTION_STATUSES",
    "COUNTING_RULES",
    "COUNTS_FIRST",
    "DEGREE_DAYS",
    "DELIVERIES",
    "DELIVERY_CYCLES",
    "DELIVERY_FINDINGS",
    "DELIVERY_STATUSES",
    "ESTIMATES",
    "FACTOR_USE",
    "FINDINGS",
    "HOURLY_LOADS",
    "INDICATOR_STATUSES",
    "MIGRATIONS",
    "MONTHLY",
    "MONTHLY_BY_SUPPLY_POINT",
    "MONTHLY_BY_TREATMENT",
    "NORMALISED_HEAT",
    "OWN_FACTORS",
    "PASSED_OVER",
    "PENDING",
    "PLAUSIBILITY",
    "QUALITIES",
    "QUANTITIES",
    "RATIOS",
    "READINGS",
    "READING_MONTHS",
    "READING_ORIGINS",
    "RECONCILIATION",
    "REFERENCE_VALUES",
    "REGISTER_CADENCES",
    "REGISTER_VALUES",
    "REJECTED_ROWS",
    "RESTATED_FIGURES",
    "RESTATED_RESULTS",
    "RESTATEMENTS",
    "SEVERITIES",
    "SHARED_DAYS",
    "SPECIFIC_INDICATORS",
    "STORED",
    "SUPERSEDED",
    "SUPPLY_POINTS",
    "SUPPLY_POINT_NAMES",
    "TABLES",
    "TARGETS",
    "TARGET_YEARS",
    "VALUE_KINDS",
    "Column",
    "Table",
    "create_statements",
    "schemas",
]

TABLES: tuple[Table, ...] = (
    MIGRATIONS,
    DELIVERIES,
    REJECTED_ROWS,
    DELIVERY_FINDINGS,
    PASSED_OVER,
    SUPPLY_POINTS,
    SUPPLY_POINT_NAMES,
    ALLOCATION_SHARES,
    OWN_FACTORS,
    PENDING,
    READINGS,
    REGISTER_VALUES,
    SUPERSEDED,
    SHARED_DAYS,
    RECONCILIATION,
    CORRECTIONS,
    ACCEPTANCES,
    MONTHLY_BY_SUPPLY_POINT,
    MONTHLY_BY_TREATMENT,
    MONTHLY,
    CONTRIBUTIONS,
    READING_MONTHS,
    COMPARED_MONTHS,
    REFERENCE_VALUES,
    CORE_INDICATORS,
    RATIOS,
    FACTOR_USE,
    SPECIFIC_INDICATORS,
    BENCHMARKS,
    TARGETS,
    TARGET_YEARS,
    DEGREE_DAYS,
    NORMALISED_HEAT,
    HOURLY_LOADS,
    ESTIMATES,
    PLAUSIBILITY,
    FINDINGS,
    *CLOSED_TABLES,
    RESTATEMENTS,
)
"""What the store shows. From here on it is read, exported and compared."""

STORED: tuple[Table, ...] = tuple(
    stored
    for table in TABLES
    for stored in ((READING_ORIGINS, QUANTITIES, table) if table is READINGS else (table,))
)
"""What the store is made of: readings lie in two tables, of which they are a view. Which number an origin bears is
chance, so these two differ between stores of which each reading is the same."""


def schemas() -> Iterator[str]:
    """The schemas of the store, in order of first use."""
    yield from dict.fromkeys(table.schema for table in STORED)


def create_statements() -> str:
    """The DDL of the whole store, as its first migration holds it."""
    head = "-- Generated from indicators/contracts/; a test compares the two.\n"
    parts = [f"CREATE SCHEMA IF NOT EXISTS {schema};" for schema in schemas()]
    parts += [table.ddl() for table in STORED]
    return head + "\n\n".join(parts) + "\n"
