"""Figures by month: what was used or caused, stacked by stream."""

from collections.abc import Callable, Sequence

from dashboards.figures.drawing import Figure, bars, drawn
from dashboards.month_quantities import MonthQuantity
from dashboards.texts import Texts
from dashboards.theme import colour_of

FIRST_OF_QUARTER = frozenset({"01", "04", "07", "10"})
"""Only these months are written at the axis: all of them would be too many for it."""

FEW_MONTHS = 24
"""Of more months than these only the beginnings of years are written."""


def quantities_by_month(
    months: Sequence[MonthQuantity], unit: str, name_of: Callable[[str], str], texts: Texts
) -> Figure:
    """Quantities by month in the canonical unit, stacked by label.

    A month of which something is missing is hatched; one of which nothing is there has no bar.
    """
    traces = []
    labels = list(dict.fromkeys(entry.label for entry in months))
    for label in labels:
        rows = [entry for entry in months if entry.label == label]
        name = name_of(label)
        traces.append(
            bars(
                name=name,
                colour=colour_of(label, labels),
                x=[f"{entry.month:%Y-%m}" for entry in rows],
                y=[entry.quantity for entry in rows],
                hover=[_hover(name, entry, unit, texts) for entry in rows],
                incomplete=[entry.state == "incomplete" for entry in rows],
            )
        )
    shown = [f"{month:%Y-%m}" for month in dict.fromkeys(entry.month for entry in months)]
    few = len(shown) <= FEW_MONTHS
    written = [month for month in shown if month[5:] in (FIRST_OF_QUARTER if few else {"01"})]
    figure = drawn(texts, traces, height=400, unit=texts.unit(unit), barmode="stack", bargap=0.15)
    figure.update_xaxes(categoryorder="array", categoryarray=shown, tickmode="array", tickvals=written)
    if not few:
        figure.update_xaxes(ticktext=[month[:4] for month in written])
    return figure


def _hover(name: str, entry: MonthQuantity, unit: str, texts: Texts) -> str:
    if entry.quantity is None:
        return ""
    known = f"{texts.month(entry.month)}, {name}: {texts.quantity(entry.quantity, unit)}"
    return known if entry.state == "delivered" else f"{known} ({texts('state.' + entry.state)})"
