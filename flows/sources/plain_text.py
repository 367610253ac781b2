"""Text in any encoding that offices use, as plain UTF-8 on disk, block by block."""

import codecs
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flows.problems import UnreadableFile

BLOCK = 1 << 20
WORTH_SHARING = 1 << 25
"""Bytes of a text from which starting another process takes less time than it saves."""

CONTROL_CHARACTERS = bytes((*range(9), 11, 12, *range(14, 32), 127))
NOT_KEPT = CONTROL_CHARACTERS + b"\r"
ALL_BUT_BREAKS = bytes(byte for byte in range(256) if byte not in b"\r\n")
LINE_BREAKS_BEYOND_ASCII = ("\u0085", "\u2028", "\u2029")
SPACES_BEYOND_ASCII = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
RARE_SPACES = tuple(
    chr(code).encode() for code in (9, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
)
FIRST_BYTES_OF_RARE_SPACES = {space[:1] for space in RARE_SPACES}
UTF_8 = "utf-8"
FIRST_BYTES, SHORTEST_UTF_16, MOSTLY = 1 << 12, 8, 0.7
REPLACEMENT = "\ufffd".encode()
ASCII = bytes(range(128))
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class PlainText:
    """A text file as UTF-8 with line feeds and without control characters.

    `encoding` is that in which it came. `quoted` says whether it holds any quotation mark, `wide_spaces` whether any
    space but the common one.
    """

    path: Path
    encoding: str
    lines: int
    quoted: bool
    wide_spaces: bool


@dataclass(frozen=True)
class Written:
    """What is said of a PlainText, of a stretch of it."""

    lines: int
    quoted: bool
    wide_spaces: bool


def plain_text_file(path: Path, target: Path, eight_bit_encoding: str) -> PlainText:
    """Write a text file as plain text.

    A byte-order mark decides; without one a file that is valid UTF-8 is UTF-8, any other is in the encoding that
    the format declares.

    Raises:
        UnreadableFile: the bytes are valid in neither.
    """
    with path.open("rb") as file:
        start = file.read(FIRST_BYTES)
    marked = next((name for mark, name in BYTE_ORDER_MARKS if start.startswith(mark)), None)
    encodings = [marked] if marked else [*_two_bytes_a_letter(start), UTF_8, eight_bit_encoding]
    for encoding in encodings:
        try:
            written = _write(path, target, encoding)
        except UnicodeDecodeError:
            continue
        return PlainText(target, encoding, written.lines, written.quoted, written.wide_spaces)
    raise UnreadableFile(f"the file is not text in {' or '.join(encodings)}")


def _two_bytes_a_letter(start: bytes) -> list[str]:
    """UTF-16 without its mark: every second byte of mostly Latin text is NUL.

    Bytes that once went through UTF-8 hold its sign for what it could not read, and are no whole UTF-16 any more.
    """
    even, odd = start[0::2], start[1::2]
    if len(start) < SHORTEST_UTF_16 or REPLACEMENT in start:
        return []
    if odd.count(0) > MOSTLY * len(odd) and not even.count(0):
        return ["utf-16-le"]
    if even.count(0) > MOSTLY * len(even) and not odd.count(0):
        return ["utf-16-be"]
    return []


def _write(path: Path, target: Path, encoding: str) -> Written:
    """Write a whole text; of a large one another process writes the latter half meanwhile."""
    size = path.stat().st_size
    if size < WORTH_SHARING or (os.cpu_count() or 1) == 1 or not _extends_ascii(encoding):
        return write_stretch(path, target, encoding, 0, size)
    middle = _line_after(path, size // 2)
    rest = target.with_name(f"{target.name}.rest")
    root = Path(__file__).parents[2]
    with subprocess.Popen(  # noqa: S603
        [
            sys.executable,
            "-P",
            "-m",
            "flows.sources.latter_half",
            path,
            rest,
            encoding,
            str(middle),
            str(size),
        ],
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(root), os.environ.get("PYTHONPATH", "")))},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as other:
        try:
            first = write_stretch(path, target, encoding, 0, middle)
        except UnicodeDecodeError:
            other.kill()
            raise
        told, _ = other.communicate()
    # what the other process could not do, this one does, or raises why it cannot be done
    latter = (
        write_stretch(path, rest, encoding, middle, size) if other.returncode else Written(**json.loads(told))
    )
    with rest.open("rb") as source, target.open("ab") as file:
        shutil.copyfileobj(source, file, BLOCK)
    rest.unlink()
    return Written(
        first.lines + latter.lines, first.quoted or latter.quoted, first.wide_spaces or latter.wide_spaces
    )


def _line_after(path: Path, place: int) -> int:
    """Where the first line begins behind a place in a text."""
    with path.open("rb") as file:
        file.seek(place)
        while block := file.readline(BLOCK):
            if block.endswith(b"\n"):
                break
        return file.tell()


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


def _extends_ascii(encoding: str) -> bool:
    return ASCII.decode(encoding, errors="replace").encode() == ASCII


def _plain_blocks(path: Path, encoding: str, start: int, end: int) -> Iterator[tuple[bytes, int]]:
    """The text in blocks of whole characters, as UTF-8, line ends made uniform and control characters removed.

    With each block goes the number of its line ends.

    A block of ASCII reads the same in every encoding that extends ASCII; most of a meter's export is nothing else.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    extends_ascii = _extends_ascii(encoding)
    letters = _letters_of_one_byte(encoding) if extends_ascii else {}
    carry = b""
    with path.open("rb") as file:
        file.seek(start)
        while block := file.read(min(BLOCK, end - file.tell())):
            found: dict[int, bytes] = {}
            if not (extends_ascii and block.isascii() and not decoder.getstate()[0]):
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
