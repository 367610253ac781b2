"""European electronic invoices: kilowatt hours of services and taxes, and two bills of one meter, are not added."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.sources.invoice import invoice_sheet
from tests.conftest import Town
from tests.real.machine_truth import lines, town_of, truth, value

SUPPLIER, GRID, DUTCH = "BIS_Billing_30-Elhandel.xml", "BIS_Billing_30-Elnat.xml", "ubl-tc434-example8.xml"
METER, CONNECTION = "731234567890123456", "871694831000290806"


@pytest.fixture(scope="module")
def folder(real_folder: Callable[[str], Path]) -> Path:
    return real_folder("eu-en16931-energy-invoices")


@pytest.fixture(scope="module")
def town(folder: Path, deliver: Callable[..., Town]) -> Town:
    return town_of(deliver, {METER: "swedish", CONNECTION: "dutch"}, sorted(folder.glob("*.xml")))


@pytest.mark.parametrize("name", [SUPPLIER, GRID, DUTCH])
def test_every_line_of_the_truth(folder: Path, tmp_path: Path, name: str) -> None:
    assert lines(invoice_sheet, folder / name, tmp_path) == {
        row["key"]: (row["commodity"], float(row["value"]), row["unit"])
        for row in truth(folder, file=name, scope="line")
    }


@pytest.mark.parametrize(
    ("name", "format_id", "left_out"),
    [
        (SUPPLIER, "swedish-supplier-invoice", 1),
        (GRID, "swedish-grid-invoice", 2),
        (DUTCH, "enexis-invoice", 9),
    ],
)
def test_one_line_of_each_is_energy(town: Town, name: str, format_id: str, left_out: int) -> None:
    assert town.rows(f"""
        SELECT format_id, status, rows_read, rows_accepted, rows_left_out FROM raw.deliveries
        WHERE file_name = '{name}'
    """) == [(format_id, "accepted", 1, 1, left_out)]


def test_kilowatt_hours_of_services_are_not_added(town: Town, folder: Path) -> None:
    energy = value(folder, file=DUTCH, scope="line", key="1")
    assert town.rows("""
        SELECT strftime(month, '%Y-%m'), quantity, unit, days_covered FROM core.monthly WHERE site_id = 'dutch'
    """) == [("2014-08", energy, "kWh", 31)]
    assert energy != value(folder, file=DUTCH, scope="trap")


def test_supplier_and_grid_bill_of_one_meter_count_once(town: Town, folder: Path) -> None:
    """Both give February as 1,701 kWh: one counts, and it is written down which gave way, and why."""
    energy = value(folder, file=SUPPLIER, scope="line", key="1")
    assert energy == value(folder, file=GRID, scope="line", key="2")
    assert town.rows("""
        SELECT strftime(month, '%Y-%m'), quantity, days_covered FROM core.monthly WHERE site_id = 'swedish'
    """) == [("2018-02", energy, 28)]
    assert energy not in {value(folder, file=GRID, scope="trap"), 2 * energy, 3 * energy}
    assert town.rows("SELECT rule, rows FROM core.superseded") == [("same_value", 1)]
    assert town.rows(f"""
        SELECT is_current, count(*), sum(quantity) FROM core.readings WHERE supply_point_id = '{METER}'
        GROUP BY ALL ORDER BY ALL
    """) == [(False, 1, energy), (True, 1, energy)]


def test_without_a_format_for_the_seller_no_line_is_guessed_to_be_energy(
    folder: Path, deliver: Callable[..., Town], tmp_path: Path
) -> None:
    own_formats = tmp_path / "formats"
    own_formats.mkdir()
    town = town_of(deliver, {METER: "swedish"}, [folder / GRID], formats=own_formats)
    assert town.rows("SELECT format_id, rows_read, rows_accepted, rows_left_out FROM raw.deliveries") == [
        ("en16931-energy-invoice", 2, 0, 1)
    ]
    assert town.rows("SELECT code, value FROM raw.rejected_rows ORDER BY row_number") == [
        ("unknown_stream", "Elöverföring, tariff 4b"),
        ("unknown_stream", "Eergiskatt"),
    ]
