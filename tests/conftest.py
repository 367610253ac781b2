"""What several kinds of tests need: the example city in a store, and small workspaces made on the spot."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from flows.computing.evaluate import evaluate
from flows.inbox import inbox_files
from flows.intake import Intake, archive_new_files, load_waiting
from flows.own_factors import load_factors
from flows.settings import Workspace, last_due_month, load_city, open_workspace
from flows.sources.format import load_formats
from flows.warehouse import open_warehouse
from indicators.model import City
from tests.chromium import browser, visit

__all__ = ["browser", "visit"]

EXAMPLE = Path(__file__).parents[1] / "examples" / "sopron"
RECEIVED = datetime(2026, 11, 5, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Town:
    """A workspace in a test."""

    workspace: Workspace

    @property
    def root(self) -> Path:
        return self.workspace.root

    @property
    def city(self) -> City:
        return load_city(self.workspace)

    @property
    def as_of(self) -> date:
        return last_due_month(self.city, date(2026, 11, 5))

    @contextmanager
    def store(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with open_warehouse(self.workspace, self.city.organisation.timezone) as connection:
            yield connection

    def put(self, office: str, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = self.workspace.inbox / office / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def ingest(self) -> Intake:
        archive_new_files(self.workspace, inbox_files(self.workspace), RECEIVED)
        with self.store() as connection:
            return load_waiting(connection, self.workspace, self.city, load_formats(self.workspace).values())

    def compute(self) -> bool:
        with self.store() as connection:
            return evaluate(connection, self.city, self.as_of, load_factors(self.workspace)).changed

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.store() as connection:
            return connection.execute(query).fetchall()


TOWN = """
[organisation]
name = "Mintaváros"
report_until = 2025-12-01

[[offices]]
id = "office"
name = "Hivatal"

[[sites]]
id = "hall"
name = "Városháza"
"""


def supply_point(identifier: str, stream: str, site: str = "hall", **more: object) -> str:
    lines = {"id": identifier, "site_id": site, "stream": stream, "office_id": "office"}
    text = "".join(f'{key} = "{value}"\n' for key, value in lines.items())
    more = {"valid_from": "2025-01-01"} | more
    return "\n[[supply_points]]\n" + text + "".join(f"{key} = {value}\n" for key, value in more.items())


@pytest.fixture
def make_town(tmp_path: Path) -> Callable[..., Town]:
    """A new workspace of the given register."""

    def make(*supply_points: str, register: str = TOWN, name: str = "town") -> Town:
        root = tmp_path / name
        (root / "inbox" / "office").mkdir(parents=True)
        (root / "city.toml").write_text(register + "".join(supply_points), encoding="utf-8")
        return Town(open_workspace(root))

    return make


def copy_of_example(folder: Path) -> Town:
    """The example city as it is delivered, without anything that was made of it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(EXAMPLE / "inbox", folder / "inbox")
    shutil.copytree(EXAMPLE / "factors", folder / "factors")
    for name in ("city.toml", "acceptances.toml"):
        shutil.copy(EXAMPLE / name, folder)
    return Town(open_workspace(folder))


@pytest.fixture(scope="session")
def example_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The example city, ingested and computed once; tests only read it."""
    town = copy_of_example(tmp_path_factory.mktemp("example") / "sopron")
    town.ingest()
    town.compute()
    return town
