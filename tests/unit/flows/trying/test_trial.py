"""What `emas check` says of a file: how it would be read, why so, and what it comes to; and that nothing is loaded."""

import calendar
import io
import json
from collections.abc import Callable

import pytest
from rich.console import Console
from typer.testing import CliRunner

from flows.cli import app
from flows.trying.show import show_trial
from flows.trying.trial import Trial, try_file
from tests.conftest import TOWN, Town, supply_point

GAS = (
    "Gázszámlák 2025\n\nFelhasználási hely;Időszak kezdete;Időszak vége;Mennyiség;Mértékegység;Fűtőérték (MJ/m3);"
    "Leolvasás módja;Számla kelte\n"
    "G1;2025.01.01.;2025.01.31.;7 200,5;MJ;;Leolvasott;2025.02.05.\n"
    "G1;2025.02.01.;2025.02.28.;36;MJ;;Becs;2025.03.05.\n"
    "G2;2025.01.01.;2025.01.31.;sok;MJ;;Leolvasott;2025.02.05.\n"
    "G2;2025.02.01.;2025.02.28.;1;MWh;;Leolvasott;2025.02.05.\n"
)


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    return make_town(supply_point("G1", "energy.natural_gas"))


def tried(town: Town, content: str | bytes, name: str = "gaz.csv", encoding: str = "windows-1250") -> Trial:
    return try_file(town.workspace, town.city, town.put("office", name, content, encoding), "office")


def shown(trial: Trial) -> str:
    target = io.StringIO()
    show_trial(Console(file=target, width=200, highlight=False), trial)
    return target.getvalue()


def test_a_file_as_it_would_be_read(town: Town) -> None:
    trial = tried(town, GAS)
    assert (trial.kind, trial.format_id, trial.status) == ("csv", "hu-gas-bills", "partly_accepted")
    assert (trial.rows_read, trial.rows_accepted, trial.rows_rejected) == (4, 3, 1)
    assert (trial.first_day, trial.last_day) == ("2025-01-01", "2025-02-28")
    [table] = trial.tables
    assert table.header_row == 3
    assert {(column.place, column.heading, column.meaning) for column in table.columns} >= {
        ("A", "Felhasználási hely", "supply_point"),
        ("B", "Időszak kezdete", "period"),
        ("C", "Időszak vége", "end of the period"),
        ("D", "Mennyiség", "quantity: energy.natural_gas"),
        ("E", "Mértékegység", "unit"),
    }
    assert [(unit.unit_as_delivered, unit.unit, unit.rows) for unit in trial.units] == [
        ("MJ", "kWh", 2),
        ("MWh", "kWh", 1),
    ]
    first = trial.rows[0]
    assert (first.row_number, first.supply_point_id, first.period_start, first.period_end) == (
        4,
        "G1",
        "2025-01-01 00:00",
        "2025-02-01 00:00",
    )
    assert (first.quantity_as_delivered, first.unit_as_delivered, first.unit) == (7200.5, "MJ", "kWh")
    assert first.quantity == pytest.approx(7200.5 / 3.6)
    totals = {
        (total.supply_point_id, total.month): (round(total.quantity, 6), total.known)
        for total in trial.totals
    }
    assert totals == {
        ("G1", "2025-01"): (2000.138889, True),
        ("G1", "2025-02"): (10.0, True),
        ("G2", "2025-02"): (1000.0, False),
    }
    assert [(reject.row_number, reject.code) for reject in trial.rejects] == [(6, "unreadable_number")]
    assert trial.numbers == "1 234,5"
    assert "%Y.%m.%d." in trial.dates
    assert "Europe/Budapest" in trial.dates


def test_why_the_others_do_not_fit(town: Town) -> None:
    trial = tried(town, GAS.replace("Mennyiség", "Mennyisség"))
    assert trial.format_id == ""
    nearest = trial.candidates[0]
    assert (nearest.format_id, nearest.fits, nearest.missing) == ("hu-gas-bills", False, ("Mennyiség",))
    assert nearest.reason == 'it lacks "Mennyiség" (the file has "Mennyisség")'
    reasons = {candidate.format_id: candidate.reason for candidate in trial.candidates}
    assert reasons["hu-waste-notes"] == "it is for files of kind workbook, this one is of kind csv"
    assert "Mennyisség" in shown(trial)
    assert "emas check --propose" in shown(trial)


def test_a_heading_that_two_columns_have(town: Town) -> None:
    trial = tried(town, GAS.replace("Számla kelte", "Mennyiség"))
    assert "more than one column is called Mennyiség" in trial.candidates[0].reason


