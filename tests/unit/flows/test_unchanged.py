"""A run with nothing new leaves figures and pages alone; anything that they are made of makes them anew."""

from datetime import date
from pathlib import Path

import pytest

from flows.publishing import write_pages
from flows.settling.windows import EVER
from flows.unchanged import TOLD_BY_OTHERS, forget, is_unchanged, note_state, state_of, state_of_files
from indicators.contracts import TABLES, Table
from tests.conftest import TOWN, Town, copy_of, new_town, supply_point

AS_OF = date(2025, 12, 1)


@pytest.fixture(scope="module")
def made_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    town = new_town(tmp_path_factory.mktemp("made") / "town", TOWN + supply_point("E1", "energy.electricity"))
    town.ingest()
    town.compute()
    return town


@pytest.fixture
def town(made_town: Town, tmp_path: Path) -> Town:
    return copy_of(made_town, tmp_path / "town")


def state(town: Town, as_of: date = AS_OF) -> str:
    with town.store() as connection:
        return state_of(connection, town.workspace, as_of)


def test_the_state_of_an_untouched_workspace_stays(town: Town) -> None:
    before = state(town)
    town.ingest()
    assert state(town) == before
    assert len(before) == 64


def test_month_register_corrections_factors_and_deliveries_change_the_state(town: Town) -> None:
    states = [state(town), state(town, date(2026, 1, 1))]
    city = town.workspace.city_file
    city.write_text(city.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    states.append(state(town))
    for name in ("corrections.toml", "factors/own.toml"):
        (town.root / name).parent.mkdir(exist_ok=True)
        (town.root / name).write_text("", encoding="utf-8")
        states.append(state(town))
    town.put("office", "unknown.csv", "what;is\n1;2\n")
    town.ingest()
    states.append(state(town))
    assert len(set(states)) == 6


WATCHED = [table for table in TABLES if table not in TOLD_BY_OTHERS]


@pytest.mark.parametrize("table", [WATCHED[0], WATCHED[-1]], ids=lambda table: table.qualified_name)
def test_a_row_more_in_any_table_changes_the_state(town: Town, table: Table) -> None:
    before = state(town)
    zeros = {
        "DATE": "DATE '2025-01-01'",
        "TIMESTAMPTZ": "TIMESTAMPTZ '2025-01-01 00:00:00+00'",
        "BOOLEAN": "true",
    }
    values = ", ".join(
        "NULL" if column.nullable else zeros.get(column.type, "'1'" if column.type == "VARCHAR" else "1")
        for column in table.columns
    )
    with town.store() as connection:
        connection.execute(f"CREATE TEMP TABLE kept AS FROM {table.qualified_name}")
        columns = ", ".join(table.column_names)
        connection.execute(f"CREATE OR REPLACE TABLE {table.qualified_name} AS FROM kept")
        connection.execute(f"INSERT INTO {table.qualified_name} ({columns}) VALUES ({values})")
    assert state(town) != before


def test_readings_that_wait_for_their_months_make_every_step_due(town: Town) -> None:
    note_state(town.workspace, "figures", "a")
    assert is_unchanged(town.workspace, "figures", "a")
    town.ingest()
    assert is_unchanged(town.workspace, "figures", "a")
    with town.store() as connection:
        connection.execute(f"INSERT INTO core.pending VALUES ('E1', 'energy.electricity', {EVER})")
    town.ingest()
    assert not is_unchanged(town.workspace, "figures", "a")


def test_each_step_has_a_note_of_its_own_and_a_spoilt_note_is_none(town: Town) -> None:
    note_state(town.workspace, "figures", "a")
    note_state(town.workspace, "pages", "b")
    assert is_unchanged(town.workspace, "figures", "a")
    assert not is_unchanged(town.workspace, "pages", "a")
    (town.workspace.data / "unchanged.json").write_text("[", encoding="utf-8")
    assert not is_unchanged(town.workspace, "figures", "a")
    forget(town.workspace)
    forget(town.workspace)
    assert not is_unchanged(town.workspace, "pages", "b")


def test_a_page_that_was_touched_or_taken_away_changes_the_state_of_the_folder(town: Town) -> None:
    write_pages(town.workspace.site, {"index.html": b"a", "b.html": b"b"})
    states = [state_of_files(town.workspace.site)]
    assert state_of_files(town.workspace.site) == states[0]
    (town.workspace.site / "index.html").write_bytes(b"ab")
    states.append(state_of_files(town.workspace.site))
    (town.workspace.site / "b.html").unlink()
    states.append(state_of_files(town.workspace.site))
    assert len(set(states)) == 3
