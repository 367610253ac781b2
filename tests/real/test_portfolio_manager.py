"""Workbooks of Portfolio Manager: title rows, a merged group row, thirteen sheets, units by meter, a re-delivery."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Town
from tests.real.registers import register
from tests.real.truth import Known, Truth, same

ENTRIES, BILLS, SCHOOL = "us-epa-pm-meter-entries", "us-epa-pm-bills-template", "us-epa-pm-school-multisheet"
TWO_BUILDINGS, NINE_BUILDINGS = "PM Meter Data.xlsx", "ESPM_BPS_Sample_Meter_Readings.xlsx"
TEMPLATE, ONE_SCHOOL = "Add_Bills_to_Meters.xlsx", "portfolio-manager-single-22482007.xlsx"
FILES = [(ENTRIES, TWO_BUILDINGS), (ENTRIES, NINE_BUILDINGS), (BILLS, TEMPLATE), (SCHOOL, ONE_SCHOOL)]

BTU_IT = 1055.05585262
"""Joule: 2.326 kJ/kg x 0.45359237 kg."""

KWH = {
    "kBtu (thousand Btu)": BTU_IT * 1000 / 3_600_000,
    "kWh (thousand Watt-hours)": 1.0,
    "therms": BTU_IT * 100_000 / 3_600_000,
}
STREAMS = {
    "Electric - Grid": "energy.electricity",
    "Electricity - Grid Purchase": "energy.electricity",
    "Natural Gas": "energy.natural_gas",
    "District Steam": "energy.district_heat",
}
CITY = register("Test City", "America/New_York", "2021-12-01", ["city"], [])


@pytest.fixture(scope="module")
def find(real_folder: Callable[[str], Path]) -> Callable[[str, str], Path]:
    return lambda folder, file: real_folder(folder) / file


@pytest.fixture(scope="module")
def towns(find: Callable[[str, str], Path], deliver: Callable[..., Town]) -> dict[str, Town]:
    """Each workbook in a city of its own."""
    return {file: deliver(CITY, [find(folder, file)]) for folder, file in FILES}


@pytest.fixture(scope="module")
def redelivered(find: Callable[[str, str], Path], deliver: Callable[..., Town]) -> Town:
    """The export first, then the template with corrected bills of the same meters."""
    first, second = find(ENTRIES, NINE_BUILDINGS), find(BILLS, TEMPLATE)
    town = deliver(CITY, [first])
    town.put("office", second.name, second.read_bytes())
    town.ingest()
    return town


@pytest.mark.parametrize(("folder", "file"), FILES)
def test_every_row_is_a_reading(
    towns: dict[str, Town], real_folder: Callable[[str], Path], folder: str, file: str
) -> None:
    rows = sum(
        known.value for known in Truth(real_folder(folder)).of(file=file, scope="file", metric="data_rows")
    )
    assert towns[file].rows("SELECT rows_read, rows_accepted, rows_rejected FROM raw.deliveries") == [
        (rows, rows, 0)
    ]


def test_the_heading_is_found_below_titles_and_a_merged_row(towns: dict[str, Town]) -> None:
    for _, file in FILES:
        heading = 1 if file == TEMPLATE else 6
        assert towns[file].rows("SELECT min(row_number) FROM core.readings") == [(heading + 1,)]


def _by_meter(town: Town, where: str = "true") -> dict[tuple[str, str, int, str], tuple[object, object]]:
    return {
        (str(point), str(stream), int(str(year)), str(unit)): (delivered, quantity)
        for point, stream, year, unit, delivered, quantity in town.rows(f"""
            SELECT supply_point_id, stream, year(first_day), unit_as_delivered, sum(quantity_as_delivered),
                sum(quantity)
            FROM core.readings WHERE {where} GROUP BY ALL
        """)
    }


def _meter(known: Known) -> str:
    return known.key.rpartition("|meter ")[2].removesuffix(".0")


@pytest.mark.parametrize(("folder", "file"), [pair for pair in FILES if pair[1] != TEMPLATE])
def test_every_meter_and_year_in_its_own_unit(
    towns: dict[str, Town], real_folder: Callable[[str], Path], folder: str, file: str
) -> None:
    expected = {
        (_meter(known), STREAMS[known.commodity], int(known.period), known.unit): (
            same(known.value),
            same(known.value * KWH[known.unit]),
        )
        for known in Truth(real_folder(folder)).of(file=file, scope="site-meter-year")
    }
    assert _by_meter(towns[file]) == expected


@pytest.mark.parametrize(("folder", "file"), FILES)
def test_every_year_of_every_commodity(
    towns: dict[str, Town], real_folder: Callable[[str], Path], folder: str, file: str
) -> None:
    expected = {
        (STREAMS[known.commodity], int(known.period), known.unit): (same(known.value), known.cells)
        for known in Truth(real_folder(folder)).of(file=file, scope="total-year")
    }
    found = towns[file].rows("""
        SELECT stream, year(first_day), unit_as_delivered, sum(quantity_as_delivered), count(*)
        FROM core.readings GROUP BY ALL
    """)
    assert {
        (stream, year, unit): (quantity, cells) for stream, year, unit, quantity, cells in found
    } == expected


def test_a_template_with_numbers_as_text_and_hidden_empty_sheets(
    towns: dict[str, Town], real_folder: Callable[[str], Path]
) -> None:
    found = towns[TEMPLATE].rows("""
        SELECT supply_point_id, stream, year(first_day), sum(quantity_as_delivered) FROM core.readings GROUP BY ALL
    """)
    truth = Truth(real_folder(BILLS))
    per_stream_and_year = sorted(
        (STREAMS[known.commodity], int(known.period), round(known.value, 3))
        for known in truth.of(file=TEMPLATE, scope="site-year")
    )
    assert sorted((stream, year, round(float(str(quantity)), 3)) for _, stream, year, quantity in found) == (
        per_stream_and_year
    )
    assert sum(known.value for known in truth.of(metric="usage_cells_stored_as_text")) == 27
    assert towns[TEMPLATE].rows("SELECT code FROM raw.delivery_findings") == []


def test_ends_that_are_the_next_beginning_do_not_count_twice(towns: dict[str, Town]) -> None:
    """One export ends its bills on the first day of the next, the other on the last day of the month."""
    for file in (TWO_BUILDINGS, NINE_BUILDINGS, ONE_SCHOOL):
        assert towns[file].rows("""
            SELECT count(*) FILTER (day(last_day + 1) <> 1), count(*) FILTER (NOT is_current) FROM core.readings
        """) == [(0, 0)]
    assert towns[TWO_BUILDINGS].rows("""
        SELECT CAST(last_day AS VARCHAR) FROM core.readings
        WHERE supply_point_id = '5766973-0' AND month(first_day) = 12
    """) == [("2016-12-31",)]


def test_a_yearly_steam_bill_stands_beside_monthly_bills(towns: dict[str, Town]) -> None:
    assert towns[NINE_BUILDINGS].rows("""
        SELECT DISTINCT CAST(first_day AS VARCHAR), CAST(last_day AS VARCHAR) FROM core.readings
        WHERE stream = 'energy.district_heat' ORDER BY 1
    """) == [(f"{year}-01-01", f"{year}-12-31") for year in (2019, 2020, 2021)]


def test_a_redelivery_with_corrections_replaces_and_nothing_counts_twice(
    redelivered: Town, towns: dict[str, Town], real_folder: Callable[[str], Path]
) -> None:
    for known in Truth(real_folder(BILLS)).of(file=TEMPLATE, scope="total-year"):
        stream = STREAMS[known.commodity]
        assert redelivered.rows(f"""
            SELECT sum(quantity_as_delivered), count(*) FROM core.readings
            WHERE is_current AND stream = '{stream}' AND year(first_day) = {known.period}
        """) == [(same(known.value), known.cells)]
    assert redelivered.rows("SELECT count(*), count(*) FILTER (is_current) FROM core.readings") == [
        (2 * 579, 579)
    ]
    old, new = _by_meter(towns[NINE_BUILDINGS]), _by_meter(towns[TEMPLATE])
    assert old.keys() == new.keys()
    changed = {key[0] for key in old if old[key][0] != same(float(str(new[key][0])))}
    told = {
        str(point)
        for (point,) in redelivered.rows(
            "SELECT DISTINCT supply_point_id FROM core.superseded WHERE rule IN ('correction', 'other_account')"
        )
    }
    assert changed
    assert told == changed


def test_the_school_of_its_own_workbook_is_the_school_of_the_portfolio(towns: dict[str, Town]) -> None:
    school = _by_meter(towns[ONE_SCHOOL])
    portfolio = _by_meter(towns[NINE_BUILDINGS])
    assert school == {key: portfolio[key] for key in school}
    assert len(school) == 6
