"""The heat map of what was delivered: sites by months."""

from collections.abc import Callable, Sequence

from dashboards.figures.drawing import Figure, drawn, plain, series, wrapped
from dashboards.selection import NOT_DUE, STATES, SiteMonth
from dashboards.texts import Texts
from dashboards.theme import light

SHOWN_STATES = (NOT_DUE, *STATES)
"""The place of a state in this row is its number in the heat map."""

SIGNS = {"delivered": "✓", "estimated": "≈", "rejected": "!", "missing": "✗", NOT_DUE: "·"}
"""Signs of the states in heat map and tables: a state is never told by its colour alone."""


MANY_SITES = 30
"""Of more sites than these each has one line."""


def coverage_map(states: Sequence[SiteMonth], site_name: Callable[[str], str], texts: Texts) -> Figure:
    """The worst state of each site in each month; the numbers are places in SHOWN_STATES, without a unit."""
    sites = list(dict.fromkeys(entry.site_id for entry in states))
    months = list(dict.fromkeys(entry.month for entry in states))
    by_place = {(entry.site_id, entry.month): entry for entry in states}
    rows = [[by_place[site, month] for month in months] for site in sites]
    steps = len(SHOWN_STATES)
    dense = len(sites) > MANY_SITES
    scale = [
        [edge / steps, light(f"state.{state}")]
        for place, state in enumerate(SHOWN_STATES)
        for edge in (place, place + 1)
    ]
    trace = series(
        "heatmap",
        x=[f"{month:%Y-%m}" for month in months],
        y=[wrapped(site_name(site), lines=1 if dense else 4) for site in sites],
        z=[[SHOWN_STATES.index(entry.state) for entry in row] for row in rows],
        text=[[SIGNS[entry.state] for entry in row] for row in rows],
        texttemplate="%{text}",
        textfont={"color": light("ink"), "size": 11},
        customdata=[[plain(_hover(entry, site_name, texts)) for entry in row] for row in rows],
        hovertemplate="%{customdata}<extra></extra>",
        zmin=-0.5,
        zmax=steps - 0.5,
        colorscale=scale,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    return drawn(
        texts,
        [trace],
        height=90 + (22 if dense else 44) * len(sites),
        yaxis={
            "type": "category",
            "autorange": "reversed",
            "fixedrange": True,
            "automargin": True,
            "showgrid": False,
        },
    )


def _hover(entry: SiteMonth, site_name: Callable[[str], str], texts: Texts) -> str:
    return f"{site_name(entry.site_id)}, {texts.month(entry.month)}: {texts('state.' + entry.state)}"
