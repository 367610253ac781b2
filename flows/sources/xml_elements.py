"""XML read safely and as a stream: the elements that are asked for, one after the other.

The parser is expat, which fetches nothing. A document type declaration is refused before anything in it is used, so
there are neither entities that grow nor entities that name files or addresses. Depth, and what is held at one time,
are bounded; whatever is not asked for is read past and not kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from flows.problems import UnreadableMachineFile

BLOCK = 1 << 16
DEEPEST = 64
LARGEST_TOKEN = 1 << 20
LARGEST_HELD = 1 << 26
"""Characters of the elements held at one time: a whole invoice without its attachments needs a small part of it."""

WEIGHT_OF_ELEMENT = 200
NAMESPACE_END = " "


@dataclass(slots=True)
class Element:
    """An element by its name without namespace; `text` is without the space around it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, path: str) -> list["Element"]:
        """The elements below this one at a path such as `Item/Name`."""
        found = [self]
        for name in path.split("/"):
            found = [child for element in found for child in element.children if child.name == name]
        return found

    def first(self, path: str) -> "Element | None":
        """The first element at a path."""
        return next(iter(self.all(path)), None)

    def said(self, *paths: str) -> str:
        """The text at the first of the paths that has any; empty if none has."""
        return next((found.text for path in paths for found in self.all(path) if found.text), "")


def elements(
    path: Path, wanted: frozenset[str], passed_over: frozenset[str] = frozenset()
) -> Iterator[Element]:
    """The elements of the wanted names, each with all that is in it, in the order in which they end.

    A wanted element inside another is given alone, ahead of the other, which does not hold it. What is passed over is
    not kept.

    Raises:
        UnreadableMachineFile: the file is no well-formed XML, declares a document type, or goes beyond the bounds.
    """
    builder = _Builder(wanted, passed_over)
    parser = _parser()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    fed = 0
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            _feed(parser, block, final=not block)
            fed += len(block)
            yield from builder.taken()
            if not block:
                return
            if fed - max(parser.CurrentByteIndex, 0) > LARGEST_TOKEN:
                raise UnreadableMachineFile("one tag, comment or instruction is longer than a million bytes")


def root_of(start: bytes) -> tuple[str, str] | None:
    """Namespace and name of the first element of a text that begins like this; None if it is no XML.

    Raises:
        UnreadableMachineFile: the text declares a document type.
    """
    found: list[str] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, _attributes: found.append(name)
    try:
        parser.Parse(start, False)
    except (expat.ExpatError, ValueError, LookupError):
        if not found:
            return None
    if not found:
        return None
    namespace, _, name = found[0].rpartition(NAMESPACE_END)
    return namespace, name


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=NAMESPACE_END)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def _refuse_document_type(*_declared: object) -> None:
    raise UnreadableMachineFile(
        "it declares a document type (DOCTYPE), by which a file could make others be read or grow without bound; "
        "no such file is read"
    )


def _feed(parser: expat.XMLParserType, block: bytes, *, final: bool) -> None:
    try:
        parser.Parse(block, final)
    except expat.ExpatError as error:
        raise UnreadableMachineFile(f"the XML is broken or cut off: {error}") from error
    except (ValueError, LookupError) as error:
        raise UnreadableMachineFile(f"the XML is in an encoding that is not read: {error}") from error


class _Builder:
    def __init__(self, wanted: frozenset[str], passed_over: frozenset[str]) -> None:
        self._wanted, self._passed_over = wanted, passed_over
        self._open: list[Element | None] = []
        self._pieces: list[list[str]] = []
        self._done: list[Element] = []
        self._held = 0
        self._held_before: list[int] = []

    def taken(self) -> list[Element]:
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= DEEPEST:
            raise UnreadableMachineFile(f"its elements lie more than {DEEPEST} deep in each other")
        local = name.rpartition(NAMESPACE_END)[2]
        inside = bool(self._open) and self._open[-1] is not None
        kept = local in self._wanted or (inside and local not in self._passed_over)
        self._open.append(Element(local, attributes) if kept else None)
        self._pieces.append([])
        self._held_before.append(self._held)
        if kept:
            self._hold(WEIGHT_OF_ELEMENT + sum(map(len, attributes.values())))

    def characters(self, text: str) -> None:
        if self._open[-1] is not None:
            self._pieces[-1].append(text)
            self._hold(len(text))

    def end(self, _name: str) -> None:
        element, pieces, held_before = self._open.pop(), self._pieces.pop(), self._held_before.pop()
        if element is None:
            return
        element.text = "".join(pieces).strip()
        if element.name in self._wanted:
            self._done.append(element)
            self._held = held_before
        else:
            parent = self._open[-1]
            if parent is not None:
                parent.children.append(element)

    def _hold(self, weight: int) -> None:
        self._held += weight
        if self._held > LARGEST_HELD:
            raise UnreadableMachineFile("one of its records is larger than any record of a meter or bill")
