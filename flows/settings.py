"""The workspace of a city: its folders, its register (city.toml) and the environment that Prefect needs."""

import os
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from flows.problems import WrongUse
from flows.toml_lines import describe_validation
from indicators.declared_by_city import check_declarations
from indicators.model import City


@dataclass(frozen=True)
class Workspace:
    """The folders of one city. Nothing outside them is written."""

    root: Path

    @property
    def city_file(self) -> Path:
        """The register: organisation, sites, offices, supply points, schedule."""
        return self.root / "city.toml"

    @property
    def corrections_file(self) -> Path:
        """The register of corrections; a city without any has no such file."""
        return self.root / "corrections.toml"

    @property
    def acceptances_file(self) -> Path:
        """What was doubted and accepted with a reason; a city without any has no such file."""
        return self.root / "acceptances.toml"

    @property
    def formats(self) -> Path:
        """Layouts that only this city needs."""
        return self.root / "formats"

    @property
    def inbox(self) -> Path:
        """One folder per office; files stay where the office put them."""
        return self.root / "inbox"

    @property
    def data(self) -> Path:
        """The store and the archive of originals."""
        return self.root / "data"

    @property
    def store(self) -> Path:
        """The DuckDB file."""
        return self.data / "emas.duckdb"

    @property
    def archive(self) -> Path:
        """Originals by SHA-256."""
        return self.data / "archive"

    @property
    def outbox(self) -> Path:
        """What goes back to the offices, one folder per office."""
        return self.root / "outbox"

    @property
    def site(self) -> Path:
        """The published pages."""
        return self.root / "site"

    @property
    def closed(self) -> Path:
        """One folder for each closed year, with everything that its figures were made of."""
        return self.root / "statements" / "closed"


def open_workspace(root: Path) -> Workspace:
    """The workspace in a folder.

    Raises:
        WrongUse: the folder is not a workspace.
    """
    workspace = Workspace(root.expanduser().resolve())
    if not workspace.city_file.is_file():
        raise WrongUse(
            f"{workspace.root} is not a workspace: it has no city.toml. "
            f"Name the folder with --workspace, or make a new one with: emas init DIR"
        )
    return workspace


def load_city(workspace: Workspace) -> City:
    """The register of the city.

    Raises:
        WrongUse: city.toml cannot be read or contradicts itself; the text names the place.
    """
    try:
        text = workspace.city_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{workspace.city_file} cannot be read: {error}") from error
    try:
        city = City.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(f"{workspace.city_file} is not valid TOML: {error}") from error
    except ValidationError as error:
        raise WrongUse(f"{workspace.city_file}: {describe_validation(error, text)}") from error
    try:
        check_declarations(city)
    except ValueError as error:
        raise WrongUse(f"{workspace.city_file}: {error}") from error
    return city


def last_due_month(city: City, today: date) -> date:
    """First day of the last month that is due: what the city pins, else the month before today."""
    if city.organisation.report_until:
        return city.organisation.report_until.replace(day=1)
    return date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)


def prepare_prefect(workspace: Workspace, console_level: str = "CRITICAL") -> None:
    """Set Prefect up before its first import: its files inside the workspace, loopback, no analytics.

    What the flows log stands in Prefect's record of the run; of it the terminal shows from `console_level` on. A
    command says itself what went wrong, in one sentence.
    """
    home = workspace.data / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    defaults = {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": console_level,
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        "PREFECT_CLI_PROMPT": "false",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
