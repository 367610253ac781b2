"""The load of a supply point over a year of hours: its base load, its highest hour, and each month in figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from indicators.coverage import as_months
from indicators.model import Results

BASE_SHARE = 0.05
"""The base load is the power below which the load falls in this share of the hours only."""


@dataclass(frozen=True)
class MonthLoad:
    """A month of hours: mean, base and highest power in kW; day and hour of the highest."""

    month: date
    mean: float
    base: float
    highest: float
    highest_day: date
    highest_hour: int


@dataclass(frozen=True)
class Load:
    """A year of hours of one supply point.

    `grid` has a row for each hour of the day, 0 to 23, and a column for each day; None where nothing was delivered.
    """

    supply_point_id: str
    stream: str
    site_id: str
    days: tuple[date, ...]
    grid: tuple[tuple[float | None, ...], ...]
    base: float
    mean: float
    highest: float
    highest_day: date
    highest_hour: int
    months: tuple[MonthLoad, ...]

    @property
    def base_share(self) -> float:
        """Which part of the energy the base load is, if it runs all hours."""
        return self.base / self.mean if self.mean else 0.0


def loads(results: Results) -> dict[str, list[Load]]:
    """The loads by site, each in the order of supply point and stream."""
    found: dict[str, list[Load]] = {}
    frame = results.hourly
    for (point, stream, site), rows in frame.groupby(["supply_point_id", "stream", "site_id"], sort=True):
        found.setdefault(str(site), []).append(_load(str(point), str(stream), str(site), rows))
    return found


def _load(point: str, stream: str, site: str, rows: pd.DataFrame) -> Load:
    rows = rows.assign(day=pd.to_datetime(rows["day"])).sort_values(["day", "hour"], ignore_index=True)
    days = pd.date_range(rows["day"].min(), rows["day"].max(), freq="D")
    grid = rows.pivot_table(index="hour", columns="day", values="kilowatts", aggfunc="mean")
    grid = grid.reindex(index=range(24), columns=days)
    day, hour = _highest(rows)
    months = [_month(of) for _, of in rows.groupby(as_months(rows["day"]))]
    return Load(
        point,
        stream,
        site,
        tuple(day.date() for day in days),
        tuple(_numbers(grid.to_numpy()[hour]) for hour in range(24)),
        base=float(rows["kilowatts"].quantile(BASE_SHARE)),
        mean=float(rows["kilowatts"].mean()),
        highest=float(rows["kilowatts"].max()),
        highest_day=day,
        highest_hour=hour,
        months=tuple(months),
    )


def _month(rows: pd.DataFrame) -> MonthLoad:
    day, hour = _highest(rows)
    return MonthLoad(
        day.replace(day=1),
        mean=float(rows["kilowatts"].mean()),
        base=float(rows["kilowatts"].quantile(BASE_SHARE)),
        highest=float(rows["kilowatts"].max()),
        highest_day=day,
        highest_hour=hour,
    )


def _highest(rows: pd.DataFrame) -> tuple[date, int]:
    """Day and hour of the highest power, the first of equals."""
    place = int(rows["kilowatts"].to_numpy().argmax())
    return rows["day"].iloc[place].date(), int(rows["hour"].iloc[place])


def _numbers(values: Sequence[float] | np.ndarray) -> tuple[float | None, ...]:
    """Ten watts are finer than any colour shows; what is empty stays empty."""
    return tuple(None if value != value else round(float(value), 2) for value in values)  # noqa: PLR0124
