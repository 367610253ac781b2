"""Colours by meaning, for light and dark pages.

The hues are those of Okabe and Ito, told apart with every common kind of colour blindness; those of the light
theme are darkened where needed so that a bar keeps a contrast of 3:1 against the page (WCAG 2.2, 1.4.11). No
meaning rests on colour alone: what is incomplete is hatched, hazardous waste bears its asterisk, states a sign.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Colour(NamedTuple):
    """One colour of a light and of a dark page."""

    light: str
    dark: str


COLOURS: Mapping[str, Colour] = MappingProxyType(
    {
        "ink": Colour("#1c2126", "#eceff1"),
        "muted": Colour("#565d64", "#b4bcc3"),
        "grid": Colour("#d9dde1", "#3b4249"),
        "page": Colour("#ffffff", "#14181c"),
        "panel": Colour("#f4f6f8", "#1d2329"),
        "link": Colour("#005a8f", "#7cc4f2"),
        "ratio": Colour("#0072b2", "#56b4e9"),
        "earlier": Colour("#7391ab", "#5f7d97"),
        "energy.electricity": Colour("#0072b3", "#56b4ea"),
        "energy.natural_gas": Colour("#b87a00", "#e69f00"),
        "energy.district_heat": Colour("#d55e00", "#f0803c"),
        "energy.diesel": Colour("#4a5057", "#9aa3ab"),
        "energy.petrol": Colour("#a65583", "#cc79a7"),
        "energy.pv_own_use": Colour("#00805c", "#33c79f"),
        "energy.pv_generation": Colour("#8a7a00", "#f0e442"),
        "water.mains": Colour("#0072b4", "#56b4eb"),
        "waste.hazardous": Colour("#d55e01", "#f0803d"),
        "waste.other": Colour("#6b7a89", "#9fb0c0"),
        "state.delivered": Colour("#cfe5dd", "#1f4f43"),
        "state.estimated": Colour("#f2dfa0", "#6b5710"),
        "state.missing": Colour("#f08a4b", "#a8470a"),
        "state.rejected": Colour("#d9a3c1", "#8f4f7b"),
        "state.not_due": Colour("#e6e9ec", "#2a3036"),
    }
)
"""Every colour that a page or figure may have. Light ones differ pairwise, so that each names its dark one."""

DARK_OF: Mapping[str, str] = MappingProxyType({colour.light: colour.dark for colour in COLOURS.values()})
"""Figures are made in light colours; in a dark page the script exchanges them by this table."""


def light(meaning: str) -> str:
    """The colour of a meaning in a figure."""
    return COLOURS[meaning].light


def stylesheet() -> str:
    """The colours as custom properties of CSS, so that tables, legends and figures agree."""

    def properties(index: int, indent: str) -> str:
        return "\n".join(
            f"{indent}--{meaning.replace('.', '-').replace('_', '-')}: {colour[index]};"
            for meaning, colour in COLOURS.items()
        )

    return (
        f":root {{\n  color-scheme: light dark;\n{properties(0, '  ')}\n}}\n\n"
        f"@media screen and (prefers-color-scheme: dark) {{\n  :root {{\n{properties(1, '    ')}\n  }}\n}}\n"
    )
