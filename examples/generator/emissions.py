"""What the example city's streams emit, worked out once more from the sources, without the product's factors.

Greenhouse gases in t CO2e by AR5 (CH4 28, N2O 265, Delegated Regulation (EU) 2020/1044), air pollutants in kg. Carbon
dioxide and heating values: Regulation (EU) 2018/2066, Annex VI, Table 1. CH4 and N2O: IPCC 2006 Guidelines, Volume 2.
SO2, NOx, PM: EMEP/EEA guidebook 2019. The factors of electricity and heat are invented, or those of Ember for Hungary.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from examples.generator.world import ExpectedFinding

PerUnit = Callable[[date], Fraction | None]
"""What a canonical unit emits in a month; None where nobody knows."""

_GJ_A_KWH = Fraction(36, 10_000)
_KG_A_KWH = {
    "energy.diesel": Fraction("3.6") / Fraction("43.0"),
    "energy.petrol": Fraction("3.6") / Fraction("44.3"),
}
_KG_A_GJ = {
    "energy.natural_gas": ("56.1", "0.005", "0.0001"),
    "energy.diesel": ("74.1", "0.0039", "0.0039"),
    "energy.petrol": ("69.3", "0.0038", "0.0057"),
}
"""CO2, CH4 and N2O."""
_POTENTIALS = (1, 28, 265)
_GAS_G_A_GJ = {"so2": "0.67", "nox": "74", "pm": "0.78"}
_VEHICLE_G_A_KG = {
    "energy.diesel": {"so2": "0.02", "nox": "12.96", "pm": "1.10"},
    "energy.petrol": {"so2": "0.02", "nox": "8.73", "pm": "0.03"},
}
_LOCATION_G_A_KWH = {2023: "196.23", 2024: "182.82"}


def _market(month: date) -> Fraction | None:
    if month.year == 2023:
        return Fraction("212.4") / 1_000_000
    if month.year in (2024, 2025):
        return Fraction("187.5" if month < date(2024, 7, 1) else "96.0") / 1_000_000
    return None


def _location(month: date) -> Fraction | None:
    return Fraction(_LOCATION_G_A_KWH[month.year]) / 1_000_000 if month.year in _LOCATION_G_A_KWH else None


def _heat(month: date) -> Fraction:
    return Fraction("64.8" if month.year < 2025 else "69.3") * _GJ_A_KWH / 1000


def _fuel(stream: str, gases: tuple[int, ...]) -> PerUnit:
    kilograms = sum((Fraction(_KG_A_GJ[stream][gas]) * _POTENTIALS[gas] for gas in gases), Fraction(0))
    return _always(kilograms * _GJ_A_KWH / 1000)


def _always(value: Fraction) -> PerUnit:
    return lambda _month: value


def _refrigerants() -> dict[str, PerUnit]:
    """GWP of AR5: R32 677, R125 3170, R134a 1300, R143a 4800, in the mass shares of the blends."""
    potentials = {
        "refrigerant.r32": Fraction(677),
        "refrigerant.r410a": Fraction(677 + 3170, 2),
        "refrigerant.r404a": Fraction(44 * 3170 + 52 * 4800 + 4 * 1300, 100),
    }
    return {stream: _always(potential / 1000) for stream, potential in potentials.items()}


def _air(pollutant: str) -> dict[str, PerUnit]:
    found = {"energy.natural_gas": _always(Fraction(_GAS_G_A_GJ[pollutant]) / 1000 * _GJ_A_KWH)}
    for stream, grams in _VEHICLE_G_A_KG.items():
        found[stream] = _always(Fraction(grams[pollutant]) / 1000 * _KG_A_KWH[stream])
    return found


def _gas(gas: int) -> dict[str, PerUnit]:
    return {stream: _fuel(stream, (gas,)) for stream in _KG_A_GJ}


_PURCHASED: dict[str, PerUnit] = {"energy.electricity": _market, "energy.district_heat": _heat}

EMISSIONS: dict[str, dict[str, PerUnit]] = {
    "emissions.ghg": {stream: _fuel(stream, (0, 1, 2)) for stream in _KG_A_GJ} | _PURCHASED | _refrigerants(),
    "emissions.so2": _air("so2"),
    "emissions.nox": _air("nox"),
    "emissions.pm": _air("pm"),
    "emissions.electricity_location": {"energy.electricity": _location},
    "emissions.electricity_market": {"energy.electricity": _market},
    "emissions.co2": _gas(0),
    "emissions.ch4": _gas(1),
    "emissions.n2o": _gas(2),
    "emissions.hfc": _refrigerants(),
    "emissions.unsplit": _PURCHASED,
}
"""Indicator and stream: what a canonical unit emits. The city chose the market-based factor for its total."""


def factors_to_tell() -> list[ExpectedFinding]:
    """The supplier's factor of 2026 is not there yet; heat has only the fallback from 2025 on."""
    return [
        ExpectedFinding("missing_factor", stream="energy.electricity", period="2026"),
        ExpectedFinding("fallback_factor", stream="energy.district_heat", period="2025"),
        ExpectedFinding("fallback_factor", stream="energy.district_heat", period="2026"),
    ]
