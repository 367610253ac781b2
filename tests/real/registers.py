"""Registers of the places whose real files are read: sites and supply points, without any figure."""

from collections.abc import Iterable

from tests.conftest import supply_point


def register(
    name: str,
    timezone: str,
    report_until: str,
    sites: Iterable[str],
    points: Iterable[tuple[str, str, str, str]],
) -> str:
    """city.toml of a place; a point is its number, its stream, its site and its first day."""
    head = f"""
[organisation]
name = "{name}"
timezone = "{timezone}"
report_until = {report_until}

[[offices]]
id = "office"
name = "Office"
language = "en"
"""
    places = "".join(f'\n[[sites]]\nid = "{site}"\nname = "{site}"\n' for site in sites)
    return head + places + "".join(_point(*point) for point in points)


def _point(number: str, stream: str, site: str, valid_from: str) -> str:
    cadence = {"cadence": '"irregular"'} if stream == "waste" else {}
    return supply_point(number, stream, site=site, valid_from=valid_from, **cadence)
