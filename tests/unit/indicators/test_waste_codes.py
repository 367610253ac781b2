"""The List of Waste."""

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


def test_every_code_says_where_it_is_from_and_what_was_checked() -> None:
    for code, entry in WASTE_CODES.items():
        assert code == entry.code
        assert entry.source
        assert set(entry.names) == {"hu", "en", "de"}
        assert "hu" not in entry.verified_names, "Hungarian names are proposals until somebody checks them"
        assert entry.verified or not entry.verified_names
    assert WASTE_CODES["200121"].verified
    assert not WASTE_CODES["170605"].verified


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
