"""From a figure to the rows of the files of which it is made."""

import calendar
from datetime import date

import duckdb
import pandas as pd

from flows.computing.estimates import estimates_as_readings
from flows.problems import WrongUse
from flows.settling.days import WHOLE_DAY
from flows.settling.months import allocated, part_of_days
from flows.settling.register import FAMILY_MATCH
from indicators.explanation import Contribution, Explanation, Place, explanation, factored_spans
from indicators.factors import SHIPPED, FactorBook
from indicators.model import ORGANISATION, City
from indicators.registry import computed_figures
from indicators.registry import indicator as declared_indicator
from indicators.specific_indicators import declared_specific_indicators


def explain(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    as_of: date,
    indicator: str,
    year: int,
    site: str,
    breakdown: str,
    book: FactorBook = SHIPPED,
) -> Explanation:
    """The figure with every current reading and reference value in it.

    Raises:
        WrongUse: there is no such figure; the text says what there is.
    """
    found = connection.execute(
        "FROM out.core_indicators WHERE indicator = ? AND year = ? AND site_id = ? AND breakdown = ?",
        [indicator, year, site, breakdown],
    ).df()
    if found.empty:
        raise WrongUse(_what_there_is(connection, city, indicator, year, site, breakdown))
    sites = [site] if site != ORGANISATION else [entry.id for entry in city.sites]
    last_month = min(as_of, date(year, 12, 1))
    spans = factored_spans(indicator, date(year, 1, 1), last_month, book, city.method)
    readings = pd.concat(
        [
            part.assign(first_month=span.first)
            for span in spans
            for part in (
                _readings(connection, sites, span.first, _last_day(span.last)),
                estimates_as_readings(connection, sites, span.first, span.last),
            )
        ],
        ignore_index=True,
    )
    kinds = [found["b_kind"].iloc[0], declared_indicator(indicator).state]
    b, states = (_annual_values(connection, sites, kind, last_month) for kind in kinds)
    explained = explanation(found.to_dict("records")[0], readings, b, spans, states, book)
    rows = tuple(_with_origin(connection, entry) if entry.rule else entry for entry in explained.readings)
    return explained.model_copy(update={"readings": rows})


def _with_origin(connection: duckdb.DuckDBPyConnection, estimate: Contribution) -> Contribution:
    """An estimate with the rows of the months that it comes from."""
    places = {}
    for month in estimate.file_name.split(", "):
        first = date.fromisoformat(f"{month}-01")
        rows = _readings(connection, [estimate.site_id], first, _last_day(first))
        of_series = (rows["supply_point_id"] == estimate.supply_point_id) & (
            rows["stream"] == estimate.stream
        )
        for row in rows.loc[of_series, list(Place.model_fields)].to_dict("records"):
            place = Place.model_validate(row)
            places[place.delivery_id, place.sheet, place.row_number] = place
    return estimate.model_copy(update={"came_from": tuple(places[key] for key in sorted(places))})


