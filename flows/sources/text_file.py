"""CSV and other delimited text as a sheet in DuckDB."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import duckdb

from flows.problems import UnreadableFile
from flows.sources.plain_stretch import SPACES_BEYOND_ASCII
from flows.sources.plain_text import PlainText
from flows.sources.sheet import HEAD_ROWS, Sheet

NO_DELIMITER = "\x01"
NO_CELL = "\x05"
"""Signs that plain text does not hold, so that DuckDB takes each line as one column. An empty line stays a row of
its own only as long as nullstr is empty."""

LONGEST_LINE = 1 << 21
MOST_COLUMNS = 4096
"""A line with more cells than this is no row of a table."""

CELLS = "text_cells"


def head_of_text(text: PlainText, delimiter: str) -> Sheet:
    """The one sheet of a text file with its head alone, by which its format is recognised; its name is empty."""
    lines = _first_lines(text)
    if text.quoted:
        head: list[tuple[str, ...]] = []
        for first_line, cells in _quoted_rows(lines, delimiter):
            head.extend(() for _ in range(first_line - 1 - len(head)))
            head.append(cells)
    else:
        head = [tuple(cell.strip() for cell in line.removesuffix("\n").split(delimiter)) for line in lines]
    width = max(map(len, head), default=0)
    _check_width(width)
    broken = text.quoted and any(line.count('"') % 2 for line in lines)
    return Sheet("", "", width, tuple(head), is_whole=text.lines <= HEAD_ROWS and not broken)


def _check_width(width: int) -> None:
    if width > MOST_COLUMNS:
        raise UnreadableFile(f"a line has {width} cells, more than any table")


def text_sheet(
    connection: duckdb.DuckDBPyConnection, text: PlainText, delimiter: str, scratch: Path
) -> Sheet:
    """The one sheet of a text file, in the temporary table `text_cells`; rows are numbered as a person counts lines.

    A short file is all head. Of a long one DuckDB reads the body at once where every line has as many cells as the
    last line of the head, and splits line by line where not. Where quoted cells hold line breaks, Python's csv module
    finds the rows, and the number of a row is that of its first line.
    """
    head = head_of_text(text, delimiter)
    broken = text.quoted and any(line.count('"') % 2 for line in _first_lines(text))
    if broken or not _store_even_rows(connection, text, head, delimiter):
        if text.quoted:
            _store_quoted_rows(connection, text, delimiter, scratch)
        else:
            _store_split_lines(connection, text, delimiter)
    columns = [
        name for (name,) in connection.execute(f"SELECT column_name FROM (DESCRIBE {CELLS})").fetchall()
    ]
    row_number = "row_number"
    if row_number not in columns:
        [(first,)] = connection.execute(f"SELECT coalesce(min(rowid), 0) FROM {CELLS}").fetchall()
        row_number = f"rowid - {first - 1} AS row_number"
    cells = [name for name in columns if name != "row_number"]
    return Sheet("", f"SELECT {', '.join((row_number, *cells))} FROM {CELLS}", len(cells), head.head)


def _first_lines(text: PlainText) -> list[str]:
    with text.path.open(encoding="utf-8", newline="\n") as file:
        return list(islice(iter(lambda: file.readline(LONGEST_LINE), ""), HEAD_ROWS))


def _store_head(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    width = max(sheet.width, 1)
    cells = [
        [row[place] or None if place < len(row) else None for row in sheet.head] for place in range(width)
    ]
    columns = ", ".join(f"unnest(CAST(? AS VARCHAR[])) AS c{index}" for index in range(1, width + 1))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {CELLS} AS SELECT {columns}", cells)


def _store_even_rows(
    connection: duckdb.DuckDBPyConnection, text: PlainText, sheet: Sheet, delimiter: str
) -> bool:
    """Store head and body if every line of the body is a row of as many cells; say whether that was so."""
    _store_head(connection, sheet)
    if text.lines <= HEAD_ROWS:
        return True
    width = max(len(sheet.head[-1]), 1)
    connection.execute(f"""
        INSERT INTO {CELLS} BY NAME
        SELECT {_trimmed_cells(text, width)} FROM {_even_rows(text, delimiter, width, below=HEAD_ROWS)}
    """)
    [(stored,)] = connection.execute(f"SELECT count(*) FROM {CELLS}").fetchall()
    return bool(stored == text.lines)


def _even_rows(text: PlainText, delimiter: str, width: int, *, below: int) -> str:
    """SQL: the lines below one of them that have so many cells, in the order of the file."""
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(1, width + 1))
    quote = literal('"' if text.quoted else "")
    return f"""
        read_csv({literal(str(text.path))}, columns = {{{columns}}}, skip = {below}, delim = {literal(delimiter)},
            quote = {quote}, escape = {quote}, header = false, auto_detect = false, nullstr = '',
            ignore_errors = true, max_line_size = {LONGEST_LINE})
    """


def _trimmed_cells(text: PlainText, width: int) -> str:
    return ", ".join(_trimmed(f"c{index}", text) + f" AS c{index}" for index in range(1, width + 1))


def unstored_body(text: PlainText, head: Sheet, delimiter: str, *, below: int) -> Sheet:
    """The rows below one of them as a sheet whose cells stay in the file, without row numbers.

    A line that has not as many cells as the last of the head is missing: whoever reads the sheet counts the rows.
    Common spaces around a cell are still there: whoever takes a text as it is looks for them.
    """
    width = max(len(head.head[-1]), 1)
    cells = _trimmed_cells(text, width) if text.wide_spaces else "*"
    missing = "".join(f", CAST(NULL AS VARCHAR) AS c{index}" for index in range(width + 1, head.width + 1))
    relation = f"SELECT {cells}{missing} FROM {_even_rows(text, delimiter, width, below=below)}"
    return replace(head, relation=relation, unnumbered=True)


def _store_split_lines(connection: duckdb.DuckDBPyConnection, text: PlainText, delimiter: str) -> None:
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE text_lines AS SELECT string_split(line, {literal(delimiter)}) AS cells
        FROM {_whole_lines(text.path, NO_DELIMITER)}
    """)
    _store_columns(connection, "", 0, text)


