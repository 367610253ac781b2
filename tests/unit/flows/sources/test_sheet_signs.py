"""What is told of a block of XML is told by the slow expressions too: never less, wherever in the block it stands."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources.sheet_signs import Signs, signs
from flows.sources.xlsx_parts import ERROR, FAR_COLUMN, FAR_ROW, HIDDEN_ROW, NO_RESULT

SLOW = {
    "spaced": re.compile(rb" =|= "),
    "formula": NO_RESULT,
    "error": ERROR,
    "hidden": HIDDEN_ROW,
    "far_column": FAR_COLUMN,
    "far_row": FAR_ROW,
}
PIECES = st.sampled_from(
    [
        b'<c r="A1"><v>1</v></c>',
        b'<c r="AB1"><v>1</v></c>',
        b'<c r="xfd1048576"/>',
        b'<c r="A123456"/>',
        b'<c r="A99999"/>',
        b'<x:c r="B2" t="e"><x:v>#REF!</x:v></x:c>',
        b'<c r="B2" t="e"><f>A1</f><v>#N/A</v></c>',
        b'<c r="C3"><f/></c>',
        b'<x:c r="C3"><x:f>A1+1</x:f><x:v></x:v></x:c>',
        b'<row r="7" hidden="1">',
        b"<row hidden = 'true'>",
        b"a=b",
        b" ",
        b"=",
        b'"',
        b"\xc3\xa9",
        b"123456",
        b"",
    ]
)


def told(block: bytes) -> dict[str, bool]:
    found: Signs = signs(block)
    return {name: getattr(found, name) for name in SLOW}


@settings(deadline=None)
@given(st.lists(PIECES, max_size=6), st.integers(0, 30), st.integers(0, 30))
def test_no_sign_is_missed(pieces: list[bytes], start: int, cut: int) -> None:
    whole = b"".join(pieces)
    block = whole[start : len(whole) - cut]
    said = told(block)
    for name, pattern in SLOW.items():
        assert said[name] or not pattern.search(block), name


def test_plain_cells_have_no_sign() -> None:
    block = b'<row r="99999"><c r="Z99999" s="1" t="n"><v>42005</v></c>'
    block += b'<c r="A99999" t="inlineStr"><is><t>kWh</t></is></c></row>'
    assert not any(told(block).values())
    assert not any(told(b"").values())
