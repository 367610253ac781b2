"""A city's yearly tables: units, and what tells equal headings apart, lie outside the file."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Town
from tests.real.registers import register
from tests.real.truth import Truth, same

FOLDER = "de-konstanz-umwelt"
MILLION, KG_PER_T = 1_000_000, 1000
ELECTRICITY, GAS, HEAT, WATER = (
    "energy.electricity",
    "energy.natural_gas",
    "energy.district_heat",
    "water.mains",
)
WASTE_CODES = {
    "rest": "200301",
    "bio": "200108",
    "glas": "200102",
    "papier": "200101",
    "gruen": "200201",
    "gelb": "150106",
    "sperr": "200307",
    "sonstige": "200199",
}
NETWORK = {"strom": ELECTRICITY, "gas": GAS, "waerme": HEAT, "wasser": WATER}
FORMAT_OF = {
    "abfall_insg.csv": "konstanz-waste",
    "abgabe_swk.csv": "konstanz-delivery",
    "verkauf.csv": "konstanz-sales",
    "stromeinspeisung.csv": "konstanz-pv",
}
READ = [
    *(
        ("abfall_insg.csv", column, f"abfall-{column}", f"waste.{code}", KG_PER_T, "kg")
        for column, code in WASTE_CODES.items()
    ),
    *(
        (file, column, point, stream, MILLION, "m3" if stream == WATER else "kWh")
        for file, point in (("abgabe_swk.csv", "delivery"), ("verkauf.csv", "sales"))
        for column, stream in NETWORK.items()
    ),
    ("stromeinspeisung.csv", "photovoltaik", "einspeisung", "energy.pv_feed_in", MILLION, "kWh"),
]
"""File, column, supply point, stream, canonical quantity of one unit of the file, canonical unit."""

SITES = {"abfall": "waste", "delivery": "network", "sales": "sales", "einspeisung": "plants"}
"""What the networks give off contains what is sold: two sites, so that no sum holds both."""

COLUMNS_NOT_READ = {
    "deponie": "electricity from landfill gas: no stream of this version",
    "bhkw": "electricity from combined heat and power: no stream of this version",
    "insgesamt": "the total of the other columns",
}
FILES_NOT_READ = {
    "abfall_ew.csv": "kg per inhabitant: a ratio, not a quantity; the same headings as the tonnes",
    "abwasser.csv": "waste water: no stream of this version",
    "solar.csv": "solar plants added and in place, in a unit that the file does not say: not a quantity over a period",
    "trinkwasser.csv": "water abstracted, and litres per person and day: neither is mains water used by a site",
}
KONSTANZ = register(
    "Konstanz",
    "Europe/Berlin",
    "2025-12-01",
    SITES.values(),
    [
        (
            point,
            "waste" if stream.startswith("waste.") else stream,
            SITES[point.partition("-")[0]],
            "2001-01-01",
        )
        for _, _, point, stream, _, _ in READ
    ],
)
EACH_COLUMN = pytest.mark.parametrize(
    ("file", "column", "point", "stream", "factor", "unit"), READ, ids=[f"{row[0]}:{row[1]}" for row in READ]
)


@pytest.fixture(scope="module")
def folder(real_folder: Callable[[str], Path]) -> Path:
    return real_folder(FOLDER)


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    return Truth(folder)


@pytest.fixture(scope="module")
def konstanz(folder: Path, deliver: Callable[..., Town]) -> Town:
    return deliver(KONSTANZ, [folder / name for name in (*FORMAT_OF, *FILES_NOT_READ)])


def cells(folder: Path, file: str, column: str) -> dict[int, str]:
    with (folder / file).open(encoding="utf-8", newline="") as text:
        return {int(row["jahr"]): row[column] for row in csv.DictReader(text)}


def test_all_files_are_accounted_for(folder: Path) -> None:
    assert {path.name for path in folder.glob("*.csv")} == {*FORMAT_OF, *FILES_NOT_READ, "truth.csv"}


@pytest.mark.parametrize("file", FORMAT_OF)
def test_every_row_is_read_and_none_is_rejected(konstanz: Town, truth: Truth, file: str) -> None:
    rows = truth.value(file=file, metric="data_rows")
    assert konstanz.rows(f"""
        SELECT format_id, status, rows_read, rows_accepted, rows_rejected FROM raw.deliveries WHERE file_name = '{file}'
    """) == [(FORMAT_OF[file], "accepted", rows, rows, 0)]


def test_nothing_but_whole_files_is_found_amiss(konstanz: Town) -> None:
    assert konstanz.rows("FROM raw.rejected_rows") == []
    assert konstanz.rows("FROM core.superseded") == []
    assert konstanz.rows("SELECT file_name FROM raw.delivery_findings ORDER BY 1") == [
        (name,) for name in sorted(FILES_NOT_READ)
    ]


@EACH_COLUMN
def test_the_total_of_a_column(
    konstanz: Town, truth: Truth, file: str, column: str, point: str, stream: str, factor: int, unit: str
) -> None:
    (known,) = truth.of(file=file, scope="column-total", commodity=column)
    assert konstanz.rows(f"""
        SELECT sum(quantity), count(*), any_value(unit), any_value(d.file_name), any_value(site_id)
        FROM core.readings r JOIN raw.deliveries d USING (delivery_id)
        WHERE r.supply_point_id = '{point}' AND r.stream = '{stream}' AND is_current
    """) == [(same(known.value * factor), known.cells, unit, file, SITES[point.partition("-")[0]])]
    assert konstanz.rows(f"""
        SELECT sum(quantity), any_value(unit) FROM core.monthly_by_supply_point
        WHERE supply_point_id = '{point}' AND stream = '{stream}'
    """) == [(same(known.value * factor), unit)]


@EACH_COLUMN
def test_each_cell_is_one_year_and_a_blank_one_is_none(
    konstanz: Town, folder: Path, file: str, column: str, point: str, stream: str, factor: int, unit: str
) -> None:
    """A blank year has neither a reading nor a month; the row of each year is the row of the file."""
    filled = [
        (row, year, cell) for row, (year, cell) in enumerate(cells(folder, file, column).items(), 2) if cell
    ]
    assert konstanz.rows(f"""
        SELECT row_number, strftime(first_day, '%Y-%m-%d'), strftime(last_day, '%Y-%m-%d'), quantity
        FROM core.readings WHERE supply_point_id = '{point}' AND stream = '{stream}' ORDER BY row_number
    """) == [
        (row, f"{year}-01-01", f"{year}-12-31", same(float(cell) * factor)) for row, year, cell in filled
    ]
    assert konstanz.rows(f"""
        SELECT year(month), count(*), sum(quantity), bool_and(days_covered = days_in_month)
        FROM core.monthly_by_supply_point WHERE supply_point_id = '{point}' AND stream = '{stream}'
        GROUP BY ALL ORDER BY ALL
    """) == [(year, 12, same(float(cell) * factor), True) for _, year, cell in filled]


@pytest.mark.parametrize("file", FORMAT_OF)
def test_a_blank_is_not_a_zero(konstanz: Town, truth: Truth, folder: Path, file: str) -> None:
    columns = [column for name, column, *_ in READ if name == file]
    blanks = sum(cell == "" for column in columns for cell in cells(folder, file, column).values())
    unread = sum(
        cell == ""
        for column in COLUMNS_NOT_READ
        if file == "stromeinspeisung.csv"
        for cell in cells(folder, file, column).values()
    )
    assert blanks + unread == truth.value(file=file, metric="blank_cells")
    rows = truth.value(file=file, metric="data_rows")
    assert konstanz.rows(f"""
        SELECT count(*), count(*) FILTER (WHERE quantity = 0)
        FROM core.readings r JOIN raw.deliveries d USING (delivery_id) WHERE file_name = '{file}'
    """) == [(rows * len(columns) - blanks, 0)]


@pytest.mark.parametrize("year", range(2001, 2026))
def test_all_waste_of_a_year(konstanz: Town, truth: Truth, year: int) -> None:
    tonnes = truth.value(file="abfall_insg.csv", scope="total-year", period=str(year))
    assert konstanz.rows(f"""
        SELECT sum(quantity), count(DISTINCT stream), any_value(unit) FROM core.monthly
        WHERE site_id = 'waste' AND year(month) = {year}
    """) == [(same(tonnes * KG_PER_T), len(WASTE_CODES), "kg")]


def test_equal_headings_are_told_apart_by_the_name_of_the_file(konstanz: Town, truth: Truth) -> None:
    """What the networks give off and what is sold are two totals of each stream, and no site has their sum."""
    for column, stream in NETWORK.items():
        factor = MILLION
        delivered, sold = (
            truth.value(file=file, scope="column-total", commodity=column) * factor
            for file in ("abgabe_swk.csv", "verkauf.csv")
        )
        assert konstanz.rows(f"""
            SELECT site_id, sum(quantity) FROM core.monthly WHERE stream = '{stream}' GROUP BY ALL ORDER BY ALL
        """) == [("network", same(delivered)), ("sales", same(sold))]
        assert delivered != same(sold)


def test_a_name_that_says_nothing_is_not_guessed(
    folder: Path, deliver: Callable[..., Town], tmp_path: Path
) -> None:
    """The same bytes under a name that no format takes are refused, though two formats know all their headings."""
    renamed = tmp_path / "jahreswerte.csv"
    renamed.write_bytes((folder / "verkauf.csv").read_bytes())
    town = deliver(KONSTANZ, [renamed])
    assert town.rows("SELECT status, format_id, rows_read FROM raw.deliveries") == [("rejected", None, 0)]
    assert town.rows("SELECT code FROM raw.delivery_findings") == [("no_format",)]
    assert town.rows("FROM core.readings") == []


@pytest.mark.parametrize(("column", "reason"), COLUMNS_NOT_READ.items())
def test_a_column_that_no_stream_expresses_is_left_out(
    konstanz: Town, truth: Truth, column: str, reason: str
) -> None:
    """Neither the column nor its sum with the photovoltaic electricity is what is stored."""
    pv, other = (
        truth.value(file="stromeinspeisung.csv", scope="column-total", commodity=name) * MILLION
        for name in ("photovoltaik", column)
    )
    ((stored,),) = konstanz.rows("SELECT sum(quantity) FROM core.monthly WHERE site_id = 'plants'")
    assert stored == same(pv), reason
    assert other > 0
    assert stored != same(other), reason
    assert stored != same(pv + other), reason


@pytest.mark.parametrize(("file", "reason"), FILES_NOT_READ.items())
def test_a_file_that_no_stream_expresses_is_refused_as_a_whole(
    konstanz: Town, file: str, reason: str
) -> None:
    assert konstanz.rows(f"""
        SELECT status, format_id, rows_read, rows_accepted, rows_rejected FROM raw.deliveries WHERE file_name = '{file}'
    """) == [("rejected", None, 0, 0, 0)], reason
    findings = konstanz.rows(f"SELECT code, details FROM raw.delivery_findings WHERE file_name = '{file}'")
    assert [code for code, _ in findings] == ["no_format"], reason
    assert set(json.loads(str(findings[0][1]))) == {"detail"}
    assert konstanz.rows(f"""
        SELECT count(*) FROM core.readings
        WHERE delivery_id IN (SELECT delivery_id FROM raw.deliveries WHERE file_name = '{file}')
    """) == [(0,)], reason
