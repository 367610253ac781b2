"""What the commands about closed years say at a terminal."""

from rich.markup import escape

from flows.closing.close import ClosedYear, Difference
from flows.plain_tables import add_row, plain_table
from flows.terminal import OUT
from indicators.closing import because_sentence
from indicators.model import City
from indicators.registry import computed_figures, indicator_name


def say_closed(closed: ClosedYear) -> None:
    """Where it lies, and the hash that belongs into the minutes."""
    OUT.print(f"{closed.year} is closed with {closed.figures} figures by {escape(closed.closed_by)}.")
    OUT.print(f"Files: {escape(closed.folder)}", soft_wrap=True)
    OUT.print(f"SHA-256 of closing.json: {closed.sha256}", soft_wrap=True)
    OUT.print(
        "Write this hash into the minutes: it pins every figure, reading, factor and definition of the year."
    )


def say_difference(found: Difference, city: City) -> None:
    """Each closed year, then the figures that would come out otherwise."""
    if not found.years:
        OUT.print("No year is closed.")
        return
    language = city.organisation.languages[0]
    known = {entry.code for entry in computed_figures()}
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
        table = plain_table("indicator", "site", "figure", "published", "now", "difference", "because of")
        for row in rows:
            name = indicator_name(row.indicator, language) if row.indicator in known else row.indicator
            part = f", {row.breakdown}" if row.breakdown else ""
            values = [_figure(value, row.unit) for value in (row.published, row.now, row.difference)]
            because = because_sentence(row.because_of, language)
            add_row(table, f"{name}{part}", row.site_id, row.figure.upper(), *values, because)
        OUT.print(table)
        OUT.print(f"{len(rows)} figures would be otherwise; the published ones stay.")


def _figure(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{value:,.3f} {unit}"
