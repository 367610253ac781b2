"""A year of quarter hours in local time without offset: 35,136 instants through both clock changes."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Town
from tests.real.registers import register
from tests.real.truth import Truth, same

FOLDER = "de-smard-load-2024"
COLUMNS = {
    "load": "Netzlast [MWh] Originalauflösungen",
    "load-with-pumped-storage": "Netzlast inkl. Pumpspeicher [MWh] Originalauflösungen",
    "pumped-storage": "Pumpspeicher [MWh] Originalauflösungen",
    "residual-load": "Residuallast [MWh] Originalauflösungen",
}
SERIES = tuple(COLUMNS)
GERMANY = register(
    "Germany",
    "Europe/Berlin",
    "2024-12-01",
    SERIES,
    [(f"national-{series}", "energy.electricity", series, "2024-01-01") for series in SERIES],
)
ROWS = 35_136
KWH_PER_MWH = 1000
QUARTER_HOUR = 900
MONTHS = range(1, 13)
SPRING_ROWS, AUTUMN_ROWS = range(8646, 8654), range(28802, 28818)
"""01:00 to 03:45 of 31 March without the hour that does not exist, of 27 October with the hour that exists twice."""


@pytest.fixture(scope="module")
def folder(real_folder: Callable[[str], Path]) -> Path:
    return real_folder(FOLDER)


@pytest.fixture(scope="module")
def file(folder: Path) -> Path:
    (path,) = folder.glob("Realisierter_Stromverbrauch_*.csv")
    return path


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    return Truth(folder)


@pytest.fixture(scope="module")
def smard(file: Path, deliver: Callable[..., Town]) -> Town:
    return deliver(GERMANY, [file])


@pytest.fixture(scope="module")
def months(smard: Town) -> dict[tuple[object, ...], tuple[object, ...]]:
    found = smard.rows("""
        SELECT m.site_id, month(m.month), m.quantity, m.unit, p.readings, m.days_covered
        FROM core.monthly m JOIN core.monthly_by_supply_point p USING (site_id, stream, month)
    """)
    assert {row[3] for row in found} == {"kWh"}
    return {row[:2]: row[2:] for row in found}


@pytest.fixture(scope="module")
def cells(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text, delimiter=";"))


def german_number(cell: str) -> float:
    return float(cell.replace(".", "").replace(",", "."))


def test_every_row_is_read_and_none_is_rejected(smard: Town, truth: Truth) -> None:
    assert truth.value(metric="data_rows") == ROWS
    assert smard.rows(
        "SELECT format_id, status, rows_read, rows_accepted, rows_rejected FROM raw.deliveries"
    ) == [("smard-load", "accepted", ROWS, ROWS, 0)]
    assert smard.rows("FROM raw.rejected_rows") == []
    assert smard.rows("FROM raw.delivery_findings") == []
    assert smard.rows("FROM core.superseded") == []


@pytest.mark.parametrize("series", SERIES)
def test_the_year(
    smard: Town, truth: Truth, months: dict[tuple[object, ...], tuple[float, ...]], series: str
) -> None:
    (known,) = truth.of(scope="total-year", commodity=COLUMNS[series], period="2024")
    assert smard.rows(f"""
        SELECT sum(quantity), count(*), any_value(unit), any_value(unit_as_delivered)
        FROM core.readings WHERE site_id = '{series}' AND is_current
    """) == [(same(known.value * KWH_PER_MWH), known.cells, "kWh", "MWh")]
    assert sum(months[series, month][0] for month in MONTHS) == same(known.value * KWH_PER_MWH)


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_of_load(
    truth: Truth, months: dict[tuple[object, ...], tuple[object, ...]], month: int
) -> None:
    known = truth.value(scope="total-month", commodity=COLUMNS["load"], period=f"{month:02}.2024")
    assert months["load", month][0] == same(known * KWH_PER_MWH)


@pytest.mark.parametrize("series", SERIES)
def test_every_day_is_covered_whatever_its_length(
    months: dict[tuple[object, ...], tuple[object, ...]], series: str
) -> None:
    days = {month: 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31 for month in MONTHS}
    readings = {month: 96 * count for month, count in days.items()} | {3: 2972, 10: 2980}
    assert {month: months[series, month][2:] for month in MONTHS} == {
        month: (readings[month], days[month]) for month in MONTHS
    }


@pytest.mark.parametrize("series", SERIES)
def test_all_instants_differ_and_leave_no_gap(smard: Town, series: str) -> None:
    assert smard.rows(f"""
        SELECT count(*), count(DISTINCT period_start), count(DISTINCT epoch(period_end) - epoch(period_start)),
            CAST(max(epoch(period_end)) - min(epoch(period_start)) AS BIGINT),
            strftime(min(period_start) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M')
        FROM core.readings WHERE site_id = '{series}'
    """) == [(ROWS, ROWS, 1, ROWS * QUARTER_HOUR, "2023-12-31T23:00")]


def starts(town: Town, rows: range) -> dict[object, object]:
    found = town.rows(f"""
        SELECT row_number, strftime(period_start AT TIME ZONE 'UTC', '%m-%dT%H:%M'),
        FROM core.readings WHERE site_id = 'load' AND row_number BETWEEN {rows.start} AND {rows.stop - 1}
    """)
    return dict(found)


def test_the_hour_that_spring_skips_leaves_no_gap(
    smard: Town, truth: Truth, cells: list[dict[str, str]]
) -> None:
    """01:45 in winter time is followed by 03:00 in summer time. The file's own end of that row, 30 March, is wrong."""
    assert truth.value(metric="spring_change_missing_local_timestamps") == 4
    assert [cells[row - 2]["Datum von"] for row in (8649, 8650)] == ["31.03.2024 01:45", "31.03.2024 03:00"]
    assert cells[8649 - 2]["Datum bis"] == "30.03.2024 02:00"
    quarters = [f"03-31T{hour:02}:{minute:02}" for hour in (0, 1) for minute in (0, 15, 30, 45)]
    assert starts(smard, SPRING_ROWS) == dict(zip(SPRING_ROWS, quarters, strict=True))


def test_the_hour_that_autumn_doubles_is_two_hours(
    smard: Town, truth: Truth, cells: list[dict[str, str]]
) -> None:
    assert truth.value(metric="ambiguous_duplicated_local_timestamps") == 4
    first, second = (
        [cells[row - 2]["Datum von"] for row in rows] for rows in (range(28806, 28810), range(28810, 28814))
    )
    assert first == second
    before = ["10-26T23:00", "10-26T23:15", "10-26T23:30", "10-26T23:45"]
    quarters = [f"10-27T{hour:02}:{minute:02}" for hour in (0, 1, 2) for minute in (0, 15, 30, 45)]
    assert starts(smard, AUTUMN_ROWS) == dict(zip(AUTUMN_ROWS, before + quarters, strict=True))
    assert smard.rows("""
        SELECT row_number, quantity FROM core.readings
        WHERE site_id = 'load' AND row_number IN (28806, 28810) ORDER BY row_number
    """) == [(28806, 9_133_000.0), (28810, 8_889_750.0)]


@pytest.mark.parametrize("series", SERIES)
def test_what_a_wrong_reading_would_give(
    smard: Town,
    truth: Truth,
    months: dict[tuple[object, ...], tuple[float, ...]],
    cells: list[dict[str, str]],
    series: str,
) -> None:
    """Doubled quarter hours dropped, added twice, or months cut in UTC; columns that contain each other added."""
    column = COLUMNS[series]
    october = [row for row in cells if row["Datum von"][3:10] == "10.2024"]
    seen: dict[str, float] = {}
    for row in october:
        seen.setdefault(row["Datum von"], german_number(row[column]))
    right = sum(german_number(row[column]) for row in october)
    doubled = sum(german_number(row[column]) for row in october if row["Datum von"][:13] == "27.10.2024 02")
    traps = [sum(seen.values()), right + doubled]
    assert months[series, 10][0] == same(right * KWH_PER_MWH)
    assert all(months[series, 10][0] != same(trap * KWH_PER_MWH) for trap in traps)
    ((cut_in_utc,),) = smard.rows(f"""
        SELECT sum(quantity) FROM core.readings
        WHERE site_id = '{series}' AND strftime(period_start AT TIME ZONE 'UTC', '%Y-%m') = '2024-10'
    """)
    assert months[series, 10][0] != same(cut_in_utc)
    year = truth.value(scope="total-year", commodity=column)
    everything = sum(known.value for known in truth.of(scope="total-year"))
    ours = sum(months[series, month][0] for month in MONTHS)
    assert all(ours != same(trap) for trap in (year, year * KWH_PER_MWH**2, everything * KWH_PER_MWH))


def test_negative_residual_load_is_kept(smard: Town, cells: list[dict[str, str]]) -> None:
    negative = [value for row in cells if (value := german_number(row[COLUMNS["residual-load"]])) < 0]
    assert negative
    assert smard.rows("""
        SELECT count(*), sum(quantity), count(*) FILTER (WHERE site_id <> 'residual-load')
        FROM core.readings WHERE quantity < 0
    """) == [(len(negative), same(sum(negative) * KWH_PER_MWH), 0)]
