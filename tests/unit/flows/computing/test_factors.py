"""Factors of a city: what was used where, and what another factor would move. Numbers worked by hand."""

import json
from datetime import date
from pathlib import Path

import pytest

from flows.computing.factors import used_factors
from flows.factor_preview import preview
from flows.own_factors import load_factors
from flows.problems import WrongUse
from tests.conftest import TOWN, Town, copy_of, new_town, supply_point

HEADING = "Felhasználási hely;Kezdet;Vég;Mennyiség;Egység\r\n"
FORMAT = """
id = "bills"
title = "bills"
[file]
kind = "csv"
encoding = "utf-8"
[period]
kind = "bill"
start = "Kezdet"
end = "Vég"
[columns]
supply_point = "Felhasználási hely"
[[values]]
column = "Mennyiség"
stream = "energy.electricity"
unit_column = "Egység"
"""
OWN = """
[[factor]]
id = "electricity.location"
value = "200"
unit = "g/kWh"
names = { en = "electricity" }
source = "supplier's letter"
table = "1"
valid_from = 2025-01-01
verified = true
"""


@pytest.fixture(scope="module")
def made_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """12 000 kWh of electricity in 2025 and the same in 2024, with a factor of the city's own for 2025."""
    register = TOWN + supply_point("E1", "energy.electricity", valid_from="2024-01-01")
    made = new_town(tmp_path_factory.mktemp("made") / "town", register)
    (made.root / "formats").mkdir()
    (made.root / "formats" / "bills.toml").write_text(FORMAT, encoding="utf-8")
    (made.root / "factors").mkdir()
    (made.root / "factors" / "own.toml").write_text(OWN, encoding="utf-8")
    rows = [f"E1;{year}-01-01;{year}-12-31;12000;kWh\r\n" for year in (2024, 2025)]
    made.put("office", "bills.csv", HEADING + "".join(rows))
    made.ingest()
    made.compute()
    return made


@pytest.fixture
def town(made_town: Town, tmp_path: Path) -> Town:
    return copy_of(made_town, tmp_path / "town")


def test_every_factor_is_listed_with_source_figures_and_years(town: Town) -> None:
    with town.store() as connection:
        used = {
            (entry.factor_id, entry.years): entry
            for entry in used_factors(connection)
            if "emissions.ghg" in entry.indicators
        }
    shipped, own = used["electricity.location", (2024,)], used["electricity.location", (2025,)]
    assert (shipped.value, shipped.own, shipped.verified) == ("182.82", False, False)
    assert (own.value, own.own, own.verified, own.source) == ("200", True, True, "supplier's letter")
    assert own.streams == ("energy.electricity",)
    emissions = town.rows(
        "SELECT year, a FROM out.core_indicators WHERE indicator = 'emissions.ghg' AND site_id = 'all' "
        "AND breakdown = '' ORDER BY year"
    )
    assert emissions == [(2024, pytest.approx(2.19384)), (2025, pytest.approx(2.4))]


def test_a_new_factor_shows_what_it_would_move_and_changes_nothing(town: Town) -> None:
    """250 in place of 200 g/kWh: 3.0 in place of 2.4 t in 2025; 2024 keeps 182.82 g/kWh."""
    before = town.rows("FROM out.core_indicators ORDER BY ALL")
    new = town.root / "new.toml"
    new.write_text(OWN.replace('"200"', '"250"'), encoding="utf-8")
    with town.store() as connection:
        moved = preview(connection, town.workspace, town.city, town.as_of, new)
    assert {entry.year for entry in moved} == {2025}
    assert {entry.indicator for entry in moved} == {
        "emissions.ghg",
        "emissions.unsplit",
        "emissions.electricity_location",
    }
    [total] = [
        entry
        for entry in moved
        if (entry.indicator, entry.site_id, entry.breakdown) == ("emissions.ghg", "all", "")
    ]
    assert (total.a_now, total.a_then) == (pytest.approx(2.4), pytest.approx(3.0))
    assert town.rows("FROM out.core_indicators ORDER BY ALL") == before
    json.dumps([entry.model_dump(mode="json") for entry in moved])


def test_the_same_factor_moves_nothing(town: Town) -> None:
    with town.store() as connection:
        own = town.root / "factors" / "own.toml"
        assert preview(connection, town.workspace, town.city, town.as_of, own) == []


def test_a_factor_that_nothing_uses_and_a_faulty_file_are_refused(town: Town) -> None:
    path = town.root / "factors" / "own.toml"
    path.write_text(OWN.replace("electricity.location", "electricity.place"), encoding="utf-8")
    with pytest.raises(WrongUse, match=r"no figure uses a factor 'electricity.place'"):
        load_factors(town.workspace)
    path.write_text(OWN + OWN, encoding="utf-8")
    with pytest.raises(WrongUse, match="has two values on 2025-01-01"):
        load_factors(town.workspace)
    path.write_text(OWN.replace('source = "supplier\'s letter"', 'source = ""'), encoding="utf-8")
    with pytest.raises(WrongUse, match="own"):
        load_factors(town.workspace)


def test_a_missing_factor_is_told_once_for_its_year(make_town) -> None:
    made = make_town(supply_point("E1", "energy.electricity"))
    (made.root / "formats").mkdir()
    (made.root / "formats" / "bills.toml").write_text(FORMAT, encoding="utf-8")
    made.put("office", "bills.csv", HEADING + "E1;2025-01-01;2025-12-31;12000;kWh\r\n")
    made.ingest()
    made.compute()
    told = made.rows("SELECT severity, period, message FROM out.findings WHERE code = 'missing_factor'")
    assert [row[:2] for row in told] == [("reject", "2025")]
    assert "electricity.location" in told[0][2]
    assert made.as_of == date(2025, 12, 1)
