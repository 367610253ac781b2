"""Heating degree days with numbers worked by hand, each definition by its source; a hole never makes a low sum."""

from datetime import date, timedelta

import pandas as pd
import pytest

from indicators.contracts import DEGREE_DAYS
from indicators.degree_days import DEFINITIONS, degree_days, heating_degree_days

DECEMBER = date(2025, 12, 1)
NOTHING = pd.DataFrame(columns=["supply_point_id", "stream", "month", "degree_days", "days_covered"])


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        # Eurostat, nrg_chdd: Tm = 12 gives 6, Tm = 16 gives 0; exactly 15 counts: 3.
        ("eurostat", {12.0: 6.0, 16.0: 0.0, 15.0: 3.0, 15.1: 0.0, -10.0: 28.0, 18.0: 0.0}),
        # VDI 3807: 20 - Tm on days below 15.
        ("vdi_20_15", {12.0: 8.0, 14.9: 5.1, 15.0: 0.0, -10.0: 30.0}),
        # Hungarian practice: 20 - Tm on days of at most 12.
        ("hu_20_12", {12.0: 8.0, 12.1: 0.0, 0.0: 20.0}),
        # British practice: what is missing to 15.5.
        ("base_15_5", {12.0: 3.5, 15.5: 0.0, 15.6: 0.0, -4.5: 20.0}),
    ],
)
def test_a_day_by_each_definition(definition: str, expected: dict[float, float]) -> None:
    found = heating_degree_days(pd.Series(list(expected)), DEFINITIONS[definition])
    assert found.tolist() == pytest.approx(list(expected.values()))


def days(first: date, end: date, temperature: float, station: str = "S") -> pd.DataFrame:
    number = (end - first).days
    return pd.DataFrame(
        {
            "supply_point_id": station,
            "day": [first + timedelta(days=place) for place in range(number)],
            "temperature": temperature,
        }
    )


def value(table: pd.DataFrame, month: int, definition: str = "eurostat", year: int = 2025) -> pd.Series:
    found = table.loc[
        (table["definition"] == definition) & (table["month"] == month) & (table["year"] == year)
    ]
    assert len(found) == 1
    return found.iloc[0]


YEAR = pd.concat(
    [days(date(2025, 1, 1), date(2025, 7, 1), 8.0), days(date(2025, 7, 1), date(2026, 1, 1), 20.0)]
)


def test_months_add_up_to_the_year() -> None:
    """181 days of 8 °C: 10 Kd each by Eurostat; 31 in January; the other half of the year has none."""
    table = degree_days(YEAR, NOTHING, DECEMBER)
    assert value(table, 1)["degree_days"] == 310.0
    assert value(table, 2)["degree_days"] == 280.0
    assert value(table, 7)["degree_days"] == 0.0
    year = value(table, 0)
    assert (year["degree_days"], year["days_covered"], year["status"]) == (1810.0, 365, "complete")
    assert value(table, 0, "vdi_20_15")["degree_days"] == 181 * 12.0
    assert tuple(table.columns) == DEGREE_DAYS.column_names
    assert not table.duplicated(list(DEGREE_DAYS.key)).any()
    assert set(table["origin"]) == {"temperatures"}


def test_one_missing_day_makes_its_month_and_year_incomplete_and_nothing_else() -> None:
    table = degree_days(YEAR.loc[YEAR["day"] != date(2025, 2, 11)], NOTHING, DECEMBER)
    february = value(table, 2)
    assert pd.isna(february["degree_days"])
    assert (february["days_covered"], february["days_in_period"], february["status"]) == (
        27,
        28,
        "incomplete",
    )
    assert pd.isna(value(table, 0)["degree_days"])
    assert value(table, 0)["days_covered"] == 364
    assert value(table, 1)["degree_days"] == 310.0
    unread = YEAR.assign(temperature=YEAR["temperature"].where(YEAR["day"] != date(2025, 2, 11)))
    pd.testing.assert_frame_equal(degree_days(unread, NOTHING, DECEMBER), table)


def test_a_month_without_any_day_is_there_and_incomplete() -> None:
    march = YEAR["day"].map(lambda day: day.month) == 3
    table = degree_days(YEAR.loc[~march], NOTHING, DECEMBER)
    assert value(table, 3)[["days_covered", "days_in_period", "status"]].tolist() == [0, 31, "incomplete"]
    assert pd.isna(value(table, 3)["degree_days"])
    late = degree_days(days(date(2025, 6, 1), date(2026, 1, 1), 8.0), NOTHING, DECEMBER)
    assert value(late, 1)["status"] == "incomplete"  # the station began in June: its year has no sum
    assert pd.isna(value(late, 0)["degree_days"])


def test_a_running_year_is_incomplete_and_a_leap_year_has_a_day_more() -> None:
    table = degree_days(days(date(2024, 1, 1), date(2025, 4, 1), 8.0), NOTHING, date(2025, 2, 1))
    assert value(table, 0, year=2024)["degree_days"] == 3660.0
    assert (value(table, 0)["days_covered"], value(table, 0)["days_in_period"]) == (59, 365)
    assert pd.isna(value(table, 0)["degree_days"])
    assert table.loc[(table["year"] == 2025) & (table["month"] > 2)].empty  # March is not due


def delivered(months: dict[int, tuple[float, int]], definition: str = "eurostat") -> pd.DataFrame:
    rows = [
        ("S", DEFINITIONS[definition].stream, date(2025, month, 1), amount, covered)
        for month, (amount, covered) in months.items()
    ]
    return pd.DataFrame(rows, columns=NOTHING.columns)


def test_delivered_degree_days_count_where_there_are_no_temperatures() -> None:
    lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    sent = delivered({month: (100.0, length) for month, length in enumerate(lengths, 1)})
    table = degree_days(YEAR.iloc[:0], sent, DECEMBER)
    assert (value(table, 0)["degree_days"], value(table, 0)["origin"]) == (1200.0, "delivered")
    assert set(table["definition"]) == {"eurostat"}
    assert value(degree_days(YEAR, sent, DECEMBER), 1)["degree_days"] == 310.0
    short = degree_days(YEAR.iloc[:0], delivered({1: (100.0, 30)}), date(2025, 1, 1))
    assert (value(short, 1)["status"], value(short, 1)["days_covered"]) == ("incomplete", 30)


def test_nothing_gives_nothing_and_order_does_not_matter() -> None:
    assert degree_days(YEAR.iloc[:0], NOTHING, DECEMBER).empty
    two = pd.concat([YEAR, YEAR.assign(supply_point_id="T", temperature=-1.3)])
    table = degree_days(two, NOTHING, DECEMBER)
    assert table["supply_point_id"].unique().tolist() == ["S", "T"]
    pd.testing.assert_frame_equal(degree_days(two.sample(frac=1, random_state=1), NOTHING, DECEMBER), table)
