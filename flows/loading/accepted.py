"""Rows without any fault into the tables of the store."""

from collections.abc import Collection

import duckdb

from flows.loading.bundle import Bundle
from flows.loading.fields import read_values
from flows.readings import LAST_ORIGIN, same
from flows.settling.register import FAMILY_MATCH

STAGED_IN_COMMON = (
    "supply_point_id", "stream", "unit", "unit_as_delivered", "factor_ids", "quality", "meter_id", "issued_on",
    "treatment",
)  # fmt: skip
"""What readings may have in common, as `staged` names it."""


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
    """Add the readings, all that have the same texts to one origin. Texts that all have are not even compared.

    Those of days on which the supply point is in use have another origin than those before and after.
    """
    [(any_gave_way, last)] = connection.execute(f"SELECT EXISTS (FROM gave_way), {LAST_ORIGIN}").fetchall()
    staged = {column[0] for column in connection.execute("FROM staged_values LIMIT 0").description or ()}
    texts = {name: f"s.{name}" for name in STAGED_IN_COMMON if name in staged}
    if bundle.apart:
        texts["arrival"] = bundle.place("s.row_number")
    given_way, current = "", "true AS is_current"
    if any_gave_way:
        given_way = "LEFT JOIN gave_way g USING (row_number, value_number, cell)"
        current = "g.gave_way_to IS NULL AS is_current, g.gave_way_to"
        texts["gave_way_by"] = "g.gave_way_by"
    _find_origins(connection, texts, _accepted(any_rejected, given_way))
    _insert_origins(connection, bundle, texts, last)
    equal = " AND ".join(same(f"o.{name}", text, name) for name, text in texts.items()) or "true"
    in_use = "s.last_day >= o.valid_from AND s.first_day <= o.valid_to"
    connection.execute(f"""
        INSERT INTO core.quantities BY NAME
        SELECT {last} + 2 * o.number - CAST({in_use} AS BIGINT) AS origin_id,
            {bundle.row("s.row_number")} AS row_number, period_start, period_end, s.first_day, s.last_day, quantity,
            quantity_as_delivered, {current}
        {_accepted(any_rejected, f"{given_way} JOIN delivered_origins o ON {equal}")} {_in_order(bundle)}
    """)
    connection.execute(
        "INSERT INTO core.pending SELECT supply_point_id, stream, first_day, last_day FROM delivered_origins"
    )


def _find_origins(connection: duckdb.DuckDBPyConnection, texts: dict[str, str], accepted: str) -> None:
    """What accepted values have in common, told apart by `texts`: temporary table `delivered_origins`.

    The site, with the days of use, is that of a series that has the same one all the time; the readings of others get
    theirs when they are settled.
    """
    told_apart = "".join(f"{text} AS {name}, " for name, text in texts.items())
    alike = "".join(f"any_value(s.{name}) AS {name}, " for name in STAGED_IN_COMMON if name not in texts)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE delivered_origins AS
        SELECT row_number() OVER () AS number, * REPLACE (
            CASE WHEN sites = 1 THEN valid_from ELSE DATE '9999-12-31' END AS valid_from,
            coalesce(valid_to, DATE '9999-12-31') AS valid_to
        ) FROM (
            SELECT r.*, count(p.site_id) AS sites, any_value(p.site_id) AS site_id,
                any_value(p.valid_from) AS valid_from, any_value(p.valid_to) AS valid_to
            FROM (
                SELECT {told_apart} {alike} min(s.first_day) AS first_day, max(s.first_day) AS last_first_day,
                    min(s.last_day) AS first_last_day, max(s.last_day) AS last_day
                {accepted} GROUP BY ALL HAVING count(*) > 0
            ) r LEFT JOIN core.supply_points p ON p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH}
            GROUP BY ALL
        )
    """)


def _insert_origins(
    connection: duckdb.DuckDBPyConnection, bundle: Bundle, texts: Collection[str], last: int
) -> None:
    """Number the origins after the last one, two numbers to each: one for days of use, one for the others."""
    arrival = "arrival + 1" if bundle.apart else "1"
    common = [*STAGED_IN_COMMON, *({"gave_way_by"} & set(texts))]
    connection.execute(
        f"""
        INSERT INTO core.reading_origins BY NAME
        SELECT {last} + 2 * number - CAST(in_use AS BIGINT) AS origin_id, (?)[{arrival}] AS delivery_id, ? AS sheet,
            (?)[{arrival}] AS office_id, CASE WHEN in_use THEN site_id END AS site_id, {", ".join(common)}
        FROM (
            SELECT *, unnest(CASE WHEN first_last_day >= valid_from AND last_first_day <= valid_to THEN [true]
                WHEN last_day < valid_from OR first_day > valid_to THEN [false] ELSE [true, false] END) AS in_use
            FROM delivered_origins
        )
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
