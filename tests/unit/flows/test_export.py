"""Every table as CSV and Parquet with its description; hostile names stay text."""

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import duckdb

from flows.export import NOT_EXPORTED, export
from indicators.contracts import TABLES
from tests.conftest import Town, supply_point


def test_the_package_describes_every_table_and_holds_its_rows(example_town: Town, tmp_path: Path) -> None:
    with example_town.store() as connection:
        export(connection, example_town.city, tmp_path)
        rows = {
            f"{table.schema}_{table.name}": connection.execute(
                f"SELECT count(*) FROM {table.qualified_name}"
            ).fetchall()[0][0]
            for table in TABLES
            if table not in NOT_EXPORTED
        }
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert {resource["path"] for resource in package["resources"]} == {f"{name}.csv" for name in rows}
    assert "invented" in package["description"]
    for resource in package["resources"]:
        content = (tmp_path / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        with (tmp_path / resource["path"]).open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        assert lines[0] == [field["name"] for field in resource["schema"]["fields"]]
        name = resource["path"].removesuffix(".csv")
        assert len(lines) - 1 == rows[name]
        assert duckdb.execute(f"SELECT count(*) FROM '{tmp_path / name}.parquet'").fetchall() == [
            (rows[name],)
        ]


def test_a_name_that_is_a_formula_stays_text(make_town: Callable[..., Town], tmp_path: Path) -> None:
    town = make_town(supply_point("V1", "water.mains"))
    town.put("office", "=HYPERLINK(1).csv", "nothing;known\n")
    town.ingest()
    with town.store() as connection:
        export(connection, town.city, tmp_path / "out")
    with (tmp_path / "out" / "raw_deliveries.csv").open(encoding="utf-8", newline="") as file:
        [row] = list(csv.DictReader(file))
    assert row["file_name"] == "'=HYPERLINK(1).csv"


def test_an_export_of_the_same_store_is_the_same(example_town: Town, tmp_path: Path) -> None:
    with example_town.store() as connection:
        first = export(connection, example_town.city, tmp_path / "1")
        second = export(connection, example_town.city, tmp_path / "2")
    csvs = [(one, two) for one, two in zip(first, second, strict=True) if one.suffix in (".csv", ".json")]
    assert len(csvs) > 10
    assert [one.name for one, two in csvs if one.read_bytes() != two.read_bytes()] == []
