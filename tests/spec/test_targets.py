"""Targets and forecasts by their written rules, with numbers worked by hand.

Annex IV B(d) to (f): objectives, targets, and data on them. The rules stand in docs/targets-and-benchmarks.md.
"""

from datetime import date

import pandas as pd
import pytest

from indicators.contracts import TARGET_YEARS, TARGETS
from indicators.declared_by_city import check_declarations
from indicators.forecasts import forecast
from indicators.model import City, Office, Organisation, Site
from indicators.reasons import reason_sentences
from indicators.records import Target
from indicators.specific_indicators import DECLARED
from indicators.targets import Figures, judged_targets

DECEMBER = date(2025, 12, 1)


def target(**more: object) -> Target:
    entry = {
        "id": "t", "name": "Less energy", "indicator": "energy.total", "figure": "a", "base_year": 2023,
        "target_year": 2027, "change_percent": -10, "measures": ["New windows"], "office_id": "office",
    } | more  # fmt: skip
    return Target.model_validate(entry)


def core(values: dict[int, float | None], indicator: str = "energy.total", b: float = 10.0) -> pd.DataFrame:
    """out.core_indicators of the organisation; None for a year of which a month is missing."""
    rows = [
        (indicator, "", "all", year, 1.0 if a is None else a, b, None if a is None else a / b,
         11 if a is None else 12, f"missing_month: {year}-03" if a is None else "")
        for year, a in values.items()
    ]  # fmt: skip
    columns = ["indicator", "breakdown", "site_id", "year", "a", "b", "r", "months_covered", "reason"]
    frame = pd.DataFrame(rows, columns=columns).astype({"r": "float64"})
    return frame.assign(b_kind="employees", r_unit="kWh/FTE")


NOTHING = pd.DataFrame(columns=["site_id", "stream", "month", "quantity"]).astype({"quantity": "float64"})
NO_SPECIFIC = pd.DataFrame(columns=["indicator", "site_id", "year", "value", "denominator", "reason"])


def judged(
    declared: Target, figures: pd.DataFrame, as_of: date = DECEMBER, monthly=NOTHING, specific=NO_SPECIFIC
):
    rows, years = judged_targets((declared,), Figures(figures, monthly, specific, DECLARED, as_of))
    return rows.iloc[0], years


def test_the_path_is_a_straight_line() -> None:
    """1,000 kWh less 10 % in four years: 25 kWh a year, so 1,000, 975, 950, 925, 900."""
    row, years = judged(target(), core({2023: 1000.0, 2024: 980.0, 2025: 950.0}))
    assert years["path"].tolist() == [1000.0, 975.0, 950.0, 925.0, 900.0]
    assert years["actual"].tolist()[:3] == [1000.0, 980.0, 950.0]
    assert years["state"].tolist() == ["base", "off_path", "on_path", "unknown", "unknown"]
    assert (row["base_value"], row["target_value"], row["unit"]) == (1000.0, 900.0, "kWh")
    assert (row["last_year"], row["last_value"], row["path_value"], row["status"]) == (
        2025,
        950.0,
        950.0,
        "on_track",
    )
    assert (row["reason"], row["forecast_reason"]) == ("", "year_is_over: 2025")


@pytest.mark.parametrize(
    ("more", "values", "status"),
    [
        ({}, {2023: 1000.0, 2024: 975.1}, "off_track"),
        ({}, {2023: 1000.0, 2024: 975.0}, "on_track"),
        ({}, {2023: 1000.0, 2024: 999.0, 2025: None}, "off_track"),  # judged by 2024: 2025 is not whole
        ({"target_year": 2025}, {2023: 1000.0, 2025: 900.0}, "achieved"),
        ({"target_year": 2025}, {2023: 1000.0, 2025: 900.1}, "missed"),
        ({"target_year": 2024}, {2023: 1000.0, 2024: 901.0, 2025: 1.0}, "missed"),
        ({"change_percent": 20}, {2023: 1000.0, 2024: 1050.0}, "on_track"),  # more is aimed at: path 1,050
        ({"change_percent": 20}, {2023: 1000.0, 2024: 1049.0}, "off_track"),
        ({"change_percent": 0}, {2023: 1000.0, 2024: 1000.1}, "off_track"),  # holding a level
        ({"change_percent": 0}, {2023: 1000.0, 2024: 1000.0}, "on_track"),
    ],
)  # fmt: skip
def test_judgements(more: dict, values: dict, status: str) -> None:
    row, _ = judged(target(**more), core(values))
    assert row["status"] == status


def test_a_ratio_is_judged_as_a_ratio() -> None:
    """R = A/B with B = 10: base 100 kWh/FTE, path of 2024 is 97.5."""
    row, _ = judged(target(figure="r"), core({2023: 1000.0, 2024: 970.0}))
    assert (row["unit"], row["base_value"], row["last_value"], row["path_value"]) == (
        "kWh/FTE",
        100.0,
        97.0,
        97.5,
    )
    assert row["status"] == "on_track"


