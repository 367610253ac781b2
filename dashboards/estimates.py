"""Estimated months in words, wherever a figure has them in it: which month, by which rule, from what, who chose it."""

import pandas as pd

from dashboards.shown import Shown
from dashboards.texts import Texts
from dashboards.view import Section
from indicators.estimates import rule_name
from indicators.explanation import feeding_terms
from indicators.model import ORGANISATION
from indicators.streams import stream_name


def estimates_of_figure(
    shown: Shown, indicator: str, site_id: str, year: int, texts: Texts
) -> tuple[str, ...]:
    """A sentence for each estimated month that is in a figure of a site or of the organisation in a year."""
    found = _estimated(shown, site_id)
    found = found.loc[pd.to_datetime(found["month"]).dt.year == year]
    return _sentences(shown, _feeding(found, indicator), texts)


def estimates_section(
    shown: Shown, indicators: tuple[str, ...], site_id: str, texts: Texts
) -> Section | None:
    """The estimated months of every year that are in the figures of some indicators; nothing where there are none."""
    found = _estimated(shown, site_id)
    fed = [_feeding(found, code) for code in indicators]
    rows = pd.concat([found.iloc[:0], *fed]).drop_duplicates()
    if rows.empty:
        return None
    return Section(
        "estimates", texts("estimates.title"), (texts("estimates.lead"), *_sentences(shown, rows, texts))
    )


def _estimated(shown: Shown, site_id: str) -> pd.DataFrame:
    rows = shown.results.estimates
    rows = rows.loc[rows["status"] == "estimated"]
    return rows if site_id == ORGANISATION else rows.loc[rows["site_id"] == site_id]


def _feeding(rows: pd.DataFrame, indicator: str) -> pd.DataFrame:
    streams = [code for code, _ in feeding_terms(indicator, "", rows["stream"].astype("str").unique())]
    return rows.loc[rows["stream"].isin(streams)]


def _sentences(shown: Shown, rows: pd.DataFrame, texts: Texts) -> tuple[str, ...]:
    ordered = rows.sort_values(
        ["month", "site_id", "supply_point_id", "stream"], ascending=[False, True, True, True]
    )
    return tuple(
        texts(
            "estimates.month",
            site=shown.city.site_name(row["site_id"]),
            supply_point=row["supply_point_id"],
            stream=stream_name(row["stream"], texts.language),
            month=texts.month(pd.Timestamp(row["month"]).date()),
            quantity=texts.quantity(float(row["quantity"]), row["unit"]),
            rule=rule_name(row["rule"], texts.language),
            months=row["from_months"],
            who=row["who"],
            reason=row["reason"],
        )
        for row in ordered.to_dict("records")
    )
