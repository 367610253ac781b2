"""What became of waste: the kinds of treatment of each type, as parts of its mass."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dashboards.figures.drawing import (
    INCOMPLETE_PATTERN,
    Figure,
    Series,
    drawn,
    names_down,
    plain,
    series,
    values_across,
    wrapped,
)
from dashboards.texts import Texts
from dashboards.theme import light
from indicators.waste_treatments import KIND_NAMES, TreatmentKind, treatment_kind_name

WIDE_ENOUGH = 0.12
"""The part of a bar into which its percentage fits on a phone."""


class TreatedWaste(NamedTuple):
    """A type of waste, or all of it, with the kilograms of each kind of treatment; `whole` years only are complete."""

    name: str
    kilograms: dict[TreatmentKind, float]
    whole: bool

    @property
    def total(self) -> float:
        """All kilograms."""
        return sum(self.kilograms.values())

    def per_cent(self, kind: TreatmentKind) -> float:
        """The part of all kilograms that had a kind of treatment."""
        return 100 * self.kilograms.get(kind, 0.0) / self.total if self.total else 0.0


def kinds_of(rows: Sequence[TreatedWaste]) -> list[TreatmentKind]:
    """The kinds of treatment that any of the rows had, in their order."""
    return [kind for kind in KIND_NAMES if any(row.kilograms.get(kind) for row in rows)]


def treatment_of_types(rows: Sequence[TreatedWaste], texts: Texts) -> Figure:
    """Per cent by mass of every kind of treatment, a bar for each of `rows` from the top; a wide part bears its number.

    A bar of an incomplete year is hatched; then its numbers stand in the table alone.
    """
    places = [f"{wrapped(row.name, lines=2)}<br>{plain(texts.quantity(row.total, 'kg'))}" for row in rows]
    return drawn(
        texts,
        [_part(kind, rows, places, texts) for kind in kinds_of(rows)],
        height=130 + 58 * len(rows),
        horizontal=True,
        barmode="stack",
        xaxis=values_across(104, "%"),
        yaxis=names_down(places),
    )


def _part(kind: TreatmentKind, rows: Sequence[TreatedWaste], places: list[str], texts: Texts) -> Series:
    name = treatment_kind_name(kind, texts.language)
    parts = [row.per_cent(kind) for row in rows]
    shares = [part / 100 for part in parts]
    shapes = ["" if row.whole else INCOMPLETE_PATTERN for row in rows]
    hatched: dict[str, Any] = {"shape": shapes, "fillmode": "replace", "size": 5, "solidity": 0.5}
    return series(
        "bar",
        name=plain(name),
        x=parts,
        y=places,
        orientation="h",
        marker={"color": light(f"treatment.{kind}"), "line": {"width": 0}, "pattern": hatched},
        customdata=[
            plain(
                f"{row.name}, {name}: {texts.quantity(row.kilograms.get(kind, 0.0), 'kg')} ({texts.percent(share)})"
            )
            for row, share in zip(rows, shares, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
        text=[
            texts.percent(share) if row.whole and share >= WIDE_ENOUGH else ""
            for row, share in zip(rows, shares, strict=True)
        ],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        insidetextfont={"color": light("page")},
    )
