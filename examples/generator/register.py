"""The register of the example city, read from its city.toml so that the two cannot drift apart."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path


@dataclass(frozen=True)
class Site:
    """A site with the part of its quantities that counts (at most one share, for all days)."""

    id: str
    name: str
    share: Fraction


@dataclass(frozen=True)
class Point:
    """A supply point of one stream (or of the family `waste`)."""

    id: str
    site_id: str
    stream: str
    irregular: bool


@dataclass(frozen=True)
class Register:
    """Sites and supply points in the order of the file."""

    sites: tuple[Site, ...]
    points: tuple[Point, ...]
    last_month: date

    def site(self, site_id: str) -> Site:
        """The site of an id."""
        return next(site for site in self.sites if site.id == site_id)

    def of_stream(self, stream: str) -> tuple[Point, ...]:
        """All supply points of a stream or family."""
        return tuple(point for point in self.points if point.stream == stream)

    def point(self, site_id: str, stream: str) -> Point:
        """The only supply point of a stream at a site."""
        (found,) = (point for point in self.of_stream(stream) if point.site_id == site_id)
        return found


def load_register(path: Path) -> Register:
    """Read city.toml; what the truth could not follow (a second share, other first days) is refused."""
    city = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    sites = []
    for site in city["sites"]:
        shares = site.get("shares", [])
        if len(shares) > 1 or any(share["valid_from"] != date(2023, 1, 1) for share in shares):
            raise ValueError(f"the example knows one share from 2023-01-01 on only: {site['id']}")
        sites.append(Site(site["id"], site["name"], Fraction(shares[0]["share"]) if shares else Fraction(1)))
    points = []
    for point in city["supply_points"]:
        if point["valid_from"] != date(2023, 1, 1) or "valid_to" in point:
            raise ValueError(
                f"the example knows supply points from 2023-01-01 on without end only: {point['id']}"
            )
        points.append(
            Point(point["id"], point["site_id"], point["stream"], point.get("cadence") == "irregular")
        )
    return Register(tuple(sites), tuple(points), city["organisation"]["report_until"])
