"""Rows of a frame as records: typed, with None for what is empty."""

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

import pandas as pd

RecordOf = TypeVar("RecordOf", bound=NamedTuple)


def records(frame: pd.DataFrame, kind: type[RecordOf]) -> Iterator[RecordOf]:
    """Each row as a record of the kind, whose fields are columns of the frame."""
    columns = [
        [None if value is None or value is pd.NA or value != value else value for value in column]  # noqa: PLR0124
        for column in (frame[name].tolist() for name in kind._fields)
    ]
    return (kind._make(values) for values in zip(*columns, strict=True))
