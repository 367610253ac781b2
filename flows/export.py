"""All results as CSV and Parquet, described by a Frictionless data package."""

import hashlib
import json
from pathlib import Path

import duckdb

from flows.sources.text_file import literal
from indicators.contracts import MIGRATIONS, PENDING, TABLES, Column, Table
from indicators.model import City

NOT_EXPORTED = (MIGRATIONS, PENDING)
FIELD_TYPES = {
    "VARCHAR": "string",
    "DOUBLE": "number",
    "BIGINT": "integer",
    "INTEGER": "integer",
    "DATE": "date",
    "BOOLEAN": "boolean",
    "TIMESTAMPTZ": "datetime",
}
FORMULA_SIGNS = "=+-@\t\r"
"""A text that begins so is a formula to a spreadsheet program; in CSV an apostrophe before it keeps it text."""


def export(connection: duckdb.DuckDBPyConnection, city: City, folder: Path) -> list[Path]:
    """Write every table of the store into a folder; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = [table for table in TABLES if table not in NOT_EXPORTED]
    written = []
    for table in tables:
        ordered = f"FROM {table.qualified_name} ORDER BY {', '.join(table.key)}"
        name = f"{table.schema}_{table.name}"
        for ending, source, options in (
            ("csv", f"SELECT {', '.join(map(_as_text, table.columns))} {ordered}", "FORMAT csv, HEADER"),
            ("parquet", ordered, "FORMAT parquet"),
        ):
            path = folder / f"{name}.{ending}"
            connection.execute(f"COPY ({source}) TO {literal(str(path))} ({options})")
            written.append(path)
    package = folder / "datapackage.json"
    package.write_text(
        json.dumps(_package(city, tables, folder), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    return [*written, package]


def _as_text(column: Column) -> str:
    if column.type == "TIMESTAMPTZ":
        return f"strftime({column.name} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') AS {column.name}"
    if column.type != "VARCHAR":
        return column.name
    signs = ", ".join(map(literal, FORMULA_SIGNS))
    name = column.name
    return f"CASE WHEN left({name}, 1) IN ({signs}) THEN '''' || {name} ELSE {name} END AS {name}"


def _package(city: City, tables: list[Table], folder: Path) -> dict[str, object]:
    example = " Every figure is invented." if city.organisation.example else ""
    return {
        "profile": "tabular-data-package",
        "name": "emas-indicators",
        "title": f"{city.organisation.name}: EMAS core indicators and what they are made of",
        "description": f"Figures A, B and R by Regulation (EC) No 1221/2009, Annex IV.{example}",
        "resources": [_resource(table, folder) for table in tables],
    }


def _resource(table: Table, folder: Path) -> dict[str, object]:
    path = folder / f"{table.schema}_{table.name}.csv"
    content = path.read_bytes()
    return {
        "profile": "tabular-data-resource",
        "name": f"{table.schema}-{table.name}".replace("_", "-"),
        "path": path.name,
        "title": table.grain,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, object]:
    constraints: dict[str, object] = {}
    if not column.nullable and column.type != "VARCHAR":
        constraints["required"] = True
    if column.one_of:
        constraints["enum"] = list(column.one_of)
    field: dict[str, object] = {
        "name": column.name,
        "type": FIELD_TYPES[column.type],
        "description": column.meaning,
    }
    return field | ({"constraints": constraints} if constraints else {})
