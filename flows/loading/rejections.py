"""Rows that did not become readings, each with the sentence that its office gets."""

import duckdb

from flows.loading.bundle import Bundle
from flows.sources.text_file import literal
from indicators.findings import sentence

FILE, ROW, VALUE, DETAIL = "\x1afile\x1a", "\x1arow\x1a", "\x1avalue\x1a", "\x1adetail\x1a"
"""Stand for the parts of a sentence that differ from row to row, so that DuckDB writes all sentences of a kind."""

NOTHING_REJECTED = """
    CREATE OR REPLACE TEMP TABLE rejected (row_number BIGINT, column_name VARCHAR, code VARCHAR, value VARCHAR,
        detail VARCHAR, supply_point_id VARCHAR, stream VARCHAR, first_day DATE, last_day DATE)
"""


def reject_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    """Note in `rejected` that every row is right."""
    connection.execute(NOTHING_REJECTED)


def reject_rows(connection: duckdb.DuckDBPyConnection, bundle: Bundle, language: str) -> list[int]:
    """Write the rows of `faulty` to raw.rejected_rows; say how many there were of each delivery.

    The temporary table `rejected` holds their numbers.

    A row of which one value is faulty is rejected whole: half a row would be half a bill.
    """
    if not connection.execute("SELECT EXISTS (FROM faulty)").fetchall()[0][0]:
        reject_nothing(connection)
        return [0] * len(bundle.arrivals)
    recognised = bundle.table
    annual = recognised.format.holds_reference_values
    known = (
        "CAST(NULL AS VARCHAR) AS supply_point_id, CAST(NULL AS VARCHAR) AS stream, "
        "CAST(NULL AS DATE) AS first_day, CAST(NULL AS DATE) AS last_day"
        if annual
        else "CASE WHEN f.code <> 'totals_row' THEN supply_point_id END AS supply_point_id, stream, first_day, last_day"
    )
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE rejected AS
        SELECT row_number, f.column_name, f.code, f.value, f.detail, {known}
        FROM faulty f LEFT JOIN staged s USING (row_number, value_number, cell)
        QUALIFY row_number() OVER (PARTITION BY row_number ORDER BY value_number, cell) = 1
    """)
    kinds = connection.execute("""
        SELECT DISTINCT code, coalesce(column_name, ''), coalesce(value, '') = '', coalesce(detail, '') = ''
        FROM rejected ORDER BY ALL
    """).fetchall()
    file, files = bundle.of_each([arrival.file_name for arrival in bundle.arrivals])
    delivery, deliveries = bundle.of_each([arrival.delivery_id for arrival in bundle.arrivals])
    for code, column, no_value, no_detail in kinds:
        tokens = {"value": "" if no_value else VALUE, "detail": "" if no_detail else DETAIL}
        template = sentence(
            code,
            language,
            file=FILE,
            sheet=recognised.sheet.name,
            row=ROW,
            column=column,
            **tokens,
        )
        connection.execute(
            f"""
            INSERT INTO raw.rejected_rows BY NAME
            SELECT {delivery} AS delivery_id, ? AS sheet, {bundle.row()} AS row_number,
                coalesce(column_name, '') AS column_name, code,
                replace(replace(replace(replace(?, {literal(ROW)}, CAST({bundle.row()} AS VARCHAR)),
                    {literal(VALUE)}, coalesce(value, '')), {literal(DETAIL)}, coalesce(detail, '')),
                    {literal(FILE)}, {file}) AS message,
                value, supply_point_id, stream, first_day, last_day, coalesce(detail, '') AS detail,
                ? AS column_position
            FROM rejected
            WHERE code = ? AND coalesce(column_name, '') = ? AND (coalesce(value, '') = '') = ?
                AND (coalesce(detail, '') = '') = ?
            ORDER BY rejected.row_number
            """,
            [
                deliveries,
                recognised.sheet.name,
                template,
                files,
                recognised.position(column),
                code,
                column,
                no_value,
                no_detail,
            ],
        )
    return bundle.by_delivery(connection, "FROM rejected")
