"""A draft of a format for a file that no format fits: every guess with its reason, for a person to confirm."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from flows.loading.fields import TOTALS_WORDS
from flows.sources.headings import normalised
from flows.sources.sheet import plain
from flows.trying.notations import Dated, are_years, dated, moments, usual_step, written
from flows.trying.table_start import Column, Start, wide_name
from flows.trying.words import declared_words, likeness, meaning
from indicators.units import unit_name
from indicators.waste_codes import WASTE_CODES

OPEN = "?"
"""Stands in a draft where the file does not say what a person has to."""


@dataclass
class Draft:
    """What a format is to say, section by section as TOML has it, with the reason behind each entry."""

    sections: dict[str, dict[str, object]] = field(default_factory=dict)
    values: list[dict[str, object]] = field(default_factory=list)
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)

    def say(self, section: str, key: str, value: object, why: str = "") -> None:
        """Enter a value of a section, with its reason."""
        self.sections.setdefault(section, {})[key] = value
        if why:
            self.reasons[section, key] = why


@dataclass(frozen=True)
class Known:
    """What the workspace knows: the streams of each registered supply point, and words about the file as a whole."""

    streams: dict[str, frozenset[str]]
    about: tuple[str, ...]
    delimiter: str = ""


def draft(start: Start, known: Known) -> Draft:
    """Draft everything but the head of the format and `file` for the table that begins there."""
    made = Draft()
    roles = _roles(start, known)
    if start.header_rows > 1:
        made.say("table", "header_rows", start.header_rows, "the heading has so many rows")
    _draft_totals(made, start, roles)
    _tell_sections(made, start)
    days = _draft_period(made, start, roles)
    wide, sign = wide_name(column.heading for column in start.columns)
    quantities = _quantities(start, roles, wide)
    _draft_notations(made, roles, days, known, quantities)
    _draft_columns(made, start, roles, known)
    _draft_values(made, start, roles, known, quantities, (wide, sign))
    _draft_quality(made, roles)
    used = {column.name for column in (*roles.values(), *quantities)}
    used |= {
        str(name) for section in ("columns", "period") for name in made.sections.get(section, {}).values()
    }
    made.doubts = list(dict.fromkeys(made.doubts))
    made.not_read = [
        column.heading
        for column in start.columns
        if column.name not in used and not (wide and wide_name([column.heading] * 50)[0])
    ]
    return made


def _roles(start: Start, known: Known) -> dict[str, Column]:
    """One column for each role, by its heading and by what stands in it."""
    wanted: dict[str, tuple[float, Column]] = {}
    for column in start.columns:
        if not column.name:
            continue
        for role, words in declared_words()["roles"].items():
            if role in ("money", "quantity") or wide_name([column.heading] * 50)[0]:
                continue
            score = likeness(column.bare, words) + _evidence(role, column, known)
            if score > wanted.get(role, (0.0, column))[0] and _suits(role, column):
                wanted[role] = (score, column)
    taken: dict[str, Column] = {}
    for role, (_, column) in sorted(wanted.items(), key=lambda item: -item[1][0]):
        if column not in taken.values():
            taken[role] = column
    if "start" in taken and "end" not in taken:
        taken.setdefault("moment", taken.pop("start"))
    return taken


def _evidence(role: str, column: Column, known: Known) -> float:
    """What the cells say for a role, whatever the heading is."""
    cells = [plain(cell) for cell in column.cells]
    if not cells:
        return 0
    if role == "supply_point":
        return 5.0 * sum(cell in known.streams for cell in cells) / len(cells)
    if role == "unit":
        return 2.5 if all(unit_name(cell) for cell in cells) and not column.is_numeric else 0
    if role == "waste_code":
        return 3.0 if sum(_waste_digits(cell) in WASTE_CODES for cell in cells) > 0.6 * len(cells) else 0
    if role == "year":
        return 1.0 if are_years(column.cells) else 0
    return 0


def _waste_digits(cell: str) -> str:
    return "".join(sign for sign in cell if sign.isdigit())


KINDS_OF_DAYS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("start", "end", "moment", "issued_on"), ("day", "stamp")),
    "month": ("month",),
}
NUMERIC_ROLES = ("register", "heating_value", "multiplier")
MAY_BE_EMPTY = ("issued_on", "quality", "carrier")


def _suits(role: str, column: Column) -> bool:
    """Whether the cells of a column can mean what the role says."""
    found = dated(column.cells)
    if not column.cells:
        suits = role in MAY_BE_EMPTY
    elif role in KINDS_OF_DAYS:
        suits = found is not None and found.kind in KINDS_OF_DAYS[role]
    elif role == "year":
        suits = are_years(column.cells)
    elif role in NUMERIC_ROLES:
        suits = column.is_numeric
    elif role == "unit":
        suits = any(unit_name(plain(cell)) for cell in column.cells)
    else:
        suits = found is None and not (role in ("quality", "stream_column") and column.is_numeric)
    return suits


def _draft_totals(made: Draft, start: Start, roles: dict[str, Column]) -> None:
    first = roles.get("supply_point") or roles.get("site") or (start.columns[0] if start.columns else None)
    if first is None or not first.name:
        return
    words = [plain(cell) for cell in first.cells if normalised(plain(cell)).rstrip(": ") in TOTALS_WORDS]
    if words:
        labels = list(dict.fromkeys(words))
        why = "rows of totals: not read, but compared with the rows above them"
        made.say("table", "totals", {"column": first.name, "labels": labels}, why)


def _tell_sections(made: Draft, start: Start) -> None:
    """Rows of a single text between rows of data: they may say something about the rows below them."""
    alone = [plain(row[0]) for row in start.rows if row and row[0] and sum(map(bool, row)) == 1]
    wide = sum(sum(map(bool, row)) > 2 for row in start.rows)
    if alone and wide:
        made.doubts.append(
            f'rows such as "{alone[0]}" stand alone: they may be sections (table.sections) or notes'
        )


def _draft_period(made: Draft, start: Start, roles: dict[str, Column]) -> list[Dated]:
    """The period, and how its days are written."""
    sign = wide_name(column.heading for column in start.columns)[1]
    found: list[Dated] = []
    if "start" in roles and "end" in roles:
        found = [days for role in ("start", "end") if (days := dated(roles[role].cells))]
        if all(days.kind == "stamp" for days in found):
            made.say("period", "kind", "interval", "each row has the moments at which it begins and ends")
            made.say("period", "column", roles["start"].name)
            made.say("period", "end", roles["end"].name)
            return found
        made.say("period", "kind", "bill", "each row has a first and a last day")
        made.say("period", "start", roles["start"].name)
        made.say("period", "end", roles["end"].name)
        inclusive, why = _inclusive(start, roles)
        made.say("period", "end_inclusive", inclusive, why)
    elif sign == "{year}":
        made.say("period", "kind", "year", "each year has a column of its own")
    elif sign == "{month}":
        made.say("period", "kind", "month", "each month has a column of its own")
        made.say(
            "period", "column", roles["year"].name if "year" in roles else OPEN, "the column of the year"
        )
    elif sign == "{day}":
        made.say("period", "kind", "day", "each day has a column of its own")
        made.say(
            "period", "column", roles["month"].name if "month" in roles else OPEN, "the column of the month"
        )
    elif "moment" in roles:
        found = _draft_moments(made, start, roles, sign)
    elif "month" in roles:
        made.say("period", "kind", "month", "each row is of one month")
        made.say("period", "column", roles["month"].name)
    elif "year" in roles:
        made.say("period", "kind", "year", "each row is of one year")
        made.say("period", "column", roles["year"].name)
    else:
        made.say("period", "kind", "month", "nothing in the file says of when a row is")
        made.say("period", "column", OPEN)
        made.doubts.append("no column of days, months or years was found")
    if "issued_on" in roles and (days := dated(roles["issued_on"].cells)):
        found.append(days)
    return found


def _inclusive(start: Start, roles: dict[str, Column]) -> tuple[bool | str, str]:
    """Whether bills end on the day before the next one of the same supply point begins, or on the same day."""
    point = roles.get("supply_point")
    first, last = (dated(roles[role].cells) for role in ("start", "end"))
    if not (first and last):
        return True, "the last day belongs to the bill"
    begun: dict[str, list[object]] = {}
    ended: dict[str, list[object]] = {}
    for row in start.rows:
        name = _cell(row, point)
        for role, days, into in (("start", first, begun), ("end", last, ended)):
            [moment] = moments([_cell(row, roles[role])], days.formats)
            into.setdefault(name, []).append(moment)
    shared = sum(len({*begun[name]} & {*ended[name]} - {None}) for name in begun)
    if shared:
        return "neighbours", f"{shared} bills end on the day on which the next one begins"
    return True, "no bill ends on the day on which the next one begins: the last day belongs to the bill"


def _cell(row: tuple[str, ...], column: Column | None) -> str:
    return row[column.position - 1] if column and column.position <= len(row) else ""


def _draft_moments(made: Draft, start: Start, roles: dict[str, Column], sign: str) -> list[Dated]:
    column = roles["moment"]
    days = dated(column.cells)
    found = moments(column.cells, days.formats if days else ())
    step = usual_step(found)
    if sign == "{time}":
        times = [says for column in start.columns if (says := _minutes(column.heading)) is not None]
        length = min((after - before for before, after in pairwise(times) if after > before), default=0)
        made.say("period", "kind", "interval", "each time of day has a column of its own")
        made.say("period", "column", column.name)
        made.say("period", "minutes", length, "the distance between the headings")
        made.say(
            "period",
            "stamp",
            "end" if times[0] else "start",
            f"the first heading says {times[0] // 60:02}:{times[0] % 60:02}",
        )
    elif days and days.kind == "stamp" and step and "register" not in roles:
        made.say("period", "kind", "interval", "each row bears a time")
        made.say("period", "column", column.name)
        made.say("period", "minutes", step, "the usual distance between two rows")
        first = next(moment for moment in found if moment)
        since_midnight = 60 * first.hour + first.minute
        made.say(
            "period",
            "stamp",
            "end" if since_midnight == step else "start",
            f"the first row says {first:%H:%M}",
        )
        if since_midnight not in (0, step):
            made.doubts.append("nothing tells whether a stamp is the beginning or the end of its interval")
    elif "register" in roles:
        made.say("period", "kind", "register", "the numbers are what a meter shows on that day")
        made.say("period", "column", column.name)
    else:
        made.say("period", "kind", "day", "each row is of one day")
        made.say("period", "column", column.name)
        made.say("period", "rows_add_up", True, "several rows of one day are several events, not repetitions")
        made.doubts.append("a day stands for itself alone; if it ends a longer period, the layout is another")
    return [days] if days else []


def _minutes(heading: str) -> int | None:
    text = heading.strip("[]() ").replace(".", ":").split(":")
    return (
        int(text[0]) * 60 + int(text[1])
        if len(text) > 1 and all(part.isdigit() for part in text[:2])
        else None
    )


def _draft_notations(
    made: Draft,
    roles: dict[str, Column],
    days: list[Dated],
    known: Known,
    quantities: list[Column],
) -> None:
    formats = list(dict.fromkeys(pattern for found in days for pattern in found.formats))
    if formats:
        made.say("dates", "formats", formats, days[0].why)
    made.doubts += [found.doubt for found in days if found.doubt]
    numeric = [*quantities, *(roles[role] for role in ("heating_value", "multiplier") if role in roles)]
    found = written((cell for column in numeric for cell in column.cells), known.delimiter)
    made.say("numbers", "decimal", found.notation.decimal, found.why)
    if found.notation.thousands:
        made.say("numbers", "thousands", found.notation.thousands)
    if found.doubt:
        made.doubts.append(found.doubt)
    words = Counter(
        plain(cell)
        for column in quantities
        for cell in column.cells
        if cell.strip() in ("-", "–", "..", "…", "n.a.", "NC")
    )
    if words:
        made.say("numbers", "nothing", sorted(words), "stand where there is no value")


def _draft_columns(made: Draft, start: Start, roles: dict[str, Column], known: Known) -> None:
    point = roles.get("supply_point")
    references = _references(start, roles)
    if references:
        made.sections.pop("period", None)
        made.say("columns", "site", roles["site"].name)
        made.say("columns", "year", roles["year"].name)
        return
    if point:
        registered = sum(plain(cell) in known.streams for cell in point.cells)
        why = f"{registered} of {len(point.cells)} cells are supply points of city.toml" if registered else ""
        made.say("columns", "supply_point", point.name, why or f'the heading "{point.heading}"')
    elif label := _label(start):
        made.say("preamble", "supply_point", label, "the cell beside it names the supply point")
    elif "meter" in roles:
        made.say("columns", "supply_point", roles.pop("meter").name, "the only column that names a meter")
    elif "site" in roles:
        made.say(
            "columns", "supply_point", roles["site"].name, "no other column says of which meter a row is"
        )
        made.doubts.append(
            "the site stands for the supply point; register it by that name, or name the meter"
        )
    elif texts := [column for column in start.columns if _may_name_a_point(column, roles)]:
        made.say("columns", "supply_point", texts[0].name, "the first column of names")
        made.doubts.append(f'"{texts[0].heading}" is taken for the supply point')
    else:
        made.say("constants", "supply_point", OPEN, "nothing in the file says of which supply point it is")
        made.doubts.append("write the supply point of this file in place of the question mark")
    for role in ("meter", "quality", "issued_on", "heating_value", "multiplier", "waste_code", "carrier"):
        if role in roles:
            made.say("columns", role, roles[role].name, f'the heading "{roles[role].heading}"')


def _may_name_a_point(column: Column, roles: dict[str, Column]) -> bool:
    free = bool(column.name and column.cells) and column not in roles.values()
    return free and not column.is_numeric and dated(column.cells) is None


def _label(start: Start) -> str:
    """A label above the table with a name of a supply point beside it."""
    words = declared_words()["roles"]["supply_point"]
    for row in start.above:
        cells = [plain(cell) for cell in row if cell]
        if len(cells) >= 2 and likeness(cells[0], words) >= 2:
            return cells[0].rstrip(":")
        name, colon, value = cells[0].partition(":") if cells else ("", "", "")
        if colon and value.strip() and likeness(name, words) >= 2:
            return name
    return ""


def _references(start: Start, roles: dict[str, Column]) -> list[tuple[Column, str]]:
    """Columns of annual values of sites, such as employees."""
    if not ("site" in roles and "year" in roles):
        return []
    found = [(column, meaning("references", column.heading)) for column in start.columns if column.is_numeric]
    return [(column, kind) for column, kind in found if kind and column.name]


def _quantities(start: Start, roles: dict[str, Column], wide: str) -> list[Column]:
    """The columns of quantities, in the order of the file."""
    if references := _references(start, roles):
        return [column for column, _ in references]
    if wide:
        return [column for column in start.columns if wide_name([column.heading] * 50)[0]]
    if "register" in roles:
        return [roles["register"]]
    taken = [column for role, column in roles.items() if role != "register"]
    words = declared_words()["roles"]
    free = [column for column in start.columns if column.name and column.is_numeric and column not in taken]
    priced = [column for column in free if likeness(column.heading, words["money"])]
    free = [column for column in free if column not in priced]
    with_unit = [column for column in free if column.unit_in_heading]
    fits = {column.position: likeness(column.bare, words["quantity"]) for column in free}
    best = int(max(fits.values(), default=0))
    named = [column for column in free if best and int(fits[column.position]) == best]
    streams = [column for column in free if meaning("streams", column.heading)]
    return with_unit or named or streams or free[:1]


def _draft_values(
    made: Draft,
    start: Start,
    roles: dict[str, Column],
    known: Known,
    quantities: list[Column],
    wide: tuple[str, str],
) -> None:
    if references := _references(start, roles):
        made.values = [{"column": column.name, "reference": kind} for column, kind in references]
        return
    if wide[0]:
        made.values = [_value(made, start, roles, known, None, wide[0])]
        return
    seen: set[object] = set()
    for column in quantities:
        value = _value(made, start, roles, known, column, column.name)
        stream = value.get("stream") or value.get("stream_column")
        if stream in seen:
            made.doubts.append(f'"{column.heading}" measures the same as a column before it and is not read')
            continue
        seen.add(stream)
        made.values.append(value)
    if not quantities:
        made.values = [{"column": OPEN, "stream": OPEN}]
        made.doubts.append("no column of quantities was found")


def _value(
    made: Draft, start: Start, roles: dict[str, Column], known: Known, column: Column | None, name: str
) -> dict[str, object]:
    value: dict[str, object] = {"column": name}
    unit = column.unit_in_heading if column else ""
    if unit and (f"({unit})" in name or f"[{unit}]" in name):
        value["column"] = name[: name.rindex(unit)] + "{unit}" + name[name.rindex(unit) + len(unit) :]
    elif "unit" in roles:
        value["unit_column"] = roles["unit"].name
    elif column and (written_unit := _unit_word(column.heading)):
        value["unit"] = written_unit
    elif label := _unit_label(start):
        made.say("preamble", "unit", label, "the cell beside it names the unit")
    else:
        value["unit"] = OPEN
        made.doubts.append(f'nothing in the file says in which unit "{name}" is')
    if "waste_code" in roles:
        return value | {"stream": "waste"}
    if "stream_column" in roles and _words_of(roles["stream_column"]):
        words = _words_of(roles["stream_column"])
        unknown = sorted({plain(cell) for cell in roles["stream_column"].cells} - set(words))
        if unknown:
            made.doubts.append(f"it is not known what these mean: {', '.join(unknown[:10])}")
        return value | {"stream_column": roles["stream_column"].name, "streams": words}
    return value | {"stream": _stream(made, start, roles, known, column)}


def _words_of(column: Column) -> dict[str, str]:
    """The words of a column that name a stream."""
    words = dict.fromkeys(plain(cell) for cell in column.cells)
    return {word: stream for word in words if (stream := meaning("streams", word))}


def _unit_word(heading: str) -> str:
    return next((word for word in reversed(heading.replace(",", " ").split()) if unit_name(word)), "")


def _unit_label(start: Start) -> str:
    words = declared_words()["roles"]["unit"]
    for row in start.above:
        cells = [plain(cell) for cell in row if cell]
        if len(cells) >= 2 and likeness(cells[0], words) >= 2 and unit_name(cells[1]):
            return cells[0].rstrip(":")
    return ""


def _stream(made: Draft, start: Start, roles: dict[str, Column], known: Known, column: Column | None) -> str:
    """What a column measures: by its heading, by the register of supply points, by the words around the table."""
    if column and (said := meaning("streams", column.heading)):
        return said
    points = roles.get("supply_point")
    cells = points.cells if points else [cell for row in start.above for cell in row]
    registered = frozenset[str]().union(*(known.streams.get(plain(cell), frozenset()) for cell in cells))
    if len(registered) == 1:
        return next(iter(registered))
    titles = [plain(cell) for row in start.above for cell in row if cell]
    others = [other.heading for other in start.columns if other is not column]
    if said := meaning("streams", start.sheet.name, *titles, *known.about, *others):
        made.doubts.append(f"{said} is what the words around the table say; the column itself does not")
        return said
    made.doubts.append("nothing in the file says what is measured")
    return OPEN


def _draft_quality(made: Draft, roles: dict[str, Column]) -> None:
    kind = made.sections.get("period", {}).get("kind")
    if kind and kind not in ("bill", "month", "year"):
        made.say("constants", "quality", "measured", "rows of a meter, not of a bill")
    if "quality" not in roles:
        return
    words = list(dict.fromkeys(plain(cell) for cell in roles["quality"].cells))
    known = {word: said for word in words if (said := meaning("qualities", word))}
    if "quality" in made.sections.get("constants", {}):
        known = {word: "measured" if said == "invoiced" else said for word, said in known.items()}
    if not known:
        made.sections["columns"].pop("quality", None)
        return
    made.sections["qualities"] = dict(known)
    unknown = sorted(set(words) - set(known))
    if unknown:
        made.doubts.append(f"it is not known what these say of the quality: {', '.join(unknown[:10])}")


def open_places(made: Draft) -> Iterable[str]:
    """The keys that a person has to fill in."""
    for section, entries in made.sections.items():
        yield from (f"{section}.{key}" for key, value in entries.items() if value == OPEN)
    for value in made.values:
        yield from (f"values.{key}" for key, entry in value.items() if entry == OPEN)
