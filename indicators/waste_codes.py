"""The List of Waste: Decision 2000/532/EC as amended by 2014/955/EU; in Hungary 72/2013. (VIII. 27.) VM r.

A code has six digits, chapter, sub-chapter and type. The digits decide whether the waste is hazardous: no
code stands in the list both with and without the asterisk. So the mark is looked up, never taken from a file.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from pydantic import Field

from indicators.declarations import declaration, declared_list
from indicators.languages import LANGUAGES
from indicators.model import Language, Record

_WRITTEN = re.compile(r"(\d{2})[\s.\-/]*(\d{2})[\s.\-/]*(\d{2})\s*(\*?)")


class WasteCode(Record):
    """One type of waste.

    `sources` are the transcriptions of the list that hold the code with this hazard mark, each read by itself;
    `verified` says that there are two. `verified_names` are the languages whose name stands so in one of them; any
    other name is a proposal.
    """

    code: str = Field(pattern=r"^\d{6}$")
    hazardous: bool
    names: Mapping[Language, str]
    source: str
    sources: tuple[str, ...]
    verified_names: tuple[Language, ...]

    @property
    def verified(self) -> bool:
        """Whether two sources agree on the code and its mark."""
        return len(self.sources) > 1

    @property
    def stream(self) -> str:
        """The stream of this waste: waste.NNNNNN."""
        return f"waste.{self.code}"


class UnknownWasteCode(KeyError):
    """A code that the List of Waste, as it ships, does not hold."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return f"The List of Waste that ships with the program holds no code {self.code!r}."


def _load() -> dict[str, WasteCode]:
    declared = declaration("waste_codes.toml")
    names, sources = declared["names"], declared["sources"]
    codes: dict[str, WasteCode] = {}
    for row in declared_list("list_of_waste.csv"):
        code = row["code"]
        if code in codes:
            raise ValueError(f"list_of_waste.csv declares {code} twice")
        known = {"en": row["en"]} | names.pop(code, {})
        codes[code] = WasteCode(
            code=code,
            hazardous=row["hazardous"] == "*",
            names={language: known[language] for language in LANGUAGES if language in known},
            source=declared["list"],
            sources=tuple(sources[name] for name in row["sources"].split()),
            verified_names=tuple(
                language for language in LANGUAGES if language in known and language != "hu"
            ),
        )
    if names:
        raise ValueError(f"waste_codes.toml names {sorted(names)}, which list_of_waste.csv does not hold")
    return dict(sorted(codes.items()))


WASTE_CODES: Mapping[str, WasteCode] = MappingProxyType(_load())
"""Every code that ships, by its six digits."""


def waste_code(code: str) -> WasteCode:
    """The entry of a code of six digits; UnknownWasteCode if the list does not hold it."""
    try:
        return WASTE_CODES[code]
    except KeyError:
        raise UnknownWasteCode(code) from None


def printed(code: str) -> str:
    """The code as the list prints it: `200121` becomes `20 01 21*`."""
    entry = waste_code(code)
    return f"{code[:2]} {code[2:4]} {code[4:]}{'*' if entry.hazardous else ''}"


def digits(written: str) -> tuple[str, bool] | None:
    """The six digits of a code as offices write it, and whether it bears an asterisk; None if it is no code.

    `20 01 21*`, `20.01.21*`, `200121` and `20-01-21` are all understood. The code need not be in the list.
    """
    match = _WRITTEN.fullmatch(written.strip())
    if match is None:
        return None
    return "".join(match.groups()[:3]), match.group(4) == "*"
