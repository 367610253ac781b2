"""Which of the results a page shows, as records: figures by year, quantities by month, states by site and month."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from indicators.coverage import as_months, families
from indicators.model import ORGANISATION, Results
from indicators.registry import EVERY_WASTE, indicator
from indicators.streams import WASTE_FAMILY, stream

OPEN_STATES = frozenset({"missing", "rejected"})
STATES = ("delivered", "estimated", "rejected", "missing")
"""States of a due month, the one that needs a person most last."""

NOT_DUE = "not_due"
HAZARDOUS = "waste.hazardous"
OTHER_WASTE = "waste.other"


@dataclass(frozen=True)
class YearFigure:
    """A, B and R of an indicator or of one of its breakdowns, at a site in a year (out.core_indicators)."""

    indicator: str
    breakdown: str
    site_id: str
    year: int
    a: float | None
    a_unit: str
    b: float | None
    b_kind: str
    b_unit: str
    r: float | None
    r_unit: str
    months_covered: int
    estimated_share: float | None
    status: str
    reason: str

    @property
    def complete(self) -> bool:
        """Whether the year is whole, so that R may be shown."""
        return self.status in {"complete", "closed"} and self.r is not None


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
class SiteMonth:
    """The worst state of a site's supply points in a month, how many were due and how many are still open."""

    site_id: str
    month: date
    state: str
    due: int
    open: int


