"""A store that grew delivery by delivery, computed between, is table by table what its archive gives at once."""

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.contracts import TABLES
from tests.conftest import TOWN, Town, passing_town, supply_point
from tests.unit.flows.settling.accounts import HEAD, Accounts
from tests.unit.flows.settling.test_identity import REGISTER_FORMAT

START = date(2024, 11, 10)
"""Deliveries of half a year around a turn of the year, so that bills cross months and years."""
ANNEX = '\n[[sites]]\nid = "annex"\nname = "Melléképület"\n'
ELECTRICITY = "energy.electricity"
FIRST = {"valid_from": "2024-01-01"}
REGISTERS = (
    supply_point("E1", ELECTRICITY, **FIRST) + supply_point("E2", ELECTRICITY, **FIRST),
    supply_point("E1", ELECTRICITY, **FIRST, meters='[{ number = "M7" }]')
    + supply_point("E2", ELECTRICITY, **FIRST, valid_to="2025-01-19", counts='"intervals"')
    + supply_point("E2", ELECTRICITY, "annex", valid_from="2025-01-20", counts='"intervals"')
    + supply_point("E3", ELECTRICITY, **FIRST, share=0.3),
    supply_point("E1", ELECTRICITY, **FIRST, formats_first='["grid-bills"]', meters='[{ number = "M7" }]')
    + supply_point("E2", ELECTRICITY, "annex", **FIRST)
    + supply_point("E3", ELECTRICITY, "annex", **FIRST),
)
STAFF_FORMAT = """
id = "staff"
title = "Staff"
[file]
kind = "csv"
name = "staff*"
[columns]
site = "Site"
year = "Year"
[[values]]
column = "Employees"
reference = "employees"
"""
TARGET = """
[[targets]]
id = "less"
name = "Kevesebb energia"
indicator = "energy.total"
figure = "a"
base_year = 2024
target_year = 2030
change_percent = {change}
measures = ["Ablakcsere"]
office_id = "office"
"""
Send = Callable[[Accounts, int], None]
day = st.integers(0, 170).map(lambda offset: START + timedelta(days=offset))


@st.composite
def bills(draw: st.DrawFn) -> Send:
    kind = draw(st.sampled_from(["supplier", "grid"]))
    rows = []
    for _ in range(draw(st.integers(1, 3))):
        first, length = draw(day), draw(st.integers(3, 60))
        point, kwh = draw(st.sampled_from(["E1", "E2", "M7"])), draw(st.integers(0, 9000))
        read, issued = (
            draw(st.sampled_from(["yes", "no"])),
            date(2025, 7, 1) + timedelta(draw(st.integers(0, 9))),
        )
        rows.append(f"{point};;{first};{first + timedelta(days=length)};{kwh};{read};{issued}\n")
    return lambda accounts, number: put(accounts, f"{kind}{number}", HEAD + "".join(rows))


@st.composite
def hours(draw: st.DrawFn) -> Send:
    point, first, days = draw(st.sampled_from(["E1", "E2"])), draw(day), draw(st.integers(1, 12))
    stamps = [f"{first + timedelta(days=each)} {hour:02}:00" for each in range(days) for hour in range(24)]
    kwh = draw(st.integers(0, 9))
    rows = "".join(f"{point};{stamp};{kwh}\n" for stamp in stamps)
    return lambda accounts, number: put(accounts, f"hours{number}", f"Meter;When;Used\n{rows}")


@st.composite
def cumulative(draw: st.DrawFn) -> Send:
    read_on = draw(day)
    value = 7 * (read_on - START).days
    return lambda accounts, number: put(
        accounts, f"readings{number}", f"Meter;Read on;Value\nE3;{read_on};{value}\n"
    )


@st.composite
def another_register(draw: st.DrawFn) -> Send:
    points = draw(st.sampled_from(REGISTERS[1:]))
    return lambda accounts, _: declare(accounts, points)


@st.composite
def staff(draw: st.DrawFn) -> Send:
    """Figure B of a year, of one site or both."""
    sites, heads = draw(st.sampled_from([["hall"], ["annex"], ["hall", "annex"]])), draw(st.integers(0, 9))
    year = draw(st.integers(2024, 2025))
    rows = "".join(f"{site};{year};{heads}\n" for site in sites)
    return lambda accounts, number: put(accounts, f"staff{number}", f"Site;Year;Employees\n{rows}")


@st.composite
def another_target(draw: st.DrawFn) -> Send:
    text = TARGET.format(change=draw(st.integers(-50, -1)))
    return lambda accounts, _: declare(accounts, target=text)


def put(accounts: Accounts, name: str, content: str) -> None:
    accounts.town.put("office", f"{name}.csv", content)


def declare(accounts: Accounts, points: str = "", target: str = "") -> None:
    """Another register or another target in city.toml; what is not given stays."""
    path = accounts.town.workspace.city_file
    register, sign, targets = path.read_text(encoding="utf-8").partition("\n[[targets]]")
    path.write_text(
        (TOWN + ANNEX + points if points else register) + (target or sign + targets), encoding="utf-8"
    )


def contents(town: Town) -> dict[str, list[tuple[object, ...]]]:
    with town.store() as connection:
        return {
            table.qualified_name: connection.execute(f"FROM {table.qualified_name} ORDER BY ALL").fetchall()
            for table in TABLES
        }


events = st.one_of(
    bills(), bills(), hours(), hours(), cumulative(), another_register(), staff(), another_target()
)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.lists(events, min_size=1, max_size=2), min_size=2, max_size=4))
def test_many_steps_give_what_one_gives(steps: list[list[Send]]) -> None:
    with passing_town(TOWN + ANNEX + REGISTERS[0]) as town:
        accounts = Accounts(town)
        (town.workspace.formats / "readings.toml").write_text(REGISTER_FORMAT, encoding="utf-8")
        (town.workspace.formats / "staff.toml").write_text(STAFF_FORMAT, encoding="utf-8")
        for number, step in enumerate(steps):
            for place, send in enumerate(step):
                send(accounts, 10 * number + place)
            town.ingest()
            town.compute()
        grown = contents(town)
        town.workspace.store.unlink()
        town.ingest()
        town.compute()
        built = contents(town)
    assert sum(map(len, built.values())) > 0
    for name, rows in built.items():
        assert grown[name] == rows, name
