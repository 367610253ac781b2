"""The dashboards: results in, every page and asset as bytes out.

Pure: no clock, no environment, no network; the only files read are the package's own and the plotly.js that
comes with plotly. The same results give the same bytes.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Any

import plotly.graph_objects as go
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dashboards.area import area_page
from dashboards.calendar import calendar_page
from dashboards.data_quality import quality_page
from dashboards.evidence import evidence_pages
from dashboards.evidence_links import evidence_page, site_page
from dashboards.evidence_years import evidence_names, year_pages
from dashboards.method_page import method_page
from dashboards.overview import overview_page
from dashboards.shown import Shown
from dashboards.sites import site_pages, sites_page
from dashboards.table_body import table_body
from dashboards.texts import Texts
from dashboards.theme import DARK_OF, stylesheet
from dashboards.view import Chart, Page
from indicators.model import ORGANISATION, Results
from indicators.registry import AREAS, METHOD_VERSION

NAVIGATION = ("index", *AREAS, "sites", "calendar", "data-quality", "method")
"""The pages of a language that stand in its navigation, in order."""

ASSETS = ("theme.js", "draw.js")


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


def render(results: Results) -> dict[str, bytes]:
    """The whole site: relative paths with `/`, and the bytes of each file.

    `index.html` leads to the first language of the organisation; each language has the same pages in its own
    folder; `assets/` holds the style, the scripts and one copy of plotly.js for all of them.
    """
    site = _assets()
    shown = Shown(results)
    languages = results.city.organisation.languages
    for language in languages:
        texts = Texts(language)
        for page in _pages(shown, texts):
            site[f"{language}/{page.name}.html"] = page_as_html(shown, page, texts).encode()
    start = _environment().get_template("start.html.j2")
    site["index.html"] = start.render(
        first=languages[0],
        languages=[(language, Texts(language)) for language in languages],
        organisation=results.city.organisation,
    ).encode()
    return dict(sorted(site.items()))


def _pages(shown: Shown, texts: Texts) -> Iterator[Page]:
    yield overview_page(shown, texts)
    for area in AREAS:
        yield area_page(shown, area, texts)
    yield sites_page(shown, texts)
    yield calendar_page(shown, texts)
    yield quality_page(shown, texts)
    yield method_page(shown, texts)
    yield from site_pages(shown, texts)
    yield from evidence_pages(shown, texts)
    yield from year_pages(shown, texts)


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
            languages=[(language, Texts(language)("language.name")) for language in organisation.languages],
            **page.content,
        )
    )


def figure_data(figure: go.Figure) -> dict[str, Any]:
    """A figure as plain JSON values: data and layout, no template, no random ids."""
    content = json.loads(figure.to_json(engine="json"))
    content["layout"].pop("template", None)
    return {"data": content["data"], "layout": content["layout"]}


def _script_data(charts: Iterable[Chart]) -> Markup:
    """The figures as JSON that no name in it can end: what HTML would understand is written as an escape."""
    content = json.dumps(
        {"darkOf": dict(DARK_OF), "figures": {chart.id: figure_data(chart.figure) for chart in charts}},
        ensure_ascii=False,
        sort_keys=True,
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
    environment.globals["table_body"] = table_body
    return environment


@cache
def _read(package: str, *path: str) -> bytes:
    return resources.files(package).joinpath(*path).read_bytes()


def _assets() -> dict[str, bytes]:
    style = stylesheet().encode() + b"\n" + _read("dashboards", "assets", "dashboard.css")
    return {
        "assets/dashboard.css": style,
        **{f"assets/{name}": _read("dashboards", "assets", name) for name in ASSETS},
        "assets/plotly.min.js": _read("plotly", "package_data", "plotly.min.js"),
    }
