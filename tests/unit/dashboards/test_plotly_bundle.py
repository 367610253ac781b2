"""The plotly.js of the pages: the bytes that were decided on, of the version that checks the figures."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

ROOT = Path(__file__).parents[3]
ASSETS = ROOT / "dashboards" / "assets"
DECISION = ROOT / "docs" / "decisions" / "0026-a-bundle-of-what-is-drawn.md"
RECIPE = json.loads((ROOT / "docs" / "plotly-bundle" / "package.json").read_text(encoding="utf-8"))
LICENCES = (ASSETS / "plotly.licences.txt").read_text(encoding="utf-8")
DECIDED = dict(
    re.findall(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|$", DECISION.read_text("utf-8"), re.MULTILINE)
)


@pytest.mark.parametrize("name", ["plotly.min.js", "plotly.licences.txt"])
def test_the_bytes_are_those_of_the_decision(name):
    assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == DECIDED[name]


def test_the_version_is_that_which_checks_the_figures():
    version = get_plotlyjs_version()
    assert RECIPE["devDependencies"]["plotly.js"] == version
    assert f'.version="{version}"' in (ASSETS / "plotly.min.js").read_text(encoding="utf-8")


def test_every_part_of_the_bundle_has_its_version_and_licence():
    bundled = dict(re.findall(r"^(@?[\w./-]+) (\d+\.\d+\.\d+) \(\S+\)$", LICENCES, re.MULTILINE))
    wanted = RECIPE["overrides"] | RECIPE["devDependencies"]
    del wanted["esbuild"]
    assert bundled == wanted
    assert len(re.findall(r"^-{80}$", LICENCES, re.MULTILINE)) == len(bundled) - 1
