"""What holds for every city: order, sums and ratios of the core indicators, and conversions of units."""

from datetime import date
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.core_indicators import core_indicators
from indicators.coverage import coverage, due_months
from indicators.explanation import factored_spans, feeding_terms
from indicators.factors import Factor, FactorBook
from indicators.findings import FINDINGS, sentence
from indicators.model import Site, SupplyPoint
from indicators.registry import terms
from indicators.streams import STREAMS as STREAM_CODES
from indicators.streams import family
from indicators.units import UnknownUnit, conversion, to_canonical, unit_name
from tests.spec.city_years import covered, employees, monthly_frame

SITES = ("depot", "hall", "museum")
REGISTERED = (
    "energy.electricity",
    "energy.natural_gas",
    "energy.pv_generation",
    "energy.pv_feed_in",
    "water.mains",
    "waste",
)
STREAMS = (*REGISTERED[:-1], "waste.200101", "waste.200121")
AS_OF = date(2025, 10, 1)

quantities = st.floats(min_value=0, max_value=1e7, allow_nan=False).map(lambda value: round(value, 3))
months_of_years = st.builds(date, st.integers(2024, 2025), st.integers(1, 12), st.just(1))


@st.composite
def cities(draw):
    """A register, monthly rows (one per site, stream and month), missing months and reference values."""
    registered = draw(
        st.lists(st.sampled_from([(s, r) for s in SITES for r in REGISTERED]), min_size=1, unique=True)
    )
    points = [
        SupplyPoint(
            id=f"{stream}@{site}",
            site_id=site,
            stream=stream,
            office_id="office",
            valid_from=draw(st.dates(date(2024, 1, 1), date(2025, 6, 30))),
            cadence="irregular" if stream == "waste" else "monthly",
        )
        for site, stream in registered
    ]
    feedable = [
        (site, stream)
        for site, registered_stream in registered
        for stream in STREAMS
        if stream == registered_stream or stream.startswith(f"{registered_stream}.")
    ]
    keys = draw(
        st.lists(st.tuples(st.sampled_from(feedable), months_of_years), min_size=1, max_size=40, unique=True)
    )
    first = {(point.site_id, point.stream): point.valid_from.replace(day=1) for point in points}
    rows = [
        (site, stream, month, draw(quantities), draw(st.sampled_from([0.0, 0.5, 1.0])))
        for (site, stream), month in keys
        if month >= first[site, family(stream)]
    ]
    missing = draw(st.lists(st.tuples(st.sampled_from([p.id for p in points]), months_of_years), max_size=10))
    b = employees(*[(site, year, draw(st.integers(0, 300))) for site in SITES for year in (2024, 2025)])
    return points, rows, missing, b


def electricity(value: int, first: date, last: date | None) -> Factor:
    return Factor(
        id="electricity.location",
        value=value,
        unit="g/kWh",
        names={"en": "x"},
        source="x",
        table="",
        valid_from=first,
        valid_to=last,
        verified=True,
    )


BOOK = FactorBook(
    [
        electricity(300, date(2024, 1, 1), date(2024, 8, 31)),
        electricity(200, date(2024, 9, 1), date(2025, 2, 28)),
        electricity(100, date(2025, 3, 1), None),
    ]
)
"""The factor of electricity changes twice within a year; the market-based one is missing."""


def table_of(city) -> pd.DataFrame:
    points, rows, missing, b = city
    sites = [Site(id=site, name=site) for site in SITES]
    due = covered(points, AS_OF, missing)
    return core_indicators(monthly_frame(rows), due, b, points, sites, AS_OF, BOOK)


@settings(max_examples=20, deadline=None)
@given(city=cities(), seed=st.integers(0, 2**32 - 1))
def test_the_order_of_rows_changes_no_figure(city, seed) -> None:
    points, rows, missing, b = city
    sites = [Site(id=site, name=site) for site in reversed(SITES)]
    due = covered(points, AS_OF, missing)
    again = core_indicators(
        monthly_frame(rows).sample(frac=1, random_state=seed),
        due.sample(frac=1, random_state=seed),
        b.sample(frac=1, random_state=seed),
        points[::-1],
        sites,
        AS_OF,
        BOOK,
    )
    pd.testing.assert_frame_equal(table_of(city), again, check_exact=True)


@settings(max_examples=20, deadline=None)
@given(city=cities())
def test_sums_and_ratios_hold(city) -> None:
    table = table_of(city)
    keys = ["indicator", "breakdown", "year"]
    assert not table.duplicated([*keys, "site_id"]).any()
    for (_, _, _), group in table.groupby(keys):
        whole = group[group["site_id"] == "all"]
        parts = group[group["site_id"] != "all"]
        assert len(whole) == 1
        assert whole["a"].fillna(0).item() == pytest.approx(parts["a"].fillna(0).sum(), abs=1e-6)
        assert (whole["months_covered"].item() <= parts["months_covered"]).all()
    for (_, _, _), group in table.groupby(["indicator", "site_id", "year"]):
        total = group[group["breakdown"] == ""]
        parts = group[group["breakdown"] != ""]
        assert len(total) == 1
        assert total["a"].fillna(0).item() == pytest.approx(parts["a"].fillna(0).sum(), abs=1e-6)
    complete = table["status"] == "complete"
    lacks_factor = table["reason"].str.contains("missing_factor")
    assert set(table.loc[lacks_factor, "indicator"]) <= {"emissions.electricity_market"}
    assert (complete == ((table["months_covered"] == 12) & (table["b"] > 0) & ~lacks_factor)).all()
    assert (complete == table["r"].notna()).all()
    assert (complete == (table["reason"] == "")).all()
    ratios = table[complete]
    assert ((ratios["a"] / ratios["b"]) == ratios["r"]).all()
    shares = table["estimated_share"].dropna()
    assert shares.between(0, 1).all()
    assert (table["estimated_share"].isna() == table["a"].isna()).all()


