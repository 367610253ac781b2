"""Colours by meaning."""

from dashboards.theme import COLOURS, colour_of

REFRIGERANTS = ("refrigerant.r32", "refrigerant.r404a", "refrigerant.r410a")


def test_a_part_without_a_colour_of_its_own_gets_none_that_stands_beside_it() -> None:
    """Okabe and Ito's hues: with electricity blue and gas ochre taken, green comes first."""
    parts = ("energy.electricity", "energy.natural_gas", *REFRIGERANTS)
    assert colour_of("energy.electricity", parts) == "energy.electricity"
    assert [colour_of(part, parts) for part in REFRIGERANTS] == ["series.3", "series.4", "series.5"]


def test_more_parts_than_colours_begin_anew() -> None:
    parts = tuple(f"material.{number}" for number in range(9))
    assert [colour_of(part, parts) for part in parts] == [*(f"series.{n}" for n in range(1, 9)), "series.1"]


def test_where_every_hue_is_taken_parts_still_have_one() -> None:
    own = tuple(name for name in COLOURS if "." in name)
    assert colour_of("refrigerant.r32", (*own, "refrigerant.r32")) == "series.1"
