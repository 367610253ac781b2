"""`emas check --propose`: a draft of a format for a file, in TOML, with every reason beside what it says."""

import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path, PurePosixPath

import duckdb

from flows.problems import UnreadableFile
from flows.sources.beginning import beginning_of_text
from flows.sources.file_kind import spreadsheet_container
from flows.sources.kinds import MACHINE_READERS, Source, kind_of
from flows.sources.layout import FileKind, FileLayout
from flows.sources.packed import unpacked
from flows.sources.plain_text import PlainText, plain_text_file
from flows.sources.sheet import Sheet, plain
from flows.sources.text_file import head_of_text, text_sheet
from flows.sources.workbook import workbook_sheets
from flows.trying.draft import Draft, Known, open_places
from flows.trying.draft_format import draft_format
from flows.trying.table_start import Row, Start, table_start
from indicators.model import City, Record

MOST_ROWS = 2_000
"""Rows that a draft is made of."""

DELIMITERS = (";", ",", "\t", "|")
SECTIONS = ("table", "numbers", "dates", "period", "columns", "preamble", "constants", "qualities")
LARGEST_JSON = 1 << 23


class Proposal(Record):
    """A draft as TOML. `to_fill_in` are the keys that say "?", `doubts` what a person should look at."""

    toml: str
    to_fill_in: tuple[str, ...]
    doubts: tuple[str, ...]


def propose(path: Path, file_name: str, city: City) -> Proposal:
    """Draft a format for a file.

    Raises:
        UnreadableFile: the bytes hold no table.
    """
    if path.stat().st_size == 0:
        raise UnreadableFile("the file holds no bytes", "empty_file")
    with tempfile.TemporaryDirectory(prefix="emas-") as folder, duckdb.connect() as connection:
        scratch = Path(folder)
        path, inner_name = unpacked(path, file_name, scratch)
        kind = kind_of(path, inner_name)
        container = spreadsheet_container(path) if kind in ("csv", "workbook") else None
        if container:
            sheets = [sheet for sheet in workbook_sheets(connection, path, container) if not sheet.hidden]
            return _proposal(connection, sheets, {"kind": "workbook"}, file_name, city)
        if kind in MACHINE_READERS and kind != "json":
            return _machine_proposal(connection, path, kind, scratch, file_name, city)
        if kind == "json":
            place = _place_of_records(path)
            source = Source(connection, path, scratch, "records")
            sheet = MACHINE_READERS["json"](source, FileLayout(kind="json", delimiter=";", records=place))
            about = {"kind": "json"} | ({"records": place} if place else {})
            return _proposal(connection, [sheet], about, file_name, city)
        text, delimiter = _as_text(path, scratch)
        encoding = "windows-1250" if text.encoding.startswith("utf") else text.encoding
        sheet = text_sheet(connection, text, delimiter, scratch)
        about = {"kind": "csv", "encoding": encoding, "delimiter": delimiter}
        return _proposal(connection, [sheet], about, file_name, city)


def _as_text(path: Path, scratch: Path) -> tuple[PlainText, str]:
    """The beginning of a text file, and the sign between its cells: that by which most lines are equally wide."""
    start, _ = beginning_of_text(path, scratch / "beginning")
    text = plain_text_file(start, scratch / "text.txt", "windows-1250")
    scored = []
    for delimiter in DELIMITERS:
        widths = [len(row) for row in head_of_text(text, delimiter).head if any(row)]
        usual = max(set(widths), key=widths.count, default=0)
        scored.append((widths.count(usual) if usual > 1 else 0, usual, delimiter))
    best = max(scored, key=lambda score: score[:2])
    return text, best[2] if best[0] else ";"


def _proposal(
    connection: duckdb.DuckDBPyConnection,
    sheets: list[Sheet],
    file: dict[str, str],
    file_name: str,
    city: City,
) -> Proposal:
    starts = [start for sheet in sheets if (start := table_start(sheet, _rows(connection, sheet)))]
    if not starts:
        raise UnreadableFile("no table was found in the file", "empty_file")
    known = Known(_registered(city), (PurePosixPath(file_name).stem,), file.get("delimiter", ""))
    drafts = [(start, draft_format(start, known)) for start in starts]
    start, made = min(drafts, key=lambda drawn: (len(list(open_places(drawn[1]))), -len(drawn[0].rows)))
    if len(starts) > 1:
        made.say("table", "sheet", start.sheet.name, "the other sheets hold other tables")
        made.sections["table"] = dict(
            sorted(made.sections["table"].items(), key=lambda item: item[0] != "sheet")
        )
    toml = _toml(made, file, file_name, start)
    return Proposal(toml=toml, to_fill_in=tuple(open_places(made)), doubts=tuple(made.doubts))


def _rows(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> list[Row]:
    """The first rows with the place that they have in the file; those of records below the names of their fields."""
    found = connection.execute(
        f"SELECT * FROM ({sheet.relation}) WHERE row_number <= {MOST_ROWS} ORDER BY row_number"
    ).fetchall()
    names = [description[0] for description in connection.description or ()]
    places = [names.index(f"c{index}") for index in range(1, sheet.width + 1)]
    number = names.index("row_number")
    by_number = {row[number]: tuple(row[place] or "" for place in places) for row in found}
    rows = [by_number.get(index, ()) for index in range(1, max(by_number, default=0) + 1)]
    return [*(sheet.head[:1] if sheet.first_row == 0 else ()), *rows]


def _registered(city: City) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for point in city.supply_points:
        found.setdefault(point.id, set()).add(point.stream)
    return {name: frozenset(streams) for name, streams in found.items()}


def _place_of_records(path: Path) -> str:
    """Where in a JSON document the longest array of objects lies; empty for the top."""
    if path.stat().st_size > LARGEST_JSON:
        return ""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        return ""
    arrays = list(_arrays(document, ()))
    return ".".join(max(arrays, key=lambda found: found[1])[0]) if arrays else ""


def _arrays(value: object, place: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], int]]:
    if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
        yield place, len(value)
    elif isinstance(value, dict) and len(place) < 5:
        for key, inner in value.items():
            yield from _arrays(inner, (*place, str(key)))


