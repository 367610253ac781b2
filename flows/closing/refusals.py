"""Whether a year may be closed: each refusal is a sentence that says what to do."""

from datetime import date

import duckdb
import pandas as pd

from flows.closing.freeze import Decision
from flows.problems import Problem, WrongUse
from indicators.omissions import blocks_a_statement, not_reported
from indicators.registry import INDICATORS

MOST_NAMED = 5

OPEN_REJECTS = """
    SELECT d.file_name, r.sheet, r.row_number, r.code
    FROM raw.rejected_rows r
    JOIN raw.deliveries d ON d.delivery_id = r.delivery_id AND d.rows_read > 0
    LEFT JOIN (
        SELECT delivery_id, min(first_day) AS first, max(last_day) AS last FROM core.readings GROUP BY delivery_id
    ) span ON span.delivery_id = r.delivery_id
    WHERE r.code NOT IN ('totals_row', 'duplicate_row')
        AND coalesce(r.first_day, span.first, $first) <= $last
        AND coalesce(r.last_day, r.first_day, span.last, $last) >= $first
        AND NOT EXISTS (
            FROM core.readings a
            JOIN raw.deliveries later ON later.delivery_id = a.delivery_id AND later.sequence > d.sequence
            WHERE a.supply_point_id = r.supply_point_id AND r.first_day BETWEEN a.first_day AND a.last_day
        )
    ORDER BY d.sequence, r.sheet, r.row_number
"""
"""Rejected rows that may be of the year and have not come back: no later delivery has a reading of that supply point
and day. A row that does not say its days may be of any day of its delivery."""

INCOMPLETE = """
    SELECT code, any_value(i.reason) FILTER (i.status = 'incomplete') FROM declared_indicators
    LEFT JOIN out.core_indicators i ON i.indicator = code AND i.year = ?
    GROUP BY code
    HAVING bool_or(i.status = 'incomplete') OR count(i.indicator) FILTER (i.site_id = 'all' AND i.breakdown = '') = 0
"""
"""Core indicators of which a figure is incomplete, and those of which the organisation has none (empty reason)."""


def refuse_to_close(
    connection: duckdb.DuckDBPyConnection, as_of: date, year: int, decision: Decision
) -> None:
    """Do nothing where a year may be closed.

    Raises:
        WrongUse: the decision does not say who and why, or names an indicator that does not exist.
        Problem: the year is closed already, not over, has no figures, is incomplete, or has open rejects.
    """
    _refuse_bad_decision(decision)
    known = connection.execute(
        "SELECT closed_by, CAST(closed_at AS DATE) FROM closed.years WHERE year = ?", [year]
    ).fetchall()
    files = connection.execute("SELECT file_name FROM closed.files WHERE year = ?", [year]).fetchall()
    if known:
        by, day = known[0]
        raise Problem(
            f"{year} was closed by {by} on {day}; a closed year stays as it is. What would come out otherwise "
            f"today is shown by: emas diff {year}"
        )
    if files:
        raise Problem(
            f"{year} was closed before, but its files in statements/closed/{year}/ have changed. Restore them "
            "from the backup and start: emas run"
        )
    if as_of < date(year, 12, 1):
        raise Problem(
            f"{year} cannot be closed yet: the last month that is due is {as_of:%Y-%m}. Close it when its "
            "December is due"
        )
    _refuse_incomplete(connection, year, decision)
    _refuse_rejects(connection, year, decision)


def _refuse_bad_decision(decision: Decision) -> None:
    if not decision.by.strip() or not decision.why.strip():
        raise WrongUse("closing a year needs a name and a reason: --by NAME --why REASON")
    for code, reason in decision.incomplete.items():
        if code not in INDICATORS:
            raise WrongUse(f"no indicator is called {code!r}; there are {', '.join(INDICATORS)}")
        if not reason.strip():
            raise WrongUse(f"--incomplete {code}= needs a reason after the equals sign")


def _refuse_incomplete(connection: duckdb.DuckDBPyConnection, year: int, decision: Decision) -> None:
    figures = connection.execute("FROM out.core_indicators WHERE year = ?", [year]).df()
    if figures.empty:
        raise Problem(f"{year} has no figures, so there is nothing to close. Load its files with: emas run")
    silent = not_reported(figures, year)
    unexplained = [code for code in blocks_a_statement(figures, year) if code not in silent]
    if unexplained:
        raise Problem(
            f"{year} cannot be closed, because these indicators are left out without a reason: "
            f'{", ".join(unexplained)}. Annex IV C.2 asks for a clear explanation: add reason = "..." to their '
            "[[omitted]] or [[not_applicable]] in city.toml and start: emas run"
        )
    connection.register("declared_indicators", pd.DataFrame({"code": list(INDICATORS)}))
    open_figures = dict(connection.execute(INCOMPLETE, [year]).fetchall())
    waiting = {
        code: open_figures.get(code) or "nobody delivered anything, and it is not left out with a reason"
        for code in INDICATORS
        if code in open_figures and code not in decision.incomplete
    }
    if waiting:
        named = "; ".join(f"{code} ({reason})" for code, reason in list(waiting.items())[:MOST_NAMED])
        more = f" and {len(waiting) - MOST_NAMED} more" if len(waiting) > MOST_NAMED else ""
        raise Problem(
            f"{year} cannot be closed, because these indicators are incomplete: {named}{more}. Load what is missing "
            "(emas status shows which office owes it), or say why it stays so: "
            f"--incomplete {next(iter(waiting))}=REASON"
        )


def _refuse_rejects(connection: duckdb.DuckDBPyConnection, year: int, decision: Decision) -> None:
    if decision.despite_rejects.strip():
        return
    span = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    rows = connection.execute(OPEN_REJECTS, span).fetchall()
    if not rows:
        return
    named = "; ".join(
        ", ".join(part for part in (file, sheet, f"row {number}") if part) + f" ({code})"
        for file, sheet, number, code in rows[:MOST_NAMED]
    )
    more = f" and {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else ""
    raise Problem(
        f"{year} cannot be closed, because rejected rows have not come back corrected: {named}{more}. Load the "
        "corrected files, or say why the year is closed without them: --despite-rejects REASON"
    )
