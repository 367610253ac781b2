"""The rows of a recognised table as text fields with one name for each meaning, one row for each value."""

import re
from collections.abc import Iterable

from flows.sources.headings import MINUTES_OF_A_DAY, WideColumn
from flows.sources.layout import UNIT_SIGN, Values
from flows.sources.notation import is_like, is_one_of, plain_text
from flows.sources.recognise import Recognised
from flows.sources.sheet import NUMBER_MARK, normalised
from flows.sources.text_file import literal

NOTHING = "CAST(NULL AS VARCHAR)"

LITERAL = re.compile("'(?:[^']|'')*'")
NUMBER_AND_UNIT = r"'([^A-Za-z×]*[0-9])\s*([^0-9\s.,].*)'"
"""SQL: a cell such as `1 234,5 kWh` or `3 x 1100 l`, in two groups."""

TOTALS_WORDS = (
    "összesen",
    "mindösszesen",
    "összes",
    "összesítve",
    "total",
    "totals",
    "grand total",
    "sum",
    "summe",
    "gesamt",
    "gesamtsumme",
)

TOTALS_LETTERS = sorted({first for word in TOTALS_WORDS for first in (word[0], word[0].upper())})
MAY_BE_TOTALS = (
    f"{{0}} >= {literal(TOTALS_LETTERS[0])} AND ("
    + " OR ".join(
        f"({{0}} >= {literal(letter)} AND {{0}} < {literal(chr(ord(letter) + 1))})"
        for letter in TOTALS_LETTERS
    )
    + ")"
)
"""SQL, with the place of a cell: whether it begins as one of TOTALS_WORDS, which is quicker to see."""


def fields(recognised: Recognised) -> str:
    """SQL: one row for each value of `table_rows`, with row_number, value_number, cell and its fields as text.

    `value_number` counts the declared value columns from 1, `cell` is the position of the column in the file.

    Of a declared column that stands for many, `piece` is what the heading says of the period (minutes from midnight
    to the beginning of the interval, a day of the month, a month, a year), `piece_year` the year beside a month, and
    `heading` the heading itself.
    """
    present = read_values(recognised)
    selects = [
        _select(recognised, number, value, several=len(present) > 1)
        for number, value in enumerate(present, 1)
    ]
    return " UNION ALL ".join(f"SELECT {select} FROM table_rows WHERE NOT is_totals" for select in selects)


def has_no_value(recognised: Recognised) -> str:
    """SQL: whether none of the value columns of a row of `table_rows` holds anything; none of them is a wide one."""
    return " AND ".join(f"{_values_of(recognised, value)} IS NULL" for value in read_values(recognised))


def constant_fields(recognised: Recognised) -> dict[str, str]:
    """Of supply_point, stream and unit those that are the same for every value of the table, as SQL literals."""
    said = {
        name: {field(recognised, value) for value in read_values(recognised)}
        for name, field in (("supply_point", _supply_point), ("stream", _stream), ("unit", _unit))
    }
    return {name: sql for name, [sql, *others] in said.items() if not others and LITERAL.fullmatch(sql)}


def constant_units(recognised: Recognised) -> set[tuple[str, str]]:
    """Stream and unit of the value columns, if they are the same in every row; else nothing."""
    said = [(_stream(recognised, value), _unit(recognised, value)) for value in read_values(recognised)]
    if not all(LITERAL.fullmatch(sql) for pair in said for sql in pair):
        return set()
    return {(_said_by(stream), _said_by(unit)) for stream, unit in said}


def _said_by(sql: str) -> str:
    return sql[1:-1].replace("''", "'")


def streams_and_units(recognised: Recognised) -> str:
    """SQL: stream and unit of every value of `table_rows`, as `fields` gives them, and nothing else."""
    selects = [
        f"SELECT {_stream(recognised, value)} AS stream, {_unit(recognised, value)} AS unit"
        for value in read_values(recognised)
    ]
    return " UNION ALL ".join(f"{select} FROM table_rows WHERE NOT is_totals" for select in selects)


