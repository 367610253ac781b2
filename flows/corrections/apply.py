"""Corrections on top of what was delivered: what is delivered stays, and a correction is a row of its own.

They are applied when a series is settled, after it is decided which delivery counts. So only a reading that counts is
corrected, and the result does not depend on what came first, the delivery or the correction.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from flows.corrections.candidates import candidates, candidates_of_values, find_series, note_places
from flows.own_conversions import own_conversion_book
from flows.readings import STORED_READINGS, add_readings, change_quantities, remove_readings
from flows.settling.windows import EVER, widen_to_series
from indicators.corrections import Amount, Correction, Figure, Step, apply, says
from indicators.factors import FactorBook
from indicators.units import conversion

CANDIDATE = "r.delivery_id, r.sheet, r.row_number, r.supply_point_id, r.stream"


@dataclass(frozen=True)
class Candidate:
    """A delivered row that an entry may mean; `place` is its row id."""

    correction_id: str
    place: int
    counts: bool
    delivery_id: str
    sheet: str
    row_number: int
    supply_point_id: str
    stream: str
    first_day: date
    last_day: date
    value: float
    unit_as_delivered: str
    quantity: float
    unit: str

    def figure(self, book: FactorBook) -> Figure:
        """The row as the rules of corrections see it, converted by the factors of a book."""
        amount = Amount(value=self.value, unit=self.unit_as_delivered)
        return Figure(amount=amount, quantity=self.quantity, stream=self.stream, on=self.first_day, book=book)


def undo_corrections(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the corrections of the series in `unsettled` back, so that they are applied anew.

    An entry may mean rows of several series: `unsettled` grows to all of them, each whole. `at_work` holds the entries.
    """
    if not _are_any(connection):
        connection.execute("CREATE OR REPLACE TEMP TABLE at_work (correction_id VARCHAR)")
        return
    note_places(connection)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE series_of_corrections AS {find_series()}")
    at_work = "SELECT correction_id FROM series_of_corrections JOIN unsettled USING (supply_point_id, stream)"
    while connection.execute(f"""
        INSERT INTO unsettled
        SELECT DISTINCT supply_point_id, stream, {EVER} FROM series_of_corrections
        WHERE correction_id IN ({at_work})
            AND (supply_point_id, stream) NOT IN (SELECT (supply_point_id, stream) FROM unsettled)
        RETURNING 1
    """).fetchall():
        pass
    connection.execute(f"CREATE OR REPLACE TEMP TABLE at_work AS SELECT DISTINCT * FROM ({at_work})")
    widen_to_series(connection, "FROM series_of_corrections")
    of_corrections = "SEMI JOIN unsettled USING (supply_point_id, stream) WHERE correction_id IS NOT NULL"
    remove_readings(connection, f"SELECT place, origin_id FROM {STORED_READINGS} {of_corrections}")
    connection.execute("""
        DELETE FROM core.register_values AS r USING unsettled u
        WHERE r.correction_id IS NOT NULL AND u.supply_point_id = r.supply_point_id AND u.stream = r.stream
    """)


