"""Months of waste by treatment, with numbers by hand; they add up to the months of the site."""

from collections.abc import Callable

from tests.conftest import TOWN, Town, supply_point

NOTES = """
id = "notes"
title = "Notes"
[file]
kind = "csv"
[dates]
formats = ["%Y-%m-%d"]
[period]
kind = "bill"
start = "From"
end = "To"
rows_add_up = true
[columns]
supply_point = "Site"
waste_code = "Code"
treatment = "Treatment"
[[values]]
column = "Kg"
stream = "waste"
unit = "kg"
"""
HEAD = "Site;Code;From;To;Kg;Treatment\n"
BY_TREATMENT = """
    SELECT strftime(month, '%m'), treatment, quantity_metered, quantity, readings
    FROM core.monthly_by_treatment ORDER BY ALL
"""


def declared(town: Town) -> Town:
    town.workspace.formats.mkdir()
    (town.workspace.formats / "notes.toml").write_text(NOTES, encoding="utf-8")
    return town


def test_notes_are_spread_over_months_by_treatment(make_town: Callable[..., Town]) -> None:
    """60 kg over 60 days are 31, 28 and 1 kg; half of the shared site counts. A note sent again counts once."""
    shares = "\n[[sites.shares]]\nvalid_from = 2025-01-01\nshare = 0.5\n"
    town = declared(
        make_town(supply_point("H1", "waste", valid_from="2025-01-01", cadence='"irregular"'), register=TOWN + shares)
    )  # fmt: skip
    rows = "H1;200101;2025-01-01;2025-03-01;60;R3\nH1;200101;2025-03-05;2025-03-05;8;\n"
    town.put("office", "a.csv", f"{HEAD}{rows}H1;200101;2025-03-05;2025-03-05;4;D5\n")
    town.ingest()
    assert town.rows(BY_TREATMENT) == [
        ("01", "R3", 31.0, 15.5, 1),
        ("02", "R3", 28.0, 14.0, 1),
        ("03", "", 8.0, 4.0, 1),
        ("03", "D5", 4.0, 2.0, 1),
        ("03", "R3", 1.0, 0.5, 1),
    ]
    town.put(
        "office",
        "b.csv",
        f"{HEAD}H1;200101;2025-03-05;2025-03-05;8;R5\nH1;200101;2025-03-05;2025-03-05;4;D5\n",
    )
    town.ingest()
    assert [row[:3] for row in town.rows(BY_TREATMENT) if row[0] == "03"] == [
        ("03", "D5", 4.0), ("03", "R3", 1.0), ("03", "R5", 8.0),
    ]  # fmt: skip
    [(by_treatment, in_months)] = town.rows("""
        SELECT (SELECT sum(quantity) FROM core.monthly_by_treatment), (SELECT sum(quantity) FROM core.monthly)
    """)
    assert by_treatment == in_months == 36.0
