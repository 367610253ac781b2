"""The outbox shows what is open: written once, the same bytes each time, gone when the office has answered."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.returning import outbox as module
from flows.returning.outbox import standing
from flows.unchanged import NOTE
from tests.conftest import Town, supply_point
from tests.unit.flows.returning.offices import (
    FEBRUARY,
    JANUARY,
    MARCH,
    content,
    declare,
    give,
    opened,
    outbox,
    send,
    text,
    workbook,
)

FAULTY = (("E1", *JANUARY, "5"), ("E1", *FEBRUARY, "sok"), ("E1", *MARCH, "8"))
CORRECTED = (FAULTY[0], ("E1", *FEBRUARY, "7"), FAULTY[2])


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    return make_town(supply_point("E1", "energy.electricity"), supply_point("E2", "energy.electricity"))


def test_a_file_in_order_does_not_come_back(town: Town) -> None:
    declare(town)
    assert send(town, "own.csv", text(*CORRECTED)) == ()
    assert outbox(town) == {}


def test_it_goes_when_the_file_comes_corrected_under_its_name(town: Town) -> None:
    declare(town)
    send(town, "2025/own.csv", text(*FAULTY))
    assert list(outbox(town)) == ["office/2025/own.csv.xlsx"]
    assert send(town, "2025/own.csv", text(*CORRECTED)) == ()
    assert outbox(town) == {}
    assert list(town.workspace.outbox.iterdir()) == [town.workspace.outbox / "returned.json"]


def test_it_goes_when_another_file_brings_all_of_its_rows(town: Town) -> None:
    declare(town)
    send(town, "own.csv", text(FAULTY[0], ("E1", "?", "?", "7"), FAULTY[2]))
    assert send(town, "own corrected.csv", text(*CORRECTED)) == ()


def test_it_goes_when_another_file_brings_the_row(town: Town) -> None:
    declare(town)
    send(town, "own.csv", text(*FAULTY))
    assert send(town, "own february.csv", text(CORRECTED[1])) == ()


def test_a_row_that_came_is_told_as_settled_while_others_are_open(town: Town) -> None:
    declare(town)
    send(town, "own.csv", text(*FAULTY, ("E2", *JANUARY, "?")))
    [returned] = send(town, "own february.csv", text(CORRECTED[1]))
    assert (returned.rows_open, returned.is_new) == (1, True)
    file = opened(outbox(town)["office/own.csv.xlsx"])
    assert [(row[1], row[5]) for row in file.listed] == [(3, "rendben: own february.csv"), (5, "javítandó")]
    assert set(file.comments) == {"own!D5"}


def test_an_earlier_file_does_not_settle_a_row(town: Town) -> None:
    """The accepted row was there before; the rejected one is a correction that did not succeed."""
    declare(town)
    send(town, "own february.csv", text(CORRECTED[1]))
    [returned] = send(town, "own.csv", text(*FAULTY))
    assert returned.rows_open == 1


def test_a_quarter_hour_is_not_settled_by_its_neighbours(town: Town) -> None:
    declare(
        town,
        """
