"""XML as a stream of elements: what is hostile or broken is refused with a sentence, what is large stays small."""

import tracemalloc
from pathlib import Path

import pytest

from flows.problems import UnreadableMachineFile
from flows.sources.xml_elements import (
    DEEPEST,
    LARGEST_HELD,
    WEIGHT_OF_ELEMENT,
    Element,
    elements,
    root_of,
)


def read(tmp_path: Path, content: bytes, *wanted: str) -> list[Element]:
    path = tmp_path / "in.xml"
    path.write_bytes(content)
    return list(elements(path, frozenset(wanted or {"a"})))


BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">
<!ENTITY z "&y;&y;&y;&y;&y;&y;&y;&y;">]><a>&z;</a>"""
EXTERNAL = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
OUTSIDE = b'<!DOCTYPE a SYSTEM "http://example.org/evil.dtd"><a/>'


@pytest.mark.parametrize("content", [BILLION_LAUGHS, EXTERNAL, OUTSIDE, b"<!DOCTYPE a><a/>"])
def test_a_document_type_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableMachineFile, match="DOCTYPE"):
        read(tmp_path, content)
    with pytest.raises(UnreadableMachineFile, match="DOCTYPE"):
        root_of(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<a><b>1</b>", "cut off"),
        (b"<a><b></a></b>", "broken"),
        (b"", "cut off"),
        (b"<a>&unknown;</a>", "broken"),
        (b'<?xml version="1.0" encoding="UTF-8"?><a>\xe9\xe1</a>', "broken"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "encoding"),
        (b"<a>\x00</a>", "broken"),
        (b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1), "deep"),
        (b"<a><!--" + b"x" * (1 << 22) + b"--></a>", "longer than a million bytes"),
        (b'<a b="' + b"x" * (1 << 22) + b'"/>', "longer than a million bytes"),
        (b"<a>" + b"x" * (1 << 27) + b"</a>", "larger than any record"),
        (b"<a>" + b"<b/>" * 400_000 + b"</a>", "larger than any record"),
    ],
)
def test_what_is_broken_or_beyond_bounds_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableMachineFile, match=sentence):
        read(tmp_path, content)


def test_depth_up_to_the_bound_is_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, b"<a>" * DEEPEST + b"</a>" * DEEPEST)) == DEEPEST


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-2", "windows-1250"])
def test_the_encoding_that_the_file_declares(tmp_path: Path, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><a>árvíztűrő</a>'
    assert [found.text for found in read(tmp_path, text.encode(encoding))] == ["árvíztűrő"]


def test_namespaces_are_left_off_and_text_in_pieces_is_whole(tmp_path: Path) -> None:
    (found,) = read(
        tmp_path, b'<n:a xmlns:n="urn:x"><n:b unit="kWh"> 1<![CDATA[2]]>&amp;3\n</n:b><n:b>4</n:b></n:a>'
    )
    assert [child.text for child in found.all("b")] == ["12&3", "4"]
    assert found.children[0].attributes == {"unit": "kWh"}
    assert (found.said("c", "b"), found.said("c"), found.first("c")) == ("12&3", "", None)


def test_a_wanted_element_comes_alone_ahead_of_the_one_around_it(tmp_path: Path) -> None:
    found = read(tmp_path, b"<r><a>1<w>2</w><w>3</w><v>4</v></a><x><w>5</w></x></r>", "a", "w")
    assert [(element.name, element.text) for element in found] == [
        ("w", "2"),
        ("w", "3"),
        ("a", "1"),
        ("w", "5"),
    ]
    assert [child.name for child in found[2].children] == ["v"]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    peaks = []
    for count in (2_000, 40_000):
        path.write_bytes(b"<r>" + b"<junk><k>1</k></junk><a><b>1</b></a>" * count + b"</r>")
        tracemalloc.start()
        assert sum(1 for _ in elements(path, frozenset({"a"}))) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0] + 1_000_000


def test_a_block_of_any_number_of_records_is_read(tmp_path: Path) -> None:
    """The records inside a wanted element are given away one by one, so they are not held with it."""
    path = tmp_path / "large.xml"
    path.write_bytes(b"<a>" + b"<w/>" * (2 * LARGEST_HELD // WEIGHT_OF_ELEMENT) + b"</a>")
    found = elements(path, frozenset({"a", "w"}))
    assert sum(1 for _ in found) == 2 * LARGEST_HELD // WEIGHT_OF_ELEMENT + 1


def test_the_root_of_a_beginning() -> None:
    assert root_of(b'<?xml version="1.0"?><!-- x --><n:a xmlns:n="urn:x"><b>') == ("urn:x", "a")
    assert root_of(b"PK\x03\x04") is None
    assert root_of(b"<?xml version") is None
