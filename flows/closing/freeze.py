"""A year frozen into files that a person can read and anyone can hash: statements/closed/YEAR/."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import pandas as pd

from flows.archive import sha256_of
from flows.closing import stand
from flows.computing.contributions import contributions, reference_rows
from flows.computing.estimates import counted_months
from flows.settings import Workspace
from flows.sources.text_file import literal
from indicators.contracts import (
    CLOSED_CONTRIBUTIONS,
    CLOSED_FACTORS,
    CLOSED_MONTHLY,
    CLOSED_REFERENCE_ROWS,
    CLOSED_REFERENCE_VALUES,
    Table,
)
from indicators.factors import FactorBook
from indicators.frozen import KEPT
from indicators.model import City, Record
from indicators.reasons import joined
from indicators.registry import METHOD_VERSION

MANIFEST = "closing.json"
RESULTS = "results.json"
MANIFEST_HASH = "closing.json.sha256"
"""Beside the manifest, as sha256sum writes it: a store that is built anew has nothing else to compare it with."""


class Manifest(Record):
    """closing.json: who closed which year, why, and the hash of every file beside it."""

    year: int
    organisation: str
    example: bool
    closed_at: datetime
    closed_by: str
    why: str
    accepted: dict[str, object]
    method_version: str
    figures: int
    files: dict[str, str]


@dataclass(frozen=True)
class Decision:
    """Who closes a year and why, and what is accepted: incomplete indicators by code, rejected rows in a sentence."""

    by: str
    why: str
    incomplete: Mapping[str, str]
    despite_rejects: str = ""

    def accepted(self) -> dict[str, object]:
        """What was accepted, as it is kept."""
        return {"incomplete": dict(sorted(self.incomplete.items())), "rejects": self.despite_rejects}


def closed_folder(workspace: Workspace, year: int) -> Path:
    """Where the files of a closed year lie."""
    return workspace.closed / str(year)


def freeze(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    city: City,
    year: int,
    decision: Decision,
    at: datetime,
    used: pd.DataFrame,
    book: FactorBook,
) -> Path:
    """Write the files of a closing; they appear whole or not at all. Returns the manifest.

    `used` says which factors the figures were made with (indicators.factor_use), `book` holds them.
    """
    target = closed_folder(workspace, year)
    partial = target.with_name(f".{year}.part")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "definitions").mkdir(parents=True)
    readings = f"COPY ({stand.READINGS}) TO {literal(str(partial / 'readings.csv'))} (FORMAT csv, HEADER)"
    connection.execute(readings.replace("$year", str(int(year))))
    months = counted_months(connection)
    months = months.loc[months["month"].dt.year == year]
    december = date(year, 12, 1)
    for name, table, frame in (
        ("monthly.csv", CLOSED_MONTHLY, months),
        ("reference_values.csv", CLOSED_REFERENCE_VALUES, stand.reference_values(connection, year)),
        ("factors.csv", CLOSED_FACTORS, stand.factors(connection, year, used, book)),
        ("contributions.csv", CLOSED_CONTRIBUTIONS, _of_year(contributions(connection, december), year)),
        ("reference_rows.csv", CLOSED_REFERENCE_ROWS, _of_year(reference_rows(connection), year)),
    ):
        _write_csv(connection, table, frame, partial / name)
    figures = connection.execute(stand.FIGURES, {"year": year}).df()
    _write_json(partial / "core_indicators.json", _records(figures, decision))
    _write_json(partial / RESULTS, _results(connection, year))
    for name, text in stand.definitions(city).items():
        path = partial / "definitions" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    own = sorted((workspace.root / "factors").glob("*.toml"))
    for source in (workspace.city_file, workspace.corrections_file, *own):
        if source.is_file():
            kept = partial / source.relative_to(workspace.root)
            kept.parent.mkdir(exist_ok=True)
            shutil.copyfile(source, kept)
    paths = sorted(path.relative_to(partial).as_posix() for path in partial.rglob("*") if path.is_file())
    manifest = Manifest(
        year=year,
        organisation=city.organisation.name,
        example=city.organisation.example,
        closed_at=at,
        closed_by=decision.by,
        why=decision.why,
        accepted=decision.accepted(),
        method_version=METHOD_VERSION,
        figures=len(figures),
        files={name: sha256_of(partial / name) for name in paths},
    )
    _write_json(partial / MANIFEST, manifest.model_dump(mode="json"))
    line = f"{sha256_of(partial / MANIFEST)}  {MANIFEST}\n"
    (partial / MANIFEST_HASH).write_text(line, encoding="utf-8", newline="\n")
    partial.replace(target)
    return target / MANIFEST


def _of_year(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    return frame.loc[frame["year"] == year]


def _write_csv(connection: duckdb.DuckDBPyConnection, table: Table, frame: pd.DataFrame, path: Path) -> None:
    connection.register("frozen", frame)
    casts = ", ".join(f"CAST({column.name} AS {column.type}) AS {column.name}" for column in table.columns)
    ordered = f"SELECT {casts} FROM frozen ORDER BY {', '.join(table.key)}"
    connection.execute(f"COPY ({ordered}) TO {literal(str(path))} (FORMAT csv, HEADER)")
    connection.unregister("frozen")


def _records(figures: pd.DataFrame, decision: Decision) -> list[dict[str, object]]:
    """The rows as they are published; an incomplete one says why it was closed so."""
    records: list[dict[str, object]] = []
    for record in _as_records(figures):
        accepted = decision.incomplete.get(str(record["indicator"]), "")
        if record["status"] == "incomplete" and accepted:
            reason = f"closed_incomplete: {accepted.replace(';', ',')}"
            record["reason"] = joined(str(record["reason"]), reason)
        records.append(record)
    return records


def _results(connection: duckdb.DuckDBPyConnection, year: int) -> dict[str, list[dict[str, object]]]:
    """The rows of a year in the tables beside the core indicators, by table."""
    found = {}
    for kept in KEPT:
        order = ", ".join(kept.table.key)
        query = f"FROM {kept.table.qualified_name} WHERE year = ? ORDER BY {order}"
        found[kept.table.name] = _as_records(connection.execute(query, [year]).df())
    return found


def _as_records(rows: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in rows.to_dict("records")
    ]


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
