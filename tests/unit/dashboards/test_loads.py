"""The load of a year of hours, worked by hand on the hours of the small city."""

from datetime import date

import pytest

from dashboards.figures.loads import load_by_day_and_hour
from dashboards.loads import loads
from dashboards.texts import Texts
from tests.dashboards_city import small_results
from tests.dashboards_site import small_pages


def test_base_mean_and_highest_load():
    ((load,),) = loads(small_results()).values()
    assert (load.supply_point_id, load.site_id) == ("E1", "hall")
    assert (load.base, load.highest, load.highest_day, load.highest_hour) == (1.0, 3.0, date(2025, 8, 30), 9)
    assert load.mean == pytest.approx((23 + 3) / 24)
    assert load.base_share == pytest.approx(24 / 26)
    assert [(month.month, month.highest_day) for month in load.months] == [
        (date(2025, 8, 1), date(2025, 8, 30)),
        (date(2025, 9, 1), date(2025, 9, 1)),
    ]


def test_a_day_without_hours_is_an_empty_column_and_not_zero():
    ((load,),) = loads(small_results()).values()
    assert load.days == (date(2025, 8, 30), date(2025, 8, 31), date(2025, 9, 1))
    assert load.grid[9] == (3.0, None, 3.0)
    assert load.grid[0] == (1.0, None, 1.0)
    (trace,) = load_by_day_and_hour(load, Texts("hu")).checked().data
    assert tuple(trace.z[9]) == (3.0, None, 3.0)


def test_the_site_says_it_in_a_sentence_with_bound_numbers():
    page = small_pages()["en/site-hall.html"]
    assert 'the base load is <data value="1.0">1.00\u00a0kW</data>' in page
    assert "(30 Aug 2025, 9:00)" in page
    assert 'id="chart-load-1"' in page
