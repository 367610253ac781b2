"""How a file would be read, as a person sees it at a terminal."""

from rich.console import Console
from rich.markup import escape

from flows.plain_tables import add_row, plain_table
from flows.trying.trial import TableRead, Trial, TriedProposal

MOST_LINES = 40
NEAR_MISSES = 3
"""Formats that did not fit and are named: the nearest ones explain, the others only lengthen."""


def show_trial(out: Console, trial: Trial) -> None:
    """The file as it would be read, the format and why, then what it comes to."""
    _show_format(out, trial)
    for table in trial.tables:
        _show_table(out, table)
    if trial.format_id:
        out.print(f"Numbers are written {trial.numbers}, days {escape(trial.dates)}.", soft_wrap=True)
        _show_counts(out, trial)
    for finding in trial.findings:
        out.print(f"- {escape(finding)}", soft_wrap=True)
    for doubt in trial.doubts[:MOST_LINES]:
        out.print(f"- {escape(doubt)}", soft_wrap=True)
    for reject in trial.rejects[:MOST_LINES]:
        out.print(f"- {escape(reject.message)}", soft_wrap=True)
    if len(trial.rejects) > MOST_LINES:
        out.print(f"... and {len(trial.rejects) - MOST_LINES} more rejected rows; --json lists all.")
    _show_rows(out, trial)
    _show_totals(out, trial)
    out.print("Nothing was loaded.")


def show_proposal(out: Console, tried: TriedProposal) -> None:
    """What a person has to do with a draft, and how far it reads the file as it stands."""
    trial = tried.trial
    for place in tried.proposal.to_fill_in:
        out.print(f"To fill in: {escape(place)}")
    for doubt in tried.proposal.doubts:
        out.print(f"Look at this: {escape(doubt)}", soft_wrap=True)
    if trial and trial.format_id and not tried.proposal.to_fill_in:
        _show_counts(out, trial)
        for reject in trial.rejects[:NEAR_MISSES]:
            out.print(f"- {escape(reject.message)}", soft_wrap=True)
    out.print(
        "Save the draft as formats/NAME.toml in your workspace, look through it and write confirmed = true. "
        "Then: emas check FILE",
        soft_wrap=True,
    )


def _show_format(out: Console, trial: Trial) -> None:
    if trial.came_before_as:
        out.print(f"The same bytes came before, as {escape(trial.came_before_as)}.", soft_wrap=True)
    if trial.format_id:
        out.print(
            f"{escape(trial.file_name)}: {escape(trial.format_title)} ({trial.format_id})", soft_wrap=True
        )
    else:
        out.print(f"{escape(trial.file_name)} cannot be read.", soft_wrap=True)
    for candidate in trial.candidates:
        if candidate.fits:
            out.print(f"  {candidate.format_id} fits: {escape(candidate.reason)}.", soft_wrap=True)
    near = [candidate for candidate in trial.candidates if candidate.is_near and not candidate.fits][
        :NEAR_MISSES
    ]
    for candidate in near:
        out.print(f"  not {candidate.format_id}: {escape(candidate.reason)}.", soft_wrap=True)
    others = len(trial.candidates) - len(near) - sum(candidate.fits for candidate in trial.candidates)
    if others > 0:
        out.print(
            f"  {others} {'more ' if near else ''}formats have nothing in common with it; --json says why."
        )
    if trial.candidates and not trial.format_id:
        out.print("  To draft a format for this file: emas check --propose FILE")


def _show_table(out: Console, table: TableRead) -> None:
    sheet = f'sheet "{table.sheet}", ' if table.sheet else ""
    hidden = " (hidden: not read unless the format says so)" if table.hidden else ""
    heading = f"heading in row {table.header_row}" if table.header_row else "records, counted from 1"
    out.print(f"Table: {escape(sheet)}{heading}{hidden}")
    for label, value in table.labels.items():
        out.print(f"  {escape(label)}: {escape(value)}", soft_wrap=True)
    grid = plain_table("column", "heading", "read as", "unit")
    for column in table.columns:
        add_row(grid, column.place, column.heading, column.meaning, column.unit)
    out.print(grid)


def _show_counts(out: Console, trial: Trial) -> None:
    left_out = f", {trial.rows_left_out:,} left out by the format" if trial.rows_left_out else ""
    out.print(
        f"{trial.rows_read:,} rows read, {trial.rows_accepted:,} accepted, {trial.rows_rejected:,} rejected{left_out}."
    )
    if trial.first_day:
        out.print(f"Period: {trial.first_day} to {trial.last_day}.")
    for unit in trial.units:
        becomes = "" if unit.unit == unit.unit_as_delivered else f", becomes {unit.unit}"
        out.print(f"Unit of {unit.stream}: {escape(unit.unit_as_delivered)}{becomes} ({unit.rows:,} rows).")


def _show_rows(out: Console, trial: Trial) -> None:
    if not trial.rows:
        return
    out.print("The first rows as they would be read:")
    grid = plain_table("row", "supply point", "stream", "from", "until", "delivered", "", "reads", "", "quality",
                       numbers=("row", "delivered", "reads"))  # fmt: skip
    for row in trial.rows:
        add_row(
            grid,
            row.row_number,
            row.supply_point_id,
            row.stream,
            row.period_start,
            row.period_end,
            f"{row.quantity_as_delivered:,.10g}",
            row.unit_as_delivered,
            f"{row.quantity:,.3f}",
            row.unit,
            row.quality,
        )
    out.print(grid)


def _show_totals(out: Console, trial: Trial) -> None:
    if not trial.totals:
        return
    out.print("Totals per supply point and month:")
    grid = plain_table("supply point", "stream", "month", "quantity", "unit", numbers=("quantity",))
    for total in trial.totals[:MOST_LINES]:
        point = total.supply_point_id if total.known else f"{total.supply_point_id} (not in city.toml)"
        add_row(grid, point, total.stream, total.month, f"{total.quantity:,.3f}", total.unit)
    out.print(grid)
    if len(trial.totals) > MOST_LINES:
        out.print(f"... and {len(trial.totals) - MOST_LINES} more lines; --json lists all.")
