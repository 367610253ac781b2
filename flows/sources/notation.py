"""SQL expressions that turn the text of a cell into a number, a day, an instant or a month, by declared notation.

Each gives NULL where the cell does not fit the notation, so that the row can be rejected with a reason; none guesses.
"""

import re
from collections.abc import Iterable, Iterator

from flows.sources.layout import DateNotation, NumberNotation
from flows.sources.month_names import month_names
from flows.sources.sheet import DATE_MARK, NUMBER_MARK
from flows.sources.text_file import literal

MINUS = "'\u2212'"
SPACES = "[ \u00a0\u2007\u2009\u202f]"
ANY_NUMBER = f"[+\u2212-]?[0-9]{{1,3}}(({SPACES}|[.,'])[0-9]{{3}})*([.,][0-9]+)?|[+\u2212-]?[0-9]+[.,][0-9]+"
FORMULA_ERROR = (
    "#(REF|DIV/0|VALUE|NAME|NUM|NULL|ERR|ÉRTÉK|HIV|NÉV|SZÁM|WERT|BEZUG|ZAHL)[!?]|#(N/A|HIÁNYZIK|NV)"
)
"""The errors as Excel shows them in English, Hungarian and German."""

EXCEL = "excel"
"""Among date formats: a day as the serial number of a spreadsheet, 1 for 1 January 1900."""
FIRST_SERIAL, LAST_SERIAL = 18264, 91312
"""1 January 1950 and 31 December 2149."""
EARLIEST, LATEST = "DATE '1950-01-01'", "DATE '2150-01-01'"


def number(cell: str, notation: NumberNotation, *, typed: bool, exponents: bool = True) -> str:
    """DOUBLE of a cell; a minus may be written as a hyphen or as the sign U+2212, powers of ten if `exponents`."""
    branches = " ".join(_as_written(cell, notation, exponents))
    with_a_sign = " ".join(_as_written(f"replace({cell}, {MINUS}, '-')", notation, exponents))
    value = f"CASE {branches} WHEN contains({cell}, {MINUS}) THEN CASE {with_a_sign} END END"
    if typed:
        value = f"CASE WHEN starts_with({cell}, {literal(NUMBER_MARK)}) THEN {_typed_number(cell)} ELSE {value} END"
    return value


def _as_written(cell: str, notation: NumberNotation, exponents: bool) -> Iterator[str]:
    """SQL: the branches of a CASE for a number without and one with signs between thousands."""
    decimal = "\\." if notation.decimal == "." else ","
    plain_pattern = f"[+-]?[0-9]+({decimal}[0-9]+)?" + ("([eE][+-]?[0-9]+)?" if exponents else "")
    yield _branch(cell, plain_pattern, cell, notation)
    if notation.thousands:
        sign = SPACES if notation.thousands == " " else f"[{notation.thousands}]"
        pattern = f"[+-]?[0-9]{{1,3}}({sign}[0-9]{{3}})+({decimal}[0-9]+)?"
        yield _branch(cell, pattern, f"regexp_replace({cell}, {literal(sign)}, '', 'g')", notation)


def _branch(cell: str, pattern: str, digits: str, notation: NumberNotation) -> str:
    if notation.decimal == ",":
        digits = f"replace({digits}, ',', '.')"
    return f"WHEN regexp_full_match({cell}, {literal(pattern)}) THEN try_cast({digits} AS DOUBLE)"


def looks_like_a_number(cell: str) -> str:
    """SQL: whether a cell is a number in some notation, be it another than the declared one."""
    return f"coalesce(regexp_full_match({cell}, {literal(ANY_NUMBER)}), false)"


def is_broken_formula(cell: str) -> str:
    """SQL: whether a cell shows a formula, or one of the errors that a spreadsheet shows in place of its result."""
    looks = f"{cell} < '>' AND (starts_with({cell}, '=') OR starts_with({cell}, '#'))"
    return f"coalesce({looks} AND regexp_full_match({cell}, '(?s)=.*|{FORMULA_ERROR}'), false)"


def _typed_number(cell: str) -> str:
    return f"CASE WHEN isfinite(try_cast(substr({cell}, 2) AS DOUBLE)) THEN try_cast(substr({cell}, 2) AS DOUBLE) END"


