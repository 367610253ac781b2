"""How a file would be read: the same loading as in earnest, into a store in memory that is thrown away."""

import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from flows.archive import Arrival, sha256_of
from flows.loading.delivery import load_delivery
from flows.settings import Workspace
from flows.settling.register import register_city
from flows.settling.settle import settle
from flows.sources.format import load_formats
from flows.warehouse import migrate, prepare_session
from indicators.findings import sentence
from indicators.model import City, Record


class Reject(Record):
    """A row that would be rejected."""

    sheet: str
    row_number: int
    column_name: str
    code: str
    message: str


class MonthTotal(Record):
    """What a supply point would come to in a month, before the allocation share of its site."""

    supply_point_id: str
    known: bool
    stream: str
    month: str
    quantity: float
    unit: str


class Trial(Record):
    """What would become of a file."""

    file_name: str
    status: str
    format_id: str
    format_title: str
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    findings: tuple[str, ...]
    rejects: tuple[Reject, ...]
    totals: tuple[MonthTotal, ...]


def try_file(workspace: Workspace, city: City, path: Path, office_id: str) -> Trial:
    """Read a file without loading it; nothing of the workspace changes."""
    formats = load_formats(workspace)
    office = next(office for office in city.offices if office.id == office_id)
    arrival = Arrival(sha256_of(path), office_id, path.name, datetime.now(UTC), 1, path.stat().st_size, path)
    with duckdb.connect() as connection:
        prepare_session(connection, city.organisation.timezone)
        migrate(connection)
        register_city(connection, city)
        outcome = load_delivery(connection, arrival, city, list(formats.values()))
        settle(connection, city.organisation.timezone)
        findings = connection.execute(
            "SELECT code, sheet, row_number, details FROM raw.delivery_findings"
        ).fetchall()
        rejects = connection.execute("""
            SELECT sheet, row_number, column_name, code, message FROM raw.rejected_rows ORDER BY sheet, row_number
        """).fetchall()
        totals = connection.execute("""
            SELECT r.supply_point_id, bool_and(r.site_id IS NOT NULL), r.stream,
                strftime(r.first_day, '%Y-%m') AS month,
                CAST(sum(CAST(r.quantity AS DECIMAL(38, 9))) AS DOUBLE), any_value(r.unit)
            FROM core.readings r GROUP BY ALL ORDER BY r.supply_point_id, r.stream, month
        """).fetchall()
    return Trial(
        file_name=path.name,
        status=outcome.status,
        format_id=outcome.format_id or "",
        format_title=formats[outcome.format_id].title if outcome.format_id else "",
        rows_read=outcome.rows_read,
        rows_accepted=outcome.rows_accepted,
        rows_rejected=outcome.rows_rejected,
        findings=tuple(_sentence(finding, path.name, office.language) for finding in findings),
        rejects=tuple(Reject(**dict(zip(Reject.model_fields, row, strict=True))) for row in rejects),
        totals=tuple(MonthTotal(**dict(zip(MonthTotal.model_fields, row, strict=True))) for row in totals),
    )


def _sentence(finding: tuple[str, str, int | None, str], file_name: str, language: str) -> str:
    code, sheet, row, details = finding
    return sentence(code, language, file=file_name, sheet=sheet, row=row, **json.loads(details))
