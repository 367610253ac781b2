"""The register of acceptances (acceptances.toml), and as a table: core.acceptances."""

import tomllib
from collections.abc import Sequence

import duckdb
from pydantic import ValidationError

from flows.checking.rules import RULES
from flows.problems import WrongUse
from flows.settings import Workspace
from flows.toml_lines import describe_validation
from flows.warehouse import transaction
from indicators.acceptances import Acceptance, Acceptances
from indicators.contracts import ACCEPTANCES


def load_acceptances(workspace: Workspace) -> tuple[Acceptance, ...]:
    """The entries of acceptances.toml; none where there is no such file.

    Raises:
        WrongUse: the file cannot be read, contradicts itself, or names a rule that there is not.
    """
    path = workspace.acceptances_file
    if not path.is_file():
        return ()
    try:
        text = path.read_text(encoding="utf-8")
        entries = Acceptances.model_validate(tomllib.loads(text)).acceptances
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(f"{path} is not valid TOML: {error}") from error
    except ValidationError as error:
        raise WrongUse(f"{path}: {describe_validation(error, text)}") from error
    for entry in entries:
        if entry.rule not in RULES:
            raise WrongUse(f"{path}: {entry.id} names the rule {entry.rule!r}; there are {', '.join(RULES)}")
    return entries


def register_acceptances(connection: duckdb.DuckDBPyConnection, entries: Sequence[Acceptance]) -> None:
    """Bring core.acceptances to what the file says."""
    rows = [
        (
            entry.id,
            entry.rule,
            entry.supply_point,
            entry.stream,
            entry.first_day,
            entry.last_day,
            entry.value,
            entry.who,
            entry.decided_on,
            entry.because,
        )
        for entry in sorted(entries, key=lambda entry: entry.id)
    ]
    name = ACCEPTANCES.qualified_name
    if rows == connection.execute(f"FROM {name} ORDER BY acceptance_id").fetchall():
        return
    with transaction(connection):
        connection.execute(f"DELETE FROM {name}")
        for row in rows:
            connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", list(row))
