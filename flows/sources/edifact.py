"""UN/EDIFACT as a stream of segments (ISO 9735).

A segment ends with a terminator, its elements and their components are told apart by separators, and a release
character takes the meaning from the sign behind it. The service string UNA says which signs these are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.problems import UnreadableMachineFile

BLOCK = 1 << 18
LONGEST_SEGMENT = 1 << 16
SERVICE_STRING = 9
LINE_BREAKS = "\r\n"


@dataclass(frozen=True)
class Signs:
    """The signs of one interchange; the defaults are those of syntax level A."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    terminator: str = "'"


class Segment:
    """A segment: its tag, and its components by place of the element and of the component within it, from 0."""

    def __init__(self, elements: list[list[str]]) -> None:
        self.tag = elements[0][0]
        self._elements = elements[1:]

    def said(self, element: int, component: int = 0) -> str:
        """A component as text; empty if the segment does not have it."""
        if element < len(self._elements) and component < len(self._elements[element]):
            return self._elements[element][component]
        return ""


def signs_of(path: Path) -> Signs:
    """The signs that the file declares, else the defaults."""
    with path.open("rb") as file:
        start = file.read(SERVICE_STRING + 3).decode("latin-1").removeprefix("\u00ef\u00bb\u00bf")
    if not start.startswith("UNA"):
        return Signs()
    component, element, decimal, release, _reserved, terminator = list(start[3:SERVICE_STRING].ljust(6))
    return Signs(component, element, decimal, release, terminator)


def segments(path: Path, signs: Signs, encoding: str) -> Iterator[Segment]:
    """Every segment behind the service string. Line breaks between and within segments mean nothing.

    Raises:
        UnreadableMachineFile: no terminator for longer than any segment, or text behind the last one.
    """
    split = _Splitter(signs)
    rest = ""
    first = True
    for block in _blocks(path, encoding):
        text = block if signs.terminator in LINE_BREAKS else block.translate({10: None, 13: None})
        if first:
            text = text.removeprefix("\ufeff")
            text = text[SERVICE_STRING:] if text.startswith("UNA") else text
            first = False
        pieces = split.segments(rest + text)
        rest = pieces.pop()
        if len(rest) > LONGEST_SEGMENT:
            raise UnreadableMachineFile("it has no end of segment for longer than any segment is")
        for piece in pieces:
            if piece.strip():
                yield Segment(split.components(piece.strip(LINE_BREAKS)))
    if rest.strip():
        raise UnreadableMachineFile(f"it is cut off inside a segment: {rest.strip()[:40]}")


def _blocks(path: Path, encoding: str) -> Iterator[str]:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while block := file.read(BLOCK):
                yield block
    except UnicodeDecodeError as error:
        raise UnreadableMachineFile(f"it is not text in {encoding}") from error


class _Splitter:
    def __init__(self, signs: Signs) -> None:
        self._signs = signs
        self._released = signs.release.strip()
        self._unescape = re.compile(re.escape(self._released) + "(.)", re.DOTALL) if self._released else None

    def segments(self, text: str) -> list[str]:
        """The segments, and last what follows the last terminator."""
        return self._split(text, self._signs.terminator)

    def components(self, segment: str) -> list[list[str]]:
        return [
            [self._plain(component) for component in self._split(element, self._signs.component)]
            for element in self._split(segment, self._signs.element)
        ]

    def _split(self, text: str, separator: str) -> list[str]:
        """Split where the separator is not released: an even number of release characters stands before it."""
        pieces = text.split(separator)
        if not self._released or self._released not in text:
            return pieces
        joined = [pieces[0]]
        for piece in pieces[1:]:
            before = joined[-1]
            if (len(before) - len(before.rstrip(self._released))) % 2:
                joined[-1] = before + separator + piece
            else:
                joined.append(piece)
        return joined

    def _plain(self, component: str) -> str:
        if self._unescape is None or self._released not in component:
            return component
        return self._unescape.sub(r"\1", component)
