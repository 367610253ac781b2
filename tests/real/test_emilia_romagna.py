"""Municipal waste by List of Waste code: 22,607 rows, cells that a spreadsheet rounded, municipalities that merge."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Town, supply_point
from tests.real.registers import register
from tests.real.truth import Truth, same

FOLDER = "it-emilia-romagna-waste-2010-16"
BY_CODE = "Open-data_Sist-Racc_RU_2015-2016 - RU_2015-2016.csv"
TOTALS = "Open-data_PROD_RU_2010-2016 - RU.csv"
ROUNDED = {4955: "1.13E+08", 16959: "1.14E+08"}
"""Cells that a spreadsheet has rounded to a million: they count as they stand, and are told."""

MERGED = {
    "ventasso": ("8035046", ("8035007", "8035019", "8035025", "8035031")),
    "alto-reno-terme": ("8037062", ("8037029", "8037049")),
}
"""Municipalities that became one on 1 January 2016: the site, its new number, the numbers before."""

SEPARATE, MIXED, BOTH = "RD(kg)", "RI(kg)", "RU(kg)"
YEARS = range(2010, 2017)
REGION = register("Emilia-Romagna", "Europe/Rome", "2016-12-01", MERGED, []) + "".join(
    supply_point(number, "waste", site=site, **dates, cadence='"irregular"')
    for site, (new, old) in MERGED.items()
    for number, dates in [
        (new, {"valid_from": "2016-01-01"}),
        *((number, {"valid_from": "2010-01-01", "valid_to": "2015-12-31"}) for number in old),
    ]
)


@pytest.fixture(scope="module")
def folder(real_folder: Callable[[str], Path]) -> Path:
    return real_folder(FOLDER)


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    return Truth(folder)


@pytest.fixture(scope="module")
def by_code(folder: Path, deliver: Callable[..., Town]) -> Town:
    return deliver(REGION, [folder / BY_CODE])


@pytest.fixture(scope="module")
def totals(folder: Path, deliver: Callable[..., Town]) -> Town:
    return deliver(REGION, [folder / TOTALS])


def test_every_row_is_a_reading(by_code: Town, truth: Truth) -> None:
    rows = truth.value(file=BY_CODE, scope="file", metric="data_rows")
    assert by_code.rows(
        "SELECT rows_read, rows_accepted, rows_rejected, rows_left_out FROM raw.deliveries"
    ) == [(rows, rows, 0, 0)]
    assert by_code.rows(
        "SELECT count(*), count(DISTINCT row_number) FROM core.readings WHERE is_current"
    ) == [(rows, rows)]


@pytest.mark.parametrize("year", [2015, 2016])
def test_all_waste_of_a_year(by_code: Town, truth: Truth, year: int) -> None:
    kilograms = truth.value(file=BY_CODE, scope="total-year", metric="sum_TOTALE", period=str(year))
    assert by_code.rows(f"""
        SELECT sum(quantity), any_value(unit), count(DISTINCT unit) FROM core.readings WHERE year(first_day) = {year}
    """) == [(same(kilograms), "kg", 1)]


def test_every_code_of_every_year(by_code: Town, truth: Truth) -> None:
    """A code below 10 has lost its leading zero in the file; the list gives it back."""
    expected = {
        (f"waste.{known.key.removeprefix('CER ').zfill(6)}", int(known.period)): known.value
        for known in truth.of(file=BY_CODE, scope="total-year", metric="sum_by_CER")
    }
    found = by_code.rows("SELECT stream, year(first_day), sum(quantity) FROM core.readings GROUP BY ALL")
    assert {(stream, year): quantity for stream, year, quantity in found} == {
        key: same(value) for key, value in expected.items()
    }
    assert any(stream.startswith("waste.02") for stream, _ in expected)


def test_every_municipality_of_every_year(by_code: Town, truth: Truth) -> None:
    expected = {
        (known.key.partition("|")[0], int(known.period)): same(known.value)
        for known in truth.of(file=BY_CODE, scope="site-year")
    }
    found = by_code.rows(
        "SELECT supply_point_id, year(first_day), sum(quantity) FROM core.readings GROUP BY ALL"
    )
    assert {(point, year): quantity for point, year, quantity in found} == expected


def test_rounded_cells_are_told(by_code: Town) -> None:
    found = by_code.rows("""
        SELECT row_number, json_extract_string(details, 'value') FROM raw.delivery_findings
        WHERE code = 'rounded_by_spreadsheet' ORDER BY 1
    """)
    assert found == list(ROUNDED.items())
    assert by_code.rows(
        f"SELECT row_number, quantity FROM core.readings WHERE row_number IN {tuple(ROUNDED)} ORDER BY row_number"
    ) == [(row, float(text)) for row, text in ROUNDED.items()]


@pytest.mark.parametrize("site", MERGED)
def test_a_merged_municipality_is_one_site(by_code: Town, truth: Truth, site: str) -> None:
    """The register, not the name, says that several numbers are one place; no number counts on after its end."""
    new, old = MERGED[site]
    known = {
        (number.key.partition("|")[0], number.period): number.value
        for number in truth.of(file=BY_CODE, scope="site-year")
    }
    before = sum(known[number, "2015"] for number in old)
    assert by_code.rows(f"""
        SELECT year(month), sum(quantity) FROM core.monthly WHERE site_id = '{site}' GROUP BY ALL ORDER BY ALL
    """) == [(2015, same(before)), (2016, same(known[new, "2016"]))]
    assert not any((number, "2016") in known for number in old)


def test_a_table_of_totals_gives_its_two_parts_and_not_their_sum(totals: Town, truth: Truth) -> None:
    rows = truth.value(file=TOTALS, scope="file", metric="data_rows")
    assert totals.rows("SELECT rows_read, rows_accepted, rows_rejected FROM raw.deliveries") == [
        (rows, rows, 0)
    ]
    for column, suffix in ((SEPARATE, "separate"), (MIXED, "mixed")):
        found = totals.rows(f"""
            SELECT year(first_day), sum(quantity), count(*) FROM core.readings
            WHERE supply_point_id LIKE '%-{suffix}' GROUP BY ALL ORDER BY ALL
        """)
        lines = [
            truth.of(file=TOTALS, scope="total-year", commodity=column, period=str(year)) for year in YEARS
        ]
        assert found == [
            (year, same(line.value), line.cells) for year, (line,) in zip(YEARS, lines, strict=True)
        ]
    for year, stored in totals.rows("SELECT year(first_day), sum(quantity) FROM core.readings GROUP BY ALL"):
        both = truth.value(file=TOTALS, scope="total-year", commodity=BOTH, period=str(year))
        assert float(str(stored)) == pytest.approx(both, rel=1e-5)
        assert float(str(stored)) < 1.5 * both
