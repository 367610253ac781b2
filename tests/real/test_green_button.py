"""Green Button feeds: sentinels at a repeated time are told, a usage summary is not added."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Town
from tests.real.machine_truth import town_of, value
from tests.real.truth import same

SENTINELS, PLAIN = "example-GreenButton-data-1002-1-dup.xml", "test_usage_data.xml"
SENTINEL = 10**12
REFUSED = {SENTINELS: 3, PLAIN: 0}
"""Exception: three readings of 10^12 Wh, all at one time, are a meter's sign for a fault. Each is told."""
WH_PER_KWH = 1000


@pytest.fixture(scope="module")
def folder(real_folder: Callable[[str], Path]) -> Path:
    return real_folder("us-greenbutton-xml")


@pytest.fixture(scope="module")
def town(folder: Path, deliver: Callable[..., Town]) -> Town:
    return town_of(deliver, {"409483": "a", "5446AF3F": "b"}, sorted(folder.glob("*.xml")))


@pytest.mark.parametrize("name", [SENTINELS, PLAIN])
def test_every_reading_is_one_row(town: Town, folder: Path, name: str) -> None:
    count = int(value(folder, file=name, metric="interval_readings"))
    assert town.rows(f"""
        SELECT format_id, rows_read, rows_accepted, rows_rejected FROM raw.deliveries WHERE file_name = '{name}'
    """) == [("green-button", count, count - REFUSED[name], REFUSED[name])]


def test_the_sum_without_what_no_meter_can_count(town: Town, folder: Path) -> None:
    raw = value(folder, file=SENTINELS, scope="raw-sum")
    assert town.rows("SELECT code, value, count(*) FROM raw.rejected_rows GROUP BY ALL") == [
        ("sentinel_value", str(SENTINEL), REFUSED[SENTINELS])
    ]
    ((stored, unit),) = town.rows("""
        SELECT sum(quantity), any_value(unit) FROM core.monthly WHERE site_id = 'a'
    """)
    assert (stored, unit) == (same((raw - REFUSED[SENTINELS] * SENTINEL) / WH_PER_KWH), "kWh")


def test_the_usage_summary_is_not_added(town: Town, folder: Path) -> None:
    raw = value(folder, file=PLAIN, scope="raw-sum")
    summary = value(folder, file=PLAIN, scope="summary")
    ((stored,),) = town.rows("SELECT sum(quantity) FROM core.readings WHERE supply_point_id = '5446AF3F'")
    assert stored == same(raw / WH_PER_KWH)
    assert all(stored != same(trap / WH_PER_KWH) for trap in (summary, raw + summary, raw * WH_PER_KWH))


def test_times_are_seconds_since_1970_in_utc(town: Town) -> None:
    """The file's own comment at its last quarter hour, which starts at 1331783100: 15 March 2012, 3:45 local time."""
    assert town.rows("""
        SELECT CAST(epoch(min(period_start)) AS BIGINT), CAST(epoch(max(period_end)) AS BIGINT)
        FROM core.readings WHERE supply_point_id = '5446AF3F'
    """) == [(1_330_578_000, 1_331_783_100 + 900)]
