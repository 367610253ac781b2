"""Rows without any fault into the tables of the store."""

import duckdb

from flows.loading.bundle import Bundle
from flows.loading.fields import read_values
from flows.settling.register import FAMILY_MATCH

ONE_SITE = f"""
    SELECT r.supply_point_id, r.stream, any_value(p.site_id) AS site_id, any_value(p.valid_from) AS valid_from,
        any_value(p.valid_to) AS valid_to
    FROM delivered_series r JOIN core.supply_points p ON p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH}
    GROUP BY r.supply_point_id, r.stream HAVING count(*) = 1
"""
"""SQL: the series of a delivery that have the same site all the time; others get theirs when they are settled."""


def store_accepted(connection: duckdb.DuckDBPyConnection, bundle: Bundle, *, any_rejected: bool) -> None:
    """Store the values of `staged` whose rows are not in `rejected`, and note which series are to be settled."""
    declared = bundle.table.format
    if declared.holds_reference_values:
        _insert_reference_values(connection, bundle, any_rejected)
        return
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE delivered_series AS
        SELECT supply_point_id, stream, min(first_day) AS first_day, coalesce(max(last_day), max(first_day)) AS last_day
        FROM {"sound" if any_rejected else "staged"} GROUP BY supply_point_id, stream
    """)
    if declared.period and declared.period.kind == "register":
        _insert_register_values(connection, bundle, any_rejected)
    else:
        _insert_readings(connection, bundle, any_rejected)
    connection.execute("INSERT INTO core.pending FROM delivered_series")


def _accepted(bundle: Bundle, any_rejected: bool, join: str = "") -> str:
    """SQL: the values of rows without any fault. Values of one column are staged in the order of the file."""
    accepted = f"FROM staged s {join}"
    if any_rejected:
        accepted += " WHERE NOT EXISTS (FROM rejected r WHERE r.row_number = s.row_number)"
    if len(read_values(bundle.table)) == 1:
        return accepted
    return f"{accepted} ORDER BY s.row_number, value_number, cell"


def _insert_readings(connection: duckdb.DuckDBPyConnection, bundle: Bundle, any_rejected: bool) -> None:
    placed = f"LEFT JOIN ({ONE_SITE}) p ON p.supply_point_id = s.supply_point_id AND p.stream = s.stream"
    current = "true AS is_current"
    if connection.execute("SELECT EXISTS (FROM gave_way)").fetchall()[0][0]:
        placed += " LEFT JOIN gave_way g USING (row_number, value_number, cell)"
        current = "g.gave_way_to IS NULL AS is_current, g.gave_way_to, g.gave_way_by"
    delivery, deliveries = bundle.of_each([arrival.delivery_id for arrival in bundle.arrivals])
    office, offices = bundle.of_each([arrival.office_id for arrival in bundle.arrivals])
    connection.execute(
        f"""
        INSERT INTO core.readings BY NAME
        SELECT {delivery} AS delivery_id, ? AS sheet, {bundle.row()} AS row_number, {office} AS office_id,
            CASE WHEN p.valid_from <= s.last_day AND coalesce(p.valid_to, s.first_day) >= s.first_day
                THEN p.site_id END AS site_id,
            s.supply_point_id, s.stream, period_start, period_end, first_day, last_day, quantity, unit,
            quantity_as_delivered, unit_as_delivered, factor_ids, quality, meter_id, issued_on, {current},
            s.treatment
        {_accepted(bundle, any_rejected, placed)}
        """,
        [deliveries, bundle.table.sheet.name, offices],
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
        {_accepted(bundle, any_rejected)}
        """,
        [deliveries, bundle.table.sheet.name, offices],
    )


def _insert_reference_values(
    connection: duckdb.DuckDBPyConnection, bundle: Bundle, any_rejected: bool
) -> None:
    delivery, deliveries = bundle.of_each([arrival.delivery_id for arrival in bundle.arrivals])
    connection.execute(
        f"""
        INSERT INTO core.reference_values BY NAME
        SELECT kind, site_id, year, quantity AS value, unit, {delivery} AS delivery_id, ? AS sheet,
            {bundle.row()} AS row_number, true AS is_current, valid_from
        {_accepted(bundle, any_rejected)}
        """,
        [deliveries, bundle.table.sheet.name],
    )
