"""Where every figure comes from: of a site or of the organisation each figure, year by year, with its method.

Every number leads to its place on the page of its year (dashboards/evidence_years.py).
"""

from dashboards.evidence_links import evidence_page, slug
from dashboards.figure_tables import year_table
from dashboards.headline import capitalised
from dashboards.shown import Shown
from dashboards.texts import Texts
from dashboards.view import Page, Section, site_names
from indicators.model import ORGANISATION
from indicators.registry import computed_figures, indicator_name, method


def evidence_overview(shown: Shown, site: str, texts: Texts) -> Page:
    """The page of a site or of the organisation."""
    sections = []
    for entry in computed_figures():
        years = shown.years(entry.code, site)
        if years:
            name = capitalised(indicator_name(entry.code, texts.language))
            table = year_table(
                f"table-{slug(entry.code)}", texts("sites.figures_caption", indicator=name), years, texts
            )
            said = method(entry.code, texts.language)
            sections.append(Section(slug(entry.code), name, (said,), tables=(table,)))
    return Page(
        evidence_page(site),
        texts("evidence.title", site=site_names(shown.city, texts)(site)),
        texts("evidence.lead"),
        within="sites" if site != ORGANISATION else "method",
        sections=tuple(sections) or (Section("no-data", texts("area.now"), (texts("area.no_data"),)),),
    )
