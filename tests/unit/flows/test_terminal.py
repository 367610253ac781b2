"""What a command says at a terminal about an ingest."""

import io

import pytest
from rich.console import Console

from flows import terminal
from flows.intake import Intake
from flows.returning.outbox import Returned


def said(monkeypatch: pytest.MonkeyPatch, intake: Intake) -> str:
    target = io.StringIO()
    monkeypatch.setattr(terminal, "OUT", Console(file=target, width=120, highlight=False))
    terminal.say_intake(intake)
    return target.getvalue()


def returned(name: str, rows: int, made_of: str = "x", *, is_new: bool = False) -> Returned:
    return Returned("vizmu", name, f"outbox/vizmu/{name}.xlsx", rows, made_of, is_new)


def test_files_at_their_offices_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    files = (
        returned("új.csv", 3, is_new=True),
        returned("régi.csv", 1),
        returned("[red]x", 0, made_of=""),
    )
    lines = [" ".join(line.split()) for line in said(monkeypatch, Intake((), 0, returned=files)).splitlines()]
    assert lines == [
        "Nothing new came.",
        "3 files are back at their offices with rows to correct:",
        "office returned file rows",
        "vizmu outbox/vizmu/új.csv.xlsx 3 new",
        "vizmu outbox/vizmu/régi.csv.xlsx 1",
        "vizmu outbox/vizmu/[red]x.xlsx 0 in use or not writable, will be replaced at the next run",
    ]


def test_without_any_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, Intake((), 0)) == "Nothing new came.\n"