def test_a_specific_indicator_and_its_forecast() -> None:
    """Water per employee: 6.0 m3/FTE in the base year; 30 m3 to June of 2025 at 10 people.

    In 2023 and 2024 half of the water had come by June, so the year comes to 60 m3, which is 6.0 m3/FTE.
    """
    figures = core({2023: 60.0, 2024: 60.0}, "water.total")
    running = figures.iloc[:1].assign(year=2025, a=30.0, months_covered=6, reason="not_yet_due: 2025-07")
    months = [(year, month) for year in (2023, 2024) for month in range(1, 13)] + [
        (2025, m) for m in range(1, 7)
    ]
    monthly = pd.DataFrame(
        [("hall", "water.mains", date(year, month, 1), 5.0) for year, month in months],
        columns=["site_id", "stream", "month", "quantity"],
    )
    specific = pd.DataFrame(
        [("water.per_employee", "all", year, 6.0 if year < 2025 else None, 10.0, "") for year in (2023, 2024, 2025)],
        columns=NO_SPECIFIC.columns,
    )  # fmt: skip
    declared = target(indicator="water.per_employee", figure="value", value=5.0, change_percent=None)
    row, _ = judged(declared, pd.concat([figures, running]), date(2025, 6, 1), monthly, specific)
    assert (row["unit"], row["base_value"], row["last_value"], row["status"]) == (
        "m3/FTE",
        6.0,
        6.0,
        "off_track",
    )
    assert (row["forecast_year"], row["forecast"], row["forecast_low"], row["forecast_high"]) == (
        2025,
        6.0,
        6.0,
        6.0,
    )
    assert row["forecast_path"] == 5.5
    without_staff = specific.assign(denominator=[10.0, 10.0, None])
    row, _ = judged(declared, pd.concat([figures, running]), date(2025, 6, 1), monthly, without_staff)
    assert row["forecast_reason"] == "missing_reference_value: employees"
    share = target(indicator="energy.renewable_share", figure="value", value=10.0, change_percent=None)
    assert judged(share, figures, date(2025, 6, 1))[0]["forecast_reason"] == (
        "share_has_no_forecast: energy.renewable_share"
    )


def test_what_cannot_be_judged_says_why() -> None:
    row, years = judged(target(), core({2023: None, 2024: 980.0}))
    assert (row["status"], row["reason"]) == ("not_judged", "unknown_base_year: 2023; missing_month: 2023-03")
    assert years["path"].isna().all()
    assert pd.isna(row["target_value"])
    row, _ = judged(target(), core({2023: 1000.0}))
    assert (row["status"], row["reason"]) == ("not_judged", "no_complete_year_since: 2023")
    row, _ = judged(target(), core({2020: 1.0}).iloc[:0])
    assert row["reason"] == "unknown_base_year: 2023"
    for reason in ("unknown_base_year: 2023", "too_few_earlier_years: 1", "months_to_date_are_missing: 2"):
        assert len({reason_sentences(reason, language) for language in ("hu", "en", "de")}) == 3


def year_of(year: int, first_three: float, rest: float, months: int = 12) -> pd.Series:
    index = pd.DatetimeIndex([date(year, month, 1) for month in range(1, months + 1)])
    return pd.Series([first_three] * min(3, months) + [rest] * max(0, months - 3), index=index)


EARLIER = pd.concat([year_of(2023, 100, 600 / 9), year_of(2024, 110, 770 / 9)])
MARCH = date(2025, 3, 1)


def test_a_forecast_by_hand() -> None:
    """2023: 300 of 900 by March; 2024: 330 of 1,100. This year 240 by March.

    As 2023: 240 x 900/300 = 720. As 2024: 240 x 1,100/330 = 800. Together: 240 x 2,000/630 = 761.90...
    """
    ahead = forecast(pd.concat([EARLIER, year_of(2025, 80, 0, 3)]), {2023, 2024}, 3, MARCH)
    assert ahead.value == pytest.approx(240 * 2000 / 630, rel=1e-12)
    assert (ahead.low, ahead.high) == (pytest.approx(720, rel=1e-12), pytest.approx(800, rel=1e-12))
    assert (ahead.year, ahead.reason) == (2025, "")


