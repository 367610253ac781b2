"""What the columns of an unknown table are for, by their headings and by what stands in them."""

from flows.sources.sheet import plain
from flows.trying.draft import Known
from flows.trying.notations import are_years, dated
from flows.trying.table_start import Column, Start, wide_name
from flows.trying.words import declared_words, likeness, meaning
from indicators.units import unit_name
from indicators.waste_codes import WASTE_CODES


def column_roles(start: Start, known: Known) -> dict[str, Column]:
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


def references_of(start: Start, roles: dict[str, Column]) -> list[tuple[Column, str]]:
    """Columns of annual values of sites, such as employees."""
    if not ("site" in roles and "year" in roles):
        return []
    found = [(column, meaning("references", column.heading)) for column in start.columns if column.is_numeric]
    return [(column, kind) for column, kind in found if kind and column.name]


def quantities_of(start: Start, roles: dict[str, Column], wide: str) -> list[Column]:
    """The columns of quantities, in the order of the file."""
    if references := references_of(start, roles):
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
