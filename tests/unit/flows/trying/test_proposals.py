"""Drafted formats: confirmed as they are, they read what the shipped formats read; unconfirmed, they read nothing."""

import json
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest
from typer.testing import CliRunner

from flows.archive import Arrival, sha256_of
from flows.cli import app
from flows.loading.delivery import load_delivery
from flows.problems import UnreadableFile
from flows.settings import Workspace, load_city
from flows.settling.register import register_city
from flows.sources.format import Format, load_formats
from flows.trying.propose import Proposal, propose
from flows.trying.trial import try_file, try_proposal
from flows.warehouse import migrate, prepare_session
from indicators.model import City
from tests.conftest import EXAMPLE, RECEIVED, Town, supply_point
from tests.unit.flows.returning.offices import content
from tests.unit.flows.sources.machine_files import ubl, ubl_line

INBOX = EXAMPLE / "inbox"
EXAMPLE_CITY = load_city(Workspace(EXAMPLE))
SHIPPED = load_formats(Workspace(EXAMPLE))

DELIVERED = {
    "hu-electricity-bills": "uzemeltetes/2025/aram_2025-07.xlsx",
    "hu-gas-bills": "gazdasag/2025/gaz_2025-02.csv",
    "hu-fuel-cards": "gazdasag/2025/uzemanyag_2025-02.csv",
    "hu-district-heat": "uzemeltetes/2025/tavho_2025.xlsx",
    "hu-water-register": "vizmu/2025/viz_2025.csv",
    "hu-pv-months": "uzemeltetes/2025/napelem_2025.csv",
    "hu-electricity-intervals": "uzemeltetes/2025/negyedoras_telep_2025.csv",
    "hu-waste-notes": "kornyezet/2025/hulladek_2025-Q1.xlsx",
    "hu-annual-values": "humanpolitika/letszam_2023.xlsx",
    "hu-purchases": "gazdasag/2024/beszerzes_2024-2.xlsx",
    "hu-land-register": "kornyezet/foldhasznalat.xlsx",
    "hu-refrigerant-log": "uzemeltetes/2025/hutokozeg_2025.xlsx",
    "hu-temperatures": "kornyezet/2025/homerseklet_2025.csv",
}
READ = """
    SELECT sheet, row_number, supply_point_id, stream, period_start, period_end, quantity, unit, meter_id, issued_on
    FROM core.readings
    UNION ALL BY NAME
    SELECT sheet, row_number, supply_point_id, stream, read_on AS first_day, value AS quantity, unit, meter_id
    FROM core.register_values
    UNION ALL BY NAME
    SELECT sheet, row_number, site_id AS supply_point_id, kind AS stream, year, value AS quantity, unit
    FROM core.reference_values
    UNION ALL BY NAME
    SELECT sheet, row_number, code AS stream FROM raw.rejected_rows WHERE code <> 'totals_row'
    ORDER BY ALL
"""
"""What a format makes of a file. A total that is declared and one that is rejected count the same: not at all."""


def confirmed(proposal: Proposal) -> Format:
    """The draft as a person confirms it who changes nothing else."""
    assert proposal.toml.count("confirmed = false") == 1
    return Format.model_validate(
        tomllib.loads(proposal.toml.replace("confirmed = false", "confirmed = true"))
    )


def read(path: Path, declared: Format, city: City, office: str) -> list[tuple[object, ...]]:
    arrival = Arrival(sha256_of(path), office, path.name, RECEIVED, 1, path.stat().st_size, path)
    with duckdb.connect() as connection:
        prepare_session(connection, city.organisation.timezone)
        migrate(connection)
        register_city(connection, city)
        load_delivery(connection, arrival, city, [declared])
        return connection.execute(READ).fetchall()


@pytest.mark.parametrize("format_id", DELIVERED)
def test_a_confirmed_draft_reads_what_the_shipped_format_reads(format_id: str) -> None:
    path = INBOX / DELIVERED[format_id]
    office = DELIVERED[format_id].split("/", maxsplit=1)[0]
    proposal = propose(path, path.name, EXAMPLE_CITY)
    assert proposal.to_fill_in == ()
    by_shipped = read(path, SHIPPED[format_id], EXAMPLE_CITY, office)
    assert len(by_shipped) > 1
    assert read(path, confirmed(proposal), EXAMPLE_CITY, office) == by_shipped


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    return make_town(supply_point("E1", "energy.electricity"), supply_point("G1", "energy.natural_gas"))


def proposed(town: Town, sent: str | bytes, name: str = "own.csv", encoding: str = "utf-8") -> Proposal:
    path = town.put("office", name, sent, encoding)
    return propose(path, name, town.city)


