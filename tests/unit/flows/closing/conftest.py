"""The town of closed_town.py, made once and closed once; each test goes on with a copy of its own."""

from pathlib import Path

import pytest

from tests.conftest import TOWN, Town, copy_of, new_town, supply_point
from tests.unit.flows.closing.closed_town import closed, year_of_2025


@pytest.fixture(scope="session")
def made_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    town = new_town(tmp_path_factory.mktemp("made") / "town", TOWN + supply_point("G1", "energy.natural_gas"))
    year_of_2025(town)
    return town


@pytest.fixture(scope="session")
def made_and_closed_town(made_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    town = copy_of(made_town, tmp_path_factory.mktemp("closed") / "town")
    closed(town)
    return town


@pytest.fixture
def town(made_town: Town, tmp_path: Path) -> Town:
    """2025 is delivered and computed, and not closed."""
    return copy_of(made_town, tmp_path / "town")


@pytest.fixture
def closed_town(made_and_closed_town: Town, tmp_path: Path) -> Town:
    """2025 is closed."""
    return copy_of(made_and_closed_town, tmp_path / "town")
