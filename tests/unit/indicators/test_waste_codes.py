"""The List of Waste."""

import re
from collections import Counter
from pathlib import Path

import pytest

from indicators.waste_codes import WASTE_CODES, UnknownWasteCode, digits, printed, waste_code

HAZARDOUS = {"200121", "200123", "200133", "200135", "150110", "160601", "160602", "080317"}
HARMLESS = {
    "200101", "200102", "200108", "200125", "200134", "200136", "200138", "200139", "200140", "200201",
    "200301", "200303", "200307", "150101", "150102", "150106", "150107", "160604", "160605", "080318",
}  # fmt: skip


def test_what_a_city_hall_meets_is_there_with_its_hazard() -> None:
    assert all(WASTE_CODES[code].hazardous for code in HAZARDOUS)
    assert not any(WASTE_CODES[code].hazardous for code in HARMLESS)


CODES_BY_CHAPTER = {
    "01": 24, "02": 38, "03": 19, "04": 21, "05": 24, "06": 48, "07": 78, "08": 38, "09": 13, "10": 173,
    "11": 27, "12": 23, "13": 34, "14": 5, "15": 12, "16": 72, "17": 38, "18": 16, "19": 99, "20": 40,
}  # fmt: skip
ADDED_IN_2014 = {"010310", "160307", "190308"}
"""Decision 2014/955/EU; the second source is of the years before."""


def second_source() -> dict[str, bool]:
    """Code and hazard mark of the German list, transcribed by itself: a group of four digits, then its types."""
    lines = (
        Path(__file__).with_name("list_of_waste_second_source.txt").read_text(encoding="utf-8").splitlines()
    )
    return {
        group + kind.rstrip("*"): kind.endswith("*")
        for group, *kinds in (line.split() for line in lines)
        for kind in kinds
    }


def test_the_list_is_whole() -> None:
    assert len(WASTE_CODES) == 842
    assert sum(code.hazardous for code in WASTE_CODES.values()) == 408
    assert Counter(code[:2] for code in WASTE_CODES) == CODES_BY_CHAPTER


def test_a_second_source_has_the_same_codes_and_hazard_marks() -> None:
    other = second_source()
    assert (len(other), sum(other.values())) == (839, 405)
    assert {code: WASTE_CODES[code].hazardous for code in other} == other
    assert set(WASTE_CODES) - set(other) == ADDED_IN_2014
    assert all(WASTE_CODES[code].hazardous for code in ADDED_IN_2014)


def test_a_name_agrees_with_the_mark_where_the_list_names_the_danger() -> None:
    """What contains hazardous substances bears the star; what is other than that does not."""
    for code, entry in WASTE_CODES.items():
        name = entry.names["en"]
        if name.endswith(" containing hazardous substances"):
            assert entry.hazardous, code
        if "other than those mentioned in" in name and not entry.hazardous:
            named = re.findall(r"\d\d \d\d \d\d", name)
            assert (
                any(WASTE_CODES[other.replace(" ", "")].hazardous for other in named) or code == "030311"
            ), code


def test_every_code_says_where_it_is_from_and_what_was_checked() -> None:
    for code, entry in WASTE_CODES.items():
        assert code == entry.code
        assert "2000/532/EC" in entry.source
        assert entry.verified
        assert "en" in entry.verified_names
        assert "hu" not in entry.verified_names, "Hungarian names are proposals until somebody checks them"
    assert {"hu", "en", "de"} == set(WASTE_CODES["200121"].names)
    assert {"en"} == set(WASTE_CODES["010101"].names)


def test_a_mirror_pair_differs_in_its_star() -> None:
    assert (printed("200135"), printed("200136")) == ("20 01 35*", "20 01 36")
    assert (printed("080317"), printed("080318")) == ("08 03 17*", "08 03 18")


def test_an_unknown_code_is_an_error_with_a_sentence() -> None:
    with pytest.raises(UnknownWasteCode, match="holds no code '999999'"):
        printed("999999")
    assert waste_code("200101").stream == "waste.200101"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("20 01 21*", ("200121", True)),
        ("20.01.21*", ("200121", True)),
        ("200121*", ("200121", True)),
        ("200121 *", ("200121", True)),
        (" 20 01 01 ", ("200101", False)),
        ("20-01-01", ("200101", False)),
        ("2001", None),
        ("2020-01-21", None),
        ("200121**", None),
        ("", None),
    ],
)
def test_codes_as_offices_write_them(written, read) -> None:
    assert digits(written) == read
