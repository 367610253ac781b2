"""One new month of one stream at one site of a large city, from inbox to figures, against everything anew."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from flows.settings import open_workspace
from flows.settling.windows import EVER
from tests.benchmark.apart import cost_of, ingest
from tests.benchmark.conftest import Told
from tests.benchmark.large_store import STREAMS, write_city, write_month
from tests.conftest import Town

SITES, FIRST_YEAR, YEARS = 500, 2016, 10
MOST_OF_THE_WHOLE, MOST_SECONDS = 0.33, 60.0
FIGURES = """
from datetime import UTC, date, datetime
from flows.computing.evaluate import evaluate
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
"""
RESULTS = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'out' ORDER BY table_name"


def results(town: Town) -> dict[str, tuple[object, ...]]:
    """Rows and a sum of hashes of every table of results."""
    with town.store() as connection:
        tables = [name for (name,) in connection.execute(RESULTS).fetchall()]
        query = "SELECT count(*), sum(CAST(hash(t) AS HUGEINT)) FROM out.{} t"
        return {name: connection.execute(query.format(name)).fetchall()[0] for name in tables}


def test_one_new_month_of_a_large_city(tmp_path: Path, benchmark: Callable[..., object], told: Told) -> None:
    last = FIRST_YEAR + YEARS - 1
    write_city(tmp_path, SITES, FIRST_YEAR, YEARS)
    town = Town(open_workspace(tmp_path))
    ingest(tmp_path)
    figures = FIGURES.format(folder=str(tmp_path))
    cost_of(figures)
    december = f"""
        SELECT status FROM out.core_indicators
        WHERE indicator = 'energy.total' AND breakdown = '' AND site_id = 's000' AND year = {last}
    """
    assert town.rows(december) == [("incomplete",)]
    write_month(tmp_path, "s000", "energy.electricity", date(last, 12, 1), 700)
    costs = []
    benchmark.pedantic(lambda: costs.append(cost_of(figures)), rounds=1)  # type: ignore[attr-defined]
    [month] = costs
    assert town.rows(december) == [("complete",)]
    grown = results(town)
    with town.store() as connection:
        connection.execute(f"""
            INSERT INTO core.pending SELECT DISTINCT supply_point_id, stream, {EVER} FROM core.readings
        """)
        for name in grown:
            connection.execute(f"DELETE FROM out.{name}")
    whole = cost_of(figures)
    assert results(town) == grown
    work = f"{SITES} sites x {len(STREAMS)} streams x {YEARS} years"
    told(
        f"one new month of one stream of {work}, inbox to figures; all anew, processor time",
        f"{month.processor:.1f} s",
        f"{whole.processor:.1f} s",
        month.processor / whole.processor,
        MOST_OF_THE_WHOLE,
        "0.1",
    )
    told(f"months and figures of {work} all anew; processor time", f"{whole.processor:.1f} s", "", whole.processor,
         MOST_SECONDS, "30")  # fmt: skip
    told(f"one new month of {work}; peak MiB", f"{month.peak:.0f}", "", month.peak, 1500.0, "1500")
