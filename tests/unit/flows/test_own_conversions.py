"""A city's own densities and heating values: what they make of litres, by hand, and of what was loaded before."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.computing.explain import explain
from flows.computing.factors import used_factors
from flows.factor_preview import preview
from flows.inbox import inbox_files
from flows.intake import archive_new_files
from flows.own_factors import load_factors
from flows.problems import WrongUse
from flows.warehouse import read_warehouse
from tests.conftest import RECEIVED, Town, supply_point

FUEL = """
id = "fuel"
title = "Fuel"
[file]
kind = "csv"
[dates]
formats = ["%Y-%m-%d"]
[period]
kind = "day"
column = "Day"
rows_add_up = true
[columns]
supply_point = "Card"
[[values]]
column = "Litres"
stream = "energy.diesel"
unit = "l"
"""
OWN = """
[[factor]]
id = "diesel.density"
value = "{value}"
unit = "{unit}"
names = {{ hu = "gázolaj sűrűsége, szállítói" }}
source = "Delivery notes of the supplier, 2025"
table = "p. 2"
valid_from = {first}
valid_to = {last}
verified = true
"""
SHIPPED = 43.0 * 0.840 / 3.6
"""kWh of a litre: 43.0 MJ/kg x 0.840 kg/l / 3.6 MJ/kWh."""
OWNED = 43.0 * 0.830 / 3.6


def own(
    town: Town, value: str = "0.830", unit: str = "kg/l", first: str = "2025-03-01", last: str = "2025-04-30"
) -> Path:
    (town.root / "factors").mkdir(exist_ok=True)
    path = town.root / "factors" / "fuel.toml"
    path.write_text(OWN.format(value=value, unit=unit, first=first, last=last), encoding="utf-8")
    return path


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    """100 l on the 10th of February, March and May."""
    made = make_town(supply_point("C1", "energy.diesel", cadence='"irregular"'))
    made.workspace.formats.mkdir()
    (made.workspace.formats / "fuel.toml").write_text(FUEL, encoding="utf-8")
    made.put(
        "office", "fuel.csv", "Card;Day;Litres\nC1;2025-02-10;100\nC1;2025-03-10;100\nC1;2025-05-10;100\n"
    )
    return made


def quantities(town: Town) -> list[float]:
    town.ingest()
    months = town.rows("SELECT quantity FROM core.monthly ORDER BY month")
    assert [row[0] for row in town.rows("SELECT quantity FROM core.readings ORDER BY first_day")] == [
        pytest.approx(row[0]) for row in months
    ]
    return [float(str(row[0])) for row in months]


def test_an_own_density_holds_on_its_days_and_nowhere_else(town: Town) -> None:
    """March is of the own 0.830 kg/l: 43.0 x 0.830 / 3.6 = 9.9139 kWh a litre; February and May of the shipped one."""
    own(town)
    assert quantities(town) == pytest.approx([100 * SHIPPED, 100 * OWNED, 100 * SHIPPED])
    assert pytest.approx(9.913888889) == OWNED


def test_a_change_of_it_reads_the_deliveries_again_and_taking_it_back_restores_every_bit(town: Town) -> None:
    before = quantities(town)
    own(town)
    assert quantities(town) == pytest.approx([100 * SHIPPED, 100 * OWNED, 100 * SHIPPED])
    path = own(town, value="830", unit="g/l", first="2025-02-01", last="2025-05-31")
    assert quantities(town) == pytest.approx([100 * OWNED] * 3)
    assert town.rows("SELECT count(*), sum(rows_read), max(sequence) FROM raw.deliveries") == [(1, 3, 1)]
    path.unlink()
    assert quantities(town) == before
    assert town.rows("SELECT count(*) FROM core.own_factors") == [(0,)]


def test_it_stands_in_the_list_of_factors_and_in_the_explanation(town: Town) -> None:
    own(town)
    town.ingest()
    town.compute()
    with town.store() as connection:
        book = load_factors(town.workspace)
        used = [entry for entry in used_factors(connection) if entry.factor_id == "diesel.density"]
        found = explain(connection, town.city, town.as_of, "energy.total", 2025, "hall", "", book)
    assert [(entry.value, entry.own, entry.readings, entry.source) for entry in used if entry.own] == [
        ("0.830", True, True, "Delivery notes of the supplier, 2025")
    ]
    assert [entry.value for entry in used if not entry.own] == ["0.840"]
    densities = {(str(entry.value), entry.own) for entry in found.factors if entry.id == "diesel.density"}
    assert densities == {("0.840", False), ("0.830", True)}


def test_a_correction_in_another_unit_is_converted_by_it_too(town: Town) -> None:
    """The row of March is no 100 l but 83 kg: 83 x 43.0 / 3.6 kWh, which at 0.830 kg/l are the same 100 l."""
    own(town)
    town.workspace.corrections_file.write_text(
        """
[[corrections]]
id = "K1"
who = "Kiss Anna"
decided_on = 2025-06-04
why = "mérlegjegy"
evidence = "foto.jpg"
reading = { office = "office", file = "fuel.csv", row = 3 }
expected = { value = 83, unit = "kg" }
new = { value = 200, unit = "l" }
""",
        encoding="utf-8",
    )
    town.ingest()
    assert town.rows("SELECT status, reason FROM core.corrections") == [("applied", "")]
    [(march,)] = town.rows("SELECT quantity FROM core.monthly WHERE month = DATE '2025-03-01'")
    assert march == pytest.approx(200 * OWNED)


def test_a_density_that_is_none_is_refused(town: Town) -> None:
    own(town, unit="MJ/kg")
    with pytest.raises(WrongUse, match=r"diesel\.density is declared in MJ/kg; its unit is kg/l"):
        town.ingest()


def test_what_it_would_move_is_shown_and_the_store_stays(town: Town) -> None:
    """300 l of 2025 by the shipped density, of March 100 l by 0.830 kg/l then; a file that waits adds nothing."""
    town.ingest()
    town.compute()
    before = town.rows("FROM core.readings ORDER BY ALL")
    new = own(town).rename(town.root / "new.toml")
    town.put("office", "later.csv", "Card;Day;Litres\nC1;2025-06-10;999\n")
    archive_new_files(town.workspace, inbox_files(town.workspace), RECEIVED)
    for name, hours in (("preview-killed", 25), ("preview-at-work", 1)):
        copy = town.workspace.data / name
        copy.mkdir()
        os.utime(copy, (time.time() - 3600 * hours,) * 2)
    with read_warehouse(town.workspace, "Europe/Budapest") as connection:
        moved = preview(connection, town.workspace, town.city, town.as_of, new)
    assert {entry.year for entry in moved} == {2025}
    [energy] = [
        entry
        for entry in moved
        if (entry.indicator, entry.site_id, entry.breakdown) == ("energy.total", "all", "")
    ]
    assert (energy.a_now, energy.a_then) == pytest.approx((300 * SHIPPED, 200 * SHIPPED + 100 * OWNED))
    assert "emissions.ghg" in {entry.indicator for entry in moved}
    assert town.rows("FROM core.readings ORDER BY ALL") == before
    left = sorted(path.name for path in town.workspace.data.iterdir())
    assert left == ["archive", "emas.duckdb", "preview-at-work"]
