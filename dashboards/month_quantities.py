"""Quantities by month under the labels of an indicator, for a site or the organisation: what is there, what is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboards.selection import HAZARDOUS, NOT_DUE, OPEN_STATES, OTHER_WASTE
from indicators.coverage import as_months, families
from indicators.model import ORGANISATION, Results
from indicators.registry import EVERY_WASTE, indicator
from indicators.streams import WASTE_FAMILY, stream

WHOLE_STATES = frozenset({"delivered", "estimated", NOT_DUE})
"""States of a month of which nothing is missing."""

_KEYS = ["site_id", "label", "month"]


@dataclass(frozen=True)
class MonthQuantity:
    """What was used or caused in a month under one label, in canonical units.

    `state`: delivered, estimated (wholly there, partly estimated), incomplete (something is missing, the quantity
    is what is there), missing (nothing is there; quantity is None), not_due (nothing has to be there).
    """

    month: date
    label: str
    quantity: float | None
    estimated_share: float
    state: str


@dataclass(frozen=True)
class YearToDate:
    """The quantity of the months of the current year that are due, and of the same months of the year before."""

    year: int
    last_month: date
    quantity: float
    before: float


class Months:
    """The months of one indicator, gathered once for every site.

    Only quantities in the unit of the indicator are months of it: an emission is computed from a year's energy, and
    what is measured once a year has no months.
    """

    def __init__(self, results: Results, code: str) -> None:
        self._as_of = pd.Timestamp(results.as_of)
        self._labels = list(dict.fromkeys(_labels(code)))
        streams = _label_of_stream(results, code)
        quantities = _quantities(results, code, streams)
        due = _due(results, code) if not quantities.empty else _due(results, code).iloc[:0]
        self._quantities = dict(iter(quantities.groupby("site_id")))
        self._due = dict(iter(due.groupby("site_id")))
        self._gathered: dict[str, list[MonthQuantity]] = {}

    def of(self, site_id: str) -> list[MonthQuantity]:
        """The months of a site or the organisation by label, from the first due month to the last."""
        if site_id not in self._gathered:
            self._gathered[site_id] = self._gather(site_id)
        return self._gathered[site_id]

    def _gather(self, site_id: str) -> list[MonthQuantity]:
        quantities, due = self._quantities.get(site_id), self._due.get(site_id)
        first = [rows["month"].min() for rows in (due, quantities) if rows is not None]
        if not first:
            return []
        span = pd.date_range(min(first), self._as_of, freq="MS")
        present = {label for rows in (due, quantities) if rows is not None for label in rows["label"]}
        measured = (
            {}
            if quantities is None
            else {
                (label, month): (quantity, size, estimated)
                for label, month, quantity, size, estimated in quantities[
                    ["label", "month", "quantity", "size", "estimated"]
                ].itertuples(index=False)
            }
        )
        opened = {} if due is None else dict(zip(zip(due["label"], due["month"]), due["open"], strict=True))  # noqa: B905
        return [
            _month_quantity(month, label, measured.get((label, month)), opened.get((label, month)))
            for month in span
            for label in self._labels
            if label in present
        ]

    def by_year(self, site_id: str) -> dict[int, list[float | None]]:
        """The twelve months of each year, over all labels; None where a month is not whole or not due yet."""
        found: dict[int, list[float | None]] = {}
        by_month: dict[date, list[MonthQuantity]] = {}
        for entry in self.of(site_id):
            by_month.setdefault(entry.month, []).append(entry)
        for month, entries in by_month.items():
            values = found.setdefault(month.year, [None] * 12)
            if all(entry.state in WHOLE_STATES for entry in entries) and any(
                entry.state != NOT_DUE for entry in entries
            ):
                values[month.month - 1] = sum(entry.quantity or 0.0 for entry in entries)
        return found

    def year_to_date(self, site_id: str) -> YearToDate | None:
        """This year so far beside the same months of last year; None unless every one of these months is whole."""
        year, last = self._as_of.year, self._as_of.month
        months = [entry for entry in self.of(site_id) if entry.month.month <= last]
        sums = []
        for wanted in (year, year - 1):
            of_year = [entry for entry in months if entry.month.year == wanted]
            if {entry.month.month for entry in of_year} != set(range(1, last + 1)):
                return None
            if any(entry.state not in WHOLE_STATES for entry in of_year):
                return None
            sums.append(sum(entry.quantity or 0.0 for entry in of_year))
        return YearToDate(year, self._as_of.date(), sums[0], sums[1])


def _month_quantity(
    month: pd.Timestamp, label: str, measured: tuple[float, float, float] | None, opened: bool | None
) -> MonthQuantity:
    day = month.date()
    if measured is None:
        if opened is None:
            return MonthQuantity(day, label, None, 0.0, NOT_DUE)
        return MonthQuantity(day, label, None if opened else 0.0, 0.0, "missing" if opened else "delivered")
    quantity, size, estimated = measured
    share = estimated / size if size else 0.0
    if opened:
        return MonthQuantity(day, label, quantity, share, "incomplete")
    return MonthQuantity(day, label, quantity, share, "estimated" if share else "delivered")


def month_labels(code: str) -> dict[str, str]:
    """The labels under which a page shows the months of an indicator, by the stream's code; waste in two kinds."""
    return {term.stream: term.breakdown for term in indicator(code).terms if term.stream != EVERY_WASTE}


