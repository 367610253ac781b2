"""Values in the figures of the small city (tests/dashboards_city.py), each checked in the head."""

from datetime import date

import pytest

from dashboards.figures.changes import ChangedPart, change_by_part, largest_apart
from dashboards.figures.coverage import SHOWN_STATES, coverage_map
from dashboards.figures.months import quantities_by_month
from dashboards.figures.seasons import months_of_years
from dashboards.figures.sites import ratio_by_site, waste_by_type
from dashboards.figures.years import amounts_by_year, ratio_by_year, renewable_by_year
from dashboards.month_quantities import Months
from dashboards.selection import Figures, breakdowns, site_months
from dashboards.shown import Shown
from dashboards.texts import Texts
from dashboards.theme import DARK_OF
from dashboards.treatments import FIGURES as TREATMENTS
from dashboards.treatments import treatment_chart
from indicators.model import ORGANISATION
from tests.dashboards_city import CITY, small_results

HU = Texts("hu")
RESULTS = small_results()
FIGURES = Figures(RESULTS)


def site_name(site: str) -> str:
    return CITY.site_name(site)


def trace(figure, colour_or_place):
    return figure.data[colour_or_place]


def test_ratio_has_a_bar_for_each_complete_year_and_a_dash_for_the_incomplete_one():
    figure = ratio_by_year(FIGURES.of("energy.total", ORGANISATION), HU).checked()
    bars = trace(figure, 0)
    assert list(bars.x) == ["2023", "2024", "2025"]
    assert list(bars.y) == pytest.approx([105.0, 99.0, None])
    assert list(bars.text) == ["105,0", "99,0", ""]
    (note,) = figure.layout.annotations
    assert (note.x, note.text) == (2, "–<br>8/12")


def test_ratio_axis_begins_at_zero():
    figure = ratio_by_year(FIGURES.of("water.total", ORGANISATION), HU).checked()
    assert figure.layout.yaxis.range[0] == 0


def test_amounts_are_stacked_by_carrier_and_an_incomplete_year_is_hatched():
    figures = FIGURES.of("energy.total", ORGANISATION, None)
    labels = breakdowns("energy.total", figures)
    assert labels == ["energy.electricity", "energy.diesel", "energy.pv_own_use"]
    figure = amounts_by_year(figures, labels, HU).checked()
    assert figure.layout.barmode == "stack"
    electricity, diesel, own = figure.data
    assert list(electricity.y) == pytest.approx([1800.0, 1680.0, 90 * 9 + 50 * 8])
    assert list(diesel.y) == pytest.approx([120.0, 120.0, 90.0])
    assert list(own.y) == pytest.approx([180.0, 180.0, 135.0])
    assert list(electricity.marker.pattern.shape) == ["", "", "/"]
    assert "8/12" in electricity.customdata[2]
    assert "8/12" not in electricity.customdata[1]


def test_months_take_feed_in_off_and_show_what_is_missing():
    months = Months(RESULTS, "energy.total").of(ORGANISATION)
    own = {entry.month: entry for entry in months if entry.label == "energy.pv_own_use"}
    assert own[date(2023, 1, 1)].quantity == pytest.approx(15.0)
    electricity = {entry.month: entry for entry in months if entry.label == "energy.electricity"}
    assert electricity[date(2025, 3, 1)].quantity == pytest.approx(90.0)
    assert electricity[date(2025, 3, 1)].state == "incomplete"
    assert electricity[date(2024, 2, 1)].state == "estimated"
    assert electricity[date(2024, 2, 1)].estimated_share == pytest.approx(45 / 140)
    assert electricity[date(2023, 1, 1)].state == "delivered"
    figure = quantities_by_month(months, "kWh", str, HU).checked()
    assert len(figure.data[0].x) == 33
    hatched = [
        x for x, shape in zip(figure.data[0].x, figure.data[0].marker.pattern.shape, strict=True) if shape
    ]
    assert hatched == ["2025-03"]


def test_months_of_waste_tell_zero_from_missing():
    months = {(entry.label, entry.month): entry for entry in Months(RESULTS, "waste.total").of(ORGANISATION)}
    assert months["waste.hazardous", date(2023, 1, 1)].quantity == 0
    assert months["waste.hazardous", date(2023, 1, 1)].state == "delivered"
    assert months["waste.hazardous", date(2023, 3, 1)].quantity == 6
    assert months["waste.other", date(2025, 8, 1)].quantity is None
    assert months["waste.other", date(2025, 8, 1)].state == "missing"


