"""Missing months that a city lets be estimated, with numbers worked by hand."""

from datetime import date

import pandas as pd
import pytest

from indicators.estimates import RULE_NAMES, covered_by_estimates, estimated_months, with_estimates
from indicators.languages import LANGUAGES
from indicators.model import City, Office, Organisation, Share, Site
from indicators.reasons import reason_sentences
from indicators.records import EstimateChoice
from tests.spec.city_years import computed, covered, employees, point

HEAT = "energy.district_heat"
LAST_YEAR, NEIGHBOURS = "same_month_last_year", "neighbouring_months"


def choice(rule: str, **more: object) -> EstimateChoice:
    given = {
        "rule": rule,
        "supply_point": "H",
        "from": date(2024, 1, 1),
        "reason": "the meter broke",
        "who": "A. B.",
    }
    return EstimateChoice.model_validate(given | more)


def city(*choices: EstimateChoice, shares: tuple[Share, ...] = (), cadence: str = "monthly") -> City:
    return City(
        organisation=Organisation(name="T"),
        offices=(Office(id="office", name="O"),),
        sites=(Site(id="hall", name="Hall", shares=shares),),
        supply_points=(point("H", "hall", HEAT, first=date(2023, 1, 1), cadence=cadence),),
        estimates=choices,
    )


def due(town: City, days_covered: dict[str, int], as_of: date = date(2024, 12, 1)) -> pd.DataFrame:
    """Every month whole but for those named, which have so many days."""
    frame = covered(town.supply_points, as_of)
    frame = frame.assign(site_id="hall", cadence="monthly", days_due=frame["month"].dt.days_in_month)
    named = frame["month"].dt.strftime("%Y-%m").map(days_covered)
    frame["days_covered"] = named.fillna(frame["days_due"]).astype("int64")
    return frame.assign(covered=frame["days_covered"] == frame["days_due"], state="delivered")


def measured(quantities: dict[str, float], estimated: tuple[str, ...] = ()) -> pd.DataFrame:
    """core.monthly_by_supply_point: 310 kWh in every month but those named."""
    months = [f"{year}-{month:02}" for year in (2023, 2024) for month in range(1, 13)]
    rows = [
        (
            "H",
            "hall",
            HEAT,
            date.fromisoformat(f"{month}-01"),
            quantities.get(month, 310.0),
            float(month in estimated),
        )
        for month in months
    ]
    columns = ["supply_point_id", "site_id", "stream", "month", "quantity_metered", "quantity_estimated"]
    return pd.DataFrame(rows, columns=columns)


def one(town: City, months: dict[str, int], readings: pd.DataFrame) -> pd.Series:
    table = estimated_months(town, due(town, months), readings)
    assert len(table) == 1
    return table.iloc[0]


def test_the_same_month_of_last_year_by_its_days() -> None:
    """February 2023 had 280 kWh in 28 days, 10 a day; February 2024 has 29 days: 290 kWh."""
    row = one(city(choice(LAST_YEAR)), {"2024-02": 0}, measured({"2023-02": 280.0}))
    assert (row["status"], row["quantity_metered"], row["days_estimated"], row["from_months"]) == (
        "estimated", 290.0, 29, "2023-02",
    )  # fmt: skip
    assert (row["rule"], row["who"], row["reason"]) == (LAST_YEAR, "A. B.", "the meter broke")


def test_the_neighbouring_months_by_their_days() -> None:
    """April 300 kWh in 30 days and June 150 in 30: 7.5 a day; May 2024 has 31 days, of which 11 are there: 20 x 7.5."""
    row = one(city(choice(NEIGHBOURS)), {"2024-05": 11}, measured({"2024-04": 300.0, "2024-06": 150.0}))
    assert (row["quantity_metered"], row["days_estimated"], row["from_months"]) == (
        150.0,
        20,
        "2024-04, 2024-06",
    )


def test_the_nearest_measured_months_up_to_three_months_away() -> None:
    """March and July are the nearest: (310 + 620) / 62 = 15 a day; for April (30 days) 450, May 465, June 450."""
    town = city(choice(NEIGHBOURS))
    table = estimated_months(
        town, due(town, {"2024-04": 0, "2024-05": 0, "2024-06": 0}), measured({"2024-07": 620.0})
    )
    assert table["quantity"].tolist() == [450.0, 465.0, 450.0]
    assert set(table["from_months"]) == {"2024-03, 2024-07"}


