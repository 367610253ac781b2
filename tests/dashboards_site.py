"""The pages of the small city of dashboards_city.py."""

from functools import cache

from dashboards.pages import render
from indicators.model import City, Language, Results
from tests.dashboards_city import CITY, small_results


@cache
def small_site() -> dict[str, bytes]:
    """Every file of the pages of the small city; rendered once, and only where a test reads them."""
    return render(small_results())


@cache
def small_pages() -> dict[str, str]:
    """Every page of them as text."""
    return {name: content.decode() for name, content in small_site().items() if name.endswith(".html")}


def in_language(language: Language, city: City = CITY, **changed: object) -> Results:
    """The results of the small city with what is changed, for a site in one language."""
    organisation = city.organisation.model_copy(update={"languages": (language,)})
    return small_results().model_copy(
        update={"city": city.model_copy(update={"organisation": organisation}), **changed}
    )
