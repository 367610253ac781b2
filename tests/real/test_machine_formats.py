"""Green Button, European and Hungarian electronic invoices and MSCONS: real files meet their truth."""

import csv
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from flows.sources.invoice import invoice_sheet
from flows.sources.nav_invoice import nav_invoice_sheet
from tests.conftest import Town
from tests.real.registers import register
from tests.real.truth import same

ELECTRICITY = "energy.electricity"
WH_PER_KWH = 1000


def truth(folder: Path) -> list[dict[str, str]]:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def known(folder: Path, **fields: str) -> dict[str, str]:
    (found,) = [row for row in truth(folder) if all(row[name] == text for name, text in fields.items())]
    return found


def town_of(deliver: Callable[..., Town], points: dict[str, str], files: list[Path]) -> Town:
    sites = [(point, ELECTRICITY, site, "2011-01-01") for point, site in points.items()]
    return deliver(
        register("Place", "Europe/Berlin", "2025-12-01", dict.fromkeys(points.values()), sites), files
    )


def lines(
    sheet_of: Callable[..., object], path: Path, scratch: Path
) -> dict[str, tuple[str, float | None, str]]:
    """The lines of an invoice by number: item, quantity, unit."""
    connection = duckdb.connect()
    sheet = sheet_of(connection, path, scratch, "lines")
    place = {name: index for index, name in enumerate(sheet.head[0], 1)}  # type: ignore[attr-defined]
    rows = connection.execute(f"FROM ({sheet.relation})").fetchall()  # type: ignore[attr-defined]
    quantity = place["quantity"]
    return {
        row[place["line"]]: (
            row[place["item"]],
            float(row[quantity]) if row[quantity] else None,
            row[place["unit"]] or "",
        )
        for row in rows
    }


class TestGreenButton:
    SENTINELS, REPEATED = "example-GreenButton-data-1002-1-dup.xml", 3
    PLAIN = "test_usage_data.xml"
    SENTINEL = 10**12

    @pytest.fixture(scope="class")
    def folder(self, real_folder: Callable[[str], Path]) -> Path:
        return real_folder("us-greenbutton-xml")

    @pytest.fixture(scope="class")
    def town(self, folder: Path, deliver: Callable[..., Town]) -> Town:
        return town_of(deliver, {"409483": "a", "5446AF3F": "b"}, sorted(folder.glob("*.xml")))

    def test_every_reading_is_one_row(self, town: Town, folder: Path) -> None:
        for name, refused in ((self.SENTINELS, self.REPEATED), (self.PLAIN, 0)):
            count = int(known(folder, file=name, metric="interval_readings")["value"])
            assert town.rows(f"""
                SELECT format_id, rows_read, rows_accepted, rows_rejected FROM raw.deliveries WHERE file_name = '{name}'
            """) == [("green-button", count, count - refused, refused)]

    def test_the_sum_without_what_no_meter_can_count(self, town: Town, folder: Path) -> None:
        """Exception: three readings of 10^12 Wh, all at one time, are a meter's sign for a fault."""
        raw = int(known(folder, file=self.SENTINELS, scope="raw-sum")["value"])
        assert town.rows("SELECT code, value, count(*) FROM raw.rejected_rows GROUP BY ALL") == [
            ("above_highest", str(self.SENTINEL), self.REPEATED)
        ]
        assert town.rows("SELECT sum(quantity) FROM core.monthly WHERE site_id = 'a'") == [
            (same((raw - self.REPEATED * self.SENTINEL) / WH_PER_KWH),)
        ]

    def test_the_usage_summary_is_not_added(self, town: Town, folder: Path) -> None:
        raw = int(known(folder, file=self.PLAIN, scope="raw-sum")["value"])
        summary = int(known(folder, file=self.PLAIN, scope="summary")["value"])
        ((stored,),) = town.rows("SELECT sum(quantity) FROM core.readings WHERE supply_point_id = '5446AF3F'")
        assert stored == same(raw / WH_PER_KWH)
        assert stored not in {same(summary / WH_PER_KWH), same((raw + summary) / WH_PER_KWH)}

    def test_times_are_seconds_since_1970_in_utc(self, town: Town) -> None:
        assert town.rows("""
            SELECT CAST(epoch(min(period_start)) AS BIGINT), CAST(epoch(max(period_end)) AS BIGINT)
            FROM core.readings WHERE supply_point_id = '5446AF3F'
        """) == [(1330578000, 1331784000)]


