"""What the commands about readings and doubts say at a terminal."""

from collections.abc import Sequence

from flows.checking.listing import Doubt
from flows.history import HistoryEntry
from flows.plain_tables import add_row, plain_table
from flows.terminal import OUT


def say_history(entries: Sequence[HistoryEntry]) -> None:
    """One line for each row, or for the interval data of a file and month; then how much of it counts."""
    table = plain_table(
        "file", "sheet", "row", "days", "stream", "quantity", "kind", "state", "why", numbers=("quantity",)
    )
    for entry in entries:
        several = entry.rows is not None and entry.rows > 1
        why = "; ".join(
            part
            for part in (
                entry.reason,
                entry.counts_instead and f"counts instead: {entry.counts_instead}",
                entry.correction_id and f"correction {entry.correction_id}",
                entry.named_as and f"named as {entry.named_as}",
            )
            if part
        )
        add_row(
            table,
            entry.file_name,
            entry.sheet,
            f"{entry.row_number}–{entry.last_row}" if several else entry.row_number or "",
            f"{entry.first_day} – {entry.last_day}" if entry.first_day else "",
            entry.stream,
            "" if entry.quantity is None else f"{entry.quantity:,.3f} {entry.unit}",
            " ".join(part for part in (entry.quality, "" if entry.kind == "reading" else entry.kind) if part),
            entry.state.replace("_", " "),
            why,
        )
    OUT.print(table)
    rows = sum(entry.rows or 0 for entry in entries)
    counting = sum(entry.rows or 0 for entry in entries if entry.state == "counts")
    OUT.print(f"{rows:,} rows, {counting:,} of them count.")


def say_doubts(doubts: Sequence[Doubt]) -> None:
    """Each doubt with its sentence and, where it was accepted, by whom and why."""
    table = plain_table("rule", "supply point", "days", "task of", "what", numbers=())
    for doubt in doubts:
        accepted = f" Accepted by {doubt.accepted_by} on {doubt.accepted_on}: {doubt.accepted_because}"
        add_row(
            table,
            doubt.rule,
            doubt.supply_point_id,
            f"{doubt.first_day} – {doubt.last_day}",
            doubt.office_id or doubt.owner if doubt.owner == "office" else doubt.owner,
            doubt.message + (accepted if doubt.acceptance_id else ""),
        )
    OUT.print(table)
    OUT.print(f"{len(doubts):,} doubts.")
