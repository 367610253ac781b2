"""`emas history` and `emas checks` as an officer starts them: a table to read, and the same as JSON."""

import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from flows.cli import app
from tests.conftest import Town, supply_point
from tests.unit.flows.checking.test_plausibility import ACCEPTANCE, ORDINARY, year
from tests.unit.flows.settling.accounts import HEAD, Accounts


def emas(town: Town, *arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments, "--workspace", str(town.root)])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    accounts = Accounts(
        make_town(supply_point("E1", "energy.electricity", valid_from="2024-01-01"), held=False)
    )
    accounts.town.workspace.acceptances_file.write_text(ACCEPTANCE, encoding="utf-8")
    rows = year(2024, ORDINARY) + year(2025, (2500, *ORDINARY[1:8], 0, *ORDINARY[9:]))
    accounts.send("supplier1", HEAD + "\n".join(rows))
    accounts.bills("supplier2", "E1;;2024-01-01;2024-01-31;990;no;")
    accounts.town.compute()
    return accounts.town


def test_history(town: Town) -> None:
    told = json.loads(emas(town, "history", "E1", "--json"))
    assert len(told) == 25
    assert [(row["file_name"], row["row_number"], row["state"]) for row in told[:2]] == [
        ("supplier1.csv", 2, "counts"),
        ("supplier2.csv", 2, "gave_way"),
    ]
    shown = emas(town, "history", "E1", "--stream", "energy.electricity")
    assert "Estimate replaced by a read value; counts instead: supplier1.csv, row 2" in shown
    assert "25 rows, 24 of them count." in shown


def test_checks(town: Town) -> None:
    [doubt] = json.loads(emas(town, "checks", "--json"))
    assert (doubt["rule"], doubt["first_day"], doubt["row_number"]) == ("zero", "2025-09-01", 22)
    assert "supplier1.csv, 22. sor" in doubt["message"]
    assert "1 doubts." in emas(town, "checks")
    shown = emas(town, "checks", "--accepted")
    assert "Accepted by Environmental officer on 2025-02-20: a heat pump was installed" in " ".join(
        shown.split()
    )
