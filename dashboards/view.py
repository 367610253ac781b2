"""What a page consists of, before it becomes HTML."""

from collections.abc import Callable
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboards.tables import Table
from dashboards.texts import Texts
from indicators.model import ORGANISATION, City


@dataclass(frozen=True)
class Chart:
    """A figure with its caption and the table of its data. A `wide` one scrolls on a narrow screen."""

    id: str
    caption: str
    figure: go.Figure
    table: Table
    notes: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True)
class Section:
    """A headed part of a page: sentences, then charts with their tables, then further tables."""

    id: str
    heading: str
    sentences: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


def site_names(city: City, texts: Texts) -> Callable[[str], str]:
    """Names of the sites as pages show them: two sites of one name are told apart by their ids."""
    names = [site.name for site in city.sites]
    shown = {
        site.id: texts("label.site_with_id", name=site.name, id=site.id)
        if names.count(site.name) > 1
        else site.name
        for site in city.sites
    }
    shown[ORGANISATION] = texts("label.whole_organisation")
    return lambda site_id: shown.get(site_id, site_id)
