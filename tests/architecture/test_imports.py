"""Decision 1: flows acts, dashboards shows, indicators thinks; imports go one way."""

import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, files, requirement_name, top_levels

OWN = {*PACKAGES, "examples", "tests", "docs"}
OF_THE_SYSTEM = {
    "asyncio",
    "http",
    "multiprocessing",
    "os",
    "shutil",
    "socket",
    "subprocess",
    "tempfile",
    "time",
    "urllib",
}
"""Modules by which code reaches files, processes, the network, the environment or the clock."""

FORBIDDEN = {
    "indicators": (OWN - {"indicators"})
    | OF_THE_SYSTEM
    | {"duckdb", "prefect", "plotly", "jinja2", "typer", "rich", "openpyxl"},
    "dashboards": (OWN - {"indicators", "dashboards"})
    | OF_THE_SYSTEM
    | {"duckdb", "prefect", "typer", "rich", "openpyxl"},
    "flows": OWN - {"flows", "dashboards", "indicators"},
    "examples": OWN - {"examples"},
}
COMES_WITH = {"numpy": "pandas", "markupsafe": "jinja2"}
"""Imported packages that are part of what a declared dependency offers."""

IMPORTED_AS = {"python-calamine": "python_calamine"}
NOT_IMPORTED = {"fastapi", "sqlalchemy", "tzdata"}
"""Declared for others: fastapi holds Prefect's server back, tzdata serves zoneinfo."""


def wrong_imports(package: str, root: Path = ROOT) -> list[str]:
    """Every forbidden import of a package, with its file."""
    found = []
    for path in files(package, ending=".py", root=root):
        wrong = top_levels(path.read_text(encoding="utf-8")) & (FORBIDDEN[package] | {".", "?"})
        found += [f"{path.relative_to(root)} imports {name}" for name in sorted(wrong)]
    return found


@pytest.mark.parametrize("package", FORBIDDEN)
def test_imports_go_one_way(package: str) -> None:
    assert wrong_imports(package) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_there_is_something_to_look_at(package: str) -> None:
    assert len(list(files(package, ending=".py"))) > 3


@pytest.mark.parametrize(
    ("package", "line", "blamed"),
    [
        ("indicators", "import duckdb", "duckdb"),
        ("indicators", "from flows.settings import Workspace", "flows"),
        ("indicators", "def f():\n    import os.path", "os"),
        ("dashboards", "from prefect import flow", "prefect"),
        ("dashboards", "import importlib\nimportlib.import_module('flows.cli')", "flows"),
        ("flows", "from tests.conftest import Town", "tests"),
        ("examples", "from indicators.units import convert", "indicators"),
        ("indicators", "from . import units", "."),
        ("indicators", "__import__(chosen)", "?"),
    ],
)
def test_a_wrong_import_is_found(package: str, line: str, blamed: str, tmp_path: Path) -> None:
    (tmp_path / package).mkdir()
    (tmp_path / package / "planted.py").write_text(line, encoding="utf-8")
    assert wrong_imports(package, tmp_path) == [f"{Path(package, 'planted.py')} imports {blamed}"]


def test_figures_are_plain_json_of_plotly() -> None:
    """In place of `go.Scatter(...)` stands `series("scatter", ...)`: it makes a large city's pages twice as quick.

    The tests let plotly check every figure (`Figure.checked` of dashboards/figures/drawing.py).
    """
    importing = [
        path.name
        for path in files("dashboards", ending=".py")
        if "plotly" in top_levels(path.read_text(encoding="utf-8"))
    ]
    assert importing == ["drawing.py"]


def declared_dependencies() -> set[str]:
    """What the product says it needs, by the names under which it is imported."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {requirement_name(line) for line in project["dependencies"]}
    return {IMPORTED_AS.get(name, name) for name in names}


def imported_packages() -> set[str]:
    """What the product imports of others' packages."""
    names: set[str] = set()
    for path in files(*PACKAGES, ending=".py"):
        names |= top_levels(path.read_text(encoding="utf-8"))
    return {COMES_WITH.get(name, name) for name in names - set(sys.stdlib_module_names) - OWN}


def test_everything_imported_is_declared() -> None:
    assert imported_packages() - declared_dependencies() == set()


def test_everything_declared_is_imported() -> None:
    assert declared_dependencies() - imported_packages() == NOT_IMPORTED
