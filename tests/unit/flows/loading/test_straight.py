"""A long text read in one pass through the file comes out as if its cells had been stored first."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flows.inbox import inbox_files
from flows.intake import archive_new_files
from flows.sources.reading import Found
from tests.conftest import RECEIVED, Town, supply_point
from tests.unit.flows.loading.test_together import stored

FORMAT = """
id = "hours"
title = "Hours"
[file]
kind = "csv"
encoding = "windows-1250"
delimiter = ";"
[dates]
formats = ["%Y.%m.%d. %H:%M"]
[numbers]
decimal = ","
thousands = " "
[period]
kind = "interval"
column = "Időpont"
minutes = 15
[columns]
supply_point = "Mérő"
quality = "Állapot"
[qualities]
"mért" = "measured"
"becsült" = "estimated"
[[values]]
column = "Energia ({unit})"
stream = "energy.electricity"
"""
HEADING = "Mérő;Időpont;Energia (kWh);Állapot"
ROWS = 130

Row = tuple[str, str, str, str]


def right_rows(start: datetime) -> list[Row]:
    """Two meters, quarter hour after quarter hour; the numbers differ from row to row."""
    return [
        (
            f"E{1 + place % 2}",
            f"{start + timedelta(minutes=15 * (place // 2)):%Y.%m.%d. %H:%M}",
            f"{place},{place % 8 * 125:03}",
            "mért",
        )
        for place in range(ROWS)
    ]


def lines(rows: list[Row]) -> list[str]:
    return [";".join(row) for row in rows]


SPECIAL = {
    "blank line": "",
    "no cells": ";;;",
    "too few cells": "E1;2024.05.01. 00:00;1",
    "too many cells": "E1;2024.05.01. 00:00;1;mért;x",
    "no number": "E1;2024.05.01. 00:00;a;mért",
    "other notation": "E1;2024.05.01. 00:00;1.234,5;mért",
    "no value": "E1;2024.05.01. 00:00;;mért",
    "negative": "E1;2024.05.01. 00:00;-1;mért",
    "minus sign in words": "E1;2024.05.01. 00:00;\u22121;mért",
    "rounded": "E1;2024.05.01. 00:00;1,5E+02;mért",
    "thousands": "E1;2024.05.01. 00:00;1 234,5;mért",
    "space behind a meter": "E1 ;2024.05.01. 00:00;7;mért",
    "space before a meter": " E1;2024.05.01. 00:00;7;mért",
    "space before a number": "E1;2024.05.01. 00:00; 7;mért",
    "space behind a number": "E1;2024.05.01. 00:00;7 ;mért",
    "space before a day": "E1; 2024.05.01. 00:00;7;mért",
    "space behind a day": "E1;2024.05.01. 00:00 ;7;mért",
    "spaces alone": "E1;2024.05.01. 00:00;  ;mért",
    "spaces for a meter": "  ;2024.05.01. 00:00;7;mért",
    "spaces for a quality": "E1;2024.05.01. 00:00;7;  ",
    "spaces": " E1 ; 2024.05.01. 00:00 ; 7 ; BECSÜLT ",
    "no-break space": "E1\u00a0;2024.05.01. 00:00;7;mért",
    "unknown quality": "E1;2024.05.01. 00:00;7;látta",
    "no quality": "E1;2024.05.01. 00:00;7;",
    "no day": "E1;2024.13.01. 00:00;7;mért",
    "midnight of the day before": "E1;2024.05.01. 24:00;7;mért",
    "future": "E1;2033.05.01. 00:00;7;mért",
    "skipped hour": "E1;2024.03.31. 02:15;7;mért",
    "doubled hour once": "E1;2024.10.27. 02:15;7;mért",
    "unknown meter": "X9;2024.05.01. 00:00;7;mért",
    "no meter": ";2024.05.01. 00:00;7;mért",
    "total": "Összesen;;700;",
    "total of a meter": "ÖSSZESEN:;2024.05.01. 00:00;7;mért",
    "quoted": '"E1";"2024.05.01. 00:00";"7";"mért"',
    "quoted break": '"E1";"2024.05.01. 00:00";"7";"mé\nrt"',
    "formula": "=A1;2024.05.01. 00:00;7;mért",
    "broken formula": "E1;2024.05.01. 00:00;#REF!;mért",
    "sentinel": "E1;2024.05.01. 00:00;99999999;mért",
}


Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    points = (supply_point(point, "energy.electricity", valid_from="2020-01-01") for point in ("E1", "E2"))
    town = make_town(*points)
    town.workspace.formats.mkdir()
    (town.workspace.formats / "hours.toml").write_text(FORMAT, encoding="utf-8")
    return town


def load_both_ways(town: Town, contents: dict[str, str]) -> tuple[Tables, Tables]:
    """All tables after a load as ever, and after one in which cells are stored first."""
    shutil.rmtree(town.workspace.archive, ignore_errors=True)
    for name, content in contents.items():
        town.put("office", f"{name}.csv", content, "utf-8" if "\u2212" in content else "windows-1250")
    archive_new_files(town.workspace, inbox_files(town.workspace), RECEIVED)
    at_once = load(town)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Found, "unstored", lambda _: None)
        return at_once, load(town)


def load(town: Town) -> Tables:
    """All tables of a new store with what the archive holds."""
    town.release()
    town.workspace.store.unlink(missing_ok=True)
    town.ingest()
    return stored(town)


def test_faultless_rows_are_read_at_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Found, "with_cells", None)
    rows = lines(right_rows(datetime(2024, 5, 2)))
    town.put("office", "hours.csv", "\r\n".join(["Export", "", HEADING, *rows, ""]), "windows-1250")
    town.ingest()
    assert town.rows("SELECT rows_read, rows_accepted, status FROM raw.deliveries") == [
        (ROWS, ROWS, "accepted")
    ]
    assert town.rows("""
        SELECT row_number, supply_point_id, strftime(period_start, '%d %H:%M'), quantity, quality
        FROM core.readings WHERE row_number IN (4, 5, 133) ORDER BY ALL
    """) == [
        (4, "E1", "02 00:00", 0.0, "measured"),
        (5, "E2", "02 00:00", 1.125, "measured"),
        (133, "E2", "02 16:00", 129.125, "measured"),
    ]


def test_the_second_pass_of_the_doubled_hour_is_told_apart(town: Town) -> None:
    hours = [f"2024.10.27. {hour:02}:{quarter:02}" for hour in (0, 1, 2, 2, 3) for quarter in (0, 15, 30, 45)]
    later = [
        f"{datetime(2024, 10, 27, 4) + timedelta(minutes=15 * place):%Y.%m.%d. %H:%M}" for place in range(110)
    ]
    content = "\n".join(
        [HEADING, *(f"E1;{hour};{place};mért" for place, hour in enumerate([*hours, *later]))]
    )
    at_once, cell_by_cell = load_both_ways(town, {"hours": content})
    assert at_once == cell_by_cell
    assert len(at_once["core.readings"]) == len(hours) + len(later)


def test_one_special_line_makes_no_difference(town: Town) -> None:
    contents = {}
    for special, line in SPECIAL.items():
        rows = lines(right_rows(datetime(2024, 5, 2)))
        meters = f"{special} 1;", f"{special} 2;"
        text = "\n".join([HEADING, *rows[:120], line, *rows[120:], ""])
        contents[special] = text.replace("E1;", meters[0]).replace("E2;", meters[1])
    at_once, cell_by_cell = load_both_ways(town, contents)
    assert at_once == cell_by_cell
    assert len(at_once["raw.deliveries"]) == len(SPECIAL)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.integers(0, ROWS - 1), st.sampled_from(sorted(SPECIAL))), max_size=4), st.booleans()
)
@example([(5, "spaces"), (128, "thousands")], True)
def test_special_lines_anywhere_make_no_difference(
    town: Town, places: list[tuple[int, str]], ends: bool
) -> None:
    rows = lines(right_rows(datetime(2024, 5, 2)))
    for place, special in places:
        rows[place] = SPECIAL[special]
    at_once, cell_by_cell = load_both_ways(
        town, {"hours": "\n".join([HEADING, *rows, *([""] if ends else [])])}
    )
    assert at_once == cell_by_cell


def test_a_repeated_row_is_told_as_ever(town: Town) -> None:
    rows = lines(right_rows(datetime(2024, 5, 2)))
    at_once, cell_by_cell = load_both_ways(town, {"hours": "\n".join([HEADING, *rows, rows[7]])})
    assert at_once == cell_by_cell
    assert [(row[4], row[2]) for row in at_once["raw.rejected_rows"]] == [("duplicate_row", ROWS + 2)]


@pytest.mark.parametrize("units", [False, True])
def test_every_row_of_a_large_file_keeps_its_number(town: Town, units: bool) -> None:
    """Of rows that are joined to their units DuckDB does not keep the order, once there are several groups of them."""
    if units:
        declared = FORMAT.replace(
            'column = "Energia ({unit})"', 'column = "Energia (kWh)"\nunit_column = "Egység"'
        )
        (town.workspace.formats / "hours.toml").write_text(declared, encoding="utf-8")
    start, rows = datetime(2000, 1, 1), 600_000
    with (town.workspace.inbox / "office" / "units.csv").open("w", encoding="utf-8") as file:
        file.write("Mérő;Időpont;Energia (kWh);Egység;Állapot\n")
        for place in range(rows):
            moment = start + timedelta(minutes=15 * place)
            if not (moment.month in (3, 10) and moment.day > 24 and moment.hour == 2):
                unit = "kWh" if place % 3 else "MWh"
                file.write(f"E1;{moment:%Y.%m.%d. %H:%M};{place};{unit};mért\n")
    town.ingest()
    [(stored_rows, misplaced)] = town.rows("""
        SELECT count(*), count(*) FILTER (row_number <> expected) FROM (
            SELECT row_number, 1 + row_number() OVER (ORDER BY period_start) AS expected FROM core.readings
        )
    """)
    assert misplaced == 0
    assert stored_rows > 590_000
