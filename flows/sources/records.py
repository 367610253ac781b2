"""Records of machine formats as one sheet, written to disk one by one so that memory stays flat."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from flows.problems import UnreadableMachineFile
from flows.sources.sheet import Sheet
from flows.sources.text_file import LONGEST_LINE, NO_DELIMITER, literal

MOST_FIELDS = 1000
LONGEST_CELL = 1 << 16
CONTROL_CHARACTERS = dict.fromkeys((*range(32), 127), " ")

Record = Mapping[str, str]


def record_sheet(
    connection: duckdb.DuckDBPyConnection,
    records: Iterable[Record],
    fields: Sequence[str],
    scratch: Path,
    table: str,
) -> Sheet:
    """The one sheet of a machine format, in the temporary table `table`.

    Its head is `fields`, which every file of the kind has, and behind them those that the records name beyond these,
    in the order in which they occur.
    """
    written = scratch / f"{table}.txt"
    positions = {name: place for place, name in enumerate(fields)}
    with written.open("w", encoding="utf-8", newline="\n") as file:
        for record in records:
            cells = [""] * len(positions)
            for name, cell in record.items():
                place = positions.get(name)
                if place is None:
                    place = _new_field(positions, name)
                    cells.append("")
                cells[place] = _one_line(cell)
            file.write(NO_DELIMITER.join(cells) + "\n")
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(1, len(positions) + 1))
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM read_csv({literal(str(written))},
            columns = {{{columns}}}, delim = {literal(NO_DELIMITER)}, quote = '', escape = '', header = false,
            auto_detect = false, nullstr = '', null_padding = true, max_line_size = {LONGEST_LINE})
    """)
    written.unlink()
    relation = numbered_records(connection, table)
    return Sheet("", relation, len(positions), (tuple(map(_one_line, positions)),), first_row=0)


def numbered_records(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """SQL: the rows of a table in their order, counted from 1. Within a transaction rowid begins at a high number."""
    [(first,)] = connection.execute(f"SELECT coalesce(min(rowid), 0) FROM {table}").fetchall()
    return f"SELECT rowid - {first - 1} AS row_number, * FROM {table}"


def _new_field(positions: dict[str, int], name: str) -> int:
    if len(positions) >= MOST_FIELDS:
        raise UnreadableMachineFile(f"its records name more than {MOST_FIELDS} different fields")
    positions[name] = len(positions)
    return positions[name]


def _one_line(cell: str) -> str:
    """A cell without control characters and line breaks; one that no record of a meter or bill needs is cut."""
    if cell.isprintable() and len(cell) <= LONGEST_CELL:
        return cell
    return " ".join(cell[:LONGEST_CELL].translate(CONTROL_CHARACTERS).split())
