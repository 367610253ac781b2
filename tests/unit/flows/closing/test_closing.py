"""A closed year stays as it was published; a later change is told beside it with its cause, and nothing drifts."""

import hashlib
import json
import shutil
from collections.abc import Callable

import pytest

from flows.computing.evaluate import results
from flows.problems import Problem
from flows.settling.windows import EVER
from indicators.contracts import CLOSED_TABLES
from indicators.registry import INDICATORS
from tests.conftest import Town, supply_point
from tests.unit.flows.closing.closed_town import (
    BY,
    NOT_MEASURED,
    WHO,
    bills,
    closed,
    days,
    delivered,
    delivery_id,
    emas,
    figures,
    folder,
    refusal,
    restated,
)
from tests.unit.flows.corrections.entries import correct, entry
from tests.unit.flows.settling.test_reference_values import head_count
from tests.unit.flows.settling.test_what_counts import HEAD, bill


def test_a_closed_year_is_frozen_with_everything_it_was_made_of(town: Town) -> None:
    assert figures(town) == [(12_000.0, 10.0, 1200.0, "complete")]
    said = closed(town)
    assert figures(town) == [(12_000.0, 10.0, 1200.0, "closed")]
    manifest = json.loads((folder(town) / "closing.json").read_text(encoding="utf-8"))
    assert (manifest["year"], manifest["closed_by"], manifest["why"]) == (
        2025,
        "Kiss Anna",
        "2025. évi nyilatkozat",
    )
    assert said["sha256"] == hashlib.sha256((folder(town) / "closing.json").read_bytes()).hexdigest()
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder(town) / name).read_bytes()).hexdigest() == digest, name
    assert {
        "core_indicators.json",
        "readings.csv",
        "monthly.csv",
        "reference_values.csv",
        "factors.csv",
        "city.toml",
        "definitions/core_indicators.toml",
        "definitions/energy.total",
    } <= set(manifest["files"])
    assert town.rows("SELECT count(*), sum(quantity) FROM closed.monthly") == [(12, 12_000.0)]
    readings = town.rows(
        "SELECT file_name, first_row, last_row, rows, quantity FROM closed.readings ORDER BY month"
    )
    assert readings == [("gaz.csv", row, row, 1, 1000.0) for row in range(2, 14)]
    assert town.rows("SELECT kind, value FROM closed.reference_values ORDER BY kind") == [
        ("employees", 10.0),
        ("floor_area", 500.0),
    ]
    assert town.rows("SELECT count(*) FROM out.restatements") == [(0,)]
    assert emas(town, "diff").stdout.count("Every figure would come out the same today.") == 1


def test_a_late_bill_becomes_a_restatement_and_the_published_figure_stays(closed_town: Town) -> None:
    delivered(closed_town, "pót.csv", HEAD + bill(1300, days(6)))
    assert closed_town.rows("SELECT sum(quantity) FROM core.monthly") == [(12_300.0,)]
    assert figures(closed_town) == [(12_000.0, 10.0, 1200.0, "closed")]
    because = f"delivery: pót.csv ({delivery_id(closed_town, 'pót.csv')})"
    rows = [("a", 12_000.0, 12_300.0, 300.0, because), ("r", 1200.0, 1230.0, 30.0, because)]
    for site in ("all", "hall"):
        for part in ("", "energy.natural_gas"):
            assert restated(closed_town, site, part) == rows
    messages = closed_town.rows("""
        SELECT site_id, message FROM out.findings
        WHERE code = 'closed_year_restated' AND details LIKE '%energy.total%' ORDER BY site_id
    """)
    assert [site for site, _ in messages] == ["all", "hall"]
    assert "12000 kWh" in str(messages[0][1])
    assert "12300 kWh" in str(messages[0][1])
    assert "küldemény: pót.csv" in str(messages[0][1])
    said = emas(closed_town, "diff", 2025)
    assert said.exit_code == 0
    assert "12,000.000 kWh" in said.stdout
    assert "300.000 kWh" in said.stdout
    listed = json.loads(emas(closed_town, "diff", "--json").stdout)["restatements"]
    mine = [
        row
        for row in listed
        if row["indicator"] == "energy.total" and row["site_id"] == "all" and row["figure"] != "ratio"
    ]
    assert [(row["breakdown"], row["figure"], row["difference"]) for row in mine] == [
        ("", "a", 300.0),
        ("", "r", 30.0),
        ("energy.natural_gas", "a", 300.0),
        ("energy.natural_gas", "r", 30.0),
    ]