def _last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _readings(
    connection: duckdb.DuckDBPyConnection, sites: list[str], first: date, last: date
) -> pd.DataFrame:
    """Current readings of the sites with the part of their quantity that falls on the days (READING_COLUMNS)."""
    return connection.execute(
        f"""
        WITH counted AS (
            SELECT r.* REPLACE (p.site_id AS site_id), d.file_name,
                CAST(r.quantity AS DECIMAL(28, 9)) AS exact, p.share * coalesce(a.share, 1) AS share,
                r.period_end - r.period_start >= {WHOLE_DAY} AS whole_days,
                greatest(r.first_day, $first, p.valid_from, coalesce(a.valid_from, $first)) AS part_first,
                least(r.last_day, $last, coalesce(p.valid_to, $last), coalesce(a.valid_to, $last)) AS part_last
            FROM core.readings r
            JOIN raw.deliveries d ON d.delivery_id = r.delivery_id AND d.rows_read > 0
            JOIN core.supply_points p ON p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH}
                AND p.within = '' AND p.valid_from <= r.last_day AND coalesce(p.valid_to, r.last_day) >= r.first_day
            LEFT JOIN core.allocation_shares a ON a.site_id = p.site_id
                AND a.valid_from <= r.last_day AND coalesce(a.valid_to, r.last_day) >= r.first_day
            WHERE r.is_current AND p.site_id IN (SELECT unnest($sites))
                AND r.first_day <= $last AND r.last_day >= $first
        ), parts AS (
            SELECT * EXCLUDE (quantity), exact AS quantity FROM counted
            WHERE CASE WHEN whole_days THEN part_first <= part_last
                ELSE first_day BETWEEN part_first AND part_last END
        )
        SELECT delivery_id, file_name, sheet, row_number, site_id, supply_point_id, stream, first_day, last_day,
            quantity_as_delivered, unit_as_delivered, unit, factor_ids, quality,
            coalesce(treatment, '') AS treatment, '' AS rule,
            CAST(sum({
            allocated(
                f"CASE WHEN whole_days THEN {part_of_days('part_last - first_day + 1')} - "
                f"{part_of_days('part_first - first_day')} ELSE quantity END"
            )
        }) AS DOUBLE) AS quantity_in_year
        FROM parts GROUP BY ALL
        """,
        {"first": first, "last": last, "sites": sites},
    ).df()


def _annual_values(
    connection: duckdb.DuckDBPyConnection, sites: list[str], kind: str, last_month: date
) -> pd.DataFrame:
    """Current values of a kind that make its value of the year of a month (REFERENCE_COLUMNS, valid_from)."""
    return connection.execute(
        """
        WITH current AS (
            SELECT v.*, d.file_name,
                lead(v.valid_from) OVER (PARTITION BY v.site_id ORDER BY v.valid_from NULLS FIRST) AS next_from
            FROM core.reference_values v JOIN raw.deliveries d ON d.delivery_id = v.delivery_id AND d.rows_read > 0
            WHERE v.is_current AND v.kind = $kind AND v.site_id IN (SELECT unnest($sites))
        )
        SELECT site_id, value, unit, delivery_id, file_name, sheet, row_number, valid_from FROM current c
        WHERE CASE WHEN valid_from IS NULL THEN year = $year
            ELSE valid_from <= $last AND coalesce(next_from > $first, true) AND NOT EXISTS (
                FROM current named WHERE named.site_id = c.site_id AND named.valid_from IS NULL AND named.year = $year
            ) END
        """,
        {
            "kind": kind,
            "year": last_month.year,
            "sites": sites,
            "first": date(last_month.year, 1, 1),
            "last": _last_day(last_month),
        },
    ).df()


def _what_there_is(
    connection: duckdb.DuckDBPyConnection, city: City, indicator: str, year: int, site: str, breakdown: str
) -> str:
    codes = [declared.code for declared in computed_figures()]
    if specific := declared_specific_indicators(city).get(indicator):
        made_of = list(dict.fromkeys(part.name for part in (*specific.numerator, *specific.denominator)))
        return (
            f"{indicator} is a specific indicator, of {' and '.join(made_of)}: explain those, and see "
            f"emas indicators {year} for the quotient"
        )
    if indicator not in codes:
        return f"no indicator is called {indicator!r}; there are {', '.join(codes)}"
    sites = [ORGANISATION, *(entry.id for entry in city.sites)]
    if site not in sites:
        return f"no site is called {site!r}; there are {', '.join(sites)}"
    years = connection.execute(
        "SELECT DISTINCT year FROM out.core_indicators WHERE indicator = ? AND site_id = ? ORDER BY year",
        [indicator, site],
    ).fetchall()
    if not years:
        return f"{indicator} has no figure for {site}: no supply point there feeds it, or nothing was delivered yet"
    if (year,) not in years:
        return (
            f"{indicator} has no figure for {year}; there are {', '.join(str(value) for (value,) in years)}"
        )
    return f"{indicator} of {year} has no part {breakdown!r} at {site}"
