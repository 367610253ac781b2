"""The rows of a recognised table as text fields with one name for each meaning, one row for each value."""

import duckdb

from flows.sources.format import Values
from flows.sources.notation import plain_text
from flows.sources.recognise import Recognised, normalised
from flows.sources.text_file import literal

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


def take_rows(connection: duckdb.DuckDBPyConnection, recognised: Recognised) -> None:
    """Read the rows below the heading once, into the temporary table `table_rows`.

    Blank rows are left out; `is_totals` marks declared totals rows, which are layout and no data.
    """
    sheet, declared = recognised.sheet, recognised.format
    filled = " OR ".join(f"c{index} IS NOT NULL" for index in range(1, sheet.width + 1))
    totals = "false"
    if declared.table.totals:
        cell = _cell(recognised, declared.table.totals.column)
        labels = ", ".join(literal(normalised(label)) for label in declared.table.totals.labels)
        totals = f"coalesce(rtrim(lower({cell}), ': ') IN ({labels}), false)"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE table_rows AS SELECT *, {totals} AS is_totals
        FROM ({sheet.relation}) WHERE row_number > {recognised.header_row} AND ({filled})
    """)


def fields(recognised: Recognised) -> str:
    """SQL: one row for each value of `table_rows`, with row_number, value_number and its fields as text."""
    present = read_values(recognised)
    selects = [
        _select(recognised, number, value, several=len(present) > 1)
        for number, value in enumerate(present, 1)
    ]
    return " UNION ALL ".join(f"SELECT {select} FROM table_rows WHERE NOT is_totals" for select in selects)


def read_values(recognised: Recognised) -> list[Values]:
    """The declared value columns that this table has, in their order."""
    return [value for value in recognised.format.values if _is_read(recognised, value)]


def _is_read(recognised: Recognised, value: Values) -> bool:
    if value.column not in recognised.columns:
        return False
    return not (value.unless and value.unless in recognised.columns)


def _cell(recognised: Recognised, column: str) -> str:
    return f"c{recognised.columns[column]}"


def _text(recognised: Recognised, column: str) -> str:
    """A field whose type does not matter, as a person sees it; NULL where no column is declared."""
    if not column:
        return "CAST(NULL AS VARCHAR)"
    cell = _cell(recognised, column)
    return plain_text(cell) if recognised.sheet.typed else cell


def _select(recognised: Recognised, number: int, value: Values, *, several: bool) -> str:
    declared, columns = recognised.format, recognised.format.columns
    period = declared.period.columns if declared.period else ("", "")
    start = _raw(recognised, period[0])
    end = _raw(recognised, period[1]) if len(period) > 1 else "CAST(NULL AS VARCHAR)"
    parts = {
        "row_number": "row_number",
        "value_number": str(number),
        "may_be_blank": str(several).lower(),
        "supply_point": _supply_point(recognised, value),
        "stream_text": _text(recognised, value.stream_column),
        "stream": _stream(recognised, value),
        "unit": _unit(recognised, value),
        "value": _raw(recognised, value.column),
        "site": _text(recognised, columns.site),
        "meter": _text(recognised, columns.meter),
        "quality": _text(recognised, columns.quality),
        "issued_on": _raw(recognised, columns.issued_on),
        "heating_value": _raw(recognised, columns.heating_value),
        "waste_code": _text(recognised, columns.waste_code),
        "year": _text(recognised, columns.year),
        "period_start": start,
        "period_end": end,
        "looks_like_totals": _looks_like_totals(recognised),
    }
    return ", ".join(f"{expression} AS {name}" for name, expression in parts.items())


def _raw(recognised: Recognised, column: str) -> str:
    return _cell(recognised, column) if column else "CAST(NULL AS VARCHAR)"


def _supply_point(recognised: Recognised, value: Values) -> str:
    declared = recognised.format
    if declared.columns.supply_point:
        text = _text(recognised, declared.columns.supply_point)
    elif declared.preamble.supply_point:
        text = literal(recognised.preamble[declared.preamble.supply_point])
    else:
        text = literal(declared.constants.supply_point)
    return f"({text} || {literal(value.supply_point_suffix)})" if value.supply_point_suffix else text


def _stream(recognised: Recognised, value: Values) -> str:
    if value.stream:
        return literal(value.stream)
    if not value.stream_column:
        return "CAST(NULL AS VARCHAR)"
    text = f"lower({_text(recognised, value.stream_column)})"
    cases = " ".join(
        f"WHEN {literal(normalised(word))} THEN {literal(code)}" for word, code in value.streams.items()
    )
    return f"CASE {text} {cases} END"


def _unit(recognised: Recognised, value: Values) -> str:
    if value.unit_column:
        return _text(recognised, value.unit_column)
    preamble = recognised.format.preamble.unit
    unit = (
        value.unit
        or recognised.units.get(value.column)
        or (recognised.preamble[preamble] if preamble else "")
    )
    return literal(unit)


def _looks_like_totals(recognised: Recognised) -> str:
    """A word for a total where a supply point, a site, a day or the first cell should stand."""
    declared = recognised.format
    places = [declared.columns.supply_point, declared.columns.site]
    places += declared.period.columns if declared.period else ()
    cells = {"c1", *(_cell(recognised, name) for name in places if name)}
    words = ", ".join(literal(word) for word in TOTALS_WORDS)
    return (
        "("
        + " OR ".join(f"coalesce(rtrim(lower({cell}), ': ') IN ({words}), false)" for cell in sorted(cells))
        + ")"
    )


def by_value(texts: list[str]) -> str:
    """SQL: the text that belongs to the value column of the row."""
    if len(set(texts)) == 1:
        return literal(texts[0])
    cases = " ".join(f"WHEN {index} THEN {literal(text)}" for index, text in enumerate(texts, 1))
    return f"CASE value_number {cases} END"