# DuckDB's own binding drops a column of an instant in a way that pandas will take away.
@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
def test_what_is_derived_from_a_closed_year_and_what_proves_it_is_of_that_time(closed_town: Town) -> None:
    """12 000 kWh and 500 m2: 24 kWh/m2, whatever comes later; the rows listed add up to the published figure."""
    closed_town.put("office", "letszam2.xlsx", head_count(("Városháza", 2025, 12, 400)))
    delivered(closed_town, "pót.csv", HEAD + bill(1300, days(6)))
    per_area = closed_town.rows("""
        SELECT value FROM out.specific_indicators
        WHERE indicator = 'energy.per_floor_area' AND site_id = 'hall' AND year = 2025
    """)
    assert per_area == [(24.0,)]
    with closed_town.store() as connection:
        shown = results(connection, closed_town.city, closed_town.as_of)
    assert shown.monthly["quantity"].tolist() == [1000.0] * 12
    assert shown.contributions["quantity"].sum() == 12_000
    assert set(shown.contributions["file_name"]) == {"gaz.csv"}
    assert set(shown.reference_rows["file_name"]) == {"letszam.xlsx"}
    assert sorted(shown.reference_rows["value"]) == [10.0, 500.0]


def test_a_correction_is_named_and_its_end_ends_the_restatement(closed_town: Town) -> None:
    correct(closed_town, entry(place='office = "office", file = "gaz.csv", row = 3'))
    closed_town.compute()
    assert restated(closed_town) == [
        ("a", 12_000.0, 11_900.0, -100.0, "correction: K1"),
        ("r", 1200.0, 1190.0, -10.0, "correction: K1"),
    ]
    correct(closed_town)
    closed_town.compute()
    assert restated(closed_town) == []
    assert figures(closed_town) == [(12_000.0, 10.0, 1200.0, "closed")]


def test_a_correction_of_the_published_year_that_is_taken_back_is_named(town: Town) -> None:
    correct(town, entry(place='office = "office", file = "gaz.csv", row = 3'))
    closed(town)
    assert figures(town) == [(11_900.0, 10.0, 1190.0, "closed")]
    correct(town)
    town.compute()
    assert restated(town) == [
        ("a", 11_900.0, 12_000.0, 100.0, "correction: K1"),
        ("r", 1190.0, 1200.0, 10.0, "correction: K1"),
    ]


def test_a_later_head_count_moves_b_and_r_and_not_a(closed_town: Town) -> None:
    delivered(closed_town, "letszam2.xlsx", head_count(("Városháza", 2025, 12, 500)))
    because = "reference_value: employees, hall"
    assert restated(closed_town) == [("b", 10.0, 12.0, 2.0, because), ("r", 1200.0, 1000.0, -200.0, because)]
    assert figures(closed_town) == [(12_000.0, 10.0, 1200.0, "closed")]


def test_a_gap_that_opens_later_leaves_no_ratio_and_the_closed_one_stays(closed_town: Town) -> None:
    correct(
        closed_town,
        entry(place='office = "office", file = "gaz.csv", row = 3', new="", withdrawn="true"),
    )
    closed_town.compute()
    assert restated(closed_town) == [
        ("a", 12_000.0, 11_000.0, -1000.0, "correction: K1"),
        ("r", 1200.0, None, None, "correction: K1"),
    ]
    assert figures(closed_town) == [(12_000.0, 10.0, 1200.0, "closed")]


def test_a_later_factor_is_named_with_both_values(closed_town: Town) -> None:
    """12 000 kWh = 43.2 GJ of gas: 43.2 x 74 g = 3.1968 kg NOx; with 80 g/GJ 43.2 x 80 g = 3.456 kg; B = 10."""
    own = closed_town.root / "factors" / "own.toml"
    own.parent.mkdir()
    own.write_text(
        """
        [[factor]]
        id = "natural_gas.nox"
        value = "80"
        unit = "g/GJ"
        names = { hu = "földgáz", en = "natural gas" }
        source = "Measured"
        table = "1"
        valid_from = 2025-01-01
        verified = true
        """,
        encoding="utf-8",
    )
    closed_town.compute()
    found = closed_town.rows("""
        SELECT indicator, figure, published, now, difference, because_of FROM out.restatements
        WHERE site_id = 'hall' AND breakdown = '' ORDER BY indicator, figure
    """)
    because = "factor: natural_gas.nox 74 g/GJ -> 80 g/GJ"
    assert [(row[0], row[1], row[5]) for row in found] == [
        ("emissions.nox", "a", because),
        ("emissions.nox", "r", because),
    ]
    assert [row[2:5] for row in found] == [
        pytest.approx((3.1968, 3.456, 0.2592), rel=1e-9),
        pytest.approx((0.31968, 0.3456, 0.02592), rel=1e-9),
    ]
    kept = closed_town.rows("SELECT value, unit FROM closed.factors WHERE factor_id = 'natural_gas.nox'")
    assert kept == [("74", "g/GJ")]


