"""The guide docs/adding-a-format.md, followed on files that nobody of this project made: draft, answers, confirmation.

The answers are what a person knows who holds the file; the truth is what the declared formats of these tests read.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.sources.format import Format
from flows.trying.propose import propose
from tests.conftest import Town, supply_point
from tests.unit.flows.trying.test_proposals import read

FORMATS = Path(__file__).parent / "formats"
SCHOOLS = "uk-energysparks-council-schools"
SMARD = "Realisierter_Stromverbrauch_202401010000_202501010000_Viertelstunde.csv"
LONDON = 'timezone = "Europe/London"'


def declared(name: str) -> Format:
    return Format.model_validate(tomllib.loads((FORMATS / f"{name}.toml").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("name", "own", "to_fill_in", "answers"),
    [
        (
            "amr_data__row-per-reading__some-missing-readings.csv",
            "half-hour-readings",
            {"values.stream"},
            {'stream = "?"': 'stream = "energy.electricity"', "[dates]": f"[dates]\n{LONDON}"},
        ),
        (
            "amr_upload_data_files__banes-example-file.csv",
            "council-half-hours-csv",
            {"values.stream"},
            {'stream = "?"': 'stream = "energy.electricity"', "[dates]": f"[dates]\n{LONDON}"},
        ),
        (
            "amr_upload_data_files__banes-example-file.xlsx",
            "council-half-hours-workbook",
            {"values.stream"},
            {'stream = "?"': 'stream = "energy.electricity"', "[period]": f"[dates]\n{LONDON}\n[period]"},
        ),
    ],
)
def test_a_draft_and_a_few_answers_read_what_the_declared_format_reads(
    real_folder: Callable[[str], Path],
    make_town: Callable[..., Town],
    name: str,
    own: str,
    to_fill_in: set[str],
    answers: dict[str, str],
) -> None:
    path = real_folder(SCHOOLS) / name
    city = make_town(supply_point("E1", "energy.electricity")).city
    proposal = propose(path, path.name, city)
    assert set(proposal.to_fill_in) == to_fill_in
    toml = proposal.toml.replace("confirmed = false", "confirmed = true")
    for gap, answer in answers.items():
        assert gap in toml
        toml = toml.replace(gap, answer)
    expected = read(path, declared(own), city, "office")
    assert len(expected) > 40
    assert read(path, Format.model_validate(tomllib.loads(toml)), city, "office") == expected


def test_a_year_of_quarter_hours_needs_its_supply_point_alone(
    real_folder: Callable[[str], Path], make_town: Callable[..., Town]
) -> None:
    path = real_folder("de-smard-load-2024") / SMARD
    proposal = propose(path, path.name, make_town().city)
    assert set(proposal.to_fill_in) == {"constants.supply_point"}
    draft = Format.model_validate(tomllib.loads(proposal.toml))
    assert (draft.numbers.decimal, draft.numbers.thousands) == (",", ".")
    assert draft.period is not None
    assert (draft.period.column, draft.period.minutes, draft.period.stamp) == ("Datum von", 15, "start")
    assert draft.dates.formats == ("%d.%m.%Y %H:%M",)
    assert [value.column for value in draft.values] == ["Netzlast [{unit}] Originalauflösungen"]
