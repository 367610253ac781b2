"""What the commands about closed years say at a terminal."""

from collections.abc import Sequence

from rich.markup import escape

from flows.closing.close import ClosedYear, Difference, OpenYear, Restatement
from flows.plain_tables import add_row, plain_table
from flows.terminal import OUT
from indicators.closing import because_sentence
from indicators.model import ORGANISATION, City
from indicators.registry import INDICATORS, computed_figures, indicator_name

FIGURES = {
    "a": "A",
    "b": "B",
    "r": "R",
    "ratio": "ratio",
    "value": "value",
    "benchmark": "benchmark",
    "path": "path of the target",
    "degree_days": "degree days",
    "normalised_heat": "corrected heat",
}
"""The figures of out.restatements as they are called at a terminal."""


def say_closed(closed: ClosedYear) -> None:
    """Where it lies, and the hash that belongs into the minutes."""
    OUT.print(f"{closed.year} is closed with {closed.figures} figures by {escape(closed.closed_by)}.")
    OUT.print(f"Files: {escape(closed.folder)}", soft_wrap=True)
    OUT.print(f"SHA-256 of closing.json: {closed.sha256}", soft_wrap=True)
    OUT.print(
        "Write this hash into the minutes: it pins every figure, reading, factor and definition of the year."
    )


def say_difference(found: Difference, city: City) -> None:
    """Each closed year with the figures that would come out otherwise, then what has changed in the open ones."""
    for closed in found.years:
        day = f"{closed.closed_at:%Y-%m-%d}"
        OUT.print(f"{closed.year}: closed on {day} by {escape(closed.closed_by)} ({escape(closed.why)})")
        for name in closed.changed_files:
            OUT.print(
                f"[red]![/red] {escape(closed.folder)}/{escape(name)} is missing or was changed after closing",
                soft_wrap=True,
            )
        rows = [row for row in found.restatements if row.year == closed.year]
        if not rows:
            OUT.print("Every figure would come out the same today.")
            continue
        _say_rows(rows, city)
        OUT.print(f"{len(rows)} figures would be otherwise; the published ones stay.")
    if not found.years and not found.open_years:
        OUT.print("No year has figures yet.")
    for opened in found.open_years:
        _say_open(opened, city)


def _say_open(opened: OpenYear, city: City) -> None:
    """What has changed in the organisation's core indicators; how much else has."""
    if opened.published_on is None:
        OUT.print(
            f"{opened.year}: open. Nothing was published of it yet to compare with; emas run keeps what it publishes."
        )
        return
    day = f"{opened.published_on:%Y-%m-%d}"
    if not opened.changes:
        OUT.print(f"{opened.year}: open. Every figure is as it was published on {day}.")
        return
    whole = [
        row
        for row in opened.changes
        if row.site_id == ORGANISATION and not row.breakdown and row.indicator in INDICATORS
    ]
    OUT.print(f"{opened.year}: open. What has changed since it was published on {day}:")
    _say_rows(whole, city)
    OUT.print(
        f"{len(opened.changes)} figures have changed, these {len(whole)} of the whole organisation among them; all "
        f"with their causes: emas diff {opened.year} --json",
        soft_wrap=True,
    )


def _say_rows(rows: Sequence[Restatement], city: City) -> None:
    language = city.organisation.languages[0]
    known = {entry.code for entry in computed_figures()}
    table = plain_table("indicator", "site", "figure", "published", "now", "difference", "because of")
    for row in rows:
        name = indicator_name(row.indicator, language) if row.indicator in known else row.indicator
        part = f", {row.breakdown}" if row.breakdown else ""
        values = [_figure(value, row.unit) for value in (row.published, row.now, row.difference)]
        because = because_sentence(row.because_of, language)
        add_row(table, f"{name}{part}", row.site_id, FIGURES[row.figure], *values, because)
    OUT.print(table)


def _figure(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{value:,.3f} {unit}"
