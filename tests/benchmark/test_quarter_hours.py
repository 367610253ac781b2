"""Five million quarter hours beside the least that any program must do, and the script that a user would write.

All read the same rows in one run on one machine; what counts is the ratio of the least of three times each.
EMAS_BENCH_ROWS says how many rows: the memory must not grow with them.
"""

import os
from collections.abc import Callable
from operator import attrgetter

import pytest

from tests.benchmark.apart import cost_of, ingest_into_new_store
from tests.benchmark.conftest import Told
from tests.benchmark.exports import FIRST_INSTANT, FORMAT, QUARTER_HOURS_OF_TEN_YEARS, meters, write_export
from tests.conftest import Town, supply_point

ROWS = int(os.environ.get("EMAS_BENCH_ROWS", "5_000_000"))
MOST, MOST_MEMORY, ROUNDS = 5.0, 1500.0, 3

FLOOR = """
import duckdb

def work():
    with duckdb.connect({store!r}) as connection:
        connection.execute('''
            CREATE TABLE readings AS FROM read_csv({utf8!r}, delim = ';', skip = 1, header = false,
                decimal_separator = ',', timestampformat = '%Y.%m.%d. %H:%M', auto_detect = false,
                columns = {{'meter': 'VARCHAR', 'stamp': 'TIMESTAMP', 'kwh': 'DOUBLE', 'state': 'VARCHAR'}})
        ''')
"""
OUT_OF_PLACE = f"""
    SELECT count(*) FROM (SELECT *, row_number - 2 AS i FROM core.readings)
    WHERE supply_point_id <> printf('HU%04d', i // {QUARTER_HOURS_OF_TEN_YEARS})
        OR period_start <> {FIRST_INSTANT} + to_minutes(15 * (i % {QUARTER_HOURS_OF_TEN_YEARS}))
        OR abs(quantity - (i % 97 + (i % 997) / 1000)) > 1e-9
"""
"""Readings that are not what the row of that number says."""

SCRIPT = """
import pandas as pd

def work():
    frame = pd.read_csv({path!r}, sep=";", decimal=",", encoding="windows-1250", header=0,
        names=["meter", "stamp", "kwh", "state"])
    frame["stamp"] = pd.to_datetime(frame["stamp"], format="%Y.%m.%d. %H:%M")
    frame.groupby(["meter", frame["stamp"].dt.to_period("M")])["kwh"].sum()
"""


def test_a_quarter_hour_export(
    make_town: Callable[..., Town], benchmark: Callable[..., object], told: Told
) -> None:
    points = [supply_point(meter, "energy.electricity", valid_from="2015-01-01") for meter in meters(ROWS)]
    town = make_town(*points, held=False)
    town.workspace.formats.mkdir()
    (town.workspace.formats / "grid.toml").write_text(FORMAT, encoding="utf-8")
    export = write_export(town.workspace.inbox / "office" / "export.csv", town.root / "utf8.csv", ROWS)
    floor = min(
        (
            cost_of(FLOOR.format(store=str(town.root / f"floor{attempt}.duckdb"), utf8=str(export.utf8)))
            for attempt in range(ROUNDS)
        ),
        key=attrgetter("seconds"),
    )
    script = cost_of(SCRIPT.format(path=str(export.path)))
    costs = []
    benchmark.pedantic(lambda: costs.append(ingest_into_new_store(town.root)), rounds=ROUNDS)  # type: ignore[attr-defined]
    ours = min(costs, key=attrgetter("seconds"))
    assert town.rows("SELECT rows_accepted, rows_rejected FROM raw.deliveries") == [(ROWS, 0)]
    assert town.rows("SELECT sum(quantity) FROM core.monthly")[0][0] == pytest.approx(export.total, rel=1e-9)
    assert town.rows("SELECT sum(readings) FROM core.monthly_by_supply_point") == [(ROWS,)]
    assert town.rows(OUT_OF_PLACE) == [(0,)]
    work = f"{ROWS:,} quarter hours, archive to months"
    seconds = f"{ours.seconds:.2f} s"
    told(
        f"{work}; DuckDB read_csv", seconds, f"{floor.seconds:.2f} s", ours.seconds / floor.seconds, MOST, "5"
    )
    told(
        f"{work}; pandas script", seconds, f"{script.seconds:.2f} s", ours.seconds / script.seconds, MOST, "1"
    )
    told(f"{work}; peak MiB", f"{ours.peak:.0f}", f"{script.peak:.0f}", ours.peak, MOST_MEMORY, "1500")