def test_a_changed_register_is_the_cause_where_no_file_is(closed_town: Town) -> None:
    path = closed_town.workspace.city_file
    path.write_text(path.read_text(encoding="utf-8").replace("2025-01-01", "2025-02-01"), encoding="utf-8")
    closed_town.ingest()
    with closed_town.store() as connection:
        connection.execute(f"INSERT INTO core.pending VALUES ('G1', 'energy.natural_gas', {EVER})")
    closed_town.ingest()
    closed_town.compute()
    assert restated(closed_town) == [
        ("a", 12_000.0, 11_000.0, -1000.0, "register"),
        ("r", 1200.0, 1100.0, -100.0, "register"),
    ]


def test_other_years_go_on(closed_town: Town) -> None:
    path = closed_town.workspace.city_file
    path.write_text(path.read_text(encoding="utf-8").replace("2025-12-01", "2026-01-01"), encoding="utf-8")
    delivered(closed_town, "gaz26.csv", bills(700, range(1, 2), 2026))
    assert figures(closed_town) == [(12_000.0, 10.0, 1200.0, "closed")]
    assert restated(closed_town) == []
    assert closed_town.rows("""
        SELECT a, status FROM out.core_indicators
        WHERE indicator = 'energy.total' AND breakdown = '' AND site_id = 'all' AND year = 2026
    """) == [(700.0, "incomplete")]


def test_a_rebuild_from_the_archive_keeps_the_closing(closed_town: Town) -> None:
    delivered(closed_town, "pót.csv", HEAD + bill(1300, days(6)))
    tables = [table.qualified_name for table in CLOSED_TABLES]
    tables += ["out.core_indicators", "out.restatements", "out.findings"]
    before = {name: closed_town.rows(f"FROM {name} ORDER BY ALL") for name in tables}
    assert len(before["closed.core_indicators"]) >= 4
    closed_town.workspace.store.unlink()
    shutil.rmtree(closed_town.workspace.inbox)
    closed_town.ingest()
    closed_town.compute()
    assert {name: closed_town.rows(f"FROM {name} ORDER BY ALL") for name in tables} == before
    assert not closed_town.compute()


@pytest.mark.parametrize(
    ("name", "missing"),
    [("readings.csv", False), ("definitions/core_indicators.toml", True), ("closing.json", False)],
)
def test_a_changed_file_of_a_closing_is_named_and_counts_for_nothing(
    closed_town: Town, name: str, missing: bool
) -> None:
    path = folder(closed_town) / name
    if missing:
        path.unlink()
    else:
        path.write_text(path.read_text(encoding="utf-8").replace("1", "2", 1), encoding="utf-8")
    said = emas(closed_town, "diff", 2025)
    assert said.exit_code == 1
    assert f"{name} is missing or was changed after closing" in said.stdout
    closed_town.ingest()
    closed_town.compute()
    assert figures(closed_town) == [(12_000.0, 10.0, 1200.0, "closed")]
    assert closed_town.rows(
        "SELECT period, severity, details::JSON->>'file' FROM out.findings WHERE code LIKE 'closed_f%'"
    ) == [("2025", "reject", f"statements/closed/2025/{name}")]
    closed_town.workspace.store.unlink()
    closed_town.ingest()
    closed_town.compute()
    assert figures(closed_town) == [(12_000.0, 10.0, 1200.0, "complete")]
    told = closed_town.rows(
        "SELECT details::JSON->>'file' FROM out.findings WHERE code = 'closed_file_changed'"
    )
    assert told == [(f"statements/closed/2025/{name}",)]
    assert "Restore them from the backup" in refusal(closed_town, "close", 2025, *BY)


def test_a_year_is_closed_once(closed_town: Town) -> None:
    assert "2025 was closed by Kiss Anna on" in refusal(closed_town, "close", 2025, *BY)


