"""Cells that are stored column by column are the same text as each cell by itself."""

from datetime import date, datetime, time, timedelta

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources.workbook import Cell, _store, cell_text

CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.just(""),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
    st.sampled_from(["1\u00a0234", " a\n b ", "\x02\x035", "\u2003x", "a\x1cb"]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**14), 10**14),
    st.booleans(),
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),
    st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    st.just(time(2, 30)),
    st.just(timedelta(hours=30)),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12))
def test_columns_and_cells_agree(rows: list[list[Cell]]) -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t (row_number BIGINT, c1 VARCHAR, c2 VARCHAR, c3 VARCHAR)")
    _store(connection, "t", rows, 1)
    stored = connection.execute("FROM t ORDER BY row_number").fetchall()
    for number, (row, found) in enumerate(zip(rows, stored, strict=True), 1):
        assert found[0] == number
        for cell, text in zip(row, found[1:], strict=True):
            expected = cell_text(cell)
            if isinstance(cell, float) and text is not None and expected is not None:
                assert (text[0], float(text[1:])) == (expected[0], float(expected[1:]))
            else:
                assert text == expected
