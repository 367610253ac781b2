"""What words mean in headings, titles and cells; only for drafts, which a person confirms."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from flows.sources.sheet import normalised
from indicators.streams import STREAMS

EXACT, AT_THE_END, INSIDE = 3.0, 2.0, 1.0
"""How well a word says what a text means: it is all of it, its last words (the noun, mostly), or some words of it."""


@cache
def declared_words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Words by group (roles, references, streams, qualities) and meaning."""
    loaded = tomllib.loads((resources.files("flows.trying") / "words.toml").read_text(encoding="utf-8"))
    return {
        group: {meaning: tuple(words) for meaning, words in meanings.items()}
        for group, meanings in loaded.items()
    }


@cache
def _expression(word: str) -> re.Pattern[str]:
    core = re.escape(normalised(word.strip("-")))
    before = r"" if word.startswith("-") else r"(?<!\w)"
    after = r"" if word.endswith("-") else r"(?!\w)"
    return re.compile(f"{before}{core}{after}")


def likeness(text: str, words: Iterable[str]) -> float:
    """How well the best of the words fits a text: 0 for not at all, more for longer words of the same fit."""
    said = re.sub(r"[_/]", " ", normalised(text)).strip(" .:")
    best = 0.0
    for word in words:
        for found in _expression(word).finditer(said):
            whole = found.group() == said
            fit = EXACT if whole else AT_THE_END if found.end() == len(said) else INSIDE
            best = max(best, fit + min(len(found.group()), 50) / 100)
    return best


def _refrigerant(text: str) -> str:
    """A refrigerant by the code that it bears itself, such as R-410A."""
    code = f"refrigerant.{re.sub(r'[^a-z0-9]', '', text.casefold())}"
    return code if code in STREAMS else ""


def meaning(group: str, *texts: str) -> str:
    """The meaning that fits the first of the texts that says anything; empty if none does."""
    for text in texts:
        if group == "streams" and (named := _refrigerant(text)):
            return named
        scored = [(likeness(text, words), name) for name, words in declared_words()[group].items()]
        score, name = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
        if score:
            return name
    return ""