def _optional(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(str(value))  # type: ignore[call-overload]


def year_figures(
    results: Results, code: str, site_id: str | None = None, breakdown: str | None = ""
) -> list[YearFigure]:
    """The figures of an indicator by site (in the order of the register, the organisation first) and year.

    None as site or breakdown stands for every one.
    """
    frame = results.core_indicators
    wanted = frame["indicator"] == code
    if site_id is not None:
        wanted &= frame["site_id"] == site_id
    if breakdown is not None:
        wanted &= frame["breakdown"] == breakdown
    order = {
        site: place for place, site in enumerate([ORGANISATION, *(site.id for site in results.city.sites)])
    }
    found = [
        YearFigure(
            indicator=code,
            breakdown=str(row["breakdown"]),
            site_id=str(row["site_id"]),
            year=int(row["year"]),
            a=_optional(row["a"]),
            a_unit=str(row["a_unit"]),
            b=_optional(row["b"]),
            b_kind=str(row["b_kind"]),
            b_unit=str(row["b_unit"]),
            r=_optional(row["r"]),
            r_unit=str(row["r_unit"]),
            months_covered=int(row["months_covered"]),
            estimated_share=_optional(row["estimated_share"]),
            status=str(row["status"]),
            reason=str(row["reason"]),
        )
        for row in frame.loc[wanted].to_dict("records")
    ]
    return sorted(
        found,
        key=lambda entry: (order.get(entry.site_id, len(order)), entry.site_id, entry.breakdown, entry.year),
    )


def last_complete(figures: Iterable[YearFigure]) -> YearFigure | None:
    """The figure of the last complete year."""
    return max((entry for entry in figures if entry.complete), key=lambda entry: entry.year, default=None)


def comparison_year(figures: Sequence[YearFigure]) -> int | None:
    """The year in which sites are compared: the organisation's last complete one, else any site's."""
    whole = last_complete(entry for entry in figures if entry.site_id == ORGANISATION) or last_complete(
        figures
    )
    return whole.year if whole else None


def breakdowns(code: str, figures: Iterable[YearFigure]) -> list[str]:
    """The breakdowns that occur, in the declared order of the terms, waste codes in their own order."""
    declared = [term.breakdown for term in indicator(code).terms]
    occurring = {entry.breakdown for entry in figures if entry.breakdown}
    return sorted(
        occurring, key=lambda label: (declared.index(label) if label in declared else len(declared), label)
    )


def month_labels(code: str) -> dict[str, str]:
    """The labels under which a page shows the months of an indicator, by the stream's code; waste in two kinds."""
    return {term.stream: term.breakdown for term in indicator(code).terms if term.stream != EVERY_WASTE}


def month_quantities(results: Results, code: str) -> list[MonthQuantity]:
    """The organisation's months of an indicator by label, from the first due month to the last.

    Energy and water are labelled by the breakdown of the indicator's terms; waste by whether it is hazardous.
    A month's quantity is the sum over the sites, with the sign of the term; nothing is filled in.
    """
    quantities = _quantities(results, code)
    due = _due(results, code)
    months = [*due["month"], *quantities["month"]]
    if not months:
        return []
    span = pd.date_range(min(months), pd.Timestamp(results.as_of), freq="MS")
    labels = list(dict.fromkeys(_labels(code)))
    present = set(due["label"]) | set(quantities["label"])
    wanted = [label for label in labels if label in present]
    measured = {
        (row["label"], row["month"]): (float(row["quantity"]), float(row["size"]), float(row["estimated"]))
        for row in quantities.to_dict("records")
    }
    opened = {(row["label"], row["month"]): bool(row["open"]) for row in due.to_dict("records")}
    return [
        _month_quantity(month, label, measured.get((label, month)), opened.get((label, month)))
        for month in span
        for label in wanted
    ]


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


def _labels(code: str) -> list[str]:
    streams = month_labels(code)
    return list(streams.values()) if streams else [HAZARDOUS, OTHER_WASTE]


def _label_of(stream_code: str, streams: Mapping[str, str]) -> str:
    if streams:
        return streams.get(stream_code, "")
    if not stream_code.startswith(f"{WASTE_FAMILY}."):
        return ""
    return HAZARDOUS if stream(stream_code).hazardous else OTHER_WASTE


def _quantities(results: Results, code: str) -> pd.DataFrame:
    """label, month, quantity, size (without signs) and estimated size, summed over the sites."""
    streams = month_labels(code)
    signs = {term.stream: term.sign for term in indicator(code).terms}
    monthly = results.monthly
    quantity = monthly["quantity"].astype("float64")
    frame = pd.DataFrame(
        {
            "label": [_label_of(str(value), streams) for value in monthly["stream"]],
            "month": as_months(monthly["month"]),
            "quantity": quantity * [signs.get(str(value), 1) for value in monthly["stream"]],
            "size": quantity.abs(),
            "estimated": quantity.abs() * monthly["estimated_share"].fillna(0.0).astype("float64"),
        }
    )
    frame = frame.loc[(frame["label"] != "") & (frame["month"] <= pd.Timestamp(results.as_of))]
    frame = frame.sort_values(["label", "month", "size"])
    return frame.groupby(["label", "month"], sort=True)[["quantity", "size", "estimated"]].sum().reset_index()


def _due(results: Results, code: str) -> pd.DataFrame:
    """label, month, open: whether anything is missing of what is due under a label in a month."""
    streams = month_labels(code)
    coverage = results.coverage
    registered = families(coverage["stream"])
    frame = pd.DataFrame(
        {
            "label": [
                [label] if (label := streams.get(str(value), "")) else _waste_labels(str(value), streams)
                for value in registered
            ],
            "month": as_months(coverage["month"]),
            "open": coverage["state"].isin(OPEN_STATES),
        }
    )
    frame = frame.explode("label").dropna(subset="label")
    frame["open"] = frame["open"].astype("bool")
    return frame.groupby(["label", "month"], sort=True)["open"].any().reset_index()


def _waste_labels(registered: str, streams: Mapping[str, str]) -> list[str]:
    return [HAZARDOUS, OTHER_WASTE] if registered == WASTE_FAMILY and not streams else []


def site_months(results: Results) -> list[SiteMonth]:
    """The state of every site in every month from the first due one to the last, sites in the register's order."""
    coverage = results.coverage
    if coverage.empty:
        return []
    frame = pd.DataFrame(
        {
            "site_id": coverage["site_id"].astype("str"),
            "month": as_months(coverage["month"]),
            "rank": coverage["state"].map({state: rank for rank, state in enumerate(STATES)}).astype("int64"),
            "open": coverage["state"].isin(OPEN_STATES).astype("int64"),
        }
    )
    groups = frame.groupby(["site_id", "month"], sort=True)
    found = {
        (row["site_id"], row["month"]): (STATES[int(row["worst"])], int(row["due"]), int(row["open"]))
        for row in groups.agg(worst=("rank", "max"), due=("rank", "size"), open=("open", "sum"))
        .reset_index()
        .to_dict("records")
    }
    span = pd.date_range(frame["month"].min(), pd.Timestamp(results.as_of), freq="MS")
    return [
        SiteMonth(site.id, month.date(), *found.get((site.id, month), (NOT_DUE, 0, 0)))
        for site in results.city.sites
        for month in span
    ]
