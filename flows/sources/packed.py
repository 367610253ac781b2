"""A file that came packed alone in a gzip or zip archive, unpacked within bounds."""

import gzip
import zipfile
import zlib
from pathlib import Path
from typing import Protocol

from flows.problems import UnreadableFile

LARGEST_UNPACKED = 1 << 31
LARGEST_RATIO = 200
BLOCK = 1 << 20
"""An archive that unpacks to more than 2 GiB, or to more than 200 times its own size, is refused."""

ENDINGS = (".gz", ".zip")


def unpacked(path: Path, file_name: str, scratch: Path) -> tuple[Path, str]:
    """Where the bytes of the file lie and what it is called; the file itself where it is not packed.

    Raises:
        UnreadableFile: the archive is damaged, holds several files, or unpacks to too much.
    """
    ending = Path(file_name).suffix.lower()
    if ending not in ENDINGS:
        return path, file_name
    target = scratch / "unpacked"
    try:
        if ending == ".gz":
            with gzip.open(path) as source:
                _copy(source, target, path)
            return target, Path(file_name).stem
        with zipfile.ZipFile(path) as archive:
            members = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(members) != 1:
                raise UnreadableFile(
                    f"the archive holds {len(members)} files; unpack it and deliver each of them by itself"
                )
            with archive.open(members[0]) as source:
                _copy(source, target, path)
            return target, members[0].filename
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise UnreadableFile(f"the archive cannot be unpacked ({error})") from error


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _copy(source: _Stream, target: Path, packed: Path) -> None:
    most = min(LARGEST_UNPACKED, LARGEST_RATIO * max(packed.stat().st_size, BLOCK // LARGEST_RATIO))
    written = 0
    with target.open("wb") as file:
        while block := source.read(BLOCK):
            written += len(block)
            if written > most:
                raise UnreadableFile(
                    f"the archive would unpack to more than {most:,} bytes, far more than it needs"
                )
            file.write(block)