def read_values(recognised: Recognised) -> list[Values]:
    """The declared value columns that this table has, in their order."""
    return [value for value in recognised.format.values if _is_read(recognised, value)]


def _is_read(recognised: Recognised, value: Values) -> bool:
    if value.column not in recognised.columns and value.column not in recognised.wide:
        return False
    return not (value.unless and value.unless in recognised.columns)


def _cell(recognised: Recognised, column: str) -> str:
    return f"c{recognised.columns[column]}"


def _text(recognised: Recognised, column: str) -> str:
    """A field whose type does not matter, as a person sees it; NULL where no column is declared."""
    if not column:
        return NOTHING
    cell = _cell(recognised, column)
    return plain_text(cell) if recognised.sheet.typed else cell


def _treatment(recognised: Recognised) -> str:
    """What becomes of the waste; NULL where the table has no such column."""
    column = recognised.format.columns.treatment
    return _text(recognised, column) if column in recognised.columns else NOTHING


def _select(recognised: Recognised, number: int, value: Values, *, several: bool) -> str:
    columns = recognised.format.columns
    wide = recognised.wide.get(value.column, ())
    start, end = _period(recognised, value)
    parts = {
        "row_number": "row_number",
        "value_number": str(number),
        "cell": str(recognised.columns.get(value.column, 0)),
        "may_be_blank": str(several or bool(wide)).lower(),
        "supply_point": _supply_point(recognised, value),
        "stream_text": _text(recognised, value.stream_column),
        "stream": _stream(recognised, value),
        "unit": _unit(recognised, value),
        "value": _values_of(recognised, value),
        "site": _text(recognised, columns.site),
        "meter": _text(recognised, columns.meter),
        "quality": _text(recognised, columns.quality),
        "issued_on": _raw(recognised, columns.issued_on),
        "heating_value": _raw(recognised, columns.heating_value or columns.per_unit),
        "multiplier_text": _raw(recognised, columns.multiplier),
        "waste_code": _text(recognised, columns.waste_code),
        "treatment": _treatment(recognised),
        "year": _text(recognised, columns.year),
        "valid_from": _raw(recognised, columns.valid_from),
        "invoice": _text(recognised, columns.invoice),
        "changes_invoice": _text(recognised, columns.changes_invoice),
        "period_start": start,
        "period_end": end,
        "looks_like_totals": _looks_like_totals(recognised),
    }
    if wide:
        parts |= {
            "cell": _unnested(str(column.position) for column in wide),
            "piece": _unnested(str(_piece(recognised, column)) for column in wide),
            "piece_year": _unnested(str(column.year or "NULL") for column in wide),
            "heading": _unnested(literal(column.heading) for column in wide),
        }
    return ", ".join(f"{expression} AS {name}" for name, expression in parts.items())


def _unnested(items: Iterable[str]) -> str:
    return f"unnest([{', '.join(items)}])"


def _values_of(recognised: Recognised, value: Values) -> str:
    wide = recognised.wide.get(value.column)
    if wide:
        return _unnested(_number_of(recognised, value, f"c{column.position}") for column in wide)
    return _number_of(recognised, value, _cell(recognised, value.column))


def _number_of(recognised: Recognised, value: Values, cell: str) -> str:
    """A cell without the unit where that stands behind the number."""
    if value.unit_in_cell:
        number = f"trim(regexp_extract({cell}, {NUMBER_AND_UNIT}, 1))"
        cell = f"CASE WHEN regexp_full_match({cell}, {NUMBER_AND_UNIT}) THEN {number} ELSE {cell} END"
    return _filled(recognised, cell)


def _piece(recognised: Recognised, column: WideColumn) -> int:
    """An interval's heading may name its end: midnight is then the end of the row's day."""
    period = recognised.format.period
    if period is None or period.kind != "interval" or period.stamp == "start":
        return column.number
    return (column.number or MINUTES_OF_A_DAY) - period.minutes


def _filled(recognised: Recognised, cell: str) -> str:
    """A cell, NULL where it holds a word for nothing."""
    words = [normalised(word) for word in recognised.format.numbers.nothing]
    text = f"ltrim({cell}, {literal(NUMBER_MARK)})" if recognised.sheet.typed else cell
    return f"CASE WHEN NOT {is_one_of(text, words)} THEN {cell} END" if words else cell


