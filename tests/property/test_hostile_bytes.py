"""Damaged files of every kind: each is read or rejected with a declared finding, in bounded time and memory.

EMAS_FUZZ says how many damaged files of each kind are tried, EMAS_FUZZ_SEED where they begin.
"""

import hashlib
import io
import json
import os
import random
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from flows.archive import Arrival
from flows.loading.delivery import load_delivery
from flows.loading.outcomes import Outcome
from flows.sources.format import Format, load_formats
from indicators.findings import FINDINGS
from tests.benchmark.apart import ingest
from tests.conftest import LOST_READINGS, RECEIVED, Town, supply_point
from tests.nasty.conftest import BILL_HEAD, BILLS, JANUARY, KWH, bills, content, workbook
from tests.nasty.old_excel import xls
from tests.nasty.test_files import ODS_HEAD, number_cell, ods, text_cell
from tests.unit.flows.loading.declared import HEAD
from tests.unit.flows.loading.test_machine_files import JSON, NEM12
from tests.unit.flows.sources.machine_files import (
    block,
    feed,
    meter_reading,
    nav,
    nav_line,
    nem12,
    nem12_day,
    reading_type,
    ubl,
    ubl_line,
    usage_point,
)
from tests.unit.flows.sources.test_edifact_and_nem12 import mscons
from tests.unit.flows.sources.test_invoices import CII

DAMAGED = int(os.environ.get("EMAS_FUZZ", "6"))
SEED = int(os.environ.get("EMAS_FUZZ_SEED", "0"))
LONGEST = 20.0
"""Seconds for one small file, on a slow machine that does other things beside."""

ROWS = [("E1", *JANUARY, 5), ("Ű;2", *JANUARY, '1"7')]
XLS = Path("uk-energysparks-council-schools") / "amr_upload_data_files__banes-example-file.xls"
REAL = Path(os.environ.get("EMAS_REAL_FILES") or Path(__file__).parents[3] / "shared" / "real")


def files() -> dict[str, bytes]:
    """A small valid file of every kind, by name."""
    hour = 1735686000
    espi = feed(
        usage_point("1"),
        meter_reading("1", "1"),
        reading_type(
            "1", uom=72, powerOfTenMultiplier=0, commodity=1, flowDirection=1, accumulationBehaviour=4
        ),
        block("1", *((hour + 900 * step, 900, 100 + step) for step in range(4))),
    )
    data = [{"meter": {"id": "E1"}, "time": {"from": "2025-01-01T00:00:00+01:00"}, "kwh": 1.5}] * 2
    found = {
        "own.csv": bills(("E1", *JANUARY, 5), ('"a;""b"', *JANUARY, 7)).encode("windows-1250"),
        "own.xlsx": content(workbook(BILL_HEAD, *ROWS)),
        "own.xls": xls([BILL_HEAD, *ROWS]),
        "own.ods": ods(ODS_HEAD, (*map(text_cell, ("E1", *JANUARY)), number_cell(5))),
        "own.json": json.dumps({"data": data}).encode(),
        "espi.xml": espi.encode(),
        "ubl.xml": ubl(ubl_line("Villamos energia", "100", "KWH")).encode(),
        "cii.xml": CII.format(kind="380").encode(),
        "nav.xml": nav(nav_line("Villamos energia", "100", "KWH")).encode(),
        "mscons.edi": mscons().encode("latin-1"),
        "nem12.csv": nem12("200,E1,E1B1,R1,E1,N1,M1,kWh,30,", nem12_day("20250102", ["0.25"] * 48)).encode(),
    }
    if (REAL / XLS).is_file():
        found["half-hours.xls"] = (REAL / XLS).read_bytes()
    return found


