"""What the command about factors says at a terminal."""

from itertools import groupby

from rich.markup import escape
from rich.table import Table

from flows.computing.factors import UsedFactor
from flows.factor_preview import MovedFigure
from flows.terminal import OUT
from indicators.model import City


def say_factors(used: list[UsedFactor]) -> None:
    """A line for each value of a factor: where it was used, since when it holds, and how sure it is."""
    if not used:
        OUT.print("No factor was used yet; start: emas run")
        return
    table = _table("factor", "value", "valid", "streams", "years", "standing", "source", number="value")
    for entry in used:
        value = "missing" if entry.value is None else f"{entry.value} {entry.unit}"
        valid = "" if entry.valid_from is None else f"{entry.valid_from} – {entry.valid_to or ''}".strip()
        years = f"{entry.years[0]}–{entry.years[-1]}" if len(entry.years) > 1 else f"{entry.years[0]}"
        _add(
            table,
            entry.factor_id,
            value,
            valid,
            ", ".join(entry.streams),
            years,
            _standing(entry),
            entry.source,
        )
    OUT.print(table)


def _standing(entry: UsedFactor) -> str:
    if entry.value is None:
        return "missing: the figures are incomplete"
    words = [
        "own" if entry.own else "",
        "fallback" if entry.fallback else "",
        "verified" if entry.verified else "not verified",
        "in readings" if entry.readings else "",
    ]
    return ", ".join(filter(None, words))


def say_preview(moved: list[MovedFigure], city: City) -> None:
    """The figures of the organisation that would move, and how many of its sites and parts."""
    if not moved:
        OUT.print("No figure would move.")
        return
    whole = [entry for entry in moved if entry.site_id == "all" and not entry.breakdown]
    table = _table("indicator", "year", "A now", "A then", "R now", "R then", "status", number="A now")
    for entry in whole:
        status = (
            f"{entry.status_now}"
            if entry.status_now == entry.status_then
            else f"{entry.status_now} → {entry.status_then}"
        )
        values = (entry.a_now, entry.a_then, entry.r_now, entry.r_then)
        _add(table, entry.indicator, str(entry.year), *map(_number, values), status)
    OUT.print(table)
    years = ", ".join(str(year) for year, _ in groupby(sorted(entry.year for entry in moved)))
    OUT.print(
        f"{len(moved)} figures of {escape(city.organisation.name)} would move, in {years}. Nothing was changed: to "
        "accept the factors, put the file into factors/ and start: emas run",
        soft_wrap=True,
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.6g}"


def _table(*headings: str, number: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading == number else "left", overflow="fold")
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*map(escape, cells))