[dates]
formats = ["%Y-%m-%d %H:%M"]
[period]
kind = "interval"
column = "When"
minutes = 15
[constants]
supply_point = "E1"
[[values]]
column = "Used"
stream = "energy.electricity"
unit = "kWh"
""",
    )
    send(town, "own.csv", "When;Used\n2025-06-01 10:00;1\n2025-06-01 10:15;sok\n")
    [returned] = send(town, "own2.csv", "When;Used\n2025-06-01 10:30;1\n")
    assert (returned.file_name, returned.rows_open) == ("own.csv", 1)


@pytest.mark.parametrize("name", ["own.csv", "own.xlsx"])
def test_the_same_files_give_the_same_bytes(make_town: Callable[..., Town], name: str) -> None:
    found = []
    book = content(workbook(*FAULTY))
    for folder in ("one", "two"):
        town = make_town(supply_point("E1", "energy.electricity"), name=folder)
        declare(town, kind="workbook" if name.endswith("xlsx") else "csv")
        send(town, name, book if name.endswith("xlsx") else text(*FAULTY))
        shutil.rmtree(town.workspace.outbox)
        give(town)
        found.append(outbox(town))
    assert len(found[0]) == 1
    assert found[0] == found[1]


def test_nothing_is_written_twice(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(town)
    send(town, "own.csv", text(*FAULTY))
    monkeypatch.setattr(module, "returned_file", lambda *_: pytest.fail("written again"))
    assert [file.is_new for file in give(town)] == [False]


def test_a_run_that_ended_before_it_gave_back_is_noticed(town: Town) -> None:
    declare(town)
    town.put("office", "own.csv", text(*FAULTY))
    town.ingest()
    with town.store() as connection:
        assert standing(connection, town.workspace) is None
    give(town)
    with town.store() as connection:
        stands = standing(connection, town.workspace)
    assert stands is not None
    assert [(file.path, file.rows_open, file.is_new) for file in stands] == [
        ("outbox/office/own.csv.xlsx", 1, False)
    ]


@pytest.mark.parametrize(
    "spoilt", ["", "[]", '{"sequence": "x", "files": {}}', '{"sequence": 1, "files": {"a": {}}}', "\x00"]
)
def test_a_listing_that_somebody_spoilt_is_made_anew(town: Town, spoilt: str) -> None:
    declare(town)
    send(town, "own.csv", text(*FAULTY))
    listing = town.workspace.outbox / "returned.json"
    before = listing.read_bytes()
    listing.write_text(spoilt, encoding="utf-8")
    with town.store() as connection:
        assert standing(connection, town.workspace) is None
    give(town)
    assert listing.read_bytes() == before


def test_a_forged_listing_takes_no_file_outside_away(town: Town) -> None:
    declare(town)
    send(town, "own.csv", text(*FAULTY))
    listing = town.workspace.outbox / "returned.json"
    listing.write_text(listing.read_text("utf-8").replace('"office/own.csv.xlsx"', '"../city.toml"'), "utf-8")
    give(town)
    assert town.workspace.city_file.is_file()


def test_a_file_that_a_person_has_open_waits_for_the_next_run(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(town)

    def refuse(path: Path, *_: object, **__: object) -> Path:
        raise PermissionError(path)

    with monkeypatch.context() as held:
        held.setattr(
            module.Path,
            "unlink",
            lambda path, missing_ok=False: (
                None if path.suffix == ".part" or path.name == NOTE else refuse(path)
            ),
        )
        send(town, "own.csv", text(*FAULTY))
        [blocked] = send(town, "own.csv", text(*CORRECTED))
        assert (blocked.is_blocked, blocked.rows_open) == (True, 0)
        with town.store() as connection:
            assert standing(connection, town.workspace) is None
    assert give(town) == ()
    assert outbox(town) == {}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("own CON.csv", "office/own CON.csv.xlsx"),
        ("CON.csv", "office/_CON.csv.xlsx"),
        ("own\u202ecsv.exe.csv", "office/own_csv.exe.csv.xlsx"),
        ('own "<script>".csv', "office/own __script__.csv.xlsx"),
        ("own" + "x" * 240 + ".csv", f"office/own{'x' * 73}.csv.xlsx"),
    ],
)
def test_hostile_names_become_names(town: Town, name: str, path: str) -> None:
    declare(town)
    own = (town.workspace.formats / "own.toml").read_text(encoding="utf-8").replace('"own*"', '"*"')
    (town.workspace.formats / "own.toml").write_text(own, encoding="utf-8")
    send(town, name, text(*FAULTY))
    assert list(outbox(town)) == [path]
    assert opened(outbox(town)[path]).said[0] == f"Javítandó: {name}"


def test_two_names_that_become_one_stay_two_files(town: Town) -> None:
    declare(town)
    send(town, "own?.csv", text(*FAULTY))
    send(town, "own*.csv", text(("E2", *JANUARY, "sok")))
    assert len(outbox(town)) == 2
