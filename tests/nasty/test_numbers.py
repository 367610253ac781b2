"""Numbers, as offices and utilities really write them."""

import pytest

from tests.nasty.conftest import BILLS, JANUARY, KWH, Office, bills, content, lines, workbook

COMMA, POINT = 'decimal = ","', 'decimal = "."'


def one(office: Office, notation: str, cell: str, more: str = KWH) -> None:
    office.declare(f"[numbers]\n{notation}\n{BILLS}{more}")
    office.send(bills(("E1", *JANUARY, cell)))


@pytest.mark.parametrize(
    ("notation", "cell", "quantity"),
    [
        (COMMA, "1234,5", 1234.5),
        (COMMA + '\nthousands = " "', "1 234,5", 1234.5),
        (COMMA + '\nthousands = " "', "1\u00a0234,5", 1234.5),
        (COMMA + '\nthousands = " "', "1\u2009234,5", 1234.5),
        (COMMA + '\nthousands = " "', "1\u202f234", 1234.0),
        (COMMA + '\nthousands = "."', "1.234", 1234.0),
        (COMMA + '\nthousands = "."', "109.810", 109810.0),
        (POINT, "109.810", 109.81),
        (POINT + '\nthousands = ","', "676,445", 676445.0),
        (COMMA, "412,645", 412.645),
    ],
)
def test_the_layout_declares_what_a_sign_means(
    office: Office, notation: str, cell: str, quantity: float
) -> None:
    one(office, notation, cell)
    assert office.quantities() == [quantity]


@pytest.mark.parametrize(
    ("notation", "cell"),
    [
        (COMMA, "1.234"),
        (POINT, "412,645"),
        (POINT + '\nthousands = ","', "412,64"),
        (COMMA + '\nthousands = "."', "109.81"),
        (COMMA, "1 234"),
        (COMMA, "1\u00a0234"),
    ],
)
def test_a_value_that_only_fits_another_notation_is_told(office: Office, notation: str, cell: str) -> None:
    one(office, notation, cell)
    assert [row[:3] for row in office.rejected()] == [(2, "other_number_notation", "Used")]
    assert "nem találgatjuk" in office.told("other_number_notation")
    assert office.quantities() == []


def test_the_minus_sign_of_typesetters(office: Office) -> None:
    one(office, COMMA, "\u221212,5", KWH + 'negative = "accept"\n')
    assert office.quantities() == [-12.5]


@pytest.mark.parametrize("cell", ["-", "..", "NC", "n.a.", "N.A.", "becsült"])
def test_words_for_nothing_are_nothing_by_declaration_and_never_zero(office: Office, cell: str) -> None:
    one(office, COMMA + '\nnothing = ["-", "..", "NC", "n.a.", "becsült"]', cell)
    assert [row[:3] for row in office.rejected()] == [(2, "missing_value", "Used")]
    assert "hiányzó értéket a program nem vesz nullának" in office.told("missing_value")
    assert office.quantities() == []


@pytest.mark.parametrize("cell", ["-", "..", "NC", "n.a.", "becsült", "120 becsült"])
def test_words_for_nothing_are_told_where_nothing_is_declared(office: Office, cell: str) -> None:
    one(office, COMMA, cell)
    assert office.rejected() == [(2, "unreadable_number", "Used", cell)]
    assert f"„{cell}”" in office.told("unreadable_number")


def test_a_unit_in_the_cell_by_declaration(office: Office) -> None:
    one(office, COMMA, "120 kWh", "unit_in_cell = true\n")
    assert office.quantities() == [120.0]


def test_a_unit_in_the_cell_without_declaration_is_told(office: Office) -> None:
    one(office, COMMA, "120 kWh")
    assert office.rejected() == [(2, "unreadable_number", "Used", "120 kWh")]
    assert "számot mértékegység" in office.told("unreadable_number")


@pytest.mark.parametrize("name", ["own.csv", "own.xlsx"])
def test_a_number_that_a_spreadsheet_rounded(office: Office, name: str) -> None:
    kind = "workbook" if name.endswith("xlsx") else "csv"
    office.declare(f"[numbers]\n{POINT}\n{BILLS}{KWH}", kind)
    rows = [("Meter", "From", "To", "Used"), ("E1", *JANUARY, "1.13E+08")]
    office.send(content(workbook(*rows)) if kind == "workbook" else lines(*rows), name)
    assert office.quantities() == [113_000_000.0]
    assert office.findings() == [("rounded_by_spreadsheet", 2)]
    assert "1.13E+08" in office.told("rounded_by_spreadsheet")


@pytest.mark.parametrize("cell", ["16777.215", "1000000000000", "4294967295"])
@pytest.mark.parametrize("name", ["own.csv", "own.xlsx"])
def test_sentinels_are_no_quantities(office: Office, cell: str, name: str) -> None:
    kind = "workbook" if name.endswith("xlsx") else "csv"
    office.declare(f"[numbers]\n{POINT}\n{BILLS}{KWH}", kind)
    rows = [("Meter", "From", "To", "Used"), ("E1", *JANUARY, float(cell) if kind == "workbook" else cell)]
    office.send(content(workbook(*rows)) if kind == "workbook" else lines(*rows), name)
    assert office.rejected() == [(2, "sentinel_value", "Used", cell)]
    assert "amikor nincs mért értékük" in office.told("sentinel_value")
    assert office.quantities() == []


def test_a_layout_may_declare_its_own_sentinels(office: Office) -> None:
    office.declare(f"[numbers]\n{POINT}\nsentinels = [777.0]\n{BILLS}{KWH}")
    office.send(bills(("E1", *JANUARY, "16777.215"), ("E2", *JANUARY, "777")))
    assert office.quantities() == [16777.215]
    assert office.rejected() == [(3, "sentinel_value", "Used", "777")]


REGISTER = """
[dates]
formats = ["%Y-%m-%d"]
[period]
kind = "register"
column = "Read"
[constants]
supply_point = "V1"
[[values]]
column = "Stand"
stream = "water.mains"
unit = "m3"
"""


@pytest.mark.parametrize("after", [3, 99_000])
def test_a_register_that_was_reset_or_rolled_over_gives_no_negative_and_no_guess(
    office: Office, after: int
) -> None:
    office.declare(REGISTER)
    office.send(
        lines(("Read", "Stand"), ("2025-01-01", 99_990), ("2025-02-01", 99_995), ("2025-03-01", after))
    )
    assert [row[:3] for row in office.rejected()] == [(4, "reading_below_previous", "Stand")]
    assert f"({after}) kisebb, mint ugyanazon mérő előző állása" in office.told("reading_below_previous")
    assert office.quantities() == [5.0]


def test_a_negative_bill_is_rejected_unless_the_layout_takes_credits(office: Office) -> None:
    one(office, COMMA, "-12")
    assert office.rejected() == [(2, "negative_value", "Used", "-12")]
    assert "-12" in office.told("negative_value")


def test_credit_and_rebill_add_up(office: Office) -> None:
    text = BILLS.replace('end = "To"', 'end = "To"\nrows_add_up = true')
    office.declare(text + KWH + 'negative = "accept"\n')
    office.send(bills(("E1", *JANUARY, 100), ("E1", *JANUARY, -100), ("E1", *JANUARY, 90)))
    assert office.rejected() == []
    assert office.months() == {"2025-01": 90.0}
