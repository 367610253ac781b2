"""What has to be done next: what is missing, what was rejected and what is doubtful, office by office."""

from dataclasses import dataclass

from dashboards.selection import OPEN_STATES
from dashboards.shown import Shown
from dashboards.targets import JUDGED_ILL, target_line
from dashboards.texts import Texts
from dashboards.view import site_names
from indicators.coverage import as_months
from indicators.streams import FAMILIES, STREAMS, stream_name


@dataclass(frozen=True)
class Task:
    """One line of the list. `kind` is missing, rejected, target or doubtful."""

    kind: str
    word: str
    sentence: str
    href: str


def tasks(shown: Shown, texts: Texts) -> tuple[Task, ...]:
    """The tasks by kind, then by office, those with the most to do first."""
    return (
        *_missing(shown, texts),
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
    frame = frame.loc[(frame["severity"] == severity) & ~frame["code"].isin(SAID_BY_CALENDAR)]
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


def shown_stream(code: str, texts: Texts) -> str:
    """The name of a stream or of a family of streams."""
    return stream_name(code, texts.language) if code in STREAMS or code in FAMILIES else code
