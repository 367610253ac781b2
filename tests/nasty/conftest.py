"""A town whose deliveries are what offices and utilities really send, and formats that are declared on the spot."""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import openpyxl
import pytest

from tests.conftest import Town, supply_point

HEAD = 'id = "own"\ntitle = "Own"\n[file]\nkind = "{kind}"\nname = "own*"\n'
BILLS = """
[dates]
formats = ["%Y-%m-%d"]
[period]
kind = "bill"
start = "From"
end = "To"
[columns]
supply_point = "Meter"
[[values]]
column = "Used"
stream = "energy.electricity"
"""
BILL_HEAD = ("Meter", "From", "To", "Used")
KWH = 'unit = "kWh"\n'
JANUARY, FEBRUARY, MARCH = (
    ("2025-01-01", "2025-01-31"),
    ("2025-02-01", "2025-02-28"),
    ("2025-03-01", "2025-03-31"),
)


@dataclass(frozen=True)
class Office:
    """An office of a town: it declares a layout, sends files, and is told."""

    town: Town

    def declare(self, text: str, kind: str = "csv") -> None:
        self.town.workspace.formats.mkdir(exist_ok=True)
        (self.town.workspace.formats / "own.toml").write_text(HEAD.format(kind=kind) + text, encoding="utf-8")

    def send(self, content: str | bytes, name: str = "own.csv", encoding: str = "utf-8") -> None:
        self.town.put("office", name, content, encoding)
        self.town.ingest()

    def readings(self) -> list[tuple[object, ...]]:
        """Supply point, first and last local minute, quantity, of what counts."""
        return self.town.rows("""
            SELECT supply_point_id, strftime(period_start AT TIME ZONE 'Europe/Budapest', '%Y-%m-%d %H:%M'),
                strftime(period_end AT TIME ZONE 'Europe/Budapest', '%Y-%m-%d %H:%M'), quantity
            FROM core.readings WHERE is_current ORDER BY period_start, row_number
        """)

    def quantities(self) -> list[object]:
        return [row[3] for row in self.readings()]

    def months(self) -> dict[str, object]:
        """Quantity of each month, of all sites."""
        return {
            str(month): quantity
            for month, quantity in self.town.rows("""
                SELECT strftime(month, '%Y-%m'), round(sum(quantity), 6) FROM core.monthly GROUP BY ALL
            """)
        }

    def rejected(self) -> list[tuple[object, ...]]:
        return self.town.rows(
            "SELECT row_number, code, column_name, value FROM raw.rejected_rows ORDER BY row_number"
        )

    def told(self, code: str) -> str:
        """The one sentence of this code that the office reads; it names the file and has no gap."""
        found = self.town.rows(
            f"SELECT message FROM raw.rejected_rows WHERE code = '{code}' ORDER BY 1 LIMIT 1"
        )
        if not found:
            self.town.compute()
            found = self.town.rows(
                f"SELECT message FROM out.findings WHERE code = '{code}' ORDER BY 1 LIMIT 1"
            )
        [(message,)] = found
        assert "{place}" not in str(message)
        return str(message)

    def findings(self) -> list[tuple[object, ...]]:
        return self.town.rows("SELECT code, row_number FROM raw.delivery_findings ORDER BY ALL")

    def status(self) -> list[tuple[object, ...]]:
        return self.town.rows("SELECT status, rows_read, rows_accepted FROM raw.deliveries ORDER BY sequence")


@pytest.fixture
def office(make_town: Callable[..., Town]) -> Office:
    points = [
        supply_point(point, stream, valid_from="2019-01-01", cadence='"irregular"')
        for point, stream in (
            ("E1", "energy.electricity"),
            ("E2", "energy.electricity"),
            ("V1", "water.mains"),
            ("H1", "waste"),
        )
    ]
    return Office(make_town(*points))


def lines(*rows: Sequence[object], delimiter: str = ";") -> str:
    return "".join(delimiter.join(map(str, row)) + "\n" for row in rows)


def bills(*rows: Sequence[object]) -> str:
    return lines(BILL_HEAD, *rows)


def workbook(*rows: Sequence[object], sheet: str = "Adat") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(list(row))
    return book


def content(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook as a spreadsheet program saves it."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def stamped(stamp: str, minutes: int, formats: Iterable[str] = ("%Y-%m-%d %H:%M",), more: str = "") -> str:
    """A layout of intervals."""
    written = ", ".join(f'"{pattern}"' for pattern in formats)
    return f"""
[dates]
formats = [{written}]
{more}
[period]
kind = "interval"
column = "When"
stamp = "{stamp}"
minutes = {minutes}
[constants]
supply_point = "E1"
quality = "measured"
[[values]]
column = "Used"
stream = "energy.electricity"
unit = "kWh"
"""
