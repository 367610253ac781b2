"""The line of a key in a TOML file."""

import pytest

from flows.toml_lines import Place, line_of

TEXT = """name = "x"

[[sites]]
id = "hall"

  [[sites.shares]]
  share = 1

[[sites]]   # the second
id = "school"
[[sites.shares]]
share = 0.5
[[sites.shares]]
"share" = 2
[schedule.on]
day = 5
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("name",), 1),
        (("sites",), 3),
        (("sites", 0, "id"), 4),
        (("sites", 0, "shares", 0, "share"), 7),
        (("sites", 1), 9),
        (("sites", 1, "id"), 10),
        (("sites", 1, "shares", 0, "share"), 12),
        (("sites", 1, "shares", 1, "share"), 14),
        (("sites", 1, "shares", 1, "absent"), 13),
        (("schedule", "on", "day"), 16),
        (("nowhere",), None),
        ((), None),
    ],
)
def test_a_place_has_its_line(place: Place, line: int | None) -> None:
    assert line_of(TEXT, place) == line