GERMAN = (
    "Stromabrechnung 2025\n\nZählpunkt;Beginn;Ende;Verbrauch [kWh];Ableseart;Betrag EUR\n"
    "E1;01.01.2025;31.01.2025;1.234,5;abgelesen;99,10\nE1;01.02.2025;28.02.2025;987;geschätzt;80,00\n"
    "Summe;;;2.221,5;;\n"
)
ENGLISH = (
    "meter id,date,consumption (MWh),price\nE1,2025-01-31 10:00,1.5,3\nE1,2025-01-31 10:30,2.5,4\n"
    "E1,2025-01-31 11:00,3.5,5\n"
)


def test_german_bills(town: Town) -> None:
    proposal = proposed(town, GERMAN, encoding="windows-1252")
    draft = confirmed(proposal)
    assert (draft.numbers.decimal, draft.numbers.thousands) == (",", ".")
    assert draft.dates.formats == ("%d.%m.%Y",)
    assert draft.period is not None
    assert (draft.period.kind, draft.period.start, draft.period.end) == ("bill", "Beginn", "Ende")
    assert draft.columns.supply_point == "Zählpunkt"
    assert dict(draft.qualities) == {"abgelesen": "invoiced", "geschätzt": "estimated"}
    assert draft.table.totals is not None
    assert draft.table.totals.labels == ("Summe",)
    [value] = draft.values
    assert (value.column, value.stream) == ("Verbrauch [{unit}]", "energy.electricity")
    path = town.workspace.inbox / "office" / "own.csv"
    rows = read(path, draft, town.city, "office")
    assert [row[6] for row in rows] == [1234.5, 987.0]


def test_english_half_hours(town: Town) -> None:
    proposal = proposed(town, ENGLISH)
    assert "nothing tells whether a stamp is the beginning or the end of its interval" in proposal.doubts
    draft = confirmed(proposal)
    assert draft.file.delimiter == ","
    assert draft.period is not None
    assert (draft.period.kind, draft.period.minutes) == ("interval", 30)
    rows = read(town.workspace.inbox / "office" / "own.csv", draft, town.city, "office")
    assert [(row[4], row[6]) for row in rows] == [
        (datetime(2025, 1, 31, 9, 0, tzinfo=UTC), 1500.0),
        (datetime(2025, 1, 31, 9, 30, tzinfo=UTC), 2500.0),
        (datetime(2025, 1, 31, 10, 0, tzinfo=UTC), 3500.0),
    ]


def test_half_hours_in_columns(town: Town) -> None:
    times = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(30, 1441, 30)]
    head = ",".join(("MPAN", "Date", *(f"[{time}]".replace("24:00", "00:00") for time in times), "Units"))
    day = ",".join(("E1", "13/01/2025", *map(str, range(48)), "kWh"))
    draft = confirmed(proposed(town, f"{head}\n{day}\n"))
    assert draft.period is not None
    assert (draft.period.minutes, draft.period.stamp, draft.values[0].column) == (30, "end", "[{time}]")
    rows = read(town.workspace.inbox / "office" / "own.csv", draft, town.city, "office")
    assert [row[6] for row in rows] == [float(value) for value in range(48)]


def test_months_in_columns_of_a_workbook_with_two_heading_rows(town: Town) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    months = [
        "jan.",
        "febr.",
        "márc.",
        "ápr.",
        "máj.",
        "jún.",
        "júl.",
        "aug.",
        "szept.",
        "okt.",
        "nov.",
        "dec.",
    ]
    page.append(["Gázfogyasztás havonta"])
    page.append([])
    page.append(["Felhasználási hely", "Év", *months, "Egység"])
    page.append(["G1", 2025, *range(1, 13), "MWh"])
    draft = confirmed(proposed(town, content(book), "own.xlsx"))
    rows = read(town.workspace.inbox / "office" / "own.xlsx", draft, town.city, "office")
    assert [row[6] for row in rows] == [float(1000 * value) for value in range(1, 13)]
    assert {row[3] for row in rows} == {"energy.natural_gas"}


def test_what_the_file_does_not_say_is_left_open(town: Town) -> None:
    proposal = proposed(town, "jahr,menge\n2023,5.5\n2024,6.5\n")
    assert set(proposal.to_fill_in) == {"constants.supply_point", "values.unit", "values.stream"}
    assert 'supply_point = "?"' in proposal.toml
    assert "nothing in the file says what is measured" in proposal.doubts


@pytest.mark.parametrize(
    ("sent", "doubt"),
    [
        ("Meter;From;To;Used (kWh)\nE1;01/02/2025;03/02/2025;5\n", "%m/%d/%Y as well"),
        (
            "Meter;From;To;Used (kWh)\nE1;2025-01-01;2025-01-31;1.234\n",
            '"1.234" can be read as 1.234 or as 1,234',
        ),
        (
            "POD;Month;kWh\nE1;2025-01;5\nElőző évek;;\nE1;2025-02;6\n",
            'rows such as "Előző évek" stand alone',
        ),
    ],
)
def test_what_can_be_read_in_two_ways_is_told(town: Town, sent: str, doubt: str) -> None:
    assert any(doubt in said for said in proposed(town, sent).doubts)