def stamp(cell: str, notation: DateNotation, *, typed: bool) -> str:
    """TIMESTAMP of a cell, or TIMESTAMPTZ where the notation names the offset (%z). 24:00 is 00:00 of the next day."""
    written = [pattern for pattern in notation.formats if pattern != EXCEL]
    formats = ", ".join(map(literal, written))
    value = f"try_strptime({cell}, [{formats}])" if written else "CAST(NULL AS TIMESTAMP)"
    if any("%H" in pattern for pattern in written):
        midnight = f"try_strptime(replace({cell}, '24:00', '00:00'), [{formats}]) + INTERVAL 1 DAY"
        is_midnight = f"contains({cell}, ' 24:00') OR contains({cell}, 'T24:00')"
        value = f"coalesce({value}, CASE WHEN {is_midnight} THEN {midnight} END)"
    if has_offset(notation):
        return value
    if EXCEL in notation.formats:
        serial = f"try_cast(ltrim({cell}, {literal(NUMBER_MARK)}) AS DOUBLE)"
        days = f"TIMESTAMP '1899-12-30' + to_microseconds(CAST(round({serial} * 86400) AS BIGINT) * 1000000)"
        value = f"CASE WHEN {serial} BETWEEN {FIRST_SERIAL} AND {LAST_SERIAL} THEN {days} ELSE {value} END"
    if not typed:
        return value
    return (
        f"CASE WHEN starts_with({cell}, {literal(DATE_MARK)}) THEN try_cast(substr({cell}, 2) AS TIMESTAMP) "
        f"ELSE {value} END"
    )


def has_offset(notation: DateNotation) -> bool:
    """Whether time stamps carry their distance from UTC."""
    return any("%z" in pattern for pattern in notation.formats)


def day(cell: str, notation: DateNotation, *, typed: bool) -> str:
    """DATE of a cell; a day outside 1950 to 2150 is no day of a delivery."""
    value = f"CAST({stamp(cell, notation, typed=typed)} AS DATE)"
    return f"CASE WHEN {value} BETWEEN {EARLIEST} AND {LATEST} THEN {value} END"


def month_start(cell: str, *, typed: bool) -> str:
    """DATE of the first day of a month: four digits of a year, and a month by number or name in any order."""
    text = plain_text(cell) if typed else cell
    rest = f"trim(regexp_replace({text}, '[0-9]{{4}}', ''), ' ./-')"
    names = month_names()
    named = f"[{', '.join(map(str, names.values()))}][list_position([{', '.join(map(literal, names))}], lower({rest}))]"
    month = (
        f"CASE WHEN regexp_full_match({rest}, '0?[1-9]|1[0-2]') THEN CAST({rest} AS INTEGER) ELSE {named} END"
    )
    year = f"CAST(nullif(regexp_extract({text}, '[0-9]{{4}}'), '') AS INTEGER)"
    value = f"CASE WHEN {year} BETWEEN 1950 AND 2150 AND ({month}) IS NOT NULL THEN make_date({year}, {month}, 1) END"
    if not typed:
        return value
    typed_month = f"CAST(date_trunc('month', try_cast(substr({cell}, 2) AS TIMESTAMP)) AS DATE)"
    return f"CASE WHEN starts_with({cell}, {literal(DATE_MARK)}) THEN {typed_month} ELSE {value} END"


def year(cell: str, *, typed: bool) -> str:
    """INTEGER of a cell that names a calendar year."""
    text = f"rtrim({plain_text(cell) if typed else cell}, '.')"
    return f"CASE WHEN regexp_full_match({text}, '(19[5-9]|20[0-9]|21[0-4])[0-9]') THEN CAST({text} AS INTEGER) END"


def is_one_of(cell: str, words: Iterable[str], after: str = "") -> str:
    """SQL: whether a cell is one of the words, no matter the case; signs of `after` may follow.

    An expression rather than IN, which DuckDB turns into a join that takes longer and loses the order of the rows.
    """
    pattern = f"(?i:{'|'.join(map(re.escape, words))})" + (f"[{re.escape(after)}]*" if after else "")
    return f"coalesce(regexp_full_match({cell}, {literal(pattern)}), false)"


def is_like(cell: str, word: str) -> str:
    """SQL: whether a text in lower case is the word, in which `*` stands for any text."""
    escaped = re.sub(r"([\\%_])", r"\\\1", word).replace("*", "%")
    return f"{cell} LIKE {literal(escaped)} ESCAPE '\\'"


def plain_text(cell: str) -> str:
    """A cell as a person sees it, without the type mark; a date at midnight without its time.

    Whatever begins with a letter, digit or sign stands behind the marks in the order of characters.
    """
    shown_date = f"regexp_replace(substr({cell}, 2), ' 00:00:00$', '')"
    return (
        f"CASE WHEN {cell} >= ' ' THEN {cell} WHEN starts_with({cell}, {literal(DATE_MARK)}) THEN {shown_date} "
        f"ELSE ltrim({cell}, {literal(NUMBER_MARK)}) END"
    )