def test_name_label_and_sheet_are_reasons(town: Town) -> None:
    own = 'id = "{0}"\ntitle = "{0}"\n[file]\nkind = "csv"\nname = "{1}"\n[table]\nsheet = "{2}"\n'
    own += '[period]\nkind = "month"\ncolumn = "Month"\n[preamble]\nsupply_point = "{3}"\n'
    own += '[[values]]\ncolumn = "Used"\nstream = "energy.electricity"\n'
    town.workspace.formats.mkdir()
    for identifier, name, sheet, label in (
        ("own-name", "x*", "*", "Meter"),
        ("own-label", "*", "*", "Meter no"),
    ):
        (town.workspace.formats / f"{identifier}.toml").write_text(own.format(identifier, name, sheet, label))
    trial = tried(town, "Meter;E1\nMonth;Used\n2025-01;5\n")
    reasons = {candidate.format_id: candidate.reason for candidate in trial.candidates}
    assert reasons["own-name"] == "it is for files named x*, this one is named gaz.csv"
    assert reasons["own-label"] == "its columns are there, but not what should stand above them: Meter no"


def test_a_format_that_the_office_may_not_send(make_town: Callable[..., Town]) -> None:
    register = TOWN.replace('name = "Hivatal"', 'name = "Hivatal"\nformats = ["hu-waste-notes"]')
    trial = tried(make_town(register=register), GAS)
    reasons = {candidate.format_id: candidate.reason for candidate in trial.candidates}
    assert trial.format_id == ""
    assert reasons["hu-gas-bills"] == "city.toml does not list it among the formats of this office"


def test_nothing_is_loaded_and_what_came_before_is_told(town: Town) -> None:
    assert tried(town, GAS).came_before_as == ""
    before = sorted(path for path in town.root.rglob("*"))
    tried(town, GAS)
    assert sorted(path for path in town.root.rglob("*")) == before
    town.ingest()
    assert tried(town, GAS, "masolat.csv").came_before_as == "gaz.csv"


def test_doubts_about_what_is_plausible_are_told(town: Town) -> None:
    """A month of 0 between months of 3,600 MJ."""
    head, *_ = GAS.split("\nG1")
    months = [(year, month) for year in (2024, 2025) for month in range(1, 13)]
    rows = [
        f"G1;{year}.{month:02}.01.;{year}.{month:02}.{calendar.monthrange(year, month)[1]}.;"
        f"{0 if (year, month) == (2025, 5) else 3600 + month};MJ;;Leolvasott;"
        for year, month in months
    ]
    trial = tried(town, head + "\n" + "\n".join(rows) + "\n")
    assert trial.rows_rejected == 0
    assert any("20. sor" in doubt and "2025-05" in doubt for doubt in trial.doubts), trial.doubts
    assert any("2025-05" in line for line in shown(trial).splitlines())


def test_which_row_of_a_corrected_bill_counts_is_told_and_the_total_is_that_of_what_counts(
    town: Town,
) -> None:
    head, january = GAS.rsplit("G1;2025.01", 1)[0], "G1;2025.01.01.;2025.01.31."
    sent = f"{head}{january};1000;kWh;;Leolvasott;2025.02.05.\n{january};900;kWh;;Leolvasott;2025.03.05.\n"
    trial = tried(town, sent)
    assert [total.quantity for total in trial.totals] == [900.0]
    [said] = trial.findings
    assert "gaz.csv, 4. sor" in said
    assert "5. sor" in said


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0 JFIF"])
def test_what_cannot_be_read_says_so(town: Town, content: bytes) -> None:
    trial = tried(town, content)
    assert (trial.status, trial.format_id, trial.tables) == ("rejected", "", ())
    assert len(trial.findings) == 1
    assert "cannot be read" in shown(trial)


def test_the_terminal_shows_all_of_it(town: Town) -> None:
    text = shown(tried(town, GAS.replace("Gázszámlák", "[red]Gáz")))
    for part in (
        "hu-gas-bills fits: it has the columns",
        "not hu-",
        "heading in row 3",
        "4 rows read, 3 accepted, 1 rejected.",
        "Period: 2025-01-01 to 2025-02-28.",
        "Unit of energy.natural_gas: MJ, becomes kWh (2 rows).",
        "G2 (not in city.toml)",
        "2,000.139",
        "6. sor",
        "Nothing was loaded.",
    ):
        assert part in text


def test_json_holds_the_same(town: Town) -> None:
    path = town.put("office", "gaz.csv", GAS, "windows-1250")
    result = CliRunner().invoke(app, ["check", str(path), "--workspace", str(town.root), "--json"])
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert Trial.model_validate(said) == try_file(town.workspace, town.city, path, "office")
    strict = CliRunner().invoke(app, ["check", str(path), "--workspace", str(town.root), "--strict"])
    assert strict.exit_code == 3
