"""Every line of the list of nasty inputs has a test: lines.toml says which, and here it is held to that."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES = tomllib.loads((Path(__file__).parent / "lines.toml").read_text(encoding="utf-8"))["line"]
LIST = ROOT.parent / "shared" / "NASTY_INPUTS.md"
"""The list as it was collected, where it lies beside the project."""


@cache
def functions_of(file: str) -> frozenset[str]:
    """The tests of a file, without those that are skipped whatever happens."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and not any("skip" in ast.unparse(decorator) for decorator in node.decorator_list)
    )


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["says"][:50])
def test_the_tests_of_a_line_exist(line: dict[str, list[str]]) -> None:
    assert line["tests"]
    missing = [name for name in line["tests"] if name.split("::")[1] not in functions_of(name.split("::")[0])]
    assert missing == []


def test_every_test_of_this_folder_belongs_to_a_line() -> None:
    """A test that no line names would be forgotten when the list is read."""
    named = {name for line in LINES for name in line["tests"]}
    here = [path for path in sorted(Path(__file__).parent.glob("test_*.py")) if path != Path(__file__)]
    files = [path.relative_to(ROOT).as_posix() for path in here]
    assert {f"{file}::{function}" for file in files for function in functions_of(file)} - named == set()


def lines_of(text: str) -> list[tuple[str, str]]:
    """The lines of the list: `**About.** one; another (with; signs inside); a third.`"""
    found = []
    for about, body in re.findall(r"^\*\*(\w+)\.\*\* (.*)$", text, re.MULTILINE):
        parts = re.findall(r"(?:`[^`]*`|\([^()]*\)|[^;`(])+", body)
        found += [(about, part.strip().rstrip(".")) for part in parts]
    return found


def test_the_lines_are_those_of_the_list() -> None:
    if not LIST.is_file():
        pytest.skip("the list of nasty inputs does not lie beside the project")
    assert [(line["about"], line["says"]) for line in LINES] == lines_of(LIST.read_text(encoding="utf-8"))


def test_a_line_of_the_list_is_cut_where_a_person_would() -> None:
    text = "Title\n\n**Time.** One (a; b); `x;y` or z.\n**Files.** Two."
    assert lines_of(text) == [("Time", "One (a; b)"), ("Time", "`x;y` or z"), ("Files", "Two")]
