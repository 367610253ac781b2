"""The generated documents are what the declarations say now; a stale copy is noticed."""

from pathlib import Path

import pytest

from docs import generate
from indicators.contracts import TABLES
from indicators.findings import FINDINGS


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    for name, generated in generate.DOCUMENTS.items():
        (tmp_path / name).write_text(generated(), encoding="utf-8")
    return tmp_path


def test_no_document_is_stale() -> None:
    assert generate.stale(generate.DOCS) == []


@pytest.mark.parametrize("name", generate.DOCUMENTS)
def test_a_stale_or_absent_document_is_found(name: str, copies: Path) -> None:
    document = copies / name
    document.write_text(document.read_text(encoding="utf-8").replace("e", "E", 1), encoding="utf-8")
    assert generate.stale(copies) == [name]
    document.unlink()
    assert generate.stale(copies) == [name]


def test_the_data_dictionary_names_every_column() -> None:
    text = generate.data_dictionary()
    lines = {line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| `")}
    assert lines == {f"`{column.name}`" for table in TABLES for column in table.columns}
    assert all(f"## {table.qualified_name}\n" in text for table in TABLES)


def test_every_command_is_described() -> None:
    text = generate.command_line()
    commands = {line.removeprefix("## emas ") for line in text.splitlines() if line.startswith("## ")}
    assert {"init", "run", "ingest", "check", "status", "explain", "export", "serve"} <= commands
    assert "`-w, --workspace" in text


def test_every_finding_is_described() -> None:
    headings = {
        line.removeprefix("## ")
        for line in generate.findings_document().splitlines()
        if line.startswith("## ")
    }
    assert headings == set(FINDINGS)
