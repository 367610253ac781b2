"""Green Button: interval data of meters as the ESPI standard (NAESB REQ.21) puts them into an Atom feed.

An entry of the feed is a usage point, a meter reading, a reading type or a block of intervals; links between entries
say what belongs together. A usage summary is what the supplier made of the same intervals, and is not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from flows.sources.records import Record, record_sheet
from flows.sources.sheet import Sheet
from flows.sources.xml_elements import Element, elements

FIELDS = ("usage_point", "title", "measure", "start", "end", "quantity", "unit", "quality")

SERVICES = {"0": "electricity", "1": "gas", "2": "water", "4": "heat"}
COMMODITIES = {"1": "electricity", "7": "gas", "9": "water"}
UNITS = {"72": "Wh", "38": "W", "42": "m3", "119": "ft3", "134": "l", "132": "Btu", "169": "therm", "31": "J"}
FLOWS = {"": "", "0": "", "1": "", "4": " net", "19": " reverse"}
ACCUMULATIONS = {"": "", "0": "", "4": "", "1": " bulk", "3": " cumulative"}
"""ESPI codes of service kind, commodity, unit, flow direction and accumulation that are written out; another code
stands as it is. A value that is not what flowed in its interval (a register, a demand) has a measure of its own, so
that no format takes it for consumption unless it says so."""

INTEGER = re.compile(r"-?[0-9]{1,18}")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class _Entry:
    content: Element
    title: str
    identifier: str
    links: dict[str, tuple[str, ...]]

    @property
    def own(self) -> tuple[str, ...]:
        return self.links.get("self", ())

    def leads_to(self, other: "_Entry") -> bool:
        """Whether a related link names the other entry or the collection above it, or its address is below ours."""
        near = {*other.own, *other.links.get("up", ())}
        below = any(theirs.startswith(f"{ours}/") for ours in self.own for theirs in other.own)
        return below or bool(near & set(self.links.get("related", ())))


@dataclass(frozen=True)
class _Series:
    """What all intervals of a block have in common."""

    usage_point: str
    title: str
    measure: str
    unit: str
    exponent: int


def green_button_sheet(connection: duckdb.DuckDBPyConnection, path: Path, scratch: Path, table: str) -> Sheet:
    """One record for each interval: start and end as instants in UTC, the quantity with its power of ten applied."""
    return record_sheet(connection, _records(path), FIELDS, scratch, table)


def _records(path: Path) -> Iterator[Record]:
    series = _series_of_blocks(path)
    entry = 0
    for element in elements(path, frozenset({"entry", "IntervalReading"})):
        if element.name == "entry":
            entry += 1
            continue
        known = series.get(entry)
        if known is None:
            continue
        start, end = _period(element.said("timePeriod/start"), element.said("timePeriod/duration"))
        yield {
            "usage_point": known.usage_point,
            "title": known.title,
            "measure": known.measure,
            "start": start,
            "end": end,
            "quantity": _shifted(element.said("value"), known.exponent),
            "unit": known.unit,
            "quality": element.said("ReadingQuality/quality"),
        }


def _series_of_blocks(path: Path) -> dict[int, _Series]:
    """The series of each entry that holds interval blocks, by the place of the entry in the feed."""
    kinds: dict[str, list[_Entry]] = {"UsagePoint": [], "MeterReading": [], "ReadingType": []}
    blocks: dict[int, _Entry] = {}
    for place, element in enumerate(elements(path, frozenset({"entry"}), frozenset({"IntervalReading"}))):
        for content in element.all("content"):
            for child in content.children[:1]:
                entry = _Entry(child, element.said("title"), element.said("id"), _links(element))
                if child.name in kinds:
                    kinds[child.name].append(entry)
                elif child.name == "IntervalBlock":
                    blocks[place] = entry
    return {place: _series(block, kinds) for place, block in blocks.items()}


def _links(element: Element) -> dict[str, tuple[str, ...]]:
    links: dict[str, tuple[str, ...]] = {}
    for link in element.all("link"):
        address = link.attributes.get("href", "").rstrip("/")
        if address:
            relation = link.attributes.get("rel", "")
            links[relation] = (*links.get(relation, ()), address)
    return links


def _series(block: _Entry, kinds: dict[str, list[_Entry]]) -> _Series:
    reading = _one(kinds["MeterReading"], block)
    usage_point = _one(kinds["UsagePoint"], reading or block) or _one(kinds["UsagePoint"], block)
    types = kinds["ReadingType"]
    if reading is not None and len(types) > 1:
        types = [entry for entry in types if reading.leads_to(entry)]
    kind = types[0].content if len(types) == 1 else Element("ReadingType")
    exponent = kind.said("powerOfTenMultiplier") or "0"
    unit = UNITS.get(kind.said("uom"), f"uom {kind.said('uom')}".strip())
    if not INTEGER.fullmatch(exponent) or abs(int(exponent)) > 15:
        unit, exponent = f"{unit} x 10^{exponent}", "0"
    return _Series(
        _name(usage_point),
        usage_point.title if usage_point else "",
        _measure(usage_point, kind),
        unit,
        int(exponent),
    )


def _one(candidates: list[_Entry], below: _Entry) -> _Entry | None:
    """The entry that leads to the other; where a feed has but one of its kind, that one needs no link."""
    if len(candidates) == 1:
        return candidates[0]
    leading = [entry for entry in candidates if entry.leads_to(below)]
    return leading[0] if len(leading) == 1 else None


def _name(usage_point: _Entry | None) -> str:
    """The last part of the usage point's address, which is its number at the supplier."""
    if usage_point is None:
        return ""
    address = next(iter(usage_point.own), usage_point.identifier)
    return address.rpartition("/")[2]


def _measure(usage_point: _Entry | None, kind: Element) -> str:
    service = usage_point.content.said("ServiceCategory/kind") if usage_point else ""
    commodity = kind.said("commodity")
    name = SERVICES.get(service, f"service {service}") if service else COMMODITIES.get(commodity, "")
    flow, accumulation = kind.said("flowDirection"), kind.said("accumulationBehaviour")
    return (
        name
        + FLOWS.get(flow, f" flow {flow}")
        + ACCUMULATIONS.get(accumulation, f" accumulation {accumulation}")
    )


def _period(start: str, duration: str) -> tuple[str, str]:
    """Both ends of an interval as ISO instants; what is no number of seconds stands as it is."""
    if not (INTEGER.fullmatch(start) and INTEGER.fullmatch(duration)):
        return start, duration
    try:
        return tuple(  # type: ignore[return-value]
            datetime.fromtimestamp(seconds, UTC).isoformat()
            for seconds in (int(start), int(start) + int(duration))
        )
    except (ValueError, OverflowError, OSError):
        return start, duration


def _shifted(value: str, exponent: int) -> str:
    """The value with its power of ten; what is no plain number becomes none that a notation could take."""
    if not exponent or not value:
        return value
    return f"{Decimal(value).scaleb(exponent):f}" if NUMBER.fullmatch(value) else f"{value} x 10^{exponent}"
