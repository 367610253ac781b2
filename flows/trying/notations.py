"""How the numbers and days of a file are written, found from a sample of its cells."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise, product
from typing import Literal

from flows.sources.layout import NumberNotation
from flows.sources.month_names import month_names
from flows.sources.sheet import DATE_MARK, NUMBER_MARK

SPACES = "[ \u00a0\u2007\u2009\u202f]"
Signs = tuple[Literal[",", "."], Literal["", " ", ".", ",", "'"]]

SIGNS: tuple[Signs, ...] = (
    (",", ""), (".", ""), (",", " "), (".", " "), (",", "."), (".", ","), (".", "'"),
)  # fmt: skip
"""Decimal sign and sign between thousands, the simplest first."""

DAYS = (
    "%Y-%m-%d", "%Y.%m.%d.", "%Y.%m.%d", "%Y. %m. %d.", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y",
    "%d %b %Y", "%b %d %Y", "%d-%b-%Y", "%d %B %Y", "%Y%m%d", "%d.%m.%y", "%y.%m.%d.", "%d/%m/%y", "%m/%d/%y",
)  # fmt: skip
TIMES = (
    "",
    " %H:%M",
    " %H:%M:%S",
    "T%H:%M:%S",
    "T%H:%M:%S%z",
    "T%H:%M%z",
    " %H:%M:%S%z",
    " %H:%M%z",
    " %I:%M%p",
    " %I:%M %p",
)
MOMENTS = tuple(day + time for time, day in product(TIMES, DAYS))
YEAR = re.compile(r"(19[5-9]|20\d|21[0-4])\d\.?")
MOST_LOOKED_AT = 200
ENOUGH = 0.9
"""The part of its cells that must be days for a column to be one of days: notes and totals stand in it too."""


@dataclass(frozen=True)
class Written:
    """How numbers are written; `doubt` is empty where the cells leave no other reading."""

    notation: NumberNotation
    why: str
    doubt: str = ""


@dataclass(frozen=True)
class Dated:
    """How the days of a column are written. `kind` is day, stamp, month or year; formats may be empty."""

    kind: Literal["day", "stamp", "month", "year"]
    formats: tuple[str, ...]
    why: str
    doubt: str = ""


def is_number(cell: str) -> bool:
    """Whether a cell is a number in some notation."""
    return cell.startswith(NUMBER_MARK) or any(_value(cell, *signs) is not None for signs in SIGNS)


def written(cells: Iterable[str], delimiter: str) -> Written:
    """The notation that fits most of the numbers; of two that read them alike, the simpler one."""
    texts = [cell for cell in cells if not cell.startswith(NUMBER_MARK) and is_number(cell)]
    if not texts:
        return Written(NumberNotation(decimal=",", thousands=" "), "every number is stored as a number")
    fitting = {signs: sum(_value(text, *signs) is not None for text in texts) for signs in SIGNS}
    most = max(fitting.values())
    best = [signs for signs in SIGNS if fitting[signs] == most]
    readings = {signs: tuple(_value(text, *signs) for text in texts) for signs in best}
    chosen = best[0]
    same = [signs for signs in best if readings[signs] == readings[chosen]]
    if delimiter == "," and (".", "") in same:
        chosen = (".", "")
    doubt = _second_reading(texts, chosen, best)
    notation = NumberNotation(decimal=chosen[0], thousands=chosen[1])
    share = "all" if most == len(texts) else f"{most} of {len(texts)}"
    return Written(notation, f'{share} numbers fit, such as "{max(texts, key=len)}"', doubt)


def _second_reading(texts: list[str], chosen: Signs, best: list[Signs]) -> str:
    """A number that another notation, which fits as many, reads as another one."""
    for signs in best:
        for text in texts:
            one, two = _value(text, *chosen), _value(text, *signs)
            if one is not None and two is not None and one != two:
                return f'"{text}" can be read as {one:,.10g} or as {two:,.10g}'
    return ""


def _value(text: str, decimal: str, thousands: str) -> float | None:
    point = re.escape(decimal)
    plain = text.replace("\u2212", "-").strip()
    if not re.fullmatch(rf"[+-]?\d+({point}\d+)?([eE][+-]?\d+)?", plain):
        sign = SPACES if thousands == " " else re.escape(thousands)
        if not thousands or not re.fullmatch(rf"[+-]?\d{{1,3}}({sign}\d{{3}})+({point}\d+)?", plain):
            return None
        plain = re.sub(sign, "", plain)
    return float(plain.replace(decimal, "."))


def dated(cells: Iterable[str]) -> Dated | None:
    """How the days of a column are written; none if it is no column of days, moments or months."""
    return _dated(tuple(cells))


@lru_cache(maxsize=1 << 13)
def _dated(filled: tuple[str, ...]) -> Dated | None:
    typed = [cell for cell in filled if cell.startswith(DATE_MARK)]
    texts = list(dict.fromkeys(cell for cell in filled if not cell.startswith((DATE_MARK, NUMBER_MARK))))
    looked_at = texts[:: max(1, len(texts) // MOST_LOOKED_AT)]
    if typed and len(typed) >= ENOUGH * len(filled):
        with_time = any(not cell.endswith("00:00:00") for cell in typed)
        return Dated("stamp" if with_time else "day", (), "the days are stored as days")
    numbers = sum(cell.startswith(NUMBER_MARK) for cell in filled)
    if not looked_at or len(typed) + numbers > (1 - ENOUGH) * len(filled):
        return None
    if sum(_is_month(text) for text in looked_at) >= ENOUGH * len(looked_at):
        return Dated("month", (), f'months such as "{looked_at[0]}"')
    return _in_words_of_strptime(looked_at)


def _in_words_of_strptime(texts: list[str]) -> Dated | None:
    fitting = {pattern: {text for text in texts if _moment(text, pattern)} for pattern in MOMENTS}
    first = max(MOMENTS, key=lambda pattern: len(fitting[pattern]))
    if not fitting[first]:
        return None
    rest = [pattern for pattern in MOMENTS if ("%H" in pattern) == ("%H" in first)]
    second = max(rest, key=lambda pattern: len(fitting[pattern] - fitting[first]))
    formats = (first, second) if fitting[second] - fitting[first] else (first,)
    together = fitting[first] | fitting[formats[-1]]
    if len(together) < ENOUGH * len(texts):
        return None
    other = next(
        (pattern for pattern in MOMENTS if pattern not in formats and fitting[pattern] == fitting[first]),
        None,
    )
    doubt = ""
    if other and any(_moment(text, first) != _moment(text, other) for text in fitting[first]):
        doubt = f"the days fit {other} as well: nothing tells which number is the day"
    kind: Literal["day", "stamp"] = "stamp" if "%H" in first or "%I" in first else "day"
    return Dated(kind, formats, f'days such as "{texts[0]}"', doubt)


def _moment(text: str, pattern: str) -> datetime | None:
    try:
        found = datetime.strptime(text.replace("24:00", "00:00"), pattern).replace(tzinfo=UTC)
    except ValueError:
        return None
    return found if 1950 <= found.year < 2150 else None


def _is_month(text: str) -> bool:
    if not re.search(r"(19|20|21)\d\d", text):
        return False
    rest = re.sub(r"\d{4}", "", text, count=1).strip(" ./-").casefold().rstrip(".")
    return rest in month_names() or bool(re.fullmatch(r"0?[1-9]|1[0-2]", rest))


def are_years(cells: Iterable[str]) -> bool:
    """Whether all cells name a calendar year."""
    texts = [cell.lstrip(NUMBER_MARK) for cell in cells]
    return bool(texts) and all(YEAR.fullmatch(text) for text in texts)


def moments(cells: Iterable[str], formats: tuple[str, ...]) -> list[datetime | None]:
    """Each cell as a moment; none where it is not written in these formats."""
    found: list[datetime | None] = []
    for cell in cells:
        if cell.startswith(DATE_MARK):
            found.append(datetime.fromisoformat(cell[1:]).replace(tzinfo=UTC))
        else:
            parsed = (_moment(cell, pattern) for pattern in formats)
            found.append(next((moment for moment in parsed if moment), None))
    return found


def usual_step(found: list[datetime | None]) -> int:
    """The usual distance of two moments that follow each other, in minutes; 0 if there is none of at most a day."""
    steps = Counter(
        round((after - before).total_seconds() / 60)
        for before, after in pairwise(found)
        if before and after and after > before
    )
    most = steps.most_common(1)
    return most[0][0] if most and most[0][0] <= 1440 else 0
