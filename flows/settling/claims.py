"""The claims of the days: what each delivery says of one series and one period, where another says something too.

Rows of one sheet of one delivery with the same supply point, stream and period belong together (a bill of two
tariffs, the notes of a day): they are one claim.
"""

import duckdb

from flows.settling.register import FAMILY_MATCH
from flows.settling.windows import within

PART_OF_A_DAY = "INTERVAL 22 HOUR"
"""The shortest whole day, that of the spring change, has 23 hours; what is shorter is an interval of a meter."""

INTERVAL = f"""(period_end - period_start < {PART_OF_A_DAY}
    OR (first_day = last_day AND issued_on IS NULL AND measured))"""
"""SQL: a claim of interval data. A measured value of a single day that no bill states is one too (daily values)."""

ORDER = "NOT credit DESC, actual DESC, preference, issued_on DESC NULLS LAST, sequence DESC, sheet"
"""SQL: the better claim first. A credit note says nothing of the energy used; a read value comes before an estimate,
then the kind of file that the register prefers, then the later day of issue, then the later arrival."""


def note_precedence(connection: duckdb.DuckDBPyConnection) -> None:
    """What the register says of the series in `unsettled`: temporary table `precedence`."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE precedence AS
        SELECT r.supply_point_id, r.stream, arg_max(p.counts, p.valid_from) AS counts,
            string_split(arg_max(p.formats_first, p.valid_from), ',') AS formats_first
        FROM unsettled r JOIN core.supply_points p ON p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH}
        GROUP BY ALL
    """)


def find_contested(connection: duckdb.DuckDBPyConnection) -> bool:
    """Deliveries of a window whose `spans` touch another delivery's, or whose own rows overlap; whether there are any.

    Only these need to be compared row by row. A year of quarter hours that nobody else delivered is not even sorted;
    of irregular rows, such as bills, each is held against the next one.
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE contested AS
        WITH tangled AS (
            SELECT DISTINCT span FROM (
                SELECT span, period_start, lag(period_end) OVER (PARTITION BY span ORDER BY period_start) AS end_before
                FROM (
                    SELECT span, period_start, period_end FROM core.readings r JOIN unsettled u ON {within("r")}
                    JOIN spans s ON s.supply_point_id = r.supply_point_id AND s.stream = r.stream
                        AND s.delivery_id = r.delivery_id AND s.irregular
                    WHERE r.gave_way_to IS NULL
                )
            ) WHERE end_before > period_start
        ), islands AS (
            SELECT *, sum(CAST(apart AS INTEGER)) OVER (
                    PARTITION BY supply_point_id, stream ORDER BY first, last, delivery_id
                ) AS island
            FROM (
                SELECT *, coalesce(first >= max(last) OVER (
                    PARTITION BY supply_point_id, stream ORDER BY first, last, delivery_id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ), true) AS apart FROM spans
            )
        )
        SELECT i.supply_point_id, i.stream, i.delivery_id, d.sequence, d.format_id
        FROM islands i JOIN raw.deliveries d ON d.delivery_id = i.delivery_id AND d.rows_read > 0
        QUALIFY count(*) OVER (PARTITION BY i.supply_point_id, i.stream, island) > 1 OR span IN (FROM tangled)
    """)
    return bool(connection.execute("SELECT EXISTS (FROM contested)").fetchall()[0][0])


def make_claims(connection: duckdb.DuckDBPyConnection) -> None:
    """The claims of the contested deliveries: temporary table `claims`; `place` 1 is the best of its period."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE claims AS
        SELECT *, row_number() OVER (PARTITION BY supply_point_id, stream, period_start, period_end ORDER BY {ORDER})
            AS place
        FROM (
            SELECT *, {INTERVAL} AS is_interval, quantity < 0 AND NOT {INTERVAL} AS credit FROM (
                SELECT r.supply_point_id, r.stream, r.delivery_id, r.sheet, r.period_start, r.period_end,
                    min(r.first_day) AS first_day, max(r.last_day) AS last_day,
                    sum(CAST(r.quantity AS DECIMAL(38, 9))) AS quantity,
                    bool_and(r.quality <> 'estimated') AS actual, bool_and(r.quality = 'measured') AS measured,
                    max(r.issued_on) AS issued_on, min(r.row_number) AS row_number, count(*) AS rows,
                    any_value(c.sequence) AS sequence, any_value(c.format_id) AS format_id,
                    any_value(r.unit) AS unit,
                    any_value(coalesce(list_position(p.formats_first, c.format_id), 1000)) AS preference,
                    any_value(coalesce(p.counts, 'bills')) AS counts
                FROM core.readings r JOIN unsettled u ON {within("r")}
                JOIN contested c ON c.supply_point_id = r.supply_point_id AND c.stream = r.stream
                    AND c.delivery_id = r.delivery_id
                LEFT JOIN precedence p ON p.supply_point_id = r.supply_point_id AND p.stream = r.stream
                WHERE r.gave_way_to IS NULL
                GROUP BY r.supply_point_id, r.stream, r.delivery_id, r.sheet, r.period_start, r.period_end
            )
        )
    """)
