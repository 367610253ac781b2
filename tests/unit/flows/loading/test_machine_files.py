"""Machine files from the inbox to readings: what counts, and what is told in place of a figure."""

import json
from collections.abc import Callable

import pytest

from indicators.findings import FINDINGS
from tests.conftest import Town, supply_point
from tests.unit.flows.loading.declared import declare, rejected
from tests.unit.flows.sources.machine_files import (
    block,
    feed,
    nav,
    nav_line,
    nem12,
    nem12_day,
    reading_type,
    ubl,
    ubl_line,
    usage_point,
)

HOUR = 1735686000
"""2025-01-01T00:00:00+01:00."""


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    return make_town(
        *(
            supply_point(point, stream, valid_from="2020-01-01", cadence='"irregular"')
            for point, stream in (
                ("E1", "energy.electricity"),
                ("E1", "energy.pv_feed_in"),
                ("G1", "energy.natural_gas"),
                ("H1", "energy.district_heat"),
            )
        )
    )


def delivered(town: Town, **files: str) -> list[tuple[object, ...]]:
    """The readings that count: supply point, stream, first and last day, quantity."""
    for name, content in files.items():
        town.put("office", name.replace("_", "."), content)
        town.ingest()
    return town.rows("""
        SELECT supply_point_id, stream, strftime(first_day, '%m-%d'), strftime(last_day, '%m-%d'), quantity
        FROM core.readings WHERE is_current ORDER BY ALL
    """)


def findings(town: Town) -> list[tuple[object, ...]]:
    return town.rows("SELECT code FROM raw.delivery_findings ORDER BY 1")


JANUARY = ("E1", "energy.electricity", "01-01", "01-31")


def test_only_the_lines_that_are_energy_count(town: Town) -> None:
    """Tax and transport are in kilowatt hours too; a fee is in another unit."""
    lines = (
        ubl_line("Villamos energia díj", "1.5", "MWH"),
        ubl_line("Villamos energiaadó", "1500", "KWH"),
        ubl_line("Rendszerhasználati díj", "1500", "KWH"),
        ubl_line("Alapdíj", "1", "MON"),
    )
    assert delivered(town, a_xml=ubl(*lines)) == [(*JANUARY, 1500.0)]
    assert town.rows("SELECT rows_read, rows_accepted, rows_left_out FROM raw.deliveries") == [(1, 1, 3)]


def test_two_tariffs_of_one_bill_add_up(town: Town) -> None:
    lines = (
        ubl_line("Villamos energia", "100", "KWH"),
        ubl_line("Villamos energia", "40", "KWH"),
    )
    delivered(town, a_xml=ubl(*lines))
    assert town.rows("SELECT sum(quantity) FROM core.monthly") == [(140.0,)]


def test_an_energy_line_of_an_unknown_name_is_told_and_the_others_count(town: Town) -> None:
    lines = (ubl_line("Villamos energia", "100", "KWH"), ubl_line("Zöld prémium", "100", "KWH"))
    assert delivered(town, a_xml=ubl(*lines)) == [(*JANUARY, 100.0)]
    assert rejected(town) == [(2, "unknown_stream", "item", "Zöld prémium")]


def test_a_unit_that_does_not_fit_is_told(town: Town) -> None:
    assert delivered(town, a_xml=ubl(ubl_line("Villamos energia", "100", "MTQ"))) == []
    assert rejected(town) == [(1, "unknown_unit", "unit", "MTQ")]


def test_a_unit_code_that_is_not_known_is_told(town: Town) -> None:
    declare(
        town,
        """
        id = "own"
        title = "Own"
        [file]
        kind = "invoice"
        sender = "Áramszolgáltató*"
        [numbers]
        decimal = "."
        [period]
        kind = "bill"
        start = "period_start"
        end = "period_end"
        [columns]
        supply_point = "metering_point"
        [[values]]
        column = "quantity"
        stream = "energy.electricity"
        unit_column = "unit"
        """,
    )
    assert delivered(town, a_xml=ubl(ubl_line("Villamos energia", "100", "X9Z"))) == []
    assert rejected(town) == [(1, "unknown_unit", "unit", "X9Z")]
    assert town.rows("SELECT format_id FROM raw.deliveries") == [("own",)], "it names the sender"