class TestInvoices:
    SUPPLIER, GRID, DUTCH = (
        "BIS_Billing_30-Elhandel.xml",
        "BIS_Billing_30-Elnat.xml",
        "ubl-tc434-example8.xml",
    )
    METER, CONNECTION = "731234567890123456", "871694831000290806"

    @pytest.fixture(scope="class")
    def folder(self, real_folder: Callable[[str], Path]) -> Path:
        return real_folder("eu-en16931-energy-invoices")

    @pytest.fixture(scope="class")
    def town(self, folder: Path, deliver: Callable[..., Town]) -> Town:
        return town_of(
            deliver, {self.METER: "swedish", self.CONNECTION: "dutch"}, sorted(folder.glob("*.xml"))
        )

    @pytest.mark.parametrize("name", [SUPPLIER, GRID, DUTCH])
    def test_every_line_of_the_truth(self, folder: Path, tmp_path: Path, name: str) -> None:
        expected = {
            row["key"]: (row["commodity"], float(row["value"]), row["unit"])
            for row in truth(folder)
            if row["file"] == name and row["scope"] == "line"
        }
        assert lines(invoice_sheet, folder / name, tmp_path) == expected

    @pytest.mark.parametrize(
        ("name", "format_id", "left_out"),
        [
            (SUPPLIER, "swedish-supplier-invoice", 1),
            (GRID, "swedish-grid-invoice", 2),
            (DUTCH, "enexis-invoice", 9),
        ],
    )
    def test_one_line_of_each_is_energy(self, town: Town, name: str, format_id: str, left_out: int) -> None:
        assert town.rows(f"""
            SELECT format_id, status, rows_read, rows_accepted, rows_left_out FROM raw.deliveries
            WHERE file_name = '{name}'
        """) == [(format_id, "accepted", 1, 1, left_out)]

    def test_kilowatt_hours_of_services_and_taxes_are_not_added(self, town: Town, folder: Path) -> None:
        energy = float(known(folder, file=self.DUTCH, scope="line", key="1")["value"])
        trap = float(known(folder, file=self.DUTCH, scope="trap")["value"])
        ((stored,),) = town.rows("SELECT sum(quantity) FROM core.monthly WHERE site_id = 'dutch'")
        assert stored == energy != trap

    def test_supplier_and_grid_bill_of_one_meter_count_once(self, town: Town, folder: Path) -> None:
        """Both give February as 1,701 kWh: one counts, and it is written down which gave way to which, and why."""
        energy = float(known(folder, file=self.SUPPLIER, scope="line", key="1")["value"])
        traps = {float(known(folder, file=self.GRID, scope="trap")["value"]), 2 * energy, 3 * energy}
        assert town.rows("""
            SELECT strftime(month, '%Y-%m'), quantity, days_covered, days_in_month FROM core.monthly
            WHERE site_id = 'swedish'
        """) == [("2018-02", energy, 28, 28)]
        assert energy not in traps
        assert town.rows("SELECT rule, rows FROM core.superseded") == [("same_value", 1)]
        assert town.rows(
            "SELECT is_current, count(*) FROM core.readings WHERE site_id = 'swedish' GROUP BY ALL"
        ) == [
            (False, 1),
            (True, 1),
        ] or town.rows(f"""
            SELECT is_current, count(*) FROM core.readings WHERE supply_point_id = '{self.METER}'
            GROUP BY ALL ORDER BY ALL
        """) == [(False, 1), (True, 1)]

    def test_the_program_s_own_format_leaves_nothing_unsaid(
        self, folder: Path, deliver: Callable[..., Town], tmp_path: Path
    ) -> None:
        """Without a format for the seller the lines in kilowatt hours are told, and none is guessed to be energy."""
        no_formats = tmp_path / "formats"
        no_formats.mkdir()
        place = register(
            "Place", "Europe/Berlin", "2025-12-01", ["s"], [(self.METER, ELECTRICITY, "s", "2011-01-01")]
        )
        town = deliver(place, [folder / self.GRID], formats=no_formats)
        assert town.rows("SELECT format_id, rows_read, rows_accepted FROM raw.deliveries") == [
            ("en16931-energy-invoice", 2, 0)
        ]
        assert town.rows("SELECT code, value FROM raw.rejected_rows ORDER BY row_number") == [
            ("unknown_stream", "Elöverföring, tariff 4b"),
            ("unknown_stream", "Eergiskatt"),
        ]


