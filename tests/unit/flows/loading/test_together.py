"""Short files that are loaded together come out as if each was loaded by itself."""

from collections.abc import Callable

import duckdb
import openpyxl
import pytest

from flows.archive import arrivals
from flows.inbox import inbox_files
from flows.intake import archive_new_files
from flows.loading import delivery, together
from flows.loading.bundle import Bundle
from flows.loading.delivery import load_delivery
from flows.loading.together import load_deliveries
from flows.settling.register import register_city
from flows.sources.format import load_formats
from indicators.contracts import MIGRATIONS, PENDING, TABLES
from tests.conftest import RECEIVED, Town, supply_point

BILLS = """
id = "bills"
title = "Bills"
[file]
kind = "csv"
name = "bill*"
delimiter = ";"
[table.totals]
column = "Meter"
labels = ["Összesen"]
[[table.leave_out]]
column = "Note"
words = ["tax*"]
because = "taxes"
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
carrier = "Note"
[[values]]
column = "Used"
stream = "energy.electricity"
unit = "kWh"
"""
HOURS = """
id = "hours"
title = "Hours"
[file]
kind = "csv"
name = "hour*"
delimiter = ";"
[dates]
formats = ["%Y-%m-%d %H:%M"]
[period]
kind = "interval"
column = "Time"
minutes = 60
[columns]
supply_point = "Meter"
[[values]]
column = "Used"
stream = "energy.electricity"
unit = "kWh"
"""
HEAD = "Meter;From;To;Used;Note\n"
DELIVERED = {
    "bill-a.csv": HEAD + "E1;2024-01-01;2024-01-31;10,5;x\n\nE2;2024-01-01;2024-01-31;2;x\nÖsszesen;;;12,5;\n",
    "bill-b.csv": "sent by;post\n" + HEAD + "E1;2024-02-01;2024-02-29;7;x\nE1;2024-02-01;2024-02-29;7;x\n",
    "bill-c.csv": HEAD + "E1;2024-03-01;2024-03-31;a;x\nE2;2024-03-01;2024-03-31;1,2E+3;x\n"
    "E1;2024-04-01;2024-04-30;1;tax 5 %\n",
    "bill-d.csv": HEAD + "E1;2024-05-01;2024-06-01;4;x\nE1;2024-06-01;2024-06-30;5;\nÖsszesen;;;12;\n",
    "bill-e.csv": HEAD + "E1;2030-05-01;2030-06-01;4;x\nX9;2024-01-01;2024-01-31;8;x\n",
    "bill-f.csv": HEAD,
    "bill-g.csv": HEAD + "E2;2024-02-01;2024-02-29;3;tax\n",
    "bill-h.csv": HEAD + "E2;2024-04-01;2024-04-30;3;x\nE2;2024-05-01;2024-09-30;30;x\n",
    "bill-i.csv": HEAD + "E1;2024-01-01;2024-01-31;10,5;x\n\nE2;2024-01-01;2024-01-31;2;x\nÖsszesen;;;12,5;\n",
    "bill-k.csv": "Meter;Used;From;To;Note\nE1;6;2024-07-01;2024-07-31;x\nE1;5;2024-07-01;2024-07-31;x\n",
    "hours-a.csv": "Meter;Time;Used\nE1;2024-10-27 02:00;1\nE1;2024-10-27 02:00;2\nE1;2024-10-27 03:00;3\n",
    "hours-b.csv": "Meter;Time;Used\nE1;2024-10-27 02:00;1\nE2;2024-03-31 02:00;2\n",
    "hours-c.csv": "Meter;Time;Used\n"
    + "".join(f"E2;2024-06-{1 + hour // 24:02} {hour % 24:02}:00;{hour}\n" for hour in range(1, 49))
    + "E2;2024-06-03 00:00;4\n",
    "other.csv": "a;b\n1;2\n",
    "empty.csv": "",
}  # fmt: skip
"""What a bundle must keep apart: totals, repeated rows, rows left out, shared days, long bills, the doubled hour."""


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    town = make_town(
        *(supply_point(point, "energy.electricity", valid_from="2020-01-01") for point in ("E1", "E2"))
    )
    town.workspace.formats.mkdir()
    for name, text in (("bills", BILLS), ("hours", HOURS), ("books", BILLS)):
        kind = text.replace('"csv"', '"workbook"').replace('id = "bills"', 'id = "books"')
        (town.workspace.formats / f"{name}.toml").write_text(
            kind if name == "books" else text, encoding="utf-8"
        )
    return town


