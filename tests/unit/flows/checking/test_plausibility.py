"""Each rule of plausibility finds what it is for, once, and leaves ordinary months alone."""

import calendar
from collections.abc import Callable, Iterable
from datetime import date

import pytest

from flows.checking.rules import RULES
from flows.checking.statements import STATEMENTS
from flows.computing.beside import accepted_doubts
from flows.problems import WrongUse
from indicators.findings import FINDINGS
from tests.conftest import TOWN, Town, supply_point
from tests.unit.flows.settling.accounts import BILLS, HEAD, Accounts

ORDINARY = (1000, 940, 810, 640, 480, 390, 370, 385, 520, 700, 850, 980)
"""kWh of a year's months; the years of the tests differ by 1 %, 2 %, ..."""


def year(number: int, quantities: Iterable[float], more: float = 0.0, point: str = "E1") -> list[str]:
    return [
        f"{point};;{number}-{month:02}-01;{number}-{month:02}-{calendar.monthrange(number, month)[1]};"
        f"{str(round(quantity * (1 + more), 3)).replace('.', ',')};yes;"
        for month, quantity in enumerate(quantities, 1)
    ]


@pytest.fixture
def accounts(make_town: Callable[..., Town]) -> Accounts:
    """A supply point with two ordinary years, 2023 and 2024; 2025 is the year of the test."""
    sent = Accounts(make_town(supply_point("E1", "energy.electricity", valid_from="2023-01-01")))
    sent.town.put(
        "office", "supplier0.csv", HEAD + "\n".join(year(2023, ORDINARY) + year(2024, ORDINARY, 0.01))
    )
    return sent


def found(accounts: Accounts, status: str = "open") -> list[tuple[object, ...]]:
    accounts.town.compute()
    return accounts.town.rows(f"""
        SELECT rule, strftime(first_day, '%Y-%m-%d'), strftime(last_day, '%m-%d'), value, expected, file_name,
            row_number
        FROM out.plausibility WHERE status = '{status}' ORDER BY ALL
    """)


def changed(**months: float) -> list[float]:
    quantities = [1.02 * quantity for quantity in ORDINARY]
    for month, quantity in months.items():
        quantities[int(month.removeprefix("m")) - 1] = quantity
    return quantities


def told(accounts: Accounts) -> list[object]:
    return [
        row[0]
        for row in accounts.town.rows("SELECT code FROM out.findings WHERE code LIKE 'check%' ORDER BY 1")
    ]


def test_ordinary_years_raise_no_doubt(accounts: Accounts) -> None:
    accounts.bills("supplier1", *year(2025, ORDINARY, 0.02))
    assert found(accounts) == []
    assert told(accounts) == []


@pytest.mark.parametrize(
    ("quantities", "expected"),
    [
        (changed(m5=0), ("zero", "2025-05-01", "05-31", 0.0, "700", "supplier1.csv", 6)),
        (changed(m1=3500), ("jump", "2025-01-01", "01-31", 3500.0, "1005", "supplier1.csv", 2)),
        (changed(m1=400), ("jump", "2025-01-01", "01-31", 400.0, "1005", "supplier1.csv", 2)),
        (changed(m2=958_800), ("thousand", "2025-02-01", "02-28", 958_800.0, "652.8", "supplier1.csv", 3)),
        (changed(m2=0.9588), ("thousand", "2025-02-01", "02-28", 0.959, "652.8", "supplier1.csv", 3)),
        (
            changed(m6=400, m7=400, m8=400),
            ("repeated_value", "2025-06-01", "08-31", 400.0, None, "supplier1.csv", 7),
        ),
        (changed(m8=-10), ("negative", "2025-08-01", "08-31", -10.0, None, "supplier1.csv", 9)),
    ],
)
def test_a_doubtful_month_is_found_with_its_row(
    accounts: Accounts, quantities: list[float], expected: tuple[object, ...]
) -> None:
    """The median of the 35 other months is 700 without May 2025 and 652.8 without February 2025."""
    accounts.bills("supplier1", *year(2025, quantities))
    doubts = found(accounts)
    rows = [row for row in doubts if row[0] == expected[0]]
    assert [row[:3] + row[5:] for row in rows] == [expected[:3] + expected[5:]]
    assert rows[0][3] == pytest.approx(expected[3])
    assert rows[0][4] == expected[4]
    assert f"check_{expected[0]}" in told(accounts)
    others = {row[0] for row in doubts} - {expected[0]}
    assert others <= ({"jump"} if expected[0] == "negative" else set())


def test_two_months_alike_and_a_zero_that_is_usual_are_no_doubt(accounts: Accounts) -> None:
    accounts.bills("supplier1", *year(2025, changed(m6=400, m7=400)))
    assert found(accounts) == []


