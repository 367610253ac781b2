"""A town whose electricity is stated several times: by bills of a supplier and of the grid, and by hourly values."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.conftest import Town, supply_point

BILLS = """
id = "{kind}-bills"
title = "Bills"
[file]
kind = "csv"
name = "{kind}*"
[dates]
formats = ["%Y-%m-%d"]
[period]
kind = "bill"
start = "From"
end = "To"
[columns]
supply_point = "Meter"
meter = "Serial"
quality = "Read"
issued_on = "Issued"
[qualities]
"yes" = "invoiced"
"no" = "estimated"
[[values]]
column = "Used"
stream = "energy.electricity"
unit = "kWh"
negative = "accept"
"""
HOURS = """
id = "hourly"
title = "Hourly values"
[file]
kind = "csv"
name = "hour*"
[dates]
formats = ["%Y-%m-%d %H:%M"]
[period]
kind = "interval"
column = "When"
stamp = "start"
minutes = 60
[columns]
supply_point = "Meter"
[constants]
quality = "measured"
[[values]]
column = "Used"
stream = "energy.electricity"
unit = "kWh"
"""
HEAD = "Meter;Serial;From;To;Used;Read;Issued\n"


class Accounts:
    """Sends bills and hourly values of a town, and asks what counts."""

    def __init__(self, town: Town) -> None:
        self.town = town
        town.workspace.formats.mkdir()
        for kind in ("supplier", "grid"):
            (town.workspace.formats / f"{kind}.toml").write_text(BILLS.format(kind=kind), encoding="utf-8")
        (town.workspace.formats / "hours.toml").write_text(HOURS, encoding="utf-8")

    def send(self, name: str, content: str) -> None:
        self.town.put("office", f"{name}.csv", content)
        self.town.ingest()

    def bills(self, name: str, *rows: str) -> None:
        self.send(name, HEAD + "".join(f"{row}\n" for row in rows))

    def hours(self, name: str, first: date, days: int, each: float, point: str = "E1") -> None:
        """`each` kWh in every hour of some days in winter or summer."""
        stamps = [(first + timedelta(days=day), hour) for day in range(days) for hour in range(24)]
        self.send(
            name,
            "Meter;When;Used\n"
            + "".join(f"{point};{day} {hour:02}:00;{str(each).replace('.', ',')}\n" for day, hour in stamps),
        )

    def months(self) -> dict[object, object]:
        return dict(
            self.town.rows("SELECT strftime(month, '%m'), round(quantity, 6) FROM core.monthly ORDER BY 1")
        )

    def rules(self) -> list[tuple[object, ...]]:
        """What gave way: file, row, number of rows, rule, and the file that counts."""
        return self.town.rows("""
            SELECT d.file_name, s.row_number, s.rows, s.rule, b.file_name
            FROM core.superseded s JOIN raw.deliveries d USING (delivery_id)
            JOIN raw.deliveries b ON b.delivery_id = s.by_delivery_id ORDER BY ALL
        """)

    def codes(self) -> set[object]:
        """Findings about several readings of the same days; each sentence names the file that counts."""
        self.town.compute()
        found = self.town.rows("""
            SELECT code, message, CAST(details AS JSON)->>'by_file' FROM out.findings
            WHERE CAST(details AS JSON)->>'by_file' IS NOT NULL
        """)
        assert all(str(file) in str(message) for _, message, file in found)
        return {code for code, _, _ in found}


@pytest.fixture
def make_accounts(make_town: Callable[..., Town]) -> Callable[..., Accounts]:
    def make(*points: str, **more: object) -> Accounts:
        return Accounts(make_town(*(points or (supply_point("E1", "energy.electricity", **more),))))

    return make


@pytest.fixture
def accounts(make_accounts: Callable[..., Accounts]) -> Accounts:
    return make_accounts()
