"""outbox/<office>/: each file with rejected rows goes back to its office, and is taken away once they are in order."""

import hashlib
import json
import re
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass, field, replace
from pathlib import Path, PurePosixPath

import duckdb
from openpyxl import Workbook

from flows.archive import original
from flows.problems import UnreadableFile
from flows.returning.copied_cells import Copy, copy_cells
from flows.returning.edited_workbook import editable_copy
from flows.returning.list_sheet import sentences_above, take_earlier_list_away, write_list
from flows.returning.still_open import OpenFile, open_files
from flows.returning.workbook_bytes import workbook_bytes
from flows.settings import Workspace
from flows.sources.format import Format
from flows.sources.packed import ENDINGS as PACKED
from indicators.model import City

LISTING = "returned.json"
"""Names of the returned files with what each was made of: what did not change is not written again."""

SHAPE = "1"
"""Raised when returned files change their looks, so that they are written again."""

NOT_IN_A_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069]')
NAMES_OF_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LONGEST_NAME, MOST_BYTES = 80, 200
"""File systems take 255 bytes; what is added (`.xlsx`, a sign of the delivery) has room in the rest."""


@dataclass(frozen=True)
class Returned:
    """A file in the outbox: whose, for which delivered file, and how many rows are open.

    `path` is relative to the workspace. `made_of` stands for all that the file was made of; empty where another program
    held the file, so that an older state of it stands there until the next run. `is_new` says that this run wrote it.
    """

    office_id: str
    file_name: str
    path: str
    rows_open: int
    made_of: str
    is_new: bool = False

    @property
    def is_blocked(self) -> bool:
        """Whether the file could not be written or taken away."""
        return not self.made_of


def give_back(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, city: City, formats: Mapping[str, Format]
) -> tuple[Returned, ...]:
    """Bring the outbox to the state of the store: write what is new, take away what is settled."""
    languages = {office.id: office.language for office in city.offices}
    wanted = _by_path(file for file in open_files(connection) if file.office_id in languages)
    before = _listing(workspace).files
    found = {}
    for path, file in wanted.items():
        language, declared = languages[file.office_id], formats.get(file.format_id)
        made_of = _fingerprint(file, language, declared)
        target = workspace.outbox / path
        is_new = path not in before or before[path].made_of != made_of or not target.is_file()
        blocked = is_new and not _replace(target, returned_file(workspace, file, language, declared))
        found[path] = Returned(
            file.office_id,
            file.file_name,
            f"{workspace.outbox.name}/{path}",
            file.rows_open,
            "" if blocked else made_of,
            is_new,
        )
    for path in set(before) - set(wanted):
        if not _take_away(workspace.outbox, path):
            found[path] = replace(before[path], made_of="", rows_open=0)
    _write_listing(workspace, _last_sequence(connection), found)
    return tuple(found[path] for path in sorted(found))


def standing(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> tuple[Returned, ...] | None:
    """What stands in the outbox; None where it is not what the store asks for, because a run ended before it wrote."""
    listing = _listing(workspace)
    blocked = any(file.is_blocked for file in listing.files.values())
    if blocked or listing.sequence != _last_sequence(connection):
        return None
    return tuple(listing.files[path] for path in sorted(listing.files))


def returned_file(workspace: Workspace, file: OpenFile, language: str, declared: Format | None) -> bytes:
    """The bytes of the file that goes back: the list, and behind it the delivered cells with their marks."""
    path = original(workspace.archive, file.delivery_id)
    copied: Copy | None = None
    in_place = False
    if file.rows_read and declared and path.is_file():
        if declared.file.kind == "workbook" and not file.file_name.lower().endswith(PACKED):
            copied = editable_copy(path)
            in_place = copied is not None
        if copied is None:
            copied = _copied_cells(path, file, declared, language)
    workbook = copied.workbook if copied else Workbook()
    if copied:
        take_earlier_list_away(workbook)
    write_list(workbook, file, language, copied, sentences_above(file, language, copied, in_place))
    if copied is None:
        workbook.remove(workbook.worksheets[-1])
    return workbook_bytes(workbook)


def _copied_cells(path: Path, file: OpenFile, declared: Format, language: str) -> Copy | None:
    with tempfile.TemporaryDirectory(prefix="emas-") as scratch:
        try:
            return copy_cells(path, file.file_name, declared, Path(scratch), language)
        except UnreadableFile:
            return None


def _by_path(files: Iterable[OpenFile]) -> dict[str, OpenFile]:
    """Each file by its path in the outbox; a name that another delivery already has gets the delivery's own sign."""
    found: dict[str, OpenFile] = {}
    taken: set[str] = set()
    for file in files:
        path = PurePosixPath(_safe(file.office_id), *map(_safe, PurePosixPath(file.file_name).parts))
        stem = path.stem if path.suffix.lower() in (".xlsx", ".xlsm") else path.name
        name = path.with_name(f"{stem}.xlsx")
        if str(name).casefold() in taken:
            name = path.with_name(f"{stem}-{file.delivery_id[:8]}.xlsx")
        taken.add(str(name).casefold())
        found[str(name)] = file
    return found


def _safe(name: str) -> str:
    """A name that every file system takes and that leads nowhere else."""
    kept = NOT_IN_A_NAME.sub("_", name)
    if len(kept) > LONGEST_NAME or len(kept.encode()) > MOST_BYTES:
        stem, dot, ending = kept.rpartition(".")
        ending = f"{dot}{ending}" if stem and len(ending) < 6 else ""
        kept = (
            kept[: LONGEST_NAME - len(ending)].encode()[: MOST_BYTES - len(ending)].decode(errors="ignore")
            + ending
        )
    kept = kept.strip(". ") or "_"
    return f"_{kept}" if NAMES_OF_DEVICES.fullmatch(kept) else kept


def _fingerprint(file: OpenFile, language: str, declared: Format | None) -> str:
    parts = (SHAPE, language, astuple(file), declared.model_dump(mode="json") if declared else None)
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Listing:
    """What the outbox was when it was last brought up to date: up to which arrival, and each file by its path."""

    sequence: int = -1
    files: Mapping[str, Returned] = field(default_factory=dict)


def _listing(workspace: Workspace) -> Listing:
    """The listing; an empty one where there is none, or where somebody spoilt it."""
    try:
        loaded = json.loads((workspace.outbox / LISTING).read_text(encoding="utf-8"))
        files = {str(path): Returned(**entry) for path, entry in loaded["files"].items()}
        return Listing(int(loaded["sequence"]), files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Listing()


def _last_sequence(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute("SELECT coalesce(max(sequence), 0) FROM raw.deliveries").fetchall()[0][0])


def _write_listing(workspace: Workspace, sequence: int, files: Mapping[str, Returned]) -> None:
    entries = {path: asdict(replace(file, is_new=False)) for path, file in files.items()}
    content = json.dumps(
        {"sequence": sequence, "files": entries}, ensure_ascii=False, indent=1, sort_keys=True
    )
    _replace(workspace.outbox / LISTING, f"{content}\n".encode())


def _replace(target: Path, content: bytes) -> bool:
    """Write a file whole or not at all; say no where another program holds it, or the folder cannot be written."""
    partial = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(target)
    except OSError:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        return False
    return True


def _take_away(outbox: Path, name: str) -> bool:
    """Remove a returned file and the folders that it leaves empty; say no where another program holds it."""
    path = outbox / name
    if not path.resolve().is_relative_to(outbox.resolve()):
        return True
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    for folder in path.parents:
        if folder == outbox or not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()
    return True
