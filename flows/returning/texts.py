"""The words of a returned file, in the language of its office."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from indicators.languages import in_language
from indicators.model import Language


@cache
def _texts() -> Mapping[str, Mapping[Language, str]]:
    declared = resources.files("flows.returning") / "texts.toml"
    return tomllib.loads(declared.read_text(encoding="utf-8"))


def text(name: str, language: str, **details: object) -> str:
    """A text with its details; what stands in them is never taken for a placeholder."""
    return in_language(_texts()[name], language).format_map(details)
