"""A missing month from the file to the figure and back: estimated by choice, explained, and gone with a true value."""

from datetime import date
from pathlib import Path

import pytest

from flows.computing.estimates import counted_months
from flows.computing.explain import explain
from flows.status import office_months
from tests.conftest import TOWN, Town, copy_of, new_town, supply_point

BILLS = """
id = "bills"
title = "Bills"
[file]
kind = "csv"
[dates]
formats = ["%Y-%m-%d"]
[period]
kind = "bill"
start = "From"
end = "To"
[columns]
supply_point = "Meter"
[[values]]
column = "Used"
stream = "energy.natural_gas"
unit = "kWh"
"""
CHOICE = """
[[estimates]]
rule = "same_month_last_year"
supply_point = "G1"
from = 2025-01-01
to = 2025-12-31
reason = "a mérő hibás volt"
who = "Kovács Anna"
"""
HEAD = "Meter;From;To;Used\n"
LENGTHS = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
LEFT_OUT = (2025, 11)


def bill(year: int, month: int, used: float) -> str:
    last = 29 if (year, month) == (2024, 2) else LENGTHS[month]
    return f"G1;{year}-{month:02}-01;{year}-{month:02}-{last};{used}\n"


@pytest.fixture(scope="module")
def made_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Gas of 1000 kWh a month in 2024 and 900 in 2025, but no bill of November 2025. November 2024 had 1500 kWh."""
    point = supply_point("G1", "energy.natural_gas", valid_from="2024-01-01")
    made = new_town(tmp_path_factory.mktemp("made") / "gas", f"{TOWN}{point}{CHOICE}")
    made.workspace.formats.mkdir()
    (made.workspace.formats / "bills.toml").write_text(BILLS, encoding="utf-8")
    rows = [
        bill(year, month, 1500 if (year, month) == (2024, 11) else used)
        for year, used in ((2024, 1000), (2025, 900))
        for month in range(1, 13)
        if (year, month) != LEFT_OUT
    ]
    made.put("office", "gas.csv", HEAD + "".join(rows))
    made.ingest()
    made.compute()
    return made


@pytest.fixture
def town(made_town: Town, tmp_path: Path) -> Town:
    return copy_of(made_town, tmp_path / "gas")


def figure(town: Town) -> list[tuple[object, ...]]:
    return town.rows("""
        SELECT a, months_covered, round(estimated_share, 9) FROM out.core_indicators
        WHERE indicator = 'energy.total' AND breakdown = '' AND site_id = 'hall' AND year = 2025
    """)


def codes(town: Town) -> list[tuple[object, ...]]:
    return town.rows("""
        SELECT code, period, office_id FROM out.findings WHERE stream LIKE 'energy.%' AND code NOT LIKE 'check_%'
            AND period LIKE '2025-%' ORDER BY ALL
    """)


def test_a_missing_month_counts_by_the_rule_until_its_true_value_arrives(town: Town) -> None:
    """11 x 900 and 1500 by the rule are 11400 kWh, of it 1500 / 11400; with the true 800 it is 10700."""
    assert figure(town) == [(11400.0, 12, round(1500 / 11400, 9))]
    assert codes(town) == [("estimated_month", "2025-11", "office")]
    [(message,)] = town.rows("SELECT message FROM out.findings WHERE code = 'estimated_month'")
    assert "Szabály: az előző év azonos hónapja; alapja: 2024-11." in str(message)
    assert "Döntött: Kovács Anna, mert: a mérő hibás volt." in str(message)
    assert town.rows("SELECT count(*) FROM core.monthly WHERE month = DATE '2025-11-01'") == [(0,)]
    with town.store() as connection:
        months = counted_months(connection)
        [november] = [entry for entry in office_months(connection, town.city, town.as_of, 2025)
                      if entry.month.month == 11]  # fmt: skip
    november_rows = months.loc[months["month"] == "2025-11-01"]
    assert november_rows[["quantity", "estimated_share"]].to_numpy().tolist() == [[1500.0, 1.0]]
    assert (november.estimated, november.missing) == (1, 0)
    town.put("office", "november.csv", HEAD + bill(2025, 11, 800))
    town.ingest()
    town.compute()
    assert figure(town) == [(10700.0, 12, 0.0)]
    assert codes(town) == []
    assert town.rows("SELECT count(*) FROM out.estimates") == [(0,)]


def test_an_estimate_is_explained_by_its_rule_and_the_months_it_comes_from(town: Town) -> None:
    with town.store() as connection:
        found = explain(connection, town.city, town.as_of, "energy.total", 2025, "hall", "")
        emitted = explain(connection, town.city, town.as_of, "emissions.ghg", 2025, "hall", "")
    [estimate] = [entry for entry in found.readings if entry.rule]
    assert (estimate.rule, estimate.file_name, estimate.delivery_id) == (
        "same_month_last_year",
        "2024-11",
        "",
    )
    assert (estimate.first_day, estimate.last_day) == (date(2025, 11, 1), date(2025, 11, 30))
    assert len(found.readings) == 12
    assert found.unexplained == pytest.approx(0)
    assert emitted.unexplained == pytest.approx(0)
    with town.store() as connection:
        before = explain(connection, town.city, town.as_of, "energy.total", 2024, "hall", "")
    rows = [entry.row_number for entry in before.readings if entry.first_day.month == 11]
    assert [place.row_number for place in estimate.came_from] == rows
    assert [place.file_name for place in estimate.came_from] == ["gas.csv"]


def test_without_the_choice_the_month_is_missing(town: Town) -> None:
    text = (town.root / "city.toml").read_text(encoding="utf-8")
    (town.root / "city.toml").write_text(text.replace(CHOICE, ""), encoding="utf-8")
    town.compute()
    assert figure(town) == [(9900.0, 11, 0.0)]
    assert codes(town) == [("missing_month", "2025-11", "office")]


def test_a_rule_without_what_it_needs_leaves_the_month_missing(town: Town) -> None:
    """The meter is declared from December 2024 on: then there is no November by which to estimate."""
    text = (town.root / "city.toml").read_text(encoding="utf-8")
    (town.root / "city.toml").write_text(
        text.replace("valid_from = 2024-01-01", "valid_from = 2024-12-01"), encoding="utf-8"
    )
    town.ingest()
    town.compute()
    assert codes(town) == [
        ("estimate_refused", "2025-11", "office"), ("missing_month", "2025-11", "office"),
    ]  # fmt: skip
    [(message,)] = town.rows("SELECT message FROM out.findings WHERE code = 'estimate_refused'")
    assert "Az előző év azonos hónapja (2024-11) nem teljes, vagy maga is becsült." in str(message)
