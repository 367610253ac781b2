"""What several kinds of tests need: the example city in a store, and small workspaces made on the spot."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import duckdb
import pytest

from flows import warehouse
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


@cache
def empty_store() -> bytes:
    """A store of the newest shape, made once in each process."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        with open_warehouse(workspace, "UTC"):
            pass
        return workspace.store.read_bytes()


LOST_READINGS = "SELECT count(*) FROM core.quantities ANTI JOIN core.reading_origins USING (origin_id)"
"""Readings that core.readings does not show."""

HELD: dict[Path, duckdb.DuckDBPyConnection] = {}
"""Stores that tests keep open."""


def release(store: Path) -> None:
    if store in HELD:
        HELD.pop(store).close()


@pytest.fixture(scope="session", autouse=True)
def _released_for_readers() -> Iterator[None]:
    """DuckDB opens no store for reading only that is open for writing."""
    connect = warehouse._connect

    def released(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
        if read_only:
            release(path)
        return connect(path, read_only=read_only)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warehouse, "_connect", released)
        yield


@dataclass(frozen=True)
class Town:
    """A workspace in a test.

    One that is held keeps its store open from its first use on, until it is released: to open it takes longer than
    most of what is asked of it. No other process can open it meanwhile.
    """

    workspace: Workspace
    held: bool = False

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
        if not self.workspace.store.exists():
            self.release()
            self.workspace.data.mkdir(exist_ok=True)
            self.workspace.store.write_bytes(empty_store())
        with open_warehouse(self.workspace, self.city.organisation.timezone) as connection:
            if self.held and self.workspace.store not in HELD:
                HELD[self.workspace.store] = duckdb.connect(self.workspace.store)
            yield connection

    def release(self) -> None:
        release(self.workspace.store)

    def put(self, office: str, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = self.workspace.inbox / office / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def ingest(self) -> Intake:
        archive_new_files(self.workspace, inbox_files(self.workspace), RECEIVED)
        with self.store() as connection:
            intake = load_waiting(
                connection, self.workspace, self.city, load_formats(self.workspace).values()
            )
            assert connection.execute(LOST_READINGS).fetchall() == [(0,)]
        return intake

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


def new_town(root: Path, register: str, *, held: bool = False) -> Town:
    """A new workspace of the given register, with the inbox of one office."""
    (root / "inbox" / "office").mkdir(parents=True)
    (root / "city.toml").write_text(register, encoding="utf-8")
    return Town(open_workspace(root), held)


@pytest.fixture
def make_town(tmp_path: Path) -> Iterator[Callable[..., Town]]:
    """A new workspace of the given register, whose store is held; `held=False` for what commands are tried on."""
    made = []

    def make(*supply_points: str, register: str = TOWN, name: str = "town", held: bool = True) -> Town:
        made.append(new_town(tmp_path / name, register + "".join(supply_points), held=held))
        return made[-1]

    yield make
    for town in made:
        town.release()


@contextmanager
def passing_town(register: str) -> Iterator[Town]:
    """A town for one example of many, gone when the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        town = new_town(Path(folder) / "town", register, held=True)
        yield town
        town.release()


def copy_of(town: Town, folder: Path) -> Town:
    """A town as it stands, to go on with."""
    shutil.copytree(town.root, folder)
    return Town(open_workspace(folder))


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
