"""How far a long piece of work is, for a person at a terminal; silent for pipes, schedules and tests."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

Item = TypeVar("Item")


class Display(Protocol):
    """Something that shows steps."""

    def track(self, items: Iterable[Item], total: int, step: str) -> Iterator[Item]:
        """Pass items through, showing how many of them are done."""
        ...

    def start(self, step: str) -> None:
        """Say what is being done now."""
        ...


class Silence:
    """No display."""

    def track(self, items: Iterable[Item], total: int, step: str) -> Iterator[Item]:  # noqa: ARG002
        """Pass items through."""
        yield from items

    def start(self, step: str) -> None:
        """Say nothing."""


class Terminal:
    """A line for each step, with a bar where the number of items is known."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def track(self, items: Iterable[Item], total: int, step: str) -> Iterator[Item]:
        """Pass items through, moving the bar of the step."""
        self._finish()
        bar = self._progress.add_task(step, total=total)
        for item in items:
            yield item
            self._progress.advance(bar)

    def start(self, step: str) -> None:
        """Begin a line for a step of unknown length; the one before is done."""
        self._finish()
        self._progress.add_task(step, total=None)

    def _finish(self) -> None:
        for bar in self._progress.tasks:
            if bar.total is None:
                self._progress.update(bar.id, total=1, completed=1)


SILENCE = Silence()
_display: ContextVar[Display] = ContextVar("display")


def display() -> Display:
    """The display of this run."""
    return _display.get(SILENCE)


@contextmanager
def shown_on(console: Console) -> Iterator[None]:
    """Show progress on a terminal while the block lasts."""
    if not console.is_terminal:
        yield
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        token = _display.set(Terminal(progress))
        try:
            yield
        finally:
            _display.reset(token)
