"""The example city against the truth that its generator worked out by itself."""

import csv
import math
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import EXAMPLE, Town

TRUTH = EXAMPLE / "truth"


def read(name: str) -> list[dict[str, str]]:
    with (TRUTH / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def close(found: float | None, expected: str) -> bool:
    if found is None or expected == "":
        return found is None and expected == ""
    return math.isclose(found, float(expected), rel_tol=1e-9, abs_tol=1e-9)


def test_every_figure_a_b_and_r_is_met(example_town: Town) -> None:
    rows = example_town.rows(
        "SELECT indicator, breakdown, site_id, year, a, b, r, status, months_covered FROM out.core_indicators"
    )
    found = {row[:4]: row[4:] for row in rows}
    truth = {
        (row["indicator"], row["breakdown"], row["site_id"], int(row["year"])): row
        for row in read("indicators.csv")
    }
    assert len(truth) > 400
    assert set(found) == set(truth)
    wrong = {
        key: (found[key], row)
        for key, row in truth.items()
        if not all(close(value, row[name]) for value, name in zip(found[key][:3], "abr", strict=True))
        or found[key][3:] != (row["status"], int(row["months_covered"]))
    }
    assert wrong == {}


def test_every_month_of_every_site_is_met(example_town: Town) -> None:
    rows = example_town.rows("SELECT site_id, stream, CAST(month AS VARCHAR), quantity FROM core.monthly")
    found = {row[:3]: row[3] for row in rows}
    truth = {(row["site_id"], row["stream"], row["month"]): row["quantity"] for row in read("monthly.csv")}
    assert len(truth) > 1500
    assert set(found) == set(truth)
    assert {key: (found[key], value) for key, value in truth.items() if not close(found[key], value)} == {}


def test_the_planted_rows_are_rejected_and_nothing_else(example_town: Town) -> None:
    rows = example_town.rows("""
        SELECT d.file_name, r.sheet, r.row_number, r.code
        FROM raw.rejected_rows r JOIN raw.deliveries d ON d.delivery_id = r.delivery_id AND d.status <> 'duplicate'
    """)
    truth = {
        (row["file_name"], row["sheet"], int(row["row_number"]), row["code"])
        for row in read("rejected_rows.csv")
    }
    assert set(rows) == truth
    assert len(rows) == len(truth)


def test_the_planted_faults_are_found_and_nothing_else(example_town: Town) -> None:
    columns = ("code", "file_name", "row_number", "site_id", "stream", "period")
    rows = example_town.rows(f"SELECT {', '.join(columns)} FROM out.findings")
    found = sorted(tuple("" if value is None else str(value) for value in row) for row in rows)
    assert found == sorted(tuple(row[column] for column in columns) for row in read("findings.csv"))


def test_the_bills_of_the_depot_stand_beside_its_quarter_hours(example_town: Town) -> None:
    sheet = openpyxl.load_workbook(EXAMPLE / "inbox" / "uzemeltetes" / "2025" / "aram_telep_2025.xlsx").active
    billed = {
        f"{row[2].value:%Y-%m-%d}": float(row[4].value) for row in sheet.iter_rows(min_row=6, max_row=11)
    }
    metered = {
        row["month"]: float(row["quantity"])
        for row in read("monthly.csv")
        if (row["site_id"], row["stream"]) == ("telep", "energy.electricity") and row["month"] in billed
    }
    rows = example_town.rows("""
        SELECT CAST(month AS VARCHAR), quantity_billed, quantity_metered FROM core.reconciliation
    """)
    assert {month: (pytest.approx(billed[month]), pytest.approx(metered[month])) for month in billed} == {
        month: (bill, sum_of_hours) for month, bill, sum_of_hours in rows
    }
    doubts = example_town.rows("""
        SELECT CAST(first_day AS VARCHAR), acceptance_id FROM out.plausibility WHERE rule = 'bill_differs' ORDER BY 1
    """)
    assert doubts == [("2025-02-01", "telep-bill-2025-02"), ("2025-05-01", None)]


def test_every_row_read_is_accepted_or_rejected(example_town: Town) -> None:
    rows = example_town.rows("""
        SELECT d.file_name, d.rows_read, d.rows_accepted + d.rows_rejected,
            (SELECT count(*) FROM raw.rejected_rows r WHERE r.delivery_id = d.delivery_id) - d.rows_rejected,
            (SELECT count(DISTINCT (sheet, row_number)) FROM (
                SELECT delivery_id, sheet, row_number FROM core.readings
                UNION ALL SELECT delivery_id, sheet, row_number FROM core.register_values
                UNION ALL SELECT delivery_id, sheet, row_number FROM core.reference_values
            ) a WHERE a.delivery_id = d.delivery_id) - d.rows_accepted
        FROM raw.deliveries d WHERE d.status <> 'duplicate'
    """)
    assert len(rows) == len([path for path in (EXAMPLE / "inbox").rglob("*") if path.is_file()]) - 1
    assert [row for row in rows if row[1] != row[2] or row[3] or row[4]] == []
    assert sum(int(str(row[1])) for row in rows) > 37_000


def test_the_row_number_is_the_line_of_the_file(example_town: Town) -> None:
    rows = example_town.rows("""
        SELECT d.office_id, d.file_name, r.row_number, r.quantity_as_delivered
        FROM core.readings r JOIN raw.deliveries d USING (delivery_id)
        WHERE d.format_id = 'hu-electricity-intervals' AND r.row_number % 1009 = 0
    """)
    assert len(rows) > 30
    for office, name, row_number, quantity in rows:
        path = Path(EXAMPLE, "inbox", str(office), str(name))
        line = path.read_text(encoding="windows-1250").splitlines()[int(str(row_number)) - 1]
        assert float(line.split(";")[1].replace(",", ".")) == pytest.approx(quantity)


def test_sums_over_sites_and_parts_are_the_organisation(example_town: Town) -> None:
    over_sites = example_town.rows("""
        SELECT o.indicator, o.year, o.a, sum(s.a) FROM out.core_indicators o
        JOIN out.core_indicators s USING (indicator, year, breakdown)
        WHERE o.site_id = 'all' AND s.site_id <> 'all' AND o.breakdown = '' GROUP BY ALL
        HAVING o.a IS NOT NULL
    """)
    over_parts = example_town.rows("""
        SELECT o.indicator, o.year, o.a, sum(s.a) FROM out.core_indicators o
        JOIN out.core_indicators s USING (indicator, year, site_id)
        WHERE o.breakdown = '' AND s.breakdown <> '' GROUP BY o.indicator, o.year, o.site_id, o.a
        HAVING o.a IS NOT NULL
    """)
    assert len(over_sites) == 109
    assert len(over_parts) > 80
    assert [row for row in over_sites + over_parts if not math.isclose(row[2], row[3], rel_tol=1e-9)] == []
