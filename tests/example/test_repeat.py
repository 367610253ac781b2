"""Safe to repeat: the same files change nothing, and the archive alone gives the same store."""

from pathlib import Path

import pytest

from indicators.contracts import TABLES
from tests.conftest import Town, copy_of_example


def contents(town: Town) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in an order of its own."""
    with town.store() as connection:
        return {
            table.qualified_name: connection.execute(f"FROM {table.qualified_name} ORDER BY ALL").fetchall()
            for table in TABLES
        }


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    town = copy_of_example(tmp_path_factory.mktemp("repeat") / "sopron")
    town.ingest()
    town.compute()
    return town


def test_a_second_run_changes_no_row(town: Town) -> None:
    before = contents(town)
    assert town.ingest().outcomes == ()
    assert not town.compute()
    assert contents(town) == before


def test_a_rebuild_from_the_archive_gives_equal_tables(town: Town, tmp_path: Path) -> None:
    before = contents(town)
    assert sum(len(rows) for rows in before.values()) > 40_000
    (town.root / "inbox").rename(tmp_path / "inbox-taken-away")
    town.workspace.store.unlink()
    town.ingest()
    town.compute()
    assert contents(town) == before


def test_files_that_come_one_by_one_give_the_same_results(tmp_path: Path, example_town: Town) -> None:
    town = copy_of_example(tmp_path / "sopron")
    inbox, later = town.workspace.inbox, tmp_path / "later"
    offices = sorted(path.name for path in inbox.iterdir())
    inbox.rename(later)
    inbox.mkdir()
    for office in reversed(offices):
        (later / office).rename(inbox / office)
        town.ingest()
    town.compute()
    for table in ("core.monthly", "out.core_indicators"):
        assert town.rows(f"FROM {table} ORDER BY ALL") == example_town.rows(f"FROM {table} ORDER BY ALL")
