"""Whole runs with Prefect: a thousand small deliveries, and a run with nothing new over years of quarter hours."""

import os
from collections.abc import Callable

from tests.benchmark.apart import Cost, cost_of, ingest
from tests.benchmark.conftest import Told
from tests.benchmark.exports import FORMAT, meters, write_export
from tests.conftest import Town, supply_point

DELIVERIES, MOST_SECONDS = 1000, 90.0
ROWS = int(os.environ.get("EMAS_BENCH_HISTORY", "21_000_000"))
MOST_BEYOND_PREFECT = 6.0

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
        *(supply_point(f"HU{index}", "energy.electricity", valid_from="2015-01-01") for index in range(10))
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


def test_a_run_with_nothing_new(
    make_town: Callable[..., Town], benchmark: Callable[..., object], told: Told
) -> None:
    town = make_town(
        *(supply_point(meter, "energy.electricity", valid_from="2015-01-01") for meter in meters(ROWS))
    )
    town.workspace.formats.mkdir()
    (town.workspace.formats / "grid.toml").write_text(FORMAT, encoding="utf-8")
    export = write_export(town.workspace.inbox / "office" / "export.csv", town.root / "utf8.csv", ROWS)
    loaded = ingest(town.root)
    month(town)
    export.path.unlink()
    prefect = cost_of(PREFECT_ALONE.format(folder=str(town.root)))
    costs: list[Cost] = []
    benchmark.pedantic(lambda: costs.append(month(town)), rounds=1)  # type: ignore[attr-defined]
    [ours] = costs
    assert town.rows("SELECT count(*) FROM core.readings") == [(ROWS,)]
    told(
        f"nothing new, {ROWS:,} readings of 10 years in the store; seconds beyond Prefect's start",
        f"{ours.seconds:.1f} s",
        f"{prefect.seconds:.1f} s",
        ours.seconds - prefect.seconds,
        MOST_BEYOND_PREFECT,
        "3",
    )
    told(
        f"{ROWS:,} quarter hours, archive to months; peak MiB",
        f"{loaded.peak:.0f}",
        "",
        loaded.peak,
        1500.0,
        "1500",
    )
