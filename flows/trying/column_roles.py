"""What the columns of an unknown table are for, by their headings and by what stands in them."""

from flows.sources.sheet import plain
from flows.trying.draft import Known
from flows.trying.notations import are_years, dated
from flows.trying.table_start import Column, Start, says_a_period
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
            if role in ("money", "quantity") or says_a_period(column.heading):
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
    says = 0.0
    if not cells:
        return says
    if role == "supply_point":
        says = 5.0 * sum(cell in known.streams for cell in cells) / len(cells)
    elif role == "unit":
        says = 2.5 * (all(unit_name(cell) for cell in cells) and not column.is_numeric)
    elif role == "waste_code":
        says = 3.0 * (sum(_waste_digits(cell) in WASTE_CODES for cell in cells) > 0.6 * len(cells))
    elif role == "moment":
        found = dated(column.cells)
        says = 0.5 * (found is not None and found.kind in ("day", "stamp"))
    elif role == "year":
        says = float(are_years(column.cells))
    return says


def _waste_digits(cell: str) -> str:
    return "".join(sign for sign in cell if sign.isdigit())


KINDS_OF_DAYS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("start", "end", "moment", "issued_on", "valid_from"), ("day", "stamp")),
    "month": ("month",),
}
NUMERIC_ROLES = ("register", "heating_value", "per_unit", "multiplier")
MAY_BE_EMPTY = ("issued_on", "quality", "treatment", "carrier")


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
    if "site" not in roles or not ("year" in roles or "valid_from" in roles):
        return []
    found = [(column, meaning("references", column.heading)) for column in start.columns if column.is_numeric]
    return [(column, kind) for column, kind in found if kind and column.name]


def quantities_of(start: Start, roles: dict[str, Column], wide: str) -> list[Column]:
    """The columns of quantities, in the order of the file."""
    if references := references_of(start, roles):
        return [column for column, _ in references]
    if wide:
        return [column for column in start.columns if says_a_period(column.heading)]
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
