"""Targets: whether they are on track, and what the running year comes to.

Regulation (EC) No 1221/2009, Annex IV B(d) to (f) asks for objectives, targets and data on them. Rule: the path is the
straight line from the figure of the base year to the target in the target year. The last complete year after the base
year is judged: on_track where its figure is on the line or beyond it, else off_track; in the target year itself
achieved or missed. Where the target equals the base, a figure that is not above it is on the line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from indicators.contracts import TARGET_YEARS, TARGETS, Column
from indicators.coverage import as_months
from indicators.forecasts import Forecast, forecast
from indicators.model import ORGANISATION
from indicators.reasons import joined, parts, without
from indicators.records import Part, SpecificIndicator, Target
from indicators.registry import INDICATORS, UnknownIndicator, terms
from indicators.specific_indicators import ABOUT_B
from indicators.working_days import working_days

_SAME_SUM = 1e-6
"""Months must add up to figure A this closely, else the figure is not a plain sum of months."""


def no_emissions() -> pd.DataFrame:
    """An emission table without a row, where no target is about emissions."""
    return pd.DataFrame({"stream": [], "output": [], "month": [], "per_unit": []})


@dataclass(frozen=True)
class Figures:
    """The results that targets are judged by: out.core_indicators, core.monthly, out.specific_indicators.

    emissions  what a unit of a stream emits in a month: emission_table of indicators/emissions.py.
    """

    core_indicators: pd.DataFrame
    monthly: pd.DataFrame
    specific_indicators: pd.DataFrame
    declared: Mapping[str, SpecificIndicator]
    as_of: date
    emissions: pd.DataFrame = field(default_factory=no_emissions)

    @cached_property
    def of_indicators(self) -> dict[str, pd.DataFrame]:
        """out.core_indicators by indicator."""
        groups = self.core_indicators.groupby("indicator", observed=True, sort=False).indices
        return {str(code): self.core_indicators.iloc[rows] for code, rows in groups.items()}


def check_target(target: Target, declared: Mapping[str, SpecificIndicator]) -> None:
    """ValueError if the target names a figure that is not declared."""
    if target.figure == "value":
        if target.indicator not in declared:
            raise ValueError(f"target {target.id!r}: no specific indicator is called {target.indicator!r}")
        if target.breakdown:
            raise ValueError(f"target {target.id!r}: a specific indicator has no breakdown")
    elif target.indicator not in INDICATORS:
        raise ValueError(f"target {target.id!r}: {UnknownIndicator(target.indicator)}")


def judged_targets(targets: Iterable[Target], figures: Figures) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables out.targets and out.target_years, in the order of the declarations."""
    rows: list[dict[str, object]] = []
    years: list[dict[str, object]] = []
    for target in targets:
        known = _known(target, figures)
        values, base = known["value"].dropna(), known["value"].get(target.base_year)
        base = None if base is None or pd.isna(base) else float(base)
        aim = _aim(target, base)
        path = {
            year: _on_path(target, base, aim, year)
            for year in range(target.base_year, target.target_year + 1)
        }
        years += [_year(target, year, value, base, aim, values) for year, value in path.items()]
        rows.append(
            {
                "target_id": target.id,
                "name": target.name,
                "indicator": target.indicator,
                "breakdown": target.breakdown,
                "site_id": target.site_id,
                "figure": target.figure,
                "unit": _unit(target, figures),
                "office_id": target.office_id,
                "base_year": target.base_year,
                "base_value": base,
                "target_year": target.target_year,
                "target_value": aim,
                **_judgement(target, base, aim, path, known),
                **_outlook(target, path, figures),
            }
        )
    return _shaped(rows, TARGETS.columns), _shaped(years, TARGET_YEARS.columns)


def _known(target: Target, figures: Figures) -> pd.DataFrame:
    """Value (empty unless the year is whole) and reason of the target's figure, by year."""
    if target.figure == "value":
        rows = figures.specific_indicators
        rows = rows.loc[(rows["indicator"] == target.indicator) & (rows["site_id"] == target.site_id)]
        return rows.set_index("year")[["value", "reason"]]
    rows = _core_rows(figures, target.indicator, target.breakdown, target.site_id)
    value = rows["r"] if target.figure == "r" else rows["a"].where(rows["whole"])
    return pd.DataFrame({"value": value, "reason": rows["reason"].fillna("")})


