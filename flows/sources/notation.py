"""SQL expressions that turn the text of a cell into a number, a day, an instant or a month, by declared notation.

Each gives NULL where the cell does not fit the notation, so that the row can be rejected with a reason; none guesses.
"""

from babel import Locale

from flows.sources.format import DateNotation, NumberNotation
from flows.sources.sheet import DATE_MARK, NUMBER_MARK
from flows.sources.text_file import literal

SPACES = "[ \u00a0\u2007\u2009\u202f]"
EARLIEST, LATEST = "DATE '1950-01-01'", "DATE '2150-01-01'"
MONTH_LANGUAGES = ("hu", "en", "de")


def number(cell: str, notation: NumberNotation, *, typed: bool) -> str:
    """DOUBLE of a cell; a minus may be written as a hyphen or as the sign U+2212."""
    written = f"replace({cell}, '\u2212', '-')"
    decimal = "\\." if notation.decimal == "." else ","
    plain_pattern = f"[+-]?[0-9]+({decimal}[0-9]+)?([eE][+-]?[0-9]+)?"
    digits = written
    pattern = plain_pattern
    if notation.thousands:
        sign = SPACES if notation.thousands == " " else f"[{notation.thousands}]"
        pattern = f"{plain_pattern}|[+-]?[0-9]{{1,3}}({sign}[0-9]{{3}})+({decimal}[0-9]+)?"
        digits = f"regexp_replace({written}, {literal(sign)}, '', 'g')"
    if notation.decimal == ",":
        digits = f"replace({digits}, ',', '.')"
    value = (
        f"CASE WHEN regexp_full_match({written}, {literal(pattern)}) THEN try_cast({digits} AS DOUBLE) END"
    )
    if typed:
        value = f"CASE WHEN starts_with({cell}, {literal(NUMBER_MARK)}) THEN {_typed_number(cell)} ELSE {value} END"
    return value


def _typed_number(cell: str) -> str:
    return f"CASE WHEN isfinite(try_cast(substr({cell}, 2) AS DOUBLE)) THEN try_cast(substr({cell}, 2) AS DOUBLE) END"


def stamp(cell: str, notation: DateNotation, *, typed: bool) -> str:
    """TIMESTAMP of a cell, or TIMESTAMPTZ where the notation names the offset (%z)."""
    formats = ", ".join(literal(pattern) for pattern in notation.formats)
    value = f"try_strptime({cell}, [{formats}])"
    if not typed or has_offset(notation):
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


def month_names() -> dict[str, int]:
    """Lower-case names and short names of the months in the languages of deliveries."""
    names: dict[str, int] = {}
    for language in MONTH_LANGUAGES:
        months = Locale(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names |= {
                    name.casefold().rstrip("."): number for number, name in months[context][width].items()
                }
    return names


def year(cell: str, *, typed: bool) -> str:
    """INTEGER of a cell that names a calendar year."""
    text = f"rtrim({plain_text(cell) if typed else cell}, '.')"
    return f"CASE WHEN regexp_full_match({text}, '(19[5-9]|20[0-9]|21[0-4])[0-9]') THEN CAST({text} AS INTEGER) END"


def plain_text(cell: str) -> str:
    """A cell as a person sees it, without the type mark; a date at midnight without its time."""
    shown_date = f"regexp_replace(substr({cell}, 2), ' 00:00:00$', '')"
    return (
        f"CASE WHEN starts_with({cell}, {literal(DATE_MARK)}) THEN {shown_date} "
        f"ELSE ltrim({cell}, {literal(NUMBER_MARK)}) END"
    )
