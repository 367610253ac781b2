"""Months that a city lets be estimated: by a rule with a name, where it chose so, and never otherwise.

Regulation (EC) No 1221/2009, Annex IV C.1, as replaced by Regulation (EU) 2018/2026, asks for actual data; Article 20
expects the verifier to judge the use of estimates. So an estimate is opted into for a supply point or a stream, says
its rule and its reason wherever it counts, is no reading of any delivery, and gives way once a true value arrives.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import pandas as pd

from indicators.contracts import ESTIMATES
from indicators.coverage import as_months, month_ordinals
from indicators.declarations import declaration
from indicators.languages import in_language
from indicators.model import City, Site
from indicators.records import EstimateChoice, EstimateRule, Language
from indicators.streams import canonical_unit

NEIGHBOURS_WITHIN = 3
"""Months from a gap to the measured month by which it is estimated: beyond them the season is another."""

_DECLARED = declaration("estimates.toml")["rule"]

RULE_NAMES: Mapping[EstimateRule, Mapping[Language, str]] = MappingProxyType(
    {rule: entry["names"] for rule, entry in _DECLARED.items()}
)
RULE_METHODS: Mapping[EstimateRule, Mapping[Language, str]] = MappingProxyType(
    {rule: entry["method"] for rule, entry in _DECLARED.items()}
)


def rule_name(rule: str, language: str) -> str:
    """The name of a rule in a language; the text itself where it is none."""
    return in_language(_DECLARED[rule]["names"], language) if rule in _DECLARED else rule


@dataclass(frozen=True)
class _Measured:
    """A whole month of readings that are not estimated."""

    quantity: float
    days: int


Series = Mapping[int, _Measured]
"""The measured months of a supply point, stream and site, by their number since January 1970."""


def estimated_months(city: City, coverage: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """The table out.estimates: every missing month for which the city chose a rule, with its value or its refusal.

    coverage  due months: supply_point_id, site_id, stream, month, cadence, days_due, days_covered, covered.
    measured  core.monthly_by_supply_point: quantity_metered, quantity_estimated of readings.

    A month of which some days are there is estimated for the others. Quantities are those of the site before and after
    its allocation share, in the canonical unit of the stream.
    """
    if not city.estimates:
        return _shaped([])
    due = coverage.loc[(coverage["cadence"] == "monthly")].assign(month=as_months(coverage["month"]))
    missing = due.loc[~due["covered"].astype("bool")]
    series = _series(due, measured)
    sites = {site.id: site for site in city.sites}
    rows = []
    for row in missing.to_dict("records"):
        choice = choice_for(city.estimates, row["supply_point_id"], row["stream"], row["month"].date())
        if choice is not None:
            place = (row["supply_point_id"], row["stream"], row["site_id"])
            days = int(row["days_due"]) - int(row["days_covered"])
            month = row["month"].date()
            rows.append(_estimate(choice, place, month, days, series.get(place, {}), sites[row["site_id"]]))
    return _shaped(rows)


def choice_for(
    choices: Iterable[EstimateChoice], supply_point_id: str, stream: str, month: date
) -> EstimateChoice | None:
    """What the city chose for a month: of a supply point first, then of its stream."""
    fitting = [choice for choice in choices if choice.holds_for(supply_point_id, stream, month)]
    return min(fitting, key=lambda choice: choice.supply_point == "", default=None)


def with_estimates(monthly: pd.DataFrame, estimates: pd.DataFrame) -> pd.DataFrame:
    """core.monthly with the estimates in it; `days_covered` stay those of readings."""
    found = estimates.loc[estimates["status"] == "estimated"]
    if found.empty:
        return monthly
    keys = ["site_id", "stream", "month"]
    added = found.assign(month=as_months(found["month"]).astype(monthly["month"].dtype))
    sums = added.groupby(keys)[["quantity", "quantity_metered"]].sum()
    sums = sums.rename(columns=lambda name: f"added_{name}").assign(
        unit_added=added.groupby(keys)["unit"].first()
    )
    table = monthly.merge(sums.reset_index(), on=keys, how="outer")
    plus = table[["added_quantity", "added_quantity_metered"]].fillna(0.0)
    before = table["quantity"].fillna(0.0)
    estimated = before.abs() * table["estimated_share"].fillna(0.0) + plus["added_quantity"].abs()
    table["quantity"] = before + plus["added_quantity"]
    share = (estimated / table["quantity"].abs().where(table["quantity"] != 0)).fillna(0.0).clip(0.0, 1.0)
    table["estimated_share"] = share.where(plus["added_quantity"] != 0, table["estimated_share"].fillna(0.0))
    for name, value in (
        (
            "quantity_metered",
            table.get("quantity_metered", before).fillna(0.0) + plus["added_quantity_metered"],
        ),
        ("unit", table.get("unit", table["unit_added"]).fillna(table["unit_added"])),
        ("days_in_month", table["month"].dt.days_in_month),
        ("days_covered", table.get("days_covered", pd.Series(0, index=table.index)).fillna(0)),
    ):
        if name in monthly:
            table[name] = value.astype(monthly[name].dtype)
    return table[list(monthly.columns)]


def covered_by_estimates(coverage: pd.DataFrame, estimates: pd.DataFrame) -> pd.DataFrame:
    """The due months, those that are estimated as covered and, where there are states, in the state `estimated`."""
    found = estimates.loc[estimates["status"] == "estimated"]
    if found.empty:
        return coverage
    keys = ["supply_point_id", "site_id", "stream", "month"]
    wanted = pd.MultiIndex.from_frame(found[keys].assign(month=as_months(found["month"])))
    there = pd.MultiIndex.from_frame(coverage[keys].assign(month=as_months(coverage["month"]))).isin(wanted)
    table = coverage.assign(covered=coverage["covered"] | there)
    return table.assign(state=table["state"].mask(there, "estimated")) if "state" in table else table


def _series(due: pd.DataFrame, measured: pd.DataFrame) -> dict[tuple[str, str, str], dict[int, _Measured]]:
    keys = ["supply_point_id", "stream", "site_id", "month"]
    whole = due.loc[due["days_covered"] >= due["days_due"], [*keys, "days_due"]]
    true = measured.loc[measured["quantity_estimated"] == 0, [*keys, "quantity_metered"]]
    joined = whole.merge(true.assign(month=as_months(true["month"])), on=keys)
    found: dict[tuple[str, str, str], dict[int, _Measured]] = {}
    numbers = month_ordinals(joined["month"])
    columns = (joined[name].tolist() for name in (*keys[:3], "quantity_metered", "days_due"))
    for number, (point, stream, site, quantity, days) in zip(
        numbers.tolist(), zip(*columns, strict=True), strict=True
    ):
        found.setdefault((point, stream, site), {})[number] = _Measured(float(quantity), int(days))
    return found


def _estimate(
    choice: EstimateChoice, place: tuple[str, str, str], month: date, days: int, series: Series, site: Site
) -> dict[str, object]:
    number = (month.year - 1970) * 12 + month.month - 1
    used, refusal = _basis(choice.rule, number, series)
    quantity = share = None
    if not refusal:
        mean = sum(series[other].quantity for other in used) / sum(series[other].days for other in used)
        quantity = mean * days
        share = quantity * _share_of(site, month)
    point, stream, site_id = place
    return {
        "supply_point_id": point,
        "site_id": site_id,
        "stream": stream,
        "month": month,
        "rule": choice.rule,
        "status": "refused" if refusal else "estimated",
        "quantity_metered": quantity,
        "quantity": share,
        "unit": canonical_unit(stream),
        "days_estimated": days,
        "from_months": ", ".join(_written(other) for other in used),
        "refusal": refusal,
        "who": choice.who,
        "reason": choice.reason,
    }


def _basis(rule: EstimateRule, number: int, series: Series) -> tuple[list[int], str]:
    """The months by which a month is estimated, or why there are none: a stored reason."""
    if rule == "same_month_last_year":
        before = number - 12
        return ([before], "") if before in series else ([], f"estimate_without_last_year: {_written(before)}")
    away = range(1, NEIGHBOURS_WITHIN + 1)
    earlier = next((number - months for months in away if number - months in series), None)
    later = next((number + months for months in away if number + months in series), None)
    if earlier is None or later is None:
        return [], f"estimate_without_neighbours: {_written(number)}"
    return [earlier, later], ""


def _written(number: int) -> str:
    return f"{1970 + number // 12}-{number % 12 + 1:02}"


def _share_of(site: Site, month: date) -> float:
    """The part of a month's quantity that counts: the site's share, averaged over the days where it changes."""
    if not site.shares:
        return 1.0
    length = calendar.monthrange(month.year, month.month)[1]
    days = [month.replace(day=day) for day in range(1, length + 1)]
    held = [
        share.share
        for day in days
        for share in site.shares
        if share.valid_from <= day and (share.valid_to is None or day <= share.valid_to)
    ]
    return sum(held) / length


def _shaped(rows: list[dict[str, object]]) -> pd.DataFrame:
    types = {"VARCHAR": "str", "DOUBLE": "float64", "INTEGER": "int64", "DATE": "datetime64[s]"}
    frame = pd.DataFrame(rows, columns=list(ESTIMATES.column_names))
    frame = frame.astype({column.name: types[column.type] for column in ESTIMATES.columns})
    return frame.sort_values(list(ESTIMATES.key), ignore_index=True)
