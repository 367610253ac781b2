"""What the readings of each series and delivery span: one look at all of them, for every step that asks of them all."""

import duckdb

from flows.settling.windows import within


def note_spans(connection: duckdb.DuckDBPyConnection) -> None:
    """Temporary table `spans`: the readings of each delivery in the windows of `unsettled`, told by few figures.

    span                      number of the row
    first, last               from the first instant to the last one
    irregular                 whether rows of it might overlap: those of one sheet that are all of one length and on one
                              grid cannot
    readings, placed          how many there are, how many of them have a site
    first_site, last_site     the least and the greatest of the sites
    from_day, to_day          the least last day, the greatest first day
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE spans AS
        WITH told_apart AS (
            SELECT supply_point_id, stream, delivery_id, sheet, site_id, min(period_start) AS first,
                max(period_end) AS last, min(length) AS shortest, max(length) AS longest,
                min(epoch_us(period_start) % length) AS lowest, max(epoch_us(period_start) % length) AS highest,
                count(*) AS readings, min(last_day) AS from_day, max(first_day) AS to_day
            FROM (
                SELECT r.supply_point_id, r.stream, delivery_id, sheet, site_id, period_start, period_end,
                    r.first_day, r.last_day, epoch_us(period_end) - epoch_us(period_start) AS length
                FROM core.readings r JOIN unsettled u ON {within("r")}
            ) GROUP BY supply_point_id, stream, delivery_id, sheet, site_id
        )
        SELECT *, row_number() OVER () AS span FROM (
            SELECT supply_point_id, stream, delivery_id, min(first) AS first, max(last) AS last,
                min(sheet) <> max(sheet) OR min(shortest) <> max(longest) OR min(lowest) <> max(highest) AS irregular,
                sum(readings) AS readings, coalesce(sum(readings) FILTER (site_id IS NOT NULL), 0) AS placed,
                min(site_id) AS first_site, max(site_id) AS last_site, min(from_day) AS from_day, max(to_day) AS to_day
            FROM told_apart GROUP BY supply_point_id, stream, delivery_id
        )
    """)
