"""Generates the documents that follow from declarations; with --check, fails where a committed copy is stale.

docs/data-dictionary.md from the table contracts, docs/command-line.md from the commands themselves, docs/method.md
and docs/method.hu.md from the declared indicators, factors and rules and from the worked examples that tests/spec
computes, docs/findings.md from the declared findings, docs/format-reference.md from the model of a format.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import typer
from typer.core import TyperGroup

from docs.format_reference import format_reference
from docs.markdown import document, grid
from docs.method_document import method_document
from flows.cli import app
from indicators.contracts import STORED, Column, Table
from indicators.findings import FINDINGS

DOCS = Path(__file__).resolve().parent


def data_dictionary() -> str:
    """Every table of the store: what a row is, and every column."""
    parts = [
        "# Data dictionary",
        "The tables of `data/emas.duckdb`, from `indicators/contracts/`. Quantities are in canonical units: energy "
        "kWh, water m3, mass kg, area m2, greenhouse gases t CO2e, air emissions kg. Instants carry their time zone; "
        "months are the date of their first day; periods are half-open. `emas export` writes the same tables as CSV "
        "and Parquet. A column may be added, but is not renamed. `core.readings` is a view, read and exported like a "
        "table; the two tables in which its rows lie, `core.quantities` and `core.reading_origins`, are this program's "
        "own: they are not exported, and their form may change.",
        *(_table_section(table) for table in STORED),
    ]
    return document(parts)


def _table_section(table: Table) -> str:
    rows = [(f"`{column.name}`", column.type, _meaning(column)) for column in table.columns]
    key = ", ".join(f"`{name}`" for name in table.key)
    lines = [f"## {table.qualified_name}", f"One row: {table.grain}. Identified by {key}."]
    if table.view_of:
        lines.append(f"A view of `{table.view_of}`: it is read like a table, and nothing is written to it.")
    lines += [f"Always: `{check}`." for check in table.checks]
    return "\n\n".join([*lines, grid(("column", "type", "meaning"), rows)])


def _meaning(column: Column) -> str:
    values = f" One of: {', '.join(f'`{value}`' for value in column.one_of)}." if column.one_of else ""
    check = f" Always: `{column.check}`." if column.check else ""
    empty = " May be empty." if column.nullable else ""
    return f"{column.meaning}.{values}{check}{empty}"


def command_line() -> str:
    """Every command with its arguments and options, as --help shows them."""
    group = typer.main.get_command(app)
    if not isinstance(group, TyperGroup):
        raise TypeError("flows.cli:app has a single command only")
    context = typer.Context(group, info_name="emas")
    parts = [
        "# Command line",
        f"{group.help} Exit codes: 0 done, 1 failed, 2 wrong use, 3 done but with rejects (`--strict`), "
        "4 done, but an entry of corrections.toml could not be applied.",
        *(_command_section(group, context, name) for name in group.list_commands(context)),
    ]
    return document(parts)


def _command_section(group: TyperGroup, context: typer.Context, name: str) -> str:
    command = group.get_command(context, name)
    if command is None:
        raise LookupError(f"no command is called {name!r}")
    own = typer.Context(command, info_name=name, parent=context)
    usage = " ".join(command.collect_usage_pieces(own))
    records = [parameter.get_help_record(own) for parameter in command.get_params(own)]
    rows = [(f"`{record[0]}`", record[1]) for record in records if record]
    parts = [
        f"## emas {name}",
        command.help or "",
        f"```\nemas {name} {usage}\n```",
        grid(("argument, option", "meaning"), rows),
    ]
    return "\n\n".join(parts)


def findings_document() -> str:
    """Every finding with its severity and the sentences that offices read."""
    parts = [
        "# Findings",
        "What the program tells about deliveries and figures. `reject`: the row or the file does not count. `warn`: it "
        "counts, or something is missing, and a person should look. Words in braces are filled in; a part in double "
        "brackets is left out where there is nothing to fill in.",
    ]
    for code, finding in FINDINGS.items():
        sentences = "\n".join(f"- {language}: {finding.template(language)}" for language in ("hu", "en"))
        parts.append(
            f"## {code}\n\n{finding.severity}: {finding.title['en']} ({finding.title['hu']})\n\n{sentences}"
        )
    return document(parts)


DOCUMENTS: dict[str, Callable[[], str]] = {
    "data-dictionary.md": data_dictionary,
    "command-line.md": command_line,
    "method.md": lambda: document(method_document("en")),
    "method.hu.md": lambda: document(method_document("hu")),
    "findings.md": findings_document,
    "format-reference.md": lambda: document(format_reference()),
}


def stale(folder: Path) -> list[str]:
    """The documents of a folder that are not what the declarations say now."""
    return [
        name
        for name, generated in DOCUMENTS.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != generated()
    ]


def main() -> int:
    """Write the documents, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a copy is stale")
    arguments = parser.parse_args()
    old = stale(DOCS)
    if arguments.check:
        for name in old:
            print(f"docs/{name} is stale; run: make docs")
        return int(bool(old))
    for name in old:
        (DOCS / name).write_text(DOCUMENTS[name](), encoding="utf-8", newline="\n")
        print(f"docs/{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
