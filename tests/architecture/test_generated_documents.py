"""The generated documents are what the declarations say now; a stale copy is noticed."""

from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from docs import format_reference, generate, method_document
from flows.sources.format import Format
from flows.sources.layout import MACHINE_KINDS
from indicators.contracts import STORED
from indicators.factors import FACTORS, WANTED
from indicators.findings import FINDINGS
from indicators.registry import INDICATORS, MEMO_INDICATORS
from tests.spec.worked_examples import worked_examples


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
    assert lines == {f"`{column.name}`" for table in STORED for column in table.columns}
    assert all(f"## {table.qualified_name}\n" in text for table in STORED)


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


@pytest.mark.parametrize("language", ["en", "hu"])
def test_the_method_prints_every_indicator_and_every_worked_example(language: str) -> None:
    text = "\n".join(generate.method_document(language))
    assert [code for code in INDICATORS if f"(`{code}`)" not in text] == []
    assert [code for code in (*MEMO_INDICATORS, *FACTORS, *WANTED) if f"`{code}`" not in text] == []
    examples = worked_examples()
    missing = [
        entry.id
        for entry in examples
        if not all(
            shown in text
            for shown in (f"`{entry.id}`", getattr(entry.law, language), getattr(entry.working, language))
        )
    ]
    assert missing == []
    assert "| hall | energy.electricity | " in text
    assert "| 2025-01 – 2025-04, 2025-06 – 2025-12; " in text
    assert {"en": "A = 45,960 kWh; B = 40 FTE; R = 1,149 kWh/FTE", "hu": "R = 6,3 m3/FTE"}[language] in text


def test_a_changed_number_of_an_example_makes_both_languages_stale(
    copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = [
        entry.model_copy(
            update={"expected": (entry.expected[0].model_copy(update={"a": 1.5}), *entry.expected[1:])}
        )
        for entry in worked_examples()
    ]
    monkeypatch.setattr(method_document, "worked_examples", lambda: changed)
    assert generate.stale(copies) == ["method.md", "method.hu.md"]


def test_an_example_under_an_unknown_heading_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    stray = worked_examples()[0].model_copy(update={"under": "energy.totl"})
    monkeypatch.setattr(method_document, "worked_examples", lambda: [stray])
    with pytest.raises(LookupError, match=r"energy\.totl"):
        generate.method_document("en")


def test_an_indicator_without_an_example_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    others = [
        entry
        for entry in worked_examples()
        if "water.total" not in {entry.under, *(row.indicator for row in entry.expected)}
    ]
    monkeypatch.setattr(method_document, "worked_examples", lambda: others)
    with pytest.raises(LookupError, match=r"no example works out 'water\.total'"):
        generate.method_document("en")


def test_every_key_of_a_format_has_a_meaning_and_no_other_has() -> None:
    keys = {name: set(model.model_fields) for name, (_, model) in format_reference.SECTIONS.items()}
    assert {name: set(meanings) for name, meanings in format_reference.MEANINGS.items()} == keys
    assert all(
        text[-1] in ".`" for meanings in format_reference.MEANINGS.values() for text in meanings.values()
    )


def test_the_format_reference_names_every_model_of_a_format() -> None:
    """A section that nobody listed would be missing without a word."""
    listed = {model for _, model in format_reference.SECTIONS.values()}
    found, waiting = set(), [Format]
    while waiting:
        model = waiting.pop()
        found.add(model)
        waiting += [inner for inner in models_in(model) if inner not in found]
    assert found == listed


def models_in(model: type[BaseModel]) -> set[type[BaseModel]]:
    """The models that a model is made of."""
    parts = [field.annotation for field in model.model_fields.values()]
    found = set()
    while parts:
        part = parts.pop()
        parts += list(get_args(part))
        if isinstance(part, type) and issubclass(part, BaseModel):
            found.add(part)
    return found


def test_machine_kinds_have_their_fields() -> None:
    assert set(format_reference.MACHINE_FIELDS) == set(MACHINE_KINDS)