@pytest.mark.parametrize(
    ("rule", "months", "estimated", "sentence"),
    [
        (LAST_YEAR, {"2024-02": 0, "2023-02": 3}, (), "The same month of last year (2023-02) is not whole"),
        (LAST_YEAR, {"2024-02": 0}, ("2023-02",), "The same month of last year (2023-02) is not whole"),
        (NEIGHBOURS, {"2024-12": 0}, (), "Within three months before and after the month (2024-12)"),
        (NEIGHBOURS, {"2024-05": 0}, ("2024-06", "2024-07", "2024-08"), "Within three months"),
    ],
)
def test_a_rule_that_has_not_what_it_needs_is_refused(
    rule: str, months: dict[str, int], estimated: tuple[str, ...], sentence: str
) -> None:
    town = city(choice(rule))
    table = estimated_months(town, due(town, months), measured({}, estimated))
    row = table.loc[table["month"] >= "2024"].iloc[0]
    assert row["status"] == "refused"
    assert pd.isna(row["quantity"])
    assert reason_sentences(row["refusal"], "en").startswith(sentence)
    assert covered_by_estimates(due(town, months), table.loc[table["status"] == "refused"])[
        "covered"
    ].sum() == (24 - len(months))


def test_nothing_is_estimated_without_choosing_it() -> None:
    """Neither without a choice, nor before its first day, after its last, or for another stream."""
    for choices in (
        (),
        (choice(LAST_YEAR, **{"from": date(2024, 3, 1)}),),
        (choice(LAST_YEAR, to=date(2024, 1, 31)),),
    ):
        town = city(*choices)
        assert estimated_months(town, due(town, {"2024-02": 0}), measured({})).empty


def test_what_is_chosen_for_the_supply_point_goes_before_its_stream() -> None:
    town = city(choice(LAST_YEAR, supply_point="", stream=HEAT), choice(NEIGHBOURS))
    assert one(town, {"2024-05": 0}, measured({}))["rule"] == NEIGHBOURS


def test_the_share_of_the_site_counts() -> None:
    """310 kWh of January 2023 for January 2024; the share is 0.5 to the 15th (15 days) and 1 from then on (16 days)."""
    shares = (
        Share(valid_from=date(2023, 1, 1), valid_to=date(2024, 1, 15), share=0.5),
        Share(valid_from=date(2024, 1, 16), share=1.0),
    )
    row = one(city(choice(LAST_YEAR), shares=shares), {"2024-01": 0}, measured({}))
    assert row["quantity_metered"] == 310.0
    assert row["quantity"] == pytest.approx(310 * (15 * 0.5 + 16) / 31)


@pytest.mark.parametrize(
    ("choices", "cadence", "sentence"),
    [
        ((choice(LAST_YEAR, supply_point="X"),), "monthly", "no supply point 'X'"),
        ((choice(LAST_YEAR),), "irregular", "a month without a row is a true zero"),
        ((choice(LAST_YEAR), choice(NEIGHBOURS)), "monthly", "two rules on the same days"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(
    choices: tuple[EstimateChoice, ...], cadence: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        city(*choices, cadence=cadence)


def test_a_figure_with_an_estimate_is_complete_and_says_its_part() -> None:
    """23 months of 310 kWh; December 2024 is estimated from December 2023 at 310: 3720 kWh, of it 310 / 3720."""
    town = city(choice(LAST_YEAR))
    coverage = due(town, {"2024-12": 0})
    found = estimated_months(town, coverage, measured({}))
    months = measured({}).rename(columns={"quantity_metered": "quantity"}).assign(estimated_share=0.0)
    months = months.loc[
        months["month"] < date(2024, 12, 1), ["site_id", "stream", "month", "quantity", "estimated_share"]
    ]
    months["month"] = pd.to_datetime(months["month"])
    joined = with_estimates(months, found)
    assert joined["quantity"].tolist() == [310.0] * 24
    assert joined["estimated_share"].tolist() == [0.0] * 23 + [1.0]
    whole = covered_by_estimates(coverage, found)
    assert whole["covered"].all()
    assert whole["state"].tolist() == ["delivered"] * 23 + ["estimated"]
    rows = [tuple(row) for row in joined.itertuples(index=False)]
    table = computed(town.supply_points, rows, employees(("hall", 2024, 10)), as_of=date(2024, 12, 1))
    figure = table.loc[
        (table["indicator"] == "energy.total") & (table["breakdown"] == "") & (table["year"] == 2024)
    ]
    year = figure.loc[figure["site_id"] == "hall"].iloc[0]
    assert (year["a"], year["status"], year["value_kind"]) == (3720.0, "complete", "estimated")
    assert year["estimated_share"] == pytest.approx(310 / 3720)


def test_a_part_of_a_month_adds_to_what_is_there() -> None:
    """May has 110 kWh of 11 days, of which 20 are estimated by the utility; 150 more are estimated: 170 of 260."""
    months = pd.DataFrame(
        [("hall", HEAT, pd.Timestamp("2024-05-01"), 110.0, 20 / 110)],
        columns=["site_id", "stream", "month", "quantity", "estimated_share"],
    )
    town = city(choice(NEIGHBOURS))
    found = estimated_months(town, due(town, {"2024-05": 11}), measured({"2024-04": 300.0, "2024-06": 150.0}))
    [row] = with_estimates(months, found).to_dict("records")
    assert row["quantity"] == 260.0
    assert row["estimated_share"] == pytest.approx(170 / 260)


def test_every_rule_has_its_name() -> None:
    assert all(set(names) == set(LANGUAGES) for names in RULE_NAMES.values())
