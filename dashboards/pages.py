"""The dashboards: results in, every page and asset as bytes out.

Pure: no clock, no environment, no network; the only files read are the package's own. The same results give the
same bytes.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dashboards.area import area_page
from dashboards.calendar import calendar_page
from dashboards.data_quality import quality_page
from dashboards.evidence import evidence_overview
from dashboards.evidence_links import evidence_page, site_page
from dashboards.evidence_years import evidence_names, figure_pages, site_year_pages
from dashboards.method_page import method_page
from dashboards.overview import overview_page
from dashboards.shown import Shown
from dashboards.sites import one_site_page, sites_page
from dashboards.table_html import table_html
from dashboards.texts import Texts
from dashboards.theme import DARK_OF, stylesheet
from dashboards.view import Chart, Page
from indicators.model import ORGANISATION, City, Language, Results
from indicators.registry import AREAS, METHOD_VERSION

NAVIGATION = ("index", *AREAS, "sites", "calendar", "data-quality", "method")
"""The pages of a language that stand in its navigation, in order."""

ASSETS = ("theme.js", "draw.js", "plotly.min.js", "plotly.licences.txt")


def page_names(shown: Shown) -> tuple[str, ...]:
    """Every page of a language: those of the navigation, then those of the sites, then the evidence."""
    sites = [site.id for site in shown.city.sites]
    everywhere = (ORGANISATION, *sites)
    return (
        *NAVIGATION,
        *(site_page(site) for site in sites),
        *(evidence_page(site) for site in everywhere),
        *evidence_names(shown),
    )


@dataclass(frozen=True)
class Share:
    """Which of the pages to make: those of some sites, and with `front` those that are of no single site."""

    sites: tuple[str, ...]
    front: bool = False


def shares(city: City, sites_of_one: int) -> list[Share]:
    """The whole site in shares that can be made apart from each other, the one with the front pages first."""
    sites = [site.id for site in city.sites]
    chunks = [tuple(sites[start : start + sites_of_one]) for start in range(0, len(sites), sites_of_one)]
    return [Share((), front=True), *map(Share, chunks)]


def render(results: Results) -> dict[str, bytes]:
    """The whole site: relative paths with `/`, and the bytes of each file.

    `index.html` leads to the first language of the organisation; each language has the same pages in its own
    folder; `assets/` holds the style, the scripts and one copy of plotly.js for all of them.
    """
    whole = Share(tuple(site.id for site in results.city.sites), front=True)
    return dict(sorted(files_of(Shown(results), whole)))


def files_of(shown: Shown, share: Share) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the files of a share, in no order; they do not depend on the other shares."""
    languages = [Texts(language) for language in shown.city.organisation.languages]
    if share.front:
        yield from _assets().items()
        yield "index.html", _start(shown.city, languages)
    for texts in languages:
        for page in _pages(shown, share, texts):
            yield f"{texts.language}/{page.name}.html", page_as_html(shown, page, texts).encode()


def _start(city: City, languages: Sequence[Texts]) -> bytes:
    """The page that leads to the first language."""
    return (
        _environment()
        .get_template("start.html.j2")
        .render(
            first=languages[0].language,
            languages=[(texts.language, texts) for texts in languages],
            organisation=city.organisation,
        )
        .encode()
    )


def _pages(shown: Shown, share: Share, texts: Texts) -> Iterator[Page]:
    if share.front:
        yield overview_page(shown, texts)
        for area in AREAS:
            yield area_page(shown, area, texts)
        yield sites_page(shown, texts)
        yield calendar_page(shown, texts)
        yield quality_page(shown, texts)
        yield method_page(shown, texts)
        yield evidence_overview(shown, ORGANISATION, texts)
        yield from figure_pages(shown, texts)
    for site in share.sites:
        yield one_site_page(shown, site, texts)
        yield evidence_overview(shown, site, texts)
        yield from site_year_pages(shown, site, texts)


def page_as_html(shown: Shown, page: Page, texts: Texts) -> str:
    """A page as it is published."""
    organisation = shown.city.organisation
    return (
        _environment()
        .get_template(page.template)
        .render(
            t=texts,
            page=page,
            figures=_script_data(page.charts),
            organisation=organisation,
            as_of=texts.month(shown.results.as_of),
            method_version=METHOD_VERSION,
            navigation=[(name, texts(f"navigation.{name.replace('-', '_')}")) for name in NAVIGATION],
            languages=[(language, _language_name(language)) for language in organisation.languages],
            **page.content,
        )
    )


@cache
def _language_name(language: Language) -> str:
    return Texts(language)("language.name")


def _script_data(charts: Iterable[Chart]) -> Markup:
    """The figures as JSON that no name in it can end: what HTML would understand is written as an escape."""
    content = json.dumps(
        {"darkOf": dict(DARK_OF), "figures": {chart.id: vars(chart.figure) for chart in charts}},
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )
    for character in "<>&\u2028\u2029":
        content = content.replace(character, f"\\u{ord(character):04x}")
    return Markup(content)  # noqa: S704


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dashboards", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["table"] = table_html
    return environment


@cache
def _read(package: str, *path: str) -> bytes:
    return resources.files(package).joinpath(*path).read_bytes()


def _assets() -> dict[str, bytes]:
    style = stylesheet().encode() + b"\n" + _read("dashboards", "assets", "dashboard.css")
    return {
        "assets/dashboard.css": style,
        **{f"assets/{name}": _read("dashboards", "assets", name) for name in ASSETS},
    }
