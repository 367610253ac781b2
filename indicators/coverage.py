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
    row = np.repeat(np.arange(len(register)), lengths)
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1])) if len(lengths) else np.zeros(0, dtype="int64")
    month = np.arange(lengths.sum()) - np.repeat(starts, lengths) + np.repeat(first, lengths)
    begin = np.maximum(_day(month), register["valid_from"].to_numpy()[row])
    end = np.minimum(_day(month + 1) - np.timedelta64(1, "D"), register["valid_to"].to_numpy()[row])
    days = (end - begin) // np.timedelta64(1, "D") + 1
    inside = days > 0
    return _due_rows(register, row[inside], month[inside], days[inside])


def _day(month: np.ndarray) -> np.ndarray:
    """The first day of months that are counted from January 1970."""
    return month.astype("datetime64[M]").astype("datetime64[s]")


def _due_rows(register: pd.DataFrame, row: np.ndarray, month: np.ndarray, days: np.ndarray) -> pd.DataFrame:
    """The due months of rows of the register; what a supply point owes the same office twice in a month is added up."""
    said = [column for column in DUE_COLUMNS if column in register]
    kind = register.groupby(said, sort=True).ngroup().to_numpy(dtype="int64")
    site = register["site_id"].rank(method="dense").to_numpy(dtype="int64")
    series = register.groupby(["supply_point_id", "stream"], sort=True).ngroup().to_numpy(dtype="int64")
    order = np.lexsort((kind[row], site[row], month, series[row]))
    row, month, days = row[order], month[order], days[order]
    new = np.ones(len(row), dtype="bool")
    new[1:] = (kind[row][1:] != kind[row][:-1]) | (month[1:] != month[:-1])
    starts = np.flatnonzero(new)
    added = np.add.reduceat(days, starts) if len(starts) else days
    due = register[said].take(row[starts]).reset_index(drop=True)
    due["month"] = _day(month[starts])
    lengths = (_day(month[starts] + 1) - due["month"].to_numpy()) // np.timedelta64(1, "D")
    due["days_due"] = np.minimum(added, lengths).astype("int64")
    return due[list(DUE_COLUMNS)]


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
    names = ["supply_point_id", "site_id"] if "site_id" in covered_days else ["supply_point_id"]
    result = due.copy()
    days = _keyed(covered_days, names)
    owed_in, stated_in = _numbered(due, days, [*names, "stream", "month"])
    result["days_covered"] = _greatest(owed_in, stated_in, covered_days["days"].to_numpy(dtype="int64"))
    result["open_event"] = _is_open(result, open_events)
    irregular = result["cadence"] == "irregular"
    result["owed"] = irregular & _is_owed(result, delivered)
    whole_days = _sums(owed_in, result["days_due"].to_numpy())
    all_days = result["days_covered"] >= np.minimum(whole_days, result["month"].dt.days_in_month)
    result["covered"] = (irregular & ~result["open_event"] & ~result["owed"]) | (~irregular & all_days)
    return result


def with_states(covered: pd.DataFrame, estimated: pd.DataFrame, rejected: pd.DataFrame) -> pd.DataFrame:
    """The due months with `state`, as an officer asks: delivered, only estimated, rejected or missing.

    estimated  supply_point_id, stream, month: of which a part is.
    rejected   supply_point_id, stream, month of a rejected row; an empty stream stands for every stream.
    """
    there = np.where(_is_among(covered, estimated), "estimated", "delivered")
    gone = np.where(covered["open_event"] | _is_among(covered, rejected), "rejected", "missing")
    return covered.assign(
        state=pd.Series(np.where(covered["covered"], there, gone), covered.index, dtype="str")
    )


def _keyed(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    texts = {name: frame[name].astype("str").to_numpy() for name in names}
    keys = {
        **texts,
        "stream": families(frame["stream"]).to_numpy(),
        "month": as_months(frame["month"]).to_numpy(),
    }
    return pd.DataFrame(keys)


def _numbered(due: pd.DataFrame, other: pd.DataFrame, columns: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Combinations of columns as numbers, the same in both; -1 for what is not due."""
    ours, theirs = np.zeros(len(due), dtype="int64"), np.zeros(len(other), dtype="int64")
    strange = np.zeros(len(other), dtype="bool")
    for column in columns:
        codes, known = pd.factorize(due[column])
        their_codes, told = pd.factorize(other[column])
        found = pd.Index(known).get_indexer(pd.Index(told))[their_codes] if len(told) else their_codes
        strange |= found < 0
        ours, theirs = ours * len(known) + codes, theirs * len(known) + found
    return ours, np.where(strange, -1, theirs)


def _greatest(ours: np.ndarray, theirs: np.ndarray, values: np.ndarray) -> np.ndarray:
    """For each of our numbers the greatest value of the same number; 0 where there is none."""
    order = np.argsort(theirs, kind="stable")
    numbers, starts = np.unique(theirs[order], return_index=True)
    if not len(numbers):
        return np.zeros(len(ours), dtype="int64")
    greatest = np.maximum.reduceat(values[order], starts)
    place = np.minimum(np.searchsorted(numbers, ours), len(numbers) - 1)
    return np.where(numbers[place] == ours, greatest[place], 0)


def _sums(numbers: np.ndarray, values: np.ndarray) -> np.ndarray:
    """For each row the sum over all rows of its number."""
    _, place = np.unique(numbers, return_inverse=True)
    return np.bincount(place, weights=values).astype("int64")[place] if len(values) else values


def _is_open(due: pd.DataFrame, open_events: pd.DataFrame) -> pd.Series:
    return _is_among(due, _keyed(open_events, ["supply_point_id"]))


def _is_among(due: pd.DataFrame, told: pd.DataFrame) -> pd.Series:
    """Whether a due month is told of; an empty or missing stream stands for every stream of the supply point."""
    found = pd.Series(False, index=due.index)
    near = due.loc[due["supply_point_id"].isin(told["supply_point_id"].unique())]
    if near.empty:
        return found
    told = pd.DataFrame(
        {
            "supply_point_id": told["supply_point_id"].astype("str"),
            "stream": told["stream"].fillna("").astype("str"),
            "month": as_months(told["month"]),
        }
    )
    unnamed = told.loc[told["stream"] == "", ["supply_point_id", "month"]]
    by_stream = pd.MultiIndex.from_frame(near[_KEY]).isin(pd.MultiIndex.from_frame(told))
    by_point = pd.MultiIndex.from_frame(near[["supply_point_id", "month"]]).isin(
        pd.MultiIndex.from_frame(unnamed)
    )
    found.loc[near.index] = by_stream | by_point
    return found


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