def test_a_bill_without_a_metering_point_is_told(town: Town) -> None:
    assert delivered(town, a_xml=ubl(ubl_line("Villamos energia", "100", "KWH"), point="")) == []
    assert rejected(town) == [(1, "missing_supply_point", "metering_point", None)]


def test_a_credit_note_is_told_and_the_bill_counts_on(town: Town) -> None:
    bill = ubl(ubl_line("Villamos energia", "100", "KWH"))
    more = """<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>S1</cbc:ID>
        </cac:InvoiceDocumentReference></cac:BillingReference>"""
    line = ubl_line("Villamos energia", "100", "KWH", credited=True)
    credit = ubl(line, number="S2", kind="381", more=more, credit=True)
    assert delivered(town, a_xml=bill, b_xml=credit) == [(*JANUARY, 100.0)]
    assert rejected(town) == [(1, "changes_earlier_bill", "changes_invoice", "S1")]
    assert town.rows("SELECT detail FROM raw.rejected_rows") == [("-100",)]


def test_a_credit_note_never_counts_as_consumption_even_where_the_format_does_not_ask(town: Town) -> None:
    declare(
        town,
        """
        id = "own"
        title = "Own"
        [file]
        kind = "invoice"
        sender = "Áramszolgáltató*"
        [numbers]
        decimal = "."
        [period]
        kind = "bill"
        start = "period_start"
        end = "period_end"
        [columns]
        supply_point = "metering_point"
        [[values]]
        column = "quantity"
        stream = "energy.electricity"
        unit_column = "unit"
        """,
    )
    line = ubl_line("Villamos energia", "100", "KWH", credited=True)
    assert delivered(town, b_xml=ubl(line, kind="381", credit=True)) == []
    assert rejected(town) == [(1, "negative_value", "quantity", "-100")]


def test_a_new_bill_for_the_period_takes_the_place_of_the_credited_one(town: Town) -> None:
    first = ubl(ubl_line("Villamos energia", "100", "KWH"))
    credit = ubl(ubl_line("Villamos energia", "100", "KWH", credited=True), kind="381", credit=True)
    second = ubl(ubl_line("Villamos energia", "90", "KWH"), number="S3").replace("2025-02-05", "2025-02-20")
    assert delivered(town, a_xml=first, b_xml=credit, c_xml=second) == [(*JANUARY, 90.0)]
    assert town.rows("SELECT rule FROM core.superseded") == [("correction",)]


@pytest.mark.parametrize("order", ["supplier first", "grid first"])
@pytest.mark.parametrize("grid_quantity", ["100", "99"])
def test_a_grid_bill_and_a_supplier_bill_of_one_meter_are_not_added(
    town: Town, order: str, grid_quantity: str
) -> None:
    """The later issued bill counts, whichever arrives first; a finding says what gave way."""
    supplier = ubl(ubl_line("Villamos energia", "100", "KWH"))
    grid = ubl(ubl_line("Villamos energia", grid_quantity, "KWH"), number="H1")
    grid = grid.replace("2025-02-05", "2025-02-09").replace("Áramszolgáltató Zrt.", "Elosztó Kft.")
    files = (
        {"a_xml": supplier, "b_xml": grid}
        if order == "supplier first"
        else {"a_xml": grid, "b_xml": supplier}
    )
    assert delivered(town, **files) == [(*JANUARY, float(grid_quantity))]
    rule = "same_value" if grid_quantity == "100" else "correction"
    assert town.rows("SELECT rule, rows FROM core.superseded") == [(rule, 1)]


