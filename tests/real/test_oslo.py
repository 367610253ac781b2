"""Hourly energy of four schools in Oslo: varying blocks above the table, four heading rows, columns that overlap."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.problems import WrongUse
from tests.conftest import Town
from tests.real.conftest import FORMATS
from tests.real.registers import register
from tests.real.truth import Truth, same

FOLDER = "no-oslo-hourly"
HEAT, ELECTRICITY = "energy.district_heat", "energy.electricity"
FIRST_DAYS = {"8091": "2021-01-01", "8093": "2019-03-05", "8124": "2017-01-01", "8125": "2012-10-01"}
BUILDINGS = tuple(FIRST_DAYS)
OSLO = register(
    "Oslo",
    "Etc/GMT-1",
    "2023-12-01",
    BUILDINGS,
    [
        (building, stream, building, first)
        for building, first in FIRST_DAYS.items()
        for stream in (HEAT, ELECTRICITY)
    ],
)
HEAT_COLUMN = {"8091": "HtDH", "8093": "HtTot", "8124": "HtDH", "8125": "HtDH"}
YEARS = {"8091": (2021, 2022, 2023), "8093": (2019, 2020), "8124": (2017, 2018), "8125": (2012, 2013)}
SITE_YEARS = [(building, year) for building in BUILDINGS for year in YEARS[building]]

YearSums = dict[tuple[str, str, int], tuple[float, int]]


def name_of(building: str) -> str:
    return f"export_{building}.txt"


@pytest.fixture(scope="module")
def folder(real_folder: Callable[[str], Path]) -> Path:
    return real_folder(FOLDER)


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    return Truth(folder)


@pytest.fixture(scope="module")
def oslo(folder: Path, deliver: Callable[..., Town]) -> Town:
    return deliver(OSLO, [folder / name_of(building) for building in BUILDINGS])


def year_sums(town: Town) -> YearSums:
    found = town.rows("""
        SELECT site_id, stream, year(period_start AT TIME ZONE 'Etc/GMT-1'), sum(quantity), count(*)
        FROM core.readings WHERE is_current GROUP BY ALL
    """)
    return {(site, stream, year): (total, count) for site, stream, year, total, count in found}


@pytest.fixture(scope="module")
def sums(oslo: Town) -> YearSums:
    return year_sums(oslo)


@pytest.fixture(scope="module")
def month_sums(oslo: Town) -> dict[tuple[object, ...], object]:
    found = oslo.rows(
        "SELECT site_id, stream, year(month), sum(quantity), any_value(unit) FROM core.monthly GROUP BY ALL"
    )
    assert {row[-1] for row in found} == {"kWh"}
    return {row[:3]: row[3] for row in found}


@pytest.fixture(scope="module")
def column_sums(folder: Path) -> dict[tuple[str, str, int], float]:
    """Sums in Wh of every energy column of every building and year, as they stand in the files."""
    sums: dict[tuple[str, str, int], float] = {}
    for building in BUILDINGS:
        with (folder / name_of(building)).open(encoding="latin-1", newline="") as file:
            rows = csv.reader(file, delimiter=";")
            heading = next(row for row in rows if row[:1] == ["TimeStamp"])
            for row in rows:
                for column, cell in zip(heading, row, strict=True):
                    if column[:2] in ("Ht", "El") and cell:
                        key = (building, column, int(row[0][:4]))
                        sums[key] = sums.get(key, 0) + float(cell)
    return sums


@pytest.mark.parametrize("building", BUILDINGS)
def test_every_row_is_read_and_none_is_rejected(oslo: Town, truth: Truth, building: str) -> None:
    expected = truth.value(file=name_of(building), metric="data_rows")
    assert oslo.rows(f"""
        SELECT format_id, status, rows_read, rows_accepted, rows_rejected FROM raw.deliveries
        WHERE file_name = '{name_of(building)}'
    """) == [("oslo-hourly", "accepted", expected, expected, 0)]


def test_nothing_is_found_amiss(oslo: Town) -> None:
    assert oslo.rows("FROM raw.rejected_rows") == []
    assert oslo.rows("FROM raw.delivery_findings") == []
    assert oslo.rows("FROM core.superseded") == []


@pytest.mark.parametrize("building", BUILDINGS)
def test_the_table_starts_below_its_heading(oslo: Town, truth: Truth, building: str) -> None:
    heading = truth.value(file=name_of(building), metric="header_line_actual_1based")
    rows = truth.value(file=name_of(building), metric="data_rows")
    assert oslo.rows(f"""
        SELECT min(row_number), max(row_number), count(DISTINCT row_number) FROM core.readings
        WHERE supply_point_id = '{building}'
    """) == [(heading + 1, heading + rows, rows)]


def test_site_and_supply_point_come_from_the_block_above_the_table(oslo: Town) -> None:
    assert oslo.rows("""
        SELECT d.file_name, r.supply_point_id, r.site_id, count(DISTINCT r.stream)
        FROM core.readings r JOIN raw.deliveries d USING (delivery_id) GROUP BY ALL ORDER BY ALL
    """) == [(name_of(building), building, building, 2) for building in BUILDINGS]


def test_the_site_years_are_those_of_the_truth(truth: Truth, sums: YearSums) -> None:
    in_truth = {(known.key, int(known.period)) for known in truth.of(scope="site-year")}
    assert in_truth == set(SITE_YEARS)
    assert set(sums) == {
        (building, stream, year) for building, year in SITE_YEARS for stream in (HEAT, ELECTRICITY)
    }


@pytest.mark.parametrize(("building", "year"), SITE_YEARS)
@pytest.mark.parametrize("stream", [HEAT, ELECTRICITY])
def test_a_year_of_a_building(
    truth: Truth,
    sums: YearSums,
    month_sums: dict[tuple[object, ...], object],
    building: str,
    year: int,
    stream: str,
) -> None:
    column = HEAT_COLUMN[building] if stream == HEAT else "ElImp"
    (known,) = truth.of(key=building, period=str(year), metric=f"sum_{column}")
    total, count = sums[building, stream, year]
    assert total == same(known.value)
    assert count == known.cells
    assert month_sums[building, stream, year] == same(known.value)


@pytest.mark.parametrize(("building", "year"), SITE_YEARS)
def test_columns_that_overlap_are_not_added(
    truth: Truth,
    sums: YearSums,
    month_sums: dict[tuple[object, ...], object],
    column_sums: dict[tuple[str, str, int], float],
    building: str,
    year: int,
) -> None:
    """What a wrong reading would give: total and import of heat added, heat not found, watt hours as kilowatt hours."""
    total_heat, electricity = (column_sums[building, column, year] for column in ("HtTot", "ElImp"))
    imported_heat = column_sums.get((building, "HtDH", year), 0)
    every_heat = total_heat + imported_heat
    heat_traps = [total_heat, (every_heat + electricity) / 1000, imported_heat]
    heat_traps.append(every_heat / 1000 if imported_heat else 0.0)
    for stream, traps in (
        (HEAT, heat_traps),
        (ELECTRICITY, [electricity, (every_heat + electricity) / 1000]),
    ):
        ours = sums[building, stream, year][0]
        assert ours > 0
        for trap in traps:
            assert ours != same(trap)
            assert month_sums[building, stream, year] != same(trap)
    column = HEAT_COLUMN[building]
    assert column_sums[building, column, year] / 1000 == same(
        truth.value(key=building, period=str(year), metric=f"sum_{column}")
    )


def test_without_the_word_unless_the_format_is_refused(
    folder: Path, deliver: Callable[..., Town], tmp_path: Path
) -> None:
    """The declaration is what keeps the two heat columns apart: without it the heat would count twice."""
    declared = (FORMATS / "oslo-hourly.toml").read_text(encoding="utf-8")
    careless = declared.replace('unless = "HtDH"\n', "")
    assert careless != declared
    (tmp_path / "oslo-hourly.toml").write_text(careless, encoding="utf-8")
    with pytest.raises(WrongUse, match='the columns "HtDH" and "HtTot" measure the same'):
        deliver(OSLO, [folder / name_of("8124")], formats=tmp_path)


@pytest.mark.parametrize(
    ("building", "row", "read", "month", "heat_days", "electricity_days"),
    [
        pytest.param("8091", 24619, HEAT, "2023-10-01", 22, 21, id="blank ElImp in the last row"),
        pytest.param("8124", 6312, ELECTRICITY, "2017-09-01", 29, 30, id="blank HtDH and HtTot"),
    ],
)
def test_a_blank_cell_is_no_reading_and_leaves_its_day_uncovered(
    oslo: Town, building: str, row: int, read: str, month: str, heat_days: int, electricity_days: int
) -> None:
    assert oslo.rows(f"""
        SELECT stream, quantity > 0 FROM core.readings WHERE supply_point_id = '{building}' AND row_number = {row}
    """) == [(read, True)]
    assert oslo.rows(f"""
        SELECT stream, days_covered FROM core.monthly
        WHERE site_id = '{building}' AND month = DATE '{month}' ORDER BY stream
    """) == [(HEAT, heat_days), (ELECTRICITY, electricity_days)]


def test_a_single_hour_covers_no_day(oslo: Town) -> None:
    """8093 and 8124 end with the first hour of 6 March, 8125 with that of 31 December."""
    assert oslo.rows("""
        SELECT site_id, stream, days_covered, readings FROM core.monthly_by_supply_point
        WHERE (site_id, month) IN (
            ('8093', DATE '2020-03-01'), ('8124', DATE '2018-03-01'), ('8125', DATE '2013-12-01')
        )
        ORDER BY site_id, stream
    """) == [
        (building, stream, days, 24 * days + 1)
        for building, days in (("8093", 5), ("8124", 5), ("8125", 30))
        for stream in (HEAT, ELECTRICITY)
    ]


def test_hours_follow_each_other_at_a_fixed_distance_from_utc(oslo: Town) -> None:
    """No clock change moves an hour: between the first and the last stamp every hour is there once."""
    assert oslo.rows("""
        SELECT supply_point_id, strftime(min(period_start) AT TIME ZONE 'UTC', '%Y-%m-%dT%H'),
            CAST(count(*) * 3600 = max(epoch(period_end)) - min(epoch(period_start)) AS BOOLEAN)
        FROM (SELECT DISTINCT supply_point_id, period_start, period_end FROM core.readings)
        GROUP BY supply_point_id ORDER BY supply_point_id
    """) == [
        ("8091", "2020-12-31T23", True),
        ("8093", "2019-03-04T23", True),
        ("8124", "2016-12-31T23", True),
        ("8125", "2012-09-30T23", True),
    ]
