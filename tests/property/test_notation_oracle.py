"""Numbers and days mean what a slow reading of them, sign by sign, says; nothing else is read."""

from datetime import date, datetime, timedelta
from itertools import product

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources.layout import DateNotation, NumberNotation
from flows.sources.notation import day, number, stamp

CONNECTION = duckdb.connect()
NOTATIONS = [
    NumberNotation(decimal=decimal, thousands=thousands)
    for decimal, thousands in product(",.", ("", " ", ".", ",", "'"))
    if decimal != thousands
]
SIGNS = st.text(alphabet="0123456789,.' \u00a0\u202f+-\u2212eE", max_size=12)


def read(expression: str, cell: str) -> object:
    return CONNECTION.execute(
        f"SELECT {expression} FROM (SELECT CAST(? AS VARCHAR) AS cell)", [cell]
    ).fetchall()[0][0]


def slow_number(cell: str, notation: NumberNotation) -> float | None:
    """A number sign by sign: sign, whole part in one piece or in threes, decimals, power of ten."""
    rest = cell
    negative = rest[:1] in ("-", "\u2212")
    if rest[:1] in ("+", "-", "\u2212"):
        rest = rest[1:]
    power = 0
    grouped = False
    for sign in "eE":
        if sign in rest:
            rest, _, exponent = rest.partition(sign)
            digits = exponent[1:] if exponent[:1] in ("+", "-", "\u2212") else exponent
            if not _are_digits(digits):
                return None
            power = int(digits) * (-1 if exponent[0] in "-\u2212" else 1)
            grouped = True
            break
    whole, point, decimals = rest.partition(notation.decimal)
    if point and not _are_digits(decimals):
        return None
    if not _are_digits(whole):
        if grouped or not notation.thousands:
            return None
        between = " \u00a0\u2007\u2009\u202f" if notation.thousands == " " else notation.thousands
        for sign in between:
            whole = whole.replace(sign, "|")
        first, *threes = whole.split("|")
        if not (_are_digits(first) and len(first) <= 3 and threes):
            return None
        if not all(_are_digits(three) and len(three) == 3 for three in threes):
            return None
        whole = first + "".join(threes)
    value = float(f"{whole}.{decimals or '0'}e{power}")
    return -value if negative else value


def _are_digits(text: str) -> bool:
    return text != "" and all(sign in "0123456789" for sign in text)


@given(cell=SIGNS, notation=st.sampled_from(NOTATIONS))
@settings(max_examples=400, deadline=None)
def test_any_signs_are_the_number_that_they_spell_or_none(cell: str, notation: NumberNotation) -> None:
    found, expected = read(number("cell", notation, typed=False), cell), slow_number(cell, notation)
    if expected is not None and abs(expected) == float("inf"):
        expected = found if found in (None, expected) else expected
    assert found == expected


@given(
    value=st.decimals(min_value=-(10**9), max_value=10**9, places=3),
    notation=st.sampled_from(NOTATIONS),
    minus=st.sampled_from("-\u2212"),
)
@settings(max_examples=200, deadline=None)
def test_every_number_is_read_as_it_was_written(value: object, notation: NumberNotation, minus: str) -> None:
    text = f"{value:,.3f}" if notation.thousands else f"{value:.3f}"
    signs = {",": notation.thousands, ".": notation.decimal, "-": minus}
    written = "".join(signs.get(sign, sign) for sign in text)
    assert read(number("cell", notation, typed=False), written) == float(str(value))


FORMATS = {
    "%Y.%m.%d. %H:%M": lambda t: f"{t.year:04}.{t.month:02}.{t.day:02}. {t.hour:02}:{t.minute:02}",
    "%Y-%m-%d %H:%M:%S": lambda t: (
        f"{t.year:04}-{t.month:02}-{t.day:02} {t.hour:02}:{t.minute:02}:{t.second:02}"
    ),
    "%d/%m/%Y %H:%M": lambda t: f"{t.day:02}/{t.month:02}/{t.year:04} {t.hour:02}:{t.minute:02}",
}


@given(
    moment=st.datetimes(datetime(1950, 1, 1), datetime(2149, 12, 31)).map(lambda t: t.replace(microsecond=0)),
    pattern=st.sampled_from(sorted(FORMATS)),
)
@settings(max_examples=200, deadline=None)
def test_every_moment_is_read_as_it_was_written(moment: datetime, pattern: str) -> None:
    moment = moment if "%S" in pattern else moment.replace(second=0)
    written = FORMATS[pattern](moment)
    notation = DateNotation(formats=(pattern,))
    assert read(stamp("cell", notation, typed=False), written) == moment
    assert read(day("cell", notation, typed=False), written) == moment.date()
    if "%S" not in pattern:
        midnight = written[:-5] + "24:00"
        next_day = datetime(moment.year, moment.month, moment.day) + timedelta(days=1)
        assert read(stamp("cell", notation, typed=False), midnight) == next_day


@given(year=st.integers(0, 9999), month=st.integers(0, 99), number_of_day=st.integers(0, 99))
@settings(max_examples=200, deadline=None)
def test_a_day_that_is_not_in_the_calendar_is_none(year: int, month: int, number_of_day: int) -> None:
    lengths = [
        31,
        29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28,
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ]
    exists = 1 <= month <= 12 and 1 <= number_of_day <= lengths[month - 1] and 1950 <= year < 2150
    found = read(
        day("cell", DateNotation(formats=("%Y-%m-%d",)), typed=False),
        f"{year:04}-{month:02}-{number_of_day:02}",
    )
    assert found == (date(year, month, number_of_day) if exists else None)
