"""The beginning of a long text file, in whole lines."""

from pathlib import Path

LARGEST_BEGINNING = 1 << 23
"""Bytes: some hundred thousand lines, enough to see how a file is written and more than a person reads."""

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def beginning_of_text(path: Path, target: Path) -> tuple[Path, bool]:
    """The file itself if it is short, else its first whole lines as the file `target`; and whether it was cut."""
    if path.stat().st_size <= LARGEST_BEGINNING:
        return path, False
    with path.open("rb") as file:
        start = file.read(LARGEST_BEGINNING)
    end = start.rfind(b"\n") + 1 or start.rfind(b"\r") + 1 or len(start)
    if start.startswith(UTF_16_MARKS) or b"\0" in start[:100]:
        end += end % 2
    target.write_bytes(start[:end])
    return target, True
