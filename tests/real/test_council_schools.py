"""Half hours of five schools as text, XLS and XLSX, and what was broken on the way."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Town
from tests.real.registers import register
from tests.real.truth import Truth, same

FOLDER = "uk-energysparks-council-schools"
WIDE = "amr_upload_data_files__banes-example-file"
WIDE_FILES = [f"{WIDE}{ending}" for ending in (".csv", ".xls", ".xlsx")]
READINGS = "amr_data__row-per-reading__some-missing-readings.csv"
NULLS = "amr_upload_data_files__with-nulls-and-empty-lines.csv"
REPORT = "amr_upload_data_files__with-carriage-return-line-endings.csv"
BAD_DAY = "amr_upload_data_files__banes-bad-example-date-file.csv"
ONE_BAD_DAY = "amr_upload_data_files__banes-bad-example-file.csv"
ONE_VALUE_MISSING = "amr_upload_data_files__banes-bad-example-missing-data-file.csv"
NOT_READ = {
    "amr_upload_data_files__not_a_xlsx.xlsx": ("no_table_inside", "a picture"),
    "amr_upload_data_files__date-test.xlsx": (
        "no_format",
        "a list of ways to write dates, without any quantity",
    ),
}
COUNCIL = register("Council", "Europe/London", "2023-12-01", ["schools"], [])


@pytest.fixture(scope="module")
def folder(real_folder: Callable[[str], Path]) -> Path:
    return real_folder(FOLDER)


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    return Truth(folder)


@pytest.fixture(scope="module")
def council(folder: Path, deliver: Callable[..., Town]) -> Callable[[str], Town]:
    """A town that got one of the files."""
    made: dict[str, Town] = {}

    def make(file: str) -> Town:
        if file not in made:
            made[file] = deliver(COUNCIL, [folder / file])
        return made[file]

    return make


def _meter_days(town: Town) -> dict[tuple[str, str], tuple[object, object]]:
    return {
        (str(point), str(day)): (quantity, cells)
        for point, day, quantity, cells in town.rows("""
            SELECT supply_point_id, CAST(first_day AS VARCHAR), sum(quantity), count(*) FROM core.readings GROUP BY ALL
        """)
    }


@pytest.mark.parametrize("file", WIDE_FILES)
def test_a_day_of_half_hours_in_a_row(council: Callable[[str], Town], truth: Truth, file: str) -> None:
    """Text dates in the text file and in the XLS, real dates in the XLSX: the same 240 half hours."""
    expected = {
        (known.key.partition("|")[0], "2019-11-13"): (same(known.value), 48)
        for known in truth.of(file=file, scope="meter-day")
    }
    assert len(expected) == 5
    town = council(file)
    assert _meter_days(town) == expected
    assert town.rows("SELECT code FROM raw.delivery_findings") == []
    assert town.rows("""
        SELECT strftime(min(period_start) AT TIME ZONE 'Europe/London', '%d %H:%M'),
            strftime(max(period_end) AT TIME ZONE 'Europe/London', '%d %H:%M') FROM core.readings
    """) == [("13 00:00", "14 00:00")]


def test_text_xls_and_xlsx_of_the_same_days_count_once(folder: Path, deliver: Callable[..., Town]) -> None:
    town = deliver(COUNCIL, [folder / file for file in WIDE_FILES])
    assert town.rows("SELECT count(*), count(*) FILTER (is_current) FROM core.readings") == [(720, 240)]
    assert {rule for (rule,) in town.rows("SELECT DISTINCT rule FROM core.superseded")} == {"same_value"}


@pytest.mark.parametrize("file", [READINGS, NULLS])
def test_one_reading_in_a_row(council: Callable[[str], Town], truth: Truth, file: str) -> None:
    """Also where a file of two bytes a letter lost its mark and every second byte is NUL."""
    town = council(file)
    rows = truth.value(file=file, scope="file", metric="data_rows")
    assert town.rows("SELECT rows_read, rows_accepted FROM raw.deliveries") == [(rows, rows)]
    expected = {
        known.key: (same(known.value), known.cells) for known in truth.of(file=file, scope="meter-total")
    }
    found = town.rows("SELECT supply_point_id, sum(quantity), count(*) FROM core.readings GROUP BY ALL")
    assert {point: (quantity, cells) for point, quantity, cells in found} == expected
    assert all(point.isdecimal() and len(point) == 13 for point in expected)


def test_the_last_column_of_a_report_belongs_to_the_day_of_its_row(
    council: Callable[[str], Town], truth: Truth
) -> None:
    town = council(REPORT)
    expected = {}
    for known in truth.of(file=REPORT, scope="meter-day"):
        day, month, year = known.period.split("/")
        expected[known.key.partition("|")[0], f"20{year}-{month}-{day}"] = (same(known.value), 48)
    assert _meter_days(town) == expected
    assert town.rows("SELECT code, row_number FROM raw.delivery_findings") == [("rows_below_table", 13)]


@pytest.mark.parametrize(("file", "row"), [(BAD_DAY, 2), (ONE_BAD_DAY, 3)])
def test_a_day_that_is_none_rejects_its_row_alone(
    council: Callable[[str], Town], truth: Truth, file: str, row: int
) -> None:
    """What the truth counts below KABOOM is not read: nobody knows on which day it was used."""
    town = council(file)
    assert town.rows("SELECT row_number, code, column_name, value FROM raw.rejected_rows") == [
        (row, "unreadable_date", "Date", "KABOOM")
    ]
    readable = [known for known in truth.of(file=file, scope="meter-day") if known.period != "KABOOM"]
    assert _meter_days(town) == {
        (known.key.partition("|")[0], "2019-11-13"): (same(known.value), 48) for known in readable
    }


def test_forty_seven_of_forty_eight_values_are_told(council: Callable[[str], Town], truth: Truth) -> None:
    """The values count, the printed totals do not; in the second row one of 48 values is not what was added up."""
    town = council(ONE_VALUE_MISSING)
    expected = {
        known.period[4:6]: (same(known.value), known.cells)
        for known in truth.of(file=ONE_VALUE_MISSING, scope="meter-day")
    }
    found = _meter_days(town)
    assert {day[-2:]: values for (_, day), values in found.items()} == expected
    assert sorted(cells for _, cells in found.values()) == [47, 48]
    details = '{"column": "Total Units", "computed": "225.069", "printed": "226.103"}'
    assert town.rows("SELECT code, row_number, details FROM raw.delivery_findings ORDER BY row_number") == [
        ("row_total_mismatch", 2, details),
        ("row_total_mismatch", 3, details),
    ]


@pytest.mark.parametrize("file", NOT_READ)
def test_what_holds_no_quantities_is_refused_and_told(council: Callable[[str], Town], file: str) -> None:
    code, reason = NOT_READ[file]
    town = council(file)
    assert town.rows("SELECT status, rows_read FROM raw.deliveries") == [("rejected", 0)], reason
    assert town.rows("SELECT code FROM raw.delivery_findings") == [(code,)], reason
    assert town.rows("FROM core.readings") == []
