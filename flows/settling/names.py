"""Files that name a meter or a contract instead of the supply point: their rows join the series of the supply point.

The register says which number stood where and when. So a meter exchange or another supplier keeps the series, and a
number that the register learns later brings its rows along without a new delivery. `named_as` keeps the number as
delivered, and with it the way back.
"""

import duckdb

from flows.readings import STORED_READINGS, change_origins, give_other_origins
from flows.settling.windows import EVER

READINGS, REGISTER_VALUES = "core.readings", "core.register_values"
AS_DELIVERED = "supply_point_id = named_as, named_as = NULL"


def note_changed_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the series pending whose rows a changed number of `declared_supply_point_names` may bring or take."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE changed_names AS
        SELECT DISTINCT name FROM (
            (FROM declared_supply_point_names EXCEPT FROM core.supply_point_names)
            UNION ALL (FROM core.supply_point_names EXCEPT FROM declared_supply_point_names)
        ) WHERE name <> ''
    """)
    if not connection.execute("SELECT EXISTS (FROM changed_names)").fetchall()[0][0]:
        return
    for table in (READINGS, REGISTER_VALUES):
        connection.execute(f"""
            INSERT INTO core.pending
            SELECT DISTINCT unnest([supply_point_id, coalesce(named_as, supply_point_id)]), stream, {EVER}
            FROM {table}
            WHERE coalesce(named_as, supply_point_id) IN (FROM changed_names)
        """)
    changed = "named_as IN (FROM changed_names)"
    change_origins(connection, AS_DELIVERED, changed)
    connection.execute(f"UPDATE {REGISTER_VALUES} SET {AS_DELIVERED} WHERE {changed}")


def resolve_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the rows of `unsettled` series that bear a number of the register to its supply point.

    `unsettled` grows by the days of the series that they join. A register value on the day after the last day of a
    meter is its final one.
    """
    if not connection.execute("""
        SELECT EXISTS (FROM unsettled u JOIN core.supply_point_names n ON n.name = u.supply_point_id)
    """).fetchall()[0][0]:
        return
    _find_renamed(connection, f"(SELECT rowid AS place, * FROM {REGISTER_VALUES})", "read_on - 1", "read_on")
    connection.execute(f"""
        UPDATE {REGISTER_VALUES} AS r SET named_as = r.supply_point_id, supply_point_id = n.supply_point_id
        FROM renamed n WHERE r.rowid = n.place
    """)
    if _find_renamed(connection, STORED_READINGS, "first_day", "last_day"):
        bears = f"""
            SELECT place, r.origin_id, n.supply_point_id, r.supply_point_id AS named_as
            FROM renamed n JOIN {STORED_READINGS} r USING (place)
        """
        give_other_origins(connection, ["supply_point_id", "named_as"], bears)


def _find_renamed(connection: duckdb.DuckDBPyConnection, rows: str, first: str, last: str) -> bool:
    """The rows to be renamed, by their place: temporary table `renamed`; whether there are any."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE renamed AS
        SELECT r.place, arg_min(n.supply_point_id, n.valid_from) AS supply_point_id, any_value(r.stream) AS stream,
            any_value(r.{first}) AS first_day, any_value(r.{last}) AS last_day
        FROM {rows} r JOIN unsettled u USING (supply_point_id, stream)
        JOIN core.supply_point_names n ON n.name = r.supply_point_id
            AND n.valid_from <= r.{last} AND coalesce(n.valid_to, DATE '9999-12-31') >= r.{first}
        GROUP BY r.place
    """)
    connection.execute("""
        INSERT INTO unsettled
        SELECT supply_point_id, stream, min(first_day), max(last_day) FROM renamed GROUP BY ALL
    """)
    return bool(connection.execute("SELECT EXISTS (FROM renamed)").fetchall()[0][0])