def deliver(town: Town) -> None:
    for name, content in DELIVERED.items():
        town.put("office", name, content)
        if not name.startswith("bill"):
            continue
        book = openpyxl.Workbook()
        for row in content.splitlines():
            book.worksheets[0].append(row.split(";"))
        path = town.workspace.inbox / "office" / name.replace(".csv", ".xlsx")
        book.save(path)
    archive_new_files(town.workspace, inbox_files(town.workspace), RECEIVED)


def stored(town: Town) -> dict[str, list[tuple[object, ...]]]:
    tables = {
        table.qualified_name: f"FROM {table.qualified_name}" for table in TABLES if table is not MIGRATIONS
    }
    tables[PENDING.qualified_name] = f"""
        SELECT supply_point_id, stream, min(first_day), max(last_day) FROM {PENDING.qualified_name} GROUP BY ALL
    """
    return {name: town.rows(f"FROM ({rows}) ORDER BY ALL") for name, rows in tables.items()}


def test_a_bundle_is_loaded_as_its_files_are_by_themselves(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(town)
    formats = list(load_formats(town.workspace).values())
    with town.store() as connection:
        register_city(connection, town.city)
        alone = [
            load_delivery(connection, arrival, town.city, formats)
            for arrival in arrivals(town.workspace.archive)
        ]
    expected = stored(town)
    town.workspace.store.unlink()
    sizes = []
    bundle = together.bundle
    monkeypatch.setattr(together, "bundle", lambda *given: sizes.append(len(given[1])) or bundle(*given))
    with town.store() as connection:
        register_city(connection, town.city)
        loaded = load_deliveries(connection, arrivals(town.workspace.archive), town.city, formats)
    assert loaded == alone
    assert stored(town) == expected
    assert max(sizes) > len(DELIVERED) // 2, "nothing was loaded together"
    assert {outcome.status for outcome in loaded} == {"accepted", "partly_accepted", "rejected", "duplicate"}
    told = {code for (code,) in town.rows("SELECT code FROM raw.delivery_findings")}
    assert {"totals_mismatch", "shared_day", "spanning_bill", "shifted_stamps", "missing_carrier"} <= told
    assert {"rounded_by_spreadsheet", "nothing_to_count", "empty_file", "no_format"} <= told
    wrong = {code for (code,) in town.rows("SELECT code FROM raw.rejected_rows")}
    assert {
        "duplicate_row",
        "ambiguous_time",
        "nonexistent_time",
        "future_date",
        "unreadable_number",
    } <= wrong


def test_a_bundle_that_breaks_off_is_loaded_by_the_next_run(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(town)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("flows.loading.delivery.store_accepted", killed)
        with pytest.raises(KeyboardInterrupt):
            town.ingest()
    assert town.rows("SELECT count(*) FROM raw.deliveries WHERE rows_read > 0") == [(0,)]
    assert town.rows("SELECT count(*) FROM raw.rejected_rows") == [(0,)]
    again = town.ingest()
    assert again.rows_read > again.rows_rejected > 0
    assert town.rows("SELECT sum(rows_read), sum(rows_rejected) FROM raw.deliveries") == [
        (again.rows_read, again.rows_rejected)
    ]


def test_a_file_that_the_store_cannot_take_is_in_the_way_of_none_before_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        town.put(
            "office", f"bill-{number}.csv", HEAD + f"E1;2024-0{number}-01;2024-0{number}-28;{number};x\n"
        )
    store_accepted = delivery.store_accepted

    def too_much(connection: duckdb.DuckDBPyConnection, bundle: Bundle, *, any_rejected: bool) -> None:
        if any(arrival.file_name == "bill-2.csv" for arrival in bundle.arrivals):
            raise duckdb.OutOfMemoryException
        store_accepted(connection, bundle, any_rejected=any_rejected)

    with monkeypatch.context() as broken:
        broken.setattr(delivery, "store_accepted", too_much)
        with pytest.raises(duckdb.OutOfMemoryException):
            town.ingest()
    assert town.rows("SELECT file_name FROM raw.deliveries") == [("bill-1.csv",)]
    town.ingest()
    assert town.rows("SELECT sum(quantity) FROM core.readings WHERE is_current") == [(6.0,)]
