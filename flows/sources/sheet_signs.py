"""What a block of a sheet's XML may hold that has to be looked at: told at the speed of memory, never too little.

Most blocks hold nothing but plain cells. Expressions that look for anything else are many times slower than the
unpacking of the block, so they are asked only where the bytes that they begin with stand in it.
"""

from dataclasses import dataclass

import numpy as np

Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Marks = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Signs:
    """Which of these a block may hold; what is False is surely not there.

    `spaced` is an attribute with space beside its "=". `far_column` is a reference to a cell whose column has two
    letters or more, `far_row` one whose row has six digits or more.
    """

    spaced: bool
    formula: bool
    error: bool
    hidden: bool
    far_column: bool
    far_row: bool


def signs(block: bytes) -> Signs:
    """The signs of a block whose attributes are written with double quotes; best some 100 KB at a time."""
    cells: Bytes = np.frombuffer(block, np.uint8)
    equals, quote, space = cells == ord("="), cells == ord('"'), cells == ord(" ")
    digit = (cells - ord("0")) < 10  # bytes below "0" wrap around to high ones
    two = digit[:-1] & digit[1:]
    four = two[:-2] & two[2:]
    six = four[:-2] & two[4:]
    return Signs(
        spaced=_any(space[:-1] & equals[1:]) or _any(equals[:-1] & space[1:]),
        formula=_any((cells[:-1] == ord("<")) & (cells[1:] == ord("f")))
        or (b":" in block and b":f" in block),
        error=_any(quote[:-2] & (cells[1:-1] == ord("e")) & quote[2:]),
        hidden=_any((cells[:-2] == ord("e")) & (cells[1:-1] == ord("n")) & equals[2:]),
        far_column=_any((cells[:-4] == ord("r")) & equals[1:-3] & quote[2:-2] & (cells[4:] >= ord("A"))),
        far_row=_any(six[:-1] & quote[6:]),
    )


def _any(marks: Marks) -> bool:
    return bool(marks.any())
