"""Units as offices write them, against conversions worked by hand."""

from datetime import date
from fractions import Fraction

import pytest

from indicators.factors import NoFactor
from indicators.units import CONVERSION_COLUMNS, UnknownUnit, conversion, conversions, to_canonical, unit_name


@pytest.mark.parametrize(
    ("written", "stream", "multiplier"),
    [
        ("kWh", "energy.electricity", Fraction(1)),
        ("KWH", "energy.electricity", Fraction(1)),
        ("kwh", "energy.electricity", Fraction(1)),
        ("[kWh]", "energy.electricity", Fraction(1)),
        ("Mwh", "energy.electricity", Fraction(1000)),
        ("MWH", "energy.electricity", Fraction(1000)),
        ("GWh", "energy.electricity", Fraction(1_000_000)),
        ("Wh", "energy.electricity", Fraction(1, 1000)),
        ("MJ", "energy.natural_gas", Fraction(10, 36)),
        ("Mj", "energy.natural_gas", Fraction(10, 36)),
        ("GJ", "energy.district_heat", Fraction(10_000, 36)),
        ("gj", "energy.district_heat", Fraction(10_000, 36)),
        ("TJ", "energy.district_heat", Fraction(10_000_000, 36)),
        ("m3", "water.mains", Fraction(1)),
        ("m³", "water.mains", Fraction(1)),
        ("M3", "water.mains", Fraction(1)),
        ("köbméter", "water.mains", Fraction(1)),
        ("ezer m3", "water.mains", Fraction(1000)),
        ("ezer\u00a0m³", "water.mains", Fraction(1000)),
        ("Liter", "water.mains", Fraction(1, 1000)),
        ("dm3", "water.mains", Fraction(1, 1000)),
        ("hl", "water.mains", Fraction(1, 10)),
        ("kg", "waste.200101", Fraction(1)),
        ("Kg.", "waste.200101", Fraction(1)),
        ("t", "waste.200101", Fraction(1000)),
        ("tonna", "waste", Fraction(1000)),
        ("Mg", "waste", Fraction(1000)),
        ("q", "waste", Fraction(100)),
        ("mázsa", "waste", Fraction(100)),
        ("dkg", "waste", Fraction(1, 100)),
        ("g", "waste", Fraction(1, 1000)),
    ],
)
def test_change_of_unit(written, stream, multiplier) -> None:
    found = conversion(stream, written)
    assert found is not None
    assert found.multiplier == multiplier
    assert not found.needs_heating_value
    assert found.factor_ids == ()


@pytest.mark.parametrize(
    "written", ["mJ", "mj", "mWh", "mwh", "mg", "MG", "", "box", "kW", "kWh/m2", "%", "HUF"]
)
def test_milli_is_never_taken_for_mega_and_nonsense_for_a_unit(written) -> None:
    assert unit_name(written) is None


@pytest.mark.parametrize(
    ("written", "stream"),
    [
        ("m3", "energy.electricity"),
        ("kg", "energy.electricity"),
        ("l", "waste.200101"),
        ("kWh", "water.mains"),
        ("Nm3", "water.mains"),
        ("m3", "energy.district_heat"),
        ("kg", "energy.natural_gas"),
        ("kWh", "energy.coal"),
    ],
)
def test_what_does_not_fit_does_not_convert(written, stream) -> None:
    assert conversion(stream, written) is None
    assert conversions([stream], [written]).empty


def test_diesel_by_density_and_calorific_value() -> None:
    """1 l x 0.840 kg/l x 43.0 MJ/kg = 36.12 MJ; / 3.6 = 10.0333 kWh (Regulation (EU) 2018/2066, Annex VI)."""
    found = conversion("energy.diesel", "l", date(2025, 1, 1))
    assert found is not None
    assert found.multiplier == Fraction(3612, 360)
    assert found.factor_ids == ("diesel.density", "diesel.net_calorific_value")


def test_petrol_by_density_and_calorific_value() -> None:
    """1 l x 0.745 kg/l x 44.3 MJ/kg = 33.0035 MJ; / 3.6 = 9.16764 kWh. 1 kg = 44.3 / 3.6 = 12.3056 kWh."""
    assert to_canonical(1, "l", "energy.petrol") == pytest.approx(9.167638889)
    found = conversion("energy.petrol", "kg")
    assert found is not None
    assert found.multiplier == Fraction(443, 36)
    assert found.factor_ids == ("petrol.net_calorific_value",)


def test_gas_by_the_heating_value_of_the_bill() -> None:
    """100 m3 x 34.2 MJ/m3 = 3420 MJ; / 3.6 = 950 kWh. 0.1 thousand m3 is the same."""
    assert to_canonical(100, "m3", "energy.natural_gas", heating_value=34.2) == pytest.approx(950)
    assert to_canonical(0.1, "ezer m3", "energy.natural_gas", heating_value=34.2) == pytest.approx(950)
    assert to_canonical(100, "gnm³", "energy.natural_gas", heating_value=34.2) == pytest.approx(950)
    assert to_canonical(3420, "MJ", "energy.natural_gas") == 950


def test_gas_without_heating_value_and_unknown_units_are_errors_with_a_sentence() -> None:
    with pytest.raises(UnknownUnit, match="needs the heating value"):
        to_canonical(100, "m3", "energy.natural_gas")
    with pytest.raises(UnknownUnit, match="'darab' cannot be converted"):
        to_canonical(1, "darab", "waste.200101")


def test_the_table_has_one_row_per_pair_that_converts() -> None:
    table = conversions(
        ["energy.natural_gas", "energy.diesel", "energy.diesel"], ["m3", "l", "MJ", "darab", "m3"]
    )
    assert tuple(table.columns) == CONVERSION_COLUMNS
    rows = {(row.stream, row.written_unit): row for row in table.itertuples()}
    assert len(rows) == len(table) == 6
    gas = rows["energy.natural_gas", "m3"]
    assert (gas.canonical_unit, gas.needs_heating_value, gas.factor_ids) == ("kWh", True, "")
    assert gas.multiplier == 1 / 3.6
    diesel = rows["energy.diesel", "l"]
    assert diesel.factor_ids == "diesel.density,diesel.net_calorific_value"
    assert diesel.multiplier == 3612 / 360
    assert rows["energy.diesel", "MJ"].factor_ids == ""


def test_an_empty_table_keeps_its_types() -> None:
    table = conversions([], [])
    assert tuple(table.columns) == CONVERSION_COLUMNS
    assert table["multiplier"].dtype == "float64"
    assert table["needs_heating_value"].dtype == "bool"


def test_a_day_without_factor_is_an_error() -> None:
    with pytest.raises(NoFactor):
        conversion("energy.diesel", "l", date(1990, 1, 1))