def _raw(recognised: Recognised, column: str) -> str:
    return _filled(recognised, _cell(recognised, column)) if column else NOTHING


def _period(recognised: Recognised, value: Values) -> tuple[str, str]:
    """The texts by which the period begins and ends: of columns, of a label, of a section, or of the heading."""
    declared = recognised.format
    period = declared.period
    if period is None:
        return NOTHING, NOTHING
    end = _cell(recognised, period.end) if period.end else NOTHING
    if period.start or period.column:
        return _cell(recognised, period.start or period.column), end
    if period.label:
        return literal(recognised.preamble[period.label]), end
    if "{year}" in value.column:
        return _unnested(literal(column.heading) for column in recognised.wide[value.column]), end
    if declared.constants.year:
        return literal(str(declared.constants.year)), end
    return "section_period" if declared.table.sections else NOTHING, end


def _supply_point(recognised: Recognised, value: Values) -> str:
    declared = recognised.format
    if declared.columns.supply_point:
        text = _text(recognised, declared.columns.supply_point)
    elif declared.preamble.supply_point:
        text = literal(recognised.preamble[declared.preamble.supply_point])
    elif declared.constants.supply_point:
        text = literal(declared.constants.supply_point)
    else:
        text = "section_supply_point" if declared.table.sections else NOTHING
    return f"({text} || {literal(value.supply_point_suffix)})" if value.supply_point_suffix else text


def _stream(recognised: Recognised, value: Values) -> str:
    if value.stream:
        return literal(value.stream)
    if not value.stream_column:
        return "section_stream" if recognised.format.table.sections else NOTHING
    text = f"lower({_text(recognised, value.stream_column)})"
    if any("*" in word for word in value.streams):
        cases = " ".join(
            f"WHEN {is_like(text, normalised(word))} THEN {literal(code)}"
            for word, code in value.streams.items()
        )
        return f"CASE {cases} END"
    cases = " ".join(
        f"WHEN {literal(normalised(word))} THEN {literal(code)}" for word, code in value.streams.items()
    )
    return f"CASE {text} {cases} END"


def _unit(recognised: Recognised, value: Values) -> str:
    declared = recognised.format
    if value.unit_column:
        return _text(recognised, value.unit_column)
    if value.unit_in_cell:
        return f"nullif(regexp_extract({_cell(recognised, value.column)}, {NUMBER_AND_UNIT}, 2), '')"
    if value.units:
        cases = " ".join(f"WHEN {literal(point)} THEN {literal(unit)}" for point, unit in value.units.items())
        return f"CASE {_supply_point(recognised, value)} {cases} END"
    preamble = recognised.preamble.get(declared.preamble.unit)
    if unit := value.unit or recognised.units.get(value.column) or preamble:
        return literal(unit)
    by_section = any(UNIT_SIGN in section.heading for section in declared.table.sections)
    return "section_unit" if by_section else NOTHING


def _looks_like_totals(recognised: Recognised) -> str:
    """A word for a total where a supply point, a site, a day or the first cell should stand.

    Most cells do not even begin like one.
    """
    declared = recognised.format
    places = [declared.columns.supply_point, declared.columns.site]
    places += declared.period.columns if declared.period else ()
    cells = {"c1", *(_cell(recognised, name) for name in places if name)}
    tests = [
        f"CASE WHEN {MAY_BE_TOTALS.format(cell)} THEN {is_one_of(cell, TOTALS_WORDS, ': ')} ELSE false END"
        for cell in sorted(cells)
    ]
    return "(" + " OR ".join(tests) + ")"


def by_value(texts: list[str]) -> str:
    """SQL: the text that belongs to the value column of the row."""
    if len(set(texts)) == 1:
        return literal(texts[0])
    cases = " ".join(f"WHEN {index} THEN {literal(text)}" for index, text in enumerate(texts, 1))
    return f"CASE value_number {cases} END"
