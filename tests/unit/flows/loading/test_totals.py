"""Totals rows of a layout: no data, but their figure is compared with the rows above."""

from collections.abc import Callable

import pytest

from tests.conftest import Town, supply_point

FORMAT = """
id = "thousands"
title = "Ezer kWh"
[file]
kind = "csv"
[table]
totals = { column = "Pont", labels = ["Összesen"] }
[period]
kind = "month"
column = "Hónap"
[columns]
supply_point = "Pont"
[[values]]
column = "Ezer kWh"
stream = "energy.electricity"
unit = "kWh"
multiplier = 1000
"""


@pytest.mark.parametrize(("printed", "told"), [("4,0", []), ("4,5", [(4, "4.5", "4.0")]), ("", [])])
def test_a_total_is_compared_in_the_unit_of_the_file(
    make_town: Callable[..., Town], printed: str, told: list[tuple[object, ...]]
) -> None:
    town = make_town(supply_point("E1", "energy.electricity"))
    town.workspace.formats.mkdir()
    (town.workspace.formats / "t.toml").write_text(FORMAT, encoding="utf-8")
    town.put(
        "office", "t.csv", f"Pont;Hónap;Ezer kWh\nE1;2025-01;1,5\nE1;2025-02;2,5\nÖsszesen:;;{printed}\n"
    )
    town.ingest()
    assert town.rows("SELECT quantity_as_delivered, quantity FROM core.readings ORDER BY row_number") == [
        (1.5, 1500.0),
        (2.5, 2500.0),
    ]
    assert town.rows("SELECT rows_read, rows_rejected FROM raw.deliveries") == [(2, 0)]
    found = town.rows("""
        SELECT row_number, details->>'printed', details->>'computed' FROM (
            SELECT row_number, CAST(details AS JSON) AS details FROM raw.delivery_findings
            WHERE code = 'totals_mismatch'
        )
    """)
    assert found == told
