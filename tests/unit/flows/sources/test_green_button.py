"""Green Button feeds: several usage points, powers of ten, directions, summaries."""

from functools import partial
from pathlib import Path

import pytest

from flows.sources.green_button import green_button_sheet
from tests.unit.flows.sources.machine_files import (
    ESPI,
    block,
    entry,
    feed,
    meter_reading,
    reading_type,
    records,
    usage_point,
)

read = partial(records, green_button_sheet)
HOUR = 1735686000
"""2025-01-01T00:00:00+01:00."""


def test_each_usage_point_has_the_type_that_its_links_name(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        feed(
            block("A", (HOUR, 900, 5), (HOUR + 900, 900, 7)),
            usage_point("A"),
            usage_point("B", service="1"),
            meter_reading("A", "1"),
            meter_reading("B", "2"),
            reading_type("1", powerOfTenMultiplier=3, uom=72, flowDirection=19, accumulationBehaviour=4),
            reading_type("2", powerOfTenMultiplier=-2, uom=42, flowDirection=1),
            block("B", (HOUR, 3600, 1234), quality="8"),
        ),
    )
    assert [(row["usage_point"], row["measure"], row["quantity"], row["unit"]) for row in found] == [
        ("A", "electricity reverse", "5000", "Wh"),
        ("A", "electricity reverse", "7000", "Wh"),
        ("B", "gas", "12.34", "m3"),
    ]
    assert [(row["start"], row["end"]) for row in found[:2]] == [
        ("2024-12-31T23:00:00+00:00", "2024-12-31T23:15:00+00:00"),
        ("2024-12-31T23:15:00+00:00", "2024-12-31T23:30:00+00:00"),
    ]
    assert [row.get("quality") for row in found] == [None, None, "8"]


def test_a_feed_without_links_and_with_one_of_each_needs_none(tmp_path: Path) -> None:
    text = feed(usage_point("A"), reading_type("1", uom=72), block("A", (HOUR, 900, 5)))
    (found,) = read(tmp_path, text.replace('rel="self"', 'rel="none"'))
    assert (found["measure"], found["quantity"], found["unit"]) == ("electricity", "5", "Wh")


def test_two_types_that_no_link_tells_apart_are_not_guessed(tmp_path: Path) -> None:
    (found,) = read(
        tmp_path,
        feed(
            usage_point("A"), reading_type("1", uom=72), reading_type("2", uom=38), block("A", (HOUR, 900, 5))
        ),
    )
    assert found["unit"] == "uom"


@pytest.mark.parametrize(
    ("fields", "measure"),
    [
        ({"accumulationBehaviour": 3}, "electricity cumulative"),
        ({"accumulationBehaviour": 12}, "electricity accumulation 12"),
        ({"flowDirection": 4}, "electricity net"),
        ({"flowDirection": 99}, "electricity flow 99"),
    ],
)
def test_what_is_no_consumption_of_its_interval_is_another_measure(
    tmp_path: Path, fields: dict[str, int], measure: str
) -> None:
    (found,) = read(
        tmp_path, feed(usage_point("A"), reading_type("1", uom=72, **fields), block("A", (HOUR, 900, 5)))
    )
    assert found["measure"] == measure


def test_a_summary_is_no_reading(tmp_path: Path) -> None:
    summary = f"""<ElectricPowerUsageSummary xmlns="{ESPI}"><overallConsumptionLastPeriod><value>99</value>
        </overallConsumptionLastPeriod></ElectricPowerUsageSummary>"""
    found = read(
        tmp_path,
        feed(usage_point("A"), reading_type("1", uom=72), block("A", (HOUR, 900, 5)), entry("/s", summary)),
    )
    assert [row["quantity"] for row in found] == ["5"]


@pytest.mark.parametrize("value", ["", "abc", "1_000", "1e3", "٣"])
def test_what_is_no_number_is_not_made_one(tmp_path: Path, value: str) -> None:
    (found,) = read(
        tmp_path,
        feed(
            usage_point("A"),
            reading_type("1", powerOfTenMultiplier=3, uom=72),
            block("A", (HOUR, 900, value)),
        ),
    )
    assert found.get("quantity", "") == (f"{value} x 10^3" if value else "")


@pytest.mark.parametrize("power", ["x", "400"])
def test_a_power_of_ten_that_is_none_makes_the_unit_unknown(tmp_path: Path, power: str) -> None:
    (found,) = read(
        tmp_path,
        feed(
            usage_point("A"),
            reading_type("1", powerOfTenMultiplier=power, uom=72),
            block("A", (HOUR, 900, 5)),
        ),
    )
    assert (found["unit"], found["quantity"]) == (f"Wh x 10^{power}", "5")


@pytest.mark.parametrize("start", ["", "now", "999999999999999999"])
def test_a_time_that_is_none_stands_as_it_is(tmp_path: Path, start: str) -> None:
    (found,) = read(tmp_path, feed(usage_point("A"), reading_type("1", uom=72), block("A", (start, 900, 5))))
    assert found.get("start", "") == start
