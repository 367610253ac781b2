"""The core indicators of Annex IV C.2 as declared: names, units, law, and of what figure A is made."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from indicators.declarations import declaration
from indicators.emissions import CHAINS, emits
from indicators.languages import in_language
from indicators.model import Language, Record
from indicators.reference_values import FIGURE_B, reference_kind
from indicators.streams import STREAMS, WASTE_FAMILY, WASTE_PREFIX, stream, stream_name
from indicators.waste_treatments import TreatmentKind

Area = Literal["energy", "material", "water", "waste", "land", "emissions"]

AREAS: tuple[Area, ...] = ("energy", "material", "water", "waste", "land", "emissions")
"""The six areas in the order of Annex IV C.2(c)."""

EVERY_WASTE = f"{WASTE_PREFIX}*"
"""Written in a term for every stream of the waste family."""


class Term(Record):
    """One part of figure A: a stream, its sign, and the breakdown under which it is shown.

    `stream` may be `waste.*`; then each waste is its own breakdown and `breakdown` is empty. With `hazardous`
    only waste counts whose code bears the asterisk in the List of Waste, with `treatment` only what went to that kind
    of treatment. `emits` is what a unit of the stream gives to the indicator by its factors; empty where the quantity
    itself counts.
    """

    stream: str
    breakdown: str
    sign: Literal[1, -1] = 1
    hazardous: bool = False
    treatment: TreatmentKind | None = None
    emits: str = ""

    @property
    def registered(self) -> str:
        """The stream by which the register names the supply points that feed this term."""
        return WASTE_FAMILY if self.stream == EVERY_WASTE else self.stream

    def takes(self, stream_code: str) -> bool:
        """Whether readings of a stream count in this term, of waste those with the treatment of the term."""
        if self.stream != EVERY_WASTE:
            return stream_code == self.stream
        if not stream_code.startswith(WASTE_PREFIX):
            return False
        return not self.hazardous or stream(stream_code).hazardous

    def label(self, stream_code: str) -> str:
        """The breakdown under which a stream that the term takes is shown."""
        return self.breakdown or stream_code


class CoreIndicator(Record):
    """One core indicator. R = A/B, so its unit is that of A per that of B.

    A is made of `terms`, or is the annual value of the kind `state`. A `memo` stands beside the indicators of Annex IV.
    """

    code: str
    area: Area
    article: str
    names: Mapping[Language, str]
    method: Mapping[Language, str]
    unit: str
    terms: tuple[Term, ...] = ()
    emits: str = ""
    state: str = ""
    memo: bool = False
    b_kind: str = FIGURE_B

    @property
    def computed(self) -> bool:
        """Whether this version computes it; the others are declared only."""
        return bool(self.terms or self.state)

    @property
    def b_unit(self) -> str:
        """The unit of figure B."""
        return reference_kind(self.b_kind).unit

    @property
    def r_unit(self) -> str:
        """The unit of the ratio."""
        return f"{self.unit}/{self.b_unit}"


class UnknownIndicator(KeyError):
    """An indicator that nobody declared."""

    def __str__(self) -> str:
        return f"No indicator is declared under the code {self.args[0]!r}."


_DECLARED = declaration("core_indicators.toml")

METHOD_VERSION: str = _DECLARED["method_version"]
"""Written beside every figure; raised whenever a rule changes a figure."""


def _term(entry: dict[str, Any]) -> Term:
    code = entry["stream"]
    if code != EVERY_WASTE and code not in STREAMS:
        raise ValueError(f"core_indicators.toml names the stream {code!r}, which is not declared")
    return Term(**{"breakdown": "" if code == EVERY_WASTE else code, **entry})


def _terms(entry: dict[str, Any]) -> tuple[Term, ...]:
    output = entry.get("emits", "")
    if not output:
        return tuple(map(_term, entry.get("terms", ())))
    return tuple(Term(stream=code, breakdown=code, emits=output) for code in CHAINS if emits(code, output))


def _load(section: str) -> dict[str, CoreIndicator]:
    indicators = {
        code: CoreIndicator(code=code, **{**entry, "terms": _terms(entry), "memo": section == "memo"})
        for code, entry in _DECLARED[section].items()
    }
    for entry in indicators.values():
        if entry.state:
            reference_kind(entry.state)
    return dict(sorted(indicators.items(), key=lambda item: AREAS.index(item[1].area)))


INDICATORS: Mapping[str, CoreIndicator] = MappingProxyType(_load("indicator"))
"""Every core indicator, in the order of the areas."""

MEMO_INDICATORS: Mapping[str, CoreIndicator] = MappingProxyType(_load("memo"))
"""What stands beside the core indicators and explains them: waste by treatment, electricity by each method, single
gases, biogenic CO2."""


def indicator(code: str) -> CoreIndicator:
    """The declaration of an indicator; UnknownIndicator if there is none."""
    found = INDICATORS.get(code) or MEMO_INDICATORS.get(code)
    if found is None:
        raise UnknownIndicator(code)
    return found


def computed_indicators() -> tuple[CoreIndicator, ...]:
    """The core indicators of which this version computes A, B and R."""
    return tuple(entry for entry in INDICATORS.values() if entry.computed)


def computed_figures() -> tuple[CoreIndicator, ...]:
    """All that is computed: the core indicators and, after them, what stands beside them."""
    return (*computed_indicators(), *MEMO_INDICATORS.values())


def terms(code: str) -> tuple[Term, ...]:
    """The terms of figure A of an indicator; none if this version does not compute it."""
    return indicator(code).terms


def indicator_name(code: str, language: str) -> str:
    """The name of an indicator in a language, in English where that language has none."""
    return in_language(indicator(code).names, language)


def method(code: str, language: str) -> str:
    """What an indicator covers and how it is computed (Annex IV C.1: scope, boundaries, calculation)."""
    return in_language(indicator(code).method, language)


def area_name(area: str, language: str) -> str:
    """The name of an area; KeyError if it is none of AREAS."""
    return in_language(_DECLARED["area"][area], language)


def breakdown_name(label: str, language: str) -> str:
    """The name of a breakdown: that of the stream, or of what several streams make together."""
    declared = _DECLARED["breakdown"].get(label)
    return in_language(declared["names"], language) if declared else stream_name(label, language)