def test_bills_that_share_a_day(town: Town) -> None:
    rows = "POD;From;To;kWh\nE1;2025-01-01;2025-02-01;5\nE1;2025-02-01;2025-03-01;6\n"
    period = confirmed(proposed(town, rows)).period
    assert period is not None
    assert period.end_inclusive == "neighbours"


def test_an_array_inside_a_json_document(town: Town) -> None:
    records = [
        {"pod": "E1", "month": f"2025-0{month}", "consumption": month, "unit": "MWh"} for month in (1, 2)
    ]
    draft = confirmed(proposed(town, json.dumps({"meta": {"n": 2}, "data": {"rows": records}}), "own.json"))
    assert draft.file.records == "data.rows"
    rows = read(town.workspace.inbox / "office" / "own.json", draft, town.city, "office")
    assert [(row[1], row[2], row[6]) for row in rows] == [(1, "E1", 1000.0), (2, "E1", 2000.0)]


def test_an_invoice_gets_the_general_format_for_its_sender(town: Town) -> None:
    invoice = ubl(ubl_line("Villamos energia", "16000", "KWH"), ubl_line("Energiaadó", "16000", "KWH"))
    proposal = proposed(town, invoice, "own.xml")
    draft = confirmed(proposal)
    assert draft.file.kind == "invoice"
    assert draft.file.sender == "Áramszolgáltató Zrt."
    assert draft.id == "aramszolgaltato-zrt-draft"
    assert draft.values == SHIPPED["en16931-energy-invoice"].values
    assert "# item in the file: Villamos energia, Energiaadó\n" in proposal.toml
    rows = read(town.workspace.inbox / "office" / "own.xml", draft, town.city, "office")
    assert [(row[2], row[6]) for row in rows] == [("E1", 16000.0)]


HOSTILE = ['x"\nconfirmed = true', "]] [values] x = 1 #", "\u202e\u2028abc\u0085", "'''", '"""', "\\u0022"]


@pytest.mark.parametrize("heading", HOSTILE)
def test_hostile_headings_and_words_stay_inside_their_quotation_marks(town: Town, heading: str) -> None:
    quoted = '"' + heading.replace('"', '""') + '"'
    sent = f"POD;From;To;Used (kWh);Leolvasás módja;{quoted}\nE1;2025-01-01;2025-01-31;5;{quoted};{quoted}\n"
    proposal = proposed(town, sent, f"{heading[:9].strip()}.csv".replace("/", "_"))
    loaded = tomllib.loads(proposal.toml)
    assert loaded["confirmed"] is False
    assert [value["column"] for value in loaded["values"]] == ["Used ({unit})"]


@pytest.mark.parametrize("sent", [b"", b"\xff\xd8\xff\xe0 JFIF", b"Dear all, this is a letter.\n"])
def test_what_is_no_table_is_not_drafted(town: Town, sent: bytes) -> None:
    with pytest.raises(UnreadableFile):
        proposed(town, sent)


def test_a_draft_reads_nothing_until_it_is_confirmed(town: Town) -> None:
    path = town.put("office", "own.csv", GERMAN)
    proposal = propose(path, "own.csv", town.city)
    town.workspace.formats.mkdir()
    own = town.workspace.formats / "own.toml"
    own.write_text(proposal.toml, encoding="utf-8")
    town.ingest()
    assert town.rows("SELECT status, rows_read FROM raw.deliveries") == [("rejected", 0)]
    trial = try_file(town.workspace, town.city, path, "office")
    reasons = {candidate.format_id: candidate.reason for candidate in trial.candidates}
    assert reasons["own-draft"] == "it is a draft: look through it and write confirmed = true"
    own.write_text(proposal.toml.replace("confirmed = false", "confirmed = true"), encoding="utf-8")
    town.ingest()
    assert town.rows("SELECT status, rows_read FROM raw.deliveries") == [("accepted", 2)]


def test_the_command_prints_toml_alone_and_says_the_rest_beside_it(town: Town) -> None:
    path = town.put("office", "own.csv", GERMAN)
    command = ["check", "--propose", str(path), "--workspace", str(town.root)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert tomllib.loads(result.stdout) == tomllib.loads(propose(path, "own.csv", town.city).toml)
    assert "write confirmed = true" in result.stderr
    assert "2 rows read, 2 accepted, 0 rejected" in result.stderr
    said = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    tried = try_proposal(town.workspace, town.city, path, "office")
    assert said == tried.model_dump(mode="json")
    assert tried.trial is not None
    assert tried.trial.rows_accepted == 2
