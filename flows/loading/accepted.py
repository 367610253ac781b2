"""Rows without any fault into the tables of the store."""

import duckdb

from flows.loading.bundle import Bundle
from flows.loading.fields import read_values
from flows.readings import NEXT_ORIGIN, same
from flows.settling.register import FAMILY_MATCH

STAGED_IN_COMMON = (
    "supply_point_id", "stream", "unit", "unit_as_delivered", "factor_ids", "quality", "meter_id", "issued_on",
    "treatment",
)  # fmt: skip
"""What readings may have in common, as `staged` names it."""

NOTHING = {"arrival": "0", "gave_way_by": "CAST(NULL AS VARCHAR)"}
"""SQL: what origins have in common where a bundle is one file, and where no row gave way to another."""


def store_accepted(connection: duckdb.DuckDBPyConnection, bundle: Bundle, *, any_rejected: bool) -> None:
    """Store the values of `staged` whose rows are not in `rejected`, and note which series are to be settled."""
    declared = bundle.table.format
    if declared.holds_reference_values:
        _insert_reference_values(connection, bundle, any_rejected)
    elif declared.period and declared.period.kind == "register":
        _insert_register_values(connection, bundle, any_rejected)
    else:
        _add_readings(connection, bundle, any_rejected)


def _accepted(any_rejected: bool, join: str = "") -> str:
    """SQL: the values of rows without any fault."""
    accepted = f"FROM staged s {join}"
    if any_rejected:
        accepted += " WHERE NOT EXISTS (FROM rejected r WHERE r.row_number = s.row_number)"
    return accepted


def _in_order(bundle: Bundle) -> str:
    """SQL: the order of the file; values of one column are staged in it."""
    return "" if len(read_values(bundle.table)) == 1 else "ORDER BY s.row_number, value_number, cell"


def _add_readings(connection: duckdb.DuckDBPyConnection, bundle: Bundle, any_rejected: bool) -> None:
    """Add the readings, all that have the same texts to one origin. Texts that all have are not even compared."""
    staged = {column[0] for column in connection.execute("FROM staged_values LIMIT 0").description or ()}
    texts = {name: f"s.{name}" for name in STAGED_IN_COMMON if name in staged}
    if bundle.apart:
        texts["arrival"] = bundle.place("s.row_number")
    given_way, current = "", "true AS is_current"
    if connection.execute("SELECT EXISTS (FROM gave_way)").fetchall()[0][0]:
        given_way = "LEFT JOIN gave_way g USING (row_number, value_number, cell)"
        current = "g.gave_way_to IS NULL AS is_current, g.gave_way_to"
        texts["gave_way_by"] = "g.gave_way_by"
    _find_origins(connection, texts, _accepted(any_rejected, given_way))
    _insert_origins(connection, bundle)
    in_use = "o.in_use = (s.last_day >= o.valid_from AND s.first_day <= o.valid_to)"
    equal = " AND ".join([*(same(f"o.{name}", text, name) for name, text in texts.items()), in_use])
    connection.execute(f"""
        INSERT INTO core.quantities BY NAME
        SELECT o.origin_id, {bundle.row("s.row_number")} AS row_number, period_start, period_end, s.first_day,
            s.last_day, quantity, quantity_as_delivered, {current}
        {_accepted(any_rejected, f"{given_way} JOIN delivered_origins o ON {equal}")} {_in_order(bundle)}
    """)
    connection.execute("""
        INSERT INTO core.pending
        SELECT supply_point_id, stream, min(first_day), max(last_day) FROM delivered_origins GROUP BY ALL
    """)


