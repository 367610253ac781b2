"""The pages on which figures prove themselves, year by year.

A figure of the organisation has a page for each year: its formula, what each site adds by part, and the rows of files
where they are few; each part leads to the rows of its site. A site has a page for each year: the formulas, then the
rows of files; where there are too many for a page, the rows have pages of their own. A new month rewrites only the
pages of its year.
"""

from collections.abc import Iterator

from dashboards.evidence_links import evidence_page, proof_page, year_page
from dashboards.evidence_rows import (
    reference_rows,
    reference_table,
    rows_table,
    sheaf_table,
    sheaves,
)
from dashboards.headline import capitalised
from dashboards.proofs import Proof, Proofs
from dashboards.shown import Shown
from dashboards.tables import Table
from dashboards.texts import Texts
from dashboards.view import Page, Section, site_names
from indicators.model import ORGANISATION

FEW_ROWS = 60
"""Rows of files that stand on the page of a figure of the organisation itself."""

MOST_REFERENCES = 120
"""Rows of annual values that stand there; those of more sites stand on the pages of the sites."""


def evidence_names(shown: Shown) -> tuple[str, ...]:
    """The name of every page of this module."""
    names = [proof_page(code, year) for code, year in shown.proven(ORGANISATION)]
    for site in shown.city.sites:
        for year in shown.proven_years(site.id):
            names.append(year_page(site.id, year))
            names += [sheaf.page for sheaf in sheaves(shown, site.id, year) if sheaf.page]
    return tuple(names)


def figure_pages(shown: Shown, texts: Texts) -> Iterator[Page]:
    """The pages of the organisation's figures, one for each year."""
    of_all = Proofs(shown, ORGANISATION, texts)
    for code, year in shown.proven(ORGANISATION):
        yield _figure_page(shown, _proof(shown, of_all, code, ORGANISATION, year), of_all, year, texts)


def site_year_pages(shown: Shown, site_id: str, texts: Texts) -> Iterator[Page]:
    """The pages of the years of a site."""
    proofs = Proofs(shown, site_id, texts)
    by_year: dict[int, list[Proof]] = {}
    for code, year in shown.proven(site_id):
        by_year.setdefault(year, []).append(_proof(shown, proofs, code, site_id, year))
    for year in shown.proven_years(site_id):
        yield _site_year(shown, site_id, year, by_year.get(year, []), texts)
        yield from _sheaf_pages(shown, site_id, year, texts)


def _proof(shown: Shown, proofs: Proofs, code: str, site_id: str, year: int) -> Proof:
    figure = shown.figures.at(code, site_id, year)
    return proofs.of_figure(figure) if figure else proofs.of_specific(shown.specific_at(code, site_id, year))


def _figure_page(shown: Shown, proof: Proof, proofs: Proofs, year: int, texts: Texts) -> Page:
    name = site_names(shown.city, texts)
    rows = proofs.rows_of(proof, year)
    tables: list[Table] = []
    if 0 < len(rows) <= FEW_ROWS:
        tables.append(rows_table("table-rows", rows, texts("evidence.rows"), texts, name))
    references = reference_rows(shown, ORGANISATION, year, proof.kinds)
    few = len(references) <= MOST_REFERENCES
    table = reference_table("table-references", references, texts, name) if few and proof.kinds else None
    return Page(
        proof_page(proof.code, year),
        texts("evidence.title_of_figure", indicator=proof.name, year=year),
        texts("evidence.figure_lead", site=name(ORGANISATION)),
        within="method",
        back=("evidence.html", texts("evidence.back")),
        template="evidence.html.j2",
        content={
            "year": year,
            "proofs": (proof,),
            "alone": True,
            "sections": _sections(tables, table, texts),
        },
    )


def _site_year(shown: Shown, site_id: str, year: int, proofs: list[Proof], texts: Texts) -> Page:
    sections = [
        Section(sheaf.anchor, capitalised(sheaf.name(texts)), tables=(sheaf_table(sheaf, year, texts),))
        for sheaf in sheaves(shown, site_id, year)
        if not sheaf.page
    ]
    references = reference_table("table-references", reference_rows(shown, site_id, year), texts)
    return Page(
        year_page(site_id, year),
        texts("evidence.title_of_year", site=site_names(shown.city, texts)(site_id), year=year),
        texts("evidence.rows_lead"),
        within="sites",
        back=(f"{evidence_page(site_id)}.html", texts("evidence.back")),
        template="evidence.html.j2",
        content={
            "year": year,
            "proofs": tuple(proofs),
            "alone": False,
            "sections": (*sections, *_sections([], references, texts)),
        },
    )


def _sheaf_pages(shown: Shown, site_id: str, year: int, texts: Texts) -> Iterator[Page]:
    apart = [sheaf for sheaf in sheaves(shown, site_id, year) if sheaf.page]
    for sheaf in apart:
        others = tuple(
            (f"{other.page}.html", other.name(texts))
            for other in apart
            if other.stream == sheaf.stream and other is not sheaf
        )
        heading = texts("evidence.title_of_year", site=site_names(shown.city, texts)(site_id), year=year)
        table = sheaf_table(sheaf, year, texts)
        yield Page(
            sheaf.page,
            heading,
            texts("evidence.rows_lead"),
            sections=(Section(sheaf.anchor, capitalised(sheaf.name(texts)), links=others, tables=(table,)),),
            within="sites",
            back=(f"{year_page(site_id, year)}.html", texts("evidence.back")),
        )


def _sections(tables: list[Table], references: Table | None, texts: Texts) -> tuple[Section, ...]:
    found = [Section("rows", texts("evidence.rows"), tables=tuple(tables))] if tables else []
    if references:
        found.append(Section("references", texts("evidence.references"), tables=(references,)))
    return tuple(found)
