"""CSV and other delimited text, in any encoding that offices use, as a sheet in DuckDB."""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from flows.problems import UnreadableFile
from flows.sources.sheet import HEAD_ROWS, Sheet

CHUNK = 1 << 22
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029]")
NO_DELIMITER = "\x01"
NO_CELL = "\x05"
"""Signs that no text holds once control characters are removed, so that DuckDB takes each line as one column. An
empty line stays a row of its own only as long as nullstr is empty."""

LONGEST_LINE = 1 << 21
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded_lines(path: Path, encoding: str) -> Iterator[str]:
    """The text of a file in chunks, line ends made uniform and control characters removed."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    carry = ""
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            text = carry + decoder.decode(block)
            carry = "\r" if text.endswith("\r") else ""
            yield _clean(text.removesuffix("\r") if carry else text)
        yield _clean(carry + decoder.decode(b"", final=True))


def _clean(text: str) -> str:
    if "\r" in text or not text.isascii():
        text = LINE_BREAKS.sub("\n", text)
    return CONTROL_CHARACTERS.sub("", text) if CONTROL_CHARACTERS.search(text) else text


def write_as_utf8(path: Path, target: Path, eight_bit_encoding: str) -> bool:
    """Write a text file as plain UTF-8 with line feeds; say whether any quotation mark stands in it.

    A byte-order mark decides; without one a file that is valid UTF-8 is UTF-8, any other is in the encoding that
    the format declares.

    Raises:
        UnreadableFile: the bytes are valid in neither.
    """
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((name for mark, name in BYTE_ORDER_MARKS if start.startswith(mark)), None)
    encodings = [marked] if marked else ["utf-8", eight_bit_encoding]
    for encoding in encodings:
        try:
            return _write(decoded_lines(path, encoding), target)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(f"the file is not text in {' or '.join(encodings)}")


def _write(chunks: Iterator[str], target: Path) -> bool:
    quoted = False
    with target.open("w", encoding="utf-8", newline="") as file:
        for chunk in chunks:
            quoted = quoted or '"' in chunk
            file.write(chunk)
    return quoted


def text_sheet(path: Path, scratch: Path, delimiter: str, eight_bit_encoding: str) -> Sheet:
    """The one sheet of a delimited text file; its name is empty.

    A file without quotation marks is split by DuckDB itself; one with them goes through Python's csv module, which
    knows where a quoted cell holds the delimiter or a line break. Both count the rows as a person does.
    """
    utf8 = scratch / "delivery.txt"
    quoted = write_as_utf8(path, utf8, eight_bit_encoding)
    if quoted:
        return _quoted_sheet(utf8, scratch, delimiter)
    head = _head(utf8, delimiter)
    width = max((len(row) for row in head), default=0)
    cells = ", ".join(f"nullif(trim(cells[{index}]), '') AS c{index}" for index in range(1, width + 1))
    lines = (
        f"SELECT row_number() OVER () AS row_number, string_split(line, {literal(delimiter)}) AS cells "
        f"FROM read_csv({literal(str(utf8))}, columns = {{'line': 'VARCHAR'}}, delim = {literal(NO_DELIMITER)}, "
        f"quote = '', escape = '', header = false, auto_detect = false, nullstr = '', "
        f"max_line_size = {LONGEST_LINE})"
    )
    return Sheet("", f"SELECT row_number, {cells} FROM ({lines})" if width else lines, width, head)


def _head(path: Path, delimiter: str) -> tuple[tuple[str, ...], ...]:
    with path.open(encoding="utf-8", newline="\n") as file:
        lines = [
            line
            for _, line in zip(range(HEAD_ROWS), iter(lambda: file.readline(LONGEST_LINE), ""), strict=False)
        ]
    return tuple(tuple(cell.strip() for cell in line.rstrip("\n").split(delimiter)) for line in lines)


def _quoted_sheet(utf8: Path, scratch: Path, delimiter: str) -> Sheet:
    """A file with quoted cells, written again with a delimiter that no text can hold.

    A cell with a line break makes a row longer than a line; the number of a row is the number of its first line.
    """
    rewritten = scratch / "cells.txt"
    head: list[tuple[str, ...]] = []
    width = 0
    with (
        utf8.open(encoding="utf-8", newline="") as source,
        rewritten.open("w", encoding="utf-8", newline="") as target,
    ):
        reader = csv.reader(source, delimiter=delimiter)
        first_line = 1
        try:
            for row in reader:
                cells = tuple(cell.replace("\n", " ").strip() for cell in row)
                if first_line <= HEAD_ROWS:
                    head.extend(() for _ in range(first_line - 1 - len(head)))
                    head.append(cells)
                width = max(width, len(cells))
                target.write(NO_DELIMITER.join((str(first_line), *cells)) + "\n")
                first_line = reader.line_num + 1
        except csv.Error as error:
            raise UnreadableFile(f"line {reader.line_num}: {error}") from error
    cells_sql = ", ".join(f"nullif(cells[{index + 1}], '') AS c{index}" for index in range(1, width + 1))
    lines = (
        f"SELECT string_split(line, {literal(NO_DELIMITER)}) AS cells "
        f"FROM read_csv({literal(str(rewritten))}, columns = {{'line': 'VARCHAR'}}, delim = {literal(NO_CELL)}, "
        f"quote = '', escape = '', header = false, auto_detect = false, nullstr = '', "
        f"max_line_size = {LONGEST_LINE})"
    )
    return Sheet("", f"SELECT cells[1]::BIGINT AS row_number, {cells_sql} FROM ({lines})", width, tuple(head))


def literal(text: str) -> str:
    """A text as a SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
