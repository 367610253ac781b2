"""Which months are due and which are covered."""

from datetime import date

import pandas as pd
import pytest

from indicators.coverage import DUE_COLUMNS, as_months, coverage, due_months
from tests.spec.city_years import point

NO_DAYS = pd.DataFrame(columns=["supply_point_id", "stream", "month", "days"])
NO_EVENTS = pd.DataFrame(columns=["supply_point_id", "stream", "month"])


def days(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["supply_point_id", "stream", "month", "days"])


def events(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["supply_point_id", "stream", "month"])


def delivered(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["office_id", "stream", "month"])


def states(frame: pd.DataFrame) -> dict[str, bool]:
    return dict(zip(frame["month"].dt.strftime("%Y-%m"), frame["covered"].tolist(), strict=True))


def test_due_months_run_from_the_first_valid_month_to_the_last_due_one() -> None:
    """15 January to 10 April, due up to March: 17, 28 and 31 days."""
    due = due_months(
        [point("e", "hall", "energy.electricity", first=date(2025, 1, 15), last=date(2025, 4, 10))],
        date(2025, 3, 1),
    )
    assert tuple(due.columns) == DUE_COLUMNS
    assert due["month"].dt.strftime("%Y-%m").tolist() == ["2025-01", "2025-02", "2025-03"]
    assert due["days_due"].tolist() == [17, 28, 31]


def test_the_last_month_ends_with_the_supply_point() -> None:
    due = due_months([point("e", "hall", "water.mains", last=date(2025, 2, 10))], date(2025, 12, 1))
    assert due["days_due"].tolist() == [31, 10]


def test_nothing_is_due_before_the_first_day_or_without_supply_points() -> None:
    assert due_months([point("e", "hall", "water.mains", first=date(2026, 1, 1))], date(2025, 12, 1)).empty
    empty = coverage(due_months([], date(2025, 1, 1)), NO_DAYS, NO_EVENTS, delivered())
    assert empty.empty
    assert "covered" in empty.columns


def test_a_monthly_month_needs_every_valid_day() -> None:
    due = due_months([point("e", "hall", "water.mains", first=date(2025, 1, 15))], date(2025, 4, 1))
    given = days(
        ("e", "water.mains", date(2025, 1, 1), 17),
        ("e", "water.mains", date(2025, 2, 1), 27),
        ("e", "water.mains", date(2025, 3, 1), 31),
        ("e", "water.mains", date(2030, 3, 1), 31),
    )
    result = coverage(due, given, NO_EVENTS)
    assert states(result) == {"2025-01": True, "2025-02": False, "2025-03": True, "2025-04": False}


def test_an_irregular_month_without_a_row_is_covered_unless_it_is_open() -> None:
    due = due_months([point("b", "hall", "waste", cadence="irregular")], date(2025, 3, 1))
    result = coverage(due, NO_DAYS, events(("b", "waste.200101", date(2025, 2, 1))))
    assert states(result) == {"2025-01": True, "2025-02": False, "2025-03": True}
    assert result["open_event"].tolist() == [False, True, False]


def test_a_rejected_row_that_names_no_stream_opens_every_stream_of_its_supply_point() -> None:
    points = [
        point("b", "hall", stream, cadence="irregular") for stream in ("energy.diesel", "energy.petrol")
    ]
    result = coverage(due_months(points, date(2025, 1, 1)), NO_DAYS, events(("b", None, date(2025, 1, 1))))
    assert result["covered"].tolist() == [False, False]


def test_an_open_event_does_not_touch_a_monthly_stream() -> None:
    due = due_months([point("e", "hall", "water.mains")], date(2025, 1, 1))
    given = days(("e", "water.mains", date(2025, 1, 1), 31))
    assert coverage(due, given, events(("e", "water.mains", date(2025, 1, 1))))["covered"].all()


@pytest.mark.parametrize(
    ("every", "covered"),
    [
        ("month", [False, True, False, False]),
        ("quarter", [True, True, True, False]),
        ("year", [True, True, True, True]),
    ],
)
def test_an_office_owes_a_row_in_each_of_its_cycles(every, covered) -> None:
    """One waste note in February, due January to April: the note settles its month, quarter or year."""
    due = due_months([point("b", "hall", "waste", cadence="irregular", every=every)], date(2025, 4, 1))
    note = delivered(("office", "waste.200101", date(2025, 2, 1)))
    assert coverage(due, NO_DAYS, NO_EVENTS, note)["covered"].tolist() == covered


def test_a_delivery_of_another_office_or_of_another_kind_settles_nothing() -> None:
    due = due_months([point("b", "hall", "waste", cadence="irregular")], date(2025, 1, 1))
    others = delivered(
        ("other", "waste.200101", date(2025, 1, 1)), ("office", "energy.diesel", date(2025, 1, 1))
    )
    result = coverage(due, NO_DAYS, NO_EVENTS, others)
    assert result["owed"].tolist() == [True]
    assert not result["covered"].any()


def test_a_fuel_card_with_diesel_settles_petrol_too() -> None:
    points = [
        point("c", "hall", stream, cadence="irregular") for stream in ("energy.diesel", "energy.petrol")
    ]
    card = delivered(("office", "energy.diesel", date(2025, 1, 1)))
    assert coverage(due_months(points, date(2025, 1, 1)), NO_DAYS, NO_EVENTS, card)["covered"].all()


def test_a_supply_point_that_moves_within_a_month_is_due_at_both_sites() -> None:
    points = [
        point("e", "hall", "water.mains", last=date(2025, 1, 10)),
        point("e", "depot", "water.mains", first=date(2025, 1, 11)),
    ]
    due = due_months(points, date(2025, 1, 1))
    assert dict(zip(due["site_id"], due["days_due"], strict=True)) == {"hall": 10, "depot": 21}
    assert not coverage(due, days(("e", "water.mains", date(2025, 1, 1), 30)), NO_EVENTS)["covered"].any()
    assert coverage(due, days(("e", "water.mains", date(2025, 1, 1), 31)), NO_EVENTS)["covered"].all()


@pytest.mark.parametrize("value", [date(2025, 3, 17), pd.Timestamp(2025, 3, 1), "2025-03-31"])
def test_months_from_dates_of_every_kind(value) -> None:
    assert as_months(pd.Series([value])).tolist() == [pd.Timestamp(2025, 3, 1)]