@pytest.mark.parametrize(
    ("whole", "covered", "as_of", "reason"),
    [
        ({2023, 2024}, 12, date(2025, 12, 1), "year_is_over: 2025"),
        ({2023, 2024}, 2, MARCH, "months_to_date_are_missing: 1"),
        ({2023, 2024}, 2, date(2025, 2, 1), "too_early_in_the_year: 2"),
        ({2024}, 3, MARCH, "too_few_earlier_years: 1"),
        ({2017, 2018}, 3, MARCH, "too_few_earlier_years: 0"),  # too far back
    ],
)
def test_a_forecast_is_refused(whole: set[int], covered: int, as_of: date, reason: str) -> None:
    ahead = forecast(pd.concat([EARLIER, year_of(2025, 80, 0, 3)]), whole, covered, as_of)
    assert (ahead.value, ahead.low, ahead.high, ahead.reason) == (None, None, None, reason)


def test_a_year_with_nothing_by_then_is_no_pattern_and_months_must_be_the_figure() -> None:
    months = pd.concat([year_of(2022, 0, 10), EARLIER, year_of(2025, 80, 0, 3)])
    assert forecast(months, {2022, 2023, 2024}, 3, MARCH).high == pytest.approx(800, rel=1e-12)
    assert forecast(months, {2022, 2024}, 3, MARCH).reason == "too_few_earlier_years: 1"
    monthly = pd.DataFrame(
        [("hall", "energy.electricity", day, amount) for day, amount in months.items()],
        columns=["site_id", "stream", "month", "quantity"],
    )
    figures = core({2023: 900.0, 2024: 1100.0, 2025: None})
    figures.loc[2, ["months_covered", "a"]] = [3, 240.0]
    row, _ = judged(target(), figures, MARCH, monthly)
    assert row["forecast"] == pytest.approx(240 * 2000 / 630, rel=1e-12)
    assert row["forecast_path"] == pytest.approx(900 - 45)  # two of four years on the way to 810
    row, _ = judged(target(), figures.assign(a=[900.0, 1101.0, 240.0]), MARCH, monthly)
    assert row["forecast_reason"] == "no_monthly_figures: energy.total"


def test_an_emission_is_forecast_with_the_factors_of_its_months() -> None:
    """100 kWh of gas a month at 0.2 kg CO2e/kWh: 0.24 t in 2023 and 2024. At 0.1 kg 0.06 t to June, 0.12 t in 2025."""
    index = [date(year, month, 1) for year in (2023, 2024, 2025) for month in range(1, 13)]
    monthly = pd.DataFrame(
        [("hall", "energy.natural_gas", day, 100.0) for day in index if day < date(2025, 7, 1)],
        columns=["site_id", "stream", "month", "quantity"],
    )
    emissions = pd.DataFrame(
        [("energy.natural_gas", "ghg", day, 0.0002 if day.year < 2025 else 0.0001) for day in index],
        columns=["stream", "output", "month", "per_unit"],
    )
    figures = core({2023: 0.24, 2024: 0.24, 2025: None}, "emissions.ghg")
    figures.loc[2, ["months_covered", "a"]] = [6, 0.06]
    rest = (monthly, NO_SPECIFIC, DECLARED, date(2025, 6, 1), emissions)
    given = Figures(figures, *rest)
    declared = target(indicator="emissions.ghg")
    row = judged_targets((declared,), given)[0].iloc[0]
    assert (row["forecast"], row["forecast_low"]) == (pytest.approx(0.12), pytest.approx(0.12))
    unknown = figures.copy()
    unknown.loc[2, "reason"] = "not_yet_due: 2025-07; missing_factor: electricity.market"
    row = judged_targets((declared,), Figures(unknown, *rest))[0].iloc[0]
    assert row["forecast_reason"] == "missing_factor: electricity.market"


def town(*targets: Target) -> City:
    return City(
        organisation=Organisation(name="T"), offices=(Office(id="office", name="O"),),
        sites=(Site(id="hall", name="H"),), targets=targets,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"indicator": "energy.totl"}, "No indicator is declared"),
        ({"indicator": "water.per_guest", "figure": "value"}, "no specific indicator is called"),
        ({"indicator": "water.per_employee", "figure": "value", "breakdown": "x"}, "has no breakdown"),
        ({"site_id": "nowhere"}, "names the site 'nowhere'"),
        ({"office_id": "nobody"}, "names the office 'nobody'"),
        ({"value": 3.0}, "either value or change_percent"),
        ({"target_year": 2023}, "target_year is after base_year"),
    ],
)
def test_a_target_that_does_not_fit_is_refused(more: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        check_declarations(town(target(**more)))


def test_two_targets_of_one_id_are_refused_and_shapes_hold() -> None:
    with pytest.raises(ValueError, match="target 't' is declared twice"):
        town(target(), target())
    rows, years = judged_targets((), Figures(core({}), NOTHING, NO_SPECIFIC, DECLARED, DECEMBER))
    assert tuple(rows.columns) == TARGETS.column_names
    assert tuple(years.columns) == TARGET_YEARS.column_names
    assert rows.empty
    assert years.empty
