"""A town of one gas meter whose 2025 is worked out by hand: A = 12 x 1000 kWh, B = 10 FTE, R = 1200 kWh/FTE."""

import calendar
import json
from pathlib import Path

from typer.testing import CliRunner, Result

from flows.cli import app
from tests.conftest import Town
from tests.unit.flows.settling.test_reference_values import head_count
from tests.unit.flows.settling.test_what_counts import HEAD, bill

NOT_MEASURED = (
    "energy.renewable_consumption",
    "energy.renewable_generation",
    "material.total",
    "water.total",
    "waste.total",
    "waste.hazardous",
    "land.total",
    "land.sealed",
    "land.nature_on_site",
    "land.nature_off_site",
)
WHO = ("--by", "Kiss Anna", "--why", "2025. évi nyilatkozat")
BY = (*WHO, *(part for code in NOT_MEASURED for part in ("--incomplete", f"{code}=nem mérjük")))


def days(month: int, year: int = 2025) -> str:
    last = calendar.monthrange(year, month)[1]
    return f"{year}.{month:02d}.01.;{year}.{month:02d}.{last}."


def bills(kwh: float = 1000, months: range = range(1, 13), year: int = 2025) -> str:
    return HEAD + "".join(bill(kwh, days(month, year)) for month in months)


def delivered(town: Town, name: str, content: str | bytes) -> None:
    town.put("office", name, content)
    town.ingest()
    town.compute()


def year_of_2025(town: Town) -> None:
    town.put("office", "gaz.csv", bills())
    delivered(town, "letszam.xlsx", head_count(("Városháza", 2025, 10, 500)))


def emas(town: Town, *arguments: object) -> Result:
    town.release()
    return CliRunner().invoke(app, [*map(str, arguments), "--workspace", str(town.root)])


def closed(town: Town, *more: str) -> dict[str, object]:
    done = emas(town, "close", 2025, *BY, "--json", *more)
    assert done.exception is None, done.exception
    return json.loads(done.stdout)


def refusal(town: Town, *arguments: object) -> str:
    done = emas(town, *arguments)
    assert done.exception is not None, done.stdout
    return str(done.exception)


def figures(town: Town, indicator: str = "energy.total") -> list[tuple[object, ...]]:
    """a, b, r and status of the organisation in 2025."""
    return town.rows(f"""
        SELECT a, b, r, status FROM out.core_indicators
        WHERE indicator = '{indicator}' AND breakdown = '' AND site_id = 'all' AND year = 2025
    """)


def restated(town: Town, site: str = "all", breakdown: str = "") -> list[tuple[object, ...]]:
    """figure, published, now, difference and cause of the total energy of 2025."""
    return town.rows(f"""
        SELECT figure, published, now, difference, because_of FROM out.restatements
        WHERE indicator = 'energy.total' AND breakdown = '{breakdown}' AND site_id = '{site}' AND year = 2025
        ORDER BY figure
    """)


def folder(town: Town) -> Path:
    return town.workspace.closed / "2025"


def delivery_id(town: Town, name: str) -> str:
    [(identifier,)] = town.rows(f"SELECT delivery_id FROM raw.deliveries WHERE file_name = '{name}'")
    return str(identifier)[:12]
