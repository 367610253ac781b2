"""A panic of a library is told once, as an exception; what others write meanwhile is not lost."""

import os

import pytest

from flows.sources.panics import Panicked, panics_raised


class PanicException(BaseException):
    """Named as what the library raises."""


def write_and_raise(line: bytes, error: BaseException) -> None:
    with panics_raised():
        os.write(2, line)
        raise error


def test_a_panic_leaves_no_trace_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Panicked):
        write_and_raise(b"thread '<unnamed>' panicked at ...\n", PanicException())
    os.write(2, b"afterwards\n")
    assert capfd.readouterr().err == "afterwards\n"


def test_what_others_write_comes_through(capfd: pytest.CaptureFixture[str]) -> None:
    with panics_raised():
        os.write(2, b"a line of a log\n")
    with pytest.raises(KeyError):
        write_and_raise(b"another line\n", KeyError())
    assert capfd.readouterr().err == "a line of a log\nanother line\n"