def test_sites_are_compared_in_the_last_complete_year_and_the_one_before():
    figures = [entry for entry in FIGURES.of("energy.total") if entry.site_id != ORGANISATION]
    figure = ratio_by_site(figures, 2024, site_name, HU).checked()
    this, before = figure.data
    assert (this.name, before.name) == ("2024", "2023")
    assert list(this.x) == pytest.approx([126.0, 150.0, 20.0])
    assert list(before.x) == pytest.approx([138.0, 150.0, 20.0])


def test_a_site_without_ratio_has_a_dash_and_no_number():
    figures = [entry for entry in FIGURES.of("energy.total") if entry.site_id != ORGANISATION]
    figure = ratio_by_site(figures, 2025, site_name, HU).checked()
    assert list(figure.data[0].x) == [None, None, None]
    assert all(place.endswith("<br>2025: –") for place in figure.data[0].y)


def test_waste_types_are_ranked_and_hazardous_ones_bear_asterisk_and_colour():
    figures = [entry for entry in FIGURES.of("waste.total", ORGANISATION, None)
               if entry.breakdown and entry.year == 2024]  # fmt: skip
    figure = waste_by_type(figures, HU).checked()
    other, hazardous = figure.data
    assert list(other.x) == [3600.0]
    assert list(hazardous.x) == [6.0]
    assert hazardous.y[0].startswith("20 01 21*")
    assert other.marker.color != hazardous.marker.color
    assert next(iter(figure.layout.yaxis.categoryarray)) == other.y[0]


def test_waste_by_type_and_treatment_says_each_part_and_its_table_the_kilograms_too():
    """2024: 3600 kg mixed, of it 60 % D5, 20 % R1, 20 % not stated, and 6 kg tubes that were recycled in the end."""
    [whole] = [entry for entry in FIGURES.of("waste.total", ORGANISATION) if entry.year == 2024]
    chart = treatment_chart(Shown(RESULTS), whole, HU)
    assert chart is not None
    bars = {trace.name: trace for trace in chart.figure.checked().data}
    assert list(bars) == [
        "újrafeldolgozás", "energetikai hasznosítás", "ártalmatlanítás", "a kezelés nincs megadva",
    ]  # fmt: skip
    assert list(bars["ártalmatlanítás"].x) == pytest.approx([100 * 2160 / 3606, 60.0, 0.0])
    assert list(bars["újrafeldolgozás"].x) == pytest.approx([100 * 6 / 3606, 0.0, 100.0])
    assert list(bars["ártalmatlanítás"].text) == ["59,9%", "60,0%", ""]
    assert list(bars["újrafeldolgozás"].text) == ["", "", "100,0%"]
    values = [[cell.value for cell in row[1:]] for row in chart.table.rows]
    fifth = 100 * 720 / 3606
    assert values == [
        pytest.approx([6.0, 100 * 6 / 3606, 720.0, fifth, 2160.0, 3 * fifth, 720.0, fifth, 3606.0]),
        pytest.approx([0.0, 0.0, 720.0, 20.0, 2160.0, 60.0, 720.0, 20.0, 3600.0]),
        pytest.approx([6.0, 100.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 6.0]),
    ]
    assert chart.alternative.endswith("ártalmatlanítás: 59,9%; a kezelés nincs megadva: 20,0%.")


def test_treatments_that_no_note_states_are_no_chart():
    nothing = RESULTS.core_indicators.copy()
    nothing.loc[nothing["indicator"].isin(list(TREATMENTS.values())), "a"] = 0.0
    shown = Shown(RESULTS.model_copy(update={"core_indicators": nothing}))
    assert treatment_chart(shown, FIGURES.of("waste.total", ORGANISATION)[0], HU) is None


def test_renewable_generation_and_consumption():
    consumption = FIGURES.of("energy.renewable_consumption", ORGANISATION)
    generation = FIGURES.of("energy.renewable_generation", ORGANISATION)
    generated, consumed = renewable_by_year(consumption, generation, HU).checked().data
    assert list(generated.y) == pytest.approx([240.0, 240.0, 180.0])
    assert list(consumed.y) == pytest.approx([180.0, 180.0, 135.0])
    assert list(consumed.marker.pattern.shape) == ["", "", "/"]


def test_the_heat_map_shows_the_worst_state_of_a_site():
    states = site_months(RESULTS)
    found = {(entry.site_id, entry.month): entry for entry in states}
    assert found["library", date(2025, 3, 1)].state == "missing"
    assert (found["library", date(2025, 3, 1)].open, found["library", date(2025, 3, 1)].due) == (1, 2)
    assert found["depot", date(2025, 8, 1)].state == "rejected"
    assert found["hall", date(2024, 2, 1)].state == "estimated"
    assert found["hall", date(2024, 3, 1)].state == "delivered"
    figure = coverage_map(states, site_name, HU).checked()
    numbers = figure.data[0].z
    assert SHOWN_STATES[numbers[1][26]] == "missing"
    assert figure.data[0].text[1][26] == "✗"