def _machine_proposal(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    kind: FileKind,
    scratch: Path,
    file_name: str,
    city: City,
) -> Proposal:
    """A copy of the program's general format of this kind for the sender of the file, with the names in it."""
    sheet = MACHINE_READERS[kind](
        Source(connection, path, scratch, "records"), FileLayout(kind=kind, delimiter=";")
    )
    general = _general_format(kind)
    if not general:
        about = {"kind": kind} | ({"sender": sheet.sender} if sheet.sender else {})
        return _proposal(connection, [sheet], about, file_name, city)
    rows = _rows(connection, sheet)
    toml = re.sub(
        r'^id = ".*"$',
        f'id = "{_identifier(sheet.sender, file_name)}"',
        general,
        count=1,
        flags=re.MULTILINE,
    )
    toml = re.sub(
        r'^title = ".*"$',
        lambda found: f"{found.group()}\nconfirmed = false",
        toml,
        count=1,
        flags=re.MULTILINE,
    )
    if sheet.sender and not re.search(r"^sender = ", toml, flags=re.MULTILINE):
        sender = f"sender = {_value(sheet.sender)}"
        toml = re.sub(
            r'^kind = ".*"$', lambda found: f"{found.group()}\n{sender}", toml, count=1, flags=re.MULTILINE
        )
    names = _names_in(rows)
    said = [
        f"Draft for {_one_line(file_name)}: the program's format for this kind, for this sender alone.",
        "Look through it: [values.streams] names what counts. Of an invoice those are the lines of energy and water",
        "alone; the names of taxes and transport belong into table.leave_out. Then write confirmed = true.",
        *(f"{field}: {', '.join(words)}" for field, words in names.items()),
    ]
    head = "".join(f"# {_one_line(line)}\n" for line in said)
    return Proposal(
        toml=head + toml, to_fill_in=(), doubts=("what of the file is energy or water, and what is not",)
    )


def _names_in(rows: list[Row]) -> dict[str, list[str]]:
    """The words in the fields that say what a record is."""
    head = [plain(cell) for cell in rows[0]]
    found: dict[str, list[str]] = {}
    for field in ("item", "measure", "measurand", "unit"):
        if field in head:
            place = head.index(field)
            words = dict.fromkeys(plain(row[place]) for row in rows[1:] if place < len(row) and row[place])
            found[f"{field} in the file"] = list(words)[:30]
    return found


def _general_format(kind: FileKind) -> str:
    for entry in sorted((resources.files("flows") / "formats").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            text = entry.read_text(encoding="utf-8")
            if re.search(rf'^kind = "{kind}"$', text, flags=re.MULTILINE):
                return text
    return ""


def _identifier(*names: str) -> str:
    """A short name of the first of the names that has letters."""
    return next(filter(None, map(_letters, names)), "file") + "-draft"


def _letters(name: str) -> str:
    stem = PurePosixPath(name).stem or name
    plain_letters = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.split(r"[^a-z]+", plain_letters) if word]
    return "-".join(words)[:50].strip("-")


def _toml(made: Draft, file: Mapping[str, str], file_name: str, start: Start) -> str:
    sheet = f' of the sheet "{start.sheet.name}"' if start.sheet.name else ""
    first = "The columns are the fields of its records." if start.sheet.first_row == 0 else (
        f"Its table{sheet} has its heading in row {start.header_row}."
    )  # fmt: skip
    lines = [
        f"# A draft for {file_name}. {first}",
        "# Nothing reads by it until a person has looked through it and written confirmed = true.",
        *(f"# TO FILL IN: {place}" for place in open_places(made)),
        *(f"# LOOK AT THIS: {doubt}" for doubt in made.doubts),
        *([f"# not read: {', '.join(made.not_read)}"] if made.not_read else []),
    ]
    text = "".join(f"{_one_line(line)}\n" for line in lines)
    text += f'id = "{_identifier(file_name)}"\nversion = 1\ntitle = {_value(PurePosixPath(file_name).stem)}\n'
    text += "confirmed = false\n\n[file]\n" + "".join(
        f"{key} = {_value(entry)}\n" for key, entry in file.items()
    )
    for section in SECTIONS:
        if entries := made.sections.get(section):
            text += f"\n[{section}]\n"
            for key, entry in entries.items():
                why = made.reasons.get((section, key), "")
                name = _value(key) if section == "qualities" else key
                text += f"{name} = {_value(entry)}" + (f"  # {_one_line(why)}" if why else "") + "\n"
    for value in made.values:
        text += "\n[[values]]\n"
        text += "".join(
            f"{key} = {_value(entry)}\n" for key, entry in value.items() if not isinstance(entry, dict)
        )
        for key, entry in value.items():
            if isinstance(entry, dict):
                text += f"\n[values.{key}]\n"
                text += "".join(f"{_value(word)} = {_value(said)}\n" for word, said in entry.items())
    return text


def _value(value: object) -> str:
    """A value as TOML writes it; what was delivered stays inside its quotation marks."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(entry)}" for key, entry in value.items()) + " }"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(text: str) -> str:
    """A comment that stays one: no sign in it ends the line."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
