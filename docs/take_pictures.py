"""Takes the pictures in docs/pictures/ from the published pages of a workspace, in Chromium."""

import argparse
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PICTURES = Path(__file__).resolve().parent / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "msedge")


IN_VIEW_IS_DRAWN = """
() => [...document.querySelectorAll(".chart")].every((chart) => {
  const place = chart.getBoundingClientRect();
  return place.top > window.innerHeight || place.bottom < 0 || chart.dataset.drawn === "true";
})
"""


@dataclass(frozen=True)
class Picture:
    """A page as a person sees it on a screen of some size, in CSS pixels, from a heading on where `place` names one."""

    name: str
    page: str
    width: int = 1280
    height: int = 900
    pixels_per_point: float = 1
    place: str = ""


SHOWN = (
    Picture("overview", "hu/index.html", height=1180),
    Picture("energy", "hu/energy.html"),
    Picture("targets", "hu/energy.html", place="targets"),
    Picture("hours", "hu/site-telep.html", height=620, place="loads"),
    Picture("data-quality", "hu/data-quality.html"),
    Picture("phone", "hu/index.html", width=390, height=844, pixels_per_point=2),
)


def installed_browser() -> str:
    """Path of a browser of this machine, or what CHROME names; LookupError if there is none."""
    if named := os.environ.get("CHROME"):
        return named
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    raise LookupError(f"none of {', '.join(BROWSERS)} is installed, and CHROME names no browser")


def take(browser: Browser, picture: Picture, site: Path) -> Path:
    """One picture, once the charts of the page are drawn."""
    target = PICTURES / f"{picture.name}.png"
    page = browser.new_page(
        viewport={"width": picture.width, "height": picture.height},
        device_scale_factor=picture.pixels_per_point,
    )
    page.goto(f"{(site / picture.page).as_uri()}#{picture.place}")
    page.wait_for_load_state("networkidle")
    page.wait_for_function(IN_VIEW_IS_DRAWN)
    page.screenshot(path=target)
    page.close()
    return target


def main() -> int:
    """Every picture of SHOWN."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--workspace", type=Path, default=Path("examples/sopron"), help="a workspace after a run"
    )
    site: Path = parser.parse_args().workspace.resolve() / "site"
    if missing := [picture.page for picture in SHOWN if not (site / picture.page).is_file()]:
        print(f"{site} has no {missing[0]}; start first: emas run")
        return 1
    PICTURES.mkdir(exist_ok=True)
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=installed_browser(), args=["--no-sandbox"] if as_root else []
        )
        for picture in SHOWN:
            print(take(browser, picture, site))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
