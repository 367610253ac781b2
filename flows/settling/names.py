"""Files that name a meter or a contract instead of the supply point: their rows join the series of the supply point.

The register says which number stood where and when. So a meter exchange or another supplier keeps the series, and a
number that the register learns later brings its rows along without a new delivery. `named_as` keeps the number as
delivered, and with it the way back.
"""

import duckdb

from flows.settling.windows import EVER

SERIES = ("core.readings", "core.register_values")


def note_changed_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the series pending whose rows a changed number of `registered_names` may bring or take."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE changed_names AS
        SELECT DISTINCT name FROM (
            (FROM registered_names EXCEPT FROM core.supply_point_names)
            UNION ALL (FROM core.supply_point_names EXCEPT FROM registered_names)
        ) WHERE name <> ''
    """)
    if not connection.execute("SELECT EXISTS (FROM changed_names)").fetchall()[0][0]:
        return
    for table in SERIES:
        connection.execute(f"""
            INSERT INTO core.pending
            SELECT DISTINCT unnest([supply_point_id, coalesce(named_as, supply_point_id)]), stream, {EVER}
            FROM {table}
            WHERE coalesce(named_as, supply_point_id) IN (FROM changed_names)
        """)
        connection.execute(f"""
            UPDATE {table} SET supply_point_id = named_as, named_as = NULL WHERE named_as IN (FROM changed_names)
        """)


def resolve_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the rows of `unsettled` series that bear a number of the register to its supply point.

    `unsettled` grows by the days of the series that they join. A register value on the day after the last day of a
    meter is its final one.
    """
    if not connection.execute("""
        SELECT EXISTS (FROM unsettled u JOIN core.supply_point_names n ON n.name = u.supply_point_id)
    """).fetchall()[0][0]:
        return
    for table, first, last in (
        ("core.register_values", "read_on - 1", "read_on"),
        ("core.readings", "first_day", "last_day"),
    ):
        connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE renamed AS
            SELECT r.rowid AS place, arg_min(n.supply_point_id, n.valid_from) AS supply_point_id
            FROM {table} r JOIN unsettled u USING (supply_point_id, stream)
            JOIN core.supply_point_names n ON n.name = r.supply_point_id
                AND n.valid_from <= r.{last} AND coalesce(n.valid_to, DATE '9999-12-31') >= r.{first}
            GROUP BY r.rowid
        """)
        connection.execute(f"""
            INSERT INTO unsettled
            SELECT n.supply_point_id, r.stream, min(r.{first}), max(r.{last})
            FROM renamed n JOIN {table} r ON r.rowid = n.place GROUP BY ALL
        """)
        connection.execute(f"""
            UPDATE {table} AS r SET named_as = r.supply_point_id, supply_point_id = n.supply_point_id
            FROM renamed n WHERE r.rowid = n.place
        """)
