"""How a file would be read: the same loading as in earnest, into a store in memory that is thrown away."""

import json
import tempfile
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import duckdb
from openpyxl.utils import get_column_letter
from pydantic import ValidationError

from flows.archive import Arrival, arrivals, sha256_of
from flows.checking.plausibility import check_plausibility
from flows.computing.covered import covered_months
from flows.computing.findings import SUPERSEDED
from flows.loading.delivery import load_delivery
from flows.own_conversions import register_own_conversions
from flows.own_factors import load_factors
from flows.problems import UnreadableFile
from flows.settings import Workspace
from flows.settling.register import register_city
from flows.settling.settle import settle
from flows.sources.format import Format, load_formats
from flows.sources.layout import DateNotation, NumberNotation
from flows.sources.reading import fitting_tables, open_file
from flows.sources.recognise import Recognised
from flows.trying.candidates import Candidate, candidates
from flows.trying.propose import Proposal, propose
from flows.warehouse import migrate, prepare_session
from indicators.findings import sentence
from indicators.heat_departures import no_departures
from indicators.model import City, Office, Record

Kind = TypeVar("Kind", bound=Record)

MOST_SHOWN = 10
"""Rows that are shown as they would be read: enough to see whether days, units and quantities are what they should."""


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


class ColumnRead(Record):
    """A column that is read: its meaning, its heading, where it stands, and the unit that the heading holds."""

    meaning: str
    heading: str
    place: str
    unit: str = ""


class TableRead(Record):
    """A table in the file. `header_row` is the last row of its heading; `labels` are values that stand above it."""

    sheet: str
    hidden: bool
    header_row: int
    columns: tuple[ColumnRead, ...]
    labels: dict[str, str]


class RowRead(Record):
    """A row as it would be read: `period_end` is the moment at which the period is over."""

    sheet: str
    row_number: int
    supply_point_id: str
    stream: str
    period_start: str
    period_end: str
    quantity_as_delivered: float
    unit_as_delivered: str
    quantity: float
    unit: str
    quality: str


class UnitRead(Record):
    """A unit in the file, and what it becomes."""

    stream: str
    unit_as_delivered: str
    unit: str
    rows: int


class Trial(Record):
    """What would become of a file."""

    file_name: str
    kind: str
    came_before_as: str
    status: str
    format_id: str
    format_title: str
    candidates: tuple[Candidate, ...]
    tables: tuple[TableRead, ...]
    numbers: str
    dates: str
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_left_out: int
    first_day: str
    last_day: str
    units: tuple[UnitRead, ...]
    rows: tuple[RowRead, ...]
    findings: tuple[str, ...]
    doubts: tuple[str, ...]
    rejects: tuple[Reject, ...]
    totals: tuple[MonthTotal, ...]


def try_file(
    workspace: Workspace, city: City, path: Path, office_id: str, only: Format | None = None
) -> Trial:
    """Read a file without loading it, by the declared formats or by one alone; nothing of the workspace changes."""
    formats = load_formats(workspace) if only is None else {only.id: only}
    office = next(office for office in city.offices if office.id == office_id)
    arrival = Arrival(sha256_of(path), office_id, path.name, datetime.now(UTC), 1, path.stat().st_size, path)
    known = next(
        (known for known in arrivals(workspace.archive) if known.delivery_id == arrival.delivery_id), None
    )
    with duckdb.connect() as connection:
        prepare_session(connection, city.organisation.timezone)
        kind, judged, tables = _look(connection, path, list(formats.values()), office)
        migrate(connection)
        register_city(connection, city)
        register_own_conversions(connection, load_factors(workspace))
        outcome = load_delivery(connection, arrival, city, list(formats.values()))
        settle(connection, city.organisation.timezone)
        findings = connection.execute(
            "SELECT code, sheet, row_number, details FROM raw.delivery_findings"
        ).fetchall()
        chosen = formats.get(outcome.format_id or "")
        [(first_day, last_day)] = connection.execute(PERIOD).fetchall()
        return Trial(
            file_name=path.name,
            kind=kind,
            came_before_as=known.file_name if known else "",
            status=outcome.status,
            format_id=outcome.format_id or "",
            format_title=chosen.title if chosen else "",
            candidates=tuple(judged),
            tables=tuple(_table(table) for table in tables),
            numbers=_numbers(chosen.numbers) if chosen else "",
            dates=_dates(chosen.dates, city.organisation.timezone) if chosen else "",
            rows_read=outcome.rows_read,
            rows_accepted=outcome.rows_accepted,
            rows_rejected=outcome.rows_rejected,
            rows_left_out=outcome.rows_left_out,
            first_day=first_day,
            last_day=last_day,
            units=_records(connection, UNITS, UnitRead),
            rows=_records(connection, ROWS, RowRead),
            findings=(
                *(_sentence(finding, path.name, office.language) for finding in findings),
                *_gave_way(connection, office.language),
            ),
            doubts=_doubts(connection, city, arrival.delivery_id, last_day, office.language),
            rejects=_records(connection, REJECTS, Reject),
            totals=_records(connection, TOTALS, MonthTotal),
        )


