"""Whole lines of a text, in any encoding, as plain UTF-8, block by block.

`python -m flows.sources.plain_stretch SOURCE TARGET ENCODING START END` does it in a process of its own.
"""

import codecs
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

BLOCK = 1 << 20
ASCII = bytes(range(128))
CONTROL_CHARACTERS = bytes((*range(9), 11, 12, *range(14, 32), 127))
NOT_KEPT = CONTROL_CHARACTERS + b"\r"
ALL_BUT_BREAKS = bytes(byte for byte in range(256) if byte not in b"\r\n")
LINE_BREAKS_BEYOND_ASCII = ("\u0085", "\u2028", "\u2029")
SPACES_BEYOND_ASCII = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
RARE_SPACES = tuple(
    chr(code).encode() for code in (9, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
)
FIRST_BYTES_OF_RARE_SPACES = {space[:1] for space in RARE_SPACES}


@dataclass(frozen=True)
class Written:
    """What is said of a PlainText, of a stretch of it."""

    lines: int
    quoted: bool
    wide_spaces: bool


def write_stretch(path: Path, target: Path, encoding: str, start: int, end: int) -> Written:
    """Write whole lines of a text, from one byte of it to another, as plain text.

    Raises:
        UnicodeDecodeError: these bytes are not in the encoding.
    """
    lines, quoted, wide_spaces, last = 0, False, False, b"\n"
    with target.open("wb") as file:
        for block, line_ends in _plain_blocks(path, encoding, start, end):
            lines += line_ends
            quoted = quoted or b'"' in block
            wide_spaces = wide_spaces or _has_rare_space(block)
            last = block[-1:] or last
            file.write(block)
    return Written(lines + (last != b"\n"), quoted, wide_spaces)


def _has_rare_space(block: bytes) -> bool:
    """Whether any of RARE_SPACES is in a block; one byte is found much quicker than two or three."""
    begun = {first for first in FIRST_BYTES_OF_RARE_SPACES if first in block}
    return any(space[:1] in begun and space in block for space in RARE_SPACES)


def extends_ascii(encoding: str) -> bool:
    """Whether bytes of ASCII are the same letters in an encoding."""
    return ASCII.decode(encoding, errors="replace").encode() == ASCII


def _plain_blocks(path: Path, encoding: str, start: int, end: int) -> Iterator[tuple[bytes, int]]:
    """The text in blocks of whole characters, as UTF-8, line ends made uniform and control characters removed.

    With each block goes the number of its line ends.

    A block of ASCII reads the same in every encoding that extends ASCII; most of a meter's export is nothing else.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    as_ascii = extends_ascii(encoding)
    letters = _letters_of_one_byte(encoding) if as_ascii else {}
    carry = b""
    with path.open("rb") as file:
        file.seek(start)
        while block := file.read(min(BLOCK, end - file.tell())):
            found: dict[int, bytes] = {}
            if not (as_ascii and block.isascii() and not decoder.getstate()[0]):
                beyond = set(block.translate(None, ASCII)) if letters else set()
                if beyond and beyond <= letters.keys() and len(beyond) <= len(CONTROL_CHARACTERS):
                    found = {byte: letters[byte] for byte in sorted(beyond)}
                else:
                    block = _uniform_breaks(decoder.decode(block)).encode()
            block = carry + block
            carry = b"\r" if block.endswith(b"\r") else b""
            yield _clean(block[:-1] if carry else block, found)
        yield _clean(carry + decoder.decode(b"", final=True).encode(), {})


@cache
def _letters_of_one_byte(encoding: str) -> Mapping[int, bytes]:
    """The bytes beyond ASCII of an encoding with one byte a letter, each as UTF-8; none of another encoding.

    Without those that are not defined, and without those that break lines.
    """
    letters = {}
    for byte in range(128, 256):
        try:
            letter = bytes((byte,)).decode(encoding)
        except UnicodeDecodeError:
            continue
        if letter not in LINE_BREAKS_BEYOND_ASCII:
            letters[byte] = letter.encode()
    return letters if encoding.lower() not in ("utf-8", "utf-8-sig") else {}


def _uniform_breaks(text: str) -> str:
    for sign in LINE_BREAKS_BEYOND_ASCII:
        text = text.replace(sign, "\n")
    return text


def _clean(block: bytes, letters: Mapping[int, bytes]) -> tuple[bytes, int]:
    """Uniform line ends, no control characters, letters beyond ASCII as UTF-8; beside it how many line ends there are.

    Control characters are free once they are removed: each letter becomes one of them, which is then replaced. Where
    as many signs were removed as there are pairs of CR and LF, each of them was the CR of a pair.
    """
    places = dict(zip(letters, CONTROL_CHARACTERS, strict=False))
    table = bytes(places.get(byte, byte) for byte in range(256)) if places else None
    pairs = block.count(b"\r\n") if b"\r" in block else 0
    cleaned = block.translate(table, NOT_KEPT)
    if len(block) - len(cleaned) != pairs:
        block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        pairs, cleaned = 0, block.translate(table, NOT_KEPT)
    line_ends = len(block.translate(None, ALL_BUT_BREAKS)) - pairs
    for byte, place in places.items():
        cleaned = cleaned.replace(bytes((place,)), letters[byte])
    return cleaned, line_ends


def main(path: str, target: str, encoding: str, start: str, end: str) -> None:
    """Write the stretch, and say on standard output what is in it."""
    written = write_stretch(Path(path), Path(target), encoding, int(start), int(end))
    json.dump(asdict(written), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
