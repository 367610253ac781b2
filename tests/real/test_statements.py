"""Published statements, recomputed with what they print, under the rounding that they use; differences have a name.

They lie outside the repository, in shared/statements beside it or where EMAS_STATEMENTS says. Each figure was copied
there as printed, with its source and with what does not add up in print. Tests skip where they are absent.
"""

import csv
import math
import os
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from indicators.records import Decisions, FigureBDefinition
from indicators.units import conversion
from tests.spec.city_years import computed, point, row

REPOSITORY = Path(__file__).parents[2]
Tables = Callable[[str], dict[str, list[dict[str, str]]]]


@pytest.fixture(scope="session")
def statement() -> Tables:
    """The tables of one statement: inputs, published, reference."""
    place = Path(os.environ.get("EMAS_STATEMENTS") or REPOSITORY.parent / "shared" / "statements")

    def read(name: str) -> dict[str, list[dict[str, str]]]:
        folder = place / name
        if not (folder / "published.csv").is_file():
            pytest.skip(f"no statement in {folder}; EMAS_STATEMENTS may name the folder that holds {name}")
        tables = {}
        for table in ("inputs", "published", "reference"):
            with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
                tables[table] = list(csv.DictReader(file))
        return tables

    return read


def yearly(stream: str, year: int, quantity: float) -> tuple[str, str, date, float, float]:
    """A quantity of a whole year, as the monthly table has it."""
    return ("hall", stream, date(year, 1, 1), quantity, 0.0)


def reference(kind: str, values: dict[int, float]) -> pd.DataFrame:
    rows = [(kind, "hall", year, value, "", True) for year, value in values.items()]
    columns = ["kind", "site_id", "year", "value", "unit", "is_current"]
    return pd.DataFrame(rows, columns=columns).astype({"year": "int64", "value": "float64"})


def figures(monthly: list[tuple], b: pd.DataFrame, kind: str = "employees") -> pd.DataFrame:
    """The figures of one building over the years of its quantities; every year is whole."""
    years = [entry[2].year for entry in monthly]
    points = [
        point(stream, "hall", stream, first=date(min(years), 1, 1), cadence="irregular")
        for stream in dict.fromkeys(entry[1] for entry in monthly)
    ]
    decisions = Decisions(figure_b=(FigureBDefinition(kind=kind),))
    return computed(points, monthly, b, as_of=date(max(years), 12, 1), decisions=decisions)


def rounded(value: float, printed: str) -> bool:
    """Whether a value, rounded half up to the decimals of a printed German number, is that number."""
    number = Decimal(printed.replace(".", "").replace(",", "."))
    return Decimal(repr(float(value))).quantize(number, ROUND_HALF_UP) == number


ENERGY = {
    "electricity, own PV": "energy.pv_generation",
    "electricity, purchased green": "energy.electricity",
    "natural gas": "energy.natural_gas",
    "diesel": "energy.diesel",
    "petrol": "energy.petrol",
}


def test_total_energy_and_its_carriers_of_an_office(statement: Tables) -> None:
    """Company 13871, 2018 and 2019: both totals come out to the kilowatt hour, and petrol of 2019 is a zero."""
    tables = statement("de-dnk-13871-2018-2019-not-emas")
    monthly = [
        yearly(ENERGY[entry["carrier_or_stream"]], int(entry["year"]), float(entry["quantity"]))
        for entry in tables["inputs"]
    ]
    assert len(monthly) == 10
    table = figures(monthly, reference("employees", {2018: 1, 2019: 1}))
    totals = {int(entry["year"]): float(entry["A value"]) for entry in tables["published"][:2]}
    assert totals == {2018: 74_288, 2019: 59_005}
    for year, total in totals.items():
        assert row(table, "energy.total", year=year)["a"] == total
    petrol = row(table, "energy.total", "energy.petrol", year=2019)
    assert (petrol["a"], petrol["value_kind"]) == (0, "zero")

    def of(label: str, year: int) -> float:
        breakdown = ENERGY.get(label, "")
        own_use = {"energy.pv_generation": "energy.pv_own_use"}
        return float(row(table, "energy.total", own_use.get(breakdown, breakdown), year=year)["a"])

    changes = [entry for entry in tables["published"] if entry["indicator"].startswith("change on 2018: ")]
    assert len(changes) == 6
    differing = {}
    for entry in changes:
        label = entry["indicator"].removeprefix("change on 2018: ")
        now, before = of(label, 2019), of(label, 2018)
        assert now - before == float(entry["A value"])
        percent = abs(now / before - 1) * 100
        if not rounded(percent, entry["R value"]):
            differing[label] = (round(percent, 2), entry["R value"])
    assert differing == {"electricity, purchased green": (13.96, "13")}
    """13.96 per cent is printed as 13: cut off, where every other percentage is rounded."""


def test_paper_in_sheets_weighs_what_is_printed_at_76_grams(statement: Tables) -> None:
    """Company 8581, 2019: 9 542 125 sheets are printed as 45.23 t. A4 of 76 g/m2 gives 45.23 t; 80 g/m2 gives 47.61 t.

    The grammage is not printed: the mass of a sheet must come from the delivery, never from a constant.
    """
    inputs = statement("de-dnk-paper-2019-2020-not-emas")["inputs"]
    sheets, tonnes = (float(entry["quantity"]) for entry in inputs[:2])
    per_sheet = conversion("material.paper", "A4 lap")
    assert per_sheet is not None
    assert per_sheet.needs_heating_value
    assert rounded(float(Fraction(sheets) * per_sheet.multiplier * 76) / 1000, "45,23")
    assert tonnes == 45.23
    assert rounded(float(Fraction(sheets) * per_sheet.multiplier * 80) / 1000, "47,61")


