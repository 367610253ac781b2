"""The declarations of the core indicators."""

import pytest

from indicators.registry import (
    AREAS,
    INDICATORS,
    UnknownIndicator,
    area_name,
    breakdown_name,
    computed_indicators,
    indicator,
    indicator_name,
    method,
    terms,
)

LANGUAGES = ("hu", "en", "de")


def test_areas_stand_in_the_order_of_the_annex() -> None:
    assert AREAS == ("energy", "material", "water", "waste", "land", "emissions")
    places = [AREAS.index(entry.area) for entry in INDICATORS.values()]
    assert places == sorted(places)
    assert set(places) == set(range(6))


@pytest.mark.parametrize("code", sorted(INDICATORS))
def test_every_indicator_has_name_and_method_in_three_languages(code) -> None:
    assert all(
        indicator_name(code, language) and method(code, language).endswith(".") for language in LANGUAGES
    )
    assert area_name(INDICATORS[code].area, "hu")
    assert INDICATORS[code].r_unit == f"{INDICATORS[code].unit}/FTE"


def test_own_solar_energy_is_generation_less_feed_in() -> None:
    assert [(term.stream, term.sign, term.breakdown) for term in terms("energy.renewable_consumption")] == [
        ("energy.pv_generation", 1, "energy.pv_own_use"),
        ("energy.pv_feed_in", -1, "energy.pv_own_use"),
    ]


def test_the_waste_term_takes_every_waste_and_the_hazardous_term_what_bears_a_star() -> None:
    (every,) = terms("waste.total")
    (hazardous,) = terms("waste.hazardous")
    assert every.registered == hazardous.registered == "waste"
    assert every.takes("waste.200101")
    assert not every.takes("water.mains")
    assert hazardous.takes("waste.200121")
    assert not hazardous.takes("waste.200101")
    assert every.label("waste.200101") == "waste.200101"


def test_breakdowns_are_named() -> None:
    assert breakdown_name("energy.pv_own_use", "en") == "photovoltaic energy used on site"
    assert breakdown_name("waste.200121", "en").startswith("20 01 21* ")
    for entry in computed_indicators():
        for term in entry.terms:
            assert not term.breakdown or all(
                breakdown_name(term.breakdown, language) for language in LANGUAGES
            )


def test_what_is_not_computed_has_no_terms() -> None:
    assert terms("emissions.ghg") == ()
    assert not indicator("land.total").computed


def test_an_unknown_indicator_is_an_error_with_a_sentence() -> None:
    with pytest.raises(UnknownIndicator, match="No indicator is declared"):
        indicator("energy.all")
