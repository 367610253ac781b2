"""Dated, cited factors."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from indicators.factors import FACTORS, Factor, FactorBook, NoFactor, factor, in_order, only_factor


def value(number, first, last=None) -> Factor:
    return Factor(
        id="x", value=number, unit="kg/l", names={"en": "x"}, source="a book", table="1", valid_from=first,
        valid_to=last, verified=False,
    )  # fmt: skip


def test_the_values_of_the_regulation() -> None:
    day = date(2025, 6, 1)
    assert factor("diesel.net_calorific_value", day).value == Decimal("43.0")
    assert factor("petrol.net_calorific_value", day).value == Decimal("44.3")
    assert factor("diesel.density", day).value == Decimal("0.840")
    assert factor("petrol.density", day).value == Decimal("0.745")


def test_densities_are_assumptions_and_say_so() -> None:
    assert not any(entry.verified for entry in (*FACTORS["diesel.density"], *FACTORS["petrol.density"]))
    assert all(entry.verified for entry in FACTORS["diesel.net_calorific_value"])


def test_every_factor_is_cited() -> None:
    for values in FACTORS.values():
        assert all(entry.source and entry.table and entry.names["hu"] for entry in values)


def test_a_day_without_a_value_is_an_error_with_a_sentence() -> None:
    with pytest.raises(NoFactor, match="has no value on 1999-01-01: it is declared for 2019-01-01 to today"):
        factor("diesel.density", date(1999, 1, 1))
    with pytest.raises(NoFactor, match="No factor is declared"):
        factor("coal.density", date(2025, 1, 1))
    with pytest.raises(NoFactor, match="a day must be named"):
        only_factor("coal.density")


def test_the_last_day_still_holds_and_the_next_does_not() -> None:
    entry = value("1", date(2020, 1, 1), date(2020, 12, 31))
    assert entry.holds_on(date(2020, 1, 1))
    assert entry.holds_on(date(2020, 12, 31))
    assert not entry.holds_on(date(2021, 1, 1))


def test_two_values_on_one_day_are_refused() -> None:
    new = value("2", date(2021, 1, 1))
    assert in_order([new, value("1", date(2020, 1, 1), date(2020, 12, 31))])[1] == new
    with pytest.raises(ValueError, match="two values on 2021-01-01"):
        in_order([value("1", date(2020, 1, 1)), new])


def test_a_span_that_is_reversed_or_cuts_a_month_and_a_value_below_zero_are_refused() -> None:
    with pytest.raises(ValidationError, match="before it begins"):
        value("1", date(2021, 1, 1), date(2020, 1, 31))
    with pytest.raises(ValidationError, match="must begin on the first of a month"):
        value("1", date(2021, 1, 2))
    with pytest.raises(ValidationError, match="must end with a month"):
        value("1", date(2021, 1, 1), date(2021, 2, 27))
    with pytest.raises(ValidationError):
        value("-1", date(2021, 1, 1))


def test_a_value_of_the_city_goes_before_the_shipped_one_on_its_days_only() -> None:
    own = Factor(
        id="district_heat.ghg", value="50", unit="kg/GJ", names={"en": "x"}, source="supplier", table="1",
        valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31), verified=True, own=True,
    )  # fmt: skip
    book = FactorBook([own])
    assert book.factor("district_heat.ghg", date(2024, 6, 1)) == own
    assert book.factor("district_heat.ghg", date(2025, 1, 1)).value == Decimal("69.3")
    with pytest.raises(NoFactor, match="declared for no time"):
        book.factor("electricity.market", date(2024, 6, 1))
