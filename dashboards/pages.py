"""The dashboards: results in, every page and asset as bytes out.

Pure: no clock, no environment, no network; the only files read are the package's own and the plotly.js that
comes with plotly. The same results give the same bytes.
"""

import json
from functools import cache
from importlib import resources
from typing import Any

import plotly.graph_objects as go
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dashboards.area import SHOWN_AREAS, area_sections
from dashboards.data_quality import quality_sections
from dashboards.overview import cards, data_state
from dashboards.texts import Texts
from dashboards.theme import DARK_OF, stylesheet
from dashboards.view import Chart, Section
from indicators.model import Results
from indicators.registry import METHOD_VERSION, area_name

PAGES = ("index", "energy", "water", "waste", "data-quality")
"""The pages of a language, in the order of the navigation."""

_TEXT_OF_PAGE = {"index": "page.overview", "data-quality": "page.data_quality"}


def render(results: Results) -> dict[str, bytes]:
    """The whole site: relative paths with `/`, and the bytes of each file.

    `index.html` leads to the first language of the organisation; each language has the same five pages in its own
    folder; `assets/` holds the style, the script and one copy of plotly.js for all of them.
    """
    site = _assets()
    languages = results.city.organisation.languages
    for language in languages:
        texts = Texts(language)
        for page in PAGES:
            site[f"{language}/{page}.html"] = _page(results, page, texts).encode()
    start = _environment().get_template("start.html.j2")
    site["index.html"] = start.render(
        first=languages[0],
        languages=[(language, Texts(language)) for language in languages],
        organisation=results.city.organisation,
    ).encode()
    return dict(sorted(site.items()))


def _page(results: Results, page: str, texts: Texts) -> str:
    organisation = results.city.organisation
    heading = area_name(page, texts.language) if page in SHOWN_AREAS else texts(_TEXT_OF_PAGE[page])
    shown: dict[str, Any] = {
        "t": texts,
        "page": page,
        "heading": heading,
        "organisation": organisation,
        "as_of": texts.month(results.as_of),
        "method_version": METHOD_VERSION,
        "pages": [(name, texts(_TEXT_OF_PAGE.get(name, f"page.{name}"))) for name in PAGES],
        "languages": [(language, Texts(language)("language.name")) for language in organisation.languages],
    }
    if page == "index":
        built = cards(results, texts)
        charts = [card.chart for card in built if card.chart]
        return _filled(
            "overview.html.j2", charts, cards=built, data_state=data_state(results, texts), **shown
        )
    area = next((known for known in SHOWN_AREAS if known == page), None)
    sections = area_sections(results, area, texts) if area else quality_sections(results, texts)
    lead = "" if area else texts("quality.lead")
    return _filled("sections.html.j2", _charts(sections), sections=sections, lead=lead, **shown)


def _charts(sections: tuple[Section, ...]) -> list[Chart]:
    return [chart for section in sections for chart in section.charts]


def _filled(template: str, charts: list[Chart], **shown: Any) -> str:
    figures = {chart.id: figure_data(chart.figure) for chart in charts}
    return _environment().get_template(template).render(figures=_script_data(figures), **shown)


def figure_data(figure: go.Figure) -> dict[str, Any]:
    """A figure as plain JSON values: data and layout, no template, no random ids."""
    content = json.loads(figure.to_json(engine="json"))
    content["layout"].pop("template", None)
    return {"data": content["data"], "layout": content["layout"]}


def _script_data(figures: dict[str, dict[str, Any]]) -> Markup:
    """JSON that no name in it can end: every character that HTML would understand is written as an escape."""
    content = json.dumps(
        {"darkOf": dict(DARK_OF), "figures": figures},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    for character in "<>&\u2028\u2029":
        content = content.replace(character, f"\\u{ord(character):04x}")
    return Markup(content)  # noqa: S704


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("dashboards", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _read(package: str, *path: str) -> bytes:
    return resources.files(package).joinpath(*path).read_bytes()


def _assets() -> dict[str, bytes]:
    style = stylesheet().encode() + b"\n" + _read("dashboards", "assets", "dashboard.css")
    return {
        "assets/dashboard.css": style,
        "assets/draw.js": _read("dashboards", "assets", "draw.js"),
        "assets/plotly.min.js": _read("plotly", "package_data", "plotly.min.js"),
    }
