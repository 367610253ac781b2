"""The names of months in the languages of deliveries."""

from functools import cache

from babel import Locale

MONTH_LANGUAGES = ("hu", "en", "de")


@cache
def month_names() -> dict[str, int]:
    """Lower-case names and short names of the months, without the full stop of a short name."""
    names: dict[str, int] = {}
    for language in MONTH_LANGUAGES:
        months = Locale(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names |= {
                    name.casefold().rstrip("."): number for number, name in months[context][width].items()
                }
    return names