class TriedProposal(Record):
    """A draft, and how it would read the file. Without a trial the draft is not yet a whole format."""

    proposal: Proposal
    trial: Trial | None


def try_proposal(workspace: Workspace, city: City, path: Path, office_id: str) -> TriedProposal:
    """Draft a format for a file, and read the file by it.

    Raises:
        Problem: the file holds no table.
    """
    proposal = propose(path, path.name, city)
    try:
        declared = Format.model_validate(tomllib.loads(proposal.toml) | {"confirmed": True})
    except ValidationError:
        return TriedProposal(proposal=proposal, trial=None)
    return TriedProposal(proposal=proposal, trial=try_file(workspace, city, path, office_id, declared))


PERIOD = """
    SELECT coalesce(CAST(min(first_day) AS VARCHAR), ''), coalesce(CAST(max(last_day) AS VARCHAR), '') FROM (
        SELECT first_day, last_day FROM core.readings
        UNION ALL SELECT read_on, read_on FROM core.register_values
        UNION ALL SELECT make_date(year, 1, 1), make_date(year, 12, 31) FROM core.reference_values
    )
"""

UNITS = """
    SELECT stream, unit_as_delivered, unit, count(*) AS rows FROM (
        SELECT stream, unit_as_delivered, unit FROM core.readings r
        WHERE NOT EXISTS (FROM core.register_values v WHERE v.stream = r.stream)
        UNION ALL SELECT stream, unit_as_delivered, unit FROM core.register_values
        UNION ALL SELECT kind, unit, unit FROM core.reference_values
    ) GROUP BY ALL ORDER BY ALL
"""

ROWS = f"""
    SELECT * FROM (
        SELECT sheet, row_number, supply_point_id, stream,
            strftime(period_start, '%Y-%m-%d %H:%M') AS period_start,
            strftime(period_end, '%Y-%m-%d %H:%M') AS period_end,
            quantity_as_delivered, unit_as_delivered, quantity, unit, quality
        FROM core.readings r WHERE NOT EXISTS (FROM core.register_values v WHERE v.stream = r.stream)
        UNION ALL
        SELECT sheet, row_number, supply_point_id, stream, strftime(read_on, '%Y-%m-%d'), strftime(read_on, '%Y-%m-%d'),
            value, unit_as_delivered, value * quantity_per_unit, unit, quality
        FROM core.register_values
        UNION ALL
        SELECT sheet, row_number, site_id, kind, CAST(year AS VARCHAR), CAST(year AS VARCHAR), value, unit, value, unit,
            'measured'
        FROM core.reference_values
    ) ORDER BY sheet, row_number, stream, period_start, supply_point_id LIMIT {MOST_SHOWN}
"""
"""Readings as they were delivered: of a cumulative meter its register, of a site its annual value."""

REJECTS = """
    SELECT sheet, row_number, column_name, code, message FROM raw.rejected_rows ORDER BY sheet, row_number
"""

TOTALS = """
    SELECT r.supply_point_id, bool_and(r.site_id IS NOT NULL) AS known, r.stream,
        strftime(r.first_day, '%Y-%m') AS month,
        CAST(sum(CAST(r.quantity AS DECIMAL(38, 9))) AS DOUBLE) AS quantity, any_value(r.unit) AS unit
    FROM core.readings r WHERE is_current GROUP BY ALL ORDER BY r.supply_point_id, r.stream, month
"""


