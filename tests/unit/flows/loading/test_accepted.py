"""Readings of one table: what they have in common is stored once, and what differs is told apart."""

from collections.abc import Callable

from tests.conftest import Town, supply_point
from tests.unit.flows.loading.declared import BILL_HEAD, BILLS, declare, read

KWH = 'unit = "kWh"\n'
TWO_VALUES = (
    BILLS.replace("[columns]\n", '[columns]\nissued_on = "Issued"\n').replace(
        'column = "Used"', 'column = "Day"'
    )
    + KWH
    + '[[values]]\ncolumn = "Heat"\nstream = "energy.district_heat"\nunit = "MWh"\n'
)


def origins(town: Town) -> list[tuple[object, ...]]:
    return town.rows("""
        SELECT supply_point_id, site_id, gave_way_by, count(*) FROM core.reading_origins JOIN core.quantities
        USING (origin_id) GROUP BY ALL ORDER BY ALL NULLS LAST
    """)


def test_readings_of_a_series_have_one_origin(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("E1", "energy.electricity"), supply_point("E2", "energy.electricity"))
    rows = "".join(
        f"{point};2025-0{month}-01;2025-0{month}-28;{month}\n"
        for month in (1, 2, 3)
        for point in ("E1", "E2", "X")
    )
    assert len(read(town, BILLS + KWH, BILL_HEAD + rows)) == 9
    assert town.rows("SELECT count(*) FROM core.reading_origins") == [(3,)]
    assert origins(town) == [("E1", "hall", None, 3), ("E2", "hall", None, 3), ("X", None, None, 3)]


def test_days_before_and_after_use_have_no_site(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("E1", "energy.electricity", valid_from="2025-02-10", valid_to="2025-04-05"))
    rows = "".join(f"E1;2025-0{month}-01;2025-0{month}-28;{month}\n" for month in range(1, 7))
    read(town, BILLS + KWH, BILL_HEAD + rows)
    assert town.rows("SELECT month(first_day), site_id FROM core.readings ORDER BY 1") == [
        (1, None), (2, "hall"), (3, "hall"), (4, "hall"), (5, None), (6, None),
    ]  # fmt: skip
    assert origins(town) == [("E1", "hall", None, 3), ("E1", None, None, 3)]


def test_several_values_in_several_files_that_give_way(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("E1", "energy.electricity"), supply_point("E1", "energy.district_heat"))
    declare(town, TWO_VALUES)
    for month in (1, 2):
        days = f"E1;2025-0{month}-01;2025-0{month}-28"
        town.put(
            "office",
            f"own-{month}.csv",
            f"Meter;From;To;Day;Heat;Issued\n{days};{month};3;2025-03-01\n{days};{month}0;4;2025-04-01\n",
        )
    town.ingest()
    assert town.rows("""
        SELECT file_name, stream, row_number, quantity, is_current, gave_way_to, gave_way_by,
            issued_on - DATE '2025-03-01'
        FROM core.readings JOIN raw.deliveries USING (delivery_id) ORDER BY 1, 2, 3
    """) == [
        (f"own-{month}.csv", stream, row, quantity, *counts)
        for month in (1, 2)
        for stream, row, quantity, *counts in (
            ("energy.district_heat", 2, 3000.0, False, 3, "correction", 0),
            ("energy.district_heat", 3, 4000.0, True, None, None, 31),
            ("energy.electricity", 2, month, False, 3, "correction", 0),
            ("energy.electricity", 3, month * 10, True, None, None, 31),
        )
    ]
    assert town.rows("SELECT count(*) FROM core.reading_origins") == [(8,)]
