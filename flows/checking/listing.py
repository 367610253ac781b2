"""The doubts of the store as records, for the command line."""

import json
from datetime import date

import duckdb

from flows.checking.rules import RULES
from indicators.findings import sentence, title
from indicators.languages import in_language
from indicators.model import Language, Record


class Doubt(Record):
    """One row of out.plausibility in words, with the acceptance if there is one."""

    rule: str
    title: str
    explanation: str
    status: str
    owner: str
    office_id: str | None
    site_id: str | None
    supply_point_id: str
    stream: str
    first_day: date
    last_day: date
    value: float | None
    expected: str | None
    unit: str
    file_name: str | None
    sheet: str | None
    row_number: int | None
    message: str
    acceptance_id: str | None
    accepted_by: str | None
    accepted_on: date | None
    accepted_because: str | None


def doubts(
    connection: duckdb.DuckDBPyConnection, language: Language, *, accepted: bool = False
) -> list[Doubt]:
    """The open doubts, or those that were accepted, in order of rule, supply point and days."""
    found = connection.execute(
        """
        SELECT p.*, a.who AS accepted_by, a.decided_on AS accepted_on, a.because AS accepted_because
        FROM out.plausibility p LEFT JOIN core.acceptances a USING (acceptance_id)
        WHERE p.status = ? ORDER BY p.rule, p.supply_point_id, p.stream, p.first_day, p.file_name, p.row_number
        """,
        ["accepted" if accepted else "open"],
    )
    names = [column[0] for column in found.description or ()]
    return [_doubt(dict(zip(names, row, strict=True)), language) for row in found.fetchall()]


def _doubt(row: dict[str, object], language: Language) -> Doubt:
    rule = RULES[str(row["rule"])]
    explanation = in_language(rule.explanation, language)
    own = not rule.told_by
    message = sentence(rule.finding, language, **json.loads(str(row["details"]))) if own else explanation
    known = {name: row[name] for name in Doubt.model_fields if name in row}
    name = title(rule.finding, language) if own else explanation
    return Doubt.model_validate({**known, "title": name, "explanation": explanation, "message": message})
