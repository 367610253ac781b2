"""Which months are due and which of them nothing is missing from.

A missing month makes a year incomplete, not small. So every due month of every supply point of the register
is either covered or not, whether or not a file ever arrived:

* monthly: covered when every day on which the supply point is valid in that month has a current reading;
* irregular (waste notes, fuel): covered even without a row, because no event is a true zero, unless the month
  is open (a row was rejected and has not come back corrected), or unless the office still owes the month,
  quarter or year in which it has to deliver at least one row of such streams.

Months are the first day of the month as datetime64; days count from 1 to 31.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from indicators.model import SupplyPoint
from indicators.streams import family

DUE_COLUMNS = (
    "supply_point_id",
    "site_id",
    "office_id",
    "stream",
    "month",
    "cadence",
    "delivered_every",
    "days_due",
)

_KEY = ["supply_point_id", "stream", "month"]
_MONTHS_OF_CYCLE = {"month": 1, "quarter": 3, "year": 12}


def as_months(values: pd.Series) -> pd.Series:
    """Dates, timestamps or strings as the first day of their month, datetime64 without a time zone."""
    days = pd.to_datetime(values).to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    return pd.Series(days, index=values.index)


def month_ordinals(days: pd.Series) -> np.ndarray:
    """Months since January 1970, as numpy counts them."""
    return days.to_numpy().astype("datetime64[M]").astype("int64")


def families(streams: pd.Series) -> pd.Series:
    """Streams as the register names them; a missing one becomes empty."""
    texts = streams.fillna("").astype("str")
    known = {code: family(code) for code in texts.unique()}
    return texts.map(known).astype("str")


def register_frame(supply_points: Iterable[SupplyPoint]) -> pd.DataFrame:
    """The register as a table: one row per supply point and span, with valid_to far ahead while in use."""
    far = date(2262, 1, 1)
    rows = [
        (
            point.id,
            point.site_id,
            point.office_id,
            point.stream,
            point.valid_from,
            point.valid_to or far,
            point.cadence,
            point.delivered_every,
        )
        for point in supply_points
    ]
    columns = ["supply_point_id", "site_id", "office_id", "stream", "valid_from", "valid_to", "cadence"]
    frame = pd.DataFrame(rows, columns=[*columns, "delivered_every"])
    days = dict.fromkeys(("valid_from", "valid_to"), "datetime64[s]")
    frame = frame.astype({**dict.fromkeys(frame.columns, "str"), **days})
    return frame.sort_values(["supply_point_id", "stream", "valid_from", "site_id"], ignore_index=True)


def due_months(supply_points: Iterable[SupplyPoint], as_of: date) -> pd.DataFrame:
    """One row per supply point, site, stream and month that is due up to `as_of` (DUE_COLUMNS).

    `as_of` is the first day of the last month that is due. `days_due` are the days of the month on which the
    supply point is valid.
    """
    register = register_frame(supply_points)
    last_month = pd.Timestamp(as_of).to_period("M").ordinal
    first = month_ordinals(register["valid_from"])
    last = np.minimum(month_ordinals(register["valid_to"]), last_month)
    lengths = np.maximum(last - first + 1, 0)
    due = register.loc[register.index.repeat(lengths)].reset_index(drop=True)
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1])) if len(lengths) else np.zeros(0, dtype="int64")
    ordinals = np.arange(lengths.sum()) - np.repeat(starts, lengths) + np.repeat(first, lengths)
    due["month"] = ordinals.astype("datetime64[M]").astype("datetime64[s]")
    month_end = (ordinals + 1).astype("datetime64[M]").astype("datetime64[s]") - np.timedelta64(1, "D")
    begin = np.maximum(due["month"].to_numpy(), due["valid_from"].to_numpy())
    end = np.minimum(month_end, due["valid_to"].to_numpy())
    due["days_due"] = (end - begin) // np.timedelta64(1, "D") + 1
    keys = [column for column in DUE_COLUMNS if column != "days_due"]
    spans = due.loc[due["days_due"] > 0].groupby(keys, sort=True)["days_due"].sum().reset_index()
    spans["days_due"] = np.minimum(spans["days_due"], spans["month"].dt.days_in_month).astype("int64")
    return spans[list(DUE_COLUMNS)].sort_values([*_KEY, "site_id"], ignore_index=True)


def coverage(
    due: pd.DataFrame,
    covered_days: pd.DataFrame,
    open_events: pd.DataFrame,
    delivered: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The due months with `days_covered`, `open_event`, `owed` and `covered`.

    covered_days  supply_point_id, stream, month, days: days with a current reading, of the days on which the
                  supply point is valid, each day counted once; with site_id, of the days at that site.
    open_events   supply_point_id, stream, month: a rejected row that has not come back corrected; an empty
                  stream stands for every stream of the supply point.
    delivered     office_id, stream, month: an accepted row. An irregular month is owed while the office has
                  no row of such streams (all fuels, or all wastes) in its month, quarter or year. Without
                  this table nothing is owed.

    Streams of the waste family count for the family. Rows about months that are not due are ignored.
    """
    key = [*_KEY, "site_id"] if "site_id" in covered_days else _KEY
    result = due.merge(_days(covered_days, key), on=key, how="left")
    result["days_covered"] = result["days_covered"].fillna(0).astype("int64")
    result["open_event"] = _is_open(result, open_events)
    irregular = result["cadence"] == "irregular"
    result["owed"] = irregular & _is_owed(result, delivered)
    whole_days = result.groupby(key)["days_due"].transform("sum")
    month_lengths = result["month"].dt.days_in_month.astype("int64")
    all_days = result["days_covered"] >= np.minimum(whole_days, month_lengths)
    result["covered"] = (irregular & ~result["open_event"] & ~result["owed"]) | (~irregular & all_days)
    return result


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    months = as_months(frame["month"])
    points = frame["supply_point_id"].astype("str")
    return pd.DataFrame({"supply_point_id": points, "stream": families(frame["stream"]), "month": months})


