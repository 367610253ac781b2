"""What a unit of a stream emits, month by month: greenhouse gases in t CO2e and SO2, NOx, PM in kg.

Regulation (EC) No 1221/2009, Annex IV C.2, Emissions, as replaced by Regulation (EU) 2018/2026: CO2, CH4, N2O, HFCs,
PFCs, NF3 and SF6 in tonnes of CO2 equivalent; SO2, NOx and PM by mass. An emission is a quantity times a factor of
its month. A month without a factor has no emission, and the figure says so; no other month's factor takes its place.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

import pandas as pd
from pydantic import Field

from indicators.declarations import declaration
from indicators.factors import SHIPPED, Factor, FactorBook, NoFactor
from indicators.model import MethodChoices, Record
from indicators.streams import REFRIGERANT_PREFIX, stream
from indicators.units import unit_ratio

AIR: tuple[str, ...] = ("so2", "nox", "pm")
GASES: tuple[str, ...] = ("co2", "ch4", "n2o", "hfc", "pfc", "sf6", "nf3", "co2e")
EMITS: tuple[str, ...] = (
    "ghg",
    *(f"ghg.{gas}" for gas in GASES),
    "ghg.location",
    "ghg.market",
    "biogenic_co2",
    *AIR,
)
"""What an indicator can ask of a stream: all greenhouse gases, one group of them, electricity by each method, biogenic
CO2 (all in tonnes), or an air pollutant (in kilograms)."""


class Chain(Record):
    """The factors of a stream: of each greenhouse gas, of electricity by place and by contract, of each pollutant.

    `parts` are the gases that leak with a refrigerant: gas and mass share.
    """

    stream: str
    scope: Literal[1, 2]
    gases: Mapping[str, str] = Field(default_factory=dict)
    location: str = ""
    market: str = ""
    air: Mapping[str, str] = Field(default_factory=dict)
    biogenic: str = ""
    parts: Mapping[str, Decimal] = Field(default_factory=dict)


class Part(Record):
    """One summand of an emission: `factor` (empty: the stream is the gas itself) times `potential` times share."""

    factor: str
    potential: str = ""
    share: Decimal = Decimal(1)

    @property
    def ids(self) -> tuple[str, ...]:
        """The factors in it."""
        return tuple(name for name in (self.factor, self.potential) if name)


_DECLARED = declaration("emissions.toml")
_GROUP: Mapping[str, str] = _DECLARED["gas"]


def _load() -> dict[str, Chain]:
    chains = {code: Chain(stream=code, **entry) for code, entry in _DECLARED["chain"].items()}
    for code, entry in _DECLARED["refrigerant"].items():
        parts = {gas: Decimal(share) for gas, share in entry["parts"].items()}
        if sum(parts.values()) != 1:
            raise ValueError(f"emissions.toml: the shares of {code} do not add up to 1")
        name = f"{REFRIGERANT_PREFIX}{code}"
        chains[name] = Chain(stream=name, scope=1, parts=parts)
    return chains


CHAINS: Mapping[str, Chain] = MappingProxyType(_load())
"""The chain of factors of every stream that emits."""


def emits(stream_code: str, output: str) -> bool:
    """Whether a stream adds to an output of EMITS, under whatever choice of method."""
    chain = CHAINS.get(stream_code)
    if chain is None:
        return False
    both = MethodChoices(electricity="location"), MethodChoices(electricity="market")
    return any(parts(chain, output, choices) for choices in both)


def parts(chain: Chain, output: str, choices: MethodChoices) -> tuple[Part, ...]:
    """Of what an output of a stream is made; nothing if the stream does not emit it."""
    if output in AIR:
        return (Part(factor=chain.air[output]),) if output in chain.air else ()
    if output == "biogenic_co2":
        return (Part(factor=chain.biogenic),) if chain.biogenic else ()
    if output in ("ghg.location", "ghg.market"):
        identifier = chain.location if output == "ghg.location" else chain.market
        return (Part(factor=identifier),) if identifier else ()
    group = output.removeprefix("ghg").removeprefix(".")
    potentials = f"gwp.{choices.gwp.lower()}"
    found = [
        (
            gas.lower(),
            Part(factor=identifier, potential="" if gas == "CO2e" else f"{potentials}.{gas.lower()}"),
        )
        for gas, identifier in chain.gases.items()
    ]
    if electricity := chain.location if choices.electricity == "location" else chain.market:
        found.append(("co2e", Part(factor=electricity)))
    found += [
        (_GROUP[gas].lower(), Part(factor="", potential=f"{potentials}.{gas}", share=share))
        for gas, share in chain.parts.items()
    ]
    return tuple(part for gas, part in found if group in ("", gas))


def factor_ids() -> frozenset[str]:
    """Every factor that an emission can use under some choice of method."""
    found = {gas for chain in CHAINS.values() for gas in (*chain.gases.values(), *chain.air.values())}
    found |= {name for chain in CHAINS.values() for name in (chain.location, chain.market, chain.biogenic)}
    found |= {f"gwp.{gwp}.{gas}" for gwp in ("ar4", "ar5", "ar6") for gas in ("co2", "ch4", "n2o", *_GROUP)}
    return frozenset(found - {""})


class Emission(Record):
    """What one canonical unit of a stream emits of an output, from one month to another, with the factors in it.

    `per_unit` is in the unit of the output (t or kg); None where a factor is missing: `missing` then names it.
    """

    stream: str
    output: str
    first: date
    last: date
    per_unit: Fraction | None
    factors: tuple[Factor, ...] = ()
    missing: tuple[str, ...] = ()


def emissions_of(
    stream_code: str,
    output: str,
    first: date,
    last: date,
    book: FactorBook = SHIPPED,
    choices: MethodChoices | None = None,
) -> tuple[Emission, ...]:
    """An output of a stream over the months from `first` to `last`, one entry for each span of unchanged factors.

    Empty if the stream does not emit it.
    """
    summands = parts(CHAINS[stream_code], output, choices or MethodChoices()) if stream_code in CHAINS else ()
    if not summands:
        return ()
    ids = sorted({name for part in summands for name in (*part.ids, *_conversions(stream_code))})
    starts = _starts(ids, first, last, book)
    ends = [*(start - timedelta(days=1) for start in starts[1:]), last]
    return tuple(
        _emission(stream_code, output, start, end.replace(day=1), summands, book)
        for start, end in zip(starts, ends, strict=True)
    )


def _conversions(stream_code: str) -> tuple[str, ...]:
    declared = stream(stream_code)
    names = (declared.net_calorific_value, declared.density, declared.net_per_gross)
    return tuple(name for name in names if name)


def _starts(ids: Iterable[str], first: date, last: date, book: FactorBook) -> list[date]:
    """The months on which a factor begins or has ended, within the span."""
    changes = {first}
    for identifier in ids:
        for value in book.values(identifier):
            changes.add(value.valid_from)
            if value.valid_to is not None:
                changes.add(value.valid_to + timedelta(days=1))
    return sorted(day for day in changes if first <= day <= last)


def _emission(
    stream_code: str, output: str, first: date, last: date, summands: tuple[Part, ...], book: FactorBook
) -> Emission:
    total = Fraction(0)
    lookup = _Lookup(book, first)
    missing: set[str] = set()
    for part in summands:
        try:
            total += lookup.kilograms(part, stream_code)
        except NoFactor as gap:
            missing.add(gap.identifier)
    in_unit = total if output in AIR else total / 1000
    return Emission(
        stream=stream_code,
        output=output,
        first=first,
        last=last,
        per_unit=None if missing else in_unit,
        factors=tuple(lookup.used[name] for name in sorted(lookup.used)),
        missing=tuple(sorted(missing)),
    )


class _Lookup:
    """The factors of a month, and which of them were asked for."""

    def __init__(self, book: FactorBook, month: date) -> None:
        self._book = book
        self._month = month
        self.used: dict[str, Factor] = {}

    def kilograms(self, part: Part, stream_code: str) -> Fraction:
        """Mass in kg that a canonical unit of the stream (kWh on the lower heating value, or kg) emits of one part."""
        emitted = self._by_energy(part.factor, stream_code) if part.factor else Fraction(1)
        potential = self._value(part.potential, "kg/kg") if part.potential else Fraction(1)
        return emitted * potential * Fraction(part.share)

    def _factor(self, identifier: str) -> Factor:
        found = self._book.factor(identifier, self._month)
        self.used[identifier] = found
        return found

    def _value(self, identifier: str, unit: str) -> Fraction:
        found = self._factor(identifier)
        return Fraction(found.value) * unit_ratio(found.unit, unit)

    def _by_energy(self, identifier: str, stream_code: str) -> Fraction:
        """A factor by energy, mass or litre, as kg by kWh on the lower heating value."""
        declared, found = stream(stream_code), self._factor(identifier)
        number, per = Fraction(found.value), found.unit.partition("/")[2]
        if per in ("kg", "t"):
            energy = self._value(declared.net_calorific_value, "kWh/kg")
            return number * unit_ratio(found.unit, "kg/kg") / energy
        if per == "l":
            energy = self._value(declared.density, "kg/l") * self._value(
                declared.net_calorific_value, "kWh/kg"
            )
            return number * unit_ratio(found.unit, "kg/l") / energy
        number *= unit_ratio(found.unit, "kg/kWh")
        if found.basis == "gross":
            number /= self._value(declared.net_per_gross, "MJ/MJ")
        return number


def emission_table(
    streams: Iterable[str],
    outputs: Iterable[str],
    first: date,
    last: date,
    book: FactorBook = SHIPPED,
    choices: MethodChoices | None = None,
) -> pd.DataFrame:
    """stream, output, month, per_unit (NaN without a factor), missing (ids, comma between): one row a month."""
    found = [
        entry
        for code in sorted(set(streams))
        for output in outputs
        for entry in emissions_of(code, output, first, last, book, choices)
    ]
    rows = [
        (entry.stream, entry.output, month, per_unit, ",".join(entry.missing))
        for entry in found
        for per_unit in [float("nan") if entry.per_unit is None else float(entry.per_unit)]
        for month in pd.date_range(entry.first, entry.last, freq="MS")
    ]
    table = pd.DataFrame(rows, columns=["stream", "output", "month", "per_unit", "missing"])
    texts = dict.fromkeys(("stream", "output", "missing"), "str")
    return table.astype({**texts, "month": "datetime64[s]", "per_unit": "float64"})
