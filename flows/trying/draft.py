"""What a draft of a format says, and why: every guess with its reason, for a person to confirm."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flows.sources.format import OPEN


@dataclass
class Draft:
    """What a format is to say, section by section as TOML has it, with the reason behind each entry."""

    sections: dict[str, dict[str, object]] = field(default_factory=dict)
    values: list[dict[str, object]] = field(default_factory=list)
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)

    def say(self, section: str, key: str, value: object, why: str = "") -> None:
        """Enter a value of a section, with its reason."""
        self.sections.setdefault(section, {})[key] = value
        if why:
            self.reasons[section, key] = why


@dataclass(frozen=True)
class Known:
    """What the workspace knows: the streams of each registered supply point, and words about the file as a whole."""

    streams: dict[str, frozenset[str]]
    about: tuple[str, ...]
    delimiter: str = ""


def open_places(made: Draft) -> Iterable[str]:
    """The keys that a person has to fill in."""
    for section, entries in made.sections.items():
        yield from (f"{section}.{key}" for key, value in entries.items() if value == OPEN)
    for value in made.values:
        yield from (f"values.{key}" for key, entry in value.items() if entry == OPEN)