def _look(
    connection: duckdb.DuckDBPyConnection, path: Path, formats: list[Format], office: Office
) -> tuple[str, list[Candidate], list[Recognised]]:
    """The kind of the file, every format beside it, and the tables by the one that fits."""
    allowed = [declared for declared in formats if not office.formats or declared.id in office.formats]
    with tempfile.TemporaryDirectory(prefix="emas-") as scratch:
        try:
            opened = open_file(connection, path, path.name, allowed, Path(scratch))
        except UnreadableFile:
            return "", [], []
        judged = candidates(opened, formats, [declared.id for declared in allowed], path.name)
        fitting = fitting_tables(opened)
    return opened.kind, judged, fitting[0] if len(fitting) == 1 else []


def _gave_way(connection: duckdb.DuckDBPyConnection, language: str) -> tuple[str, ...]:
    """Which rows of the file count in place of which, and why."""
    found = connection.execute(
        f"SELECT DISTINCT code, details, row_number FROM ({SUPERSEDED}) ORDER BY row_number, code"
    )
    return tuple(sentence(code, language, **json.loads(details)) for code, details, _ in found.fetchall())


def _doubts(
    connection: duckdb.DuckDBPyConnection, city: City, delivery_id: str, last_day: str, language: str
) -> tuple[str, ...]:
    """What the rules of plausibility ask about rows of this file; they know no other file here."""
    if not last_day:
        return ()
    coverage = covered_months(connection, city, date.fromisoformat(last_day).replace(day=1))
    check_plausibility(connection, coverage, no_departures())
    found = connection.execute(
        """
        SELECT finding, details FROM plausibility_facts
        WHERE delivery_id = ? AND status = 'open' AND starts_with(finding, 'check_') ORDER BY ALL
        """,
        [delivery_id],
    ).fetchall()
    return tuple(sentence(code, language, **json.loads(details)) for code, details in found)


def _table(table: Recognised) -> TableRead:
    declared = table.format
    meanings = {name: meaning for meaning, name in declared.columns.model_dump().items() if name}
    if declared.period:
        meanings |= dict.fromkeys(declared.period.columns, "period")
        if declared.period.end:
            meanings[declared.period.end] = "end of the period"
    for value in declared.values:
        measured = (
            value.stream or value.reference or (f"by {value.stream_column}" if value.stream_column else "")
        )
        for name, meaning in ((value.stream_column, "stream"), (value.unit_column, "unit")):
            if name:
                meanings[name] = meaning
        meanings[value.column] = f"quantity: {measured or 'by section'}"
    columns = [
        ColumnRead(
            meaning=meanings.get(name, "for leaving rows out"),
            heading=table.headings[name],
            place=get_column_letter(position),
            unit=table.units.get(name, ""),
        )
        for name, position in table.columns.items()
    ]
    for name, wide in table.wide.items():
        first, last = wide[0], wide[-1]
        columns.append(
            ColumnRead(
                meaning=meanings.get(name, "quantity"),
                heading=f"{first.heading} … {last.heading}",
                place=f"{get_column_letter(first.position)}–{get_column_letter(last.position)}",
                unit=first.unit,
            )
        )
    return TableRead(
        sheet=table.sheet.name,
        hidden=table.sheet.hidden,
        header_row=table.header_row,
        columns=tuple(columns),
        labels=table.preamble,
    )


def _numbers(notation: NumberNotation) -> str:
    grouped = f"1{notation.thousands}234" if notation.thousands else "1234"
    return f"{grouped}{notation.decimal}5"


def _dates(notation: DateNotation, timezone: str) -> str:
    return f"{' or '.join(notation.formats)}, on the clock of {notation.timezone or timezone}"


def _records(connection: duckdb.DuckDBPyConnection, query: str, kind: type[Kind]) -> tuple[Kind, ...]:
    rows = connection.execute(query).fetchall()
    return tuple(kind(**dict(zip(kind.model_fields, row, strict=True))) for row in rows)


def _sentence(finding: tuple[str, str, int | None, str], file_name: str, language: str) -> str:
    code, sheet, row, details = finding
    return sentence(code, language, file=file_name, sheet=sheet, row=row, **json.loads(details))
