"""What an officer reads about a run in Prefect: artifacts in plain words and tables."""

from pathlib import Path

import duckdb
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

from flows.intake import Intake
from indicators.model import City

MOST_ROWS = 500
"""An artifact is read on a screen; the whole list is on the data-quality page and in raw.rejected_rows."""


def report_intake(connection: duckdb.DuckDBPyConnection, city: City, intake: Intake) -> None:
    """What came in this run, and every row that stands rejected."""
    names = {office.id: office.name for office in city.offices}
    create_table_artifact(
        key="deliveries",
        table=[
            {
                "office": names.get(outcome.arrival.office_id, outcome.arrival.office_id),
                "file": outcome.arrival.file_name,
                "status": outcome.status,
                "read": outcome.rows_read,
                "accepted": outcome.rows_accepted,
                "rejected": outcome.rows_rejected,
            }
            for outcome in intake.outcomes
        ]
        or [{"office": "–", "file": "nothing new", "status": "–", "read": 0, "accepted": 0, "rejected": 0}],
        description=(
            f"{len(intake.outcomes)} files: {intake.rows_read} rows read, {intake.rows_rejected} rejected; "
            f"{intake.count('duplicate')} files had come before"
        ),
    )
    create_table_artifact(
        key="returned-files",
        table=[
            {"office": names.get(file.office_id, file.office_id), "file": file.path, "rows": file.rows_open}
            for file in intake.returned
        ]
        or [{"office": "–", "file": "nothing is to be corrected", "rows": 0}],
        description="Files that went back to their offices, each with its faulty cells marked",
    )
    rejected = connection.execute(
        """
        SELECT d.office_id, d.file_name, r.sheet, r.row_number, r.code, r.message
        FROM raw.rejected_rows r JOIN raw.deliveries d ON d.delivery_id = r.delivery_id AND d.rows_read > 0
        ORDER BY d.sequence DESC, r.sheet, r.row_number LIMIT ?
        """,
        [MOST_ROWS],
    ).fetchall()
    create_table_artifact(
        key="rejected-rows",
        table=[
            {
                "office": names.get(office, office),
                "file": file,
                "sheet": sheet,
                "row": row,
                "code": code,
                "what to do": text,
            }
            for office, file, sheet, row, code, text in rejected
        ]
        or [
            {
                "office": "–",
                "file": "–",
                "sheet": "–",
                "row": "–",
                "code": "–",
                "what to do": "nothing is rejected",
            }
        ],
        description="Rows that do not count, each with its place and what to do",
    )


def report_figures(connection: duckdb.DuckDBPyConnection, city: City) -> None:
    """The organisation's indicators of the newest years."""
    rows = connection.execute("""
        SELECT indicator, year, a, a_unit, b, b_unit, r, r_unit, status, months_covered FROM out.core_indicators
        WHERE site_id = 'all' AND breakdown = '' ORDER BY year DESC, indicator
    """).fetchall()
    lines = [
        f"# {city.organisation.name}",
        "",
        *(["Example: every figure is invented.", ""] if city.organisation.example else []),
        "| year | indicator | A | B | R | status |",
        "|---|---|---|---|---|---|",
    ]
    for indicator, year, a, a_unit, b, b_unit, r, r_unit, status, months in rows:
        figures = (_figure(a, a_unit), _figure(b, b_unit), _figure(r, r_unit))
        lines.append(f"| {year} | {indicator} | {' | '.join(figures)} | {status}, {months} of 12 months |")
    create_markdown_artifact(key="core-indicators", markdown="\n".join(lines), description="A, B and R = A/B")


def _figure(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{value:,.2f} {unit}"


def report_pages(folder: Path, changed: list[str]) -> None:
    """Where the dashboards are."""
    create_link_artifact(
        key="dashboards",
        link=(folder / "index.html").as_uri(),
        link_text="Dashboards",
        description=f"{len(changed)} files changed",
    )
