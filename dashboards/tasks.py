"""What has to be done next: what is missing, what was rejected and what is doubtful, office by office."""

from dataclasses import dataclass

from dashboards.selection import OPEN_STATES
from dashboards.shown import Shown
from dashboards.targets import JUDGED_ILL, target_line
from dashboards.texts import Texts
from dashboards.view import site_names
from indicators.coverage import as_months
from indicators.omissions import blocks_a_statement, statement_year
from indicators.registry import indicator_name
from indicators.streams import FAMILIES, STREAMS, stream_name


@dataclass(frozen=True)
class Task:
    """One line of the list. `kind` is missing, statement, rejected, target or doubtful."""

    kind: str
    word: str
    sentence: str
    href: str


def tasks(shown: Shown, texts: Texts) -> tuple[Task, ...]:
    """The tasks by kind, then by office, those with the most to do first."""
    return (
        *_missing(shown, texts),
        *_blocking(shown, texts),
        *_findings(shown, texts, "reject"),
        *_behind(shown, texts),
        *_findings(shown, texts, "warn"),
    )


def _behind(shown: Shown, texts: Texts) -> list[Task]:
    """The targets that the last complete year does not reach."""
    return [
        Task(
            "target",
            texts("tasks.target_word"),
            target_line(target.row, texts, linked=False),
            f"{target.area}.html#targets",
        )
        for target in shown.targets
        if target.row.status in JUDGED_ILL
    ]


def _blocking(shown: Shown, texts: Texts) -> list[Task]:
    """The core indicators about which the next statement could say nothing (Annex IV C.2)."""
    year = statement_year(shown.results.as_of)
    codes = blocks_a_statement(shown.results.core_indicators, year)
    if not codes:
        return []
    names = ", ".join(indicator_name(code, texts.language) for code in codes)
    sentence = texts.sentence(
        "tasks.statement", year=year, count=texts.bound_count(len(codes)), indicators=names
    )
    return [Task("statement", texts("tasks.statement_word"), sentence, "data-quality.html#findings")]


def _missing(shown: Shown, texts: Texts) -> list[Task]:
    coverage = shown.results.coverage
    opened = coverage.loc[coverage["state"].isin(OPEN_STATES)]
    if opened.empty:
        return []
    opened = opened.assign(month=as_months(opened["month"]))
    opened = opened.sort_values(["month", "site_id", "stream", "supply_point_id"])
    name = site_names(shown.city, texts)
    offices = {office.id: office.name for office in shown.city.offices}
    groups = sorted(opened.groupby("office_id"), key=lambda group: (-len(group[1]), str(group[0])))
    found = []
    for office, rows in groups:
        first = rows.iloc[0]
        sentence = texts.sentence(
            "tasks.missing",
            office=offices.get(str(office), str(office)),
            count=texts.bound_count(len(rows)),
            site=name(str(first["site_id"])),
            stream=shown_stream(str(first["stream"]), texts),
            month=texts.month(first["month"].date()),
        )
        found.append(Task("missing", texts("tasks.missing_word"), sentence, "calendar.html"))
    return found


def _findings(shown: Shown, texts: Texts, severity: str) -> list[Task]:
    kind = {"reject": "rejected", "warn": "doubtful"}[severity]
    frame = shown.results.findings
    year = str(statement_year(shown.results.as_of))
    said = frame["code"].isin(SAID_OF_STATEMENT) & (frame["period"] == year)
    frame = frame.loc[(frame["severity"] == severity) & ~frame["code"].isin(SAID_BY_CALENDAR) & ~said]
    offices = {office.id: office.name for office in shown.city.offices}
    counts = frame["office_id"].fillna("").astype("str").value_counts()
    return [
        Task(
            kind,
            texts(f"tasks.{kind}_word"),
            texts.sentence(
                f"tasks.{kind}" if office else f"tasks.{kind}_here",
                office=offices.get(str(office), str(office)),
                count=texts.bound_count(int(count)),
            ),
            "data-quality.html#findings",
        )
        for office, count in sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    ]


SAID_BY_CALENDAR = frozenset({"missing_month", "rejected_event"})
"""Findings about open months, which the calendar shows already."""

SAID_OF_STATEMENT = frozenset({"omitted_without_reason", "indicator_not_reported"})
"""Findings that are one task together where they are of the year of the next statement."""


def shown_stream(code: str, texts: Texts) -> str:
    """The name of a stream or of a family of streams."""
    return stream_name(code, texts.language) if code in STREAMS or code in FAMILIES else code
