"""Units as offices write them, and how each becomes the canonical unit of a stream.

1 kWh = 3.6 MJ. Litres of a fuel become energy by its density and net calorific value (factors), cubic metres
of gas by the lower heating value printed on the bill. What does not convert is left out: it is never guessed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

import pandas as pd
import pint

from indicators.declarations import declaration
from indicators.factors import SHIPPED, Factor, FactorBook, only_factor
from indicators.model import Record
from indicators.streams import FAMILIES, STREAMS, Stream

_DECLARED = declaration("units.toml")
_PINT_NAMES = {
    "MJ": "megajoule",
    "GJ": "gigajoule",
    "TJ": "terajoule",
    "kWh": "kilowatt_hour",
    "m3": "cubic_metre",
    "m2": "square_metre",
    "g": "gram",
    "kg": "kilogram",
    "t": "tonne",
    "l": "litre",
    "°C": "celsius_degree",
    "Kd": "kelvin_day",
}
_BRACKETS = re.compile(r"^\[(.*)\]$|^\((.*)\)$")

CONVERSION_COLUMNS = (
    "stream",
    "written_unit",
    "canonical_unit",
    "multiplier",
    "needs_heating_value",
    "factor_ids",
)


class Conversion(Record):
    """How a quantity of a stream in a written unit becomes canonical.

    canonical = quantity x multiplier; with `needs_heating_value` canonical = quantity x what the row says of one unit x
    multiplier: the heating value of gas in MJ/m3, the grammage of paper in g/m2, the mass of a piece in kg. The
    multiplier is exact. `factor_ids` names the factors inside it.
    """

    canonical_unit: str
    multiplier: Fraction
    needs_heating_value: bool = False
    factor_ids: tuple[str, ...] = ()


class UnknownUnit(ValueError):
    """A unit that is not known, or that does not fit the stream."""


def _registry() -> Any:
    registry: Any = pint.UnitRegistry(None, non_int_type=Fraction)
    for line in _DECLARED["base"]:
        registry.define(line)
    for name, entry in _DECLARED["unit"].items():
        registry.define(f"{name} = {entry['definition']}")
    return registry


_UNITS = _registry()


def _any_case(written: str) -> str:
    return written.casefold()


def _first_letter(written: str) -> str:
    return written[:1] + written[1:].casefold()


def _clean(written: str) -> str:
    """One spelling of what looks the same: `m³` and `m3`, no-break and plain spaces, `[kWh]` and `kWh`."""
    text = " ".join(unicodedata.normalize("NFKC", written).split())
    bracketed = _BRACKETS.match(text)
    if bracketed:
        text = (bracketed.group(1) or bracketed.group(2) or "").strip()
    return text.rstrip(".").strip()


def _spellings() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {"exact": {}, "first": {}, "any": {}}
    keys: dict[str, Callable[[str], str]] = {"exact": str, "first": _first_letter, "any": _any_case}
    for name, entry in _DECLARED["unit"].items():
        for kind, table in tables.items():
            for spelling in entry.get(kind, ()):
                key = keys[kind](_clean(spelling))
                if table.setdefault(key, name) != name:
                    raise ValueError(f"units.toml lets {spelling!r} mean {table[key]} and {name}")
    return tables


_SPELLINGS = _spellings()


def unit_name(written: str) -> str | None:
    """The unit that a spelling means, e.g. `megawatt_hour` for `Mwh`; None if unknown or unclear."""
    text = _clean(written)
    return (
        _SPELLINGS["exact"].get(text)
        or _SPELLINGS["first"].get(_first_letter(text))
        or _SPELLINGS["any"].get(_any_case(text))
    )


def _quantity(value: Fraction, unit: str) -> Any:
    """A pint quantity; `unit` is one name or a quotient such as MJ/kg in the spelling of the factors."""
    top, _, bottom = unit.partition("/")
    result = _UNITS.Quantity(value, _PINT_NAMES.get(top, top))
    return result / _UNITS.Quantity(Fraction(1), _PINT_NAMES.get(bottom, bottom)) if bottom else result


def _ratio(quantity: Any, unit: str) -> Fraction:
    return Fraction(quantity.to(_PINT_NAMES[unit]).magnitude)


@lru_cache(maxsize=256)
def unit_ratio(unit: str, wanted: str) -> Fraction:
    """How many of one unit of a factor make one of another, exactly: 1 g/GJ is 9/2500000 kg/MWh.

    UnknownUnit if one of them is not known or they do not measure the same.
    """
    try:
        quantity = _quantity(Fraction(1), unit)
        return Fraction(quantity.to(_quantity(Fraction(1), wanted).units).magnitude)
    except (pint.UndefinedUnitError, pint.DimensionalityError) as error:
        raise UnknownUnit(f"The unit {unit!r} of a factor does not become {wanted!r}.") from error


def _factor(identifier: str, on: date | None, book: FactorBook) -> Factor:
    if on is None:
        return only_factor(identifier)
    return book.factor(identifier, on) if book is SHIPPED else book.converting(identifier, on)


def conversion_factor_ids() -> frozenset[str]:
    """Every factor that turns a delivered unit into a canonical one: densities and heating values."""
    named = {
        name
        for stream in STREAMS.values()
        for name in (stream.density, stream.net_calorific_value, stream.net_per_gross)
    }
    return frozenset(named - {""})


@lru_cache(maxsize=4096)
def conversion(
    stream_code: str, written_unit: str, on: date | None = None, book: FactorBook = SHIPPED
) -> Conversion | None:
    """How a stream in a written unit becomes canonical; None if it does not.

    `on` is the day whose factors of the book hold; without it they are the shipped ones, of which each must have one
    value only (NoFactor otherwise).
    """
    stream = STREAMS.get(stream_code) or FAMILIES.get(stream_code)
    name = unit_name(written_unit)
    if stream is None or name is None:
        return None
    declared = _DECLARED["unit"][name]
    if declared.get("gas_only", False) and not stream.heating_value:
        return None
    one = _quantity(Fraction(1), name)
    if not declared.get("gross", False):
        return _convert(stream, one, on, book)
    if not stream.net_per_gross:
        return None
    ratio = _factor(stream.net_per_gross, on, book)
    return _convert(stream, one * Fraction(ratio.value), on, book, (ratio.id,))


def _convert(
    stream: Stream, one: Any, on: date | None, book: FactorBook, used: tuple[str, ...] = ()
) -> Conversion | None:
    unit = stream.unit
    if one.check(_quantity(Fraction(1), unit).dimensionality):
        return Conversion(canonical_unit=unit, multiplier=_ratio(one, unit), factor_ids=used)
    for dimension, per_unit in (("[volume]", stream.heating_value), ("[area]", stream.grammage)):
        if per_unit and one.check(dimension):
            each = one * _quantity(Fraction(1), per_unit)
            return Conversion(canonical_unit=unit, multiplier=_ratio(each, unit), needs_heating_value=True)
    if stream.mass_of_piece and one.check("[piece]"):
        mass = one * _quantity(Fraction(1), f"{stream.mass_of_piece}/piece")
        return Conversion(canonical_unit=unit, multiplier=_ratio(mass, unit), needs_heating_value=True)
    if stream.density and one.check("[volume]"):
        density = _factor(stream.density, on, book)
        one = one * _quantity(Fraction(density.value), density.unit)
        used += (density.id,)
    if stream.net_calorific_value and one.check("[mass]"):
        calorific = _factor(stream.net_calorific_value, on, book)
        energy = one * _quantity(Fraction(calorific.value), calorific.unit)
        return Conversion(
            canonical_unit=unit, multiplier=_ratio(energy, unit), factor_ids=(*used, calorific.id)
        )
    return None


def conversions(
    stream_codes: Iterable[str], written_units: Iterable[str], on: date | None = None
) -> pd.DataFrame:
    """Every pair of stream and written unit that converts, as a table to join with (CONVERSION_COLUMNS).

    quantity_canonical = quantity x multiplier; where `needs_heating_value`, quantity x
    heating_value_MJ_per_m3 x multiplier. `written_unit` stands as given; what does not convert is absent.
    """
    units = sorted({unit for unit in written_units if isinstance(unit, str)})
    rows = [
        (
            stream_code,
            unit,
            found.canonical_unit,
            float(found.multiplier),
            found.needs_heating_value,
            ",".join(found.factor_ids),
        )
        for stream_code in sorted({code for code in stream_codes if isinstance(code, str)})
        for unit in units
        if (found := conversion(stream_code, unit, on)) is not None
    ]
    table = pd.DataFrame(rows, columns=list(CONVERSION_COLUMNS))
    texts = dict.fromkeys(("stream", "written_unit", "canonical_unit", "factor_ids"), "str")
    return table.astype({**texts, "multiplier": "float64", "needs_heating_value": "bool"})


def to_canonical(
    quantity: float,
    written_unit: str,
    stream_code: str,
    heating_value: float | None = None,
    on: date | None = None,
) -> float:
    """One quantity in the canonical unit of its stream.

    `heating_value` is in MJ/m3 and needed where the unit is a volume of gas.
    UnknownUnit if the unit does not convert or the heating value is missing.
    """
    found = conversion(stream_code, written_unit, on)
    if found is None:
        raise UnknownUnit(f"The unit {written_unit!r} cannot be converted for the stream {stream_code!r}.")
    if not found.needs_heating_value:
        return float(Fraction(quantity) * found.multiplier)
    if heating_value is None:
        raise UnknownUnit(
            f"{written_unit!r} of {stream_code!r} needs the heating value of the bill in MJ/m3."
        )
    return float(Fraction(quantity) * Fraction(heating_value) * found.multiplier)
