"""The chart of waste by type and treatment, with its table."""

from collections.abc import Mapping, Sequence

from dashboards.evidence_links import figure_link
from dashboards.figure_tables import marks_legend
from dashboards.figures.treatments import TreatedWaste, kinds_of, treatment_of_types
from dashboards.headline import capitalised
from dashboards.selection import YearFigure
from dashboards.shown import Shown
from dashboards.tables import Cell, Column, Table, number_cell
from dashboards.texts import Texts, decimals_for
from dashboards.view import Chart
from indicators.model import ORGANISATION
from indicators.registry import MEMO_INDICATORS
from indicators.streams import stream_name
from indicators.waste_treatments import KIND_NAMES, NOT_STATED, TreatmentKind, treatment_kind_name

FIGURES: Mapping[TreatmentKind, str] = {
    term.treatment: code
    for code, entry in MEMO_INDICATORS.items()
    for term in entry.terms
    if term.treatment is not None
}
"""The figure that holds the waste of each kind of treatment."""


def treatment_chart(shown: Shown, whole: YearFigure, texts: Texts) -> Chart | None:
    """What became of the waste of a year, all of it and by type; nothing where no note states it."""
    rows = _rows(shown, whole, texts)
    if not any(row.kilograms.get(kind) for row in rows for kind in KIND_NAMES if kind != NOT_STATED):
        return None
    caption = texts("area.treatments_caption", year=whole.year)
    notes = [texts("area.treatments_note")]
    if not whole.complete:
        notes += [texts("area.types_incomplete", year=whole.year), texts("area.hatched_note")]
    return Chart(
        "chart-treatments",
        caption,
        treatment_of_types(rows, texts),
        _table(texts("area.treatments_table", year=whole.year), rows, whole, texts),
        tuple(notes),
        wide=True,
        alternative=_in_words(caption, rows[0], texts),
    )


def _rows(shown: Shown, whole: YearFigure, texts: Texts) -> list[TreatedWaste]:
    """All waste of the year, then its types, the largest first; what was not handed over in the year is left out."""
    by_type: dict[str, dict[TreatmentKind, float]] = {}
    for kind, code in FIGURES.items():
        for entry in shown.figures.of(code, ORGANISATION, None):
            if entry.year == whole.year and entry.a:
                by_type.setdefault(entry.breakdown, {})[kind] = entry.a
    everything = TreatedWaste(capitalised(texts("area.all_waste")), by_type.pop("", {}), whole.complete)
    types = [
        TreatedWaste(stream_name(code, texts.language), kilograms, whole.complete)
        for code, kilograms in sorted(by_type.items())
    ]
    return [everything, *sorted(types, key=lambda row: -row.total)]


def _table(caption: str, rows: Sequence[TreatedWaste], whole: YearFigure, texts: Texts) -> Table:
    """Kilograms and per cent by type (rows) and kind of treatment (columns), with the sum at the end."""
    decimals = decimals_for(value for row in rows for value in row.kilograms.values())
    marks = () if whole.complete else ("incomplete",)
    kinds = kinds_of(rows)
    heads = (
        Column(texts("label.type"), width="name"),
        *(
            Column(f"{capitalised(treatment_kind_name(kind, texts.language))} ({unit})", numeric=True)
            for kind in kinds
            for unit in ("kg", "%")
        ),
        Column(f"{texts('label.total')} (kg)", numeric=True),
    )
    link = figure_link(whole)
    cells = tuple(
        (
            Cell(row.name),
            *(
                cell
                for kind in kinds
                for cell in (
                    number_cell(row.kilograms.get(kind, 0.0), decimals, texts, marks=marks),
                    number_cell(row.per_cent(kind), 1, texts, marks=marks),
                )
            ),
            number_cell(row.total, decimals, texts, marks=marks, href=link),
        )
        for row in rows
    )
    return Table("table-treatments", caption, heads, cells, legend=marks_legend(cells, texts))


def _in_words(caption: str, everything: TreatedWaste, texts: Texts) -> str:
    """What the chart shows of all waste: each kind of treatment with its part."""
    said = [
        f"{treatment_kind_name(kind, texts.language)}: {texts.percent(amount / everything.total)}"
        for kind in KIND_NAMES
        if (amount := everything.kilograms.get(kind, 0.0))
    ]
    return f"{caption}. {everything.name}: {'; '.join(said)}."