def _are_any(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the register has entries, or had some whose rows are still there."""
    rows = " OR ".join(
        f"EXISTS (FROM {table} WHERE correction_id IS NOT NULL)"
        for table in ("core.readings", "core.register_values")
    )
    return bool(connection.execute(f"SELECT EXISTS (FROM core.corrections) OR {rows}").fetchall()[0][0])


def correct_register_values(connection: duckdb.DuckDBPyConnection) -> None:
    """Correct the values in `ranked`, of which the readings of cumulative meters are then made.

    A correction after which a meter would run backwards is taken back.
    """
    found = _candidates(
        connection,
        candidates_of_values(
            "ranked",
            f"r.rowid AS place, r.place = 1 AS counts, {CANDIDATE}, r.read_on AS first_day, r.read_on AS last_day, "
            "r.value, r.unit_as_delivered, r.value * r.quantity_per_unit AS quantity, r.unit",
        ),
    )
    if not found:
        return
    connection.execute("ALTER TABLE ranked ADD COLUMN delivered DOUBLE")
    for target, steps in _judge(connection, found, _value_that_counts):
        applied = [step for step in steps if step.reason is None]
        if not applied:
            continue
        connection.execute("UPDATE ranked SET delivered = value WHERE rowid = ?", [target.place])
        after = applied[-1].after
        if after is None:
            connection.execute("UPDATE ranked SET place = NULL WHERE rowid = ?", [target.place])
        else:
            each = target.quantity / target.value if target.value else 1.0
            same = after.amount.unit == target.unit_as_delivered
            value = after.amount.value if same else after.quantity / each
            quality = next(
                (step.correction.quality for step in reversed(applied) if step.correction.quality), None
            )
            connection.execute(
                "UPDATE ranked SET value = ?, quality = coalesce(?, quality), correction_id = ? WHERE rowid = ?",
                [value, quality, _ids(applied), target.place],
            )
    _take_back_what_falls(connection)
    connection.execute("""
        UPDATE core.register_values AS v SET is_current = false FROM ranked r
        WHERE r.delivered IS NOT NULL AND v.delivery_id = r.delivery_id AND v.sheet = r.sheet
            AND v.row_number = r.row_number AND v.supply_point_id = r.supply_point_id AND v.stream = r.stream
            AND v.value = r.delivered
    """)
    connection.execute("""
        INSERT INTO core.register_values BY NAME
        SELECT * EXCLUDE (sequence, place, delivered) FROM ranked WHERE delivered IS NOT NULL AND place = 1
    """)


def _take_back_what_falls(connection: duckdb.DuckDBPyConnection) -> None:
    while fallen := connection.execute("""
        SELECT DISTINCT unnest(string_split(concat_ws(',', before_id, correction_id), ',')) FROM (
            SELECT correction_id, value - lag(value) OVER one_meter AS used,
                lag(correction_id) OVER one_meter AS before_id
            FROM ranked WHERE place = 1
            WINDOW one_meter AS (PARTITION BY supply_point_id, stream, meter_id ORDER BY read_on)
        ) WHERE used < 0 AND coalesce(before_id, correction_id) IS NOT NULL
    """).fetchall():
        for (name,) in fallen:
            connection.execute(
                """
                UPDATE ranked SET value = delivered, correction_id = NULL, delivered = NULL
                WHERE list_contains(string_split(correction_id, ','), ?)
                """,
                [name],
            )
            connection.execute(
                """
                UPDATE core.corrections SET status = 'not_applied', reason = 'register_falls', quantity_after = NULL
                WHERE correction_id = ?
                """,
                [name],
            )


def correct_readings(connection: duckdb.DuckDBPyConnection) -> None:
    """Correct the readings of the series in `unsettled` that count."""
    found = _candidates(
        connection,
        candidates(
            STORED_READINGS,
            f"r.place, r.is_current AS counts, {CANDIDATE}, r.first_day, r.last_day, "
            "r.quantity_as_delivered AS value, r.unit_as_delivered, r.quantity, r.unit",
        ),
    )
    for target, steps in _judge(connection, found, _reading_that_counts):
        applied = [step for step in steps if step.reason is None]
        if not applied:
            continue
        after = applied[-1].after
        if after is not None:
            quality = next(
                (step.correction.quality for step in reversed(applied) if step.correction.quality), None
            )
            other_unit = after.amount.unit != target.unit_as_delivered
            factors = conversion(target.stream, after.amount.unit, target.first_day) if other_unit else None
            add_readings(
                connection,
                f"""
                SELECT * EXCLUDE (place, origin_id) REPLACE (? AS quantity, ? AS quantity_as_delivered,
                    ? AS unit_as_delivered, coalesce(?, factor_ids) AS factor_ids, coalesce(?, quality) AS quality,
                    concat_ws(',', correction_id, ?) AS correction_id)
                FROM {STORED_READINGS} WHERE place = ?
                """,
                [
                    after.quantity,
                    after.amount.value,
                    after.amount.unit,
                    ",".join(factors.factor_ids) if factors else None,
                    quality,
                    _ids(applied),
                    target.place,
                ],
            )
        change_quantities(connection, "is_current = false", "SELECT ? AS place", [target.place])


def _ids(steps: Iterable[Step]) -> str:
    return ",".join(step.correction.id for step in steps)


def _candidates(connection: duckdb.DuckDBPyConnection, query: str) -> list[Candidate]:
    """The rows that the entries at work may mean; an entry that found its register value is at work no more."""
    if not connection.execute("SELECT EXISTS (FROM at_work)").fetchall()[0][0]:
        return []
    rows = connection.execute(
        f"SELECT * FROM ({query}) SEMI JOIN at_work USING (correction_id) ORDER BY ALL"
    ).fetchall()
    connection.execute(
        "DELETE FROM at_work WHERE list_contains(?, correction_id)", [sorted({str(row[0]) for row in rows})]
    )
    return [Candidate(*row) for row in rows]


def _judge(
    connection: duckdb.DuckDBPyConnection, found: Sequence[Candidate], what_counts: str
) -> list[tuple[Candidate, list[Step]]]:
    """The rows to correct with their steps; what becomes of each entry is written to core.corrections."""
    if not found:
        return []
    by_entry: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in found:
        by_entry[candidate.correction_id].append(candidate)
    entries = {
        name: Correction.model_validate_json(text)
        for name, text in connection.execute("SELECT correction_id, entry FROM core.corrections").fetchall()
    }
    book = own_conversion_book(connection)
    targets: dict[int, tuple[Candidate, list[Correction]]] = {}
    for name, choices in by_entry.items():
        entry = entries[name]
        counting = [choice for choice in choices if choice.counts]
        if len(counting) > 1:
            counting = [choice for choice in counting if says(choice.figure(book), entry.expected)]
        if len(counting) == 1:
            [target] = counting
            targets.setdefault(target.place, (target, []))[1].append(entry)
        elif any(choice.counts for choice in choices):
            _write(connection, name, next(choice for choice in choices if choice.counts), "several_readings")
        else:
            _write(connection, name, choices[-1], "not_current", what_counts=what_counts)
    judged = []
    for target, chosen in targets.values():
        steps = apply(chosen, target.figure(book))
        for step in steps:
            _write(connection, step.correction.id, target, step.reason or "", step)
        judged.append((target, steps))
    return judged


_reading_that_counts = """
    SELECT quantity_as_delivered, unit_as_delivered FROM core.readings
    WHERE is_current AND supply_point_id = ? AND stream = ? AND first_day <= ? AND last_day >= ?
    ORDER BY first_day, row_number LIMIT 1
"""
_value_that_counts = """
    SELECT value, unit_as_delivered FROM ranked
    WHERE place = 1 AND supply_point_id = ? AND stream = ? AND read_on <= ? AND read_on >= ? ORDER BY row_number LIMIT 1
"""


def _write(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    target: Candidate,
    reason: str,
    step: Step | None = None,
    what_counts: str = "",
) -> None:
    found: tuple[object, object] = (target.value, target.unit_as_delivered)
    if what_counts:
        days = [target.supply_point_id, target.stream, target.last_day, target.first_day]
        found = next(iter(connection.execute(what_counts, days).fetchall()), (None, None))
    if step is not None:
        found = (step.before.amount.value, step.before.amount.unit) if step.before else (None, None)
    connection.execute(
        """
        UPDATE core.corrections SET status = ?, reason = ?, delivery_id = ?, sheet = ?, row_number = ?,
            supply_point_id = ?, stream = ?, first_day = ?, last_day = ?, found_value = ?, found_unit = ?,
            quantity_before = ?, quantity_after = ?, unit = ?
        WHERE correction_id = ?
        """,
        [
            "not_applied" if reason else "applied",
            reason,
            target.delivery_id,
            target.sheet,
            target.row_number,
            target.supply_point_id,
            target.stream,
            target.first_day,
            target.last_day,
            *found,
            step.before.quantity if step and step.before else None,
            step.after.quantity if step and step.after else None,
            target.unit,
            name,
        ],
    )