def test_names_are_drawn_as_text_not_as_mark_up():
    figures = [entry for entry in FIGURES.of("energy.total") if entry.site_id != ORGANISATION]
    drawn = ratio_by_site(figures, 2024, site_name, HU).checked().to_json()
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert "&lt;script&gt;" in drawn.replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&")


def colours(value) -> set[str]:
    if isinstance(value, dict):
        return {colour for inner in value.values() for colour in colours(inner)}
    if isinstance(value, list | tuple):
        return {colour for inner in value for colour in colours(inner)}
    return {value} if isinstance(value, str) and value.startswith("#") else set()


@pytest.mark.parametrize("code", ["energy.total", "water.total", "waste.total"])
def test_every_colour_has_one_for_dark_pages(code):
    figures = FIGURES.of(code, ORGANISATION)
    months = Months(RESULTS, code).of(ORGANISATION)
    for figure in (
        ratio_by_year(figures, HU).checked(),
        quantities_by_month(months, "kWh", str, HU).checked(),
    ):
        assert colours(figure.to_plotly_json()) <= set(DARK_OF)


def test_a_site_has_its_own_months():
    library = {entry.month: entry for entry in Months(RESULTS, "energy.total").of("library")}
    assert library[date(2023, 1, 1)].quantity == pytest.approx(50.0)
    assert library[date(2025, 3, 1)].state == "missing"
    assert {entry.label for entry in Months(RESULTS, "energy.total").of("library")} == {"energy.electricity"}


def test_months_of_years_leave_out_what_is_not_whole_or_not_due():
    totals = Months(RESULTS, "energy.total").by_year(ORGANISATION)
    assert totals[2023] == pytest.approx([175.0] * 12)
    assert totals[2025][2] is None
    assert totals[2025][:2] == pytest.approx([165.0, 165.0])
    assert totals[2025][9:] == [None, None, None]
    figure = months_of_years(totals, "kWh", HU).checked()
    assert [trace.name for trace in figure.data] == ["2023", "2024", "2025"]
    assert list(figure.data[2].y[:4]) == pytest.approx([165.0, 165.0, None, 165.0])
    assert not any(trace.connectgaps for trace in figure.data)
    assert {note.text for note in figure.layout.annotations} == {"2023", "2024", "2025"}


def test_the_year_so_far_stands_beside_the_same_months_only_where_both_are_whole():
    water = Months(RESULTS, "water.total").year_to_date(ORGANISATION)
    assert water is not None
    assert (water.year, water.last_month, water.quantity, water.before) == (
        2025,
        date(2025, 9, 1),
        126.0,
        126.0,
    )
    assert Months(RESULTS, "energy.total").year_to_date(ORGANISATION) is None
    hall = Months(RESULTS, "energy.total").year_to_date("hall")
    assert hall is not None
    assert (hall.quantity, hall.before) == pytest.approx((9 * 105.0, 9 * 105.0))


def test_causes_of_a_change_follow_each_other_and_end_in_the_whole():
    parts = [ChangedPart("electricity", 1800.0, 1680.0), ChangedPart("diesel", 120.0, 150.0)]
    (bars,) = change_by_part(parts, "kWh", HU).checked().data
    assert list(bars.x) == pytest.approx([-120.0, 30.0, -90.0])
    assert list(bars.measure) == ["relative", "relative", "total"]
    assert list(bars.text) == ["−120,0", "+30,0", "−90,0"]
    better = change_by_part(parts, "kWh", HU, more_is_better=True).checked().data[0]
    assert better.increasing.marker.color != bars.increasing.marker.color


def test_of_many_parts_those_that_changed_most_stand_apart():
    parts = [ChangedPart(f"site {number}", 10.0, 10.0 + number * (-1) ** number) for number in range(20)]
    shown = largest_apart(parts, HU)
    assert [part.name for part in shown] == [
        *(f"site {number}" for number in range(19, 8, -1)),
        "a többi (9)",
    ]
    assert sum(part.difference for part in shown) == sum(part.difference for part in parts)
    assert largest_apart(parts[:12], HU) == parts[:12]


def test_beside_a_path_the_values_stand_at_the_foot_of_the_bars():
    figures = Figures(small_results()).of("energy.total", ORGANISATION)
    (alone,) = ratio_by_year(figures, HU).checked().data
    beside, path = ratio_by_year(figures, HU, path={2023: 15.0}).checked().data
    assert (alone.textposition, beside.textposition, beside.insidetextanchor) == (
        "outside",
        "inside",
        "start",
    )
    assert list(path.y) == [15.0, None, None]
