"""The declarations of the core indicators."""

import pytest

from indicators.registry import (
    AREAS,
    INDICATORS,
    MEMO_INDICATORS,
    UnknownIndicator,
    area_name,
    breakdown_name,
    computed_figures,
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


def test_renewable_energy_is_generation_less_feed_in_and_wood() -> None:
    assert [(term.stream, term.sign, term.breakdown) for term in terms("energy.renewable_consumption")] == [
        ("energy.pv_generation", 1, "energy.pv_own_use"),
        ("energy.pv_feed_in", -1, "energy.pv_own_use"),
        ("energy.wood", 1, "energy.wood"),
        ("energy.wood_pellets", 1, "energy.wood_pellets"),
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


def test_every_core_indicator_is_computed_and_a_memo_is_none_of_them() -> None:
    assert computed_indicators() == tuple(INDICATORS.values())
    assert not set(MEMO_INDICATORS) & set(INDICATORS)
    assert indicator("emissions.biogenic_co2").memo
    assert computed_figures()[-len(MEMO_INDICATORS) :] == tuple(MEMO_INDICATORS.values())


def test_an_emission_has_a_term_for_every_stream_that_emits_it() -> None:
    streams = {term.stream: term.emits for term in terms("emissions.ghg")}
    assert set(streams.values()) == {"ghg"}
    assert {"energy.natural_gas", "energy.electricity", "refrigerant.r410a"} <= set(streams)
    assert not {"energy.pv_generation", "water.mains"} & set(streams)
    assert "energy.electricity" not in {term.stream for term in terms("emissions.nox")}
    assert [term.stream for term in terms("emissions.pfc")] == ["refrigerant.r14"]


def test_an_area_is_a_state() -> None:
    assert indicator("land.sealed").state == "land_sealed"
    assert terms("land.sealed") == ()


def test_an_unknown_indicator_is_an_error_with_a_sentence() -> None:
    with pytest.raises(UnknownIndicator, match="No indicator is declared"):
        indicator("energy.all")
