"""A town with supply points for layouts that a test declares itself."""

from collections.abc import Callable

import pytest

from tests.conftest import Town, supply_point


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    points = [
        supply_point(point, stream, valid_from="2020-01-01", cadence='"irregular"')
        for point, stream in (
            ("E1", "energy.electricity"),
            ("E2", "energy.electricity"),
            ("G1", "energy.natural_gas"),
            ("W1", "water.mains"),
        )
    ]
    return make_town(*points)
