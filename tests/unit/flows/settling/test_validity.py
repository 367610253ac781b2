"""Supply points that begin, end and move: each day belongs to the site that the register names for it."""

from collections.abc import Callable

import pytest

from flows.problems import WrongUse
from tests.conftest import TOWN, Town, supply_point
from tests.unit.flows.settling.test_what_counts import bill, deliver

TWO_SITES = TOWN + '\n[[sites]]\nid = "annex"\nname = "Melléképület"\n'


def by_site(town: Town) -> list[tuple[object, ...]]:
    return town.rows(
        "SELECT site_id, strftime(month, '%m'), quantity, days_covered FROM core.monthly ORDER BY ALL"
    )


def outside(town: Town) -> list[tuple[object, ...]]:
    return town.rows("SELECT file_name, row_number FROM out.findings WHERE code = 'reading_outside_validity'")


def test_a_bill_over_a_move_is_shared_by_days(make_town: Callable[..., Town]) -> None:
    town = make_town(
        supply_point("G1", "energy.natural_gas", valid_to="2025-01-10"),
        supply_point("G1", "energy.natural_gas", "annex", valid_from="2025-01-11"),
        register=TWO_SITES,
    )
    deliver(town, bill(310))
    town.compute()
    assert by_site(town) == [
        ("annex", "01", pytest.approx(210.0), 31),
        ("hall", "01", pytest.approx(100.0), 31),
    ]
    assert outside(town) == []


def test_the_days_after_the_end_do_not_count_and_are_told(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("G1", "energy.natural_gas", valid_to="2025-01-10"))
    deliver(town, bill(310))
    town.compute()
    assert by_site(town) == [("hall", "01", pytest.approx(100.0), 31)]
    assert outside(town) == [("1.csv", 2)]


def test_the_days_before_the_begin_do_not_count_and_are_told(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("G1", "energy.natural_gas", valid_from="2025-01-22"))
    deliver(town, bill(310))
    town.compute()
    assert by_site(town) == [("hall", "01", pytest.approx(100.0), 31)]
    assert outside(town) == [("1.csv", 2)]
    assert town.rows("SELECT count(*) FROM out.findings WHERE code = 'unknown_supply_point'") == [(0,)]


def test_two_entries_for_the_same_days_are_refused(make_town: Callable[..., Town]) -> None:
    town = make_town(
        supply_point("G1", "energy.natural_gas"),
        supply_point("G1", "energy.natural_gas", "annex", valid_from="2025-06-01"),
        register=TWO_SITES,
    )
    with pytest.raises(
        WrongUse, match=r"supply point 'G1' is declared twice for energy.natural_gas on the same days"
    ):
        town.ingest()
