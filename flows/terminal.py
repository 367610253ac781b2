"""What the commands say at a terminal: short tables in plain words. Delivered text is never markup."""

import math
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from flows.intake import Intake
from flows.loading.outcomes import Outcome
from flows.plain_tables import add_row as _row
from flows.plain_tables import plain_table as _table
from flows.problems import Problem
from flows.settings import Workspace
from flows.status import OfficeMonth, StatementBlocks
from indicators.explanation import Contribution, Explanation
from indicators.model import City

if TYPE_CHECKING:
    from flows.schedule import Month

PIPE_WIDTH = 200
"""Columns where the output goes into a file or another program, which wraps by itself."""
OUT = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
ERR = Console(stderr=True, highlight=False)
MOST_LINES = 40
MOST_ROWS_NAMED = 20


def _figure(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{value:,.3f} {unit}"


def say_problem(problem: Problem) -> None:
    """One sentence on the error stream."""
    ERR.print(f"[red]emas:[/red] {escape(str(problem))}", soft_wrap=True)


def say_new_workspace(workspace: Workspace) -> None:
    """What lies where, and what comes next."""
    OUT.print(f"A new workspace is in {escape(str(workspace.root))}:", soft_wrap=True)
    OUT.print("  city.toml    your sites, offices and supply points: fill it in")
    OUT.print("  templates/   an empty file for every kind of delivery")
    OUT.print("  inbox/       one folder per office for its files")
    OUT.print(f"Then: emas run --workspace {escape(str(workspace.root))}", soft_wrap=True)


def outcome_as_record(outcome: Outcome) -> dict[str, object]:
    """A delivery as JSON shows it."""
    return {
        "office_id": outcome.arrival.office_id,
        "file_name": outcome.arrival.file_name,
        "delivery_id": outcome.arrival.delivery_id,
        "format_id": outcome.format_id,
        "status": outcome.status,
        "rows_read": outcome.rows_read,
        "rows_accepted": outcome.rows_accepted,
        "rows_rejected": outcome.rows_rejected,
    }


def intake_as_record(intake: Intake) -> dict[str, object]:
    """An ingest as JSON shows it."""
    return {
        "deliveries": [outcome_as_record(outcome) for outcome in intake.outcomes],
        "refused_corrections": list(intake.refused_corrections),
        "passed_over": list(intake.passed_over),
        "returned": [
            {
                "office_id": file.office_id,
                "file_name": file.file_name,
                "path": file.path,
                "rows_open": file.rows_open,
                "is_new": file.is_new,
            }
            for file in intake.returned
        ],
    }


def month_as_record(month: "Month", folder: Workspace) -> dict[str, object]:
    """A monthly run as JSON shows it."""
    return intake_as_record(month.intake) | {
        "indicators": month.evaluation.indicators,
        "incomplete": month.evaluation.incomplete,
        "findings": month.evaluation.findings,
        "pages_changed": month.pages_changed,
        "dashboards": str(folder.site / "index.html"),
    }


def say_intake(intake: Intake) -> None:
    """What came, with a line for every file that is not simply in order, and every correction that is not applied."""
    _say_deliveries(intake)
    for passed in intake.passed_over:
        OUT.print(f"[red]![/red] {escape(passed)}", soft_wrap=True)
    _say_returned(intake)
    for refused in intake.refused_corrections:
        OUT.print(f"[red]![/red] {escape(refused)}", soft_wrap=True)


def _say_returned(intake: Intake) -> None:
    if not intake.returned:
        return
    OUT.print(f"{len(intake.returned)} files are back at their offices with rows to correct:")
    table = _table("office", "returned file", "rows", "", numbers=("rows",))
    for file in intake.returned[:MOST_LINES]:
        note = (
            "in use or not writable, will be replaced at the next run"
            if file.is_blocked
            else "new"
            if file.is_new
            else ""
        )
        _row(table, file.office_id, file.path, file.rows_open, note)
    OUT.print(table)
    if len(intake.returned) > MOST_LINES:
        OUT.print(f"... and {len(intake.returned) - MOST_LINES} more; all are in the folder outbox.")


def _say_deliveries(intake: Intake) -> None:
    if not intake.outcomes:
        OUT.print("Nothing new came.")
        return
    OUT.print(
        f"{len(intake.outcomes)} files: {intake.rows_read:,} rows read, "
        f"{intake.rows_read - intake.rows_rejected:,} accepted, {intake.rows_rejected:,} rejected."
    )
    remarkable = [outcome for outcome in intake.outcomes if outcome.status != "accepted"]
    if not remarkable:
        return
    table = _table("office", "file", "status", "read", "rejected", numbers=("read", "rejected"))
    for outcome in remarkable[:MOST_LINES]:
        arrival = outcome.arrival
        _row(
            table,
            arrival.office_id,
            arrival.file_name,
            outcome.status,
            outcome.rows_read,
            outcome.rows_rejected,
        )
    OUT.print(table)
    if len(remarkable) > MOST_LINES:
        OUT.print(f"... and {len(remarkable) - MOST_LINES} more; all are on the data-quality page.")


def say_month(month: "Month", folder: Workspace, city: City) -> None:
    """What came, what it came to, and where to look."""
    say_intake(month.intake)
    evaluation = month.evaluation
    OUT.print(
        f"{evaluation.indicators} figures, {evaluation.incomplete} of them incomplete; {evaluation.findings} findings."
    )
    changed = len(month.pages_changed)
    OUT.print(f"{changed} page files changed." if changed else "The pages are as they were.")
    if city.organisation.example:
        OUT.print("This is the example: every figure is invented.")
    OUT.print(f"Dashboards: {escape(str(folder.site / 'index.html'))}", soft_wrap=True)


def say_status(months: list[OfficeMonth], year: int) -> None:
    """A line per office, a column per month."""
    shown = sorted({month.month for month in months})
    if not shown:
        OUT.print(f"Nothing is due in {year}.")
        return
    table = _table(str(year), *(f"{month:%m}" for month in shown))
    table.columns[0].no_wrap = True
    for _, group in groupby(months, key=lambda month: month.office_id):
        by_month = {month.month: month for month in group}
        name = next(iter(by_month.values())).office
        _row(table, name, *(_standing(by_month.get(month)) for month in shown))
    OUT.print(table)
    OUT.print("ok: all there · e: estimated · r: rejected · m: missing · –: nothing due")


def say_blocks(blocks: StatementBlocks) -> None:
    """Which core indicators a statement of the year could say nothing about, and what to do."""
    if not blocks.computed:
        return
    if not blocks.blocked_by:
        OUT.print(f"No core indicator of {blocks.year} is without both a figure and a reason why not.")
        return
    named = "; ".join(f"{block.indicator} ({block.name})" for block in blocks.blocked_by)
    OUT.print(
        f"A statement of {blocks.year} is blocked: these core indicators have neither a figure nor a reason why not "
        f"(Annex IV C.2): {escape(named)}. Register their supply points, or enter them in city.toml with the reason "
        "(\\[\\[omitted]] or \\[\\[not_applicable]]).",
        soft_wrap=True,
    )


def _standing(month: OfficeMonth | None) -> str:
    if month is None:
        return "–"
    troubles = [(month.missing, "m"), (month.rejected, "r"), (month.estimated, "e")]
    return " ".join(f"{count}{sign}" for count, sign in troubles if count) or "ok"


def say_explanation(explained: Explanation, city: City) -> None:
    """R = A/B, then B's rows and the rows of A file by file, with their sum."""
    part = f", {explained.breakdown}" if explained.breakdown else ""
    where = city.site_name(explained.site_id)
    OUT.print(
        f"{explained.indicator}{part} {explained.year}, {escape(where)}: {explained.status}, {explained.value_kind}"
    )
    if explained.reason:
        OUT.print(escape(explained.reason), soft_wrap=True)
    if explained.status == "closed":
        OUT.print(
            f"A, B and R are as published; the rows below are those that count today. emas diff {explained.year} "
            "names what differs.",
            soft_wrap=True,
        )
    OUT.print(f"R = A / B = {_figure(explained.r, explained.r_unit)}")
    OUT.print(f"A = {_figure(explained.a, explained.a_unit)}, {explained.months_covered} of 12 months")
    OUT.print(f"B = {_figure(explained.b, explained.b_unit)} ({explained.b_kind})")
    table = _table("B from", "sheet", "row", "site", "value", numbers=("row", "value"))
    for reference in explained.reference_values:
        _row(
            table,
            reference.file_name,
            reference.sheet,
            reference.row_number,
            reference.site_id,
            f"{reference.value:,.2f}",
        )
    OUT.print(table)
    table = _table(
        "A from",
        "sheet",
        "rows",
        "supply point",
        "stream",
        f"adds {explained.a_unit}",
        numbers=(f"adds {explained.a_unit}",),
    )
    for file, sheet, rows, point, what, quantity in _by_file(explained.readings):
        _row(table, file, sheet, rows, point, what, f"{quantity:,.3f}")
    OUT.print(table)
    OUT.print(
        f"Sum of {len(explained.readings):,} readings: {_figure(_sum(explained.readings), explained.a_unit)}"
    )
    for factor in explained.factors:
        verified = "" if factor.verified else " (not verified)"
        OUT.print(
            f"Factor {factor.id}: {factor.value} {escape(factor.unit)}, {escape(factor.source)}{verified}",
            soft_wrap=True,
        )


def _sum(contributions: tuple[Contribution, ...]) -> float:
    return math.fsum(entry.quantity for entry in contributions)


def _by_file(contributions: tuple[Contribution, ...]) -> list[tuple[str, str, str, str, str, float]]:
    """One line per file, sheet, supply point, stream and treatment, with its rows as a person would list them."""

    def place(entry: Contribution) -> tuple[str, str, str, str, str]:
        what = f"{entry.stream} {entry.treatment}".rstrip()
        return (what, entry.supply_point_id, entry.file_name, entry.sheet, entry.rule)

    lines = []
    for (stream, point, file, sheet, _), group in groupby(sorted(contributions, key=place), key=place):
        entries = tuple(group)
        if entries[0].rule:
            lines.append((f"estimate from {file}", sheet, entries[0].rule, point, stream, _sum(entries)))
            continue
        rows = sorted({entry.row_number for entry in entries})
        shown = (
            ", ".join(map(str, rows))
            if len(rows) <= MOST_ROWS_NAMED
            else f"{len(rows)} rows, {rows[0]}–{rows[-1]}"
        )
        lines.append((file, sheet, shown, point, stream, _sum(entries)))
    return lines


def say_export(written: list[Path]) -> None:
    """How many files, and where."""
    OUT.print(f"{len(written)} files in {escape(str(written[0].parent))}", soft_wrap=True)


def say_serving(address: str, city: City) -> None:
    """Where the server is and when the month runs."""
    OUT.print(f"Prefect: {address.removesuffix('/api')} (this machine only)")
    OUT.print(
        f"The month of {escape(city.organisation.name)} runs at {city.schedule.cron} {city.schedule.timezone}."
    )
    OUT.print("Stop with Ctrl+C.")
