"""The register of the city (city.toml) as tables, and which series a change of it touches."""

from collections.abc import Sequence

import duckdb
import pandas as pd

from flows.readings import STORED_READINGS, give_other_origins
from flows.settling.names import note_changed_names
from flows.settling.windows import EVER, within
from flows.warehouse import transaction
from indicators.contracts import ALLOCATION_SHARES, SUPPLY_POINT_NAMES, SUPPLY_POINTS, Table
from indicators.model import City

FAMILY_MATCH = "(p.stream = r.stream OR starts_with(r.stream, p.stream || '.'))"
"""SQL: a supply point p of a stream, or of a family of streams (waste), measures the stream of r."""


def register_city(connection: duckdb.DuckDBPyConnection, city: City) -> None:
    """Bring the register's tables to what city.toml says; series whose site or share changed become pending.

    So do all of a site and stream for which a supply point was added or taken away: it may owe days of their months.
    """
    declared: dict[Table, list[tuple[object, ...]]] = {
        SUPPLY_POINTS: [
            (
                point.id,
                point.site_id,
                point.stream,
                point.office_id,
                point.valid_from,
                point.valid_to,
                point.cadence,
                point.delivered_every,
                point.counts,
                ",".join(point.formats_first),
                point.within,
                point.share,
            )
            for point in city.supply_points
        ],
        ALLOCATION_SHARES: [
            (site.id, share.valid_from, share.valid_to, share.share)
            for site in city.sites
            for share in site.shares
        ],
        SUPPLY_POINT_NAMES: sorted(
            {
                (point.id, kind, name, supplier, first, last)
                for point in city.supply_points
                for kind, name, supplier, first, last in point.names
            },
            key=str,
        ),
    }
    changed = [
        table
        for table, rows in declared.items()
        if set(rows) != set(connection.execute(f"FROM {table.qualified_name}").fetchall())
    ]
    if not changed:
        return
    with transaction(connection):
        for table, rows in declared.items():
            _stage(connection, rows, table)
        if SUPPLY_POINTS in changed or ALLOCATION_SHARES in changed:
            _note_changed_points(connection)
        if SUPPLY_POINT_NAMES in changed:
            note_changed_names(connection)
        for table in changed:
            connection.execute(f"DELETE FROM {table.qualified_name}")
            connection.execute(f"INSERT INTO {table.qualified_name} FROM declared_{table.name}")


def _stage(connection: duckdb.DuckDBPyConnection, rows: Sequence[tuple[object, ...]], table: Table) -> None:
    """Rows of city.toml as temporary table `declared_` and the name of the table in the store."""
    columns = ", ".join(f"CAST({column.name} AS {column.type}) AS {column.name}" for column in table.columns)
    connection.register("declared", pd.DataFrame(rows, columns=list(table.column_names)))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE declared_{table.name} AS SELECT {columns} FROM declared"
    )
    connection.unregister("declared")


def _note_changed_points(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the series pending whose supply point or share changed, and those beside them of one site and stream."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE changed_points AS
        SELECT DISTINCT supply_point_id FROM (
            (FROM declared_supply_points EXCEPT FROM core.supply_points)
            UNION ALL (FROM core.supply_points EXCEPT FROM declared_supply_points)
        )
        UNION
        SELECT supply_point_id FROM declared_supply_points WHERE site_id IN (
            SELECT site_id FROM (
                (FROM declared_allocation_shares EXCEPT FROM core.allocation_shares)
                UNION ALL (FROM core.allocation_shares EXCEPT FROM declared_allocation_shares)
            )
        )
    """)
    connection.execute(f"""
        INSERT INTO core.pending
        SELECT DISTINCT supply_point_id, stream, {EVER} FROM core.readings
        WHERE supply_point_id IN (SELECT supply_point_id FROM changed_points)
    """)
    connection.execute(f"""
        INSERT INTO core.pending
        SELECT DISTINCT m.supply_point_id, m.stream, {EVER} FROM core.monthly_by_supply_point m
        SEMI JOIN (
            SELECT site_id, stream FROM (FROM declared_supply_points UNION ALL FROM core.supply_points)
            SEMI JOIN changed_points USING (supply_point_id)
        ) USING (site_id, stream)
    """)


def assign_sites(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the readings in the windows of `unsettled` their site; `site_of` names it for each span of days.

    A reading that runs over a move bears the site of its first day, one that is shared the first of its sites; its
    months are those of all of them.
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE site_of AS
        SELECT r.supply_point_id, r.stream, p.site_id, p.valid_from,
            coalesce(p.valid_to, DATE '9999-12-31') AS valid_to, p.share, p.within
        FROM unsettled r JOIN core.supply_points p ON p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH}
    """)
    if not _find_misplaced(connection):
        return
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sites_of_readings AS
        SELECT r.place, r.origin_id, s.site_id
        FROM {STORED_READINGS} r JOIN misplaced u ON {within("r")}
        LEFT JOIN (
            SELECT *, coalesce(max(valid_to) OVER (
                PARTITION BY supply_point_id, stream ORDER BY valid_from, site_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), DATE '0001-01-01') AS before FROM site_of
        ) s ON s.supply_point_id = r.supply_point_id AND s.stream = r.stream AND s.valid_from <= r.last_day
            AND s.valid_to >= r.first_day AND s.before < r.first_day
        WHERE r.site_id IS DISTINCT FROM s.site_id
    """)
    if connection.execute("SELECT EXISTS (FROM sites_of_readings)").fetchall()[0][0]:
        give_other_origins(connection, ["site_id"], "FROM sites_of_readings")


def _find_misplaced(connection: duckdb.DuckDBPyConnection) -> bool:
    """The windows of `unsettled` in which a reading may bear the wrong site: temporary table `misplaced`.

    Most have one site all the time, and their readings got it when they were loaded; `spans` tells. A series in which
    days were given away since is looked at row by row.
    """
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE misplaced AS
        SELECT u.supply_point_id, u.stream, u.first_day, u.last_day
        FROM unsettled u JOIN (
            SELECT supply_point_id, stream, sum(readings) AS readings, sum(placed) AS placed,
                min(first_site) AS first_site, max(last_site) AS last_site, min(from_day) AS from_day,
                max(to_day) AS to_day
            FROM spans GROUP BY supply_point_id, stream
        ) r USING (supply_point_id, stream) LEFT JOIN (
            SELECT supply_point_id, stream, count(*) AS places, any_value(site_id) AS site_id,
                any_value(valid_from) AS valid_from, any_value(valid_to) AS valid_to
            FROM site_of GROUP BY supply_point_id, stream
        ) s USING (supply_point_id, stream)
        WHERE CASE WHEN s.places IS NULL THEN placed > 0
            ELSE s.places > 1 OR placed < readings OR first_site <> s.site_id OR last_site <> s.site_id
                OR from_day < s.valid_from OR to_day > s.valid_to
                OR (u.supply_point_id, u.stream) IN (SELECT (supply_point_id, stream) FROM core.shared_days) END
    """)
    return bool(connection.execute("SELECT EXISTS (FROM misplaced)").fetchall()[0][0])
