"""What a returned file holds, as a test reads it."""

import io
from collections.abc import Mapping
from dataclasses import dataclass

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from flows.returning.outbox import Returned, give_back
from flows.sources.format import load_formats
from tests.conftest import Town

HEAD = 'id = "own"\ntitle = "Own"\n[file]\nkind = "{kind}"\nname = "own*"\n'
BILLS = """
[dates]
formats = ["%Y-%m-%d"]
[numbers]
decimal = ","
[period]
kind = "bill"
start = "From"
end = "To"
[columns]
supply_point = "Meter"
[[values]]
column = "Used"
stream = "energy.electricity"
unit = "kWh"
"""
TITLES = ("Meter", "From", "To", "Used")
JANUARY, FEBRUARY, MARCH = (
    ("2025-01-01", "2025-01-31"),
    ("2025-02-01", "2025-02-28"),
    ("2025-03-01", "2025-03-31"),
)
Rows = tuple[tuple[object, ...], ...]


def declare(town: Town, text: str = BILLS, kind: str = "csv") -> None:
    town.workspace.formats.mkdir(exist_ok=True)
    (town.workspace.formats / "own.toml").write_text(HEAD.format(kind=kind) + text, encoding="utf-8")


def text(*rows: tuple[object, ...]) -> str:
    return "".join(";".join(map(str, row)) + "\n" for row in (TITLES, *rows))


def workbook(*rows: tuple[object, ...], titles: tuple[str, ...] = TITLES) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Adat"
    for row in (titles, *rows):
        book.worksheets[0].append(list(row))
    return book


def content(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def give(town: Town) -> tuple[Returned, ...]:
    with town.store() as connection:
        return give_back(connection, town.workspace, town.city, load_formats(town.workspace))


def send(town: Town, name: str, delivered: str | bytes) -> tuple[Returned, ...]:
    town.put("office", name, delivered)
    town.ingest()
    return give(town)


def outbox(town: Town) -> Mapping[str, bytes]:
    """Every returned file by its path below the outbox."""
    return {
        path.relative_to(town.workspace.outbox).as_posix(): path.read_bytes()
        for path in sorted(town.workspace.outbox.rglob("*.xlsx"))
    }


@dataclass(frozen=True)
class ReturnedFile:
    """A returned file as a spreadsheet program opens it."""

    book: openpyxl.Workbook

    @property
    def page(self) -> Worksheet:
        return self.book.worksheets[0]

    @property
    def said(self) -> list[str]:
        """The sentences above the list."""
        column = [str(cell.value or "") for cell in self.page["A"]]
        return column[: column.index("")]

    @property
    def listed(self) -> list[tuple[object, ...]]:
        """The rows of the list, without why and what to do."""
        top = len(self.said) + 3
        rows = self.page.iter_rows(min_row=top, values_only=True)
        return [(*row[:5], row[7]) for row in rows]

    @property
    def comments(self) -> dict[str, str]:
        return {
            f"{sheet.title}!{cell.coordinate}": cell.comment.text
            for sheet in self.book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.comment
        }

    def cells(self, sheet: str) -> Rows:
        return tuple(self.book[sheet].iter_rows(values_only=True))

    @property
    def types(self) -> set[str]:
        """The kinds of cells: n number, s text, d date, f formula, e error."""
        return {cell.data_type for sheet in self.book.worksheets for row in sheet.iter_rows() for cell in row}


def opened(delivered: bytes) -> ReturnedFile:
    return ReturnedFile(openpyxl.load_workbook(io.BytesIO(delivered)))