def test_paper_and_toner_changes_of_a_bank(statement: Tables) -> None:
    """Company 13450, 2019 and 2020: paper from 43.6 to 41.5 t and cartridges from 1256 to 835."""
    tables = statement("de-dnk-paper-2019-2020-not-emas")
    paper = [
        yearly("material.paper", int(entry["year"]), float(entry["quantity"]) * 1000)
        for entry in tables["inputs"]
        if entry["site"] == "company 13450" and entry["unit"] == "t"
    ]
    table = figures(paper, reference("employees", {2019: 1, 2020: 1}))
    now, before = (row(table, "material.total", year=year)["a"] for year in (2020, 2019))
    [paper_change, toner_change] = tables["published"]
    assert (now - before) / 1000 == pytest.approx(float(paper_change["A value"]))
    assert rounded((now / before - 1) * 100, "-4,8")
    assert rounded((835 / 1256 - 1) * 100, "-33,5")
    assert float(toner_change["A value"]) == 835 - 1256


def test_ratios_of_a_ministry_do_not_follow_from_its_printed_area(statement: Tables) -> None:
    """Umweltministerium Baden-Württemberg, 2019: both ratios were made with another area than the printed one.

    676 445 kWh over the printed 15 313 m2 is 44.17, not 41.54 kWh/m2; heat is 135.29, not 127.21. Both printed ratios
    imply about 16 285 m2. The program divides by the B that it shows, so such a difference cannot arise unseen.
    """
    tables = statement("de-um-bw-2019")
    electricity, heat = (float(entry["quantity"]) for entry in tables["inputs"])
    monthly = [
        yearly("energy.electricity", 2019, electricity),
        yearly("energy.district_heat", 2019, heat),
    ]

    def over(area: float) -> tuple[float, float]:
        table = figures(monthly, reference("floor_area", {2019: area}), kind="floor_area")
        total = row(table, "energy.total", year=2019)
        assert (total["b"], total["b_kind"], total["r_unit"]) == (area, "floor_area", "kWh/m2")
        parts = ("energy.electricity", "energy.district_heat")
        first, second = (float(row(table, "energy.total", part, year=2019)["r"]) for part in parts)
        return first, second

    printed = over(15_313)
    assert rounded(printed[0], "44,17")
    assert rounded(printed[1], "135,29")
    implied = over(16_285)
    assert rounded(implied[0], "41,54")
    assert rounded(implied[1], "127,22")
    assert all(rounded(value, text) for value, text in zip(over(16_285.5), ("41,54", "127,21"), strict=True))


def test_employees_of_a_ministry_add_up_to_its_figures_b(statement: Tables) -> None:
    """Its B differs by indicator: 677 for electricity, heat, water and waste, 472 for mobility, 494 for paper."""
    values = {entry["what"]: int(entry["value"]) for entry in statement("de-um-bw-2019")["reference"]}
    kernerplatz_9, hauptstaetter, dillmann, kernerplatz_10, users, total, buildings = list(values.values())[
        :7
    ]
    assert kernerplatz_9 + hauptstaetter + dillmann == total == 472
    assert kernerplatz_10 + kernerplatz_9 + dillmann == buildings == 677
    assert kernerplatz_9 + dillmann + hauptstaetter + users == 494


EMPLOYEES = {
    "GHG per employee, Suedkaserne": (1056.0, 1089.6, 1184.6, 1276.2),
    "water per employee, Berlin": (265.0, 309.6, 294.3, 320.5),
    "water per employee, Bonn": (67.1, 68.6, 52.1, 32.9),
}
"""Not printed in what could be read: the values with one decimal that every printed ratio implies."""


@pytest.mark.parametrize("indicator", list(EMPLOYEES))
def test_ratios_of_a_federal_office_follow_from_one_number_of_employees(
    statement: Tables, indicator: str
) -> None:
    """BAMF, 2019 to 2022: every printed ratio comes out with an average of employees of one decimal.

    An integer would fit two of the twelve only, so B is an average over the year or a full-time equivalent.
    """
    rows = [entry for entry in statement("de-bamf-2019-2022")["published"] if entry["indicator"] == indicator]
    assert [int(entry["year"]) for entry in rows] == [2019, 2020, 2021, 2022]
    b = dict(zip((2019, 2020, 2021, 2022), EMPLOYEES[indicator], strict=True))
    amounts = {int(entry["year"]): float(entry["A value"]) for entry in rows}
    monthly = [yearly("water.mains", year, amount) for year, amount in amounts.items()]
    table = figures(monthly, reference("employees", b))
    for entry in rows:
        year = int(entry["year"])
        found = float(row(table, "water.total", year=year)["r"])
        assert rounded(found, entry["R_as_printed"]), (year, found)
    """Greenhouse gases go the same way: R is A over B, whatever A is made of."""


def test_an_amount_that_falls_while_its_ratio_rises(statement: Tables) -> None:
    """BAMF, Bonn: water fell from 308.58 to 298.77 m3 in 2022, but per employee it rose from 5.92 to 9.08 m3."""
    rows = [
        entry
        for entry in statement("de-bamf-2019-2022")["published"]
        if entry["indicator"] == "water per employee, Bonn"
    ]
    before, now = rows[2:]
    assert float(now["A value"]) < float(before["A value"])
    assert float(now["R value"]) > float(before["R value"])
    assert math.isclose(float(now["A value"]) / float(now["R value"]), 32.9, abs_tol=0.05)
