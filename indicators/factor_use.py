"""Which factor was used in which figures of which years, and which was missing."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from indicators.coverage import as_months
from indicators.emissions import CHAINS, Emission, emissions_of
from indicators.factors import FactorBook
from indicators.model import MethodChoices
from indicators.registry import CoreIndicator, computed_figures

USE_COLUMNS = (
    "indicator",
    "stream",
    "year",
    "factor_id",
    "value",
    "unit",
    "valid_from",
    "valid_to",
    "source",
    "verified",
    "fallback",
    "own",
    "memo",
)


def factor_use(monthly: pd.DataFrame, as_of: date, book: FactorBook, choices: MethodChoices) -> pd.DataFrame:
    """One row for each indicator, stream, year and factor (USE_COLUMNS); `value` is empty where none was in force.

    monthly  core.monthly: stream, month, quantity; months after `as_of` and quantities of 0 use no factor.
    """
    month = as_months(monthly["month"])
    counted = (month <= pd.Timestamp(as_of)) & (monthly["quantity"].astype("float64") != 0)
    months = pd.DataFrame({"stream": monthly["stream"].astype("str"), "month": month}).loc[counted]
    months = months.loc[months["stream"].isin(list(CHAINS))].drop_duplicates()
    rows = [
        row
        for code, used in months.groupby("stream", sort=True)["month"]
        for entry in computed_figures()
        for row in _of_figure(entry, str(code), sorted(used), book, choices)
    ]
    table = pd.DataFrame(rows, columns=list(USE_COLUMNS)).drop_duplicates(ignore_index=True)
    flags = dict.fromkeys(("verified", "fallback", "own", "memo"), "bool")
    return table.astype({"year": "int64", **flags})


def _of_figure(
    entry: CoreIndicator, code: str, months: list[pd.Timestamp], book: FactorBook, choices: MethodChoices
) -> Iterable[tuple[object, ...]]:
    for term in entry.terms:
        if not term.emits or not term.takes(code):
            continue
        first, last = months[0].date(), months[-1].date()
        for emission in emissions_of(code, term.emits, first, last, book, choices):
            years = {month.year for month in months if emission.first <= month.date() <= emission.last}
            for year in sorted(years):
                yield from _rows(entry, code, year, emission)


def _rows(entry: CoreIndicator, code: str, year: int, emission: Emission) -> Iterable[tuple[object, ...]]:
    for factor in emission.factors:
        yield (
            entry.code,
            code,
            year,
            factor.id,
            str(factor.value),
            factor.unit,
            factor.valid_from,
            factor.valid_to,
            factor.source,
            factor.verified,
            factor.fallback,
            factor.own,
            entry.memo,
        )
    for identifier in emission.missing:
        yield (entry.code, code, year, identifier, None, "", None, None, "", False, False, False, entry.memo)