def test_gaps_and_missing_months_first_and_last_bills(make_town: Callable[..., Town]) -> None:
    """Registered from 1 February to 31 October 2025; bills from 5 February to 20 September, without June."""
    point = supply_point("E1", "energy.electricity", valid_from="2025-02-01", valid_to="2025-10-31")
    accounts = Accounts(make_town(point))
    accounts.bills(
        "supplier1",
        "E1;;2025-02-05;2025-02-28;500;yes;",
        "E1;;2025-03-01;2025-05-31;1500;yes;",
        "E1;;2025-07-01;2025-09-20;1300;yes;",
    )
    assert [row[:3] for row in found(accounts)] == [
        ("first_bill", "2025-02-01", "02-04"),
        ("gap", "2025-02-01", "02-28"),
        ("gap", "2025-09-01", "09-30"),
        ("last_bill", "2025-09-21", "10-31"),
        ("missing_month", "2025-06-01", "06-30"),
        ("missing_month", "2025-10-01", "10-31"),
    ]
    assert told(accounts) == ["check_first_bill", "check_last_bill"]
    owners = accounts.town.rows("SELECT DISTINCT rule, owner, office_id FROM out.plausibility ORDER BY 1")
    assert owners[0] == ("first_bill", "officer", "office")
    assert owners[1] == ("gap", "office", "office")


def test_a_change_of_unit_an_unknown_meter_and_sub_meters_that_show_more(
    make_town: Callable[..., Town],
) -> None:
    accounts = Accounts(
        make_town(
            supply_point("G1", "energy.natural_gas"),
            supply_point("E1", "energy.electricity", meters='[{ number = "M1", valid_to = 2025-01-31 }]'),
            supply_point("E2", "energy.electricity", within='"E1"'),
            supply_point("E3", "energy.electricity", within='"E1"'),
        )
    )
    head = (
        "Felhasználási hely;Számla száma;Időszak kezdete;Időszak vége;Mennyiség;Mértékegység;Fűtőérték (MJ/m3);"
        "Leolvasás módja;Számla kelte\n"
    )
    accounts.send("gas1", f"{head}G1;1;2025.01.01.;2025.01.31.;1000;kWh;;Leolvasott;\n")
    accounts.send("gas2", f"{head}G1;1;2025.02.01.;2025.02.28.;3;GJ;;Leolvasott;\n")
    january, february = "2025-01-01;2025-01-31", "2025-02-01;2025-02-28"
    accounts.bills("supplier1", f"E1;M1;{january};1000;yes;", f"E1;M2;{february};900;yes;")
    accounts.bills(
        "supplier2",
        *(
            f"{point};;{month};{kwh};yes;"
            for point in ("E2", "E3")
            for month, kwh in ((january, 505), (february, 600))
        ),
    )
    rows = [row for row in found(accounts) if row[0] in ("unit_change", "unregistered_meter", "sub_meters")]
    assert rows == [
        ("sub_meters", "2025-02-01", "02-28", 1200.0, "900", "supplier1.csv", 3),
        ("unit_change", "2025-02-01", "02-28", None, "kWh", "gas2.csv", 2),
        ("unregistered_meter", "2025-02-01", "02-28", None, "M2", "supplier1.csv", 3),
    ]


def test_a_bill_that_differs_from_interval_data(make_town: Callable[..., Town]) -> None:
    """Of 96 kWh metered 2 % and 10 kWh are let pass: 105 do, 107 do not."""
    accounts = Accounts(make_town(supply_point("E1", "energy.electricity")))
    accounts.hours("hours1", date(2025, 2, 1), 8, 1)
    accounts.bills("supplier1", "E1;;2025-02-01;2025-02-04;105;yes;2025-03-05")
    assert [row for row in found(accounts) if row[0] == "bill_differs"] == []
    accounts.bills("supplier2", "E1;;2025-02-05;2025-02-08;107;yes;2025-03-05")
    assert [row[3:5] for row in found(accounts) if row[0] == "bill_differs"] == [(212.0, "192")]


