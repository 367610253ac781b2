"""The streams: what is measured, in which canonical unit, under which name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from indicators.declarations import declaration
from indicators.languages import in_language
from indicators.model import Language, Record
from indicators.waste_codes import WASTE_CODES, printed

WASTE_FAMILY = "waste"
"""The family of streams that a waste supply point of the register stands for."""

WASTE_PREFIX = f"{WASTE_FAMILY}."

REFRIGERANT_PREFIX = "refrigerant."
"""Streams of gases that leak from equipment: what was topped up."""


class Stream(Record):
    """One stream.

    `heating_value` is the unit of the heating value that turns its volume into energy, printed on the bill;
    `grammage` and `mass_of_piece` are the units of what turns sheets of paper and pieces into mass, in a column of
    the file. `density` and `net_calorific_value` name the factors that turn litres and kilograms of a fuel into energy,
    `net_per_gross` the one that turns energy on the upper heating value into energy on the lower one.
    """

    code: str
    area: Literal["energy", "material", "water", "waste", "emissions", "weather"]
    unit: str
    names: Mapping[Language, str]
    heating_value: str = ""
    grammage: str = ""
    mass_of_piece: str = ""
    density: str = ""
    net_calorific_value: str = ""
    net_per_gross: str = ""
    hazardous: bool = False


class UnknownStream(KeyError):
    """A stream that nobody declared."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return f"No stream is declared under the code {self.code!r}."


def _load() -> tuple[dict[str, Stream], dict[str, Stream]]:
    content = declaration("streams.toml")
    streams = {code: Stream(code=code, **entry) for code, entry in content["stream"].items()}
    families = {code: Stream(code=code, **entry) for code, entry in content["family"].items()}
    waste = families[WASTE_FAMILY]
    for code in WASTE_CODES.values():
        names = {language: f"{printed(code.code)} {name}" for language, name in code.names.items()}
        streams[code.stream] = Stream(
            code=code.stream, area="waste", unit=waste.unit, names=names, hazardous=code.hazardous
        )
    for code, entry in declaration("emissions.toml")["refrigerant"].items():
        names = {
            language: f"{word} {entry['name']}" for language, word in content["refrigerants"]["names"].items()
        }
        name = f"{REFRIGERANT_PREFIX}{code}"
        streams[name] = Stream(code=name, area="emissions", unit=content["refrigerants"]["unit"], names=names)
    return streams, families


_streams, _families = _load()

STREAMS: Mapping[str, Stream] = MappingProxyType(_streams)
"""Every stream that a reading can have, by its code."""

FAMILIES: Mapping[str, Stream] = MappingProxyType(_families)
"""The families of streams that a supply point of the register can stand for."""


def stream(code: str) -> Stream:
    """The stream or family of a code; UnknownStream if there is none."""
    found = STREAMS.get(code) or FAMILIES.get(code)
    if found is None:
        raise UnknownStream(code)
    return found


def canonical_unit(code: str) -> str:
    """The unit in which every stored quantity of the stream stands."""
    return stream(code).unit


def stream_name(code: str, language: str) -> str:
    """The name of a stream in a language, in English where that language has none."""
    return in_language(stream(code).names, language)


def family(code: str) -> str:
    """The code under which the register knows a stream: `waste` for waste.NNNNNN, else the code itself."""
    return WASTE_FAMILY if code.startswith(WASTE_PREFIX) else code