@settings(max_examples=20, deadline=None)
@given(city=cities())
def test_every_figure_is_the_sum_of_its_feeding_terms(city) -> None:
    """What `explain` shows is what was computed; no note of these cities states a treatment."""
    _, rows, _, _ = city
    streams = {stream for _, stream, _, _, _ in rows}
    for entry in table_of(city).itertuples():
        signs = dict(feeding_terms(entry.indicator, entry.breakdown, streams))
        if {term.treatment for term in terms(entry.indicator)} - {None, "not_stated"}:
            signs = {}
        spans = factored_spans(entry.indicator, date(entry.year, 1, 1), date(entry.year, 12, 1), BOOK)

        def per_unit(stream, month, spans=spans) -> float:
            [span] = [found for found in spans if found.first <= month <= found.last]
            emission = span.emissions.get(stream)
            return 1.0 if emission is None else float(emission.per_unit or 0)

        total = sum(
            signs[stream] * quantity * per_unit(stream, month)
            for site, stream, month, quantity, _ in rows
            if stream in signs and month <= AS_OF and month.year == entry.year and site == entry.site_id
        )
        if entry.site_id != "all" and not pd.isna(entry.a):
            assert entry.a == pytest.approx(total, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(
    first=st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    length=st.integers(0, 900),
    days_given=st.integers(0, 31),
)
def test_due_days_are_the_days_of_the_span(first, length, days_given) -> None:
    last = date.fromordinal(first.toordinal() + length)
    point = SupplyPoint(
        id="e",
        site_id="hall",
        stream="energy.electricity",
        office_id="office",
        valid_from=first,
        valid_to=last,
    )
    due = due_months([point], date(2030, 1, 1))
    assert due["days_due"].sum() == length + 1
    assert due["days_due"].between(1, 31).all()
    given_days = due[["supply_point_id", "stream", "month"]].assign(days=days_given)
    nothing = pd.DataFrame(columns=["supply_point_id", "stream", "month"])
    result = coverage(due, given_days, nothing)
    assert (result["covered"] == (result["days_due"] <= days_given)).all()


UNITS = ("MWh", "GJ", "MJ", "kWh", "t", "kg", "g", "l", "hl", "m3")


@given(
    stream=st.sampled_from(sorted(code for code in STREAM_CODES if not code.startswith("waste."))),
    pair=st.tuples(st.sampled_from(UNITS), st.sampled_from(UNITS)),
    quantity=st.integers(1, 10**9),
)
def test_a_quantity_is_the_same_by_way_of_any_unit(stream, pair, quantity) -> None:
    """There and back is the same, exactly; and what one unit gives, another gives by their ratio."""
    first, second = (conversion(stream, unit) for unit in pair)
    if first is None or second is None or first.needs_heating_value or second.needs_heating_value:
        return
    canonical = quantity * first.multiplier
    assert canonical / second.multiplier * second.multiplier == canonical
    assert canonical / first.multiplier == quantity


@given(
    stream=st.sampled_from(sorted(STREAM_CODES)),
    unit=st.sampled_from(["kWh", "m3", "kg", "m2", "db", "A4 lap", "l", "MJ"]),
)
def test_a_unit_of_another_dimension_is_an_error(stream, unit) -> None:
    """A unit converts only where the stream has what leads from one dimension to the other."""
    declared = STREAM_CODES[stream]
    dimension = {"kWh": "energy", "MJ": "energy", "m3": "volume", "l": "volume", "kg": "mass"}.get(unit, unit)
    canonical = {"kWh": "energy", "m3": "volume", "kg": "mass"}.get(declared.unit, declared.unit)
    ways = {canonical}
    ways |= {"volume"} if declared.heating_value or (declared.density and canonical == "energy") else set()
    ways |= {"mass"} if declared.net_calorific_value else set()
    ways |= {"A4 lap", "m2"} if declared.grammage else set()
    ways |= {"db"} if declared.mass_of_piece else set()
    assert (conversion(stream, unit) is not None) == (dimension in ways)
    if dimension not in ways:
        with pytest.raises(UnknownUnit, match="cannot be converted"):
            to_canonical(1.0, unit, stream)


@given(st.text(max_size=40))
def test_no_text_breaks_the_recognition_of_units(text) -> None:
    name = unit_name(text)
    assert name is None or isinstance(name, str)
    found = conversion("energy.electricity", text)
    assert found is None or found.multiplier > Fraction(0)


@given(
    code=st.sampled_from(sorted(FINDINGS)),
    language=st.sampled_from(["hu", "en", "de"]),
    text=st.text(min_size=1),
)
def test_a_value_stands_in_its_sentence_as_it_came(code, language, text) -> None:
    named = {"stream": "water.mains", "kind": "employees", "refusal": "estimate_without_last_year: 2025-01"}
    names = FINDINGS[code].placeholders(language) - set(named)
    written = sentence(code, language, **named, **dict.fromkeys(names, text))
    assert text in written
