"""Of a year that is open, what has changed since it was last published on an earlier day, with its causes."""

import json
from datetime import date

from flows.closing.earlier import Published, keep_published
from flows.own_factors import load_factors
from flows.problems import WrongUse
from tests.conftest import Town
from tests.unit.flows.closing.closed_town import (
    closed,
    days,
    delivered,
    delivery_id,
    emas,
)
from tests.unit.flows.corrections.entries import correct, entry
from tests.unit.flows.settling.test_what_counts import HEAD, bill


def published(town: Town, on: date) -> None:
    with town.store() as connection:
        book = load_factors(town.workspace)
        keep_published(connection, town.workspace, town.city, book, Published(on=on, as_of=town.as_of))


def told(town: Town, indicator: str = "energy.total") -> tuple[str | None, list[tuple[object, ...]]]:
    """The day of comparison, and what changed in an indicator of the organisation in 2025."""
    [year] = json.loads(emas(town, "diff", 2025, "--json").stdout)["open_years"]
    rows = [
        (row["figure"], row["published"], row["now"], row["because_of"])
        for row in year["changes"]
        if (row["indicator"], row["breakdown"], row["site_id"]) == (indicator, "", "all")
    ]
    return year["published_on"], rows


def test_changes_are_told_from_the_last_day_on_which_others_were_published(town: Town) -> None:
    """12 x 1000 kWh over 10 FTE; then June is 1300; then the second row 900 instead of 1000."""
    assert told(town) == (None, [])
    assert "Nothing was published of it yet" in emas(town, "diff").stdout
    published(town, date(2026, 10, 5))
    assert told(town) == ("2026-10-05", [])
    assert "2025: open. Every figure is as it was published on 2026-10-05." in emas(town, "diff").stdout

    delivered(town, "pót.csv", HEAD + bill(1300, days(6)))
    late = f"delivery: pót.csv ({delivery_id(town, 'pót.csv')})"
    june = [("a", 12_000.0, 12_300.0, late), ("r", 1200.0, 1230.0, late)]
    assert told(town) == ("2026-10-05", june)
    published(town, date(2026, 11, 5))
    assert told(town) == ("2026-10-05", june)

    correct(town, entry(place='office = "office", file = "gaz.csv", row = 3'))
    town.compute()
    published(town, date(2026, 11, 5))
    both = f"correction: K1; {late}"
    assert told(town) == ("2026-10-05", [("a", 12_000.0, 12_200.0, both), ("r", 1200.0, 1220.0, both)])
    said = " ".join(emas(town, "diff", 2025).stdout.split())
    assert "What has changed since it was published on 2026-10-05:" in said
    assert "12,200.000 kWh" in said

    published(town, date(2026, 11, 9))
    assert told(town)[0] == "2026-10-05"
    correct(town)
    town.compute()
    published(town, date(2026, 11, 9))
    assert told(town) == (
        "2026-11-05",
        [("a", 12_200.0, 12_300.0, "correction: K1"), ("r", 1220.0, 1230.0, "correction: K1")],
    )


def test_a_closed_year_is_compared_with_its_closing_only(town: Town) -> None:
    published(town, date(2026, 10, 5))
    closed(town)
    assert json.loads(emas(town, "diff", "--json").stdout)["open_years"] == []
    published(town, date(2026, 11, 5))
    assert not (town.workspace.data / "earlier" / "2025").exists()


def test_a_year_without_figures_is_no_use(town: Town) -> None:
    done = emas(town, "diff", 2031)
    assert isinstance(done.exception, WrongUse)
    assert "2031 has no figures; there are 2025" in str(done.exception)
