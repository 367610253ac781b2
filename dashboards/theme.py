"""Colours by meaning, for light and dark pages.

The hues are those of Okabe and Ito, told apart with every common kind of colour blindness; those of the light
theme are darkened where needed so that a bar keeps a contrast of 3:1 against the page (WCAG 2.2, 1.4.11). No
meaning rests on colour alone: what is incomplete is hatched, hazardous waste bears its asterisk, states a sign.
"""

from collections.abc import Mapping, Sequence
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
        "treatment.recycling": Colour("#00805f", "#33c7a2"),
        "treatment.other_recovery": Colour("#1a7480", "#5fc4d1"),
        "treatment.energy_recovery": Colour("#945800", "#e69f02"),
        "treatment.preparatory": Colour("#0072b7", "#56b4ed"),
        "treatment.disposal": Colour("#4a5059", "#9aa3ad"),
        "treatment.not_stated": Colour("#a1517f", "#cc79a9"),
        "series.1": Colour("#0072b6", "#56b4ec"),
        "series.2": Colour("#b87a01", "#e69f01"),
        "series.3": Colour("#00805d", "#33c7a0"),
        "series.4": Colour("#d55e02", "#f0803e"),
        "series.5": Colour("#a65584", "#cc79a8"),
        "series.6": Colour("#4a5058", "#9aa3ac"),
        "series.7": Colour("#8a7a01", "#f0e443"),
        "series.8": Colour("#1b7f8c", "#5fc4d0"),
        "less": Colour("#00805e", "#33c7a1"),
        "more": Colour("#d55e03", "#f0803f"),
        "target": Colour("#8a3d7c", "#d79ccb"),
        "load.low": Colour("#eef3f7", "#22303c"),
        "load.middle": Colour("#e7a977", "#8c5a2c"),
        "load.high": Colour("#8f1d14", "#ffb199"),
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


SERIES = tuple(meaning for meaning in COLOURS if meaning.startswith("series."))


def colour_of(label: str, labels: Sequence[str]) -> str:
    """The meaning whose colour a part has: its own, or by its place one that none beside it has, while one is free."""
    if label in COLOURS:
        return label
    taken = {_hue(other) for other in labels if other in COLOURS}
    free = [meaning for meaning in SERIES if _hue(meaning) not in taken] or SERIES
    without = [other for other in labels if other not in COLOURS]
    return free[without.index(label) % len(free)]


def _hue(meaning: str) -> str:
    """What the eye sees of a colour: meanings of one hue differ in the last digit only."""
    return COLOURS[meaning].light[:-1]


def stylesheet() -> str:
    """The colours as custom properties of CSS, so that tables, legends and figures agree.

    The reader's choice (`data-theme`) comes before what the system prefers; paper is always light.
    """

    def properties(index: int, indent: str) -> str:
        return "\n".join(
            f"{indent}--{meaning.replace('.', '-').replace('_', '-')}: {colour[index]};"
            for meaning, colour in COLOURS.items()
        )

    dark = properties(1, "    ")
    return (
        f":root {{\n  color-scheme: light;\n{properties(0, '  ')}\n}}\n\n"
        f"@media screen and (prefers-color-scheme: dark) {{\n"
        f"  :root:not([data-theme=light]) {{\n    color-scheme: dark;\n{dark}\n  }}\n}}\n\n"
        f"@media screen {{\n  :root[data-theme=dark] {{\n    color-scheme: dark;\n{dark}\n  }}\n}}\n"
    )
