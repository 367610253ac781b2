"""JSON: an array of objects, at the top of the file or at a declared place inside, read by DuckDB.

Keys inside keys become names with dots. A number stays a number whatever notation the format declares for texts; an
array inside a record stands as its text.
"""

import json
import re
from pathlib import Path
from typing import Any

import duckdb

from flows.problems import UnreadableMachineFile
from flows.sources.plain_text import plain_text_file
from flows.sources.records import MOST_FIELDS, numbered_records
from flows.sources.sheet import NUMBER_MARK, Sheet
from flows.sources.text_file import literal

LARGEST_DOCUMENT = 1 << 28
"""Bytes of a record, and of the whole file where the array lies inside: then DuckDB holds it at once."""

DEEPEST = 20
LONGEST_END = 1 << 16


def json_sheet(
    connection: duckdb.DuckDBPyConnection, path: Path, scratch: Path, table: str, place: str, encoding: str
) -> Sheet:
    """One record for each object of the array; `place` is a dotted path such as `data.readings`, or empty.

    The file is read in a database of its own, which a hostile file may spoil, and passed on as Parquet.
    """
    text = plain_text_file(path, scratch / f"{table}.json", encoding)
    _refuse_cut_off(text.path)
    passed = scratch / f"{table}.parquet"
    with duckdb.connect() as aside:
        aside.execute(f"SET temp_directory = {literal(str(scratch))}")
        try:
            fields = _fields(aside, text.path, place)
            _pass_on(aside, fields, passed)
        except duckdb.Error as error:
            reason = _reason(str(error))
            raise UnreadableMachineFile(
                f"it is no array of JSON objects that can be read ({reason})"
            ) from error
    text.path.unlink()
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS FROM read_parquet({literal(str(passed))})")
    passed.unlink()
    names = tuple(" ".join(".".join(keys).split()) for keys in fields)
    relation = numbered_records(connection, table)
    return Sheet("", relation, len(fields), (names,), typed=True, first_row=0)


def _refuse_cut_off(path: Path) -> None:
    """DuckDB takes an array that ends behind a comma for a whole one."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - LONGEST_END, 0))
        end = file.read().rstrip()
    if end and not end.endswith((b"]", b"}")):
        raise UnreadableMachineFile("it is cut off: the end of its array is missing")


def _reason(error: str) -> str:
    """Why DuckDB did not read it, without the name of our own file."""
    if "recursion depth" in error:
        return "its arrays lie too deep in each other"
    return re.sub(r' in file "[^"]*"', "", error.partition("\n")[0])[:200]


def _fields(aside: duckdb.DuckDBPyConnection, path: Path, place: str) -> list[tuple[str, ...]]:
    """The records as the table `records`, and the paths of keys that occur in them, in the order in which they do."""
    if place:
        keys = place.split(".")
        pointer = "".join(f"/{_escaped(key)}" for key in keys)
        source = f"read_json_objects({literal(str(path))}, format = 'unstructured', {_bounds()})"
        array = f"json_extract(json, {literal(pointer)})"
        aside.execute(f"CREATE TABLE found AS SELECT {array} AS entries FROM {source}")
        [(arrays,)] = aside.execute(
            "SELECT count(*) FROM found WHERE json_type(entries) = 'ARRAY'"
        ).fetchall()
        if arrays != 1:
            raise UnreadableMachineFile(f"there is no array at {place!r} in it")
        aside.execute("CREATE TABLE records AS SELECT unnest(CAST(entries AS JSON[])) AS json FROM found")
    else:
        source = f"read_json_objects({literal(str(path))}, format = 'array', {_bounds()})"
        aside.execute(f"CREATE TABLE records AS SELECT json FROM {source}")
    [(others, structure)] = aside.execute(
        "SELECT count(*) FILTER (json_type(json) <> 'OBJECT'), json_group_structure(json) FROM records"
    ).fetchall()
    if others:
        raise UnreadableMachineFile(f"{others} entries of its array are no objects")
    return _leaves(json.loads(structure)) if structure else []


def _bounds() -> str:
    return f"maximum_object_size = {LARGEST_DOCUMENT}"


def _leaves(structure: Any, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(structure, dict) or not structure:
        return [above] if above else []
    if len(above) >= DEEPEST:
        raise UnreadableMachineFile(f"its keys lie more than {DEEPEST} deep in each other")
    found = [leaf for key, below in structure.items() for leaf in _leaves(below, (*above, key))]
    if len(found) > MOST_FIELDS:
        raise UnreadableMachineFile(f"its records name more than {MOST_FIELDS} different fields")
    return found


def _pass_on(aside: duckdb.DuckDBPyConnection, fields: list[tuple[str, ...]], target: Path) -> None:
    cells = ", ".join(f"{_cell(keys)} AS c{index}" for index, keys in enumerate(fields, 1))
    records = f"SELECT {cells or 'CAST(NULL AS VARCHAR) AS c1'} FROM records"
    aside.execute(f"COPY ({records}) TO {literal(str(target))} (FORMAT parquet)")


def _cell(keys: tuple[str, ...]) -> str:
    pointer = literal("".join(f"/{_escaped(key)}" for key in keys))
    text = f"nullif(trim(regexp_replace(json_extract_string(json, {pointer}), '[\\x00-\\x20\\x7f]+', ' ', 'g')), '')"
    numbers = "('UBIGINT', 'BIGINT', 'DOUBLE', 'HUGEINT', 'UHUGEINT', 'DECIMAL')"
    return f"CASE WHEN json_type(json, {pointer}) IN {numbers} THEN {literal(NUMBER_MARK)} || {text} ELSE {text} END"


def _escaped(key: str) -> str:
    """A key within a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
