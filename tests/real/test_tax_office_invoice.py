"""Invoice data of the Hungarian tax office: nine lines of other goods in several units."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.sources.nav_invoice import nav_invoice_sheet
from tests.conftest import Town
from tests.real.machine_truth import lines, town_of, truth


@pytest.fixture(scope="module")
def folder(real_folder: Callable[[str], Path]) -> Path:
    return real_folder("hu-nav-online-szamla")


def test_every_line_of_the_truth(folder: Path, tmp_path: Path) -> None:
    (path,) = folder.glob("*.xml")
    expected = {
        row["key"]: (
            row["commodity"],
            float(row["value"]) if row["value"] else None,
            row["unit"].strip().removeprefix("OWN "),
        )
        for row in truth(folder, scope="line")
    }
    assert len(expected) == 9
    assert lines(nav_invoice_sheet, path, tmp_path) == expected


def test_an_invoice_without_energy_gives_no_figure_and_says_so(
    folder: Path, deliver: Callable[..., Town]
) -> None:
    town = town_of(deliver, {"NAV": "s"}, list(folder.glob("*.xml")))
    assert town.rows("SELECT format_id, rows_read, rows_left_out FROM raw.deliveries") == [
        ("nav-other-invoice", 0, 9)
    ]
    assert town.rows("SELECT code FROM raw.delivery_findings") == [("nothing_to_count",)]
    assert town.rows("FROM core.readings") == []
