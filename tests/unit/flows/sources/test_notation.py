"""Numbers, days and months as offices write them; what does not fit is NULL, never a guess."""

import datetime as dt

import duckdb
import pytest

from flows.sources.layout import DateNotation, NumberNotation
from flows.sources.notation import day, month_start, number, plain_text, stamp, year
from flows.sources.sheet import DATE_MARK, NUMBER_MARK

HUNGARIAN = NumberNotation(decimal=",", thousands=" ")
GERMAN = NumberNotation(decimal=",", thousands=".")
PLAIN = NumberNotation(decimal=".", thousands="")
DATES = DateNotation(formats=("%Y.%m.%d.", "%Y-%m-%d"))


def value(expression: str, cell: str | None) -> object:
    return duckdb.execute(f"SELECT {expression} FROM (SELECT CAST(? AS VARCHAR) AS v)", [cell]).fetchall()[0][
        0
    ]


@pytest.mark.parametrize(
    ("notation", "cell", "expected"),
    [
        (HUNGARIAN, "12,345", 12.345),
        (HUNGARIAN, "676,445", 676.445),
        (HUNGARIAN, "1 234,5", 1234.5),
        (HUNGARIAN, "1\u00a0234\u202f567,5", 1234567.5),
        (HUNGARIAN, "-12", -12.0),
        (HUNGARIAN, "\u221212,5", -12.5),
        (HUNGARIAN, "1234", 1234.0),
        (HUNGARIAN, "12.345", None),
        (HUNGARIAN, "1 23,4", None),
        (HUNGARIAN, "12,3,4", None),
        (HUNGARIAN, "12 kWh", None),
        (HUNGARIAN, "", None),
        (HUNGARIAN, "inf", None),
        (HUNGARIAN, "nan", None),
        (HUNGARIAN, "1_000", None),
        (HUNGARIAN, "0x10", None),
        (GERMAN, "10.148,25", 10148.25),
        (GERMAN, "10.148", 10148.0),
        (GERMAN, "10.14", None),
        (GERMAN, "387,50", 387.5),
        (PLAIN, "54000.0", 54000.0),
        (PLAIN, "2.3780175359730848e-14", 2.3780175359730848e-14),
        (PLAIN, "676,445", None),
    ],
)
def test_numbers_by_their_declared_notation(
    notation: NumberNotation, cell: str, expected: float | None
) -> None:
    assert value(number("v", notation, typed=False), cell) == expected


@pytest.mark.parametrize(("cell", "expected"), [("1234.5", 1234.5), ("5e-324", 5e-324), ("inf", None)])
def test_a_spreadsheet_number_needs_no_notation(cell: str, expected: float | None) -> None:
    assert value(number("v", HUNGARIAN, typed=True), NUMBER_MARK + cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2025.03.12.", dt.date(2025, 3, 12)),
        ("2025-03-12", dt.date(2025, 3, 12)),
        ("2024.02.29.", dt.date(2024, 2, 29)),
        ("2025.02.29.", None),
        ("12.03.2025", None),
        ("2025.03.12", None),
        ("0025.03.12.", None),
        ("9999.12.31.", None),
        (DATE_MARK + "2025-03-12 00:00:00", dt.date(2025, 3, 12)),
    ],
)
def test_days_by_their_declared_notation(cell: str, expected: dt.date | None) -> None:
    assert value(day("v", DATES, typed=True), cell) == expected


def test_a_stamp_with_its_offset_is_an_instant() -> None:
    notation = DateNotation(formats=("%Y-%m-%dT%H:%M:%S%z",))
    found = value(f"epoch({stamp('v', notation, typed=False)})", "2021-01-01T00:00:00+0100")
    assert found == dt.datetime(2020, 12, 31, 23, tzinfo=dt.UTC).timestamp()


@pytest.mark.parametrize(
    "cell",
    [
        "2025. március",
        "2025-03",
        "2025.03.",
        "2025/3",
        "03/2025",
        "202503",
        "2025 Mar",
        "March 2025",
        "März 2025",
        "2025. márc.",
        "2025. MÁRCIUS",
        DATE_MARK + "2025-03-01 00:00:00",
        NUMBER_MARK + "202503",
    ],
)
def test_a_month_by_number_or_name(cell: str) -> None:
    assert value(month_start("v", typed=True), cell) == dt.date(2025, 3, 1)


@pytest.mark.parametrize(
    "cell", ["2025", "2025-13", "2025.03.12.", "március", "1025-03", "1. negyedév 2025", ""]
)
def test_what_is_no_month(cell: str) -> None:
    assert value(month_start("v", typed=True), cell) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2025", 2025),
        ("2025.", 2025),
        (NUMBER_MARK + "2025", 2025),
        ("25", None),
        ("1899", None),
        ("20255", None),
    ],
)
def test_a_year(cell: str, expected: int | None) -> None:
    assert value(year("v", typed=True), cell) == expected


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        (NUMBER_MARK + "100000001", "100000001"),
        (DATE_MARK + "2025-03-12 00:00:00", "2025-03-12"),
        ("POD", "POD"),
    ],
)
def test_a_typed_cell_as_a_person_sees_it(cell: str, seen: str) -> None:
    assert value(plain_text("v"), cell) == seen