def _find_origins(connection: duckdb.DuckDBPyConnection, texts: dict[str, str], accepted: str) -> None:
    """What accepted values have in common, told apart by `texts`: temporary table `delivered_origins`.

    The site is written where the register names one for the series all the time, to readings of days on which it is in
    use; the readings of other series get theirs when they are settled.
    """
    alike = [name for name in STAGED_IN_COMMON if name not in texts]
    alike += [f"{nothing} AS {name}" for name, nothing in NOTHING.items() if name not in texts]
    common = f"CROSS JOIN (SELECT {', '.join(alike)} FROM staged LIMIT 1)" if alike else ""
    told_apart = "".join(f"{text} AS {name}, " for name, text in texts.items())
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE delivered_origins AS
        WITH told_apart AS (
            SELECT {told_apart} min(s.first_day) AS first_day, max(s.first_day) AS last_first_day,
                min(s.last_day) AS first_last_day, max(s.last_day) AS last_day
            {accepted} GROUP BY ALL HAVING count(*) > 0
        ), origins AS (
            FROM told_apart {common}
        ), one_site AS (
            SELECT r.supply_point_id, r.stream, any_value(p.site_id) AS site_id, any_value(p.valid_from) AS valid_from,
                any_value(p.valid_to) AS valid_to
            FROM (SELECT DISTINCT supply_point_id, stream FROM origins) r
            JOIN core.supply_points p ON p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH}
            GROUP BY r.supply_point_id, r.stream HAVING count(*) = 1
        ), used AS (
            SELECT o.*, p.site_id AS site, coalesce(p.valid_from, DATE '9999-12-31') AS valid_from,
                coalesce(p.valid_to, DATE '9999-12-31') AS valid_to
            FROM origins o LEFT JOIN one_site p USING (supply_point_id, stream)
        ), placed AS (
            SELECT *, unnest(CASE WHEN first_last_day >= valid_from AND last_first_day <= valid_to THEN [true]
                WHEN last_day < valid_from OR first_day > valid_to THEN [false] ELSE [true, false] END) AS in_use
            FROM used
        )
        SELECT {NEXT_ORIGIN} + row_number() OVER (ORDER BY {", ".join((*texts, "in_use"))}) AS origin_id, *,
            CASE WHEN in_use THEN site END AS site_id
        FROM placed
    """)


def _insert_origins(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> None:
    connection.execute(
        f"""
        INSERT INTO core.reading_origins BY NAME
        SELECT origin_id, (?)[arrival + 1] AS delivery_id, ? AS sheet, (?)[arrival + 1] AS office_id, site_id,
            {", ".join(STAGED_IN_COMMON)}, gave_way_by
        FROM delivered_origins ORDER BY origin_id
        """,
        [
            [arrival.delivery_id for arrival in bundle.arrivals],
            bundle.table.sheet.name,
            [arrival.office_id for arrival in bundle.arrivals],
        ],
    )


def _insert_register_values(
    connection: duckdb.DuckDBPyConnection, bundle: Bundle, any_rejected: bool
) -> None:
    delivery, deliveries = bundle.of_each([arrival.delivery_id for arrival in bundle.arrivals])
    office, offices = bundle.of_each([arrival.office_id for arrival in bundle.arrivals])
    connection.execute(
        f"""
        INSERT INTO core.register_values BY NAME
        SELECT {delivery} AS delivery_id, ? AS sheet, {bundle.row()} AS row_number, {office} AS office_id,
            supply_point_id, stream, coalesce(meter_id, '') AS meter_id, first_day AS read_on,
            quantity_as_delivered AS value, unit_as_delivered, quantity_per_unit, unit, quality, true AS is_current
        {_accepted(any_rejected)} {_in_order(bundle)}
        """,
        [deliveries, bundle.table.sheet.name, offices],
    )
    connection.execute(f"""
        INSERT INTO core.pending
        SELECT supply_point_id, stream, min(first_day), coalesce(max(last_day), max(first_day))
        FROM {"sound" if any_rejected else "staged"} GROUP BY supply_point_id, stream
    """)


def _insert_reference_values(
    connection: duckdb.DuckDBPyConnection, bundle: Bundle, any_rejected: bool
) -> None:
    delivery, deliveries = bundle.of_each([arrival.delivery_id for arrival in bundle.arrivals])
    connection.execute(
        f"""
        INSERT INTO core.reference_values BY NAME
        SELECT kind, site_id, year, quantity AS value, unit, {delivery} AS delivery_id, ? AS sheet,
            {bundle.row()} AS row_number, true AS is_current, valid_from
        {_accepted(any_rejected)} {_in_order(bundle)}
        """,
        [deliveries, bundle.table.sheet.name],
    )
