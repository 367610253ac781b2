"""The rows below the heading of a recognised table, and which of them are layout rather than data."""

import re
from dataclasses import dataclass

import duckdb

from flows.loading.bundle import Bundle
from flows.loading.fields import read_values
from flows.sources.layout import SECTION_SIGNS, LeaveOut, Section
from flows.sources.notation import is_like, is_one_of, plain_text
from flows.sources.recognise import Recognised
from flows.sources.sheet import normalised
from flows.sources.text_file import literal

SECTION_FIELDS = ("section_stream", "section_supply_point", "section_unit", "section_period")


@dataclass(frozen=True)
class RowsTaken:
    """What `table_rows` does not hold as data: rows that the format leaves out, and rows below an ended table.

    `left_out` counts them for each delivery of the bundle.
    """

    left_out: list[int]
    below: int = 0
    first_below: int = 0


def take_rows(connection: duckdb.DuckDBPyConnection, bundle: Bundle) -> RowsTaken:
    """Give the rows below the heading as the temporary view `table_rows`.

    Blank rows are no rows. `is_totals` marks declared totals rows; section rows and rows that the format leaves out
    are only counted. What a section says about the rows below it stands beside them in SECTION_FIELDS.
    """
    recognised = bundle.table
    sheet, table = recognised.sheet, recognised.format.table
    filled = " OR ".join(f"c{index} IS NOT NULL" for index in range(1, sheet.width + 1))
    end = recognised.next_row
    if table.end == "empty_row":
        end = _first_empty_row(connection, recognised, filled) or end
    before = f" AND row_number < {end}" if end else ""
    relation = sheet.relation
    if table.fill_down:
        relation = f"SELECT *, count(*) FILTER (NOT ({filled})) OVER (ORDER BY row_number) AS stretch FROM ({relation})"
    rows = f"FROM ({relation}) WHERE row_number > {recognised.header_row}{before} AND ({filled})"
    unwanted = [_has_a_word(recognised, rule) for rule in table.leave_out]
    unwanted += [f"NOT {_has_a_word(recognised, rule)}" for rule in table.keep_only]
    left_out = " OR ".join(unwanted)
    judged = f"SELECT *, {_is_totals(recognised)} AS is_totals, {left_out or 'false'} AS left_out {rows}"
    if table.sections:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE section_rows AS {_with_sections(recognised, judged)}"
        )
        judged = "FROM section_rows"
    if table.fill_down:
        judged = _filled_down(recognised, judged)
    not_data = [0] * len(bundle.arrivals)
    if table.totals or unwanted or table.sections:
        not_data = bundle.by_delivery(connection, f"FROM ({judged}) WHERE is_totals OR left_out")
        judged = f"SELECT * FROM ({judged}) WHERE is_totals OR NOT left_out"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW table_rows AS {judged}")
    below, first_below = _rows_below(connection, recognised, filled, end)
    return RowsTaken(not_data, below, first_below)


def take_all_rows(connection: duckdb.DuckDBPyConnection, recognised: Recognised) -> None:
    """Give the rows of an unnumbered sheet as `table_rows`, each of them a row of data."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP VIEW table_rows AS
        SELECT CAST(NULL AS BIGINT) AS row_number, *, false AS is_totals FROM ({recognised.sheet.relation})
    """)


def all_rows_are_data(recognised: Recognised) -> bool:
    """Whether the format knows only rows of one interval and one value each, of which nothing else is asked."""
    declared = recognised.format
    table, period = declared.table, declared.period
    others = (table.totals, table.sections, table.leave_out, table.keep_only, table.fill_down, table.several)
    more = [value.row_total or value.supply_point_suffix for value in declared.values]
    more += [declared.columns.carrier, declared.columns.waste_code]
    return bool(
        period
        and period.kind == "interval"
        and not recognised.wide
        and len(read_values(recognised)) == 1
        and table.end != "empty_row"
        and not (any(others) or any(more))
    )


def has_rows(connection: duckdb.DuckDBPyConnection, recognised: Recognised) -> bool:
    """Whether any filled row stands below the heading."""
    filled = " OR ".join(f"c{index} IS NOT NULL" for index in range(1, recognised.sheet.width + 1))
    found = connection.execute(f"""
        SELECT 1 FROM ({recognised.sheet.relation}) WHERE row_number > {recognised.header_row} AND ({filled}) LIMIT 1
    """).fetchall()
    return bool(found)


def _first_empty_row(
    connection: duckdb.DuckDBPyConnection, recognised: Recognised, filled: str
) -> int | None:
    before = f" AND row_number < {recognised.next_row}" if recognised.next_row else ""
    [(first,)] = connection.execute(f"""
        SELECT min(row_number) FROM ({recognised.sheet.relation})
        WHERE row_number > {recognised.header_row}{before} AND NOT ({filled})
    """).fetchall()
    return None if first is None else int(first)


