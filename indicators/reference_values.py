"""Figure B: the kinds of annual reference value that may represent the organisation's activity.

Regulation (EC) No 1221/2009, Annex IV C.2(d), as replaced by Regulation (EU) 2018/2026: B shall be
comprehensible, best represent the overall annual activity, be common in the sector (number of employees is an
example) and, once chosen, be used in the statements to come. So B is declared once, never picked per run.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from indicators.declarations import declaration
from indicators.languages import in_language
from indicators.model import Language, Record


class ReferenceKind(Record):
    """One kind of annual value.

    `total` says how the organisation's value follows from those of its sites: it is their sum, or a value of its own.
    """

    code: str
    unit: str
    names: Mapping[Language, str]
    total: Literal["sum", "organisation"]


class UnknownReferenceKind(KeyError):
    """A kind of figure B that nobody declared."""

    def __str__(self) -> str:
        return f"No kind of reference value is declared under the code {self.args[0]!r}."


_DECLARED = declaration("reference_values.toml")

REFERENCE_VALUES: Mapping[str, ReferenceKind] = MappingProxyType(
    {code: ReferenceKind(code=code, **entry) for code, entry in _DECLARED["kind"].items()}
)
"""Every kind of figure B, by its code."""

FIGURE_B: str = _DECLARED["default"]
"""The kind that is B of every core indicator."""


def reference_kind(code: str) -> ReferenceKind:
    """The declaration of a kind; UnknownReferenceKind if there is none."""
    try:
        return REFERENCE_VALUES[code]
    except KeyError:
        raise UnknownReferenceKind(code) from None


def reference_name(code: str, language: str) -> str:
    """The name of a kind in a language, in English where that language has none."""
    return in_language(reference_kind(code).names, language)
