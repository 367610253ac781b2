"""How a declaration says that numbers, units, days and clocks are written, each with the readings that it must give."""

import pytest

from tests.conftest import Town
from tests.unit.flows.loading.declared import BILL_HEAD, BILLS, HEAD, JANUARY, POINT, Readings, read, rejected


@pytest.mark.parametrize(
    ("declared", "cells", "quantities"),
    [
        ("unit_in_cell = true", ["120 kWh", "1,5MWh"], [120.0, 1500.0]),
        ('[values.units]\nE1 = "kWh"\nE2 = "GJ"', ["10", "3,6"], [10.0, 1000.0]),
        ('unit = "kWh"\n[numbers]\nnothing = ["-", "n.a."]', ["-", "7"], [7.0]),
        ('unit = "kWh"\n[numbers]\nthousands = "."', ["1.234", "1.234.567,5"], [1234.0, 1234567.5]),
        (
            'unit = "kWh"\n[numbers]\ndecimal = "."\nthousands = ","',
            ["676,445", "109.810"],
            [676445.0, 109.81],
        ),
        ('unit = "kWh"\n[numbers]\nthousands = " "', ["1\u00a0234", "12\u2009345,5"], [1234.0, 12345.5]),
        ('unit = "kWh"\nnegative = "accept"', ["\u22125", "7"], [-5.0, 7.0]),
    ],
)
def test_how_a_quantity_is_written(
    town: Town, declared: str, cells: list[str], quantities: list[float]
) -> None:
    content = BILL_HEAD + "".join(
        f"{point};{JANUARY};{cell}\n" for point, cell in zip(("E1", "E2"), cells, strict=True)
    )
    assert [row[2] for row in read(town, BILLS + declared + "\n", content)] == quantities


@pytest.mark.parametrize(
    ("notation", "cell"),
    [
        ('decimal = "."', "412,6"),
        ('decimal = "."\nthousands = ","', "412,6"),
        ('decimal = ","', "1.234,5"),
        ('decimal = ","\nthousands = "."', "109.81"),
        ('decimal = ","', "1 234"),
    ],
)
def test_a_number_that_only_fits_another_notation_is_told_as_that(
    town: Town, notation: str, cell: str
) -> None:
    assert (
        read(town, BILLS + f'unit = "kWh"\n[numbers]\n{notation}\n', BILL_HEAD + f"E1;{JANUARY};{cell}\n")
        == []
    )
    assert rejected(town) == [(2, "other_number_notation", "Used", cell)]


@pytest.mark.parametrize("cell", ["43 bags", "becsült", "3 x 1100", "1,2,3", "kb. 5"])
def test_what_is_no_number_in_any_notation(town: Town, cell: str) -> None:
    assert read(town, BILLS + 'unit = "kWh"\n', BILL_HEAD + f"E1;{JANUARY};{cell}\n") == []
    assert rejected(town) == [(2, "unreadable_number", "Used", cell)]


def test_a_number_in_scientific_form_counts_and_is_told(town: Town) -> None:
    found = read(town, BILLS + 'unit = "kWh"\n', BILL_HEAD + f"E1;{JANUARY};1,13E+08\n")
    assert found == [("E1", "2025-01-01 00:00", 113_000_000.0)]
    assert town.rows("SELECT code, row_number, details FROM raw.delivery_findings") == [
        ("rounded_by_spreadsheet", 2, '{"value": "1,13E+08"}')
    ]


def test_a_column_of_multipliers(town: Town) -> None:
    text = (
        BILLS.replace('supply_point = "Meter"', 'supply_point = "Meter"\nmultiplier = "Times"')
        + 'unit = "kWh"\n'
    )
    content = "Meter;From;To;Used;Times\n" + f"E1;{JANUARY};2,5;40\nE2;{JANUARY};1;sok\n"
    assert read(town, text, content) == [("E1", "2025-01-01 00:00", 100.0)]
    assert rejected(town) == [(3, "unreadable_number", "Times", "sok")]


