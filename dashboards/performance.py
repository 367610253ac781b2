"""What stands beside the core indicators, as records: targets with their years, specific indicators, benchmarks."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from dashboards.records import records
from indicators.model import Results
from indicators.registry import INDICATORS
from indicators.specific_indicators import declared_specific_indicators


class TargetRow(NamedTuple):
    """A row of out.targets."""

    target_id: str
    name: str
    indicator: str
    breakdown: str
    site_id: str
    unit: str
    office_id: str
    base_year: int
    base_value: float | None
    target_year: int
    target_value: float | None
    last_year: int | None
    last_value: float | None
    path_value: float | None
    status: str
    reason: str
    forecast_year: int | None
    forecast: float | None
    forecast_low: float | None
    forecast_high: float | None
    forecast_path: float | None
    forecast_reason: str


class TargetYear(NamedTuple):
    """A row of out.target_years."""

    target_id: str
    year: int
    path: float | None
    actual: float | None
    state: str


@dataclass(frozen=True)
class TargetShown:
    """A target with its years, its area and the measures by which it shall be met."""

    row: TargetRow
    years: tuple[TargetYear, ...]
    area: str
    figure: str
    measures: tuple[str, ...]


class HeatYear(NamedTuple):
    """A row of out.normalised_heat."""

    supply_point_id: str
    stream: str
    site_id: str
    year: int
    heat: float | None
    degree_days: float | None
    base_load: float | None
    slope: float | None
    r_squared: float | None
    normalised_heat: float | None
    status: str
    reason: str


class HeatMonth(NamedTuple):
    """Heat of a meter in a month in kWh, and whether nothing of the month is missing (HEAT_MONTH_COLUMNS)."""

    supply_point_id: str
    stream: str
    month: date
    quantity: float
    whole: bool


class DegreeDayMonth(NamedTuple):
    """A row of out.degree_days of the station and the definition of the register; month 0 is the year."""

    year: int
    month: int
    degree_days: float | None
    days_in_period: int


def targets(results: Results) -> list[TargetShown]:
    """The targets in the order of the register."""
    specific = declared_specific_indicators(results.city)
    declared = {target.id: target for target in results.city.targets}
    years: dict[str, list[TargetYear]] = {}
    for year in records(results.target_years, TargetYear):
        years.setdefault(year.target_id, []).append(year)
    rows = {row.target_id: row for row in records(results.targets, TargetRow)}
    return [
        TargetShown(
            row,
            tuple(sorted(years.get(identifier, ()), key=lambda entry: entry.year)),
            INDICATORS[row.indicator].area if row.indicator in INDICATORS else specific[row.indicator].area,
            declared[identifier].figure,
            declared[identifier].measures,
        )
        for identifier in declared
        if (row := rows.get(identifier))
    ]


class SpecificRow(NamedTuple):
    """A row of out.specific_indicators."""

    indicator: str
    site_id: str
    year: int
    numerator: float | None
    numerator_unit: str
    denominator: float | None
    denominator_unit: str
    working_days: int | None
    value: float | None
    unit: str
    status: str
    reason: str

    @property
    def proven(self) -> bool:
        """Whether it is made of anything, so that it has evidence."""
        return self.status in {"complete", "incomplete"}


class BenchmarkRow(NamedTuple):
    """A row of out.benchmarks."""

    benchmark_id: str
    indicator: str
    site_id: str
    year: int
    value: float | None
    comparator: str
    benchmark: float
    unit: str
    comparison: str
    reason: str
    source: str
    verified: bool


def specific_rows(results: Results) -> dict[str, list[SpecificRow]]:
    """The specific indicators by site."""
    found: dict[str, list[SpecificRow]] = {}
    for row in records(results.specific_indicators, SpecificRow):
        found.setdefault(row.site_id, []).append(row)
    return found


def benchmark_rows(results: Results) -> dict[str, list[BenchmarkRow]]:
    """The comparisons by benchmark."""
    found: dict[str, list[BenchmarkRow]] = {}
    for row in records(results.benchmarks, BenchmarkRow):
        found.setdefault(row.benchmark_id, []).append(row)
    return found


def heat_years(results: Results) -> list[HeatYear]:
    """Actual and normalised heat by meter and year."""
    return list(records(results.normalised_heat, HeatYear))


def heat_months(results: Results) -> list[HeatMonth]:
    """Heat by meter and month."""
    return list(records(results.heat_months, HeatMonth))


def degree_day_months(results: Results) -> list[DegreeDayMonth]:
    """The degree days by which the city corrects heat; none where the register names no station."""
    weather = results.city.weather
    if weather is None:
        return []
    frame = results.degree_days
    chosen = (frame["supply_point_id"] == weather.station) & (frame["definition"] == weather.definition)
    return list(records(frame.loc[chosen], DegreeDayMonth))