def _rows_below(
    connection: duckdb.DuckDBPyConnection, recognised: Recognised, filled: str, end: int | None
) -> tuple[int, int]:
    if recognised.format.table.end != "empty_row" or end is None:
        return 0, 0
    before = f" AND row_number < {recognised.next_row}" if recognised.next_row else ""
    [(below, first)] = connection.execute(f"""
        SELECT count(*), coalesce(min(row_number), 0) FROM ({recognised.sheet.relation})
        WHERE row_number > {end}{before} AND ({filled})
    """).fetchall()
    return int(below), int(first)


def _is_totals(recognised: Recognised) -> str:
    totals = recognised.format.table.totals
    if totals is None:
        return "false"
    labels = [normalised(label) for label in totals.labels]
    return is_one_of(f"c{recognised.columns[totals.column]}", labels, ": ")


def _has_a_word(recognised: Recognised, rule: LeaveOut) -> str:
    cell = f"c{recognised.columns[rule.column]}"
    text = f"lower({plain_text(cell) if recognised.sheet.typed else cell})"
    tests = [is_like(text, normalised(word)) if word else f"{cell} IS NULL" for word in rule.words]
    return f"coalesce({' OR '.join(tests)}, false)"


def _filled_down(recognised: Recognised, judged: str) -> str:
    """The judged rows; in the declared columns an empty cell of a row of data takes the text of the one above it.

    A cell that makes its row a total or one that is left out is nobody's to take, and no older one is taken past it.
    """
    table = recognised.format.table
    section = "is_section" if table.sections else "false"
    cells = []
    for name in table.fill_down:
        cell = f"c{recognised.columns[name]}"
        rules = [_has_a_word(recognised, rule) for rule in table.leave_out if rule.column == name]
        barred = " OR ".join(["is_totals", section, *rules])
        above = f"last_value(CASE WHEN {barred} THEN '' ELSE {cell} END IGNORE NULLS) OVER one_group"
        cells.append(
            f"CASE WHEN is_totals THEN {cell} ELSE coalesce({cell}, nullif({above}, '')) END AS {cell}"
        )
    return f"""
        SELECT * REPLACE ({", ".join(cells)}) FROM ({judged})
        WINDOW one_group AS (PARTITION BY stretch ORDER BY row_number)
    """


def _with_sections(recognised: Recognised, judged: str) -> str:
    """The judged rows, section rows among those left out, each with what the sections above it say."""
    first = f"coalesce({', '.join(f'c{index}' for index in range(1, recognised.sheet.width + 1))})"
    text = f"regexp_replace({plain_text(first) if recognised.sheet.typed else first}, '\\s+', ' ', 'g')"
    values = [
        position
        for value in recognised.format.values
        for position in (
            [recognised.columns[value.column]]
            if value.column in recognised.columns
            else [column.position for column in recognised.wide.get(value.column, ())]
        )
    ]
    blank = " AND ".join(f"c{position} IS NULL" for position in values)
    sections = recognised.format.table.sections
    number = " ".join(
        f"WHEN {blank} AND regexp_full_match({text}, {literal(_expression(section))}, 'i') THEN {index}"
        for index, section in enumerate(sections, 1)
    )
    said = ", ".join(
        f"last_value({_said(sections, name)} IGNORE NULLS) OVER (ORDER BY row_number) AS {name}"
        for name in SECTION_FIELDS
    )
    blanks_to_null = ", ".join(f"nullif({name}, '') AS {name}" for name in SECTION_FIELDS)
    return f"""
        SELECT * EXCLUDE (section, section_text, left_out, {", ".join(SECTION_FIELDS)}), {blanks_to_null},
            left_out OR section IS NOT NULL AS left_out, section IS NOT NULL AS is_section
        FROM (
            SELECT *, {said}
            FROM (SELECT *, CASE {number} END AS section, {text} AS section_text FROM ({judged}))
        )
    """


def _expression(section: Section) -> str:
    """The section's heading as a regular expression with one group for each sign, in the order of the text."""
    pieces = re.split(r"(\{[a-z_]+\}|\*)", " ".join(section.heading.split()))
    return "".join(
        "(.+?)" if piece in SECTION_SIGNS else ".*" if piece == "*" else re.escape(piece) for piece in pieces
    )


def _said(sections: tuple[Section, ...], name: str) -> str:
    """SQL: what a section row says of one field; a section that names a stream forgets the unit of the one before."""
    sign = "{" + name.removeprefix("section_") + "}"
    branches = []
    for index, section in enumerate(sections, 1):
        signs = re.findall(r"\{[a-z_]+\}", section.heading)
        if name == "section_stream":
            said = literal(section.stream) if section.stream else None
        elif sign in signs:
            group = signs.index(sign) + 1
            said = f"trim(regexp_extract(section_text, {literal(f'^{_expression(section)}$')}, {group}, 'i'))"
        else:
            said = "''" if section.stream and name == "section_unit" else None
        if said:
            branches.append(f"WHEN {index} THEN {said}")
    return f"CASE section {' '.join(branches)} END" if branches else "CAST(NULL AS VARCHAR)"
