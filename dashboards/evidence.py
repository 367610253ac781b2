"""Where every figure comes from: the formula with its numbers and the parts of which it is made.

One page for each site and one for the organisation. A number on any page leads to its place here; from here a link
leads to the year's rows of files (dashboards/evidence_rows.py), or from the organisation to its sites.
"""

from dataclasses import dataclass

from dashboards.evidence_links import anchor, evidence_page
from dashboards.evidence_rows import YearSources, reference_table, sources_of
from dashboards.figure_tables import reason_text
from dashboards.headline import capitalised
from dashboards.selection import YearFigure
from dashboards.shown import Shown
from dashboards.tables import Cell, Column, Table, number_cell
from dashboards.texts import Texts, decimals_for
from dashboards.view import Page, site_names
from indicators.model import ORGANISATION
from indicators.reference_values import reference_name
from indicators.registry import breakdown_name, computed_indicators, indicator_name, method


@dataclass(frozen=True)
class Proof:
    """One figure: its formula in numbers, why it has no ratio, its tables, and the way to the rows."""

    anchor: str
    year: int
    formula: str
    reason: str
    tables: tuple[Table, ...]
    readings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ProvenIndicator:
    """An indicator with its method and its years, the newest first."""

    name: str
    method: str
    proofs: tuple[Proof, ...]


def evidence_pages(shown: Shown, texts: Texts) -> list[Page]:
    """The page of the organisation and one for each site."""
    return [_page(shown, site, texts) for site in (ORGANISATION, *(site.id for site in shown.city.sites))]


def _page(shown: Shown, site: str, texts: Texts) -> Page:
    sources = sources_of(shown, site)
    proven = []
    for entry in computed_indicators():
        years = shown.years(entry.code, site)
        if years:
            proofs = tuple(_proof(shown, figure, sources, texts) for figure in reversed(years))
            name = capitalised(indicator_name(entry.code, texts.language))
            proven.append(ProvenIndicator(name, method(entry.code, texts.language), proofs))
    return Page(
        evidence_page(site),
        texts("evidence.title", site=site_names(shown.city, texts)(site)),
        texts("evidence.lead"),
        within="sites" if site != ORGANISATION else "method",
        template="evidence.html.j2",
        content={"proven": proven, "reference_rows": reference_table(shown, site, texts)},
    )


def _proof(shown: Shown, figure: YearFigure, sources: YearSources, texts: Texts) -> Proof:
    parts = _parts(shown, figure, texts)
    return Proof(
        anchor(figure.indicator, figure.year),
        figure.year,
        _formula(figure, texts),
        reason_text(figure, texts),
        (parts,) if parts else (),
        sources.links(figure, texts),
    )


def _formula(figure: YearFigure, texts: Texts) -> str:
    """R = A/B with the numbers of the year, as far as they are there."""
    kind = reference_name(figure.b_kind, texts.language)
    missing = texts("state.missing" if figure.reported else f"state.{figure.status}")
    a = texts.bound(figure.a, figure.a_unit) if figure.a is not None else missing
    b = texts.bound(figure.b, figure.b_unit) if figure.b is not None else missing
    if figure.complete and figure.r is not None:
        return texts.sentence("evidence.formula", a=a, b=b, kind=kind, r=texts.bound(figure.r, figure.r_unit))
    return texts.sentence("evidence.formula_open", a=a, b=b, kind=kind)


def _parts(shown: Shown, figure: YearFigure, texts: Texts) -> Table | None:
    parts = [entry for entry in shown.parts(figure.indicator, figure.site_id) if entry.year == figure.year]
    if not parts:
        return None
    decimals = decimals_for(entry.a for entry in parts)
    rows = tuple(
        (Cell(breakdown_name(entry.breakdown, texts.language)), number_cell(entry.a, decimals, texts))
        for entry in parts
    )
    place = anchor(figure.indicator, figure.year)
    heads = (
        Column(texts("label.part"), width="name"),
        Column(texts("label.a_unit", unit=texts.unit(figure.a_unit)), numeric=True),
    )
    return Table(f"table-parts-{place}", texts("evidence.parts", year=figure.year), heads, rows)
