"""The reader of spreadsheets is a Rust library: where it fails itself, it writes a trace and raises no Exception."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

PANIC = "PanicException"
"""Name of what is raised; the class cannot be imported."""

STANDARD_ERROR = 2


class Panicked(Exception):
    """The library came upon bytes that it did not expect."""


@contextmanager
def panics_raised() -> Iterator[None]:
    """Raise Panicked in place of a panic, whose trace says nothing to a person at a terminal.

    The library writes to the file of standard error, past Python. What others write there meanwhile comes afterwards.
    """
    try:
        terminal = os.dup(STANDARD_ERROR)
    except OSError:
        terminal = None
    panicked: BaseException | None = None
    with tempfile.TemporaryFile() as held:
        if terminal is not None:
            os.dup2(held.fileno(), STANDARD_ERROR)
        try:
            yield
        except BaseException as error:
            if type(error).__name__ != PANIC:
                raise
            panicked = error
            raise Panicked from error
        finally:
            if terminal is not None:
                os.dup2(terminal, STANDARD_ERROR)
                os.close(terminal)
                if panicked is None and held.seek(0, os.SEEK_END):
                    held.seek(0)
                    with os.fdopen(STANDARD_ERROR, "wb", closefd=False) as stream:
                        shutil.copyfileobj(held, stream)
