"""Drafts of formats: a table in any notation is read as what it says, or the doubt is told; any bytes are survived."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.problems import UnreadableFile
from flows.settings import Workspace, load_city
from flows.sources.format import Format
from flows.trying.propose import propose
from tests.conftest import EXAMPLE
from tests.unit.flows.trying.test_proposals import read

CITY = load_city(Workspace(EXAMPLE))
WORDS = {
    "hu": ("Mérési pont", "Időszak kezdete", "Időszak vége", "Villamosenergia-fogyasztás ({})", "Megjegyzés"),
    "en": ("Metering point", "Start date", "End date", "Electricity consumption ({})", "Remark"),
    "de": ("Zählpunkt", "Beginn", "Ende", "Stromverbrauch ({})", "Bemerkung"),
}
DAYS = ("%Y-%m-%d", "%Y.%m.%d.", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")
SIGNS = ((",", ""), (".", ""), (",", " "), (",", "."), (".", ","), (".", "'"))
TITLES = st.lists(st.sampled_from(["Kimutatás 2025", "Report", "", "Erstellt: heute"]), max_size=3)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[tuple[str, date, date, float]], str]:
    """A file, what it says (supply point, first and last day, quantity), and the sign between its cells."""
    words = WORDS[draw(st.sampled_from(sorted(WORDS)))]
    decimal, thousands = draw(st.sampled_from(SIGNS))
    delimiter = draw(st.sampled_from([sign for sign in ";,\t|" if sign not in (decimal, thousands)]))
    days = draw(st.sampled_from(DAYS))
    order = draw(st.permutations(range(5)))
    said, lines = [], [*draw(TITLES), delimiter.join([words[place].format("kWh") for place in order])]
    quantities = st.integers(0, 99_999_999).map(lambda cents: cents / 100)
    for number, quantity in enumerate(draw(st.lists(quantities, min_size=3, max_size=12))):
        first = date(2024, 1, 1) + timedelta(days=30 * (number // 2))
        last = first + timedelta(days=29)
        said.append((f"P{number % 2}", first, last, quantity))
        shown = f"{quantity:,.2f}".translate({ord(","): thousands or None, ord("."): decimal})
        cells = (f"P{number % 2}", first.strftime(days), last.strftime(days), shown, "")
        lines.append(delimiter.join(cells[place] for place in order))
    return "\n".join(lines) + "\n", said, delimiter


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drafts") / "own.csv"


def drafted(path: Path, content: bytes) -> tuple[str, tuple[str, ...]]:
    path.write_bytes(content)
    proposal = propose(path, path.name, CITY)
    return proposal.toml, proposal.doubts


@settings(max_examples=25, deadline=None)
@given(table=tables())
def test_a_table_in_any_notation_is_read_as_what_it_says(
    path: Path, table: tuple[str, list[tuple[str, date, date, float]], str]
) -> None:
    content, said, delimiter = table
    toml, doubts = drafted(path, content.encode())
    day_is_sure = not any(" as well: nothing tells which number is the day" in doubt for doubt in doubts)
    draft = Format.model_validate(tomllib.loads(toml) | {"confirmed": True})
    assert draft.file.delimiter == delimiter
    rows = read(path, draft, CITY, "uzemeltetes")
    if day_is_sure:
        assert [(row[1] > 1, row[2], row[3], row[6]) for row in rows] == [
            (True, point, "energy.electricity", quantity) for point, _, _, quantity in said
        ]
        assert [f"{row[4]:%Y-%m-%d}" for row in rows] == [first.isoformat() for _, first, _, _ in said]
    else:
        assert draft.dates.formats[0] in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y")


PIECES = st.sampled_from(
    [
        *(
            b";",
            b",",
            b"\n",
            b'"',
            b"\0",
            b"2025",
            b"00:30;",
            b"1.234,5",
            b"jan;feb;mar;",
            b"2001;2002;",
            b"\xff",
        ),
        *(b"=", b"'", b"POD;", b"kWh;", b"2025-01-31;"),
    ]
) | st.binary(max_size=8)


@settings(max_examples=60, deadline=None)
@given(content=st.lists(PIECES, max_size=60).map(b"".join))
def test_any_bytes_give_a_draft_that_nobody_confirmed_or_a_sentence(path: Path, content: bytes) -> None:
    try:
        toml, _ = drafted(path, content)
    except UnreadableFile:
        toml = "confirmed = false"
    assert tomllib.loads(toml)["confirmed"] is False
