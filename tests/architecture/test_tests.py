"""A test that asserts nothing cannot fail, and a test that another one of the same name hides is never run."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, files

Function = ast.FunctionDef | ast.AsyncFunctionDef
ASSERTING_NAMES = ("assert_", "check_")
ASSERTING_CALLS = {"pytest.raises", "pytest.warns", "pytest.fail"}


def asserts_something(function: Function) -> bool:
    return any(_is_assertion(node) for node in ast.walk(function))


def _is_assertion(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return not isinstance(node.test, ast.Constant)
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        return called in ASSERTING_CALLS or called.rpartition(".")[2].startswith(ASSERTING_NAMES)
    return False


def find_tests(source: str) -> list[Function]:
    return [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]


def hidden_tests(source: str) -> list[str]:
    """Names that one block defines twice, so that only the last is run."""
    scopes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Module | ast.ClassDef)]
    names = [
        Counter(
            node.name
            for node in scope.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        )
        for scope in scopes
    ]
    return sorted(name for counted in names for name, count in counted.items() if count > 1)


def test_modules() -> None:
    modules = list(files("tests", ending=".py"))
    named = [path for path in modules if path.name.startswith("test_")]
    assert len(named) > 10
    stray = [path for path in set(modules) - set(named) if find_tests(path.read_text(encoding="utf-8"))]
    assert stray == [], "pytest collects tests from test_*.py only"


def test_every_test_asserts_something() -> None:
    idle = [
        f"{path.relative_to(ROOT)}::{function.name}"
        for path in files("tests", ending=".py")
        for function in find_tests(path.read_text(encoding="utf-8"))
        if not asserts_something(function)
    ]
    assert idle == []


def test_no_test_hides_another() -> None:
    hidden = {
        str(path.relative_to(ROOT)): names
        for path in files("tests", ending=".py")
        if (names := hidden_tests(path.read_text(encoding="utf-8")))
    }
    assert hidden == {}


@pytest.mark.parametrize(
    "body", ["pass", "assert True", "run()", "recheck_all()", "with open(path): pass", "raise ValueError"]
)
def test_an_idle_test_is_found(body: str) -> None:
    [function] = find_tests(f"def test_nothing():\n    {body}")
    assert not asserts_something(function)


@pytest.mark.parametrize(
    "body",
    [
        "assert run() == 1",
        "with pytest.raises(ValueError): run()",
        "check_totals(run())",
        "frames.assert_equal(a, b)",
    ],
)
def test_an_asserting_test_is_recognised(body: str) -> None:
    [function] = find_tests(f"def test_something():\n    {body}")
    assert asserts_something(function)


def test_a_hidden_test_is_found() -> None:
    one = "def test_a():\n    assert run()\n"
    assert hidden_tests(one + one) == ["test_a"]
    assert hidden_tests(one + one.replace("test_a", "test_b")) == []


def test_files_are_those_of_the_project(tmp_path: Path) -> None:
    for name in ("tests/test_a.py", "tests/__pycache__/test_b.py", "tests/x/data/test_c.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in files("tests", ending=".py", root=tmp_path)] == ["test_a.py"]
