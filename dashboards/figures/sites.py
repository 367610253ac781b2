"""Figures that compare: the sites of the organisation, the types of waste."""

from collections.abc import Callable, Sequence

from dashboards.figures.drawing import Figure, bars, drawn, names_down, values_across, wrapped
from dashboards.selection import HAZARDOUS, OTHER_WASTE, YearFigure
from dashboards.texts import Texts, decimals_for
from indicators.streams import stream, stream_name

MANY_SITES = 12
"""More than these nobody compares in the order of the register."""


def ratio_by_site(
    figures: Sequence[YearFigure], year: int, site_name: Callable[[str], str], texts: Texts
) -> Figure:
    """R (in its unit) of every site in a year and in the year before; a site without R has a dash.

    Of many sites the highest comes first.
    """
    sites = list(dict.fromkeys(entry.site_id for entry in figures))
    unit = figures[0].r_unit if figures else ""
    values = {
        (entry.site_id, entry.year): entry.r for entry in figures if entry.r is not None and entry.complete
    }
    if len(sites) > MANY_SITES:
        sites.sort(key=lambda site: -values.get((site, year), 0.0))
    decimals = decimals_for(values.values())
    places = [
        _place(site_name(site), [shown for shown in (year, year - 1) if (site, shown) not in values])
        for site in sites
    ]
    traces = []
    for shown, colour in ((year, "ratio"), (year - 1, "earlier")):
        row = [values.get((site, shown)) for site in sites]
        labels = ["" if value is None else texts.number(value, decimals) for value in row]
        traces.append(
            bars(
                name=str(shown),
                colour=colour,
                x=row,
                y=places,
                hover=[
                    f"{site_name(site)}, {shown}: {label} {texts.unit(unit)}" if label else ""
                    for site, label in zip(sites, labels, strict=True)
                ],
                labels=labels,
                orientation="h",
            )
        )
    room = max(values.values(), default=0.0) * 1.25 or 1.0
    return drawn(
        texts,
        traces,
        height=120 + 58 * len(sites),
        unit=texts.unit(unit),
        horizontal=True,
        barmode="group",
        xaxis=values_across(room, texts.unit(unit)),
    )


def _place(name: str, years_without: list[int]) -> str:
    """The label of a site, with a dash for each year that has no R."""
    return "<br>".join([wrapped(name), *(f"{year}: –" for year in years_without)])


def waste_by_type(figures: Sequence[YearFigure], texts: Texts) -> Figure:
    """Waste of one year by type in kg, the largest on top; hazardous waste bears its asterisk and its colour.

    Long names are cut after the code; the table has them whole.
    """
    ranked = sorted(figures, key=lambda entry: (-(entry.a or 0.0), entry.breakdown))
    places = [wrapped(stream_name(entry.breakdown, texts.language), lines=2) for entry in ranked]
    decimals = decimals_for(entry.a for entry in ranked)
    traces = []
    for hazardous, colour in ((False, OTHER_WASTE), (True, HAZARDOUS)):
        of_kind = [stream(entry.breakdown).hazardous is hazardous for entry in ranked]
        if not any(of_kind):
            continue
        rows = [entry for entry, wanted in zip(ranked, of_kind, strict=True) if wanted]
        labels = ["–" if entry.a is None else texts.number(entry.a, decimals) for entry in rows]
        traces.append(
            bars(
                name=texts(f"label.{colour}"),
                colour=colour,
                x=[entry.a for entry in rows],
                y=[place for place, wanted in zip(places, of_kind, strict=True) if wanted],
                hover=[
                    f"{stream_name(entry.breakdown, texts.language)}: {label} {texts.unit(entry.a_unit)}"
                    for entry, label in zip(rows, labels, strict=True)
                ],
                incomplete=[not entry.complete for entry in rows],
                labels=labels,
                orientation="h",
            )
        )
    room = max((entry.a for entry in ranked if entry.a is not None), default=1.0) * 1.2 or 1.0
    unit = texts.unit(ranked[0].a_unit) if ranked else ""
    return drawn(
        texts,
        traces,
        height=110 + 46 * len(ranked),
        horizontal=True,
        barmode="overlay",
        xaxis=values_across(room, unit),
        yaxis=names_down(places),
    )
