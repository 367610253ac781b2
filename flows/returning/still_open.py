"""Which deliveries hold rows that an office still has to correct."""

import json
from dataclasses import dataclass
from itertools import groupby

import duckdb

from indicators.findings import severity

MOST_LISTED = 2_000
"""Rows of one file that are listed and marked: more than a person corrects one by one."""


@dataclass(frozen=True)
class OpenRow:
    """A rejected row, or a whole rejected file (`row_number` None). `settled_by` is the file that brought it right."""

    sheet: str
    row_number: int | None
    column_name: str
    column_position: int | None
    code: str
    details: dict[str, str]
    settled_by: str = ""


@dataclass(frozen=True)
class OpenFile:
    """A delivery with rows to correct. `rows` are the first MOST_LISTED of `rows_rejected`."""

    delivery_id: str
    office_id: str
    file_name: str
    format_id: str
    received_on: str
    rows_read: int
    rows_rejected: int
    rows: tuple[OpenRow, ...]

    @property
    def rows_open(self) -> int:
        """Rows that nothing has brought right yet; 1 for a whole file."""
        settled = sum(bool(row.settled_by) for row in self.rows)
        return max(self.rows_rejected, len(self.rows)) - settled


CANDIDATES = """
    CREATE OR REPLACE TEMP TABLE faulty_deliveries AS
    SELECT * FROM raw.deliveries d
    WHERE sequence = (
            SELECT max(sequence) FROM raw.deliveries n WHERE n.office_id = d.office_id AND n.file_name = d.file_name
        )
        AND (rows_rejected > 0 OR (rows_read = 0 AND status = 'rejected'))
"""
"""An office that sends a file again under its name has answered for the earlier one."""

OF_A_CANDIDATE = "is_current AND delivery_id IN (SELECT delivery_id FROM faulty_deliveries)"

OPEN_DELIVERIES = f"""
    CREATE OR REPLACE TEMP TABLE open_deliveries AS
    SELECT * FROM faulty_deliveries WHERE rows_accepted = 0 OR delivery_id IN (
        SELECT delivery_id FROM core.readings WHERE {OF_A_CANDIDATE}
        UNION ALL SELECT delivery_id FROM core.register_values WHERE {OF_A_CANDIDATE}
        UNION ALL SELECT delivery_id FROM core.reference_values WHERE {OF_A_CANDIDATE}
    )
"""
"""Where later deliveries brought every accepted row again, a corrected file took the place of this one."""

ROWS_OF_DELIVERIES = """
    SELECT d.sequence, r.* FROM raw.rejected_rows r
    JOIN open_deliveries d ON d.delivery_id = r.delivery_id AND d.rows_read > 0
"""
OPEN_ROWS = f"CREATE OR REPLACE TEMP TABLE open_rows AS {ROWS_OF_DELIVERIES} WHERE d.rows_rejected <= ?"
FIRST_ROWS = (
    f"INSERT INTO open_rows {ROWS_OF_DELIVERIES} WHERE d.delivery_id = ? ORDER BY sheet, row_number LIMIT ?"
)
"""Of a delivery with more rejected rows than are listed only the first are taken; the others are never sorted."""

SETTLED = """
    CREATE OR REPLACE TEMP TABLE settled_rows AS
    SELECT o.delivery_id, o.sheet, o.row_number, arg_max(l.file_name, l.sequence) AS settled_by
    FROM open_rows o
    JOIN (
        SELECT delivery_id, supply_point_id, stream, first_day, last_day FROM core.readings
        WHERE last_day > first_day OR period_end - period_start >= INTERVAL 23 HOUR
        UNION ALL
        SELECT delivery_id, supply_point_id, stream, read_on, read_on FROM core.register_values
    ) a ON a.supply_point_id = o.supply_point_id AND a.first_day = o.first_day
        AND a.last_day = coalesce(o.last_day, o.first_day) AND a.stream = coalesce(o.stream, a.stream)
    JOIN raw.deliveries l ON l.delivery_id = a.delivery_id AND l.rows_read > 0 AND l.sequence > o.sequence
    GROUP BY ALL
"""
"""A later delivery brought an accepted row of the same supply point, stream and days. Parts of a day do not say enough:
a rejected quarter hour is not brought right by its neighbours."""

LONG_DELIVERIES = """
    SELECT DISTINCT delivery_id FROM open_deliveries WHERE rows_rejected > ? ORDER BY delivery_id
"""

FILES = """
    SELECT delivery_id, office_id, file_name, coalesce(format_id, ''), strftime(received_at, '%Y-%m-%d'), rows_read,
        rows_rejected
    FROM open_deliveries ORDER BY office_id, file_name
"""

ROWS = """
    SELECT o.delivery_id, o.sheet, o.row_number, column_name, column_position, code, coalesce(value, ''), detail,
        coalesce(settled_by, '')
    FROM open_rows o LEFT JOIN settled_rows USING (delivery_id, sheet, row_number)
    ORDER BY o.delivery_id, o.sheet, o.row_number
"""

WHOLE_FILES = """
    SELECT delivery_id, office_id, file_name, code, sheet, details FROM raw.delivery_findings
    JOIN open_deliveries d USING (delivery_id, office_id, file_name) WHERE d.rows_read = 0 ORDER BY ALL
"""


def open_files(connection: duckdb.DuckDBPyConnection) -> list[OpenFile]:
    """Every delivery of which a row, or all of it, still has to be corrected, in order of office and name."""
    connection.execute(CANDIDATES)
    connection.execute(OPEN_DELIVERIES)
    connection.execute(OPEN_ROWS, [MOST_LISTED])
    for (delivery_id,) in connection.execute(LONG_DELIVERIES, [MOST_LISTED]).fetchall():
        connection.execute(FIRST_ROWS, [delivery_id, MOST_LISTED])
    connection.execute(SETTLED)
    rows = _rejected_rows(connection)
    whole = _whole_files(connection)
    found = []
    for delivery_id, office_id, file_name, *more in connection.execute(FILES).fetchall():
        format_id, received_on, rows_read, rows_rejected = more
        listed = (
            rows.get(delivery_id, ()) if rows_read else whole.get((delivery_id, office_id, file_name), ())
        )
        file = OpenFile(
            delivery_id, office_id, file_name, format_id, received_on, rows_read, rows_rejected, tuple(listed)
        )
        if file.rows and file.rows_open:
            found.append(file)
    return found


def _rejected_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[OpenRow, ...]]:
    found = connection.execute(ROWS).fetchall()
    return {
        str(delivery_id): tuple(
            OpenRow(sheet, row, column, position, code, {"value": value, "detail": detail}, settled_by)
            for _, sheet, row, column, position, code, value, detail, settled_by in group
        )
        for delivery_id, group in groupby(found, key=lambda row: row[0])
    }


def _whole_files(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, ...], tuple[OpenRow, ...]]:
    found = connection.execute(WHOLE_FILES).fetchall()
    return {
        key: tuple(
            OpenRow(sheet, None, "", None, code, json.loads(details))
            for *_, code, sheet, details in group
            if severity(code) == "reject"
        )
        for key, group in groupby(found, key=lambda row: row[:3])
    }