def test_an_incomplete_year_needs_a_reason_that_is_kept(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("G1", "energy.natural_gas"))
    town.put("office", "gaz.csv", bills(months=range(1, 12)))
    delivered(town, "letszam.xlsx", head_count(("Városháza", 2025, 10, 500)))
    says = refusal(town, "close", 2025, *BY)
    assert "2025 cannot be closed, because these indicators are incomplete: " in says
    assert "energy.total (missing_month: 2025-12)" in says
    assert "--incomplete" in says
    codes = town.rows("SELECT DISTINCT indicator FROM out.core_indicators WHERE status = 'incomplete'")
    core = [code for (code,) in codes if code in INDICATORS]
    closed(town, *(part for code in core for part in ("--incomplete", f"{code}=a mérő; leégett")))
    [(a, status, r, reason)] = town.rows("""
        SELECT a, status, r, reason FROM out.core_indicators
        WHERE indicator = 'energy.total' AND breakdown = '' AND site_id = 'all'
    """)
    assert (a, status, r) == (11_000.0, "closed", None)
    assert reason == "missing_month: 2025-12; closed_incomplete: a mérő, leégett"
    delivered(town, "december.csv", HEAD + bill(1000, days(12)))
    because = f"delivery: december.csv ({delivery_id(town, 'december.csv')})"
    assert restated(town) == [
        ("a", 11_000.0, 12_000.0, 1000.0, because),
        ("r", None, 1200.0, None, because),
    ]


def test_an_indicator_that_nobody_delivered_and_nobody_left_out_is_not_passed_over(town: Town) -> None:
    says = refusal(town, "close", 2025, *WHO)
    assert (
        "energy.renewable_consumption (nobody delivered anything, and it is not left out with a reason)"
        in says
    )
    assert "and 5 more" in says


def test_a_decision_of_the_city_about_its_method_is_named(closed_town: Town) -> None:
    path = closed_town.workspace.city_file
    path.write_text(path.read_text(encoding="utf-8") + '\n[method]\ngwp = "AR6"\n', encoding="utf-8")
    closed_town.compute()
    found = closed_town.rows("""
        SELECT DISTINCT indicator, because_of FROM out.restatements WHERE indicator IN ('energy.total', 'emissions.ghg')
    """)
    assert [code for code, _ in found] == ["emissions.ghg"]
    assert str(found[0][1]).endswith("; definition: city.toml [method]")
    assert "factor: gwp.ar5.ch4 28 kg/kg -> –" in str(found[0][1])


def test_open_rejected_rows_block_until_they_come_back_or_are_accepted(town: Town) -> None:
    delivered(town, "rossz.csv", HEAD + bill(1000, days(3)).replace("1000", "sok"))
    says = refusal(town, "close", 2025, *BY)
    assert "rejected rows have not come back corrected: rossz.csv, row 2 (unreadable_number)" in says
    assert closed(town, "--despite-rejects", "a számla a régi")["year"] == 2025
    assert (
        json.loads(str(town.rows("SELECT accepted FROM closed.years")[0][0]))["rejects"] == "a számla a régi"
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((2026, *BY), "2026 cannot be closed yet: the last month that is due is 2025-12"),
        ((2019, *BY), "2019 has no figures"),
        ((2025, "--by", " ", "--why", "x"), "needs a name and a reason"),
        ((2025, *BY, "--incomplete", "energy.totl=x"), "no indicator is called 'energy.totl'"),
        ((2025, *BY, "--incomplete", "energy.total"), "needs a reason after the equals sign"),
    ],
)
def test_what_cannot_be_closed_is_told_in_a_sentence(
    town: Town, arguments: tuple[object, ...], says: str
) -> None:
    done = emas(town, "close", *arguments)
    assert isinstance(done.exception, Problem)
    assert says in str(done.exception)
    assert not town.workspace.closed.exists()


def test_what_is_left_out_without_a_reason_blocks_the_closing_and_status_says_so(town: Town) -> None:
    path = town.workspace.city_file
    register = path.read_text(encoding="utf-8")
    path.write_text(register + '\n[[omitted]]\nindicator = "water.total"\n', encoding="utf-8")
    town.compute()
    says = refusal(town, "close", 2025, *BY)
    assert "these indicators are left out without a reason: water.total." in says
    assert 'add reason = "..." to their [[omitted]]' in says
    shown = " ".join(emas(town, "status", "--year", 2025).stdout.split())
    blocked = [code for code in NOT_MEASURED if code != "water.total"]
    assert "A statement of 2025 is blocked" in shown
    assert all(f"{code} (" in shown for code in [*blocked, "water.total"])
    assert "energy.total (" not in shown
    assert "[[omitted]] or [[not_applicable]]" in shown
    told = json.loads(emas(town, "status", "--year", 2025, "--statement", "--json").stdout)
    assert {entry["indicator"] for entry in told["blocked_by"]} == {*blocked, "water.total"}
    reasoned = "".join(
        f'\n[[omitted]]\nindicator = "{code}"\nreason = "nem jelentős"\n' for code in NOT_MEASURED
    )
    path.write_text(register + reasoned, encoding="utf-8")
    town.compute()
    said = emas(town, "status", "--year", 2025).stdout
    assert "No core indicator of 2025 is without both a figure and a reason why not." in said
    assert json.loads(emas(town, "close", 2025, *WHO, "--json").stdout)["year"] == 2025
