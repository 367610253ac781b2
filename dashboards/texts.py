"""What pages say, and in which notation: one declaration per language in locale/, numbers and dates by CLDR."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from math import floor, isfinite, log10
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import get_decimal_symbol, get_group_symbol
from markupsafe import Markup, escape

from indicators.model import Language

NO_BREAK_SPACE = "\u00a0"
MOST_DECIMALS = 6
DAY: Mapping[Language, str] = {"hu": "yyyy. MM. dd.", "en": "d MMM yyyy", "de": "dd.MM.yyyy"}


@dataclass(frozen=True)
class Bound:
    """A number in a sentence, as it is written there, with the exact figure to which it is bound.

    `href` leads to its evidence.
    """

    text: str
    value: float
    href: str = ""

    def __html__(self) -> Markup:
        """The written number inside a `data` element, which bears the exact one."""
        shown = f'<data value="{self.value!r}">{escape(self.text)}</data>'
        return Markup(f'<a href="{escape(self.href)}">{shown}</a>' if self.href else shown)  # noqa: S704


@cache
def _declared(language: Language) -> dict[str, str]:
    """Every text of a language by its dotted key."""
    content = resources.files("dashboards").joinpath("locale", f"{language}.toml").read_text(encoding="utf-8")
    return {
        f"{section}.{key}": text
        for section, entries in tomllib.loads(content).items()
        for key, text in entries.items()
    }


def text_keys(language: Language) -> frozenset[str]:
    """The keys that a language declares; a test compares the languages."""
    return frozenset(_declared(language))


@cache
def _month_of_year(language: Language, number: int) -> str:
    return format_skeleton("MMM", date(2000, number, 1), locale=language)


def decimals_for(values: Iterable[float | None]) -> int:
    """Decimals for a column of quantities, so that its largest one shows three digits or more, a tiny one two."""
    largest = max((abs(value) for value in values if value is not None and isfinite(value)), default=0.0)
    if largest >= 10_000:
        return 0
    if largest >= 10:
        return 1
    return 2 if largest >= 0.1 or largest == 0 else min(1 - floor(log10(largest)), MOST_DECIMALS)


class Texts:
    """The texts and the notation of one language.

    Values enter a text in one pass: what stands in a name is never understood as a placeholder. The result is
    plain text; the template escapes it.
    """

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._texts = _declared(language)
        self._group, self._decimal = get_group_symbol(language), get_decimal_symbol(language)
        self._escaped: dict[str, str] = {}
        self._units: dict[str, str] = {}
        self._days: dict[date, str] = {}
        self._months: dict[date, str] = {}

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its placeholders filled; KeyError if nobody declared it."""
        return self._texts[key].format(**values)

    def sentence(self, key: str, **values: object) -> Markup:
        """The text of a key as mark-up: bound numbers keep their figure, all other values are escaped."""
        if key not in self._escaped:
            self._escaped[key] = str(escape(self._texts[key]))
        shown = {name: str(escape(value)) for name, value in values.items()}
        return Markup(self._escaped[key].format(**shown))  # noqa: S704 - text and values went through escape

    def bound(self, value: float, unit: str, href: str = "") -> Bound:
        """A quantity with its unit, bound to its figure; `href` leads to its evidence."""
        return Bound(self.quantity(value, unit), value, href)

    def bound_percent(self, share: float) -> Bound:
        """A share (0 to 1) in per cent, bound to it."""
        return Bound(self.percent(share), share)

    def bound_count(self, count: int) -> Bound:
        """A whole number, bound to itself."""
        return Bound(self.number(count, 0), count)

    def has(self, key: str) -> bool:
        """Whether a text is declared under a key."""
        return key in self._texts

    @property
    def separators(self) -> str:
        """Decimal mark and thousands mark, as plotly's layout.separators takes them."""
        return self._decimal + self._group

    def number(self, value: float, decimals: int | None = None) -> str:
        """A number in the reader's notation: hu `1 234,5` with no-break spaces, en `1,234.5`."""
        digits = decimals_for([value]) if decimals is None else decimals
        shown = f"{value:_.{digits}f}"
        if shown[0] == "-" and not round(value, digits):
            shown = shown[1:]
        return shown.replace(".", self._decimal).replace("_", self._group)

    def signed(self, value: float, decimals: int | None = None) -> str:
        """A difference with its sign, which is a true minus."""
        shown = self.number(abs(value), decimals_for([value]) if decimals is None else decimals)
        return f"+{shown}" if value > 0 else f"−{shown}" if value < 0 else shown

    def percent(self, share: float) -> str:
        """A share (0 to 1) in per cent; one that is there but rounds to nothing is shown as less than 0.1."""
        shown = self.number(share * 100, 1)
        if share > 0 and round(share * 100, 1) == 0:
            shown = "<" + self.number(0.1, 1)
        return self("number.percent", number=shown)

    def unit(self, unit: str) -> str:
        """A canonical unit as people write it: `m3/FTE` becomes `m³/fő`."""
        if unit not in self._units:
            self._units[unit] = "/".join(self._texts.get(f"unit.{part}", part) for part in unit.split("/"))
        return self._units[unit]

    def quantity(self, value: float, unit: str) -> str:
        """A number with its unit, never torn apart at the end of a line."""
        return f"{self.number(value)}{NO_BREAK_SPACE}{self.unit(unit)}"

    def quantity_exactly(self, value: Decimal, unit: str) -> str:
        """A declared number with all the digits that it is declared with, and its unit."""
        digits = max(-int(value.as_tuple().exponent), 0)
        return f"{self.number(float(value), digits)}{NO_BREAK_SPACE}{self.unit(unit)}"

    def day(self, day: date) -> str:
        """A day: `2025. 03. 01.`, `1 Mar 2025`, `01.03.2025`. In English a number for the month could be the day."""
        if day not in self._days:
            self._days[day] = format_date(day, format=DAY[self.language], locale=self.language)
        return self._days[day]

    def month(self, month: date) -> str:
        """A month in words: `2026. október`, `October 2026`."""
        if month not in self._months:
            self._months[month] = format_skeleton("yMMMM", month, locale=self.language)
        return self._months[month]

    def month_of_year(self, number: int) -> str:
        """The short name of a month, for the head of a column."""
        return _month_of_year(self.language, number)

    def instant(self, instant: datetime, timezone: str) -> str:
        """Day and minute in local time."""
        local = instant.astimezone(ZoneInfo(timezone))
        return format_datetime(local, "yyyy-MM-dd HH:mm", locale=self.language)
