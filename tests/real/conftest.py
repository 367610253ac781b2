"""Real files that nobody on this project wrote, delivered into a workspace with declared formats only.

They lie outside the repository, in shared/real beside it or where EMAS_REAL_FILES says, and are never copied into it.
Tests skip where they are absent.
"""

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.conftest import Town, new_town

REPOSITORY = Path(__file__).parents[2]
FORMATS = Path(__file__).parent / "formats"


@pytest.fixture(scope="session")
def real_folder() -> Callable[[str], Path]:
    """The folder of one kind of real files."""
    place = Path(os.environ.get("EMAS_REAL_FILES") or REPOSITORY.parent / "shared" / "real")

    def find(name: str) -> Path:
        folder = place / name
        if not (folder / "truth.csv").is_file():
            pytest.skip(f"no real files in {folder}; EMAS_REAL_FILES may name the folder that holds {name}")
        return folder

    return find


@pytest.fixture(scope="session")
def deliver(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Town]:
    """A workspace that knows every format of these tests and has ingested the given files, under their own names."""

    def make(register: str, files: Iterable[Path], formats: Path = FORMATS) -> Town:
        town = new_town(tmp_path_factory.mktemp("real") / "town", register)
        shutil.copytree(formats, town.workspace.formats)
        for path in files:
            town.put("office", path.name, path.read_bytes())
        town.ingest()
        return town

    return make