def test_a_quarter_of_the_grid_and_three_months_of_the_supplier_are_not_added(town: Town) -> None:
    months = (("01-01", "01-31", 100), ("02-01", "02-28", 80), ("03-01", "03-31", 90))
    files = {}
    for number, (first, last, quantity) in enumerate(months):
        bill = ubl(ubl_line("Villamos energia", str(quantity), "KWH"), number=f"S{number}")
        files[f"s{number}_xml"] = bill.replace("2025-01-01", f"2025-{first}").replace(
            "2025-01-31", f"2025-{last}"
        )
    grid = ubl(ubl_line("Villamos energia", "270", "KWH"), number="H1").replace("2025-01-31", "2025-03-31")
    files["h_xml"] = grid.replace("2025-02-05", "2025-04-05")
    assert delivered(town, **files) == [("E1", "energy.electricity", "01-01", "03-31", 270.0)]
    assert town.rows("SELECT rule, sum(rows) FROM core.superseded GROUP BY ALL") == [("overlap", 3)]


@pytest.mark.parametrize("version", ["2.0", "3.0"])
def test_a_bill_of_the_tax_office(town: Town, version: str) -> None:
    lines = (
        nav_line("Villamos energia díj", "1500", "KWH"),
        nav_line("Villamos energiaadó", "1500", "KWH"),
        nav_line("Alapdíj", "1", "MONTH"),
        nav_line("Kedvezmény"),
    )
    assert delivered(town, a_xml=nav(*lines, version=version)) == [(*JANUARY, 1500.0)]
    assert town.rows("SELECT rows_read, rows_left_out FROM raw.deliveries") == [(1, 3)]


def test_a_unit_of_the_seller_s_own(town: Town) -> None:
    found = delivered(town, a_xml=nav(nav_line("Távhő", "3.6", "OWN", "GJ"), pod="H1"))
    assert found == [("H1", "energy.district_heat", "01-01", "01-31", pytest.approx(1000))]


def test_gas_in_cubic_metres_without_its_heating_value_is_told(town: Town) -> None:
    assert delivered(town, a_xml=nav(nav_line("Földgáz", "100", "CUBIC_METER"), pod="G1")) == []
    assert [row[1] for row in rejected(town)] == ["missing_heating_value"]


def test_an_energy_line_without_a_quantity_is_told(town: Town) -> None:
    assert delivered(town, a_xml=nav(nav_line("Villamos energia", "", "KWH"))) == []
    assert rejected(town) == [(1, "missing_value", "quantity", None)]


def test_a_bill_that_cancels_another_is_told(town: Town) -> None:
    assert delivered(town, a_xml=nav(nav_line("Villamos energia", "-10", "KWH"), reference="S0")) == []
    assert rejected(town) == [(1, "changes_earlier_bill", "changes_invoice", "S0")]


def test_a_bill_of_the_tax_office_that_names_no_point_says_what_is_missing(town: Town) -> None:
    assert delivered(town, a_xml=nav(nav_line("Villamos energia", "10", "KWH"), pod="")) == []
    ((code, details),) = town.rows("SELECT code, details FROM raw.delivery_findings")
    assert code == "no_format"
    assert "data.POD" in json.loads(str(details))["detail"]


def test_a_bill_of_other_goods_is_told_as_such(town: Town) -> None:
    assert delivered(town, a_xml=ubl(ubl_line("Papír", "10", "EA"))) == []
    assert findings(town) == [("nothing_to_count",)]


def test_sentinels_and_repeated_times_of_a_feed_are_told(town: Town) -> None:
    content = feed(
        usage_point("E1"),
        reading_type("1", uom=72, powerOfTenMultiplier=0),
        block("E1", (HOUR, 900, 500), (HOUR, 900, 600), (HOUR + 900, 900, 10**12), (HOUR + 1800, 900, 700)),
    )
    assert [row[4] for row in delivered(town, a_xml=content)] == pytest.approx([0.5, 0.7], rel=1e-12)
    assert [row[:2] for row in rejected(town)] == [(2, "duplicate_row"), (3, "sentinel_value")]


def test_what_a_meter_gives_back_is_another_stream(town: Town) -> None:
    content = feed(
        usage_point("E1"), reading_type("1", uom=72, flowDirection=19), block("E1", (HOUR, 3600, 5000))
    )
    assert delivered(town, a_xml=content) == [("E1", "energy.pv_feed_in", "01-01", "01-01", 5.0)]


