"""What a page consists of, before it becomes HTML."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboards.figures.drawing import Figure
from dashboards.headline import Headline
from dashboards.tables import Table
from dashboards.texts import Texts
from indicators.model import ORGANISATION, City


@dataclass(frozen=True)
class Chart:
    """A figure with its caption and the table of its data. A `wide` one takes the whole width and may scroll.

    `finding` is a sentence that says what it tells, above the caption that says what it is; `judgement` is better,
    worse or empty. `alternative` says in words what the chart shows, for those who do not see it.
    """

    id: str
    caption: str
    figure: Figure
    table: Table
    notes: tuple[str, ...] = ()
    wide: bool = False
    alternative: str = ""
    finding: str = ""
    judgement: str = ""


@dataclass(frozen=True)
class Section:
    """A headed part of a page: headlines, sentences, links, small charts, charts with their tables, further tables.

    Those of `folded` are opened by who wants them.
    """

    id: str
    heading: str
    sentences: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    headlines: tuple[Headline, ...] = ()
    small_charts: tuple[Chart, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    folded: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Page:
    """One page. `name` is its file in the folder of the language, `within` the entry of the navigation it belongs to.

    `back` is the address and the words of the page from which a reader comes. Most pages are
    sections; a page with a template of its own takes what this needs from `content`.
    """

    name: str
    heading: str
    lead: str = ""
    sections: tuple[Section, ...] = ()
    within: str = ""
    back: tuple[str, str] = ("", "")
    template: str = "sections.html.j2"
    content: Mapping[str, Any] = field(default_factory=dict)
    own_charts: tuple[Chart, ...] = ()

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart of the page."""
        return (
            *self.own_charts,
            *(chart for section in self.sections for chart in (*section.small_charts, *section.charts)),
        )


def site_names(city: City, texts: Texts) -> Callable[[str], str]:
    """Names of the sites as pages show them: two sites of one name are told apart by their ids."""
    names = Counter(site.name for site in city.sites)
    shown = {
        site.id: texts("label.site_with_id", name=site.name, id=site.id)
        if names[site.name] > 1
        else site.name
        for site in city.sites
    }
    shown[ORGANISATION] = texts("label.whole_organisation")
    return lambda site_id: shown.get(site_id, site_id)