def _days(covered_days: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    days = _keyed(covered_days).assign(days_covered=covered_days["days"].to_numpy())
    if "site_id" in key:
        days["site_id"] = covered_days["site_id"].astype("str").to_numpy()
    return days.groupby(key)["days_covered"].max().reset_index()


def _is_open(due: pd.DataFrame, open_events: pd.DataFrame) -> pd.Series:
    events = _keyed(open_events).drop_duplicates()
    named = pd.MultiIndex.from_frame(events)
    unnamed = pd.MultiIndex.from_frame(events.loc[events["stream"] == "", ["supply_point_id", "month"]])
    by_stream = pd.MultiIndex.from_frame(due[_KEY]).isin(named)
    by_point = pd.MultiIndex.from_frame(due[["supply_point_id", "month"]]).isin(unnamed)
    return pd.Series(by_stream | by_point, index=due.index)


def _is_owed(due: pd.DataFrame, delivered: pd.DataFrame | None) -> pd.Series:
    owed = pd.Series(False, index=due.index)
    if delivered is None:
        return owed
    delivered = delivered.reset_index(drop=True)
    streams = families(delivered["stream"])
    irregular = due.loc[due["cadence"] == "irregular"]
    offices = delivered["office_id"].astype("str")
    rows = pd.DataFrame({"office_id": offices, "stream": streams, "month": as_months(delivered["month"])})
    rows = rows.loc[streams.isin(set(irregular["stream"]))].drop_duplicates()
    for cycle, months in _MONTHS_OF_CYCLE.items():
        asked = irregular.loc[irregular["delivered_every"] == cycle]
        wanted = pd.MultiIndex.from_arrays(_periods(asked, months))
        owed.loc[asked.index] = ~wanted.isin(pd.MultiIndex.from_arrays(_periods(rows, months)))
    return owed


def _periods(rows: pd.DataFrame, months: int) -> list[pd.Series]:
    """Office, kind of delivery (fuel cards name all fuels, waste notes all wastes) and period of each row."""
    kinds = rows["stream"].str.split(".").str[0]
    return [rows["office_id"], kinds, pd.Series(month_ordinals(rows["month"]) // months, index=rows.index)]
