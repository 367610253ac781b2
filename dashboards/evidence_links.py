"""Addresses of the places where a figure proves itself."""

from dashboards.selection import YearFigure
from indicators.model import ORGANISATION


def evidence_page(site_id: str) -> str:
    """The name of the evidence page of a site or of the organisation."""
    return "evidence" if site_id == ORGANISATION else f"evidence-{site_id}"


def year_page(site_id: str, year: int) -> str:
    """The name of the page with the rows of a year; no site id has a dot."""
    return f"{evidence_page(site_id)}.{year}"


def site_page(site_id: str) -> str:
    """The name of the page of a site."""
    return f"site-{site_id}"


def anchor(indicator: str, year: int) -> str:
    """The place of an indicator and year on an evidence page."""
    return f"{indicator.replace('.', '-')}-{year}"


def figure_link(entry: YearFigure) -> str:
    """The address of the evidence of a figure."""
    return f"{evidence_page(entry.site_id)}.html#{anchor(entry.indicator, entry.year)}"