def _core_rows(figures: Figures, indicator: str, breakdown: str, site_id: str) -> pd.DataFrame:
    """The rows of a figure by year, with `whole`: nothing of A is missing."""
    rows = figures.of_indicators.get(indicator, figures.core_indicators.iloc[:0])
    rows = rows.loc[(rows["site_id"] == site_id) & (rows["breakdown"] == breakdown)].set_index("year")
    about_a = rows["reason"].fillna("").map(lambda reason: without(reason, ABOUT_B))
    return rows.assign(whole=(rows["months_covered"] == 12) & rows["a"].notna() & (about_a == ""))


def _unit(target: Target, figures: Figures) -> str:
    if target.figure == "value":
        return figures.declared[target.indicator].unit
    declared = INDICATORS[target.indicator]
    if target.figure == "a":
        return declared.unit
    rows = _core_rows(figures, target.indicator, target.breakdown, target.site_id)
    found = rows["r_unit"].iloc[-1] if len(rows) else declared.r_unit
    return str(found)


def _aim(target: Target, base: float | None) -> float | None:
    if target.value is not None:
        return target.value
    return None if base is None else base * (1 + (target.change_percent or 0.0) / 100)


def _on_path(target: Target, base: float | None, aim: float | None, year: int) -> float | None:
    if base is None or aim is None:
        return None
    return base + (aim - base) * (year - target.base_year) / (target.target_year - target.base_year)


def _meets(value: float, line: float, base: float, aim: float) -> bool:
    return value >= line if aim > base else value <= line


def _year(
    target: Target,
    year: int,
    line: float | None,
    base: float | None,
    aim: float | None,
    values: pd.Series,
) -> dict[str, object]:
    actual = float(values[year]) if year in values.index else None
    if actual is None or line is None or base is None or aim is None:
        state = "unknown"
    elif year == target.base_year:
        state = "base"
    else:
        state = "on_path" if _meets(actual, line, base, aim) else "off_path"
    return {"target_id": target.id, "year": year, "path": line, "actual": actual, "state": state}


def _judgement(
    target: Target,
    base: float | None,
    aim: float | None,
    path: Mapping[int, float | None],
    known: pd.DataFrame,
) -> dict[str, object]:
    empty = {"last_year": None, "last_value": None, "path_value": None, "status": "not_judged"}
    if base is None or aim is None:
        why = known["reason"].get(target.base_year, "")
        return {**empty, "reason": joined(f"unknown_base_year: {target.base_year}", str(why))}
    values = known["value"].dropna()
    later = [int(year) for year in values.index if target.base_year < year <= target.target_year]
    if not later:
        return {**empty, "reason": f"no_complete_year_since: {target.base_year}"}
    last = max(later)
    value, line = float(values[last]), path[last]
    met = line is not None and _meets(value, line, base, aim)
    words = ("achieved", "missed") if last == target.target_year else ("on_track", "off_track")
    return {
        "last_year": last,
        "last_value": value,
        "path_value": line,
        "status": words[0] if met else words[1],
        "reason": "",
    }


def _outlook(target: Target, path: Mapping[int, float | None], figures: Figures) -> dict[str, object]:
    ahead = _forecast(target, figures)
    return {
        "forecast_year": ahead.year,
        "forecast": ahead.value,
        "forecast_low": ahead.low,
        "forecast_high": ahead.high,
        "forecast_path": None if ahead.year is None else path.get(ahead.year),
        "forecast_reason": ahead.reason,
    }


def _forecast(target: Target, figures: Figures) -> Forecast:
    """The figure's forecast: that of the amount, divided as the figure is, by what is known for the running year."""
    year = figures.as_of.year
    if figures.as_of.month == 12:
        return Forecast(None, reason=f"year_is_over: {year}")
    if target.figure == "value":
        declared = figures.declared[target.indicator]
        if any(part.indicator for part in declared.denominator):
            return Forecast(year, reason=f"share_has_no_forecast: {target.indicator}")
        rows = figures.specific_indicators
        rows = rows.loc[(rows["indicator"] == target.indicator) & (rows["site_id"] == target.site_id)]
        divisors = rows.set_index("year")["denominator"] / declared.scale
        divisor = divisors.get(year, float("nan")) * (working_days(year) if declared.per_working_day else 1)
        kinds = [part.reference for part in declared.denominator]
        return _divided(_amount(declared.numerator, target.site_id, figures), divisor, kinds)
    part = Part(indicator=target.indicator, breakdown=target.breakdown)
    amount = _amount((part,), target.site_id, figures)
    if target.figure == "a":
        return amount
    rows = _core_rows(figures, target.indicator, target.breakdown, target.site_id)
    kind = str(rows["b_kind"].get(year, "")) or INDICATORS[target.indicator].b_kind
    return _divided(amount, rows["b"].get(year, float("nan")), [kind])