def test_heat_that_departs_from_the_degree_days(make_town: Callable[..., Town]) -> None:
    """10 kWh a day and 20 for each kelvin day, two mild Marches: only what the weather does not explain is doubted.

    Of April 2025 the bill says 0.6 of 10 x 30 + 20 x 180 = 3,900 kWh, 2,340. No month has a
    twin in another year that
    differs so much that the rule `jump` would find it.
    """
    register = TOWN + '[weather]\nstation = "M1"\nreference_degree_days = 2700\nreference_source = "test"\n'
    points = (supply_point("E1", "energy.district_heat", valid_from="2024-01-01"),)
    station = supply_point("M1", "weather.degree_days_eurostat", valid_from="2024-01-01")
    accounts = Accounts(make_town(*points, station, register=register))
    text = BILLS.format(kind="heat").replace("energy.electricity", "energy.district_heat")
    (accounts.town.workspace.formats / "heat.toml").write_text(text, encoding="utf-8")
    degree_days = {2024: [560, 450, 370, 180, 60, 0, 0, 0, 30, 220, 360, 500]}
    degree_days[2025] = [500, 480, 200, 180, 70, 0, 0, 0, 20, 240, 350, 520]
    lines, weather = [], []
    for number, sums in degree_days.items():
        months = [calendar.monthrange(number, month)[1] for month in range(1, 13)]
        used = [10 * days + 20 * kelvin for days, kelvin in zip(months, sums, strict=True)]
        if number == 2025:
            used[3] *= 0.6
        lines += year(number, used)
        weather += [f"M1;{number}-{month:02};{kelvin}" for month, kelvin in enumerate(sums, 1)]
    (accounts.town.workspace.formats / "weather.toml").write_text(DEGREE_DAYS, encoding="utf-8")
    accounts.send("weather", "Station;Month;Sum\n" + "\n".join(weather))
    accounts.send("heat1", HEAD + "\n".join(lines))
    assert [row for row in found(accounts) if row[0] in ("degree_days", "jump")] == [
        ("degree_days", "2025-04-01", "04-30", 2340.0, "3900", "heat1.csv", 17)
    ]
    assert "check_degree_days" in told(accounts)


DEGREE_DAYS = """
id = "weather"
title = "Degree days"
[file]
kind = "csv"
name = "weather*"
[period]
kind = "month"
column = "Month"
[columns]
supply_point = "Station"
[[values]]
column = "Sum"
stream = "weather.degree_days_eurostat"
unit = "K d"
"""

ACCEPTANCE = """
[[acceptances]]
id = "heat-pump"
rule = "jump"
supply_point = "E1"
first_day = 2025-01-01
last_day = 2025-12-31
value = 2500
who = "Environmental officer"
decided_on = 2025-02-20
because = "a heat pump was installed"
"""


def test_what_is_accepted_stays_and_is_shown_but_only_for_what_was_looked_at(accounts: Accounts) -> None:
    accounts.town.workspace.acceptances_file.write_text(ACCEPTANCE, encoding="utf-8")
    accounts.bills("supplier1", *year(2025, changed(m1=2500)))
    assert found(accounts) == []
    assert [row[:4] for row in found(accounts, "accepted")] == [("jump", "2025-01-01", "01-31", 2500.0)]
    assert told(accounts) == []
    assert accounts.town.rows("""
        SELECT p.rule, a.who, a.because FROM out.plausibility p JOIN core.acceptances a USING (acceptance_id)
    """) == [("jump", "Environmental officer", "a heat pump was installed")]
    with accounts.town.store() as connection:
        shown = accepted_doubts(connection).to_dict("records")
    assert [(row["finding"], row["site_id"], row["who"], row["because"]) for row in shown] == [
        ("check_jump", "hall", "Environmental officer", "a heat pump was installed")
    ]
    accounts.bills("supplier2", "E1;;2025-01-01;2025-01-31;2600;yes;2025-06-01")
    assert [row[:4] for row in found(accounts)] == [("jump", "2025-01-01", "01-31", 2600.0)]
    accounts.town.workspace.acceptances_file.unlink()
    accounts.town.ingest()
    assert accounts.town.rows("FROM core.acceptances") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            ACCEPTANCE.replace('"jump"', '"leap"'),
            "heat-pump names the rule 'leap'; there are missing_month, gap",
        ),
        (ACCEPTANCE + ACCEPTANCE, "the id 'heat-pump' is given twice"),
        (
            ACCEPTANCE.replace("last_day = 2025-12-31", "last_day = 2024-12-31"),
            "last_day is before first_day",
        ),
        (ACCEPTANCE.replace('because = "a heat pump was installed"', ""), "because"),
        ("[[acceptances", "not valid TOML"),
    ],
)
def test_a_wrong_register_of_acceptances_is_refused(
    make_town: Callable[..., Town], text: str, told: str
) -> None:
    town = make_town(register=TOWN)
    town.workspace.acceptances_file.write_text(text, encoding="utf-8")
    with pytest.raises(WrongUse, match=told):
        town.ingest()


def test_every_rule_has_a_statement_and_a_finding() -> None:
    assert set(RULES) == set(STATEMENTS)
    assert {rule.finding for rule in RULES.values()} <= set(FINDINGS)
    assert {code for code in FINDINGS if code.startswith("check_")} == {
        rule.finding for rule in RULES.values() if not rule.told_by
    }
