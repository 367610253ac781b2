"""Texts and notation."""

import itertools
from datetime import UTC, date, datetime

import pytest
from babel.numbers import format_decimal

from dashboards.texts import Texts, decimals_for, text_keys
from dashboards.theme import COLOURS, DARK_OF, stylesheet


def test_every_language_has_the_same_texts():
    assert text_keys("hu") == text_keys("en") == text_keys("de")


@pytest.mark.parametrize("key", sorted(text_keys("hu")))
def test_a_text_asks_for_the_same_values_in_every_language(key):
    def asked(language):
        return {
            name
            for _, name, _, _ in __import__("string").Formatter().parse(Texts(language)._texts[key])
            if name
        }

    assert asked("hu") == asked("en") == asked("de")


@pytest.mark.parametrize(
    ("language", "shown"), [("hu", "1\u00a0234,5"), ("en", "1,234.5"), ("de", "1.234,5")]
)
def test_numbers_in_the_readers_notation(language, shown):
    assert Texts(language).number(1234.5) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0,00"),
        (0.00412, "0,0041"),
        (0.0941, "0,094"),
        (-1e-9, "0,000000"),
        (3.672, "3,67"),
        (16.53, "16,5"),
        (12345.6, "12\u00a0346"),
    ],
)
def test_decimals_follow_the_size(value, shown):
    assert Texts("hu").number(value) == shown


def test_a_column_has_the_decimals_of_its_largest_number():
    assert decimals_for([1.0, None, 20_000.0]) == 0
    assert decimals_for([1.0, 20.0, float("nan")]) == 1
    assert decimals_for([]) == 2


def test_a_small_share_is_not_shown_as_nothing():
    assert Texts("en").percent(0.00001) == "<0.1%"
    assert Texts("en").percent(0) == "0.0%"
    assert Texts("hu").percent(0.057) == "5,7%"


def test_units_and_months():
    assert Texts("hu").unit("m3/FTE") == "m³/fő"
    assert Texts("hu").quantity(7160.6, "m3") == "7\u00a0160,6\u00a0m³"
    assert Texts("hu").month(date(2026, 10, 1)) == "2026. október"
    assert Texts("en").month(date(2026, 10, 1)) == "October 2026"


def test_an_instant_is_local():
    assert (
        Texts("hu").instant(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "Europe/Budapest") == "2026-07-02 00:30"
    )


def test_values_are_never_understood_as_placeholders():
    assert "{0} %{x}" in Texts("hu")("page.title", page="{0} %{x}", organisation="{page}")


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
def test_contrast_is_that_of_wcag(theme):
    grounds = [COLOURS[name][theme] for name in ("page", "panel")]
    for ground in grounds:
        assert all(contrast(COLOURS[name][theme], ground) >= 4.5 for name in ("ink", "muted", "link"))
    for name, colour in COLOURS.items():
        if name.startswith(("energy.", "water.", "waste.", "ratio", "earlier")):
            assert contrast(colour[theme], COLOURS["page"][theme]) >= 3, name
        if name.startswith("treatment."):
            assert contrast(COLOURS["page"][theme], colour[theme]) >= 4.5, f"{name}: its bars bear words"
        if name.startswith("state."):
            assert contrast(COLOURS["ink"][theme], colour[theme]) >= 4.5, name


def test_every_light_colour_names_one_dark_colour():
    assert len(DARK_OF) == len(COLOURS)


def test_the_stylesheet_holds_both_themes():
    text = stylesheet()
    assert "--state-not-due: #e6e9ec;" in text
    assert "--state-not-due: #2a3036;" in text


@pytest.mark.parametrize("language", ["hu", "en", "de"])
def test_numbers_are_written_as_cldr_writes_them(language):
    texts = Texts(language)
    for exponent, decimals in itertools.product(range(-3, 10), range(4)):
        value = round(-1.23456789 * 10**exponent, decimals) + 0.0
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        assert texts.number(value, decimals) == format_decimal(value, format=pattern, locale=language)