TOKENS = (
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'"',
    b"'",
    b";",
    b",",
    b"\r",
    b"\n" * 40,
    b"<",
    b"&#0;",
    b"]]>",
    b"<!DOCTYPE a>",
    b"-",
    b"1e999",
    b"9" * 400,
    b"NaN",
    b"-Infinity",
    b"[" * 3000,
    b"{",
    b"\\u0000",
    b"\\ud800",
    b"?",
    b"+",
    b"99999999",
    b"0001-01-01",
    b"9999-12-31T23:59:59Z",
    b"2025-02-30",
    "\u202e\u00a0\u2028".encode(),
    b"=1+1",
    b"\x80",
    b"%",
    b"\x1a",
)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A file with a few things wrong with it; of an archive, its parts too."""
    if zipfile.is_zipfile(io.BytesIO(content)) and chance.random() < 0.8:
        return _repacked(content, chance)
    damages = (_cut, _drop, _repeat, _flip, _insert, _insert, _swap)
    for _ in range(chance.randint(1, 4)):
        content = chance.choice(damages)(content, chance)
    return content


def _repacked(content: bytes, chance: random.Random) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as archive:
        names = source.namelist()
        hurt = set(chance.sample(names, chance.randint(1, min(2, len(names)))))
        for name in names:
            part = source.read(name)
            if name in hurt and chance.random() < 0.1:
                continue
            archive.writestr(name, damaged(part, chance) if name in hurt else part)
    return target.getvalue()


def _place(content: bytes, chance: random.Random) -> int:
    return chance.randint(0, len(content))


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: _place(content, chance)]


def _drop(content: bytes, chance: random.Random) -> bytes:
    start = _place(content, chance)
    return content[:start] + content[start + chance.randint(1, 60) :]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    start = _place(content, chance)
    piece = content[start : start + chance.randint(1, 200)]
    return content[:start] + piece * chance.choice((2, 3, 50)) + content[start:]


def _flip(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _insert(content: bytes, chance: random.Random) -> bytes:
    start = _place(content, chance)
    return content[:start] + chance.choice(TOKENS) + content[start:]


def _swap(content: bytes, chance: random.Random) -> bytes:
    first, second = sorted((_place(content, chance), _place(content, chance)))
    return content[:first] + content[second:] + content[first:second]


@dataclass
class Loader:
    """A store that loads one file after the other and forgets it."""

    town: Town
    connection: duckdb.DuckDBPyConnection
    formats: list[Format]
    loaded: int = 0

    def load(self, name: str, content: bytes) -> tuple[Outcome, list[str]]:
        """What became of a file, and the codes of what was found."""
        self.loaded += 1
        path = self.town.root / "delivered"
        path.write_bytes(content)
        arrival = Arrival(
            hashlib.sha256(content).hexdigest(), "office", name, RECEIVED, self.loaded, len(content), path
        )
        outcome = load_delivery(self.connection, arrival, self.town.city, self.formats)
        assert self.connection.execute(LOST_READINGS).fetchall() == [(0,)]
        codes = self.connection.execute("""
            SELECT code FROM raw.delivery_findings UNION SELECT code FROM raw.rejected_rows ORDER BY 1
        """).fetchall()
        for table in (
            "raw.deliveries",
            "raw.delivery_findings",
            "raw.rejected_rows",
            "core.quantities",
            "core.reading_origins",
            "core.pending",
        ):
            self.connection.execute(f"DELETE FROM {table}")
        return outcome, [code for (code,) in codes]


@contextmanager
def loader(make_town: Callable[..., Town]) -> Iterator[Loader]:
    town = make_town(supply_point("E1", "energy.electricity", valid_from="2020-01-01"), held=False)
    town.workspace.formats.mkdir()
    declared = {
        "csv": HEAD + BILLS + KWH,
        "workbook": HEAD.replace('"csv"', '"workbook"').replace('id = "own"', 'id = "book"') + BILLS + KWH,
        "nem12": NEM12.replace('id = "own"', 'id = "nem12"'),
        "json": JSON.replace('id = "own"', 'id = "json"'),
    }
    for name, text in declared.items():
        (town.workspace.formats / f"{name}.toml").write_text(text, encoding="utf-8")
    with town.store() as connection:
        yield Loader(town, connection, list(load_formats(town.workspace).values()))


def check_outcome(outcome: Outcome, codes: list[str], took: float) -> None:
    assert outcome.rows_read == outcome.rows_accepted + outcome.rows_rejected
    assert set(codes) <= set(FINDINGS)
    if outcome.status == "rejected":
        assert codes, "a rejected file says nothing"
    assert took < LONGEST


@pytest.mark.parametrize("name", sorted(files()))
def test_a_damaged_file_is_read_or_rejected_with_a_finding(name: str, make_town: Callable[..., Town]) -> None:
    whole = files()[name]
    with loader(make_town) as store:
        outcome, codes = store.load(name, whole)
        check_outcome(outcome, codes, 0)
        if name != "half-hours.xls":
            assert outcome.rows_accepted > 0, codes
        for number in range(DAMAGED):
            chance = random.Random(f"{SEED} {name} {number}")
            content = damaged(whole, chance)
            start = time.perf_counter()
            try:
                outcome, codes = store.load(name, content)
            except Exception as error:
                kept = Path(os.environ.get("EMAS_FUZZ_KEEP", store.town.root)) / f"{SEED}-{number}-{name}"
                kept.write_bytes(content)
                raise AssertionError(f"{kept}: {type(error).__name__}: {error}") from error
            check_outcome(outcome, codes, time.perf_counter() - start)


BOMBS = {
    "deep.json": '{"data": ' + "[" * 2_000_000,
    "deep.xml": '<?xml version="1.0"?>' + "<a>" * 1_000_000,
    "attribute.xml": '<?xml version="1.0"?><a b="' + "x" * 20_000_000 + '"/>',
    "text.json": '{"data": [{"kwh": "' + "x" * 20_000_000 + '"}]}',
    "own-wide.csv": "Meter;From;To;Used\n" + ";" * 3_000_000 + "\n",
    "own-long.csv": "Meter;From;To;Used\n" + "x" * 30_000_000,
    "nem12.csv": "100,NEM12,202501011200,MDP1,RETAILER\n200,E1,E1B1,R1,E1,N1,M1,kWh,30,\n300,20250102"
    + ",1" * 3_000_000,
    "mscons.edi": "UNA:+.? 'UNB+UNOC:3+" + "x" * 20_000_000,
}
"""Files that are small for what they ask for."""


@pytest.mark.slow
def test_files_that_ask_for_too_much_are_refused_in_bounded_memory(make_town: Callable[..., Town]) -> None:
    with loader(make_town) as store:
        for name, text in BOMBS.items():
            store.town.put("office", name, text)
    cost = ingest(store.town.root)
    assert store.town.rows("SELECT count(*), sum(rows_accepted) FROM raw.deliveries") == [(len(BOMBS), 0)]
    assert cost.peak < 1500
    assert cost.seconds < LONGEST * len(BOMBS)
