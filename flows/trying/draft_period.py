"""The period of an unknown table: of when its rows are, and how that is written."""

from itertools import pairwise

from flows.sources.format import OPEN
from flows.trying.draft import Draft
from flows.trying.notations import Dated, dated, moments, usual_step
from flows.trying.table_start import Column, Start, wide_name


def draft_period(made: Draft, start: Start, roles: dict[str, Column]) -> list[Dated]:
    """The period, and how its days are written."""
    sign = wide_name(column.heading for column in start.columns)[1]
    found: list[Dated] = []
    if "start" in roles and "end" in roles:
        found = [days for role in ("start", "end") if (days := dated(roles[role].cells))]
        if all(days.kind == "stamp" for days in found):
            made.say("period", "kind", "interval", "each row has the moments at which it begins and ends")
            made.say("period", "column", roles["start"].name)
            made.say("period", "end", roles["end"].name)
            return found
        made.say("period", "kind", "bill", "each row has a first and a last day")
        made.say("period", "start", roles["start"].name)
        made.say("period", "end", roles["end"].name)
        inclusive, why = _inclusive(start, roles)
        made.say("period", "end_inclusive", inclusive, why)
    elif sign == "{year}":
        made.say("period", "kind", "year", "each year has a column of its own")
    elif sign == "{month}":
        made.say("period", "kind", "month", "each month has a column of its own")
        made.say(
            "period", "column", roles["year"].name if "year" in roles else OPEN, "the column of the year"
        )
    elif sign == "{day}":
        made.say("period", "kind", "day", "each day has a column of its own")
        made.say(
            "period", "column", roles["month"].name if "month" in roles else OPEN, "the column of the month"
        )
    elif "moment" in roles:
        found = _draft_moments(made, start, roles, sign)
    elif "month" in roles:
        made.say("period", "kind", "month", "each row is of one month")
        made.say("period", "column", roles["month"].name)
    elif "year" in roles:
        made.say("period", "kind", "year", "each row is of one year")
        made.say("period", "column", roles["year"].name)
    else:
        made.say("period", "kind", "month", "nothing in the file says of when a row is")
        made.say("period", "column", OPEN)
        made.doubts.append("no column of days, months or years was found")
    if "issued_on" in roles and (days := dated(roles["issued_on"].cells)):
        found.append(days)
    return found


def _inclusive(start: Start, roles: dict[str, Column]) -> tuple[bool | str, str]:
    """Whether bills end on the day before the next one of the same supply point begins, or on the same day."""
    point = roles.get("supply_point")
    first, last = (dated(roles[role].cells) for role in ("start", "end"))
    if not (first and last):
        return True, "the last day belongs to the bill"
    begun: dict[str, list[object]] = {}
    ended: dict[str, list[object]] = {}
    for row in start.rows:
        name = _cell(row, point)
        for role, days, into in (("start", first, begun), ("end", last, ended)):
            [moment] = moments([_cell(row, roles[role])], days.formats)
            into.setdefault(name, []).append(moment)
    shared = sum(len({*begun[name]} & {*ended[name]} - {None}) for name in begun)
    if shared:
        return "neighbours", f"{shared} bills end on the day on which the next one begins"
    return True, "no bill ends on the day on which the next one begins: the last day belongs to the bill"


def _cell(row: tuple[str, ...], column: Column | None) -> str:
    return row[column.position - 1] if column and column.position <= len(row) else ""


def _draft_moments(made: Draft, start: Start, roles: dict[str, Column], sign: str) -> list[Dated]:
    column = roles["moment"]
    days = dated(column.cells)
    found = moments(column.cells, days.formats if days else ())
    step = usual_step(found)
    if sign == "{time}":
        times = [says for column in start.columns if (says := _minutes(column.heading)) is not None]
        length = min((after - before for before, after in pairwise(times) if after > before), default=0)
        made.say("period", "kind", "interval", "each time of day has a column of its own")
        made.say("period", "column", column.name)
        made.say("period", "minutes", length, "the distance between the headings")
        made.say(
            "period",
            "stamp",
            "end" if times[0] else "start",
            f"the first heading says {times[0] // 60:02}:{times[0] % 60:02}",
        )
    elif days and days.kind == "stamp" and step and "register" not in roles:
        made.say("period", "kind", "interval", "each row bears a time")
        made.say("period", "column", column.name)
        made.say("period", "minutes", step, "the usual distance between two rows")
        first = next(moment for moment in found if moment)
        since_midnight = 60 * first.hour + first.minute
        made.say(
            "period",
            "stamp",
            "end" if since_midnight == step else "start",
            f"the first row says {first:%H:%M}",
        )
        if since_midnight not in (0, step):
            made.doubts.append("nothing tells whether a stamp is the beginning or the end of its interval")
    elif "register" in roles:
        made.say("period", "kind", "register", "the numbers are what a meter shows on that day")
        made.say("period", "column", column.name)
    else:
        made.say("period", "kind", "day", "each row is of one day")
        made.say("period", "column", column.name)
        if "waste_code" in roles or "stream_column" in roles:
            made.say(
                "period", "rows_add_up", True, "several rows of one day are several events, not repetitions"
            )
        made.doubts.append("a day stands for itself alone; if it ends a longer period, the layout is another")
    return [days] if days else []


def _minutes(heading: str) -> int | None:
    text = heading.strip("[]() ").replace(".", ":").split(":")
    return (
        int(text[0]) * 60 + int(text[1])
        if len(text) > 1 and all(part.isdigit() for part in text[:2])
        else None
    )
