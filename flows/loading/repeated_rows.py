"""Several rows of one table for the same supply point, stream and period: which of them counts.

A utility sends a bill, the credit that takes it back and the new bill in one export. Where the rows themselves say
which is the better (docs/what-counts.md), it counts and the others stay beside it; where they do not, nothing is
guessed.
"""

import duckdb

from flows.loading.bundle import Bundle

SERIES = "supply_point_id, stream, meter_id, period_start, period_end"
WHOLE_DAYS = ("bill", "day", "month", "year")

BETTER = "credit, taken_back, NOT actual, issued_on DESC NULLS LAST"
"""SQL: the better first, as between files (flows/settling/claims.py). A bill that a credit of exactly its quantity
takes back comes after one that nothing takes back."""


def settle_repeated_rows(connection: duckdb.DuckDBPyConnection, bundle: Bundle, *, alone: bool) -> None:
    """Reject rows that repeat or contradict others; `gave_way` holds the values to which others are preferred.

    `gave_way` has the row number, value number and cell of the value, the row that is preferred and the rule of
    core.superseded. `alone` says that no two values are of one series.

    Rows add up where the format says so; then those of another invoice are another bill of the same energy.
    """
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE gave_way (row_number BIGINT, value_number INTEGER, cell INTEGER,
            gave_way_to BIGINT, gave_way_by VARCHAR)
    """)
    declared = bundle.table.format
    period, by_invoice = declared.period, bool(declared.columns.invoice)
    if alone or period is None or (period.rows_add_up and not by_invoice):
        return
    if _rows_follow_each_other(connection, bundle) or not _any_repeated(connection, bundle):
        return
    if period.kind in WHOLE_DAYS:
        _prefer_the_better(connection, bundle, rows_add_up=period.rows_add_up)
    else:
        _reject_repetitions(connection, bundle)


def _any_repeated(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> bool:
    found = connection.execute(f"""
        SELECT 1 FROM staged WHERE fault IS NULL GROUP BY {SERIES}{bundle.apart} HAVING count(*) > 1 LIMIT 1
    """).fetchall()
    return bool(found)


def _prefer_the_better(connection: duckdb.DuckDBPyConnection, bundle: Bundle, *, rows_add_up: bool) -> None:
    series = SERIES + bundle.apart
    bill = "coalesce(invoice, '')" if rows_add_up else "(row_number, value_number, cell)"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE stated AS
        SELECT dense_rank() OVER (ORDER BY {series}) AS period, {bill} AS bill, row_number, value_number, cell,
            sum(CAST(quantity AS DECIMAL(38, 9))) OVER one AS quantity, any_value(unit) OVER one AS unit,
            bool_and(quality <> 'estimated') OVER one AS actual, max(issued_on) OVER one AS issued_on,
            min(row_number) OVER one AS first_row
        FROM staged WHERE fault IS NULL AND row_number NOT IN (SELECT row_number FROM faulty)
        WINDOW one AS (PARTITION BY {series}, {bill})
        QUALIFY min({bill}) OVER (PARTITION BY {series}) <> max({bill}) OVER (PARTITION BY {series})
    """)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE judged AS
        WITH bills AS (
            SELECT DISTINCT period, bill, quantity, unit, actual, issued_on, first_row, quantity < 0 AS credit
            FROM stated
        ), numbered AS (
            SELECT *, row_number() OVER (PARTITION BY period, quantity ORDER BY issued_on NULLS FIRST, first_row) AS nth
            FROM bills
        ), placed AS (
            SELECT a.*, rank() OVER (PARTITION BY a.period ORDER BY {BETTER}) AS place
            FROM (
                SELECT a.*, b.bill IS NOT NULL AS taken_back FROM numbered a
                LEFT JOIN numbered b ON b.period = a.period AND b.quantity = -a.quantity AND b.nth = a.nth
                    AND b.credit AND NOT a.credit
            ) a
        ), compared AS (
            SELECT *, min(first_row) FILTER (place = 1) OVER same AS best_row,
                min(quantity) FILTER (place = 1) OVER same AS lowest,
                max(quantity) FILTER (place = 1) OVER same AS highest,
                arg_min(actual, (place, first_row)) OVER same AS best_actual,
                min(first_row) OVER same AS earliest_row, lead(first_row) OVER (PARTITION BY period ORDER BY first_row)
                    AS next_row
            FROM placed WINDOW same AS (PARTITION BY period)
        )
        SELECT *, CASE
            WHEN lowest <> highest THEN 'conflicting_rows'
            WHEN first_row = best_row THEN NULL
            WHEN place = 1 THEN 'duplicate_row'
            WHEN quantity = lowest THEN 'same_value'
            WHEN credit THEN 'credit'
            WHEN NOT actual AND best_actual THEN 'read_value'
            ELSE 'correction' END AS verdict
        FROM compared
    """)
    other = "CASE WHEN verdict = 'duplicate_row' THEN best_row "
    other += "WHEN j.first_row = earliest_row THEN next_row ELSE earliest_row END"
    connection.execute(f"""
        INSERT INTO faulty
        SELECT s.row_number, s.value_number, s.cell, verdict, '',
            CASE verdict WHEN 'conflicting_rows' THEN format('{{:.12g}} ', CAST(j.quantity AS DOUBLE)) || j.unit END,
            CAST({bundle.row(other)} AS VARCHAR)
        FROM stated s JOIN judged j USING (period, bill) WHERE verdict IN ('conflicting_rows', 'duplicate_row')
    """)
    connection.execute(f"""
        INSERT INTO gave_way
        SELECT s.row_number, s.value_number, s.cell, {bundle.row("best_row")}, verdict
        FROM stated s JOIN judged j USING (period, bill)
        WHERE verdict NOT IN ('conflicting_rows', 'duplicate_row')
    """)


def _reject_repetitions(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> None:
    """A second row for the same supply point, stream and period in one file is not added to the first."""
    connection.execute(f"""
        INSERT INTO faulty
        SELECT s.row_number, s.value_number, s.cell, 'duplicate_row', '', NULL,
            CAST({bundle.row("first_row")} AS VARCHAR)
        FROM staged s JOIN (
            SELECT {SERIES}, min(row_number) AS first_row, {bundle.place()} AS file
            FROM staged WHERE fault IS NULL
            GROUP BY {SERIES}{bundle.apart} HAVING count(*) > 1
        ) twice ON s.supply_point_id = twice.supply_point_id
            AND s.stream = twice.stream AND s.period_start = twice.period_start
            AND s.meter_id IS NOT DISTINCT FROM twice.meter_id
            AND s.period_end = twice.period_end AND s.row_number > twice.first_row
            AND {bundle.place("s.row_number")} = twice.file
        WHERE s.fault IS NULL
    """)


def _rows_follow_each_other(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> bool:
    """Whether the rows of each series stand together and each begins after the one before: then none is repeated.

    What is the same for all rows is not stored with each, and needs no comparing.
    """
    stored = {
        name for (name,) in connection.execute("SELECT column_name FROM (DESCRIBE staged_values)").fetchall()
    }
    series = [name for name in ("supply_point_id", "stream", "meter_id") if name in stored]
    series += [bundle.place()] if bundle.apart else []
    distinct = f"count(DISTINCT ({', '.join(series or ['true'])}))"
    changes = " OR ".join(("place = 0", *(f"{name} IS DISTINCT FROM lag({name}) OVER ()" for name in series)))
    [(runs, all_series, backward)] = connection.execute(f"""
        SELECT count(*) FILTER (changes), {distinct}, count(*) FILTER (NOT changes)
        FROM (SELECT *, {changes} AS changes, lag(period_start) OVER () AS started FROM staged)
        WHERE changes OR (started >= period_start) IS NOT FALSE
    """).fetchall()
    return bool(runs == all_series and not backward)
