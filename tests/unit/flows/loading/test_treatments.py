"""The treatment that a waste note states: kept as it is written, told where there is none or no such code."""

from tests.nasty.conftest import Office, lines, office

__all__ = ["office"]

NOTES = """
[dates]
formats = ["%Y-%m-%d"]
[numbers]
decimal = ","
[period]
kind = "day"
column = "Day"
rows_add_up = true
[columns]
supply_point = "Site"
waste_code = "Code"
carrier = "Carrier"
treatment = "Treatment"
[[values]]
column = "Amount"
stream = "waste"
unit = "kg"
"""
HEAD = ("Site", "Day", "Code", "Amount", "Carrier")
DAY = "2025-03-05"


def streams(office: Office) -> list[tuple[object, ...]]:
    return office.town.rows("SELECT stream, quantity FROM core.readings ORDER BY row_number")


def treated(office: Office, *rows: tuple[object, ...]) -> None:
    """Notes whose layout declares the treatment, which stands in the last column."""
    office.declare(NOTES)
    office.send(lines((*HEAD, "Treatment"), *rows))


def test_a_treatment_in_any_notation_and_none(office: Office) -> None:
    """Nothing is lost and nothing guessed: without a code, or with another text, the quantity counts and is told."""
    treated(
        office,
        ("H1", DAY, "20 01 01", 80, "K", "R3"),
        ("H1", DAY, "20 01 01", 6, "K", "r 05"),
        ("H1", DAY, "20 01 01", 4, "K", "R12, R13"),
        ("H1", DAY, "20 01 01", 5, "K", ""),
        ("H1", DAY, "20 01 01", 7, "K", "komposztálás"),
        ("H1", DAY, "20 01 01", 3, "K", "R3/D5"),
    )
    stated = office.town.rows("SELECT treatment, quantity FROM core.readings ORDER BY row_number")
    assert stated == [
        ("R3", 80.0), ("R5", 6.0), ("R12/R13", 4.0), (None, 5.0), ("komposztálás", 7.0), ("R3/D5", 3.0),
    ]  # fmt: skip
    assert office.findings() == [("missing_treatment", 5), ("unknown_treatment", 6)]
    assert "„R3/D5”, „komposztálás” (ilyen sorok száma: 2)" in office.told("unknown_treatment")


def test_notes_without_the_column_are_still_notes(office: Office) -> None:
    office.declare(NOTES)
    office.send(lines(HEAD, ("H1", DAY, "20 01 01", 8, "K"), ("H1", DAY, "20 01 21", 1, "K")))
    assert [row[1] for row in streams(office)] == [8.0, 1.0]
    assert office.findings() == [("missing_treatment", 2)]
    assert "kezelési kódja, például R3 vagy D5 (ilyen sorok száma: 2)" in office.told("missing_treatment")
