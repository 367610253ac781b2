"""A year-long quarter-hour export beside the least that any program must do, and the script that a user would write.

All three read the same rows in one run on one machine; what counts is the ratio.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pytest

from tests.conftest import Town, supply_point

ROWS = 400_000
MOST = 25.0
"""Times the floor that a load may take today; the aim is 5."""


def quarter_hours(path: Path, rows: int) -> None:
    zone = ZoneInfo("Europe/Budapest")
    start = datetime(2015, 1, 1, tzinfo=zone).astimezone(ZoneInfo("UTC"))
    lines = ["Mérési pont;E1", "Mértékegység;kWh", "", "Időpont;Hatásos energia (kWh)"]
    for index in range(rows):
        local = (start + timedelta(minutes=15 * index)).astimezone(zone)
        whole, thousandths = divmod(index % 997 * 125, 1000)
        lines.append(f"{local:%Y.%m.%d. %H:%M};{whole},{thousandths:03}")
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("windows-1250"))


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_a_quarter_hour_export(make_town: Callable[..., Town], benchmark: Callable[..., object]) -> None:
    town = make_town(
        supply_point("E1", "energy.electricity", valid_from="2015-01-01"),
    )
    path = town.workspace.inbox / "office" / "export.csv"
    quarter_hours(path, ROWS)
    utf8 = town.root / "utf8.csv"
    utf8.write_text(path.read_text(encoding="windows-1250"), encoding="utf-8")

    def floor() -> None:
        with duckdb.connect(str(town.root / "floor.duckdb")) as connection:
            connection.execute(f"""
                CREATE TABLE readings AS FROM read_csv('{utf8}', delim = ';', skip = 5, header = false,
                    decimal_separator = ',', timestampformat = '%Y.%m.%d. %H:%M',
                    columns = {{'stamp': 'TIMESTAMP', 'kwh': 'DOUBLE'}})
            """)

    def peer() -> float:
        frame = pd.read_csv(
            path, sep=";", decimal=",", skiprows=4, encoding="windows-1250", names=["stamp", "kwh"], header=0
        )
        frame["stamp"] = pd.to_datetime(frame["stamp"], format="%Y.%m.%d. %H:%M")
        return float(frame.groupby(frame["stamp"].dt.to_period("M"))["kwh"].sum().sum())

    least, script = seconds(floor), seconds(peer)
    ours = seconds(lambda: benchmark.pedantic(town.ingest, rounds=1))  # type: ignore[attr-defined]
    ratio = ours / least
    print(
        f"\n{ROWS:,} quarter hours: DuckDB read_csv {least:.2f} s, pandas script {script:.2f} s, "
        f"archive to months {ours:.2f} s = {ratio:.1f} x the floor, {ours / script:.1f} x the script"
    )
    assert town.rows("SELECT rows_accepted, rows_rejected FROM raw.deliveries") == [(ROWS, 0)]
    assert town.rows("SELECT sum(quantity) FROM core.monthly")[0][0] == pytest.approx(peer(), rel=1e-9)
    assert ratio < MOST
