"""The files of closed years as tables, so that a rebuilt store knows every closing, and a changed file is told."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from pydantic import ValidationError

from flows.archive import sha256_of
from flows.closing.freeze import MANIFEST, MANIFEST_HASH, RESULTS, Manifest
from flows.closing.stand import sha256_text
from flows.settings import Workspace
from flows.sources.text_file import literal
from flows.warehouse import transaction
from indicators.contracts import (
    CLOSED_CONTRIBUTIONS,
    CLOSED_CORE_INDICATORS,
    CLOSED_FACTORS,
    CLOSED_MONTHLY,
    CLOSED_READINGS,
    CLOSED_REFERENCE_ROWS,
    CLOSED_REFERENCE_VALUES,
    CLOSED_RESULTS,
    Table,
)
from indicators.frozen import KEPT

CSV_TABLES = {
    "monthly.csv": CLOSED_MONTHLY,
    "readings.csv": CLOSED_READINGS,
    "reference_values.csv": CLOSED_REFERENCE_VALUES,
    "factors.csv": CLOSED_FACTORS,
    "contributions.csv": CLOSED_CONTRIBUTIONS,
    "reference_rows.csv": CLOSED_REFERENCE_ROWS,
}
FileState = tuple[int, str, str, str]
"""Year, file, the hash that it must have, and intact, changed or missing."""


@dataclass(frozen=True)
class Found:
    """What lies in the folder of a closed year."""

    year: int
    folder: Path
    manifest: Manifest | None
    sha256: str
    states: tuple[FileState, ...]

    @property
    def intact(self) -> bool:
        """Whether every file is what the manifest says."""
        return self.manifest is not None and all(state == "intact" for *_, state in self.states)


def bring_closings(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> None:
    """Bring closed.* to what the folders of closed years hold, in one transaction.

    A closing that the store does not know is taken in when all its files are intact. One that it knows stays as it is,
    whatever became of its files: closed.files says so, and a finding follows from it.
    """
    known: dict[int, str] = dict(connection.execute("SELECT year, sha256 FROM closed.years").fetchall())
    folders = {
        int(path.name): path
        for path in (workspace.closed.iterdir() if workspace.closed.is_dir() else ())
        if path.is_dir() and path.name.isdecimal()
    }
    if not known and not folders:
        connection.execute("DELETE FROM closed.files")
        return
    found = [
        _look(year, folders.get(year, workspace.closed / str(year)), known.get(year))
        for year in sorted({*known, *folders})
    ]
    with transaction(connection):
        for closing in found:
            if closing.year not in known and closing.intact and closing.manifest:
                _take_in(connection, closing, closing.manifest)
        states = [state for closing in found for state in closing.states]
        _bring_states(connection, states)


def changed_files(folder: Path, year: int, sha256: str) -> tuple[str, ...]:
    """The files of a closed year that are missing or are not what was closed, looked at now."""
    return tuple(name for _, name, _, state in _look(year, folder, sha256).states if state != "intact")


def _look(year: int, folder: Path, known: str | None) -> Found:
    path = folder / MANIFEST
    if not path.is_file():
        return Found(year, folder, None, known or "", ((year, MANIFEST, known or "", "missing"),))
    sha256 = sha256_of(path)
    expected = known or _noted_hash(folder)
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except ValidationError:
        return Found(year, folder, None, sha256, ((year, MANIFEST, expected, "changed"),))
    same = manifest.year == year and sha256 == expected
    states = [(year, MANIFEST, expected, "intact" if same else "changed")]
    for name, digest in sorted(manifest.files.items()):
        inside = (folder / name).resolve()
        if not inside.is_relative_to(folder.resolve()) or not inside.is_file():
            states.append((year, name, digest, "missing"))
        else:
            states.append((year, name, digest, "intact" if sha256_of(inside) == digest else "changed"))
    return Found(year, folder, manifest, sha256, tuple(states))


def _noted_hash(folder: Path) -> str:
    note = folder / MANIFEST_HASH
    return note.read_text(encoding="utf-8", errors="replace")[:64] if note.is_file() else ""


def _bring_states(connection: duckdb.DuckDBPyConnection, states: list[FileState]) -> None:
    before = connection.execute("FROM closed.files ORDER BY year, file_name").fetchall()
    if before == sorted(states, key=lambda state: state[:2]):
        return
    connection.execute("DELETE FROM closed.files")
    connection.executemany("INSERT INTO closed.files VALUES (?, ?, ?, ?)", states)


def _take_in(connection: duckdb.DuckDBPyConnection, closing: Found, manifest: Manifest) -> None:
    for name, table in CSV_TABLES.items():
        _take_in_csv(connection, closing.folder / name, table)
    _take_in_results(connection, closing.folder / RESULTS, closing.year)
    figures = json.loads((closing.folder / "core_indicators.json").read_text(encoding="utf-8"))
    _take_in_figures(connection, figures)
    definitions = closing.folder / "definitions"
    texts = [
        (path.relative_to(definitions).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(definitions.rglob("*"))
        if path.is_file()
    ]
    connection.executemany(
        "INSERT INTO closed.definitions VALUES (?, ?, ?, ?)",
        [(closing.year, name, sha256_text(text), text) for name, text in texts],
    )
    connection.execute(
        "INSERT INTO closed.years VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            closing.year,
            manifest.closed_at,
            manifest.closed_by,
            manifest.why,
            manifest.method_version,
            closing.sha256,
            json.dumps(manifest.accepted, ensure_ascii=False, sort_keys=True),
        ],
    )


def _take_in_results(connection: duckdb.DuckDBPyConnection, path: Path, year: int) -> None:
    """The published results beside the core indicators; a closing of an earlier version has none."""
    if not path.is_file():
        return
    keys = {kept.table.name: kept.table.key for kept in KEPT}
    rows = [
        (year, name, _canonical({key: row[key] for key in keys[name]}), _canonical(row))
        for name, found in json.loads(path.read_text(encoding="utf-8")).items()
        for row in found
    ]
    if rows:
        connection.executemany(f"INSERT INTO {CLOSED_RESULTS.qualified_name} VALUES (?, ?, ?, ?)", rows)


def _canonical(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def _take_in_csv(connection: duckdb.DuckDBPyConnection, path: Path, table: Table) -> None:
    columns = ", ".join(f"{literal(column.name)}: {literal(column.type)}" for column in table.columns)
    connection.execute(f"""
        INSERT INTO {table.qualified_name}
        FROM read_csv({literal(str(path))}, header = true, delim = ',', quote = '"', escape = '"',
            allow_quoted_nulls = false, columns = {{{columns}}})
    """)


def _take_in_figures(connection: duckdb.DuckDBPyConnection, figures: list[dict[str, Any]]) -> None:
    columns = [column for column in CLOSED_CORE_INDICATORS.column_names if column != "row"]
    frame = pd.DataFrame([{name: row[name] for name in columns} for row in figures], columns=columns)
    frame["row"] = [json.dumps(row, ensure_ascii=False, sort_keys=True) for row in figures]
    connection.register("frozen_figures", frame)
    casts = ", ".join(f"CAST({column.name} AS {column.type})" for column in CLOSED_CORE_INDICATORS.columns)
    connection.execute(
        f"INSERT INTO {CLOSED_CORE_INDICATORS.qualified_name} SELECT {casts} FROM frozen_figures"
    )
    connection.unregister("frozen_figures")