class TestTaxOffice:
    @pytest.fixture(scope="class")
    def folder(self, real_folder: Callable[[str], Path]) -> Path:
        return real_folder("hu-nav-online-szamla")

    def test_every_line_of_the_truth(self, folder: Path, tmp_path: Path) -> None:
        expected = {
            row["key"]: (
                row["commodity"],
                float(row["value"]) if row["value"] else None,
                row["unit"].strip().removeprefix("OWN "),
            )
            for row in truth(folder)
            if row["scope"] == "line"
        }
        (path,) = folder.glob("*.xml")
        assert lines(nav_invoice_sheet, path, tmp_path) == expected
        assert len(expected) == 9

    def test_an_invoice_without_energy_gives_no_figure_and_says_so(
        self, folder: Path, deliver: Callable[..., Town]
    ) -> None:
        town = town_of(deliver, {"NAV": "s"}, list(folder.glob("*.xml")))
        assert town.rows("SELECT format_id, rows_read, rows_left_out FROM raw.deliveries") == [
            ("nav-other-invoice", 0, 9)
        ]
        assert town.rows("SELECT code FROM raw.delivery_findings") == [("nothing_to_count",)]
        assert town.rows("FROM core.readings") == []


class TestMscons:
    POINT = "US0001062600000001000000022345671"
    REVERSED, REPEATED = 1888, (1889, 1890, 1891)
    """Exceptions: the file's hour from 16:00 to 17:00 of 20 December stands twice. The last quarter of the first ends
    before it begins (0.074); three quarters of the second repeat the times of the first, with 0 as their value."""

    @pytest.fixture(scope="class")
    def folder(self, real_folder: Callable[[str], Path]) -> Path:
        return real_folder("de-mscons-edifact")

    @pytest.fixture(scope="class")
    def town(self, folder: Path, deliver: Callable[..., Town]) -> Town:
        return town_of(deliver, {self.POINT: "s"}, list(folder.glob("*.txt")))

    def test_every_quantity_is_a_row(self, town: Town, folder: Path) -> None:
        assert town.rows("SELECT format_id, rows_read, rows_accepted, rows_rejected FROM raw.deliveries") == [
            ("mscons", 2976, 2972, 4)
        ]
        assert "n=2976" in known(folder, scope="location")["note"]

    def test_the_sum_and_what_is_told_are_the_truth(self, town: Town, folder: Path) -> None:
        ((refused,),) = town.rows(
            "SELECT sum(CAST(replace(value, 'x', '') AS DOUBLE)) FROM (VALUES ('0.074')) t(value)"
        )
        assert town.rows("SELECT row_number, code FROM raw.rejected_rows ORDER BY 1") == [
            (self.REVERSED, "period_reversed"),
            *((row, "duplicate_row") for row in self.REPEATED),
        ]
        ((stored, first, last),) = town.rows("""
            SELECT sum(quantity), strftime(min(period_start) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M'),
                strftime(max(period_end) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M')
            FROM core.readings WHERE is_current
        """)
        assert float(str(stored)) + float(str(refused)) == same(
            float(known(folder, scope="location")["value"])
        )
        assert (first, last) == ("2015-11-30T23:00", "2015-12-31T23:00"), "local +01, not UTC"
