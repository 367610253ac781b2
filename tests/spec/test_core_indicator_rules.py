"""Rules of the core indicators that are not examples; those with numbers are data in examples/.

Articles are those of Regulation (EC) No 1221/2009, Annex IV, as replaced by Regulation (EU) 2018/2026.
"""

from indicators.registry import INDICATORS


def test_every_indicator_of_the_annex_is_declared_with_its_article() -> None:
    """Annex IV C.2: thirteen indicators in six areas, air emission as its three substances."""
    assert len(INDICATORS) == 15
    assert all(entry.article.startswith("Annex IV C.2, ") for entry in INDICATORS.values())
    assert all(entry.computed for entry in INDICATORS.values())