def _store_quoted_rows(
    connection: duckdb.DuckDBPyConnection, text: PlainText, delimiter: str, scratch: Path
) -> None:
    """The rows written again with a delimiter that no text holds, each behind the number of its first line."""
    rewritten = scratch / "cells.txt"
    with (
        text.path.open(encoding="utf-8", newline="") as source,
        rewritten.open("w", encoding="utf-8", newline="") as target,
    ):
        for first_line, cells in _quoted_rows(source, delimiter):
            target.write(NO_DELIMITER.join((str(first_line), *cells)) + "\n")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE text_lines AS SELECT string_split(line, {literal(NO_DELIMITER)}) AS cells
        FROM {_whole_lines(rewritten, NO_CELL)}
    """)
    _store_columns(connection, "CAST(cells[1] AS BIGINT) AS row_number, ", 1, text)


def _whole_lines(path: Path, no_delimiter: str) -> str:
    return (
        f"read_csv({literal(str(path))}, columns = {{'line': 'VARCHAR'}}, delim = {literal(no_delimiter)}, "
        "quote = '', escape = '', header = false, auto_detect = false, nullstr = '', "
        f"max_line_size = {LONGEST_LINE})"
    )


def _store_columns(
    connection: duckdb.DuckDBPyConnection, row_number: str, before: int, text: PlainText
) -> None:
    [(widest,)] = connection.execute("SELECT max(len(cells)) FROM text_lines").fetchall()
    _check_width((widest or 0) - before)
    cells = ", ".join(
        f"{_trimmed(f'cells[{index + before}]', text)} AS c{index}"
        for index in range(1, max((widest or 0) - before, 1) + 1)
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {CELLS} AS SELECT {row_number}{cells} FROM text_lines")
    connection.execute("DROP TABLE text_lines")


def _trimmed(cell: str, text: PlainText) -> str:
    """A cell without the spaces around it; NULL if nothing else is in it."""
    if text.wide_spaces:
        spaces = f"[ \t{SPACES_BEYOND_ASCII}]+"
        return f"nullif(regexp_replace({cell}, {literal(f'^{spaces}|{spaces}$')}, '', 'g'), '')"
    return f"CASE WHEN {cell} < '!' OR ends_with({cell}, ' ') THEN nullif(trim({cell}), '') ELSE {cell} END"


def _quoted_rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows of a text with quoted cells, each with the number of its first line."""
    reader = csv.reader(lines, delimiter=delimiter)
    first_line = 1
    try:
        for row in reader:
            yield first_line, tuple(" ".join(cell.split("\n")).strip() for cell in row)
            first_line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(f"line {reader.line_num}: {error}") from error


def literal(text: str) -> str:
    """A text as a SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
