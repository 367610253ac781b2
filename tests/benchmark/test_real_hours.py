"""The hourly files of four schools in Oslo, from archive to months, beside DuckDB with options written by hand.

They are loaded into a store that is there and holds nothing, as that of a city is there when a file arrives; beside it
stands what they cost with the making of the store. Of both, of the reading alone and of DuckDB's the least of three
counts.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.benchmark.apart import cost_of, ingest_into_empty_store, ingest_into_new_store, reading_alone
from tests.benchmark.conftest import Told
from tests.real.conftest import FORMATS, real_folder
from tests.real.registers import register

__all__ = ["real_folder"]

MOST, MOST_NEW, MOST_READING, ROUNDS = 24.0, 26.0, 12.0, 3
"""Times DuckDB's reading that a load, one with a new store, and reading alone may take today; the aim is 4."""

BUILDINGS = ("8091", "8093", "8124", "8125")
FLOOR = """
import duckdb

FILES = {files!r}

def work():
    with duckdb.connect({store!r}) as connection:
        for number, (path, columns, skip) in enumerate(FILES):
            connection.execute(f'''
                CREATE TABLE hours_{{number}} AS FROM read_csv('{{path}}', delim = ';', skip = {{skip}},
                    header = false, auto_detect = false, timestampformat = '%Y-%m-%dT%H:%M:%S%z', nullstr = '',
                    columns = {{{{'stamp': 'TIMESTAMPTZ', {{columns}}}}}})
            ''')
"""


def options_by_hand(path: Path) -> tuple[str, str, int]:
    lines = path.read_text(encoding="latin-1").splitlines()
    heading = next(number for number, line in enumerate(lines) if line.startswith("TimeStamp;"))
    columns = ", ".join(f"'{name}': 'DOUBLE'" for name in lines[heading].split(";")[1:])
    return str(path), columns, heading + 1


def test_four_schools(
    tmp_path: Path, real_folder: Callable[[str], Path], benchmark: Callable[..., object], told: Told
) -> None:
    files = [real_folder("no-oslo-hourly") / f"export_{building}.txt" for building in BUILDINGS]
    points = [
        (building, f"energy.{carrier}", building, "2010-01-01")
        for building in BUILDINGS
        for carrier in ("district_heat", "electricity")
    ]
    root = tmp_path / "oslo"
    inbox = root / "inbox" / "office"
    inbox.mkdir(parents=True)
    shutil.copytree(FORMATS, root / "formats")
    for file in files:
        shutil.copyfile(file, inbox / file.name)
    (root / "city.toml").write_text(
        register("Oslo", "Etc/GMT-1", "2023-12-01", BUILDINGS, points), encoding="utf-8"
    )
    by_hand = [options_by_hand(file) for file in files]
    floor = min(
        cost_of(FLOOR.format(files=by_hand, store=str(tmp_path / f"floor{attempt}"))).seconds
        for attempt in range(ROUNDS)
    )
    with_a_new_store = min(ingest_into_new_store(root).seconds for _ in range(ROUNDS))
    reading = min(reading_alone(root).seconds for _ in range(ROUNDS))
    costs = []
    benchmark.pedantic(  # type: ignore[attr-defined]
        lambda: costs.append(ingest_into_empty_store(root).seconds), rounds=ROUNDS
    )
    with duckdb.connect(str(root / "data" / "emas.duckdb"), read_only=True) as store:
        [(deliveries, readings)] = store.execute(
            "SELECT count(DISTINCT delivery_id), count(*) FROM core.readings"
        ).fetchall()
    assert deliveries == len(files)
    assert readings == pytest.approx(150_000, rel=0.3)
    for work, ours, most in (
        ("archive to months in a store that is there", min(costs), MOST),
        ("archive to months with the making of the store", with_a_new_store, MOST_NEW),
        ("archived files to checked values, nothing stored", reading, MOST_READING),
    ):
        told(
            f"4 Oslo files, {work}; DuckDB read_csv",
            f"{ours:.2f} s",
            f"{floor:.2f} s",
            ours / floor,
            most,
            "4",
        )
