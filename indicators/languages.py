"""The languages in which declarations have names."""

from collections.abc import Mapping

from indicators.model import Language

LANGUAGES: tuple[Language, ...] = ("hu", "en", "de")
FALLBACK: Language = "en"
_KNOWN: Mapping[str, Language] = {language: language for language in LANGUAGES}


def known_language(language: str) -> Language:
    """The language itself if declarations have it, else English."""
    return _KNOWN.get(language, FALLBACK)


def in_language(texts: Mapping[Language, str], language: str) -> str:
    """The text in a language, in English where that language has none."""
    return texts.get(known_language(language)) or texts[FALLBACK]
