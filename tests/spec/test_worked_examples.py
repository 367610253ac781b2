"""Every worked example of the method document comes out as it was worked by hand."""

import math
from datetime import date

import pandas as pd
import pytest

from indicators.factors import FactorBook
from tests.spec.city_years import computed, months, point, row
from tests.spec.worked_examples import Example, worked_examples

EXAMPLES = worked_examples()


def figures(example: Example) -> pd.DataFrame:
    """out.core_indicators of the small city that the example describes."""
    points = {}
    for entry in example.given:
        family = "waste" if entry.stream.startswith("waste.") else entry.stream
        points[entry.supply_point] = point(
            entry.supply_point,
            entry.site,
            family,
            first=entry.first,
            last=entry.last,
            cadence=entry.cadence,
        )
    given = [
        (entry, month)
        for entry in example.given
        if entry.quantity is not None
        for month in months(
            entry.site,
            entry.stream,
            entry.quantity,
            year=entry.year,
            numbers=entry.months,
            estimated_share=entry.estimated_share,
        )
    ]
    monthly = [month for _, month in given]
    waste = [(*month, entry.treatment) for entry, month in given if entry.stream.startswith("waste.")]
    b = pd.DataFrame(
        [(value.kind, value.site, value.year, value.value, value.unit, True, None) for value in example.b]
        + [
            (state.kind, state.site, state.valid_from.year, state.value, state.unit, True, state.valid_from)
            for state in example.states
        ],
        columns=["kind", "site_id", "year", "value", "unit", "is_current", "valid_from"],
    ).astype({"value": "float64", "year": "int64"})
    missing = [
        (gap.point, date.fromisoformat(f"{month}-01")) for gap in example.missing for month in gap.months
    ]
    return computed(
        list(points.values()),
        monthly,
        b,
        sites=example.all_sites,
        as_of=example.as_of,
        missing=missing,
        book=FactorBook(entry.factor for entry in example.factors),
        choices=example.method,
        by_treatment=waste,
    )


def same(found: object, expected: object) -> bool:
    if expected == "empty":
        return bool(pd.isna(found))
    if isinstance(expected, float):
        return math.isclose(float(found), expected, rel_tol=1e-12, abs_tol=1e-12)
    return found == expected


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_the_numbers_come_out(example: Example) -> None:
    table = figures(example)
    assert example.expected
    for wanted in example.expected:
        assert wanted.compared(), "an expected row names at least one value"
        found = row(table, wanted.indicator, wanted.breakdown, wanted.site, wanted.year)
        differing = {
            name: (found[name], value)
            for name, value in wanted.compared().items()
            if not same(found[name], value)
        }
        assert differing == {}, (wanted.indicator, wanted.breakdown, wanted.site, wanted.year)
    if example.parts:
        first = example.expected[0]
        of_first = (table["indicator"] == first.indicator) & (table["site_id"] == first.site)
        assert set(table.loc[of_first, "breakdown"]) == {"", *example.parts}


def test_examples_are_told_apart() -> None:
    names = [example.id for example in EXAMPLES]
    assert len(names) > 15
    assert sorted(set(names)) == sorted(names)


def test_a_wrong_number_would_be_seen() -> None:
    [example] = [entry for entry in EXAMPLES if entry.id == "water-use"]
    found = row(figures(example), "water.total")
    assert same(found["a"], 252.0)
    assert not same(found["a"], 252.001)
    assert not same(found["a"], "empty")
    assert not same(found["status"], "incomplete")
