"""Text in any encoding that offices use, as plain UTF-8 on disk."""

import codecs
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from flows.problems import UnreadableFile
from flows.sources.plain_stretch import BLOCK, Written, extends_ascii, write_stretch

WORTH_SHARING = 1 << 25
"""Bytes of a text from which starting another process takes less time than it saves."""

UTF_8 = "utf-8"
FIRST_BYTES, SHORTEST_UTF_16, MOSTLY = 1 << 12, 8, 0.7
REPLACEMENT = "\ufffd".encode()
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
    if size < WORTH_SHARING or (os.cpu_count() or 1) == 1 or not extends_ascii(encoding):
        return write_stretch(path, target, encoding, 0, size)
    middle = _line_after(path, size // 2)
    rest = target.with_name(f"{target.name}.rest")
    root = Path(__file__).parents[2]
    with subprocess.Popen(  # noqa: S603
        [
            sys.executable,
            "-P",
            "-m",
            "flows.sources.plain_stretch",
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