def _labels(code: str) -> list[str]:
    streams = month_labels(code)
    return list(streams.values()) if streams else [HAZARDOUS, OTHER_WASTE]


def _label_of_stream(results: Results, code: str) -> dict[str, str]:
    declared = month_labels(code)
    return {
        name: label
        for name in map(str, results.monthly["stream"].unique())
        if (label := _label_of(name, declared))
    }


def _label_of(stream_code: str, streams: Mapping[str, str]) -> str:
    if streams:
        return streams.get(stream_code, "")
    if not stream_code.startswith(f"{WASTE_FAMILY}."):
        return ""
    return HAZARDOUS if stream(stream_code).hazardous else OTHER_WASTE


def _quantities(results: Results, code: str, labels: Mapping[str, str]) -> pd.DataFrame:
    """site_id, label, month, quantity, size (without signs) and estimated size; the organisation is their sum."""
    monthly = results.monthly
    month = as_months(monthly["month"])
    wanted = monthly["stream"].isin(list(labels)) & (monthly["unit"] == indicator(code).unit)
    wanted &= month <= pd.Timestamp(results.as_of)
    monthly = monthly.loc[wanted]
    signs = {term.stream: term.sign for term in indicator(code).terms}
    quantity = monthly["quantity"].astype("float64")
    frame = pd.DataFrame(
        {
            "site_id": monthly["site_id"].astype("str"),
            "label": monthly["stream"].map(labels).astype("str"),
            "month": month.loc[wanted],
            "quantity": quantity * monthly["stream"].map(lambda name: signs.get(name, 1)).astype("float64"),
            "size": quantity.abs(),
            "estimated": quantity.abs() * monthly["estimated_share"].fillna(0.0).astype("float64"),
        }
    )
    frame = pd.concat([frame, frame.assign(site_id=ORGANISATION)], ignore_index=True)
    frame = frame.sort_values([*_KEYS, "size", "quantity"])
    return frame.groupby(_KEYS, sort=True)[["quantity", "size", "estimated"]].sum().reset_index()


def _due(results: Results, code: str) -> pd.DataFrame:
    """site_id, label, month, open: whether anything is missing of what is due under a label in a month."""
    streams = month_labels(code)
    coverage = results.coverage
    registered = families(coverage["stream"])
    labels = {
        name: [label] if (label := streams.get(name, "")) else _waste_labels(name, streams)
        for name in map(str, registered.unique())
    }
    frame = pd.DataFrame(
        {
            "site_id": coverage["site_id"].astype("str"),
            "label": registered.map(labels),
            "month": as_months(coverage["month"]),
            "open": coverage["state"].isin(OPEN_STATES),
        }
    )
    frame = frame.explode("label").dropna(subset="label")
    frame["open"] = frame["open"].astype("bool")
    frame = pd.concat([frame, frame.assign(site_id=ORGANISATION)], ignore_index=True)
    return frame.groupby(_KEYS, sort=True)["open"].any().reset_index()


def _waste_labels(registered: str, streams: Mapping[str, str]) -> list[str]:
    return [HAZARDOUS, OTHER_WASTE] if registered == WASTE_FAMILY and not streams else []
