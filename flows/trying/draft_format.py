"""A draft of a format for the table of a file that no format fits."""

from collections import Counter

from flows.loading.fields import TOTALS_WORDS
from flows.sources.format import OPEN
from flows.sources.sheet import normalised, plain
from flows.trying.column_roles import column_roles, quantities_of, references_of
from flows.trying.draft import Draft, Known
from flows.trying.draft_period import draft_period
from flows.trying.draft_values import draft_values
from flows.trying.notations import Dated, dated, is_number, written
from flows.trying.table_start import Column, Start, says_a_period, wide_name
from flows.trying.words import declared_words, likeness, meaning


def draft_format(start: Start, known: Known) -> Draft:
    """Draft everything but the head of the format and `file` for the table that begins there."""
    made = Draft()
    roles = column_roles(start, known)
    if start.header_rows > 1:
        made.say("table", "header_rows", start.header_rows, "the heading has so many rows")
    _draft_totals(made, start, roles)
    _tell_sections(made, start)
    days = [] if references_of(start, roles) else draft_period(made, start, roles)
    wide, sign = wide_name(column.heading for column in start.columns)
    quantities = quantities_of(start, roles, wide)
    _draft_notations(made, roles, days, known, quantities)
    _draft_columns(made, start, roles, known)
    _draft_fill_down(made, start, roles, quantities)
    draft_values(made, start, roles, known, quantities, (wide, sign))
    _draft_quality(made, roles)
    used = {column.name for column in (*roles.values(), *quantities)}
    used |= {
        str(name) for section in ("columns", "period") for name in made.sections.get(section, {}).values()
    }
    made.doubts = list(dict.fromkeys(made.doubts))
    made.not_read = [
        column.heading
        for column in start.columns
        if column.name not in used and not (wide and says_a_period(column.heading))
    ]
    return made


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
    numeric = [
        *quantities,
        *(roles[role] for role in ("heating_value", "per_unit", "multiplier") if role in roles),
    ]
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
    references = references_of(start, roles)
    if references:
        made.say("columns", "site", roles["site"].name)
        since = "valid_from" if "valid_from" in roles else "year"
        made.say("columns", since, roles[since].name)
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
        most = max(texts, key=lambda column: len(set(column.cells)))
        made.say("columns", "supply_point", most.name, "the column with the most different names")
        made.doubts.append(f'"{most.heading}" is taken for the supply point')
    else:
        made.say("constants", "supply_point", OPEN, "nothing in the file says of which supply point it is")
        made.doubts.append("write the supply point of this file in place of the question mark")
    for role in (
        "meter",
        "quality",
        "issued_on",
        "heating_value",
        "per_unit",
        "multiplier",
        "waste_code",
        "treatment",
        "carrier",
    ):
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


MAY_BE_EMPTY = ("quality", "issued_on", "heating_value", "per_unit", "multiplier", "carrier", "meter")
"""Columns that may well be empty in a row that is whole; the others describe a row, and offices write them once for
several rows, as merged cells or in the first row of a group only."""


def _draft_fill_down(made: Draft, start: Start, roles: dict[str, Column], quantities: list[Column]) -> None:
    """Columns that are empty in rows with a quantity, below a row in which they are filled."""
    said = made.sections.get("columns", {})
    needed = {name for role, name in said.items() if role not in MAY_BE_EMPTY}
    needed |= {made.sections.get("period", {}).get(key, "") for key in ("start", "end", "column")}
    needed |= {roles[role].name for role in ("unit", "stream_column") if role in roles}
    places = [column.position - 1 for column in quantities]
    rows = [row for row in start.rows if any(is_number(row[place]) for place in places if place < len(row))]
    found = []
    for column in start.columns:
        if not column.name or column.name not in needed or column in quantities:
            continue
        filled = [column.position <= len(row) and bool(row[column.position - 1]) for row in rows]
        if filled and filled[0] and not all(filled):
            found.append(column)
    if not found:
        return
    made.say("table", "fill_down", [column.name for column in found], "empty below a filled cell")
    made.doubts += [
        f'"{column.heading}" is empty in some rows: does the cell above hold for them too (merged cells, groups)? '
        "If not, take it out of table.fill_down"
        for column in found
    ]


def _draft_quality(made: Draft, roles: dict[str, Column]) -> None:
    kind = made.sections.get("period", {}).get("kind")
    if kind in ("interval", "register") or (kind == "day" and "stream_column" not in roles):
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
