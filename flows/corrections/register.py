"""The register of corrections (corrections.toml), and as a table: core.corrections."""

import tomllib
from collections.abc import Sequence

import duckdb
from pydantic import ValidationError

from flows.corrections.candidates import find_series, note_places
from flows.problems import WrongUse
from flows.settings import Workspace
from flows.settling.windows import EVER
from flows.toml_lines import describe_validation
from flows.warehouse import transaction
from indicators.contracts import CORRECTIONS
from indicators.corrections import Correction, Corrections


def load_corrections(workspace: Workspace) -> tuple[Correction, ...]:
    """The entries of corrections.toml; none where there is no such file.

    Raises:
        WrongUse: the file cannot be read or contradicts itself; the text names line and key.
    """
    path = workspace.corrections_file
    if not path.is_file():
        return ()
    try:
        text = path.read_text(encoding="utf-8")
        return Corrections.model_validate(tomllib.loads(text)).corrections
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(f"{path} is not valid TOML: {error}") from error
    except ValidationError as error:
        raise WrongUse(f"{path}: {describe_validation(error, text)}") from error


def register_corrections(connection: duckdb.DuckDBPyConnection, entries: Sequence[Correction]) -> None:
    """Bring core.corrections to what the file says; the series of what changed become pending."""
    with transaction(connection):
        bring_to(connection, entries)


def bring_to(connection: duckdb.DuckDBPyConnection, entries: Sequence[Correction]) -> None:
    """The same inside a transaction of the caller."""
    declared = {entry.id: entry.model_dump_json() for entry in entries}
    known = dict(connection.execute("SELECT correction_id, entry FROM core.corrections").fetchall())
    gone = [name for name, text in known.items() if declared.get(name) != text]
    new = [entry for entry in entries if known.get(entry.id) != declared[entry.id]]
    if not gone and not new:
        return
    connection.execute(
        f"""
        INSERT INTO core.pending
        SELECT DISTINCT supply_point_id, stream, {EVER} FROM core.corrections
        WHERE list_contains(?, correction_id) AND supply_point_id IS NOT NULL
        """,
        [gone],
    )
    connection.execute("DELETE FROM core.corrections WHERE list_contains(?, correction_id)", [gone])
    names = ", ".join(_row_of(entry := new[0], "")) if new else ""
    for entry in new:
        row = _row_of(entry, declared[entry.id])
        connection.execute(
            f"INSERT INTO core.corrections ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values())
        )
    note_places(connection)
    connection.execute(
        f"INSERT INTO core.pending SELECT supply_point_id, stream, {EVER} FROM ({find_series()}) "
        "WHERE list_contains(?, correction_id)",
        [[entry.id for entry in new]],
    )


def _row_of(entry: Correction, text: str) -> dict[str, object]:
    row = {
        "correction_id": entry.id,
        "who": entry.who,
        "decided_on": entry.decided_on,
        "why": entry.why,
        "evidence": entry.evidence,
        "status": "not_applied",
        "reason": "row_missing",
        "expected_value": entry.expected.value,
        "expected_unit": entry.expected.unit,
        "new_value": entry.new.value if entry.new else None,
        "new_unit": entry.new.unit if entry.new else None,
        "entry": text,
    }
    return {name: row[name] for name in CORRECTIONS.column_names if name in row}
