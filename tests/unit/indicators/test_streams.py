"""Streams: canonical units, names, families."""

import pytest

from indicators.streams import STREAMS, UnknownStream, canonical_unit, family, stream, stream_name


@pytest.mark.parametrize(
    ("code", "unit"),
    [
        ("energy.electricity", "kWh"),
        ("energy.natural_gas", "kWh"),
        ("energy.diesel", "kWh"),
        ("water.mains", "m3"),
        ("waste.200101", "kg"),
        ("waste", "kg"),
    ],
)
def test_canonical_units(code, unit) -> None:
    assert canonical_unit(code) == unit


def test_every_stream_has_a_name_in_three_languages_and_every_waste_an_english_one() -> None:
    for entry in STREAMS.values():
        needed = ("en",) if entry.area == "waste" else ("hu", "en", "de")
        assert all(entry.names.get(language) for language in needed), entry.code


def test_a_waste_stream_bears_the_printed_code_and_the_name_of_the_list() -> None:
    assert (
        stream_name("waste.200121", "en") == "20 01 21* fluorescent tubes and other mercury-containing waste"
    )
    assert stream_name("waste.200101", "hu") == "20 01 01 papír és karton"
    assert stream("waste.200121").hazardous
    assert not stream("waste.200101").hazardous


def test_an_unknown_language_falls_back_to_english() -> None:
    assert stream_name("water.mains", "fr") == "mains water"


@pytest.mark.parametrize("code", ["waste.999999", "energy.coal", "", "waste."])
def test_an_unknown_stream_is_an_error_with_a_sentence(code) -> None:
    with pytest.raises(UnknownStream, match="No stream is declared"):
        stream(code)
    with pytest.raises(KeyError):
        canonical_unit(code)


def test_the_register_knows_waste_as_a_family() -> None:
    assert family("waste.200101") == family("waste") == "waste"
    assert family("water.mains") == "water.mains"
