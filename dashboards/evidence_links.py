"""Addresses of the places where a figure proves itself: two clicks from any number to the rows of its files.

A figure of the organisation has a page for each year, a figure of a site a place on the page of the site's year, where
the rows are. No id of a site has a dot, so no page of a year can be a site's.
"""

from dashboards.selection import YearFigure
from indicators.model import ORGANISATION


def evidence_page(site_id: str) -> str:
    """The name of the evidence page of a site or of the organisation: every figure, year by year."""
    return "evidence" if site_id == ORGANISATION else f"evidence-{site_id}"


def year_page(site_id: str, year: int) -> str:
    """The name of the page with the formulas and rows of a site's year."""
    return f"{evidence_page(site_id)}.{year}"


def proof_page(code: str, year: int) -> str:
    """The name of the page of a figure of the organisation in a year."""
    return f"{year_page(ORGANISATION, year)}.{slug(code)}"


def site_page(site_id: str) -> str:
    """The name of the page of a site."""
    return f"site-{site_id}"


def slug(code: str) -> str:
    """A code as part of an address."""
    return code.replace(".", "-").replace("_", "-")


def proof_address(code: str, site_id: str, year: int) -> str:
    """The address of the evidence of a core or specific indicator at a site or of the organisation in a year."""
    if site_id == ORGANISATION:
        return f"{proof_page(code, year)}.html"
    return f"{year_page(site_id, year)}.html#{slug(code)}"


def figure_link(entry: YearFigure) -> str:
    """The address of the evidence of a figure."""
    return proof_address(entry.indicator, entry.site_id, entry.year)