def _divided(amount: Forecast, divisor: float, kinds: list[str]) -> Forecast:
    if amount.value is None or amount.low is None or amount.high is None:
        return amount
    if not divisor > 0:
        return Forecast(amount.year, reason=joined(*(f"missing_reference_value: {kind}" for kind in kinds)))
    return Forecast(amount.year, amount.value / divisor, amount.low / divisor, amount.high / divisor)


def _amount(numerator: Iterable[Part], site_id: str, figures: Figures) -> Forecast:
    """Forecast of a weighted sum of figures A. Parts that the site does not have are left out."""
    months: list[pd.Series] = []
    found: list[pd.DataFrame] = []
    for part in numerator:
        rows = _core_rows(figures, part.indicator, part.breakdown, site_id)
        if rows.empty:
            continue
        if unknown := _missing_factors(rows["reason"].get(figures.as_of.year)):
            return Forecast(figures.as_of.year, reason=unknown)
        series = _months(figures, part, site_id)
        sums = series.groupby(pd.DatetimeIndex(series.index).year).sum().reindex(rows.index, fill_value=0.0)
        whole = rows["whole"]
        if ((sums - rows["a"]).abs() > _SAME_SUM * rows["a"].abs().clip(lower=1.0))[whole].any():
            return Forecast(figures.as_of.year, reason=f"no_monthly_figures: {part.indicator}")
        months.append(series * part.weight)
        found.append(rows)
    if not found:
        names = joined(*(f"no_input: {part.indicator}" for part in numerator))
        return Forecast(figures.as_of.year, reason=names)
    whole_years = set.intersection(*(set(rows.index[rows["whole"]]) for rows in found))
    covered = min(int(rows["months_covered"].get(figures.as_of.year, 0)) for rows in found)
    together = pd.concat(months)
    return forecast(together.groupby(level=0).sum(), whole_years, covered, figures.as_of)


def _months(figures: Figures, part: Part, site_id: str) -> pd.Series:
    """Amount of a figure A by month, from the streams of which it is made; of an emission, times what they emit.

    What has no factor adds nothing; the years of which a factor is missing are not whole.
    """
    monthly = figures.monthly
    month = as_months(monthly["month"])
    taken = month <= pd.Timestamp(figures.as_of)
    if site_id != ORGANISATION:
        taken &= monthly["site_id"] == site_id
    rows = monthly.loc[taken, ["stream", "quantity"]].assign(month=month.loc[taken])
    streams = rows["stream"].unique()
    found = [pd.Series(dtype="float64", index=pd.DatetimeIndex([]))]
    for term in terms(part.indicator):
        codes = [code for code in streams if term.takes(code) and part.breakdown in {"", term.label(code)}]
        of_term = rows.loc[rows["stream"].isin(codes)]
        amounts = of_term["quantity"] * term.sign * _per_unit(of_term, term.emits, figures.emissions)
        found.append(pd.Series(amounts.to_numpy(), index=pd.DatetimeIndex(of_term["month"]), dtype="float64"))
    together: pd.Series = pd.concat(found)
    return together.groupby(level=0).sum()


def _per_unit(rows: pd.DataFrame, output: str, emissions: pd.DataFrame) -> pd.Series:
    """1, or what a unit of each row's stream emits in its month."""
    if not output:
        return pd.Series(1.0, index=rows.index)
    of_output = emissions.loc[emissions["output"] == output].assign(month=as_months(emissions["month"]))
    per_unit = of_output.set_index(["stream", "month"])["per_unit"]
    found = per_unit.reindex(pd.MultiIndex.from_arrays([rows["stream"], rows["month"]]))
    return pd.Series(found.to_numpy(dtype="float64"), index=rows.index).fillna(0.0)


def _missing_factors(reason: object) -> str:
    """What a stored reason says about missing factors; empty for nothing."""
    stored = reason if isinstance(reason, str) else ""
    return joined(*(f"{code}: {what}" for code, what in parts(stored) if code == "missing_factor"))


def _shaped(rows: list[dict[str, object]], columns: tuple[Column, ...]) -> pd.DataFrame:
    types = {"VARCHAR": "str", "DOUBLE": "float64"}
    frame = pd.DataFrame(rows, columns=[column.name for column in columns])
    return frame.astype(
        {column.name: types.get(column.type, "Int64" if column.nullable else "int64") for column in columns}
    )
