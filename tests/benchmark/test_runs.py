"""Whole runs with Prefect: a thousand small deliveries, and over years of quarter hours nothing new, or one month."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta

from flows.settling.windows import EVER
from tests.benchmark.apart import Cost, cost_of, ingest
from tests.benchmark.conftest import Told
from tests.benchmark.exports import FORMAT, meters, write_export
from tests.conftest import Town, supply_point

DELIVERIES, MOST_SECONDS = 1000, 40.0
ROWS = int(os.environ.get("EMAS_BENCH_HISTORY", "21_000_000"))
MOST_BEYOND_PREFECT = 3.0
MOST_OF_THE_WHOLE = 0.5

PREFECT_ALONE = """
from flows.settings import open_workspace, prepare_prefect

def work():
    prepare_prefect(open_workspace(Path({folder!r})))
    from prefect import flow, task

    @task
    def step():
        return 1

    @flow
    def nothing():
        return step()

    nothing()
"""
MONTH = """
from flows.settings import open_workspace, prepare_prefect

def work():
    prepare_prefect(open_workspace(Path({folder!r})))
    from flows.schedule import monthly

    monthly({folder!r})
"""
FIGURES = """
from datetime import UTC, date, datetime
from flows.computing.evaluate import evaluate, results
from flows.inbox import inbox_files
from flows.intake import archive_new_files, load_waiting
from flows.settings import load_city, open_workspace
from flows.sources.format import load_formats
from flows.warehouse import open_warehouse
folder = open_workspace(Path({folder!r}))

def work():
    city = load_city(folder)
    archive_new_files(folder, inbox_files(folder), datetime(2026, 11, 5, 6, 0, tzinfo=UTC))
    with open_warehouse(folder, city.organisation.timezone) as connection:
        load_waiting(connection, folder, city, load_formats(folder).values())
        evaluate(connection, city, date(2025, 12, 1))
        results(connection, city, date(2025, 12, 1))
"""
"""What is new from the inbox to figures and what the pages show."""

MONTHS_OF_BILLS = """
id = "bills"
title = "Bills"
[file]
kind = "csv"
delimiter = ";"
[dates]
formats = ["%Y-%m-%d"]
[numbers]
decimal = ","
[period]
kind = "bill"
start = "Kezdete"
end = "Vége"
[columns]
supply_point = "POD"
[[values]]
column = "Mennyiség"
stream = "energy.electricity"
unit_column = "Egység"
"""


def month(town: Town) -> Cost:
    return cost_of(MONTH.format(folder=str(town.root)))


def test_many_small_deliveries(
    make_town: Callable[..., Town], benchmark: Callable[..., object], told: Told
) -> None:
    town = make_town(
        *(supply_point(f"HU{index}", "energy.electricity", valid_from="2015-01-01") for index in range(10)),
        held=False,
    )
    town.workspace.formats.mkdir()
    (town.workspace.formats / "bills.toml").write_text(MONTHS_OF_BILLS, encoding="utf-8")
    expected = 0
    for index in range(DELIVERIES):
        year, number = 2016 + index // 120, index % 12 + 1
        point = index // 12 % 10
        expected += index
        town.put(
            "office",
            f"bill-{index:04}.csv",
            "POD;Kezdete;Vége;Mennyiség;Egység\r\n"
            f"HU{point};{year}-{number:02}-01;{year}-{number:02}-28;{index},5;kWh\r\n",
        )
    costs: list[Cost] = []
    benchmark.pedantic(lambda: costs.append(month(town)), rounds=1)  # type: ignore[attr-defined]
    [ours] = costs
    assert town.rows("SELECT count(*), sum(quantity) FROM core.readings WHERE is_current") == [
        (DELIVERIES, expected + DELIVERIES / 2)
    ]
    told(
        f"{DELIVERIES:,} small deliveries, a month with Prefect; seconds",
        f"{ours.seconds:.1f} s",
        "",
        ours.seconds,
        MOST_SECONDS,
        "60",
    )


def one_month(town: Town, meter: str) -> int:
    """A delivery of the quarter hours of January 2025 of one meter; how many there are."""
    first = datetime(2025, 1, 1)
    stamps = [first + timedelta(minutes=15 * place) for place in range(96 * 31)]
    rows = "".join(f"{meter};{stamp:%Y.%m.%d. %H:%M};1,5;mért\r\n" for stamp in stamps)
    town.put("office", "january.csv", f"Mérő;Időpont;Energia (kWh);Állapot\r\n{rows}", "windows-1250")
    return len(stamps)


def test_nothing_new_and_one_new_month_over_ten_years(
    make_town: Callable[..., Town], benchmark: Callable[..., object], told: Told
) -> None:
    points = meters(ROWS)
    town = make_town(
        *(supply_point(meter, "energy.electricity", valid_from="2015-01-01") for meter in points),
        held=False,
    )
    town.workspace.formats.mkdir()
    (town.workspace.formats / "grid.toml").write_text(FORMAT, encoding="utf-8")
    export = write_export(town.workspace.inbox / "office" / "export.csv", town.root / "utf8.csv", ROWS)
    loaded = ingest(town.root)
    month(town)
    export.path.unlink()
    export.utf8.unlink()
    prefect = cost_of(PREFECT_ALONE.format(folder=str(town.root)))
    costs: list[Cost] = []
    benchmark.pedantic(lambda: costs.append(month(town)), rounds=1)  # type: ignore[attr-defined]
    [ours] = costs
    assert town.rows("SELECT count(*) FROM core.readings") == [(ROWS,)]
    new = one_month(town, points[0])
    grown = cost_of(FIGURES.format(folder=str(town.root)))
    assert town.rows("SELECT count(*) FROM core.readings") == [(ROWS + new,)]
    [(found,)] = town.rows("SELECT quantity FROM core.monthly WHERE month = DATE '2025-01-01'")
    assert found == 1.5 * new
    with town.store() as connection:
        connection.execute(f"""
            INSERT INTO core.pending SELECT DISTINCT supply_point_id, stream, {EVER} FROM core.readings
        """)
        connection.execute("DELETE FROM out.hourly_loads")
    whole = cost_of(FIGURES.format(folder=str(town.root)))
    told(
        f"nothing new, {ROWS:,} readings of 10 years in the store; seconds beyond Prefect's start",
        f"{ours.seconds:.1f} s",
        f"{prefect.seconds:.1f} s",
        ours.seconds - prefect.seconds,
        MOST_BEYOND_PREFECT,
        "1.5",
    )
    told(
        f"one new month of one meter over {ROWS:,} readings, to figures; all anew, processor time",
        f"{grown.processor:.1f} s",
        f"{whole.processor:.1f} s",
        grown.processor / whole.processor,
        MOST_OF_THE_WHOLE,
        "0.2",
    )
    told(
        f"{ROWS:,} quarter hours, archive to months; peak MiB",
        f"{loaded.peak:.0f}",
        "",
        loaded.peak,
        1500.0,
        "1500",
    )