@pytest.mark.parametrize(
    "more", [{"accumulationBehaviour": 3}, {"flowDirection": 4}], ids=["cumulative", "net"]
)
def test_a_register_of_a_feed_is_no_consumption(town: Town, more: dict[str, int]) -> None:
    content = feed(usage_point("E1"), reading_type("1", uom=72, **more), block("E1", (HOUR, 3600, 5000)))
    assert delivered(town, a_xml=content) == []
    assert [row[1] for row in rejected(town)] == ["unknown_stream"]


NEM12 = """
id = "own"
title = "NEM12"
[file]
kind = "nem12"
[dates]
formats = ["%Y-%m-%dT%H:%M:%S%z"]
[numbers]
decimal = "."
[period]
kind = "interval"
column = "start"
end = "end"
[columns]
supply_point = "metering_point"
meter = "meter"
quality = "quality"
[qualities]
A = "measured"
S = "estimated"
F = "estimated"
E = "estimated"
[[values]]
column = "quantity"
stream_column = "suffix"
unit_column = "unit"
[values.streams]
E1 = "energy.electricity"
B1 = "energy.pv_feed_in"
"""


def test_five_minutes_of_an_australian_file(town: Town) -> None:
    declare(town, NEM12)
    content = nem12(
        "200,E1,E1B1,R1,E1,N1,M1,kWh,5,",
        nem12_day("20250102", ["0.25"] * 288, "V"),
        "400,1,287,A,,",
        "400,288,288,S14,,",
        "200,E1,E1B1,R1,B1,N1,M1,Wh,30,",
        nem12_day("20250102", ["500"] * 48),
    )
    delivered(town, a_csv=content)
    assert town.rows("""
        SELECT stream, sum(quantity), count(*), count(*) FILTER (quality = 'estimated'),
            strftime(min(period_start) AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M')
        FROM core.readings GROUP BY ALL ORDER BY ALL
    """) == [
        ("energy.electricity", 72.0, 288, 1, "2025-01-01 14:00"),
        ("energy.pv_feed_in", 24.0, 48, 0, "2025-01-01 14:00"),
    ]


JSON = """
id = "own"
title = "JSON"
[file]
kind = "json"
records = "data"
[dates]
formats = ["%Y-%m-%dT%H:%M:%S%z"]
[period]
kind = "interval"
column = "time.from"
minutes = 15
[columns]
supply_point = "meter.id"
[[values]]
column = "kwh"
stream = "energy.electricity"
unit = "kWh"
"""


def test_numbers_of_json_are_read_whatever_notation_is_declared(town: Town) -> None:
    """1.5 is a number; "1,5" is a text in the declared notation; "1.5" is one in another, which is not guessed."""
    declare(town, JSON)
    values: list[object] = [1.5, "2,5", "3.5", None]
    content = {
        "data": [
            {
                "meter": {"id": "E1"},
                "time": {"from": f"2025-01-01T{hour:02}:00:00+01:00"},
                "kwh": value,
            }
            for hour, value in enumerate(values)
        ]
    }
    assert [row[4] for row in delivered(town, a_json=json.dumps(content))] == [1.5, 2.5]
    assert rejected(town) == [
        (3, "other_number_notation", "kwh", "3.5"),
        (4, "missing_value", "kwh", None),
    ]


@pytest.mark.parametrize(
    "content",
    [
        ubl(ubl_line("Villamos energia", "100", "KWH"))[:-40],
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<?xml version="1.0"?><unknown/>',
        nem12("200,E1"),
        "UNA:+.? 'UNB+UNOC:3+A+B'",
    ],
    ids=["cut off", "entities", "unknown", "no interval", "no end"],
)
def test_a_broken_machine_file_is_a_rejected_delivery_with_a_sentence(town: Town, content: str) -> None:
    declare(town, NEM12)
    assert delivered(town, a_xml=content) == []
    assert findings(town) == [("unreadable_machine_file",)]
    assert town.rows("SELECT status, rows_read FROM raw.deliveries") == [("rejected", 0)]
    assert "unreadable_machine_file" in FINDINGS
