"""Whether a step would only repeat itself: then a run leaves its results as they are.

Figures and pages are functions of the store, the city's declarations, the last month that is due and the program. What
these were when a step ended is noted in data/unchanged.json; without the note, or with another one, the step is done.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb

from flows.settings import Workspace
from indicators.contracts import (
    CLOSED_READINGS,
    COMPARED_MONTHS,
    CONTRIBUTIONS,
    HOURLY_LOADS,
    MIGRATIONS,
    READING_MONTHS,
    READINGS,
    REGISTER_VALUES,
    TABLES,
)

NOTE = "unchanged.json"
PACKAGES = ("flows", "dashboards", "indicators")
TOLD_BY_OTHERS = (
    READINGS,
    REGISTER_VALUES,
    CONTRIBUTIONS,
    READING_MONTHS,
    COMPARED_MONTHS,
    HOURLY_LOADS,
    CLOSED_READINGS,
    MIGRATIONS,
)
"""Tables that grow with every year. Their rows change only with a delivery, a settling or a closed year, and these
leave their mark in the other tables or, as settling does, take the note away (`forget`)."""


def state_of(connection: duckdb.DuckDBPyConnection, workspace: Workspace, as_of: date) -> str:
    """A hash of everything that figures and pages are made of."""
    digest = hashlib.sha256(as_of.isoformat().encode())
    folder = Path(__file__).parents[1]
    sources = (path for name in PACKAGES for path in (folder / name).rglob("*") if path.suffix != ".pyc")
    declarations = (*workspace.root.glob("*.toml"), *workspace.root.glob("*/*.toml"))
    for path in sorted((*sources, *declarations)):
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"\n{path.name} {len(content)}\n".encode() + content)
    for table in TABLES:
        if table in TOLD_BY_OTHERS:
            continue
        rows = connection.execute(
            f"SELECT count(*), sum(CAST(hash(t) AS HUGEINT)) FROM {table.qualified_name} t"
        ).fetchall()
        digest.update(f"{table.qualified_name} {rows}".encode())
    return digest.hexdigest()


def state_of_files(folder: Path) -> str:
    """A hash of names, sizes and times of the files of a folder."""
    found = (
        (path.relative_to(folder).as_posix(), path.stat()) for path in folder.rglob("*") if path.is_file()
    )
    return _hash(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in sorted(found))


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def is_unchanged(workspace: Workspace, step: str, state: str) -> bool:
    """Whether the step ended with this state the last time."""
    return _noted(workspace).get(step) == state


def note_state(workspace: Workspace, step: str, state: str) -> None:
    """Note the state with which a step has ended."""
    path = workspace.data / NOTE
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(_noted(workspace) | {step: state}, indent=1), encoding="utf-8")
    partial.replace(path)


def forget(workspace: Workspace) -> None:
    """Readings are about to change: every step is to be done again."""
    (workspace.data / NOTE).unlink(missing_ok=True)


def _noted(workspace: Workspace) -> dict[str, str]:
    try:
        noted = json.loads((workspace.data / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}