def stamps(town: Town, dates: str, stamp: str, *cells: str, period: str = "minutes = 60") -> Readings:
    text = f"""{HEAD}{dates}[columns]
supply_point = "Meter"
[period]
kind = "interval"
column = "When"
stamp = "{stamp}"
{period}
[[values]]
column = "Used"
stream = "energy.electricity"
unit = "kWh"
"""
    end = "End;" if "end =" in period else ""
    return read(town, text, f"Meter;When;{end}Used\n" + "".join(f"E1;{cell};1\n" for cell in cells))


def test_twenty_four_hundred_is_midnight_of_the_next_day(town: Town) -> None:
    found = stamps(
        town, '[dates]\nformats = ["%Y-%m-%d %H:%M"]\n', "end", "2025-06-30 23:00", "2025-06-30 24:00"
    )
    assert [start for _, start, _ in found] == ["2025-06-30 22:00", "2025-06-30 23:00"]


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [("UTC", "2025-01-01 01:00", "2025-07-01 02:00"), ("+01:00", "2025-01-01 00:00", "2025-07-01 01:00")],
)
def test_a_clock_that_knows_no_summer_time(town: Town, zone: str, winter: str, summer: str) -> None:
    dates = f'[dates]\nformats = ["%Y-%m-%d %H:%M"]\ntimezone = "{zone}"\n'
    found = stamps(
        town, dates, "start", "2025-01-01 00:00", "2025-07-01 00:00", "2025-03-30 02:30", "2025-10-26 02:30"
    )
    assert rejected(town) == []
    assert {winter, summer} < {start for _, start, _ in found}
    assert len(found) == 4


def test_another_citys_clock(town: Town) -> None:
    dates = '[dates]\nformats = ["%Y-%m-%d %H:%M"]\ntimezone = "Europe/London"\n'
    assert stamps(town, dates, "start", "2025-07-01 00:00") == [("E1", "2025-07-01 01:00", 1.0)]


def test_intervals_with_their_own_end(town: Town) -> None:
    found = stamps(
        town,
        '[dates]\nformats = ["%Y-%m-%dT%H:%M%z"]\n',
        "start",
        "2025-01-01T00:00+0100;2025-01-01T00:15+0100",
        "2025-01-01T00:15+0100;2025-01-01T01:15+0100",
        "2025-01-01T01:15+0100;2025-01-01T01:00+0100",
        "2025-01-01T02:15+0100;",
        period='end = "End"',
    )
    assert [start for _, start, _ in found] == ["2025-01-01 00:00", "2025-01-01 00:15"]
    assert town.rows(
        "SELECT epoch(period_end) - epoch(period_start) FROM core.readings ORDER BY period_start"
    ) == [
        (900.0,),
        (3600.0,),
    ]
    assert [row[:3] for row in rejected(town)] == [(4, "period_reversed", "End"), (5, "missing_date", "End")]


@pytest.mark.parametrize(
    ("formats", "cell"),
    [
        ('["excel"]', "45810"),
        ('["%Y-%m-%d", "excel"]', "45810"),
        ('["%y/%m/%d"]', "25/6/2"),
        ('["%Y.%m.%d."]', "2025.06.02."),
        ('["%d/%m/%y"]', "02/06/25"),
        ('["%b %d %Y %I:%M%p"]', "Jun 2 2025 12:00AM"),
    ],
)
def test_how_a_day_is_written(town: Town, formats: str, cell: str) -> None:
    text = (
        HEAD + POINT + f'[dates]\nformats = {formats}\n[period]\nkind = "day"\ncolumn = "Day"\n[[values]]\n'
    )
    text += 'column = "Used"\nstream = "energy.electricity"\nunit = "kWh"\n'
    assert read(town, text, f"Meter;Day;Used\nE1;{cell};1\n") == [("E1", "2025-06-02 00:00", 1.0)]


def test_a_label_around_its_value(town: Town) -> None:
    text = (
        HEAD
        + POINT
        + '[period]\nkind = "month"\nlabel = "Fogyasztás {value} hónapban"\n[[values]]\ncolumn = "Used"\n'
        + 'stream = "energy.electricity"\nunit = "kWh"\n'
    )
    assert read(town, text, "Fogyasztás 2025. június hónapban;\nMeter;Used\nE1;1\n") == [
        ("E1", "2025-06-01 00:00", 1.0)
    ]
