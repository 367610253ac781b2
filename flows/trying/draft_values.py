"""The quantities of an unknown table: which columns they are, what they measure, in which unit."""

from flows.sources.format import OPEN
from flows.sources.sheet import NUMBER_MARK, plain
from flows.trying.column_roles import references_of
from flows.trying.draft import Draft, Known
from flows.trying.table_start import Column, Start
from flows.trying.words import declared_words, likeness, meaning
from indicators.units import unit_name


def draft_values(
    made: Draft,
    start: Start,
    roles: dict[str, Column],
    known: Known,
    quantities: list[Column],
    wide: tuple[str, str],
) -> None:
    """Enter a block for each column of quantities; of two that measure the same only the first is read."""
    if references := references_of(start, roles):
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
    value["stream"] = _stream(made, start, roles, known, column)
    if column and any(cell.lstrip(NUMBER_MARK).startswith(("-", "\u2212")) for cell in column.cells):
        if value["stream"] == "weather.temperature":
            value["negative"] = "accept"
        else:
            made.doubts.append('quantities below 0 are rejected; credits need negative = "accept"')
    return value


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
