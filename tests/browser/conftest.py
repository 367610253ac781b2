"""The pages of a small city in a folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.chromium import Visit
from tests.dashboards_site import small_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the small city in a folder."""
    folder = tmp_path_factory.mktemp("site")
    for name, content in small_site().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture(scope="session")
def opened(browser: Browser, site: Path) -> Iterator[Callable[..., Visit]]:
    """A page that is only looked at, opened once for all tests."""
    visits: dict[tuple[str, int], Visit] = {}

    def look(page: str, width: int = 1280) -> Visit:
        key = (page, width)
        if key not in visits:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="light")
            visits[key] = Visit(context)
            visits[key].open((site / page).as_uri())
        return visits[key]

    yield look
    for visited in visits.values():
        visited.page.context.close()
