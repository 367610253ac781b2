"""Tables declared by a test: the declarations that several tests begin with, and what a file of theirs gives."""

from tests.conftest import Town

HEAD = 'id = "own"\ntitle = "Own"\n[file]\nkind = "csv"\nname = "own*"\n'
DAYS = '[dates]\nformats = ["%Y-%m-%d"]\n'
POINT = '[columns]\nsupply_point = "Meter"\n'

Readings = list[tuple[str, str, float]]


def declare(town: Town, text: str) -> None:
    town.workspace.formats.mkdir(exist_ok=True)
    (town.workspace.formats / "own.toml").write_text(text, encoding="utf-8")


def read(town: Town, text: str, content: str, name: str = "own.csv") -> Readings:
    """The readings of a file: supply point, first local minute, quantity."""
    declare(town, text)
    town.put("office", name, content)
    town.ingest()
    found = town.rows("""
        SELECT supply_point_id, strftime(period_start AT TIME ZONE 'Europe/Budapest', '%Y-%m-%d %H:%M'), quantity
        FROM core.readings ORDER BY supply_point_id, stream, period_start
    """)
    return [(str(point), str(start), float(str(quantity))) for point, start, quantity in found]


def rejected(town: Town) -> list[tuple[object, ...]]:
    return town.rows("SELECT row_number, code, column_name, value FROM raw.rejected_rows ORDER BY row_number")


BILLS = (
    HEAD
    + DAYS
    + POINT
    + """
[period]
kind = "bill"
start = "From"
end = "To"
[[values]]
column = "Used"
stream = "energy.electricity"
"""
)
BILL_HEAD = "Meter;From;To;Used\n"
JANUARY, FEBRUARY = "2025-01-01;2025-01-31", "2025-02-01;2025-02-28"
