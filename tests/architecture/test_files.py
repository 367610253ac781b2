"""Rules about files: size, names, declarations, the lock file, words that belong to one machine."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import CODE, ROOT, files, requirement_name

MOST_LINES = 400
CATCH_ALL_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "tools"}
ADDRESS_OR_OPTION = re.compile(r"://|^-|\s@\s", re.MULTILINE)
PATH_OF_A_MACHINE = re.compile(r"(?:^|[^.\w])/(?:home|root|Users|work|opt|mnt)/\w|\b[A-Z]:\\\\?Users\\")


def too_long(root: Path = ROOT) -> list[str]:
    return [
        str(path.relative_to(root))
        for path in files(*CODE, ending=".py", root=root)
        if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES
    ]


def badly_named(root: Path = ROOT) -> list[str]:
    return [
        str(path.relative_to(root))
        for path in files(*CODE, ending=".py", root=root)
        if CATCH_ALL_NAMES & {part.removesuffix(".py") for part in path.relative_to(root).parts}
    ]


def test_no_module_is_long() -> None:
    assert too_long() == []


def test_a_long_module_is_found(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "just.py").write_text("x = 1\n" * MOST_LINES, encoding="utf-8")
    (tmp_path / "flows" / "long.py").write_text("x = 1\n" * (MOST_LINES + 1), encoding="utf-8")
    assert too_long(tmp_path) == [str(Path("flows", "long.py"))]


def test_no_module_is_a_catch_all() -> None:
    assert badly_named() == []


def test_a_catch_all_is_found(tmp_path: Path) -> None:
    (tmp_path / "flows" / "common").mkdir(parents=True)
    for name in ("common/dates.py", "utils.py", "units.py"):
        (tmp_path / "flows" / name).touch()
    assert badly_named(tmp_path) == [str(Path("flows", "common", "dates.py")), str(Path("flows", "utils.py"))]


def declarations() -> list[Path]:
    return [
        ROOT / "pyproject.toml",
        *files("flows", "indicators", "dashboards", "examples", "tests", ending=".toml"),
    ]


@pytest.mark.parametrize("path", declarations(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_declaration_is_toml(path: Path) -> None:
    assert tomllib.loads(path.read_text(encoding="utf-8"))


def test_the_lock_names_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert ADDRESS_OR_OPTION.findall(lock) == []
    assert not PATH_OF_A_MACHINE.search(lock)


@pytest.mark.parametrize(
    "line",
    ["--index-url https://packages.example/simple", "-e .", "duckdb @ file:///srv/duckdb.whl", "-f wheels"],
)
def test_an_address_in_the_lock_is_found(line: str) -> None:
    assert ADDRESS_OR_OPTION.search(f"aiosqlite==0.22.1 \\\n    --hash=sha256:04\n{line}\n")


def locked() -> dict[str, int]:
    """Every locked package with the number of its hashes."""
    blocks = re.split(
        r"^(?=\S)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    return {block.split("==")[0]: block.count("--hash=sha256:") for block in blocks if block.strip()}


def test_every_locked_package_has_hashes() -> None:
    assert [name for name, hashes in locked().items() if not hashes] == []


def required() -> set[str]:
    """Every direct dependency, of the product and of its development."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    return {requirement_name(line) for line in lines}


def test_every_dependency_is_locked() -> None:
    assert required() - set(locked()) == set()


def test_every_dependency_has_its_reason() -> None:
    decision = (ROOT / "docs" / "decisions" / "0011-dependencies.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([^`]+)` \|", decision, flags=re.MULTILINE)) == required()


def tracked_texts() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    endings = (".py", ".sql", ".toml", ".md", ".j2", ".css", ".js", ".yml", "Makefile", "run")
    return [ROOT / name for name in names.split("\0") if name.endswith(endings) and (ROOT / name).is_file()]


def test_no_text_names_a_path_of_a_machine() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("a source archive without its history does not know what is tracked")
    texts = tracked_texts()
    assert len(texts) > 50
    assert [str(path) for path in texts if PATH_OF_A_MACHINE.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "text", ["see " + "/home" + "/anna/city", '"' + "/work" + '/main"', "C:" + "\\Users\\anna"]
)
def test_a_path_of_a_machine_is_found(text: str) -> None:
    assert PATH_OF_A_MACHINE.search(text)


def test_no_two_decisions_bear_the_same_number() -> None:
    names = [path.name for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len({int(name[:4]) for name in names}) == len(names)


@pytest.mark.parametrize("heading", ["## Context", "## Decision", "## Alternatives", "## Consequences"])
def test_every_decision_says_why(heading: str) -> None:
    decisions = (ROOT / "docs" / "decisions").glob("*.md")
    assert [path.name for path in decisions if heading not in path.read_text(encoding="utf-8")] == []


LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def broken_links(root: Path = ROOT) -> list[str]:
    documents = [*root.glob("*.md"), *files("docs", "examples", ending=".md", root=root)]
    return [
        f"{path.relative_to(root)}: {target}"
        for path in documents
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]


def test_links_between_documents_lead_somewhere() -> None:
    assert broken_links() == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(
        "[a](gone.md) [b](README.md#start) [c](https://example.org)", encoding="utf-8"
    )
    assert broken_links(tmp_path) == ["README.md: gone.md"]
