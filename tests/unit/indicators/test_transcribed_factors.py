"""Factors against values that others wrote down from the same tables, and which of them have no value at all.

The figures stand here as they were read in copies that this project did not make: the global warming potentials in
`globalwarmingpotentials` 0.13.2 (SF6 of AR6 is that of Regulation (EU) 2024/573), the others in lists of factors that
name IPCC 2006 Volume 2, Tables 2.4, 3.2.2 and 3.3.1.
"""

from datetime import date
from decimal import Decimal

import pytest

from indicators.emissions import CHAINS, factor_ids
from indicators.factors import FACTORS, factor

GASES = ("ch4", "n2o", "sf6", "nf3", "cf4", "hfc32", "hfc125", "hfc134a", "hfc143a", "hfc152a")
POTENTIALS = {
    "ar4": ("25", "298", "22800", "17200", "7390", "675", "3500", "1430", "4470", "124"),
    "ar5": ("28", "265", "23500", "16100", "6630", "677", "3170", "1300", "4800", "138"),
    "ar6": ("27.9", "273", "24300", "17400", "7380", "771", "3740", "1530", "5810", "164"),
}
CH4_AND_N2O = {  # kg/TJ
    "natural_gas": ("5", "0.1"),
    "heating_oil": ("10", "0.6"),
    "lpg": ("5", "0.1"),
    "wood": ("300", "4"),
    "petrol_car": ("3.8", "5.7"),
    "diesel_car": ("3.9", "3.9"),
    "lpg_car": ("62", "0.2"),
    "diesel_machine": ("4.15", "28.6"),
    "petrol_machine": ("120", "2"),
}
DAY = date(2025, 6, 1)


@pytest.mark.parametrize("gwp", POTENTIALS)
def test_global_warming_potentials_are_those_of_the_transcription(gwp: str) -> None:
    ours = {gas: factor(f"gwp.{gwp}.{gas}", DAY).value for gas in GASES}
    assert ours == dict(zip(GASES, map(Decimal, POTENTIALS[gwp]), strict=True))


@pytest.mark.parametrize("fuel", CH4_AND_N2O)
def test_methane_and_nitrous_oxide_are_those_of_the_transcriptions(fuel: str) -> None:
    ours = [factor(f"{fuel}.{gas}", DAY) for gas in ("ch4", "n2o")]
    assert [entry.value for entry in ours] == [Decimal(value) for value in CH4_AND_N2O[fuel]]
    assert {entry.unit for entry in ours} == {"kg/TJ"}


def test_shares_of_blends_are_those_of_the_transcriptions() -> None:
    """Mass percent, openscm-units 0.6.3 and CoolProp 8.0."""
    blends = {
        "r404a": {"hfc125": 44, "hfc143a": 52, "hfc134a": 4},
        "r407c": {"hfc32": 23, "hfc125": 25, "hfc134a": 52},
        "r410a": {"hfc32": 50, "hfc125": 50},
        "r507a": {"hfc125": 50, "hfc143a": 50},
    }
    ours = {name: CHAINS[f"refrigerant.{name}"].parts for name in blends}
    assert {
        name: {gas: share * 100 for gas, share in parts.items()} for name, parts in ours.items()
    } == blends


def test_every_factor_that_an_emission_can_use_is_declared_but_what_only_a_city_knows() -> None:
    assert factor_ids() - set(FACTORS) == {"electricity.market"}


def test_no_factor_is_from_memory() -> None:
    assert [
        name for name, values in FACTORS.items() for entry in values if "from memory" in entry.source
    ] == []
