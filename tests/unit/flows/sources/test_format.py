"""Declarations of formats, and how a file is recognised by them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.new_workspace import TEMPLATE_ENDINGS, write_template
from flows.problems import WrongUse
from flows.settings import Workspace
from flows.sources.format import Format, load_formats
from flows.sources.recognise import recognise
from flows.sources.sheet import Sheet
from tests.conftest import Town

MINIMAL = """
id = "bills"
title = "Bills"
[file]
kind = "csv"
[period]
kind = "month"
column = "Month"
[columns]
supply_point = "Meter"
[[values]]
column = "Used ({unit})"
stream = "energy.electricity"
"""


def formats(tmp_path: Path, text: str, name: str = "own.toml") -> dict[str, Format]:
    folder = tmp_path / "formats"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return load_formats(Workspace(tmp_path))


def sheet(*rows: tuple[str, ...]) -> Sheet:
    return Sheet("", "", max(len(row) for row in rows), rows)


def test_a_citys_own_format_stands_beside_the_programs(tmp_path: Path) -> None:
    loaded = formats(tmp_path, MINIMAL)
    assert loaded["bills"].title == "Bills"
    assert "hu-gas-bills" in loaded


def test_a_draft_may_be_open_where_a_format_may_not(tmp_path: Path) -> None:
    draft = MINIMAL.replace('title = "Bills"', 'title = "Bills"\nconfirmed = false').replace(
        "energy.electricity", "?"
    )
    assert formats(tmp_path, draft)["bills"].values[0].stream == "?"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('kind = "csv"', 'kind = "pdf"'), "own.toml: line 5, file.kind: Input should be 'csv', 'workbook'"),
        (('column = "Month"', ""), "a period of kind month needs column"),
        (
            ('kind = "month"', 'kind = "interval"'),
            "line 6, period: an interval needs either its length in minutes or the column",
        ),
        (
            ('stream = "energy.electricity"', ""),
            "values.1: exactly one of stream, stream_column and reference",
        ),
        (('supply_point = "Meter"', ""), "must say which supply_point it is"),
        (('title = "Bills"', 'title = "Bills"\ncolour = "red"'), "colour: Extra inputs are not permitted"),
        (
            ('supply_point = "Meter"', 'supply_point = "Meter"\nquality = "Read"'),
            "the column quality needs qualities",
        ),
        (('id = "bills"', 'id = "bills'), "is not valid TOML"),
        (('kind = "csv"', 'kind = "csv"\nencoding = "klingon"'), "no encoding is called 'klingon'"),
        (
            ("energy.electricity", "energy.electricty"),
            "'energy.electricty'; did you mean 'energy.electricity'?",
        ),
        (("energy.electricity", "Strom"), "no stream is called 'Strom'"),
        (('supply_point = "Meter"', 'supply_point = "?"'), '"?" stands where a person has to write'),
    ],
)
def test_a_faulty_format_is_told_with_its_file_and_key(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    with pytest.raises(WrongUse) as problem:
        formats(tmp_path, MINIMAL.replace(*change))
    assert says in str(problem.value)
    assert "own.toml" in str(problem.value)


def test_the_heading_is_found_below_titles_with_columns_in_any_order(tmp_path: Path) -> None:
    declared = formats(tmp_path, MINIMAL)["bills"]
    [found] = recognise(
        declared,
        [sheet(("Report 2025",), (), ("Note", "used  (MWh)", "MONTH", "Meter"), ("", "1", "2025-01", "m"))],
    )
    assert found.header_row == 3
    assert found.columns == {"Meter": 4, "Month": 3, "Used ({unit})": 2}
    assert found.units == {"Used ({unit})": "MWh"}


@pytest.mark.parametrize(
    "headings",
    [
        ("Meter", "Month"),
        ("Meter", "Month", "Used"),
        ("Meter", "Month", "Used (kWh)", "Meter"),
        ("x", "y", "z"),
    ],
)
def test_a_missing_or_doubled_column_is_no_match(tmp_path: Path, headings: tuple[str, ...]) -> None:
    assert recognise(formats(tmp_path, MINIMAL)["bills"], [sheet(headings)]) == []


def test_a_merged_group_heading_joins_the_headings_below(tmp_path: Path) -> None:
    text = MINIMAL.replace('column = "Used ({unit})"', 'column = "Used High"\nunit = "kWh"').replace(
        "[period]", "[table]\nheader_rows = 2\n[period]"
    )
    declared = formats(tmp_path, text)["bills"]
    [found] = recognise(
        declared, [sheet(("Meter", "Month", "Used", "", "Sent"), ("", "", "High", "Low", "High"))]
    )
    assert (found.header_row, found.columns["Used High"]) == (2, 3)


def test_every_template_is_recognised_as_its_own_format_and_no_other(
    tmp_path: Path, make_town: Callable[..., Town]
) -> None:
    town = make_town()
    declared = {
        identifier: entry
        for identifier, entry in load_formats(town.workspace).items()
        if entry.file.kind in TEMPLATE_ENDINGS
    }
    assert len(declared) >= 9
    for entry in declared.values():
        write_template(entry, town.workspace.inbox / "office")
    outcomes = town.ingest().outcomes
    assert {outcome.arrival.file_name.rsplit(".")[0]: outcome.format_id for outcome in outcomes} == {
        identifier: identifier for identifier in declared
    }
    assert {outcome.status for outcome in outcomes} == {"rejected"}
    assert {code for (code,) in town.rows("SELECT code FROM raw.delivery_findings")} == {"empty_file"}


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ('kind = "csv"\nsender = "A*"', "does not say who sent it"),
        ('kind = "json"\nsender = "A*"', "does not say who sent it"),
        ('kind = "invoice"\nrecords = "data"', "records is for files of kind json"),
        ('kind = "mscons"', "numbers.decimal"),
    ],
)
def test_what_a_kind_of_file_cannot_have_is_refused(
    make_town: Callable[..., Town], file: str, reason: str
) -> None:
    town = make_town()
    town.workspace.formats.mkdir()
    (town.workspace.formats / "own.toml").write_text(
        f"""
        id = "own"
        title = "Own"
        [file]
        {file}
        [period]
        kind = "day"
        column = "day"
        [columns]
        supply_point = "point"
        [[values]]
        column = "quantity"
        stream = "energy.electricity"
        """,
        encoding="utf-8",
    )
    with pytest.raises(WrongUse, match=reason):
        load_formats(town.workspace)
