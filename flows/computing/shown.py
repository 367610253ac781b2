"""Specific indicators with their benchmarks, targets, and heat beside weather, as the terminal shows them."""

import json

import duckdb

from flows.problems import WrongUse
from indicators.model import ORGANISATION, City, Record
from indicators.reasons import reason_sentences
from indicators.records import Part
from indicators.specific_indicators import declared_specific_indicators, specific_indicator_name


class Comparison(Record):
    """How a value stands to a benchmark."""

    benchmark_id: str
    comparator: str
    benchmark: float
    comparison: str
    reason: str
    source: str
    verified: bool


class SpecificFigure(Record):
    """A specific indicator of a year; `why` tells the reason in the organisation's first language.

    Each of its parts can be explained further: `emas explain` with the core indicator that it names.
    """

    indicator: str
    name: str
    site_id: str
    year: int
    value: float | None
    unit: str
    numerator: float | None
    numerator_unit: str
    denominator: float | None
    denominator_unit: str
    working_days: int | None
    status: str
    reason: str
    why: str
    numerator_parts: tuple[Part, ...]
    denominator_parts: tuple[Part, ...]
    comparisons: tuple[Comparison, ...]


class TargetYear(Record):
    """One year of a target's path."""

    year: int
    path: float | None
    actual: float | None
    state: str


class StandingTarget(Record):
    """A target with its judgement; `why` and `why_no_forecast` in the organisation's first language."""

    target_id: str
    name: str
    indicator: str
    breakdown: str
    site_id: str
    figure: str
    unit: str
    office_id: str
    measures: tuple[str, ...]
    base_year: int
    base_value: float | None
    target_year: int
    target_value: float | None
    last_year: int | None
    last_value: float | None
    path_value: float | None
    status: str
    reason: str
    why: str
    forecast_year: int | None
    forecast: float | None
    forecast_low: float | None
    forecast_high: float | None
    forecast_path: float | None
    forecast_reason: str
    why_no_forecast: str
    years: tuple[TargetYear, ...]


def standing_targets(connection: duckdb.DuckDBPyConnection, city: City) -> list[StandingTarget]:
    """The targets of the register in its order, as they were judged by the last run."""
    language = city.organisation.languages[0]
    declared = {target.id: target for target in city.targets}
    rows = connection.execute("""
        SELECT to_json(t), (SELECT to_json(list(y ORDER BY y.year)) FROM out.target_years y
            WHERE y.target_id = t.target_id)
        FROM out.targets t
    """).fetchall()
    found = {}
    for row, years in rows:
        target = json.loads(row)
        if target["target_id"] in declared:
            found[target["target_id"]] = StandingTarget(
                **target,
                measures=declared[target["target_id"]].measures,
                why=reason_sentences(target["reason"], language),
                why_no_forecast=reason_sentences(target["forecast_reason"], language),
                years=tuple(
                    TargetYear(**{name: entry[name] for name in TargetYear.model_fields})
                    for entry in json.loads(years)
                ),
            )
    return [found[identifier] for identifier in declared if identifier in found]


def specific_figures(
    connection: duckdb.DuckDBPyConnection, city: City, year: int, site: str
) -> list[SpecificFigure]:
    """The specific indicators of a site, or of the organisation, in the order of their declaration.

    Raises:
        WrongUse: there is no such site, or no figure of that year.
    """
    sites = [ORGANISATION, *(entry.id for entry in city.sites)]
    if site not in sites:
        raise WrongUse(f"no site is called {site!r}; there are {', '.join(sites)}")
    rows = connection.execute(
        """
        SELECT to_json(i), coalesce((
            SELECT to_json(list(b ORDER BY b.benchmark_id)) FROM out.benchmarks b
            WHERE b.indicator = i.indicator AND b.site_id = i.site_id AND b.year = i.year), '[]')
        FROM out.specific_indicators i WHERE i.year = ? AND i.site_id = ?
        """,
        [year, site],
    ).fetchall()
    if not rows:
        raise WrongUse(f"there are no specific indicators of {year}; start: emas run")
    declared = declared_specific_indicators(city)
    language = city.organisation.languages[0]
    order = {code: place for place, code in enumerate(declared)}
    figures = []
    for row, comparisons in rows:
        figure = json.loads(row)
        del figure["method_version"]
        figures.append(
            SpecificFigure(
                **figure,
                name=specific_indicator_name(declared[figure["indicator"]], language),
                why=reason_sentences(figure["reason"], language),
                numerator_parts=declared[figure["indicator"]].numerator,
                denominator_parts=declared[figure["indicator"]].denominator,
                comparisons=tuple(
                    Comparison(**{name: entry[name] for name in Comparison.model_fields})
                    for entry in json.loads(comparisons)
                ),
            )
        )
    return sorted(figures, key=lambda figure: order[figure.indicator])


class DegreeDaysOfYear(Record):
    """Degree days of a station by one definition; empty unless every day of the year is known."""

    supply_point_id: str
    definition: str
    degree_days: float | None
    days_covered: int
    days_in_period: int


class CorrectedHeat(Record):
    """Heat of a supply point, actual and corrected; `why` in the organisation's first language."""

    supply_point_id: str
    stream: str
    site_id: str
    heat: float | None
    normalised_heat: float | None
    base_load: float | None
    slope: float | None
    r_squared: float | None
    months_used: int
    degree_days: float | None
    reference_degree_days: float | None
    status: str
    reason: str
    why: str


class HeatBesideWeather(Record):
    """What is known of the weather of a year, and of the heat in it."""

    year: int
    degree_days: tuple[DegreeDaysOfYear, ...]
    heat: tuple[CorrectedHeat, ...]


def heat_beside_weather(connection: duckdb.DuckDBPyConnection, city: City, year: int) -> HeatBesideWeather:
    """Degree days and heat of a year, as the last run left them; empty where there are none."""
    weather = connection.execute(
        """
        SELECT to_json(d) FROM (
            SELECT supply_point_id, definition, degree_days, days_covered, days_in_period
            FROM out.degree_days WHERE year = ? AND month = 0 ORDER BY supply_point_id, definition
        ) d
        """,
        [year],
    ).fetchall()
    heat = connection.execute(
        """
        SELECT to_json(h) FROM (
            SELECT * EXCLUDE (year, definition) FROM out.normalised_heat WHERE year = ?
            ORDER BY site_id, stream, supply_point_id
        ) h
        """,
        [year],
    ).fetchall()
    language = city.organisation.languages[0]
    rows = [json.loads(row) for (row,) in heat]
    return HeatBesideWeather(
        year=year,
        degree_days=tuple(DegreeDaysOfYear(**json.loads(row)) for (row,) in weather),
        heat=tuple(CorrectedHeat(**row, why=reason_sentences(row["reason"], language)) for row in rows),
    )
